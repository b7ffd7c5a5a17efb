"""Order of work: which of Nav's own tasks comes first, and why.

Steps: 1 Nav's legal deadline overdue; 2 promised answer overdue; 3 the person waits for us; 4 Nav's legal
deadline near; 5 planned contact due, by category; 6 not yet assessed, oldest first; 7 the rest by date. A
task stands in the first step that holds. Within a step: nearest date, then longest without contact.

Input, one row per task. Needed: task (i64, unique), person (i64), kind, actor, nature (str), due (Date, null
for no date). Each of these may be absent or null (a null switch is off):

- window_opens (Date): from when a planned contact may be held; absent means its due day.
- waiting_for_us (bool): the person asked, answered or came back.
- promised_answer (bool): an answer is promised by `due`.
- planned_contact (bool); category (str): prioritised | ordinary | simplified | on_request.
- not_assessed_since (Date): from when somebody has waited to be assessed.
- last_contact (Date): absent means never, which is longest.
- risk_count (int): of somebody who has not answered; orders those with the same date.
- followed (bool): the adviser has chosen to follow another's duty, which then climbs like Nav's own.
- pinned (bool); snoozed_until (Date): the adviser's own choices. Nothing is snoozed past a legal deadline.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from stafett.core.parameters import Law
from stafett.core.reasons import Reason, pick_facts

REASONS = {
    1: "order.legal_overdue",
    2: "order.answer_overdue",
    3: "order.waiting_for_us",
    4: "order.legal_soon",
    5: "order.contact_due",
    6: "order.not_assessed",
    7: "order.by_date",
}
OTHERS_DUTY = "order.others_duty"
REFERENCES = {
    "order.legal_overdue": "S4:L837",
    "order.answer_overdue": "S2:L1233",
    "order.waiting_for_us": "S2:L1231",
    "order.legal_soon": "S4:L837",
    "order.contact_due": "S4:L734",
    "order.not_assessed": "S1:L3084",
    "order.by_date": "S4:L837",
    "order.others_duty": "S2:L195",
}
CATEGORIES = ("prioritised", "ordinary", "simplified", "on_request")
FACTS = (
    "kind",
    "actor",
    "nature",
    "due",
    "window_opens",
    "waiting_for_us",
    "promised_answer",
    "planned_contact",
    "category",
    "not_assessed_since",
    "last_contact",
    "followed",
)
# A segment to confirm is somebody waiting from the day they answered; a mapping from the day it is due.
CONFIRM = "confirm"
MAPPING = "mapping"
LAST_STEP = 7

_OPTIONAL: Mapping[str, Any] = {
    "window_opens": pl.Date,
    "waiting_for_us": pl.Boolean,
    "promised_answer": pl.Boolean,
    "planned_contact": pl.Boolean,
    "category": pl.String,
    "not_assessed_since": pl.Date,
    "last_contact": pl.Date,
    "risk_count": pl.Int32,
    "followed": pl.Boolean,
    "pinned": pl.Boolean,
    "snoozed_until": pl.Date,
}
_SWITCHES = ("waiting_for_us", "promised_answer", "planned_contact", "followed", "pinned")
_ALWAYS = date(1, 1, 1)
_ADDED = ("step", "step_date", "reason", "changes_on", "snoozed")


def order_of_work(tasks: pl.DataFrame, law: Law, on: date) -> pl.DataFrame:
    """The tasks in order of work, with step (1 to 7), step_date, reason, changes_on and snoozed.

    step_date is the date that orders within the step; changes_on the next day on which step or snoozing
    changes by time alone, null if never. The order is total (task decides last) and does not depend on the
    order of the rows. Pinned tasks come first, snoozed ones last. Raises ValueError for a category that does
    not exist.
    """
    full = _complete(tasks)
    _refuse_unknown_categories(full)
    soon = law.number("order_legal_soon_days", on)
    full = full.with_columns(_enters(soon)).with_columns(_wakes().alias("_wakes"))
    own = _climbs()
    step = pl.coalesce(*(pl.when(_entry(number) <= on).then(pl.lit(number)) for number in REASONS))
    full = full.with_columns(
        step.cast(pl.Int8).alias("step"), (pl.col("_wakes") > on).fill_null(value=False).alias("snoozed")
    ).with_columns(
        pl.when(pl.col("step") == 6).then("not_assessed_since").otherwise("due").alias("step_date"),
        pl.when((pl.col("step") == LAST_STEP) & ~own)
        .then(pl.lit(OTHERS_DUTY))
        .otherwise(pl.col("step").replace_strict(REASONS, return_dtype=pl.String))
        .alias("reason"),
        _changes_on(on).alias("changes_on"),
    )
    keys = full.with_columns(
        own.not_().alias("_others"),
        pl.when(pl.col("step") == 5).then(_category_rank()).otherwise(0).alias("_category"),
        (-pl.col("risk_count").fill_null(0)).alias("_risk"),
    )
    ordered = keys.sort(
        "snoozed",
        pl.col("pinned").not_(),
        "step",
        "_others",
        "_category",
        pl.col("step_date").fill_null(date.max),
        "_risk",
        pl.col("last_contact").fill_null(_ALWAYS),
        "task",
    )
    return ordered.select(*tasks.columns, *_ADDED)


def one_row_per_person(ordered: pl.DataFrame) -> pl.DataFrame:
    """The first task of each person in the given order, with their number (tasks) and kinds."""
    return ordered.group_by("person", maintain_order=True).agg(
        pl.all().first(), pl.len().alias("tasks"), pl.col("kind").alias("kinds")
    )


def explain_order(row: Mapping[str, Any], law: Law, on: date) -> Reason:
    """Why a row of `order_of_work` stands where it stands."""
    code = str(row["reason"])
    names = ("order_legal_soon_days",) if code == "order.legal_soon" else ()
    return Reason(
        code=code,
        rule="order_of_work",
        reference=REFERENCES[code],
        facts=pick_facts(row, (*FACTS, "step", "step_date")),
        parameters=law.in_force(names, on),
    )


def _complete(tasks: pl.DataFrame) -> pl.DataFrame:
    absent = [pl.lit(None, dtype=kind).alias(name) for name, kind in _OPTIONAL.items() if name not in tasks.columns]
    return tasks.with_columns(absent).with_columns(pl.col(_SWITCHES).fill_null(value=False))


def _refuse_unknown_categories(tasks: pl.DataFrame) -> None:
    unknown = set(tasks["category"].drop_nulls().unique().to_list()) - set(CATEGORIES)
    if unknown:
        raise ValueError(f"category cannot be {sorted(unknown)[0]!r}; it is one of {', '.join(CATEGORIES)}.")


def _climbs() -> pl.Expr:
    return (pl.col("actor") == "nav") | pl.col("followed")


def _entry(step: int) -> pl.Expr:
    return pl.col(f"_enters_{step}")


def _enters(soon: int) -> list[pl.Expr]:
    """For each step the first day on which the task qualifies for it; null means never."""
    legal = _climbs() & (pl.col("nature") == "law")
    always = pl.lit(_ALWAYS)
    waits = pl.col("waiting_for_us") | pl.col("promised_answer") | (pl.col("kind") == CONFIRM)
    after_due = pl.col("due").dt.offset_by("1d")
    entries = {
        1: pl.when(legal).then(after_due),
        2: pl.when(_climbs() & pl.col("promised_answer")).then(after_due),
        3: pl.when(_climbs() & waits).then(always).when(_climbs() & (pl.col("kind") == MAPPING)).then("due"),
        4: pl.when(legal).then(pl.col("due").dt.offset_by(f"-{soon}d")),
        5: pl.when(_climbs() & pl.col("planned_contact")).then(pl.coalesce("window_opens", "due")),
        6: pl.when(_climbs()).then("not_assessed_since"),
        7: always,
    }
    return [entry.alias(f"_enters_{step}") for step, entry in entries.items()]


def _wakes() -> pl.Expr:
    """The day on which a snoozed task is back: at the latest on its legal deadline."""
    at_the_latest = pl.when(pl.col("nature") == "law").then("due")
    return pl.when(pl.col("snoozed_until").is_not_null()).then(pl.min_horizontal("snoozed_until", at_the_latest))


def _changes_on(on: date) -> pl.Expr:
    coming = [
        pl.when((_entry(step) > on) & (pl.col("step") > step)).then(_entry(step))
        for step in REASONS
        if step < LAST_STEP
    ]
    return pl.min_horizontal(*coming, pl.when(pl.col("_wakes") > on).then("_wakes"))


def _category_rank() -> pl.Expr:
    ranks = {category: rank for rank, category in enumerate(CATEGORIES)}
    return pl.col("category").replace_strict(ranks, default=len(ranks), return_dtype=pl.Int32)
