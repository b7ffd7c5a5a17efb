"""How far the demo's day is moved."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from stafett.frontend.words import text_lazy
from stafett.portals.days import DayField

FARTHEST = timedelta(days=366)


class MoveForm(forms.Form):
    """Either a number of days (from a button), or a day. `target` is the day asked for, once the form is valid."""

    days = forms.TypedChoiceField(choices=[(1, ""), (7, "")], coerce=int, empty_value=None, required=False)
    to = DayField(
        "door.to", empty="door.error.no_day", wrong="door.error.not_a_day", help_text=text_lazy("door.to_help")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.target = today
        self.fields["to"].required = "days" not in self.data
        self.fields["to"].widget.attrs |= {
            "min": str(today + timedelta(days=1)),
            "max": str(today + FARTHEST),
        }

    def clean(self) -> dict[str, Any]:
        """Refuses a day that is not ahead: what has happened in the demo cannot be undone."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        days, to = cleaned["days"], cleaned["to"]
        self.target = self.today + timedelta(days=days) if days else to or self.today
        if self.target <= self.today:
            raise ValidationError({"to": str(text_lazy("door.error.backwards", today=self.today))})
        if self.target > self.today + FARTHEST:
            raise ValidationError({"to": str(text_lazy("door.error.too_far"))})
        return cleaned
