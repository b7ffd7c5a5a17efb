"""The last day of sick pay, estimated until the benefit line says."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from stafett.core.dates import DAYS_PER_WEEK, Days, add_months, day_number, days_of_age, nth_weekday
from stafett.core.parameters import Law
from stafett.core.rows import NEVER, Flags, Numbers, Rows, dates, first_known
from stafett.core.spells import Spells

_SHORTEST_YEAR = 365
_LONGEST_SPELL = 732  # days from the start of sick pay within which somebody may come of age
_WEEKDAYS = 5


class _Paid(NamedTuple):
    """Days of earlier spells with sick pay, on end and both ends included, by the row of the spell they count in."""

    row: Numbers
    first: Days
    last: Days


def estimate_max_date(spells: pl.DataFrame, law: Law) -> pl.Series:
    """The last day of sick pay of one spell taken by itself, sick on end; null where there is no right to
    any.

    Columns: first_day, well_days; birth_date, office and sick_pay_days_left may be absent or null. The number of
    weekdays from day 17 of sickness that are left after earlier spells (without sick_pay_days_left: as if there were
    none), fewer from 67, none from 70. What is not known of earlier spells is not taken away: the real date is this
    one at the latest. Where nothing is left it is the last day before sick pay would have begun.
    """
    return dates(estimated_max_dates(Rows(spells, law))).alias("max_date")


def estimated_max_dates(rows: Rows) -> Days:
    """As `estimate_max_date`; NEVER where there is no right to sick pay."""
    start, max_date = sick_pay_begins(rows), _whatever_age(rows)
    # Few are near the age where less is given: only they pay for the reckoning.
    age_in_days = start - rows.day("birth_date")
    near = age_in_days > rows.number("sick_pay_older_age") * _SHORTEST_YEAR - _LONGEST_SPELL
    older = np.flatnonzero(near).astype(np.int32)
    if older.size:
        max_date[older] = _of_older(rows, older, start[older], max_date[older])
    return max_date


def by_age(rows: Rows, max_date: Days) -> tuple[Flags, Flags]:
    """Where the fewer days from 67 have set an estimated max date, and where the age at which sick pay ends has."""
    fewer = max_date < _whatever_age(rows)
    ends = np.zeros_like(fewer)
    older = np.flatnonzero(fewer)
    born = rows.day("birth_date")[older]
    ends[older] = max_date[older] == days_of_age(born, _of_rows(rows.number("sick_pay_end_age"), older)) - 1
    return fewer & ~ends, ends


def _whatever_age(rows: Rows) -> Days:
    """The last day by the number of days alone."""
    start = sick_pay_begins(rows)
    max_date = nth_weekday(start, rows.number("sick_pay_days"))
    reduced = np.flatnonzero(rows.known("sick_pay_days_left"))
    if reduced.size:
        left, begins = rows.whole("sick_pay_days_left")[reduced], start[reduced]
        max_date[reduced] = np.where(left > 0, nth_weekday(begins, np.maximum(left, 1)), begins - 1)
    return max_date


def _of_older(rows: Rows, older: Days, start: Days, max_date: Days) -> Days:
    def number(name: str) -> int | Days:
        return _of_rows(rows.number(name), older)

    born = rows.day("birth_date")[older]
    birthday = days_of_age(born, number("sick_pay_older_age"))
    shorter = nth_weekday(np.maximum(start, birthday), number("sick_pay_older_days"))
    last = days_of_age(born, number("sick_pay_end_age")) - 1
    return np.where(last < start, NEVER, np.minimum(max_date, np.minimum(shorter, last)))


def _of_rows(value: int | Days, places: npt.NDArray[np.integer[Any]]) -> int | Days:
    """A parameter for some of the rows."""
    return value if isinstance(value, int) else value[places]


def sick_pay_days_left(frame: pl.DataFrame, spells: Spells, law: Law) -> Days:
    """How many weekdays of sick pay each spell in `frame` has from its day 17 on, when it goes on without a gap.

    No day may be the last of more than `sick_pay_days` within `sick_pay_lookback_months`, its own included; what came
    before `sick_pay_fresh_start_weeks` fully fit does not count (ftrl. § 8-12). `frame`: rows of `spell_frame` over
    `spells`, by person. The sick days of each spell but its first 16 are taken to have been paid.
    """
    rows = Rows(frame, law)
    left = np.broadcast_to(np.asarray(rows.number("sick_pay_days"), dtype=np.int32), rows.height).copy()
    paid = _paid_before(rows, spells) if rows.height else None
    if paid is None or not paid.row.size:
        return left
    reduced, first_of = np.unique(paid.row, return_index=True)
    start, right = sick_pay_begins(rows)[reduced, np.newaxis], left[reduced, np.newaxis]
    months = np.broadcast_to(rows.number("sick_pay_lookback_months"), rows.height)[reduced, np.newaxis]
    place = np.searchsorted(reduced, paid.row)

    def used_up(count: Days) -> npt.NDArray[np.bool_]:
        since = add_months(nth_weekday(start, np.maximum(count, 1)), -months)[place]
        still = _weekdays(np.maximum(paid.first[:, np.newaxis], since + 1), paid.last[:, np.newaxis])
        return count + np.add.reduceat(still, first_of) >= right

    # From one weekday to the next the days that count may become fewer, when more than one is left behind; from one
    # week to the next never. So the first day is found for each weekday by itself.
    within_week = np.arange(_WEEKDAYS, dtype=np.int32)
    low = np.zeros((reduced.size, _WEEKDAYS), dtype=np.int32)
    high = low + (right + _WEEKDAYS - 1) // _WEEKDAYS
    while (low < high).any():
        middle = (low + high) // 2
        enough = used_up(middle * _WEEKDAYS + within_week)
        low, high = np.where(enough, low, middle + 1), np.where(enough, middle, high)
    left[reduced] = np.minimum((low * _WEEKDAYS + within_week).min(axis=1), left[reduced])
    return left


def days_left_after(frame: pl.DataFrame, law: Law, on: date) -> Days:
    """The weekdays of sick pay left after `on` for each spell, when it goes on without a gap; none without a right.

    `frame`: as for `estimate_max_date`, and max_date (Date) where the benefit line has sent one, which wins.
    """
    rows = Rows(frame, law)
    last = first_known(rows.day("max_date"), estimated_max_dates(rows))
    first = np.maximum(sick_pay_begins(rows), np.int32(day_number(on) + 1))
    has_right = last < NEVER
    return np.where(has_right, _weekdays(first, np.where(has_right, last, 0)), 0).astype(np.int32)


def sick_pay_begins(rows: Rows) -> Days:
    """The first day of sick pay: day 17 of sickness."""
    return rows.day("first_day") + rows.number("employer_period_days") + rows.whole("well_days")


def _weekdays(first: Days, last: Days) -> Numbers:
    """How many days from Monday to Friday there are from first to last; none when last is before first."""
    begin, end = first.astype("datetime64[D]"), (last + 1).astype("datetime64[D]")
    return np.maximum(np.busday_count(begin, end), 0)


def _paid_before(rows: Rows, spells: Spells) -> _Paid:
    """The days with sick pay of the person's earlier spells, since they were last fully fit for long enough."""
    spell = rows.frame.get_column("spell").to_numpy()
    first_spell = _first_that_counts(rows, spells)[spell]
    first_run, end_run = spells.run_offset[first_spell], spells.run_offset[spell]
    count = end_run - first_run
    row = np.repeat(np.arange(rows.height), count)
    run = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + first_run[row]
    employer_period = np.broadcast_to(rows.number("employer_period_days"), rows.height)[row]
    first = spells.run_first[run] + np.maximum(employer_period - _sick_days_before(spells)[run], 0)
    paid = spells.run_sick[run] & (first <= spells.run_last[run])
    return _Paid(row[paid], first[paid].astype(np.int32), spells.run_last[run][paid])


def _first_that_counts(rows: Rows, spells: Spells) -> Numbers:
    """For each spell the first of its person's since they were last fully fit for long enough."""
    person = rows.frame.get_column("person").to_numpy()
    of_row = np.minimum(np.searchsorted(person, spells.person), rows.height - 1)
    weeks = np.broadcast_to(rows.number("sick_pay_fresh_start_weeks"), rows.height)[of_row]
    fit_days = spells.first[1:] - spells.last[:-1] - 1
    fresh = (spells.person[1:] != spells.person[:-1]) | (fit_days >= weeks[1:] * DAYS_PER_WEEK)
    number = np.arange(len(spells))
    starts: Numbers = np.maximum.accumulate(np.where(np.append(True, fresh)[: number.size], number, 0))
    return starts


def _sick_days_before(spells: Spells) -> Numbers:
    """The sick days of each run's spell before that run."""
    days = (spells.run_last - spells.run_first + 1) * spells.run_sick
    before = np.cumsum(days) - days
    of_spell = np.repeat(before[spells.run_offset[:-1]], np.diff(spells.run_offset))
    result: Numbers = before - of_spell
    return result
