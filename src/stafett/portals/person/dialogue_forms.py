"""What the person answers to a call to dialogue meeting 1, and what they say of its minutes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from stafett.frontend.words import text_lazy
from stafett.meetings.dialogue_1.answers import Said, Wanted
from stafett.meetings.dialogue_1.models import COMPANIONS, LONGEST_MINUTES, DialogueMeeting
from stafett.portals.meeting_fields import AnswerTimeForm, choice_field, points_field


class DialogueAnswerForm(AnswerTimeForm):
    """Whether they come, whom they want there, and what they want to talk about."""

    answer = choice_field("dialogue_form.answer", "person.dialogue_answer", DialogueMeeting.Answer.values)
    wants_issuer = choice_field("dialogue_form.wants_issuer", "dialogue_issuer", ("no", "yes"))
    companions = forms.MultipleChoiceField(
        required=False,
        label=text_lazy("dialogue_form.companions"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(one, text_lazy(f"dialogue_companion.{one}")) for one in COMPANIONS],
        error_messages={"invalid_choice": text_lazy("meeting_error.unknown")},
    )
    points = points_field("dialogue_form.points", "dialogue_form.points_help")

    def __init__(self, meeting: DialogueMeeting, data: Mapping[str, Any] | None = None) -> None:
        wanted = {None: "", True: "yes", False: "no"}[meeting.wants_issuer]
        said = {"day": meeting.suggested_day, "begins": meeting.suggested_begins, "line": meeting.answer_line}
        wishes = {"companions": meeting.companions, "points": "\n".join(meeting.own_points), "wants_issuer": wanted}
        super().__init__(data, initial={"seen": meeting.sequence, "answer": meeting.answer, **said, **wishes})

    def clean(self) -> dict[str, Any]:
        """Not needed is said with a reason."""
        cleaned = super().clean()
        if cleaned.get("answer") == DialogueMeeting.Answer.NOT_NEEDED and not cleaned.get("line"):
            self.add_error("line", str(text_lazy("dialogue_error.say_why")))
        return cleaned

    @property
    def said(self) -> Said:
        """What is answered; only after the form has been found valid."""
        given = self.cleaned_data
        return Said(given["answer"], given["line"], given["day"], given["begins"])

    @property
    def wishes(self) -> Wanted:
        """Whom and what they want; only after the form has been found valid."""
        given = self.cleaned_data
        return Wanted(given["wants_issuer"] == "yes", given["companions"], given["points"].splitlines())


class RemarkForm(forms.Form):
    """What the person says of the minutes."""

    words = forms.CharField(
        max_length=LONGEST_MINUTES,
        widget=forms.Textarea,
        label=text_lazy("dialogue_form.remark"),
        help_text=text_lazy("dialogue_form.remark_help"),
        error_messages={
            "required": text_lazy("dialogue_error.words_needed"),
            "max_length": text_lazy("person.error.too_long", most=LONGEST_MINUTES),
        },
    )
