"""What the person fills in about a meeting: whether they come, and what they want to talk about."""

from typing import Any

from django import forms

from stafett.frontend.words import text_lazy
from stafett.meetings.models import LONGEST_POINT, Meeting
from stafett.meetings.services import MOST_POINTS, Answered
from stafett.portals.days import DayField

_LONGEST_POINTS = MOST_POINTS * (LONGEST_POINT + 2)


class AnswerForm(forms.Form):
    """Coming or not; who cannot may suggest another time. `seen` is the version that stands on the page."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label=text_lazy("person.meeting.answer"),
        widget=forms.RadioSelect,
        choices=[(one, text_lazy(f"person.meeting.{one}")) for one in Meeting.Answer.values],
        error_messages={
            "required": text_lazy("person.error.choose"),
            "invalid_choice": text_lazy("person.error.choose"),
        },
    )
    day = DayField("person.meeting.suggested_day", required=False)
    begins = forms.TimeField(
        required=False,
        label=text_lazy("person.meeting.suggested_hour"),
        input_formats=["%H:%M", "%H.%M", "%H"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": text_lazy("meeting_form.hour")},
    )
    line = forms.CharField(
        required=False,
        max_length=LONGEST_POINT,
        label=text_lazy("person.meeting.line"),
        help_text=text_lazy("person.meeting.line_help"),
        error_messages={"max_length": text_lazy("person.error.too_long", most=LONGEST_POINT)},
    )

    def __init__(self, meeting: Meeting, data: Any = None) -> None:
        said = {"day": meeting.suggested_day, "begins": meeting.suggested_begins, "line": meeting.answer_line}
        super().__init__(data, initial={"seen": meeting.sequence, "answer": meeting.answer, **said})

    def clean(self) -> dict[str, Any]:
        """Refuses an hour without its day."""
        cleaned = super().clean() or {}
        if cleaned.get("begins") and not cleaned.get("day") and "day" not in self.errors:
            self.add_error("day", str(text_lazy("person.meeting.day_needed")))
        return cleaned

    @property
    def answered(self) -> Answered:
        """What is answered; only after the form has been found valid."""
        said = self.cleaned_data
        return Answered(said["answer"], said["line"], said["day"], said["begins"])


class PointsForm(forms.Form):
    """What the person wants to talk about, one point on a line."""

    points = forms.CharField(
        required=False,
        max_length=_LONGEST_POINTS,
        widget=forms.Textarea,
        label=text_lazy("person.meeting.points"),
        help_text=text_lazy("person.meeting.points_help"),
        error_messages={"max_length": text_lazy("person.error.too_long", most=_LONGEST_POINTS)},
    )

    def __init__(self, meeting: Meeting, data: Any = None) -> None:
        super().__init__(data, initial={"points": "\n".join(meeting.own_points)})
