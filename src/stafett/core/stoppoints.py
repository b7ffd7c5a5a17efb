"""Stop points: what the law or the method wants done by a day in a spell.

Day 1 is the first sick day. "Within week N" is due on day 7N, "passes week N" is reached on day 7N + 1. Only
the screening is pushed later by well days. A stop point is there as long as its cause: it disappears when
the spell has closed, the person has died or is reported fit, and comes back when they are not.

Input, one row per spell: the columns of `spell_frame`, and these, each of which may be absent or null:

- birth_date (Date): without it age shortens no one's sick pay.
- died_on (Date): absent means alive.
- fit_from (Date): reported fully fit from this day; absent means not reported.
- issuer_kind (str): doctor | chiropractor | manual_therapist; absent means doctor.
- passes_screening (Date): the day the spell passes `screening_week`, from `passes_week`; absent means that
  it is reckoned from the well days so far.
- screening_asked_on (Date): the day the questions were sent; absent means not yet.
- answer_duration (str): the answer to question 3; absent means no answer.
- dialogue_2_held (bool): absent means not held in the spell.
- max_date (Date): from the benefit line, which wins; absent means that it is estimated.
- office (str): picks the office's own values; absent means the common ones.

Employments, one row per spell and employer: the columns of `employment_frame`, and, each of which may be
absent:

- dialogue_1_wanted (bool): a party finds the meeting useful though the note is graded; absent means no.
- ended_on (Date): the employment's last day; absent means it goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from stafett.core.dates import next_working_day_expr, previous_working_day_expr
from stafett.core.max_date import estimate_max_date
from stafett.core.parameters import Law
from stafett.core.reasons import Reason, as_json, pick_facts
from stafett.core.stoppoint_rules import (
    EMPLOYMENT_POINTS,
    SPELL_POINTS,
    StopPoint,
    Terms,
    employment_terms,
    spell_terms,
)

__all__ = [
    "EMPLOYMENT_POINTS",
    "SPELL_POINTS",
    "StopPoint",
    "estimate_max_date",
    "explain_stop_point",
    "stop_point_days",
    "stop_points",
]

COLUMNS = {
    "spell": pl.Int64,
    "person": pl.Int64,
    "employer": pl.Int64,
    "kind": pl.String,
    "occurrence": pl.Int8,
    "actor": pl.String,
    "nature": pl.String,
    "due": pl.Date,
    "working_due": pl.Date,
    "opens": pl.Date,
    "state": pl.String,
    "reason": pl.String,
    "estimated": pl.Boolean,
}
DUTIES = ("employer", "issuer", "nav", "system")


def stop_points(
    spells: pl.DataFrame,
    employments: pl.DataFrame,
    *,
    law: Law,
    on: date,
    include_not_relevant: bool = False,
) -> pl.DataFrame:
    """The stop points of each spell as of `on`, one row each, in order of spell, due day and kind.

    (spell, kind, occurrence, employer) is unique; occurrence tells several of one kind apart. `due` is the
    legal day, `working_due` the working day shown beside it: the one before for a duty, the one after for a
    person's answer. state: future | open | due | overdue, or done where the rule itself settles it, or
    not_relevant when those are included. reason: the code of why it is there, or why not. estimated: it
    follows from an estimated max date.
    """
    long = pl.concat(
        [
            _long(spell_terms(spells, law=law, on=on), SPELL_POINTS, law, include_not_relevant),
            _long(
                employment_terms(employments, spells, law=law, on=on),
                EMPLOYMENT_POINTS,
                law,
                include_not_relevant,
            ),
        ]
    )
    answers = ~pl.col("actor").is_in(DUTIES)
    before, after = previous_working_day_expr(pl.col("due")), next_working_day_expr(pl.col("due"))
    return (
        long.with_columns(pl.when(answers).then(after).otherwise(before).alias("working_due"))
        .with_columns(_state(on).alias("state"))
        .select(pl.col(name).cast(dtype) for name, dtype in COLUMNS.items())
        .sort("spell", "due", "kind", "occurrence", "employer", nulls_last=True)
    )


def stop_point_days(spells: pl.DataFrame, *, law: Law, on: date) -> pl.DataFrame:
    """The due day of each stop point of the spell itself, one row per spell and one column per point.

    Null where the point is not relevant. The column is the kind, and for the later ones of a kind `kind_2`
    and so on. For a million spells at once; `stop_points` gives the rest.
    """
    terms = spell_terms(spells, law=law, on=on)
    return terms.frame.select(
        "spell", "person", *(_relevant_due(terms, point).alias(point.column) for point in SPELL_POINTS)
    )


def explain_stop_point(kind: str, row: Mapping[str, Any], law: Law) -> Reason:
    """Why the stop point is there, or why not, for one row.

    `row` is the row of `stop_points` together with the spell's (for plan and dialogue_1 the employment's) own
    columns. Raises ValueError for an unknown kind.
    """
    occurrence = row.get("occurrence", 1)
    for point in (*SPELL_POINTS, *EMPLOYMENT_POINTS):
        if (point.kind, point.occurrence) == (kind, occurrence):
            break
    else:
        raise ValueError(f"There is no stop point {kind!r} number {occurrence}.")
    return Reason(
        code=row.get("reason") or point.reason,
        rule=f"stop_point.{kind}",
        reference="; ".join(law.parameter(point.parameter).reference),
        facts={**pick_facts(row, ("first_day", *point.facts)), "due": as_json(row.get("due"))},
        parameters=law.in_force((point.parameter, *point.parameters), row["first_day"], row.get("office")),
    )


def _relevant_due(terms: Terms, point: StopPoint) -> pl.Expr:
    due = point.due(terms)
    conditions = (condition for _, condition in point.conditions(terms, due))
    return pl.when(*conditions).then(due.cast(pl.Date))


def _long(terms: Terms, points: tuple[StopPoint, ...], law: Law, include_not_relevant: bool) -> pl.DataFrame:
    """One row per point and row of the frame. All are reckoned at once, then laid under one another."""
    wide = terms.frame.select(
        column for number, point in enumerate(points) for column in _point_columns(terms, point, number)
    )
    rows, count = terms.frame.height, len(points)
    long = pl.DataFrame(
        {
            "row": np.tile(np.arange(rows), count),
            "point": np.repeat(np.arange(count), rows),
            **{
                name: pl.concat([wide[f"{name}_{number}"] for number in range(count)])
                for name in ("due", "opens", "settled", "why_not")
            },
        }
    )
    if not include_not_relevant:
        long = long.filter(pl.col("why_not").is_null())
    of_row = _identity(terms)[long["row"]]
    of_point = _described(points, law)[long["point"]]
    return (
        long.select("due", "opens", "settled", "why_not")
        .hstack(of_row)
        .hstack(of_point)
        .with_columns(
            pl.coalesce("why_not", pl.when("settled").then("settled_reason").otherwise("reason")).alias("reason"),
            (pl.col("from_max_date") & pl.col("max_date_estimated")).alias("estimated"),
        )
    )


def _point_columns(terms: Terms, point: StopPoint, number: int) -> list[pl.Expr]:
    due = point.due(terms)
    why_not = [
        pl.when(~condition).then(pl.lit(f"not_relevant.{name}")) for name, condition in point.conditions(terms, due)
    ]
    settled = point.settled(terms) if point.settled else pl.repeat(False, pl.len())
    return [
        due.cast(pl.Date).alias(f"due_{number}"),
        point.opens(terms, due).cast(pl.Date).alias(f"opens_{number}"),
        settled.alias(f"settled_{number}"),
        pl.coalesce(*why_not).alias(f"why_not_{number}"),
    ]


def _identity(terms: Terms) -> pl.DataFrame:
    columns = terms.frame.columns
    absent = [
        pl.lit(value, dtype=kind).alias(name)
        for name, kind, value in (("employer", pl.Int64, None), ("max_date_estimated", pl.Boolean, False))
        if name not in columns
    ]
    wanted = ("spell", "person", "employer", "max_date_estimated")
    return terms.frame.with_columns(absent).select(
        pl.col(name).cast(pl.Boolean if name == "max_date_estimated" else pl.Int64) for name in wanted
    )


def _described(points: tuple[StopPoint, ...], law: Law) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "kind": [point.kind for point in points],
            "occurrence": [point.occurrence for point in points],
            "actor": [point.actor for point in points],
            "nature": [law.parameter(point.parameter).nature for point in points],
            "reason": [point.reason for point in points],
            "settled_reason": [point.settled_reason for point in points],
            "from_max_date": [point.from_max_date for point in points],
        }
    )


def _state(on: date) -> pl.Expr:
    # A person's answer counts until the next working day; a duty is late the day after the legal day.
    last_day = pl.when(pl.col("actor").is_in(DUTIES)).then("due").otherwise("working_due")
    return (
        pl.when(pl.col("why_not").is_not_null())
        .then(pl.lit("not_relevant"))
        .when("settled")
        .then(pl.lit("done"))
        .when(pl.col("opens") > on)
        .then(pl.lit("future"))
        .when(pl.col("due") > on)
        .then(pl.lit("open"))
        .when(last_day >= on)
        .then(pl.lit("due"))
        .otherwise(pl.lit("overdue"))
    )
