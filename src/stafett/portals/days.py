"""The one field for a day that somebody fills in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from stafett.core.dates import EARLIEST, LATEST, can_be_reckoned_from
from stafett.frontend.words import text, text_lazy


class DayField(forms.DateField):
    """A day, picked from the browser's own calendar; one that nothing can be reckoned from is refused beside the field.

    `key` is the text of the label, `empty` and `wrong` are those of what is refused.
    """

    def __init__(
        self, key: str, *, empty: str = "form_error.day", wrong: str = "filter.error.day", **values: Any
    ) -> None:
        super().__init__(
            label=text_lazy(key),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"required": text_lazy(empty), "invalid": text_lazy(wrong)},
            **values,
        )

    def validate(self, value: date | None) -> None:
        """Refuses a day outside the calendar."""
        super().validate(value)
        if value is not None and not can_be_reckoned_from(value):
            raise ValidationError(text("day_error.outside", first=EARLIEST, last=LATEST), code="outside")
