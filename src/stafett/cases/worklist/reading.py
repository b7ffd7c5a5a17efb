"""One page of a list, its length, and search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import reduce
from operator import and_
from typing import TypeAlias

from django.db.models import Count, Q, QuerySet

from stafett.access.actors import Actor
from stafett.cases.many.choosing import MOST
from stafett.cases.models import Case, Task
from stafett.cases.worklist.filters import Filters, at_employer
from stafett.cases.worklist.keys import Key, OrderOfWork
from stafett.cases.worklist.rows import Row, further_tasks, rows_of, with_people
from stafett.cases.worklist.sorting import Place, Sort, Sorted
from stafett.people.models import Person, Protection, Staff

PAGE_SIZE = 50
SEARCH_LIMIT = 50
ALL = Filters()
"""Nothing is left out."""
Start: TypeAlias = Key | Place | None
"""The row that a page begins after, or ends before; the beginning of the list."""


class Scope(StrEnum):
    """Which cases of the actor's unit: one's own, those of the team, all, those of nobody."""

    MINE = "mine"
    TEAM = "team"
    UNIT = "unit"
    UNASSIGNED = "unassigned"


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in order, with the keys from which the pages before and after are read; None where none is."""

    rows: Sequence[Row]
    previous: Start = None
    next: Start = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many open cases each list has; `found` what the filters leave, None without filters."""

    mine: int
    unit: int
    unassigned: int
    team: int = 0
    found: int | None = None

    def of(self, scope: Scope) -> int:
        """How long a list is, with its filters."""
        return (
            {"mine": self.mine, "team": self.team, "unit": self.unit, "unassigned": self.unassigned}[scope]
            if self.found is None
            else self.found
        )


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Found rows by name, open cases first; `more` when there are further ones than are shown."""

    rows: Sequence[Row] = ()
    more: bool = False


def read_page(
    actor: Actor,
    scope: Scope,
    *,
    on: date,
    filters: Filters = ALL,
    sort: Sort | None = None,
    after: Start = None,
    before: Start = None,
    size: int = PAGE_SIZE,
) -> Page:
    """One page of the ordinary list of the actor's unit. Four queries, however long the list is.

    In the order of work with keys of `Key`; with `sort` in that order, with keys of `Place`.
    """
    cases = _ordinary(_open_cases(actor)).filter(_in_scope(actor, scope), filters.condition(actor, on))
    order = Sorted(sort, actor, on) if sort else OrderOfWork()
    return _page(cases, order, on=on, after=after, before=before, size=size)


def read_keys(actor: Actor, scope: Scope, *, on: date, filters: Filters = ALL, most: int = MOST + 1) -> list[int]:
    """The cases of a whole list, no more than `most`: enough to see that there are too many for one action."""
    cases = _ordinary(_open_cases(actor)).filter(_in_scope(actor, scope), filters.condition(actor, on))
    return list(cases.values_list("pk", flat=True)[:most])


def _in_scope(actor: Actor, scope: Scope) -> Q:
    if scope is Scope.TEAM:
        return Q(holder__in=Staff.objects.filter(team=actor.team)) if actor.team else Q(pk__in=[])
    by_scope = {Scope.MINE: Q(holder=actor.id), Scope.UNIT: Q(), Scope.UNASSIGNED: Q(holder=None)}
    return by_scope[scope]


def read_protected(actor: Actor, *, on: date, after: Start = None, before: Start = None) -> Page:
    """The list apart: protected persons of the unit, of the levels that the actor may open."""
    levels = actor.may_open - {Protection.NONE.value}
    cases = _open_cases(actor).filter(person__protection__in=levels)
    return _page(cases, OrderOfWork(), on=on, after=after, before=before, size=PAGE_SIZE)


def count_cases(actor: Actor, scope: Scope = Scope.UNIT, *, on: date, filters: Filters = ALL) -> Counts:
    """The lengths of the ordinary lists, and what the filters leave of one of them, in one query."""
    found = _in_scope(actor, scope) & filters.condition(actor, on)
    counted = _ordinary(_open_cases(actor)).aggregate(
        unit=Count("id"),
        mine=Count("id", filter=_in_scope(actor, Scope.MINE)),
        unassigned=Count("id", filter=_in_scope(actor, Scope.UNASSIGNED)),
        **({"team": Count("id", filter=_in_scope(actor, Scope.TEAM))} if actor.team else {}),
        **({"found": Count("id", filter=found)} if filters.chosen else {}),
    )
    return Counts(**counted)


def read_further(actor: Actor, case: int) -> list[Task]:
    """Nav's open tasks beside the next step, of an open case that stands in one of the actor's lists.

    Raises Case.DoesNotExist where none does.
    """
    shown = {Protection.NONE.value, *actor.may_open}
    return list(further_tasks(_open_cases(actor).get(pk=case, person__protection__in=shown)))


def search_by_name(actor: Actor, words: Sequence[str], *, on: date) -> SearchResult:
    """Persons of the unit each of whose `words` begins a part of the name, or whose employer's name has them.

    Nothing for no words.
    """
    cases = _ordinary(Case.objects.filter(holder_unit_id=actor.unit))
    named = reduce(and_, (_begins_a_name(word) for word in words), Q())
    return _search(cases.filter(named | at_employer(" ".join(words))), on=on) if words else SearchResult()


def search_by_number(actor: Actor, number: str, *, on: date) -> SearchResult:
    """The person of the unit with that identity number."""
    cases = _ordinary(Case.objects.filter(holder_unit_id=actor.unit, person__identity_number=number))
    return _search(cases, on=on)


def search_by_birth_date(actor: Actor, born: date, *, on: date) -> SearchResult:
    """Persons of the unit born on that day."""
    cases = _ordinary(Case.objects.filter(holder_unit_id=actor.unit, person__birth_date=born))
    return _search(cases, on=on)


def _open_cases(actor: Actor) -> QuerySet[Case]:
    return Case.objects.filter(state=Case.State.OPEN, holder_unit_id=actor.unit)


def _ordinary(cases: QuerySet[Case]) -> QuerySet[Case]:
    # Few persons are protected: the set of them is looked up once, instead of the person of every case.
    return cases.exclude(person__in=Person.objects.exclude(protection=Protection.NONE))


def _begins_a_name(word: str) -> Q:
    starts = Q(person__given_name__istartswith=word) | Q(person__family_name__istartswith=word)
    inside = Q(person__given_name__icontains=f" {word}") | Q(person__family_name__icontains=f" {word}")
    hyphened = Q(person__given_name__icontains=f"-{word}") | Q(person__family_name__icontains=f"-{word}")
    return starts | inside | hyphened


def _search(cases: QuerySet[Case], *, on: date) -> SearchResult:
    # "open" comes after "closed" in the alphabet.
    found = list(
        with_people(cases, on).order_by("-state", "person__family_name", "person__given_name", "-first_day")[
            : SEARCH_LIMIT + 1
        ]
    )
    return SearchResult(rows=rows_of(found[:SEARCH_LIMIT], on=on), more=len(found) > SEARCH_LIMIT)


def _page(
    cases: QuerySet[Case],
    order: OrderOfWork | Sorted,
    *,
    on: date,
    after: Start,
    before: Start,
    size: int,
) -> Page:
    forward = before is None
    start = after if forward else before
    walked = order.walk(with_people(cases, on), start, forward=forward)
    found = list(walked[: size + 1])
    more = len(found) > size
    shown = found[:size] if forward else found[:size][::-1]
    if not shown:
        return Page(rows=())
    goes_back = (after is not None) if forward else more
    goes_on = more if forward else True
    return Page(
        rows=rows_of(shown, on=on),
        previous=order.key(shown[0]) if goes_back else None,
        next=order.key(shown[-1]) if goes_on else None,
    )
