"""How far off a day may be that somebody sets. One further off is taken for a slip: the case would lie still by it."""

from __future__ import annotations

from datetime import date, timedelta

from stafett.core.dates import DAYS_PER_WEEK, months_later
from stafett.core.parameters import Law

_WHOLE = 100


def furthest_day(name: str, law: Law, on: date, office: str | None = None) -> date:
    """The last day that may be set today; `name` is the parameter that says in how many months it is."""
    return months_later(on, law.number(name, on, office))


def earliest_day(name: str, law: Law, on: date, office: str | None = None) -> date:
    """The first day that may be set today; `name` is the parameter that says how many months ago it was."""
    return months_later(on, -law.number(name, on, office))


def latest_measure_end(begins: date, weeks: int, law: Law, on: date, office: str | None = None) -> date:
    """The last day on which a measure may be planned to end, by its length in the catalogue (weeks)."""
    return begins + timedelta(days=weeks * DAYS_PER_WEEK * law.number("measure_length_percent", on, office) // _WHOLE)
