"""What is filled in to propose a measure, and to say what has become of it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from stafett.core.measures import BREAK_REASONS
from stafett.frontend.words import text_lazy
from stafett.plans.catalogue import Offer
from stafett.plans.models import Measure
from stafett.plans.services import Move
from stafett.portals.adviser.forms import LINE, errors
from stafett.portals.days import DayField
from stafett.portals.offering import offer

LONGEST_PROVIDER = 100


class ProposeForm(forms.Form):
    """A measure of the catalogue, and why this person is to have it."""

    code = forms.ChoiceField(label=text_lazy("measure_form.code"), error_messages=errors("measure_error.choose"))
    why = forms.CharField(
        max_length=LINE,
        label=text_lazy("measure_form.why"),
        help_text=text_lazy("measure_form.why_help"),
        error_messages=errors("measure_error.why_needed", most=LINE),
    )
    provider = forms.CharField(
        required=False,
        max_length=LONGEST_PROVIDER,
        label=text_lazy("measure_form.provider"),
        error_messages=errors(most=LONGEST_PROVIDER),
    )

    def __init__(self, offers: Iterable[Offer], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", text_lazy("form.choose")), *((one.code, text_lazy(f"measure.{one.code}")) for one in offers)]
        offer(self, "code", choices)


class MoveForm(forms.Form):
    """A day, and what goes with the step: a planned end, or why it was broken off."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    day = DayField("measure_form.day")
    planned_end = DayField("measure_form.planned_end")
    broken_why = forms.ChoiceField(
        label=text_lazy("measure_form.broken_why"),
        choices=[("", text_lazy("form.choose")), *((why, text_lazy(f"measure_break.{why}")) for why in BREAK_REASONS)],
        error_messages=errors("measure_error.reason_needed"),
    )
    line = forms.CharField(
        required=False,
        max_length=LINE,
        label=text_lazy("measure_form.line"),
        help_text=text_lazy("measure_form.line_help"),
        error_messages=errors(most=LINE),
    )

    def __init__(self, measure: Measure, to: str, on: date, data: Any = None) -> None:
        initial = {"version": measure.version, "day": on, "planned_end": measure.planned_end}
        super().__init__(data, prefix=f"{to}{measure.pk}", initial=initial)
        self.to = to
        unused = {
            "applied": ("planned_end", "broken_why", "line"),
            "waiting": ("planned_end", "broken_why", "line"),
            "running": ("broken_why", "line"),
            "ended": ("planned_end", "broken_why"),
            "broken_off": ("planned_end",),
        }
        for name in unused[to]:
            del self.fields[name]

    @property
    def move(self) -> Move:
        """The step; only after the form has been found valid."""
        said = self.cleaned_data
        return Move(self.to, said["day"], said.get("planned_end"), said.get("broken_why", ""), said.get("line", ""))
