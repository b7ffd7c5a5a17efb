"""The last day of sick pay, estimated until the benefit line says."""

from __future__ import annotations

import polars as pl

from stafett.core.dates import date_of_age_expr, nth_weekday_expr
from stafett.core.parameters import Law


def estimate_max_date(spells: pl.DataFrame, law: Law) -> pl.Series:
    """The last day of sick pay of one spell taken by itself, sick on end; null where there is no right to
    any.

    Columns: first_day, well_days; birth_date and office may be absent or null. The number of weekdays from
    day 17 of sickness, fewer from 67, none from 70. Earlier spells are not looked at, so the real date is
    this one at the latest.
    """
    offices = spells["office"] if "office" in spells.columns else None

    def number(name: str) -> pl.Expr:
        return law.column(name, spells["first_day"], offices)

    start = pl.col("first_day").to_physical() + number("employer_period_days") + pl.col("well_days")
    common = spells.select(
        start.cast(pl.Int32).alias("start"),
        nth_weekday_expr(start, number("sick_pay_days")).cast(pl.Int32).alias("max_date"),
    )
    if "birth_date" not in spells.columns:
        return common["max_date"].cast(pl.Date)
    ages = spells.select(
        "birth_date",
        *(
            number(name).alias(name)
            for name in ("sick_pay_older_age", "sick_pay_older_days", "sick_pay_end_age")
        ),
    ).hstack(common)
    # Few are near the age where less is given: only they pay for the reckoning.
    birth_year, start_year = pl.col("birth_date").dt.year(), pl.col("start").cast(pl.Date).dt.year()
    older = ages.with_row_index().filter(start_year + 2 - birth_year >= pl.col("sick_pay_older_age"))
    result = common["max_date"]
    return (result.scatter(older["index"], _of_older(older)) if older.height else result).cast(pl.Date)


def _of_older(older: pl.DataFrame) -> pl.Series:
    birthday = date_of_age_expr(pl.col("birth_date"), pl.col("sick_pay_older_age")).to_physical()
    counted_from = pl.max_horizontal("start", birthday)
    shorter = nth_weekday_expr(counted_from, pl.col("sick_pay_older_days"))
    last = date_of_age_expr(pl.col("birth_date"), pl.col("sick_pay_end_age")).to_physical() - 1
    ends = pl.min_horizontal("max_date", shorter, last).cast(pl.Int32)
    return older.select(pl.when(ends >= pl.col("start")).then(ends).alias("max_date")).to_series()
