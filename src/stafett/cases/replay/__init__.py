"""History under other parameters: who would have been asked, what would have been suggested, and which days move.

The facts are those stored, each known from the day on which it arrived. The rules are those of evaluation, asked on
the days on which something happens to a person and on no other. Nothing is written. The design is in ADR 0015.
"""

from collections.abc import Callable
from datetime import date, timedelta

from django.db import connection, transaction

from stafett.cases.law import law_in_force, with_office_values
from stafett.cases.replay.comparison import Comparison, Outcome, compare
from stafett.cases.replay.course import Replayed
from stafett.cases.replay.history import History, people_of
from stafett.core.parameters import Law, default_law

__all__ = ["Comparison", "ReplayRefusedError", "replay"]

_AT_ONCE = 20_000

Progress = Callable[[int, int], None]
"""Called with how much is done and how much there is."""


class ReplayRefusedError(Exception):
    """Why nothing can be replayed: dates_reversed, after_today, unknown_unit, no_data or missing_parameters."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


def replay(
    other: Law, *, start: date, end: date, today: date, unit: str = "", progress: Progress | None = None
) -> Comparison:
    """What comes about from `start` to `end`, both included, under the law in force and under `other`.

    `today` is the last day of which anything is known. `unit` is the number of a local office, or of a regional unit
    for all of its offices; without it everybody. Offices keep their own values under both laws.

    Raises ReplayRefusedError, and LawError where a law has no value for a day that is asked for.
    """
    _refuse_days(start, end, today)
    _refuse_gaps(other)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set transaction read only")
        laws = (law_in_force(), with_office_values(other))
        people = people_of(unit, end)
        if people is None:
            raise ReplayRefusedError("unknown_unit", unit=unit)
        if not people:
            raise ReplayRefusedError("no_data", start=start, end=end)
        parts = _Parts(laws, start, end, today, len(people), progress)
        for first in range(0, len(people), _AT_ONCE):
            parts.add(people[first : first + _AT_ONCE])
        return compare(*parts.outcomes, laws=laws, start=start, end=end)


class _Parts:
    """What comes about under each law, some people at a time."""

    def __init__(
        self, laws: tuple[Law, Law], start: date, end: date, today: date, people: int, progress: Progress | None
    ) -> None:
        self.laws, self.start, self.end, self.today = laws, start, end, today
        self.outcomes: tuple[list[Outcome], list[Outcome]] = ([], [])
        days = (end - start).days + 1
        self._total = -(-people // _AT_ONCE) * (len(laws) * days + 1)
        self._done = 0
        self._progress = progress

    def add(self, people: list[int]) -> None:
        """Replays these people under both laws, from where they stood in life."""
        history = History(people, start=self.start, end=self.end, today=self.today)
        eve = self.start - timedelta(days=1)
        before = Replayed(history, self.laws[0], start=eve, end=eve, asked=history.asked_by(eve))
        before.run(self._advance)
        for law, outcomes in zip(self.laws, self.outcomes, strict=True):
            replayed = Replayed(
                history, law, start=self.start, end=self.end, asked=history.asked_by(eve), placed=before.placed
            )
            replayed.run(self._advance)
            outcomes.append(replayed.outcome())

    def _advance(self, days: int) -> None:
        self._done += days
        if self._progress:
            self._progress(self._done, self._total)


def _refuse_days(start: date, end: date, today: date) -> None:
    if start > end:
        raise ReplayRefusedError("dates_reversed", start=start, end=end)
    if end > today:
        raise ReplayRefusedError("after_today", end=end, today=today)


def _refuse_gaps(other: Law) -> None:
    """A folder may be right in itself and still lack what the rules ask for."""
    missing = sorted(set(default_law().parameters) - set(other.parameters))
    if missing:
        raise ReplayRefusedError("missing_parameters", names=missing)
