"""What an issuer fills in: a request for help, the elaborating questions about function, and whether they come."""

from collections.abc import Mapping
from typing import Any

from django import forms

from stafett.dialogue.models import HelpRequest
from stafett.dialogue.statements import IssuerStatement
from stafett.frontend.words import text_lazy
from stafett.meetings.dialogue_1.answers import Said
from stafett.meetings.dialogue_1.models import DialogueMeeting
from stafett.portals.meeting_fields import AnswerTimeForm, choice_field

LONGEST_LINE = 1_000
LONGEST_TEXT = 3_000
MAY_STAND_EMPTY = ("adaptation", "tried")


class HelpForm(forms.Form):
    """Needs help from Nav: how soon, and a line if there is more to say."""

    how_soon = forms.ChoiceField(
        label=text_lazy("issuer_help.how_soon"),
        initial=HelpRequest.HowSoon.SOON,
        choices=[(value, text_lazy(f"issuer_help.{value}")) for value in HelpRequest.HowSoon.values],
        widget=forms.RadioSelect,
        error_messages={
            "required": text_lazy("person.error.choose_how_soon"),
            "invalid_choice": text_lazy("person.error.choose_how_soon"),
        },
    )
    wanted = forms.CharField(
        label=text_lazy("issuer_help.wanted"),
        required=False,
        max_length=LONGEST_LINE,
        widget=forms.Textarea,
        error_messages={"max_length": text_lazy("person.error.too_long", most=LONGEST_LINE)},
    )


class StatementForm(forms.Form):
    """Function: what the person can do, what not, with what adaptation, what has been tried, what is expected."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in IssuerStatement.FIELDS:
            self.fields[name] = forms.CharField(
                label=text_lazy(f"statement.{name}"),
                help_text=text_lazy(f"statement.{name}_help"),
                required=name not in MAY_STAND_EMPTY,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea,
                error_messages={
                    "required": text_lazy("statement_error.words_needed"),
                    "max_length": text_lazy("person.error.too_long", most=LONGEST_TEXT),
                },
            )


class InvitationForm(AnswerTimeForm):
    """Comes or not to the meeting of employer and employee, or which time suits the surgery."""

    answer = choice_field("dialogue_form.answer", "issuer.dialogue_answer", DialogueMeeting.IssuerAnswer.values)
    field_order = ("seen", "answer", "day", "begins", "line")

    def __init__(self, meeting: DialogueMeeting, data: Mapping[str, Any] | None = None) -> None:
        said = {"day": meeting.issuer_day, "begins": meeting.issuer_begins, "line": meeting.issuer_line}
        stands = {"seen": meeting.sequence, "answer": meeting.issuer_answer, **said}
        super().__init__(data, prefix=f"meeting{meeting.pk}", initial=stands)

    @property
    def said(self) -> Said:
        """What is answered; only after the form has been found valid."""
        given = self.cleaned_data
        return Said(given["answer"], given["line"], given["day"], given["begins"])
