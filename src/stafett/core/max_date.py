"""The last day of sick pay, estimated until the benefit line says."""

from __future__ import annotations

import numpy as np
import polars as pl

from stafett.core.dates import Days, day_numbers, days_of_age, nth_weekday
from stafett.core.parameters import Law

_SHORTEST_YEAR = 365
_LONGEST_SPELL = 732  # days from the start of sick pay within which somebody may come of age


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
    no_right = np.zeros(len(start), dtype=bool)
    if "birth_date" in spells.columns:
        known = spells["birth_date"].is_not_null().to_numpy()
        older_age = values("sick_pay_older_age")
        born = spells["birth_date"].to_physical().fill_null(0).to_numpy()
        # Few are near the age where less is given: only they pay for the reckoning.
        older = np.flatnonzero(known & (start - born > older_age * _SHORTEST_YEAR - _LONGEST_SPELL))
        birthday = days_of_age(born[older], older_age[older])
        counted_from = np.maximum(start[older], birthday)
        shorter = nth_weekday(counted_from, values("sick_pay_older_days")[older])
        last = days_of_age(born[older], values("sick_pay_end_age")[older]) - 1
        max_date[older] = np.minimum(max_date[older], np.minimum(shorter, last))
        no_right[older] = last < start[older]
    dates = pl.Series("max_date", max_date).cast(pl.Date)
    return dates.scatter(np.flatnonzero(no_right), None) if no_right.any() else dates
