"""Fields that the forms about meetings have in common, whoever fills them in."""

from typing import Any

from django import forms

from stafett.core.meetings import FORMS
from stafett.frontend.words import text_lazy
from stafett.meetings.appointments import LONGEST_PLACE, LONGEST_POINT
from stafett.meetings.services import MOST_POINTS
from stafett.portals.days import DayField

LONGEST_AGENDA = MOST_POINTS * (LONGEST_POINT + 2)


def hour_field(key: str, **values: Any) -> forms.TimeField:
    """An hour on the wall; `key` is the text of its label."""
    return forms.TimeField(
        label=text_lazy(key),
        input_formats=["%H:%M", "%H.%M", "%H"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": text_lazy("meeting_form.hour_needed"), "invalid": text_lazy("meeting_form.hour")},
        **values,
    )


def line_field(key: str, help_key: str = "", *, most: int = LONGEST_POINT, **values: Any) -> forms.CharField:
    """One line, or with a widget more; `key` and `help_key` are texts."""
    return forms.CharField(
        max_length=most,
        label=text_lazy(key),
        help_text=text_lazy(help_key) if help_key else "",
        error_messages={
            "required": text_lazy("meeting_error.why_needed"),
            "max_length": text_lazy("person.error.too_long", most=most),
        },
        **values,
    )


def points_field(key: str, help_key: str) -> forms.CharField:
    """What will be talked about, one point on a line."""
    return line_field(key, help_key, most=LONGEST_AGENDA, required=False, widget=forms.Textarea)


def choice_field(key: str, prefix: str, values: Any, **more: Any) -> forms.ChoiceField:
    """One of some codes, each with the text `prefix.code`."""
    return forms.ChoiceField(
        label=text_lazy(key),
        widget=forms.RadioSelect,
        choices=[(one, text_lazy(f"{prefix}.{one}")) for one in values],
        error_messages={
            "required": text_lazy("person.error.choose"),
            "invalid_choice": text_lazy("person.error.choose"),
        },
        **more,
    )


class TimeForm(forms.Form):
    """How, where and when an employer meets."""

    day = DayField("dialogue_form.day")
    begins = hour_field("dialogue_form.begins")
    ends = hour_field("dialogue_form.ends")
    form = choice_field("dialogue_form.form", "meeting_form_of", FORMS)
    place = line_field("dialogue_form.place", "dialogue_form.place_help", most=LONGEST_PLACE, required=False)


class AnswerTimeForm(forms.Form):
    """Another time than the one that stands, and the version that stood on the page."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    day = DayField("person.meeting.suggested_day", required=False)
    begins = hour_field("person.meeting.suggested_hour", required=False)
    line = line_field("dialogue_form.line", "dialogue_form.line_help", required=False)

    def clean(self) -> dict[str, Any]:
        """Refuses an hour without its day."""
        cleaned = super().clean() or {}
        if cleaned.get("begins") and not cleaned.get("day") and "day" not in self.errors:
            self.add_error("day", str(text_lazy("person.meeting.day_needed")))
        return cleaned
