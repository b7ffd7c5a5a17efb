"""What advisers fill in. Each form asks for no more than the service behind it uses."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from stafett.cases.models import Case, Task
from stafett.dialogue.replies import QUESTIONS
from stafett.frontend.words import text_lazy
from stafett.portals.offering import offer
from stafett.screening.forms import Form, current_form

LINE = 300
LONG = 2_000
LONGEST_RECORD = 1_500_000


def errors(key: str = "", *, most: int = 0) -> dict[str, Any]:
    """What a field says when it is empty or no choice (the text of `key`), and when it is longer than `most`."""
    empty = {"required": text_lazy(key), "invalid_choice": text_lazy(key)} if key else {}
    return empty | {"max_length": text_lazy("person.error.too_long", most=most)}


class ConfirmForm(forms.Form):
    """The segment chosen. `seen` is the suggestion that stood on the page: another one may have come since."""

    seen = forms.CharField(widget=forms.HiddenInput)
    segment = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=text_lazy("confirm.segment"),
        choices=[(value, text_lazy(f"segment.{value}")) for value in Case.Segment.values],
        error_messages=errors("screening_error.unknown_segment"),
    )
    override_reason = forms.CharField(
        required=False,
        max_length=LINE,
        label=text_lazy("confirm.reason"),
        help_text=text_lazy("confirm.reason_help"),
        error_messages=errors(most=LINE),
    )

    def __init__(self, suggestion: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggestion = suggestion

    def clean(self) -> dict[str, Any]:
        """Refuses a choice made on an old suggestion, and another choice without its line of reason."""
        cleaned = super().clean() or {}
        if cleaned.get("seen") != self.suggestion:
            raise forms.ValidationError(str(text_lazy("screening_error.suggestion_changed")), code="changed")
        differs = cleaned.get("segment") not in {None, self.suggestion}
        if differs and not cleaned.get("override_reason", "").strip():
            self.add_error("override_reason", str(text_lazy("screening_error.reason_needed")))
        return cleaned


class MarkForm(forms.Form):
    """What a person at Nav adds before confirming: which mark, and whether it holds."""

    mark = forms.ChoiceField(choices=[(name, name) for name in ("conditions", "recurrence")])
    value = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])

    @property
    def holds(self) -> bool:
        """The value as a truth; only after the form has been found valid."""
        return bool(self.cleaned_data["value"] == "yes")


class SpokenForm(forms.Form):
    """What a person says on the telephone: questions as the adviser reads them out, and the person's own words."""

    comment = forms.CharField(
        required=False,
        max_length=LONG,
        widget=forms.Textarea,
        label=text_lazy("telephone.comment"),
        help_text=text_lazy("telephone.comment_help"),
        error_messages=errors(most=LONG),
    )

    def ask(self, name: str, key: str, choices: Mapping[str, str]) -> None:
        """Adds a question before the person's own words; `key` and the values of `choices` are gettext keys."""
        self.fields[name] = forms.ChoiceField(
            widget=forms.RadioSelect,
            label=text_lazy(key),
            choices=[(choice, text_lazy(words)) for choice, words in choices.items()],
            error_messages=errors("form_error.choose_answer"),
        )
        self.order_fields([each for each in self.fields if each != "comment"])


class TelephoneForm(SpokenForm):
    """The three questions in force."""

    def __init__(self, on: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions: Form = current_form(on)
        for question in self.questions.questions:
            choices = {choice: self.questions.choice_key(question, choice) for choice in question.choices}
            self.ask(question.name, self.questions.question_key(question), choices)


class TelephoneReplyForm(SpokenForm):
    """The questions of one kind that is asked along the way."""

    def __init__(self, kind: str, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix=kind)
        self.kind = kind
        for question in QUESTIONS[kind]:
            key = f"reply.{kind}.{question.name}"
            self.ask(question.name, key, {choice: f"{key}.{choice}" for choice in question.choices})

    @property
    def answers(self) -> dict[str, str]:
        """The chosen answers; only after the form has been found valid."""
        return {question.name: self.cleaned_data[question.name] for question in QUESTIONS[self.kind]}


class AnswerRequestForm(forms.Form):
    """The answer to a request for help: both parts, always."""

    assessed = forms.CharField(
        max_length=LONG,
        widget=forms.Textarea,
        label=text_lazy("answer_request.assessed"),
        error_messages=errors("form_error.assessed", most=LONG),
    )
    next_step = forms.CharField(
        max_length=LONG,
        widget=forms.Textarea,
        label=text_lazy("answer_request.next_step"),
        help_text=text_lazy("answer_request.next_step_help"),
        error_messages=errors("form_error.next_step", most=LONG),
    )


class FinishForm(forms.Form):
    """A task of Nav's that is done, with a line for whoever wants to write one."""

    line = forms.CharField(
        required=False,
        max_length=LINE,
        label=text_lazy("finish.line"),
        help_text=text_lazy("confirm.reason_help"),
        error_messages=errors(most=LINE),
    )


class AssessForm(forms.Form):
    """What came of a task whose kind has outcomes of its own."""

    outcome = forms.ChoiceField(
        widget=forms.RadioSelect, label=text_lazy("finish.outcome"), error_messages=errors("task.outcome_needed")
    )
    line = forms.CharField(
        required=False,
        max_length=LINE,
        label=text_lazy("finish.reason"),
        help_text=text_lazy("confirm.reason_help"),
        error_messages=errors(most=LINE),
    )

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(outcome, text_lazy(f"outcome.{outcome}")) for outcome in Task.OUTCOMES[kind]]
        offer(self, "outcome", choices)


class ExceptForm(forms.Form):
    """Why a duty of employer or issuer is not needed."""

    reason = forms.CharField(
        max_length=LINE,
        label=text_lazy("not_needed.reason"),
        help_text=text_lazy("confirm.reason_help"),
        error_messages=errors("form_error.not_needed", most=LINE),
    )


class CorrectForm(forms.Form):
    """The text of a refused record, corrected by hand. Nothing is trimmed: a blank line may matter."""

    text = forms.CharField(
        strip=False,
        widget=forms.Textarea,
        label=text_lazy("quarantine.text"),
        max_length=LONGEST_RECORD,
        error_messages=errors("form_error.record", most=LONGEST_RECORD),
    )
