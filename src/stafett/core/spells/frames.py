"""Questions asked of spells: how long, which grade, employed, what came before, as of a day."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

import numpy as np
import polars as pl

from stafett.core.dates import date_of, day_number
from stafett.core.rows import frame_of
from stafett.core.spells.facts import FULL, Array
from stafett.core.spells.spell import NO_DAY, Spells, keys_of


class HasNumber(Protocol):
    """What is needed of the law: the whole number in force on a day."""

    def number(self, name: str, on: date, /) -> int: ...


@dataclass(frozen=True, slots=True)
class Run:
    """Days of one spell on end that are alike, both ends included. The grade of well days is 0."""

    first: date
    last: date
    sick: bool
    grade: int


class _Standing(NamedTuple):
    """Each spell seen from one day: `day` is that day, moved into the spell when it lies outside."""

    started: Array
    day: Array
    run: Array
    sick_days: Array


def spell_frame(spells: Spells, *, on: date, law: HasNumber) -> pl.DataFrame:
    """One row per spell, as known, seen from the day `on`. Days after `on` never count.

    - spell: row number in `spells`; person.
    - first_day, last_day: first and last day known to be sick, also when they lie after `on`.
    - started: the first day is not after `on`. Until then every count is 0, and the rest is as on day 1.
    - sick_days, well_days: days from the first day to `on`, or to the last day if that comes first, both
      included.
    - duration_days: those days less the well days, which is sick_days under the name the rules use for it.
    - weeks, weeks_since_first: whole weeks of duration, and with the well days counted in.
    - closes_on: the day after the last of the well days (16) that close the spell if nothing more comes; a
      note for that day opens a new spell, one for the day before goes on with this. closed: `on` has come to
      it.
    - grade, employed: on `on`, or on the last day if that comes first; on a well day the grade is 0, and the
      employment is the last sick day's.
    - grade_weeks_unchanged: whole weeks since the grade last went down from one sick day to the next, else
      since the first day. Well days between are not a change.
    - graded_all_along: no day so far was fully sick.
    - recurrent, earlier_long, frequent_short: from the person's earlier spells, whole, that ended by `on` and
      within the law's number of months, the same day of the month included.
    """
    standing = _standing(spells, on)
    duration = np.where(standing.started, standing.sick_days, 0).astype(np.int32)
    elapsed = np.where(standing.started, standing.day - spells.first + 1, 0).astype(np.int32)
    closes_on = spells.last + np.int32(spells.gap_days + 1)
    return frame_of(
        {
            "spell": np.arange(len(spells)),
            "person": spells.person,
            "first_day": _dates(spells.first),
            "last_day": _dates(spells.last),
            "sick_days": duration,
            "well_days": elapsed - duration,
            "duration_days": duration,
            "weeks": duration // 7,
            "weeks_since_first": elapsed // 7,
            "closed": closes_on <= day_number(on),
            "closes_on": _dates(closes_on),
            "started": standing.started,
            "grade": spells.run_grade[standing.run],
            "grade_weeks_unchanged": np.where(standing.started, _grade_weeks(spells, standing), 0).astype(np.int32),
            "graded_all_along": _graded_all_along(spells, standing),
            "employed": spells.run_employed[standing.run],
            **_history(spells, on, law),
        }
    )


def passes_week(spells: Spells, weeks: Array | int) -> Array:
    """The day on which each spell's duration first exceeds 7 times `weeks`: days since 1970-01-01, int32.

    `weeks` is one number or one per spell, 0 or more. Known gaps push the day on; beyond its last known day a
    spell is taken to go on without gaps, so that a day to come can be shown.
    """
    wanted = 7 * np.asarray(weeks, np.int64) + 1
    total = _sick_days_by_run(spells)
    before, known = _before_and_known(spells, total)
    run = np.searchsorted(total, before + np.minimum(wanted, known))
    day: Array = spells.run_last[run] - (total[run] - before - np.minimum(wanted, known))
    day += np.maximum(wanted - known, 0)
    return day.astype(np.int32)


def employers_of(spells: Spells) -> pl.Series:
    """For each spell those the person is sick from at any time in it, in order of number; none is left out."""
    jobs = pl.DataFrame({"spell": _spell_of(spells.job_offset), "employers": spells.job_employer})
    found = jobs.group_by("spell", maintain_order=True).agg("employers")
    every = pl.DataFrame({"spell": np.arange(len(spells))})
    return every.join(found, on="spell", how="left", maintain_order="left")["employers"].fill_null([])


def employment_frame(spells: Spells) -> pl.DataFrame:
    """One row per spell and employer the person is sick from in it, by spell and employer.

    Columns: spell, person, employer, first_day and last_day (first and last day of sickness from that
    employer; holiday never counts here), first_full_day (the first with grade 100, null when never).
    """
    spell = _spell_of(spells.job_offset)
    return frame_of(
        {
            "spell": spell,
            "person": spells.person[spell],
            "employer": spells.job_employer,
            "first_day": _dates(spells.job_first),
            "first_full_day": _dates(spells.job_first_full),
            "last_day": _dates(spells.job_last),
        }
    )


def spell_runs(spells: Spells, row: int) -> list[Run]:
    """The runs of one spell, in order and without holes, for drawing it."""
    return [
        Run(
            date_of(int(spells.run_first[run])),
            date_of(int(spells.run_last[run])),
            bool(spells.run_sick[run]),
            int(spells.run_grade[run]),
        )
        for run in range(spells.run_offset[row], spells.run_offset[row + 1])
    ]


def _dates(days: Array) -> pl.Series:
    """Day numbers as dates, null for no day."""
    unknown = days == NO_DAY
    series = pl.Series(days)
    return (series.set(pl.Series(unknown), None) if unknown.any() else series).cast(pl.Date)


def _spell_of(offset: Array) -> Array:
    """The spell that each row between offsets belongs to."""
    return np.repeat(np.arange(len(offset) - 1), np.diff(offset))


def _sick_days_by_run(spells: Spells) -> Array:
    """Sick days up to the end of each run, counted through all spells."""
    return np.cumsum((spells.run_last - spells.run_first + 1) * spells.run_sick, dtype=np.int64)


def _before_and_known(spells: Spells, total: Array) -> tuple[Array, Array]:
    """Sick days before each spell in the running count, and within it."""
    running = np.append(0, total)[spells.run_offset]
    return running[:-1], np.diff(running)


def _standing(spells: Spells, on: date) -> _Standing:
    day = np.clip(day_number(on), spells.first, spells.last)
    run_key = keys_of(_spell_of(spells.run_offset), spells.run_first)
    run = np.searchsorted(run_key, keys_of(np.arange(len(spells)), day), "right") - 1
    total = _sick_days_by_run(spells)
    before, _ = _before_and_known(spells, total)
    sick_days = total[run] - before - (spells.run_last[run] - day) * spells.run_sick[run]
    return _Standing(spells.first <= day_number(on), day, run, sick_days)


def _grade_weeks(spells: Spells, standing: _Standing) -> Array:
    run = np.arange(len(spells.run_first))
    first_of_spell = np.zeros(len(run), bool)
    first_of_spell[spells.run_offset[:-1]] = True
    # A spell begins sick and two well runs never touch, so the sick run before is one or two back.
    earlier = np.maximum(run - np.where(np.append(True, spells.run_sick)[: len(run)], 1, 2), 0)
    fell = spells.run_sick & (spells.run_grade < spells.run_grade[earlier])
    since = np.maximum.accumulate(np.where(first_of_spell | fell, run, 0))
    weeks: Array = (standing.day - spells.run_first[since[standing.run]] + 1) // 7
    return weeks


def _graded_all_along(spells: Spells, standing: _Standing) -> Array:
    full = np.cumsum(spells.run_sick & (spells.run_grade == FULL))
    before = np.append(0, full)[spells.run_offset[:-1]]
    all_along: Array = full[standing.run] == before
    return all_along


def _history(spells: Spells, on: date, law: HasNumber) -> dict[str, Array]:
    _, days = _before_and_known(spells, _sick_days_by_run(spells))
    at_least = law.number("recurrent_min_spell_days", on)

    def earlier(counted: Array, weight: Array | int, months_parameter: str) -> Array:
        since = day_number(_months_before(on, law.number(months_parameter, on)))
        ended = (spells.last >= since) & (spells.last <= day_number(on))
        return _sum_of_earlier(spells.person, (counted & ended) * weight)

    months = "recurrent_lookback_months"
    spells_before, days_before = earlier(days >= at_least, 1, months), earlier(days >= at_least, days, months)
    long_before = earlier(days >= 7 * law.number("earlier_long_weeks", on), 1, "earlier_long_lookback_months")
    short_before = earlier(days < law.number("frequent_short_under_days", on), 1, "frequent_short_lookback_months")
    many = (spells_before >= law.number("recurrent_many_spells", on)) & (
        days_before >= law.number("recurrent_many_days", on)
    )
    few = (spells_before >= law.number("recurrent_few_spells", on)) & (
        days_before >= law.number("recurrent_few_days", on)
    )
    return {
        "recurrent": many | few,
        "earlier_long": long_before > 0,
        "frequent_short": short_before >= law.number("frequent_short_spells", on),
    }


def _sum_of_earlier(person: Array, values: Array) -> Array:
    """For each spell the sum of `values` over the same person's spells before it."""
    before = np.cumsum(values) - values
    first_of_person = np.append(True, person[1:] != person[:-1])[: len(person)]
    first_row = np.maximum.accumulate(np.where(first_of_person, np.arange(len(person)), 0))
    earlier: Array = before - before[first_row]
    return earlier


def _months_before(on: date, months: int) -> date:
    """The same day of the month, or the month's last day when it has none such."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))
