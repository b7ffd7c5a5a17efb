"""Who is to be the nearest leader, and from when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from stafett.frontend.words import text_lazy
from stafett.people.models import EmployerContact
from stafett.portals.days import DayField
from stafett.portals.offering import offer


class LeaderForm(forms.Form):
    """One of the organisation's leaders, from a day on."""

    leader = forms.ChoiceField(
        label=text_lazy("leader_form.leader"),
        error_messages={
            "required": text_lazy("leader_error.choose"), "invalid_choice": text_lazy("leader_error.choose"),
        },
    )  # fmt: skip
    first_day = DayField("leader_form.first_day")

    def __init__(self, leaders: Iterable[EmployerContact], on: date, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"first_day": on})
        self._by_key = {str(one.pk): one for one in leaders}
        choices = [(key, one.name) for key, one in self._by_key.items()]
        offer(self, "leader", [("", text_lazy("form.choose")), *choices])

    @property
    def chosen(self) -> EmployerContact:
        """Who is named; only after the form has been found valid."""
        return self._by_key[self.cleaned_data["leader"]]
