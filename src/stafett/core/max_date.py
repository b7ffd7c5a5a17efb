"""The last day of sick pay, estimated until the benefit line says."""

from __future__ import annotations

import numpy as np
import polars as pl

from stafett.core.dates import Days, date_of_age_expr, day_numbers, nth_weekday
from stafett.core.parameters import Law

_SHORTEST_YEAR = 365
_LONGEST_SPELL = 732  # days from the start of sick pay within which somebody may come of age
_NOT_OLD = 2**30  # a birth date far ahead, for somebody whose age is not known


def estimate_max_date(spells: pl.DataFrame, law: Law) -> pl.Series:
    """The last day of sick pay of one spell taken by itself, sick on end; null where there is no right to
    any.

    Columns: first_day, well_days; birth_date and office may be absent or null. The number of weekdays from
    day 17 of sickness, fewer from 67, none from 70. Earlier spells are not looked at, so the real date is
    this one at the latest.
    """
    first_day = day_numbers(spells["first_day"])
    offices = spells["office"].to_numpy() if "office" in spells.columns else None

    def values(name: str) -> Days:
        return law.values(name, first_day, offices)

    start = first_day + values("employer_period_days") + spells["well_days"].to_numpy().astype(np.int32)
    max_date = nth_weekday(start, values("sick_pay_days"))
    if "birth_date" not in spells.columns:
        return _dates(max_date)
    older_age = values("sick_pay_older_age")
    # Few are near the age where less is given: only they pay for the reckoning.
    born = spells["birth_date"].to_physical().fill_null(_NOT_OLD).to_numpy()
    older = np.flatnonzero(start - born > older_age * _SHORTEST_YEAR - _LONGEST_SPELL)
    if not older.size:
        return _dates(max_date)
    ages = pl.DataFrame(
        {
            "start": start[older],
            "max_date": max_date[older],
            "birth_date": born[older],
            "from_age": older_age[older],
            "to_age": values("sick_pay_end_age")[older],
        }
    ).with_columns(pl.col("birth_date").cast(pl.Date))
    return _dates(max_date).scatter(older, _of_older(ages, values("sick_pay_older_days")[older]))


def _of_older(ages: pl.DataFrame, days: Days) -> pl.Series:
    birthday = date_of_age_expr(pl.col("birth_date"), pl.col("from_age")).to_physical()
    counted_from = ages.select(pl.max_horizontal("start", birthday)).to_series().to_numpy()
    shorter = pl.Series("shorter", nth_weekday(counted_from, days))
    last = date_of_age_expr(pl.col("birth_date"), pl.col("to_age")).to_physical() - 1
    ends = pl.min_horizontal("max_date", "shorter", last)
    ended = ages.with_columns(shorter).select(pl.when(ends >= pl.col("start")).then(ends))
    return ended.to_series().cast(pl.Date)


def _dates(days: Days) -> pl.Series:
    return pl.Series("max_date", days).cast(pl.Date)
