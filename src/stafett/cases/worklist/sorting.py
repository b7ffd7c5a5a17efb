"""Orders that somebody asks for instead of the order of work: by one column of the row, and within it by case.

A page begins after a row, whose value of the column stands in the address. Only the name of a person does not: it is
looked up by the case. Rows without a value come last, whichever way one sorts: they are given the last value of all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case as Switch
from django.db.models import DateField, F, Func, IntegerField, QuerySet, Subquery, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Concat, Greatest, Least, Lower, Replace
from django.db.models.lookups import GreaterThan, LessThan

from stafett.access.actors import Actor
from stafett.cases.models import Case
from stafett.cases.worklist.need import PLACES, category_in_force
from stafett.core.distribution import norwegian
from stafett.people.models import Protection, Staff

COLUMNS: Final = ("name", "weeks", "grade", "holder", "next", "category")
DOWN: Final = "_down"
SORTS: Final = (
    "name", "name_down", "weeks", "weeks_down", "grade", "grade_down", "holder", "holder_down", "next", "next_down",
    "category", "category_down",
)  # fmt: skip
"""Each column upwards and downwards, as it stands in the address."""

GREATEST: Final = 2**31 - 1
LAST_SIGN: Final = chr(0x10FFFF)

_A_RING: Final = chr(0xE5)
# What `core.distribution.norwegian` makes of each small letter with an accent, for the database to do the same.
_SORTS_AS: Final = {sign: norwegian(sign) for sign in map(chr, range(0xE0, 0x180)) if len(norwegian(sign)) == 1}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in a sorted list: its value (a number, a day as a number, the holder's key) and its case."""

    value: int | None
    case: int

    @classmethod
    def parse(cls, text: str) -> Place | None:
        """The place that `str` wrote; None when it is not one: an address may be cut or old."""
        value, _, case = text.partition("_")
        if not case.isdecimal() or len(case) > 18 or not (value == "" or (value.isdecimal() and len(value) < 10)):
            return None
        return cls(int(value) if value else None, int(case))

    def __str__(self) -> str:
        return f"{'' if self.value is None else self.value}_{self.case}"


@dataclass(frozen=True, slots=True)
class Sort:
    """One column (of COLUMNS), upwards or downwards."""

    column: str
    down: bool = False

    @classmethod
    def parse(cls, text: str) -> Sort | None:
        """The order of an address; None for the order of work, and for what is no order."""
        return cls(text.removesuffix(DOWN), text.endswith(DOWN)) if text in SORTS else None

    def __str__(self) -> str:
        return f"{self.column}{DOWN if self.down else ''}"


@dataclass(frozen=True, slots=True)
class Sorted:
    """The list sorted for an actor on a day; keys are those of `Place`."""

    sort: Sort
    actor: Actor
    on: date

    def key(self, case: Case) -> Place:
        """The place of a row that `walk` gave."""
        if self.sort.column == "name":
            return Place(None, case.pk)
        if self.sort.column == "holder":
            return Place(case.holder_id, case.pk)
        value = getattr(case, "sorted_by", None)
        if value == self._last.value:
            return Place(None, case.pk)
        return Place(value.toordinal() if isinstance(value, date) else value, case.pk)

    def walk(self, cases: QuerySet[Case], start: object, *, forward: bool) -> QuerySet[Case]:
        """The cases from a place on (back from it when not `forward`); from the beginning without one.

        No row from a place that is not the actor's to see.
        """
        whole = Coalesce(_EXPRESSIONS[self.sort.column](self.on), self._last)
        cases = cases.annotate(sorted_by=whole)
        upwards = forward is not self.sort.down
        if isinstance(start, Place):
            # One comparison of value and case together: what a row is sorted by is reckoned once.
            here, there = _pair(F("sorted_by"), F("id")), _pair(self._value(start), Value(start.case))
            cases = cases.filter(GreaterThan(here, there) if upwards else LessThan(here, there))
        columns = (F("sorted_by"), F("id"))  # within a value the case decides: no two rows are equal
        return cases.order_by(*(column.asc() if upwards else column.desc() for column in columns))

    @property
    def _last(self) -> Value:
        """What a row without a value is sorted by: more than any value upwards, less than any downwards."""
        if self.sort.column in {"name", "holder"}:
            return Value("" if self.sort.down else LAST_SIGN, output_field=TextField())
        if self.sort.column == "next":
            return Value(date.min if self.sort.down else date.max, output_field=DateField())
        return Value(-1 if self.sort.down else GREATEST, output_field=IntegerField())

    def _value(self, place: Place) -> Any:
        """What the row is sorted by: looked up for names, else as it stands in the address."""
        if self.sort.column == "name":
            own = Case.objects.filter(
                pk=place.case, holder_unit=self.actor.unit or 0, person__protection=Protection.NONE
            )
            return Subquery(own.annotate(value=_name("person__family_name", "person__given_name")).values("value"))
        if place.value is None:
            return self._last
        if self.sort.column == "holder":
            return Subquery(Staff.objects.filter(pk=place.value).annotate(value=_name("name")).values("value"))
        if self.sort.column == "next":
            day = date.fromordinal(min(max(place.value, 1), date.max.toordinal()))
            return Value(day, output_field=DateField())
        return Value(place.value, output_field=IntegerField())


def _pair(value: Any, case: Any) -> Func:
    return Func(value, case, function="row", output_field=TextField())


def _name(*parts: str) -> Combinable:
    """Names in Norwegian order, whatever the database's own order is."""
    whole = Concat(*(piece for part in parts for piece in (F(part), Value(" "))), output_field=TextField())
    lower = Replace(Lower(whole), Value("aa"), Value(_A_RING))
    accented, plain = "".join(_SORTS_AS), "".join(_SORTS_AS.values())
    return Func(lower, Value(accented), Value(plain), function="translate", output_field=TextField())


def _if_sick(value: Combinable) -> Combinable:
    """A case that is about a request alone has neither weeks nor a grade."""
    return Switch(When(sick_days__gt=0, then=value), output_field=IntegerField())


def _days(on: date) -> Combinable:
    """From day 1 to the day, or to the last day that is known (`rows.Row.days_since_first`)."""
    until = Least(F("last_day"), Value(on, output_field=DateField()))
    days = Func(until, F("first_day"), template="(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField())
    return Greatest(days, Value(0))


def _category(on: date) -> Combinable:
    """From most to least follow-up, then those without one."""
    order = Value(list(PLACES), output_field=ArrayField(TextField()))
    return Func(order, category_in_force(on), function="array_position", output_field=IntegerField())


_EXPRESSIONS: Mapping[str, Any] = {
    "name": lambda _: _name("person__family_name", "person__given_name"),
    "weeks": lambda on: _if_sick(_days(on)),
    "grade": lambda _: _if_sick(F("grade")),
    "holder": lambda _: Switch(When(holder__isnull=False, then=_name("holder__name")), output_field=TextField()),
    "next": lambda _: F("next_date"),
    "category": _category,
}
