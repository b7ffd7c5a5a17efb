"""From spells to what is asked of them: each person's newest spell, its day of screening, and its stop points."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from stafett.core.max_date import sick_pay_days_left
from stafett.core.parameters import Law
from stafett.core.reasons import Reason, pick_facts
from stafett.core.rows import Rows, dates, rows_where
from stafett.core.screening import who_to_ask
from stafett.core.spells import Spells, passes_week


def begun(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of `spell_frame` whose spell has begun."""
    return rows_where(frame, frame.get_column("started").to_numpy())


def newest(frame: pl.DataFrame) -> pl.DataFrame:
    """Of each person the last spell in `frame`, which is by person: the only one that can be going on."""
    person = frame.get_column("person").to_numpy()
    return rows_where(frame, np.append(person[1:] != person[:-1], True)[: person.size])


def explain_spell(row: Mapping[str, Any], law: Law) -> Reason:
    """Why the spell goes on, or why it is over, for one row of `spell_frame` (2-domain: section 2)."""
    return Reason(
        code="spell.closed" if row["closed"] else "spell.open",
        rule="spell",
        reference="; ".join(law.parameter("spell_gap_days").reference),
        facts=pick_facts(row, ("first_day", "last_day", "sick_days", "well_days", "weeks", "closes_on")),
        parameters=law.in_force(("spell_gap_days",), row["first_day"]),
    )


def with_days_to_come(frame: pl.DataFrame, spells: Spells, law: Law) -> pl.DataFrame:
    """`frame` with what only all the days of a person can tell.

    `passes_screening`: the day on which each spell passes its office's week of screening; `sick_pay_days_left`: how
    many weekdays of sick pay earlier spells have left for it.
    """
    spell = frame.get_column("spell").to_numpy()
    weeks = np.ones(len(spells), np.int64)
    weeks[spell] = Rows(frame, law).number("screening_week")
    return frame.hstack(
        [
            dates(passes_week(spells, weeks)[spell]).alias("passes_screening"),
            pl.Series("sick_pay_days_left", sick_pay_days_left(frame, spells, law), dtype=pl.Int32),
        ]
    )


def without_questions(frame: pl.DataFrame, law: Law, on: date) -> list[list[str]]:
    """For each spell why the three questions are not asked in it, as things stand: codes of `core.screening`.

    None of them where they have been asked, are to be asked, or the time for it has not come.
    """
    judged = who_to_ask(frame, law, on)
    asked = judged.get_column("screening_asked_on").is_not_null().to_list()
    of_spells = zip(judged["outcome"].to_list(), judged["reasons"].to_list(), asked, strict=True)
    return [[] if has_been or outcome in {"ask", "wait"} else reasons for outcome, reasons, has_been in of_spells]


def employments_in(
    employments: pl.DataFrame, frame: pl.DataFrame, ended: Mapping[tuple[int, int], date]
) -> pl.DataFrame:
    """The rows of `employment_frame` that belong to spells in `frame` and have an employer, with their `ended_on`.

    `ended`: the last day of the employments that have one, by person and employer.
    """
    of_spell, employer = (employments.get_column(name).to_numpy() for name in ("spell", "employer"))
    mine = rows_where(employments, np.isin(of_spell, frame.get_column("spell").to_numpy()) & (employer != 0))
    days = [ended.get(key) for key in mine[["person", "employer"]].iter_rows()]
    return mine.hstack([pl.Series("ended_on", days, dtype=pl.Date)])
