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

from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Any

import numpy as np
import polars as pl

from stafett.core.dates import Days, day_number
from stafett.core.factors.grounds import CATEGORIES
from stafett.core.known import known_on
from stafett.core.parameters import Law
from stafett.core.reasons import Reason, pick_facts
from stafett.core.rows import (
    NEVER,
    Flags,
    Numbers,
    Rows,
    dates,
    either,
    first_known,
    in_order,
    is_known,
    look_up,
    sorted_by,
)

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
PINNED = "order.pinned"
FOLLOWED = (
    "order.followed_overdue.employer",
    "order.followed_overdue.issuer",
    "order.followed_overdue.person",
    "order.followed_soon.employer",
    "order.followed_soon.issuer",
    "order.followed_soon.person",
)
"""Legal deadlines of others that the adviser has chosen to follow: in step 1, and in step 4."""
REFERENCES = {
    "order.legal_overdue": "S4:L837",
    "order.answer_overdue": "S2:L1233",
    "order.waiting_for_us": "S2:L1231",
    "order.legal_soon": "S4:L837",
    "order.contact_due": "S4:L734",
    "order.not_assessed": "S1:L3084",
    "order.by_date": "S4:L837",
    "order.others_duty": "S2:L195",
    "order.pinned": "S4:L253",
    **dict.fromkeys(FOLLOWED, "S2:L195"),
}
_SOON = ("order_legal_soon_days",)
PARAMETERS = {"order.legal_soon": _SOON} | {code: _SOON for code in FOLLOWED if "_soon." in code}
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
    "pinned",
)
# A segment to confirm is somebody waiting from the day they answered; a mapping from the day it is due.
CONFIRM = "confirm"
MAPPING = "mapping"
CONTACT_DUE, NOT_ASSESSED, LAST_STEP = 5, 6, 7

_SWITCHES = ("waiting_for_us", "promised_answer", "planned_contact", "followed", "pinned")
_ALWAYS = -NEVER
_REASONS = pl.Series([*REASONS.values(), OTHERS_DUTY, *FOLLOWED, PINNED])


def order_of_work(tasks: pl.DataFrame, law: Law, on: date) -> pl.DataFrame:
    """The tasks in order of work, with step (1 to 7), step_date, reason, reason_of_step, changes_on and snoozed.

    step_date is the date that orders within the step; reason why the task stands where it stands, reason_of_step why it
    would stand in its step were it not pinned; changes_on the next day on which step or snoozing
    changes by time alone, null if never. The order is total (task decides last) and does not depend on the
    order of the rows. Pinned tasks come first, snoozed ones last. Raises ValueError for a category that does
    not exist.
    """
    tasks = known_on(tasks, on)
    rows, today = Rows(tasks, law), day_number(on)
    own = rows.text_is("actor", "nav") | rows.switch("followed")
    entries = _entries(rows, own, law.number("order_legal_soon_days", on))
    step = np.argmax([entry <= today for entry in entries], axis=0) + 1
    step_date = either(step == NOT_ASSESSED, rows.day("not_assessed_since"), rows.day("due"))
    wakes = _wakes(rows)
    snoozed = is_known(wakes) & (wakes > today)
    changes_on = _changes_on(entries, step, either(snoozed, wakes, NEVER))
    of_step = _reason_of_step(rows, step, own)
    reason = np.where(rows.switch("pinned") & ~snoozed, len(_REASONS) - 1, of_step)
    ordered = tasks.with_columns(
        *(pl.Series(name, rows.switch(name)) for name in _SWITCHES if name in tasks.columns),
        pl.Series("step", step.astype(np.int8)),
        dates(step_date).alias("step_date"),
        look_up(_REASONS, reason).alias("reason"),
        look_up(_REASONS, of_step).alias("reason_of_step"),
        dates(changes_on).alias("changes_on"),
        pl.Series("snoozed", snoozed),
    )
    group = ((snoozed * 2 + ~rows.switch("pinned")) * 8 + step) * 2 + ~own
    category = _category_rank(rows) * (step == CONTACT_DUE)
    risk, contact = -rows.whole("risk_count").astype(np.int64), rows.whole("last_contact", absent=_ALWAYS)
    task = tasks.get_column("task").to_numpy()
    return in_order(ordered, sorted_by(group, category, step_date, risk, contact, task))


def one_row_per_person(ordered: pl.DataFrame) -> pl.DataFrame:
    """The first task of each person in the given order, with their number (tasks) and kinds."""
    return ordered.group_by("person", maintain_order=True).agg(
        pl.all().first(), pl.len().alias("tasks"), pl.col("kind").alias("kinds")
    )


def explain_order(row: Mapping[str, Any], law: Law, on: date) -> Reason:
    """Why a row of `order_of_work` stands where it stands."""
    code = str(row["reason"])
    return Reason(
        code=code,
        rule="order_of_work",
        reference=REFERENCES[code],
        facts=pick_facts(row, (*FACTS, "step", "step_date")),
        parameters=law.in_force(PARAMETERS.get(code, ()), on),
    )


def _reason_of_step(rows: Rows, step: Numbers, own: Flags) -> Numbers:
    """By position in _REASONS."""
    reason: Numbers = step - 1 + (~own & (step == LAST_STEP))
    for place, code in enumerate(FOLLOWED, start=len(REASONS) + 1):
        legal_step = 4 if "_soon." in code else 1
        reason[(step == legal_step) & rows.text_is("actor", code.rpartition(".")[2])] = place
    return reason


def _entries(rows: Rows, own: Flags, soon: int) -> list[Days]:
    """For each step the first day on which the task qualifies for it; NEVER where it does not.

    `own`: what climbs, Nav's own and what the adviser has chosen to follow.
    """
    due, never = rows.day("due"), np.full(rows.height, NEVER, dtype=np.int32)
    always = np.full(rows.height, _ALWAYS, dtype=np.int32)
    legal = own & rows.text_is("nature", "law")
    promised = own & rows.switch("promised_answer")
    waits = promised | (own & (rows.switch("waiting_for_us") | rows.text_is("kind", CONFIRM)))
    mapping = either(own & rows.text_is("kind", MAPPING), due, never)
    return [
        either(legal, due + 1, never),
        either(promised, due + 1, never),
        either(waits, always, mapping),
        either(legal, due - soon, never),
        either(own & rows.switch("planned_contact"), first_known(rows.day("window_opens"), due), never),
        either(own, rows.day("not_assessed_since"), never),
        always,
    ]


def _wakes(rows: Rows) -> Days:
    """The day on which a snoozed task is back, at the latest on its legal deadline; NEVER for others."""
    until = rows.day("snoozed_until")
    at_the_latest = np.minimum(until, either(rows.text_is("nature", "law"), rows.day("due"), until))
    return either(is_known(until), at_the_latest, until)


def _changes_on(entries: Sequence[Days], step: Numbers, wakes: Days) -> Days:
    # Those of the steps before its own are still to come, or the task would stand there.
    coming = [either(step > number, entry, NEVER) for number, entry in enumerate(entries, start=1)]
    return reduce(np.minimum, coming, wakes)


def _category_rank(rows: Rows) -> Numbers:
    chosen = rows.chosen("category", CATEGORIES)
    none = len(CATEGORIES)
    return sum(((rank - none) * holds for rank, holds in enumerate(chosen.values())), np.full(rows.height, none))
