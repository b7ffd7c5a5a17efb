"""What a leader fills in about dialogue meeting 1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from stafett.core.meetings import Hours
from stafett.frontend.words import text_lazy
from stafett.meetings.dialogue_1.ending import Agreed
from stafett.meetings.dialogue_1.models import EMPLOYER_OTHERS, LONGEST_MINUTES, DialogueMeeting, DialogueMinutes
from stafett.meetings.dialogue_1.services import When
from stafett.portals.days import DayField
from stafett.portals.meeting_fields import TimeForm, line_field, points_field


class _WhenForm(TimeForm):
    @property
    def when(self) -> When:
        """What is asked for; only after the form has been found valid."""
        said = self.cleaned_data
        return When(said["form"], said["place"], said["day"], Hours(said["begins"], said["ends"]))


class CallForm(_WhenForm):
    """A new meeting: when and where, what will be talked about, and whom the employer brings."""

    agenda = points_field("dialogue_form.agenda", "dialogue_form.agenda_help")
    others = forms.MultipleChoiceField(
        required=False,
        label=text_lazy("dialogue_form.others"),
        help_text=text_lazy("dialogue_form.others_help"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(one, text_lazy(f"dialogue_companion.{one}")) for one in EMPLOYER_OTHERS],
        error_messages={"invalid_choice": text_lazy("meeting_error.unknown")},
    )

    def __init__(self, agenda: list[str], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"agenda": "\n".join(agenda), "form": "workplace"})


class MoveForm(_WhenForm):
    """Another time or place, and why. `seen`: the version that stands on the page."""

    why = line_field("dialogue_form.why_moved", "dialogue_form.why_help")
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, meeting: DialogueMeeting, data: Mapping[str, Any] | None = None) -> None:
        now = {name: getattr(meeting, name) for name in ("form", "place", "day", "begins", "ends")}
        super().__init__(data, prefix="move", initial={**now, "seen": meeting.sequence})


class CancelForm(forms.Form):
    """Why it is cancelled."""

    why = line_field("dialogue_form.why_cancelled", "dialogue_form.why_help")
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, seen: int, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix="cancel", initial={"seen": seen})


class NotNeededForm(forms.Form):
    """Why none is needed."""

    why = line_field("dialogue_form.why_not_needed", "dialogue_form.why_help")

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix="unnecessary")


class MinutesForm(forms.Form):
    """What came of it. Afterwards it is put right with a reason (`why`); `seen` is the number on the page."""

    next_on = DayField("dialogue_minutes.next_on", required=False)
    why = line_field("dialogue_form.why_amended", required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    field_order = (*DialogueMinutes.FIELDS, "next_on", "why")

    def __init__(self, newest: DialogueMinutes | None, data: Mapping[str, Any] | None = None) -> None:
        stands = {name: getattr(newest, name) for name in (*DialogueMinutes.FIELDS, "next_on")} if newest else {}
        super().__init__(data, initial={**stands, "seen": newest.number if newest else 0})
        for name in DialogueMinutes.FIELDS:
            self.fields[name] = forms.CharField(
                required=name == "about_work", max_length=LONGEST_MINUTES, widget=forms.Textarea,
                label=text_lazy(f"dialogue_minutes.{name}"), help_text=text_lazy(f"dialogue_minutes_help.{name}"),
                error_messages={
                    "required": text_lazy("dialogue_error.words_needed"),
                    "max_length": text_lazy("person.error.too_long", most=LONGEST_MINUTES),
                },
            )  # fmt: skip
        self.order_fields(self.field_order)

    @property
    def agreed(self) -> Agreed:
        """What was written; only after the form has been found valid."""
        said = self.cleaned_data
        texts = {name: said[name].replace("\r\n", "\n") for name in DialogueMinutes.FIELDS}
        return Agreed(**texts, next_on=said["next_on"])
