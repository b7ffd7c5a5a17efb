"""What advisers fill in to set themselves something, and to write a note."""

from django import forms

from stafett.cases.own_work import FollowUp
from stafett.cases.own_work_services import Wish
from stafett.frontend.words import text_lazy
from stafett.portals.adviser.forms import LINE, LONG, errors
from stafett.portals.days import DayField

# The program sets the other ones.
_CHOSEN = [reason for reason in FollowUp.Reason.values if reason not in FollowUp.BY_PROGRAM]


class FollowUpForm(forms.Form):
    """Why to come back to the case, by which day, and a line."""

    reason = forms.ChoiceField(
        label=text_lazy("follow_up_form.reason"),
        choices=[("", text_lazy("form.choose")), *((r, text_lazy(f"follow_up.{r}")) for r in _CHOSEN)],
        error_messages=errors("form_error.reason"),
    )
    due = DayField("follow_up_form.due")
    line = forms.CharField(
        required=False,
        max_length=LINE,
        label=text_lazy("follow_up_form.line"),
        help_text=text_lazy("follow_up_form.line_help"),
        error_messages=errors(most=LINE),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @property
    def wish(self) -> Wish:
        """What is wished for; only after the form has been found valid."""
        return Wish(self.cleaned_data["reason"], self.cleaned_data["due"], self.cleaned_data["line"])


def form_of(follow_up: FollowUp, prefix: str) -> FollowUpForm:
    """The form that changes a follow-up, filled in with what it is."""
    names = ("reason", "due", "line", "version")
    return FollowUpForm(prefix=prefix, initial={name: getattr(follow_up, name) for name in names})


class CaseNoteForm(forms.Form):
    """A note on the case. The help text says that the person sees it."""

    text = forms.CharField(
        max_length=LONG,
        widget=forms.Textarea,
        label=text_lazy("case_note.text"),
        help_text=text_lazy("case_note.text_help"),
        error_messages=errors("note.words_needed", most=LONG),
    )
