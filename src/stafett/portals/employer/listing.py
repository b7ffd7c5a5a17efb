"""The list of those who are away: sorted, filtered and in pages. All of it stands in the address, and no name does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator

from stafett.portals.employer.seen import Seen

ON_A_PAGE: Final = 50
SORTS: Final = ("due", "name", "weeks", "plan")
"""The orders of the list; texts `employer.sort.<name>`."""
SHOWN: Final = ("all", "overdue", "open", "without_plan")
"""What of it is shown; texts `employer.shown.<name>`."""
_LAST: Final = date.max
_NO_PLAN: Final = frozenset({"not_begun", "draft", "with_employee"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the list is asked for; what an address has that is no choice is the first one."""

    sort: str
    shown: str

    def address(self, **other: object) -> str:
        """The query of the same list with something else in it."""
        return "?" + urlencode({"sort": self.sort, "shown": self.shown, **other})


def wanted(query: Mapping[str, Any]) -> Wanted:
    """What the address asks for."""
    sort, shown = str(query.get("sort", "")), str(query.get("shown", ""))
    return Wanted(sort if sort in SORTS else SORTS[0], shown if shown in SHOWN else SHOWN[0])


def page_of(seen: Iterable[Seen], asked: Wanted, number: str) -> Page[Seen]:
    """One page of those who are asked for; a page that is not there is the nearest one."""
    rows: Sequence[Seen] = [one for one in seen if _IS_SHOWN[asked.shown](one)]
    return Paginator(sorted(rows, key=_KEYS[asked.sort]), ON_A_PAGE).get_page(number)


def _due(one: Seen) -> tuple[Any, ...]:
    return one.sick_note.get("duty_date") or _LAST, _name(one)


def _name(one: Seen) -> tuple[Any, ...]:
    person = one.employee.employment.person
    return person.family_name, person.given_name, one.employee.employment.pk


_KEYS: Mapping[str, Callable[[Seen], tuple[Any, ...]]] = {
    "due": _due,
    "name": _name,
    "weeks": lambda one: (-(one.weeks or 0), _name(one)),
    "plan": lambda one: (one.plan.get("status", "") not in _NO_PLAN, _due(one)),
}
_IS_SHOWN: Mapping[str, Callable[[Seen], bool]] = {
    "all": lambda _one: True,
    "overdue": lambda one: one.sick_note.get("duty_status") == "overdue",
    "open": lambda one: one.sick_note.get("duty_status") in {"open", "overdue"},
    "without_plan": lambda one: one.plan.get("status") in _NO_PLAN,
}
