"""What is filled in about meetings: when, how, and with whom; what came of it; and the hours for meetings."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any, Final

from django import forms

from stafett.core.meetings import ABSENTEES, COLLISIONS, FORMS, OTHERS, PURPOSES, Hours
from stafett.frontend.words import text, text_lazy
from stafett.mapping.models.need import STARTERS
from stafett.meetings.models import LONGEST_PLACE, Meeting, Slot
from stafett.meetings.selectors import TOO_FAR, Appointment
from stafett.meetings.services import Content
from stafett.people.models import Staff
from stafett.portals.adviser.forms import LINE, LONG, errors
from stafett.portals.days import DayField
from stafett.portals.meeting_fields import hour_field, points_field
from stafett.portals.offering import offer

WEEKDAYS: Final = (1, 2, 3, 4, 5)
_LONGEST_LINE: Final = 100


class AppointmentForm(forms.Form):
    """With whom, how, where and when. `confirmed` is asked for once something has been found to stand in the way."""

    form = forms.ChoiceField(
        label=text_lazy("meeting_form.form"),
        choices=[("", text_lazy("form.choose")), *((one, text_lazy(f"meeting_form_of.{one}")) for one in FORMS)],
        error_messages=errors("meeting_form.form_needed"),
    )
    place = forms.CharField(
        required=False,
        max_length=LONGEST_PLACE,
        label=text_lazy("meeting_form.place"),
        help_text=text_lazy("meeting_form.place_help"),
        error_messages=errors(most=LONGEST_PLACE),
    )
    day = DayField("meeting_form.day")
    begins = hour_field("meeting_form.begins")
    ends = hour_field("meeting_form.ends")
    holder = forms.ChoiceField(label=text_lazy("meeting_form.holder"), error_messages=errors("meeting_form.holder"))
    confirmed = forms.MultipleChoiceField(
        required=False,
        label=text_lazy("meeting_form.confirmed"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(one, one) for one in (*COLLISIONS, TOO_FAR)],
    )

    def __init__(self, staff: Iterable[Staff], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {str(one.pk): one for one in staff}
        self.asks_to_confirm = False
        offer(self, "holder", [(key, one.name) for key, one in self.by_key.items()])

    @property
    def appointment(self) -> Appointment:
        """What is asked for; only after the form has been found valid."""
        said = self.cleaned_data
        hours = Hours(said["begins"], said["ends"])
        return Appointment(self.by_key[said["holder"]], said["form"], said["place"], said["day"], hours)

    def ask_to_confirm(self, found: Sequence[str], words: Mapping[str, str]) -> None:
        """Shows what stands in the way, each to be ticked by whoever plans all the same."""
        self.asks_to_confirm = True
        ticked = self.cleaned_data.get("confirmed", [])
        names = [one for one in (*COLLISIONS, TOO_FAR) if one in found or (one in ticked and one in words)]
        offer(self, "confirmed", [(one, words[one]) for one in names])
        self.add_error("confirmed", text("meeting_error.to_confirm"))


class PlanForm(AppointmentForm):
    """A new meeting."""

    purpose = forms.ChoiceField(
        label=text_lazy("meeting_form.purpose"),
        help_text=text_lazy("meeting_form.purpose_help"),
        choices=[("", text_lazy("form.choose")), *((one, text_lazy(f"meeting_purpose.{one}")) for one in PURPOSES)],
        error_messages=errors("meeting_form.purpose_needed"),
    )
    agenda = points_field("meeting_form.agenda", "meeting_form.agenda_help")
    others = forms.MultipleChoiceField(
        required=False,
        label=text_lazy("meeting_form.others"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(one, text_lazy(f"meeting_other.{one}")) for one in OTHERS],
        error_messages=errors("meeting_error.unknown"),
    )

    @property
    def content(self) -> Content:
        """What the meeting is for; only after the form has been found valid."""
        said = self.cleaned_data
        return Content(said["purpose"], said["agenda"].splitlines(), said["others"])


class MoveForm(AppointmentForm):
    """Another time, place or adviser, and why; `seen` is the version that stands on the page."""

    why = forms.CharField(
        max_length=LINE,
        label=text_lazy("meeting_form.why_moved"),
        help_text=text_lazy("meeting_form.why_moved_help"),
        error_messages=errors("meeting_error.why_needed", most=LINE),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, meeting: Meeting, staff: Iterable[Staff], data: Any = None) -> None:
        now = {name: getattr(meeting, name) for name in ("form", "place", "day", "begins", "ends")}
        now |= {"holder": str(meeting.holder_id), "seen": meeting.sequence}
        super().__init__(staff, data, prefix="move", initial=now)

    @property
    def words(self) -> dict[str, Any]:
        """Why, which version was seen, and what was confirmed; only after the form has been found valid."""
        return {name: self.cleaned_data[name] for name in ("why", "seen", "confirmed")}


class AgendaForm(forms.Form):
    """What Nav wants to talk about."""

    agenda = points_field("meeting_form.agenda", "meeting_form.agenda_help")

    def __init__(self, meeting: Meeting, data: Any = None) -> None:
        super().__init__(data, prefix="agenda", initial={"agenda": "\n".join(meeting.agenda)})


class CancelForm(forms.Form):
    """Why a meeting is cancelled."""

    why = forms.CharField(
        max_length=LINE,
        label=text_lazy("meeting_form.why_cancelled"),
        help_text=text_lazy("meeting_form.why_cancelled_help"),
        error_messages=errors("meeting_error.why_needed", most=LINE),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, meeting: Meeting, data: Any = None) -> None:
        super().__init__(data, prefix="cancel", initial={"seen": meeting.sequence})


class HeldForm(forms.Form):
    """What came of a meeting that was held."""

    outcome = forms.CharField(
        max_length=LONG,
        widget=forms.Textarea,
        label=text_lazy("contact.outcome"),
        help_text=text_lazy("contact.outcome_help"),
        error_messages=errors("need_error.outcome_needed", most=LONG),
    )
    started_by = forms.ChoiceField(
        label=text_lazy("contact.started_by"),
        choices=[(one, text_lazy(f"contact_starter.{one}")) for one in STARTERS],
        error_messages=errors("need_error.choose_value"),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="held", initial={"started_by": "nav"})


class MissedForm(forms.Form):
    """Because of whom a meeting was not held, why, and when it is tried anew."""

    by = forms.ChoiceField(
        label=text_lazy("meeting_form.missed_by"),
        choices=[("", text_lazy("form.choose")), *((one, text_lazy(f"meeting_absentee.{one}")) for one in ABSENTEES)],
        error_messages=errors("meeting_form.missed_by_needed"),
    )
    why = forms.CharField(
        max_length=LINE,
        label=text_lazy("meeting_form.why_missed"),
        help_text=text_lazy("meeting_form.why_missed_help"),
        error_messages=errors("meeting_error.why_needed", most=LINE),
    )
    try_again_by = DayField("meeting_form.try_again_by")

    def __init__(self, due: date, data: Any = None) -> None:
        super().__init__(data, prefix="missed", initial={"try_again_by": due})


class SlotsForm(forms.Form):
    """The hours for meetings: for each weekday a line such as `9-11.30, 13-15`."""

    def __init__(self, slots: Sequence[Slot], data: Any = None) -> None:
        super().__init__(data)
        self.slots: list[tuple[int, Hours]] = []
        for weekday in WEEKDAYS:
            name = f"day{weekday}"
            self.fields[name] = forms.CharField(
                required=False,
                max_length=_LONGEST_LINE,
                label=text_lazy(f"weekday.{weekday}"),
                error_messages=errors(most=_LONGEST_LINE),
            )
            self.initial[name] = ", ".join(_shown(slot) for slot in slots if slot.weekday == weekday)

    def clean(self) -> dict[str, Any]:
        """Refuses what is no hours, beside the day it stands at."""
        cleaned = super().clean() or {}
        self.slots = []
        for weekday in WEEKDAYS:
            written = cleaned.get(f"day{weekday}") or ""
            try:
                self.slots += [(weekday, _hours(part)) for part in written.split(",") if part.strip()]
            except ValueError:
                self.add_error(f"day{weekday}", text("meeting_form.no_hours", written=written))
        return cleaned


class ReplanForm(forms.Form):
    """What becomes of each meeting in an absence, and why."""

    why = forms.CharField(
        required=False,
        max_length=LINE,
        label=text_lazy("meeting_form.why_replanned"),
        help_text=text_lazy("meeting_form.why_moved_help"),
        error_messages=errors(most=LINE),
    )

    def __init__(self, choices: Mapping[Meeting, Sequence[tuple[str, str]]], data: Any = None) -> None:
        super().__init__(data)
        self.meetings = {f"meeting{one.pk}": one for one in choices}
        for meeting, offered in choices.items():
            self.fields[f"meeting{meeting.pk}"] = forms.ChoiceField(
                label=text_lazy("meeting_form.becomes", name=meeting.case.person.name, day=meeting.day),
                choices=list(offered),
                error_messages=errors("meeting_error.unknown"),
            )

    @property
    def chosen(self) -> dict[int, str]:
        """By meeting; only after the form has been found valid."""
        return {one.pk: self.cleaned_data[name] for name, one in self.meetings.items()}

    @property
    def rows(self) -> list[tuple[Meeting, forms.BoundField]]:
        """Each meeting with its choice."""
        return [(meeting, self[name]) for name, meeting in self.meetings.items()]


def _shown(slot: Slot) -> str:
    return f"{slot.begins:%H:%M}-{slot.ends:%H:%M}"


def _hours(written: str) -> Hours:
    """Raises ValueError for what is no hours, or ends before it begins."""
    begins, _, ends = written.replace("\u2013", "-").partition("-")
    hours = Hours(_hour(begins), _hour(ends))
    if hours.ends <= hours.begins:
        raise ValueError(written)
    return hours


def _hour(written: str) -> time:
    hour, _, minute = written.strip().replace(".", ":").partition(":")
    return time(int(hour), int(minute or 0))
