"""Orders that somebody asks for instead of the order of work: by one column of the row, and within it by case.

A page begins after a row, whose value of the column stands in the address. Only the name of a person does not: it is
looked up by the case. Rows without a value come last, whichever way one sorts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case as Switch
from django.db.models import DateField, F, Func, IntegerField, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.expressions import Combinable, OrderBy
from django.db.models.functions import Concat, Greatest, Least, Lower, Replace

from stafett.access.actors import Actor
from stafett.cases.models import Case
from stafett.cases.worklist.need import PLACES, category_in_force
from stafett.people.models import Protection, Staff

COLUMNS: Final = ("name", "weeks", "grade", "holder", "next", "category")
DOWN: Final = "_down"
SORTS: Final = (
    "name", "name_down", "weeks", "weeks_down", "grade", "grade_down", "holder", "holder_down", "next", "next_down",
    "category", "category_down",
)  # fmt: skip
"""Each column upwards and downwards, as it stands in the address."""

# As `core.distribution.norwegian` sorts: the last letters are æ, ø, å, and other accents do not count.
_LETTERS = ("æäøöåéèêëáàâãíìîïóòôõúùûüçñýÿšž", "{{||}eeeeaaaaiiiioooouuuucnyysz")


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
        return Place(value.toordinal() if isinstance(value, date) else value, case.pk)

    def walk(self, cases: QuerySet[Case], start: object, *, forward: bool) -> QuerySet[Case]:
        """The cases from a place on (back from it when not `forward`); from the beginning without one.

        No row from a place that is not the actor's to see.
        """
        cases = cases.annotate(sorted_by=_EXPRESSIONS[self.sort.column](self.on))
        if isinstance(start, Place):
            cases = cases.filter(self._beyond(start, forward=forward))
        return cases.order_by(*self._order(forward=forward))

    def _order(self, *, forward: bool) -> list[OrderBy]:
        """No two rows are equal: within a value the case decides."""
        value = F("sorted_by")
        if forward:
            return [value.desc(nulls_last=True) if self.sort.down else value.asc(nulls_last=True), F("id").asc()]
        return [value.asc(nulls_first=True) if self.sort.down else value.desc(nulls_first=True), F("id").desc()]

    def _beyond(self, place: Place, *, forward: bool) -> Q:
        value = self._value(place)
        within = Q(pk__gt=place.case) if forward else Q(pk__lt=place.case)
        without = Q(sorted_by__isnull=True)
        if value is None:
            return without & within if forward else ~without | (without & within)
        past = Q(sorted_by__lt=value) if forward is self.sort.down else Q(sorted_by__gt=value)
        later = past | (Q(sorted_by=value) & within)
        return later | without if forward else later

    def _value(self, place: Place) -> Any:
        """What the row is sorted by: looked up for names, else as it stands in the address."""
        if self.sort.column == "name":
            own = Case.objects.filter(
                pk=place.case, holder_unit=self.actor.unit or 0, person__protection=Protection.NONE
            )
            return Subquery(own.annotate(value=_name("person__family_name", "person__given_name")).values("value"))
        if place.value is None:
            return None
        if self.sort.column == "holder":
            return Subquery(Staff.objects.filter(pk=place.value).annotate(value=_name("name")).values("value"))
        if self.sort.column == "next":
            return date.fromordinal(min(max(place.value, 1), date.max.toordinal()))
        return place.value


def _name(*parts: str) -> Combinable:
    """Names in Norwegian order, whatever the database's own order is."""
    whole = Concat(*(piece for part in parts for piece in (F(part), Value(" "))), output_field=TextField())
    lower = Replace(Lower(whole), Value("aa"), Value(_LETTERS[0][4]))
    return Func(lower, Value(_LETTERS[0]), Value(_LETTERS[1]), function="translate", output_field=TextField())


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
