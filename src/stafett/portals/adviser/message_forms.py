"""What is filled in to write to a person, and to keep an office's words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.urls import reverse

from stafett.dialogue.models import TextBlock
from stafett.dialogue.statements import IssuerStatement, StatementUse
from stafett.dialogue.templates import TEMPLATES, WITH_A_DAY
from stafett.frontend.words import text, text_lazy
from stafett.portals.adviser.forms import LINE, LONG, errors
from stafett.portals.days import DayField
from stafett.portals.offering import offer

LONGEST_SUBJECT = 120
LONGEST_TITLE = 80
LONGEST_MESSAGE = 5_000


class PickForm(forms.Form):
    """What to begin with: a template with its day, and words of the office."""

    template = forms.ChoiceField(
        required=False,
        label=text_lazy("write.template"),
        choices=[
            ("", text_lazy("write.no_template")),
            *((code, text_lazy(f"letter.name.{code}")) for code in TEMPLATES),
        ],
    )
    day = DayField("write.day", required=False, help_text=text_lazy("write.day_help"))
    block = forms.TypedChoiceField(required=False, label=text_lazy("write.block"), coerce=int, empty_value=None)

    def __init__(self, blocks: Sequence[TextBlock], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", text_lazy("write.no_block")), *((block.pk, block.title) for block in blocks)]
        offer(self, "block", choices)

    def clean(self) -> dict[str, Any]:
        """A template in whose words a day stands needs one."""
        cleaned = super().clean() or {}
        if cleaned.get("template") in WITH_A_DAY and not cleaned.get("day") and "day" not in self.errors:
            self.add_error("day", text("write.error.day"))
        return cleaned


class MessageForm(forms.Form):
    """The words of a message. With JavaScript its readability is shown while they are written."""

    subject = forms.CharField(
        max_length=LONGEST_SUBJECT,
        label=text_lazy("write.subject"),
        help_text=text_lazy("write.subject_help"),
        error_messages=errors("write.error.subject", most=LONGEST_SUBJECT),
    )
    text = forms.CharField(
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea,
        label=text_lazy("write.text"),
        error_messages=errors("write.error.text", most=LONGEST_MESSAGE),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs |= {
            "hx-post": reverse("adviser_readability"),
            "hx-trigger": "input changed delay:600ms",
            "hx-target": "#readability",
            "hx-include": "closest form",
        }


class UseForm(forms.Form):
    """Whether an issuer's statement was of use, and perhaps a line to its issuer."""

    use = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=text_lazy("statement_use.question"),
        choices=[(value, text_lazy(f"statement_use.{value}")) for value in StatementUse.Use.values],
        error_messages=errors("form_error.choose_answer"),
    )
    line = forms.CharField(
        required=False,
        max_length=LINE,
        label=text_lazy("statement_use.line"),
        help_text=text_lazy("statement_use.line_help"),
        error_messages=errors(most=LINE),
    )

    def __init__(self, statement: IssuerStatement, prefix: str, data: Mapping[str, Any] | None = None) -> None:
        marked = getattr(statement, "use", None)
        said = {"use": marked.use, "line": marked.line} if marked else {}
        super().__init__(data, prefix=prefix, initial=said)


class TextBlockForm(forms.Form):
    """Words of an office, with the title by which they are found."""

    title = forms.CharField(
        max_length=LONGEST_TITLE,
        label=text_lazy("text_block.title"),
        error_messages=errors("text_block.error.title", most=LONGEST_TITLE),
    )
    text = forms.CharField(
        max_length=LONG,
        widget=forms.Textarea,
        label=text_lazy("text_block.text"),
        help_text=text_lazy("text_block.text_help"),
        error_messages=errors("text_block.error.text", most=LONG),
    )
    active = forms.BooleanField(required=False, initial=True, label=text_lazy("text_block.active"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
