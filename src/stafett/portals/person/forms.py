"""What a person fills in: questions, preparation and remark of a conversation, the request for help."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from stafett.dialogue.models import HelpRequest
from stafett.dialogue.replies import QUESTIONS
from stafett.dialogue.threads import Thread
from stafett.frontend.words import text, text_lazy
from stafett.mapping.selectors import ReadTheme
from stafett.screening.forms import Form

LONGEST_TEXT = 5000


class QuestionsForm(forms.Form):
    """One group of radio buttons for each question of the form in force, and free text that may stay empty."""

    comment = forms.CharField(
        label=text_lazy("person.questions.comment"),
        help_text=text_lazy("person.questions.comment_help"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea,
        error_messages={"max_length": text_lazy("person.error.too_long", most=LONGEST_TEXT)},
    )

    def __init__(self, *args: Any, questions: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions.questions:
            key = questions.question_key(question)
            chosen = text_lazy("person.error.choose")
            self.fields[question.name] = forms.ChoiceField(
                label=text_lazy(key),
                help_text=text_lazy(f"{key}.help"),
                choices=[(choice, text_lazy(questions.choice_key(question, choice))) for choice in question.choices],
                widget=forms.RadioSelect,
                error_messages={"required": chosen, "invalid_choice": chosen},
            )
        self.order_fields([question.name for question in questions.questions])


class ReplyForm(forms.Form):
    """The questions of one kind that is asked along the way, and free text that may stay empty."""

    comment = forms.CharField(
        label=text_lazy("person.reply.comment"),
        help_text=text_lazy("person.questions.comment_help"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea,
        error_messages={"max_length": text_lazy("person.error.too_long", most=LONGEST_TEXT)},
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        chosen = text_lazy("person.error.choose")
        for question in QUESTIONS[kind]:
            key = f"reply.{kind}.{question.name}"
            self.fields[question.name] = forms.ChoiceField(
                label=text_lazy(key),
                choices=[(choice, text_lazy(f"{key}.{choice}")) for choice in question.choices],
                widget=forms.RadioSelect,
                error_messages={"required": chosen, "invalid_choice": chosen},
            )
        self.order_fields([question.name for question in QUESTIONS[kind]])

    @property
    def answers(self) -> dict[str, str]:
        """The chosen answers; only after the form has been found valid."""
        return {question.name: self.cleaned_data[question.name] for question in QUESTIONS[self.kind]}


class PreparationForm(forms.Form):
    """One text for each theme of the conversation, all of which may stay empty."""

    def __init__(self, themes: Sequence[ReadTheme], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.themes = {theme.code: theme for theme in themes}
        for theme in themes:
            self.fields[theme.code] = forms.CharField(
                label=theme.title,
                help_text=theme.why,
                initial=theme.prepared,
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea,
                error_messages={"max_length": text_lazy("person.error.too_long", most=LONGEST_TEXT)},
            )

    @property
    def shown(self) -> list[tuple[forms.BoundField, ReadTheme]]:
        """Each field with its theme."""
        return [(bound, self.themes[bound.name]) for bound in self]


class RemarkForm(forms.Form):
    """A remark on the minutes."""

    text = forms.CharField(
        label=text_lazy("person.remark"),
        help_text=text_lazy("person.remark_help"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea,
        error_messages={
            "required": text_lazy("mapping_error.remark_needed"),
            "max_length": text_lazy("person.error.too_long", most=LONGEST_TEXT),
        },
    )


class HelpForm(forms.Form):
    """What is wanted, and how soon."""

    wanted = forms.CharField(
        label=text_lazy("person.help.wanted"),
        help_text=text_lazy("person.help.wanted_help"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea,
        error_messages={
            "required": text_lazy("person.error.say_what"),
            "max_length": text_lazy("person.error.too_long", most=LONGEST_TEXT),
        },
    )
    how_soon = forms.ChoiceField(
        label=text_lazy("person.help.how_soon"),
        choices=[(value, text_lazy(f"person.help.{value}")) for value in HelpRequest.HowSoon.values],
        widget=forms.RadioSelect,
        error_messages={
            "required": text_lazy("person.error.choose_how_soon"),
            "invalid_choice": text_lazy("person.error.choose_how_soon"),
        },
    )


class CorrectionForm(forms.Form):
    """Which fact is wrong (`Thread.About`), what is wrong with it, and what is right."""

    about = forms.ChoiceField(
        label=text_lazy("person.correct.about"),
        choices=[(value, text_lazy(f"person.wrong.{value}")) for value in Thread.About.values],
        widget=forms.RadioSelect,
        error_messages={
            "required": text_lazy("person.error.choose"),
            "invalid_choice": text_lazy("person.error.choose"),
        },
    )
    wrong = forms.CharField(
        label=text_lazy("person.correct.wrong"),
        max_length=LONGEST_TEXT // 2,
        widget=forms.Textarea,
        error_messages={
            "required": text_lazy("person.correct.say_wrong"),
            "max_length": text_lazy("person.error.too_long", most=LONGEST_TEXT // 2),
        },
    )
    right = forms.CharField(
        label=text_lazy("person.correct.right"),
        help_text=text_lazy("person.correct.right_help"),
        required=False,
        max_length=LONGEST_TEXT // 2,
        widget=forms.Textarea,
        error_messages={"max_length": text_lazy("person.error.too_long", most=LONGEST_TEXT // 2)},
    )

    @property
    def subject(self) -> str:
        """The thread's subject; only after the form has been found valid."""
        return text("person.correct.subject", fact=text(f"person.wrong.{self.cleaned_data['about']}"))

    @property
    def words(self) -> str:
        """What is sent; only after the form has been found valid."""
        wrong, right = self.cleaned_data["wrong"].strip(), self.cleaned_data["right"].strip()
        said = text("person.correct.is_wrong", words=wrong)
        return f"{said}\n\n{text('person.correct.is_right', words=right)}" if right else said
