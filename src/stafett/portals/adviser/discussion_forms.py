"""What is filled in about case discussions: when and with whom, what to find out, and what came of it."""

from collections.abc import Sequence
from typing import Any

from django import forms

from stafett.core.asking import SPECIALISTS
from stafett.frontend.words import clock_time, day, text, text_lazy
from stafett.plans.discussions import When
from stafett.plans.models import CaseDiscussion
from stafett.portals.adviser.forms import LINE, LONG, errors
from stafett.portals.days import DayField
from stafett.portals.meeting_fields import hour_field
from stafett.portals.offering import offer

_LONGEST_PLACE = 100


class DiscussionForm(forms.Form):
    """When and where, and who takes part beside the unit's own."""

    day = DayField("discussion_form.day")
    begins = hour_field("discussion_form.begins")
    place = forms.CharField(
        required=False,
        max_length=_LONGEST_PLACE,
        label=text_lazy("discussion_form.place"),
        error_messages=errors(most=_LONGEST_PLACE),
    )
    specialists = forms.MultipleChoiceField(
        required=False,
        label=text_lazy("discussion_form.specialists"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(one, text_lazy(f"contributor.{one}")) for one in SPECIALISTS],
        error_messages=errors("asking_error.specialist"),
    )
    others = forms.CharField(
        required=False,
        max_length=LINE,
        label=text_lazy("discussion_form.others"),
        help_text=text_lazy("discussion_form.others_help"),
        error_messages=errors(most=LINE),
    )

    @property
    def when(self) -> When:
        """What is planned; only after the form has been found valid."""
        return When(**self.cleaned_data)


def form_of(discussion: CaseDiscussion) -> DiscussionForm:
    """The form as it stands for a discussion that is planned."""
    return DiscussionForm(
        initial={name: getattr(discussion, name) for name in ("day", "begins", "place", "specialists", "others")}
    )


class DiscussForm(forms.Form):
    """In which of the coming discussions, and what is to be found out."""

    discussion = forms.TypedChoiceField(
        label=text_lazy("discussion_form.which"), coerce=int, error_messages=errors("discussion_error.which")
    )
    question = forms.CharField(
        max_length=LONG,
        widget=forms.Textarea,
        label=text_lazy("discussion_form.question"),
        help_text=text_lazy("discussion_form.question_help"),
        error_messages=errors("discussion_error.words_needed", most=LONG),
    )

    def __init__(self, coming: Sequence[CaseDiscussion], *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        offer(self, "discussion", [("", text("form.choose")), *((one.pk, _in_words(one)) for one in coming)])


class OutcomeForm(forms.Form):
    """What came of a case."""

    outcome = forms.CharField(
        max_length=LONG,
        widget=forms.Textarea,
        label=text_lazy("discussion_form.outcome"),
        help_text=text_lazy("discussion_form.outcome_help"),
        error_messages=errors("discussion_error.outcome_needed", most=LONG),
    )


def _in_words(discussion: CaseDiscussion) -> str:
    return text("discussion.when", day=day(discussion.day), time=clock_time(discussion.begins))
