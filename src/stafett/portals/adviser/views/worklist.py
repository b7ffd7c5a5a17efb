"""The work list: mine, the unit's, the unassigned; search; and the list apart of protected persons."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from stafett.access.actors import Actor
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.desk import read_desk
from stafett.cases.models import Case
from stafett.cases.worklist import (
    Counts,
    Filters,
    Key,
    Page,
    Place,
    Row,
    Scope,
    SearchResult,
    Sort,
    Start,
    count_cases,
    read_further,
    read_keys,
    read_page,
    read_protected,
    search_by_birth_date,
    search_by_name,
    search_by_number,
)
from stafett.cases.worklist.sorting import COLUMNS
from stafett.people.models import Protection
from stafett.portals.adviser.list_forms import FilterForm, ManyForm, ViewForm, address
from stafett.portals.adviser.views.common import actor_of, may, page
from stafett.portals.asked import key_in, words_asked_for

BIRTH_DATE = re.compile(
    r"(?P<iso_year>\d{4})-(?P<iso_month>\d{2})-(?P<iso_day>\d{2})"
    r"|(?P<day>\d{1,2})[. /](?P<month>\d{1,2})[. /](?P<year>\d{4}|\d{2})"
    r"|(?P<run_day>\d{2})(?P<run_month>\d{2})(?P<run_year>\d{4}|\d{2})"
)
NUMBER = re.compile(r"\d{6} ?\d{5}")
MOST_FIRST = {"weeks", "grade"}


@dataclass(frozen=True, slots=True)
class Step:
    """The rows that stand in one step of the order of work; `number` is that of core.priority."""

    number: int
    rows: Sequence[Row]

    @property
    def heading(self) -> str:
        """The gettext key of the step's name."""
        return f"order.step_{self.number}"


@dataclass(frozen=True, slots=True)
class Heading:
    """The link on a column's heading; `aria` says how the list is sorted where it is by this column."""

    url: str
    aria: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the lists, with the number of cases in it; `scope` is also the end of its text's key."""

    scope: Scope
    url: str
    count: int
    is_current: bool

    @property
    def label(self) -> str:
        return f"list.{self.scope.value}"


@requires(Permission.READ_CASES)
@require_safe
def work_list(request: StafettRequest) -> HttpResponse:
    """One of the ordinary lists of the actor's unit; list, filters, `after` and `before` stand in the address."""
    return list_page(request, request.GET)


def list_page(
    request: StafettRequest, asked: QueryDict, *, many: ManyForm | None = None, status: int = 200
) -> HttpResponse:
    """The page for an address; `many` is a refused form of what is to be done with the chosen cases."""
    actor, day = actor_of(request), request.day
    scope, desk = _scope(asked, actor), read_desk(actor)
    form = FilterForm(asked, desk)
    filters, sort = form.filters(desk.seen), form.order
    after, before = _keys(asked, sort)
    shown = read_page(actor, scope, on=day, filters=filters, sort=sort, after=after, before=before)
    counts = count_cases(actor, scope, on=day, filters=filters)
    here = address(scope, filters.chosen, sort)
    context = {
        **_rows_context(shown.rows),
        **_pager(shown, here),
        "scope": scope,
        "tabs": _tabs(actor, counts, scope),
        "has_protected": _may_open_protected(actor),
        "offered": desk.offered,
        "is_first_page": after is None and before is None,
        "sort": sort,
        "headings": _headings(scope, filters, sort),
        "order_of_work_url": f"?{address(scope, filters.chosen)}",
        "form": form,
        "chips": form.chips(scope, filters),
        "found": counts.found,
        "whole": counts.of(scope),
        "desk": desk,
        "views": [(view, view.query == here) for view in desk.views],
        "view_form": ViewForm(initial={"query": here}),
        "changed_url": f"?{address(scope, {**filters.chosen, 'changed': True}, sort)}",
        "here": here,
        "many": many or ManyForm(desk.advisers),
        "chosen": set(many.cases) if many else set(),
        "can_choose": may(request, Permission.FOLLOW_UP),
        "done": _done(asked),
    }
    return page(request, "adviser/list.html", context, here="adviser_list", status=status)


def cases_in_list(request: StafettRequest, asked: QueryDict) -> list[int]:
    """The cases on every page of the list for an address."""
    actor = actor_of(request)
    desk = read_desk(actor)
    filters = FilterForm(asked, desk).filters(desk.seen)
    return read_keys(actor, _scope(asked, actor), on=request.day, filters=filters)


def _done(asked: QueryDict) -> int | None:
    """What the actor has just done to many, which can be taken back."""
    return key_in(asked.get("done", ""))


@requires(Permission.READ_CASES)
@require_safe
def protected(request: StafettRequest) -> HttpResponse:
    """The list apart; for those alone who may open protected persons."""
    actor = actor_of(request)
    if not _may_open_protected(actor):
        raise PermissionDenied
    after, before = _keys(request.GET)
    shown = read_protected(actor, on=request.day, after=after, before=before)
    context = {**_rows_context(shown.rows), **_pager(shown)}
    return page(request, "adviser/protected.html", context, here="adviser_list")


@requires(Permission.READ_CASES)
@require_safe
def further(request: StafettRequest, case_id: int) -> HttpResponse:
    """What is folded in a row of a list: Nav's tasks beside the next step."""
    try:
        tasks = read_further(actor_of(request), case_id)
    except Case.DoesNotExist:
        raise Http404 from None
    return render(request, "adviser/further.html", {"tasks": tasks})


@requires(Permission.READ_CASES)
def search(request: StafettRequest) -> HttpResponse:
    """POST shows what is found, GET an empty search.

    What was searched for is kept nowhere, neither in the address nor in the session: it may be an identity number.
    """
    wanted = words_asked_for(request.POST)
    found = _find(actor_of(request), wanted, on=request.day)
    context = {"rows": found.rows, "more": found.more, "wanted": wanted}
    return page(request, "adviser/search.html", context, here="adviser_list")


def _find(actor: Actor, wanted: str, *, on: date) -> SearchResult:
    if NUMBER.fullmatch(wanted):
        return search_by_number(actor, re.sub(r"\D", "", wanted), on=on)
    born = _birth_date(wanted, on=on)
    if born:
        return search_by_birth_date(actor, born, on=on)
    return search_by_name(actor, wanted.split(), on=on)


def _birth_date(wanted: str, *, on: date) -> date | None:
    """A day written in one of the usual ways. Two figures of a year mean the latest such day that has come."""
    found = BIRTH_DATE.fullmatch(wanted)
    if found is None:
        return None
    year, month, day = (
        int(found[f"iso_{part}"] or found[part] or found[f"run_{part}"]) for part in ("year", "month", "day")
    )
    if year < 100:
        year += on.year // 100 * 100
    try:
        born = date(year, month, day)
        return born if born <= on else born.replace(year=year - 100)
    except ValueError:
        return None


def _scope(asked: QueryDict, actor: Actor) -> Scope:
    """The list asked for; without one an adviser starts with their own, a leader with the unit's."""
    if asked.get("list") in set(Scope) and (asked.get("list") != Scope.TEAM or actor.team):
        return Scope(asked.get("list", ""))
    return Scope.MINE if actor.role == "adviser" else Scope.UNIT


def _keys(asked: QueryDict, sort: Sort | None = None) -> tuple[Start, Start]:
    parse: Callable[[str], Start] = Place.parse if sort else Key.parse
    after = parse(asked.get("after", ""))
    return after, None if after else parse(asked.get("before", ""))


def _headings(scope: Scope, filters: Filters, current: Sort | None) -> dict[str, Heading]:
    """For each column that a list can be sorted by, the link on its heading."""
    return {column: _heading(column, scope, filters, current) for column in COLUMNS}


def _heading(column: str, scope: Scope, filters: Filters, current: Sort | None) -> Heading:
    """The other way round where the list is sorted by it; what is most first of weeks and grades, else upwards."""
    if current is None or current.column != column:
        return Heading(f"?{address(scope, filters.chosen, Sort(column, column in MOST_FIRST))}")
    url = f"?{address(scope, filters.chosen, Sort(column, not current.down))}"
    return Heading(url, "descending" if current.down else "ascending")


def _rows_context(rows: Sequence[Row]) -> dict[str, Any]:
    steps = groupby(rows, key=lambda row: row.case.order_step)
    return {"steps": [Step(number, list(group)) for number, group in steps], "rows": rows}


def _pager(shown: Page, here: str = "") -> dict[str, str]:
    start = f"?{here}&" if here else "?"
    return {
        "previous_url": f"{start}before={shown.previous}" if shown.previous else "",
        "next_url": f"{start}after={shown.next}" if shown.next else "",
    }


def _tabs(actor: Actor, counts: Counts, current: Scope) -> list[Tab]:
    hidden = {Scope.MINE: actor.role != "adviser", Scope.TEAM: actor.team is None}
    address = reverse("adviser_list")
    return [
        Tab(scope, f"{address}?list={scope.value}", getattr(counts, scope.value), scope is current)
        for scope in Scope
        if not hidden.get(scope)
    ]


def _may_open_protected(actor: Actor) -> bool:
    return bool(actor.may_open - {Protection.NONE.value})
