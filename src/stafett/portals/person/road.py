"""The person's course as a picture: a road of weeks with today's week marked, and the points with their day.

Places are per cent of the width, so that the words keep their size on any screen. Each point has a number, which stands
before the same point in the list beside the picture; what is done is filled and has a tick, what comes is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from stafett.cases.models import Case
from stafett.core.dates import DAYS_PER_WEEK
from stafett.portals.person.points import Point
from stafett.portals.person.where import week_of

MOST_BEHIND, MOST_AHEAD = 2, 4
_ROWS, _APART = 3, 9.0  # rows of points that stand close, and how many per cent one takes
_TOP, _ROW_HEIGHT = 46, 26
_ENDED = frozenset({"done", "excepted"})


@dataclass(frozen=True, slots=True)
class Mile:
    """A point on the road: its number in the list, where it stands, and whether it is behind."""

    number: int
    point: Point
    x: float
    y: int
    passed: bool


@dataclass(frozen=True, slots=True)
class Road:
    """The finished picture; `today_from` and `today_width` are the week that today is in."""

    first: date
    last: date
    week: int
    today: float
    today_from: float
    today_width: float
    miles: Sequence[Mile]
    height: int


def road_of(case: Case, ahead: Sequence[Point], behind: Sequence[Point], on: date) -> Road | None:
    """The newest of what is behind and the next of what is ahead (`points_for_person`); None with nothing ahead."""
    shown = [*behind[-MOST_BEHIND:], *ahead[:MOST_AHEAD]]
    if not ahead or not case.has_spell:
        return None
    first = min([case.first_day, *(point.due for point in shown)])
    last = max([on + timedelta(days=DAYS_PER_WEEK), *(point.due for point in shown)])
    days = (last - first).days + 1

    def place(day: date) -> float:
        return round(4 + 92 * (day - first).days / days, 1)

    week = week_of(case, on)
    monday = case.first_day + timedelta(days=(week - 1) * DAYS_PER_WEEK)
    taken = [-_APART] * _ROWS
    miles = []
    for number, point in enumerate(shown, start=1):
        x = place(point.due)
        row = next((row for row in range(_ROWS) if x - taken[row] >= _APART), _ROWS - 1)
        taken[row] = x
        passed = point.state in _ENDED or point.due < on
        miles.append(Mile(number, point, x, _TOP + row * _ROW_HEIGHT, passed))
    return Road(
        first, last, week, place(on), place(monday), round(max(1.5, 92 * DAYS_PER_WEEK / days), 1), miles,
        height=max(mile.y for mile in miles) + 20,
    )  # fmt: skip
