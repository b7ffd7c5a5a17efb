"""What an employer fills in about a plan: the plan itself, and what goes with each act."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms

from stafett.dialogue.models import HelpRequest
from stafett.frontend.words import text_lazy
from stafett.plans.follow_up_plan.content import (
    LONGEST_LINE,
    LONGEST_TEXT,
    MOST_TRIED,
    TRIED_KINDS,
    PlanContent,
    Tried,
)
from stafett.portals.days import DayField

_NUMBER: Final = re.compile(r"tried(\d{1,2})_kind")
_SPARE_ROWS: Final = 2
TEXTS: Final = ("can_do", "cannot_do", "capacity", "own_measures", "measures_with_help", "how_followed_up")
_OF_ROW: Final = ("kind", "first_day", "last_day", "result", "not_possible")


def _too_long(most: int) -> dict[str, Any]:
    return {"max_length": text_lazy("person.error.too_long", most=most)}


class PlanForm(forms.Form):
    """The whole plan but for the employee's own words. `started_from`: the version that stands on the page.

    What has been tried has a row each, and two more to fill in.
    """

    started_from = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, content: PlanContent, version: int, on: date, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"started_from": version, **content.model_dump(exclude={"tried"})})
        self.on, self._earlier_next = on, content.next_on
        for name in TEXTS:
            self.fields[name] = forms.CharField(
                required=False, max_length=LONGEST_TEXT, strip=True, widget=forms.Textarea,
                label=text_lazy(f"plan_field.{name}"), help_text=text_lazy(f"plan_help.{name}"),
                error_messages=_too_long(LONGEST_TEXT),
            )  # fmt: skip
        self.fields["next_on"] = DayField("plan_field.next_on", required=False)
        self._row_count = _rows_in(data) if data is not None else min(len(content.tried) + _SPARE_ROWS, MOST_TRIED)
        for number in range(self._row_count):
            self._add_row(number, content.tried[number] if number < len(content.tried) else None)

    def _add_row(self, number: int, tried: Tried | None) -> None:
        choices = [
            ("", text_lazy("plan_tried.nothing")),
            *((one, text_lazy(f"plan_tried.{one}")) for one in TRIED_KINDS),
        ]
        row: dict[str, forms.Field] = {
            "kind": forms.ChoiceField(required=False, choices=choices, label=text_lazy("plan_tried.kind")),
            "first_day": DayField("plan_tried.first_day", required=False),
            "last_day": DayField("plan_tried.last_day", required=False),
        }
        for name in ("result", "not_possible"):
            row[name] = forms.CharField(
                required=False, max_length=LONGEST_LINE, label=text_lazy(f"plan_tried.{name}"),
                error_messages=_too_long(LONGEST_LINE),
            )  # fmt: skip
        for name, field in row.items():
            field.initial = getattr(tried, name) if tried else None
            self.fields[f"tried{number}_{name}"] = field

    def clean(self) -> dict[str, Any]:
        """Refuses a next day that has passed, days in the wrong order, and words about nothing in particular."""
        cleaned = super().clean() or {}
        next_on = cleaned.get("next_on")
        if next_on and next_on < self.on and next_on != self._earlier_next:
            self.add_error("next_on", str(text_lazy("plan_form.next_on_passed")))
        for number in range(self._row_count):
            row = self._row(number, cleaned)
            if row["first_day"] and row["last_day"] and row["last_day"] < row["first_day"]:
                self.add_error(f"tried{number}_last_day", str(text_lazy("plan_form.last_before_first")))
            if not row["kind"] and any(value for name, value in row.items() if name != "kind"):
                self.add_error(f"tried{number}_kind", str(text_lazy("plan_form.kind_needed")))
        return cleaned

    def _row(self, number: int, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        return {name: cleaned.get(f"tried{number}_{name}") for name in _OF_ROW}

    @property
    def texts_before(self) -> list[forms.BoundField]:
        """The fields that come before what has been tried."""
        return [self[name] for name in TEXTS[:3]]

    @property
    def texts_after(self) -> list[forms.BoundField]:
        """The fields that come after it."""
        return [self[name] for name in TEXTS[3:]]

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each thing that has been tried."""
        return [[self[f"tried{number}_{name}"] for name in _OF_ROW] for number in range(self._row_count)]

    @property
    def content(self) -> PlanContent:
        """What was written; only after the form has been found valid."""
        rows = [self._row(number, self.cleaned_data) for number in range(self._row_count)]
        tried = tuple(Tried(**row) for row in rows if row["kind"])
        texts = {name: _unix_lines(self.cleaned_data[name]) for name in TEXTS}
        return PlanContent(**texts, tried=tried, next_on=self.cleaned_data["next_on"])


def _rows_in(data: Mapping[str, Any]) -> int:
    """How many rows were sent; never more than a plan may have."""
    numbers = [int(found[1]) for name in data if (found := _NUMBER.fullmatch(name))]
    return min(max(numbers, default=-1) + 1, MOST_TRIED)


def _unix_lines(words: str) -> str:
    return words.replace("\r\n", "\n")


class SeenForm(forms.Form):
    """An act on the version that stands on the page."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, seen: int, data: Mapping[str, Any] | None = None, *, prefix: str = "") -> None:
        super().__init__(data, initial={"seen": seen}, prefix=prefix or None)


class WhyForm(SeenForm):
    """An act that needs a reason."""

    why = forms.CharField(
        max_length=LONGEST_TEXT,
        widget=forms.Textarea,
        label=text_lazy("plan_form.why"),
        error_messages={"required": text_lazy("plan_error.reason_needed"), **_too_long(LONGEST_TEXT)},
    )


class AskForm(forms.Form):
    """What Nav can help with, and how soon."""

    wanted = forms.CharField(
        max_length=LONGEST_TEXT,
        widget=forms.Textarea,
        label=text_lazy("employer.help.wanted"),
        help_text=text_lazy("employer.help.wanted_help"),
        error_messages={"required": text_lazy("employer.help.say_what"), **_too_long(LONGEST_TEXT)},
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
