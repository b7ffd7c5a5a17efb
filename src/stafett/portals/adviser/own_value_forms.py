"""What the leader of an office fills in about one of its own values."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from stafett.core.law_files import Value
from stafett.frontend.words import text, text_lazy
from stafett.lawbook.document import ShownParameter
from stafett.portals.adviser.forms import LINE, errors
from stafett.portals.days import DayField
from stafett.portals.offering import offer


class OwnValueForm(forms.Form):
    """The office's own value or the common one, from which day, and why.

    A number has a field of its own; a switch is one of the choices.
    """

    which = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=text_lazy("office_value.which"),
        error_messages=errors("office_value_error.choose"),
    )
    number = forms.IntegerField(
        required=False,
        label=text_lazy("office_value.number"),
        error_messages={"invalid": text_lazy("office_value_error.not_a_value")},
    )
    first_day = DayField(
        "office_value.first_day", wrong="form_error.day", help_text=text_lazy("office_value.first_day_help")
    )
    why = forms.CharField(
        required=False,
        max_length=LINE,
        label=text_lazy("office_value.why"),
        help_text=text_lazy("office_value.why_help"),
        error_messages=errors(most=LINE),
    )

    def __init__(self, shown: ShownParameter, on: date, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"first_day": on})
        common = ("common", text("office_value.common_now", words=shown.now.words if shown.now else ""))
        if shown.parameter.unit == "switch":
            offer(self, "which", [("yes", text("unit.yes")), ("no", text("unit.no")), common])
            del self.fields["number"]
        else:
            offer(self, "which", [("own", text("office_value.own")), common])
            self.fields["number"].help_text = shown.bounds

    def clean(self) -> dict[str, Any]:
        """A number is needed where it is the office's own."""
        cleaned = super().clean() or {}
        if cleaned.get("which") == "own" and cleaned.get("number") is None and "number" not in self.errors:
            self.add_error("number", text("office_value_error.not_a_value"))
        return cleaned

    @property
    def value(self) -> Value | None:
        """What was chosen, None for the common value; only after the form has been found valid."""
        chosen = self.cleaned_data["which"]
        number: int | None = self.cleaned_data.get("number")
        return {"yes": True, "no": False, "common": None}.get(chosen, number)
