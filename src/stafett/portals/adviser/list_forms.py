"""What narrows the list, and what is done to the cases chosen in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from stafett.cases.desk import Desk
from stafett.cases.evaluation.need import KINDS as OF_NEED
from stafett.cases.evaluation.order import AWAIT_ANSWER, CASE_CLOSES, NOTE_ENDS
from stafett.cases.worklist import Filters, Scope, Sort
from stafett.cases.worklist.filters import AGE_BANDS, DEADLINES, GRADES, NAMES, SEGMENTS, TASK_STATES
from stafett.cases.worklist.need import PLACES
from stafett.cases.worklist.sorting import SORTS
from stafett.core.duties import DUTIES
from stafett.core.stoppoints import EMPLOYMENT_POINTS, SPELL_POINTS
from stafett.frontend.words import day, text, text_lazy
from stafett.portals.adviser.forms import LINE, errors
from stafett.portals.asked import GREATEST_KEY, WordsField
from stafett.portals.days import DayField
from stafett.portals.offering import offer

_NO_TASK = {"screening", "after_return", "answer_urgent_request", "mapping_returned"}
KINDS = tuple(
    dict.fromkeys(
        kind
        for kind in (*DUTIES, *OF_NEED, *(p.kind for p in (*SPELL_POINTS, *EMPLOYMENT_POINTS) if p.actor != "system"))
        if kind not in _NO_TASK
    )
)
"""The kinds of tasks that a case can have."""
NEXT_STEPS = (*KINDS, NOTE_ENDS, AWAIT_ANSWER, CASE_CLOSES)
"""What can come next in a case: a task, or what is waited for."""
LONGEST_NAME = 60
ACTIONS = ("assign", "release", "pin", "unpin", "snooze", "wake")
MOST_WEEKS = 200


def _choice(name: str, prefix: str, values: Iterable[str]) -> forms.ChoiceField:
    choices = [("", text_lazy("filter.any")), *((value, text_lazy(f"{prefix}.{value}")) for value in values)]
    return forms.ChoiceField(required=False, label=text_lazy(f"filter.{name}"), choices=choices)


def _switch(name: str) -> forms.BooleanField:
    return forms.BooleanField(required=False, label=text_lazy(f"filter.{name}"))


def _weeks(name: str) -> forms.IntegerField:
    return forms.IntegerField(
        required=False, min_value=0, max_value=MOST_WEEKS, label=text_lazy(f"filter.{name}"),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


class FilterForm(forms.Form):
    """The filters as they stand in the address; the fields are those of `Filters`."""

    kind = _choice("kind", "task", KINDS)
    task_state = _choice("task_state", "state", TASK_STATES)
    deadline = _choice("deadline", "deadline", DEADLINES)
    due_from = DayField("filter.due_from", required=False)
    due_until = DayField("filter.due_until", required=False)
    segment = _choice("segment", "segment", SEGMENTS)
    category = _choice("category", "category", PLACES)
    grade = _choice("grade", "filter_grade", GRADES)
    weeks_from = _weeks("weeks_from")
    weeks_until = _weeks("weeks_until")
    age = _choice("age", "age_band", AGE_BANDS)
    employer = WordsField(required=False, label=text_lazy("filter.employer"))
    holder = forms.TypedChoiceField(required=False, label=text_lazy("filter.holder"), coerce=int, empty_value=None)
    unit = forms.TypedChoiceField(required=False, label=text_lazy("filter.unit"), coerce=int, empty_value=None)
    next_step = _choice("next_step", "task", NEXT_STEPS)
    pinned = _switch("pinned")
    snoozed = _switch("snoozed")
    unread = _switch("unread")
    late_duty = _switch("late_duty")
    risk = _switch("risk")
    changed = _switch("changed")
    sort = forms.ChoiceField(
        required=False,
        label=text_lazy("filter.sort"),
        choices=[("", text_lazy("filter.order_of_work")), *((sort, text_lazy(f"sort.{sort}")) for sort in SORTS)],
    )

    def __init__(self, data: Mapping[str, Any], desk: Desk) -> None:
        super().__init__(data)
        offer(self, "holder", [("", text("filter.any")), *desk.advisers])
        if desk.offices:
            offer(self, "unit", [("", text("filter.any")), *desk.offices])
        else:
            del self.fields["unit"]

    def clean(self) -> dict[str, Any]:
        """Refuses a period that ends before it begins, and a day that is not asked for."""
        cleaned = super().clean() or {}
        for first, last in (("due_from", "due_until"), ("weeks_from", "weeks_until")):
            if _both(cleaned, first, last) and cleaned[first] > cleaned[last]:
                self.add_error(last, text("filter.error.ends_before"))
                cleaned[first] = None
        if (cleaned.get("due_from") or cleaned.get("due_until")) and not cleaned.get("deadline"):
            cleaned["deadline"] = "between"
        elif cleaned.get("deadline") == "between":
            if not any(cleaned.get(name) or name in self.errors for name in ("due_from", "due_until")):
                self.add_error("due_from", text("filter.error.day_needed"))
                cleaned["deadline"] = ""
        else:
            cleaned["due_from"] = cleaned["due_until"] = None
        return cleaned

    def filters(self, since: int | None) -> Filters:
        """What is asked for; a field with an error asks for nothing."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if name in NAMES and value is not None}
        return Filters(**asked, since=since)

    @property
    def asked(self) -> str:
        """What stands in the fields, as the end of an address."""
        return urlencode([(name, self.data[name]) for name in self.fields if name in self.data])

    @property
    def order(self) -> Sort | None:
        """The order asked for; None for the order of work."""
        self.is_valid()
        return Sort.parse(self.cleaned_data.get("sort", ""))

    def chips(self, scope: Scope, filters: Filters) -> list[tuple[str, str]]:
        """What narrows the list in words, with the address of the list without it."""
        return [
            (
                self._words(name, value),
                f"?{address(scope, {key: one for key, one in filters.chosen.items() if key != name}, self.order)}",
            )
            for name, value in filters.chosen.items()
        ]

    def _words(self, name: str, value: object) -> str:
        field = self.fields[name]
        label = str(field.label)
        if isinstance(field, forms.BooleanField):
            return label
        chosen = dict(getattr(field, "choices", ())).get(value, value)
        return f"{label}: {day(chosen) if isinstance(field, DayField) else chosen}"


def _both(cleaned: Mapping[str, Any], first: str, last: str) -> bool:
    return cleaned.get(first) is not None and cleaned.get(last) is not None


def address(scope: Scope, chosen: Mapping[str, object], sort: Sort | None = None) -> str:
    """The list with its filters and its order as the end of an address, always in the same order."""
    values = {name: "on" if value is True else str(value) for name, value in chosen.items()}
    return urlencode({"list": scope.value, **values, **({"sort": str(sort)} if sort else {})})


class ManyForm(forms.Form):
    """The cases chosen in the list and what is to be done with them; `seen` is how far the journal went on the page."""

    do = forms.ChoiceField(choices=[(one, one) for one in ACTIONS])
    seen = forms.IntegerField(min_value=0, max_value=GREATEST_KEY)
    holder = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label=text_lazy("many.holder"))
    all = forms.BooleanField(required=False, label=text_lazy("many.all"))
    until = DayField("many.until", required=False)
    reason = forms.CharField(
        required=False, max_length=LINE - 100, label=text_lazy("many.reason"), error_messages=errors(most=LINE - 100)
    )

    def __init__(
        self, advisers: Sequence[tuple[int, str]], data: QueryDict | None = None, cases: Sequence[int] = ()
    ) -> None:
        super().__init__(data, auto_id="many_%s")
        self.cases = cases
        offer(self, "holder", [("", text("many.choose")), *advisers])

    def clean(self) -> dict[str, Any]:
        """Refuses an action without a case, and one without what it needs."""
        cleaned = super().clean() or {}
        if not self.cases:
            raise forms.ValidationError(text("many.none_chosen"), code="none_chosen")
        if cleaned.get("do") == "assign" and not cleaned.get("holder"):
            self.add_error("holder", text("many.holder_needed"))
        if cleaned.get("do") == "snooze":
            if not cleaned.get("until") and "until" not in self.errors:
                self.add_error("until", text("many.until_needed"))
            if not cleaned.get("reason") and "reason" not in self.errors:
                self.add_error("reason", text("many.reason_needed"))
        return cleaned


class ViewForm(forms.Form):
    """The name of a list that is kept, and its filters."""

    name = forms.CharField(
        max_length=LONGEST_NAME,
        label=text_lazy("view.name"),
        error_messages=errors("view.name_needed", most=LONGEST_NAME),
    )
    query = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)
