"""What the person fills in about a follow-up plan: their own words, and their answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from stafett.frontend.words import text_lazy
from stafett.plans.follow_up_plan.content import LONGEST_TEXT

ANSWERS = ("approved", "returned")
_TOO_LONG = {"max_length": text_lazy("person.error.too_long", most=LONGEST_TEXT)}


class WordsForm(forms.Form):
    """The person's own words in the plan. `started_from`: the version that stands on the page."""

    started_from = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    words = forms.CharField(
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea,
        label=text_lazy("person.plan.words"),
        help_text=text_lazy("person.plan.words_help"),
        error_messages=_TOO_LONG,
    )

    def __init__(self, version: int, words: str, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"started_from": version, "words": words})


class PlanAnswerForm(forms.Form):
    """Approved, or sent back with words. `seen`: the version that stands on the page."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    answer = forms.ChoiceField(
        label=text_lazy("person.plan.answer"),
        choices=[(one, text_lazy(f"person.plan.answer.{one}")) for one in ANSWERS],
        widget=forms.RadioSelect,
        error_messages={
            "required": text_lazy("person.plan.choose"),
            "invalid_choice": text_lazy("person.plan.choose"),
        },
    )
    why = forms.CharField(
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea,
        label=text_lazy("person.plan.why"),
        help_text=text_lazy("person.plan.why_help"),
        error_messages=_TOO_LONG,
    )

    def __init__(self, version: int, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"seen": version})

    def clean(self) -> dict[str, Any]:
        """Whoever sends it back says what is to be changed."""
        cleaned = super().clean() or {}
        if cleaned.get("answer") == "returned" and not cleaned.get("why", "").strip() and "why" not in self.errors:
            self.add_error("why", str(text_lazy("plan_error.words_needed")))
        return cleaned


class SeenForm(forms.Form):
    """An act on the version that stands on the page."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
