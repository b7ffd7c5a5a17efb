"""What is filled in to ask a specialist, and to refer a person to another service."""

from typing import Any

from django import forms

from stafett.core.asking import SPECIALISTS, THEMES
from stafett.frontend.words import text_lazy
from stafett.portals.adviser.forms import LINE, LONG, errors

LONGEST_NAME = 100


class AskForm(forms.Form):
    """Whom to ask, and what. The help text says that nothing else is shared."""

    specialist = forms.ChoiceField(
        label=text_lazy("asking.specialist"),
        choices=[("", text_lazy("form.choose")), *((one, text_lazy(f"contributor.{one}")) for one in SPECIALISTS)],
        error_messages=errors("asking_error.specialist"),
    )
    question = forms.CharField(
        max_length=LONG,
        widget=forms.Textarea,
        label=text_lazy("asking.question"),
        help_text=text_lazy("asking.question_help"),
        error_messages=errors("asking_error.words_needed", most=LONG),
    )


class SpecialistAnswerForm(forms.Form):
    """What was answered, and by whom."""

    answer = forms.CharField(
        max_length=LONG,
        widget=forms.Textarea,
        label=text_lazy("asking.answer"),
        error_messages=errors("asking_error.answer", most=LONG),
    )
    answered_by = forms.CharField(
        max_length=LONGEST_NAME,
        label=text_lazy("asking.answered_by"),
        error_messages=errors("asking_error.answered_by", most=LONGEST_NAME),
    )


class ReferForm(forms.Form):
    """Another service by theme, and whether there is an offer."""

    theme = forms.ChoiceField(
        label=text_lazy("referral.theme"),
        choices=[("", text_lazy("form.choose")), *((theme, text_lazy(f"theme.{theme}")) for theme in THEMES)],
        error_messages=errors("referral_error.theme"),
    )
    service = forms.CharField(
        required=False,
        max_length=LONGEST_NAME,
        label=text_lazy("referral.service"),
        help_text=text_lazy("referral.service_help"),
        error_messages=errors("referral_error.service", most=LONGEST_NAME),
    )
    has_offer = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=text_lazy("referral.has_offer"),
        choices=[("yes", text_lazy("referral.offered")), ("no", text_lazy("referral.no_offer"))],
        error_messages=errors("referral_error.has_offer"),
    )
    line = forms.CharField(
        required=False,
        max_length=LINE,
        label=text_lazy("measure_form.line"),
        help_text=text_lazy("measure_form.line_help"),
        error_messages=errors(most=LINE),
    )

    def clean(self) -> dict[str, Any]:
        """Without an offer there may be no service to name."""
        cleaned = super().clean() or {}
        if cleaned.get("has_offer") == "yes" and not cleaned.get("service") and "service" not in self.errors:
            self.add_error("service", text_lazy("referral_error.service"))
        return cleaned
