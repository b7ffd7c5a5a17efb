"""The last day of sick pay, estimated until the benefit line says."""

from __future__ import annotations

import numpy as np
import polars as pl

from stafett.core.dates import Days, days_of_age, nth_weekday
from stafett.core.parameters import Law
from stafett.core.rows import NEVER, Rows, dates

_SHORTEST_YEAR = 365
_LONGEST_SPELL = 732  # days from the start of sick pay within which somebody may come of age


def estimate_max_date(spells: pl.DataFrame, law: Law) -> pl.Series:
    """The last day of sick pay of one spell taken by itself, sick on end; null where there is no right to
    any.

    Columns: first_day, well_days; birth_date and office may be absent or null. The number of weekdays from
    day 17 of sickness, fewer from 67, none from 70. Earlier spells are not looked at, so the real date is
    this one at the latest.
    """
    return dates(estimated_max_dates(Rows(spells, law))).alias("max_date")


def estimated_max_dates(rows: Rows) -> Days:
    """As `estimate_max_date`; NEVER where there is no right to sick pay."""
    start = rows.day("first_day") + rows.number("employer_period_days") + rows.whole("well_days")
    max_date = nth_weekday(start, rows.number("sick_pay_days"))
    # Few are near the age where less is given: only they pay for the reckoning.
    age_in_days = start - rows.day("birth_date")
    near = age_in_days > rows.number("sick_pay_older_age") * _SHORTEST_YEAR - _LONGEST_SPELL
    older = np.flatnonzero(near).astype(np.int32)
    if older.size:
        max_date[older] = _of_older(rows, older, start[older], max_date[older])
    return max_date


def _of_older(rows: Rows, older: Days, start: Days, max_date: Days) -> Days:
    def number(name: str) -> Days:
        return np.broadcast_to(rows.number(name), rows.height)[older]

    born = rows.day("birth_date")[older]
    birthday = days_of_age(born, number("sick_pay_older_age"))
    shorter = nth_weekday(np.maximum(start, birthday), number("sick_pay_older_days"))
    last = days_of_age(born, number("sick_pay_end_age")) - 1
    return np.where(last < start, NEVER, np.minimum(max_date, np.minimum(shorter, last)))
