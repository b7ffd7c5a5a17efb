"""Step 1: whom to ask, what the answers and facts say, and the dates that follow.

Input, one row per spell: the columns of `spell_frame`, and these, each of which may be absent or null (a null
switch is off):

- birth_date, died_on (Date); office (str): as in `stoppoints`.
- passes_screening (Date): the day the spell passes `screening_week`; absent means reckoned from well days so
far.
- pregnancy_related, disability_ordinary (bool): a pregnancy-related complaint; on disability benefit with an
  ordinary case.
- follow_up_decision (bool): has a valid § 14 a decision.
- self_employed (bool).
- expected_last_day (Date): the last day the person is expected to be sick; absent means the spell's last
  known day.
- open_request_person, open_request_issuer, open_request_employer (bool): a request for help not yet answered.
- screening_asked_on (Date): the day the questions were sent in this spell.
- answered_on (Date) and answer_return, answer_cooperation, answer_duration (str): the newest answer.
- recurrent_explained (bool): a person has judged that treatment time, bad luck or optimal accommodation
  explains the recurrent absence.
- conditions_uncertain (bool): somebody has marked the conditions of ftrl. §§ 8-4, 8-8 as uncertain.

What happened after the day it is seen from is not known yet (`core.known`). Nothing here sets or exempts from the
activity requirement.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import polars as pl

from stafett.core.dates import Days, add_working_days, add_working_days_to, next_working_day
from stafett.core.known import known_on
from stafett.core.parameters import Law, LawOfRows
from stafett.core.reasons import Codes, Combinations, code_lists
from stafett.core.rows import NEVER, Rows, dates, first_known, in_blocks, is_known, with_added
from stafett.core.screening_conditions import (
    QUESTIONS,
    age_conditions,
    age_orders,
    answered,
    failed_conditions,
    grounds_to_ask,
    risk_conditions,
    silent_from,
    window_ends,
)
from stafett.core.screening_reasons import explain_screening

__all__ = [
    "OUTCOMES",
    "QUESTIONS",
    "SEGMENTS",
    "SILENT",
    "ScreeningDates",
    "confirm_due",
    "date_columns",
    "explain_screening",
    "mapping_due",
    "request_answer_due",
    "risk_signals",
    "screening_dates",
    "segment",
    "who_to_ask",
]

OUTCOMES = ("ask", "bypass", "not_asked", "needs_mapping", "wait")
SILENT = "screening.not_answered"
"""The reason of a segment that comes from silence; only then do risk signals count in the order of work."""
SEGMENTS = ("care_in_place", "needs_mapping", "bypass", "awaiting_answer")

# In the order they are looked at: the first with a ground that holds is the outcome.
_STEPS = (
    ("not_asked", ("screening.dead", "screening.ended", "screening.already_asked")),
    ("wait", ("screening.not_reached",)),
    ("not_asked", ("screening.follow_up_decision", "screening.expected_fit")),
    ("bypass", ("screening.pregnancy_related", "screening.bypass_age", "screening.disability_ordinary")),
    ("needs_mapping", ("screening.no_employer",)),
    ("ask", ("screening.reached", "screening.requested")),
)

_STEP_OF = {code: step for step, (_, grounds) in enumerate(_STEPS) for code in grounds}

Decision = tuple[str | None, Codes]
"""Outcome and reasons."""
Decided = tuple[Combinations, list[Decision]]
"""The ways in which conditions hold together, and the decision for each."""


class ScreeningDates(NamedTuple):
    """`remind_on` when there is no answer; `window_ends_on` the legal last day to answer; `counts_until` the
    working day until which an answer still comes in time; `silent_from` the day silence comes back as
    work."""

    remind_on: date
    window_ends_on: date
    counts_until: date
    silent_from: date


def screening_dates(asked_on: date, law: Law, office: str | None = None) -> ScreeningDates:
    """What follows from asking on a day, by the office's values then in force (S0:L2712; `counts_until`: fvl. § 30)."""
    window_ends_on = asked_on + timedelta(days=law.number("screening_window_days", asked_on, office))
    counts_until = next_working_day(window_ends_on)
    return ScreeningDates(
        remind_on=asked_on + timedelta(days=law.number("screening_reminder_days", asked_on, office)),
        window_ends_on=window_ends_on,
        counts_until=counts_until,
        silent_from=counts_until + timedelta(days=1),
    )


def confirm_due(answered_on: date, law: Law, office: str | None = None) -> date:
    """When a person at Nav is to have confirmed: counted from the answer, else from the end of the window."""
    return add_working_days(answered_on, law.number("confirm_working_days", answered_on, office))


def mapping_due(confirmed_on: date, law: Law, office: str | None = None) -> date:
    """When the first contact of the mapping is due."""
    return confirmed_on + timedelta(days=law.number("mapping_first_contact_days", confirmed_on, office))


def request_answer_due(received_on: date, law: Law, office: str | None = None, *, urgent: bool = False) -> date:
    """When a request for help is to have its answer; sooner when it is urgent."""
    name = "request_urgent_working_days" if urgent else "request_answer_working_days"
    return add_working_days(received_on, law.number(name, received_on, office))


def who_to_ask(frame: pl.DataFrame, law: Law, on: date) -> pl.DataFrame:
    """The frame with outcome and reasons (list of codes: every ground for that outcome).

    ask; bypass: ordinary stop points without questions; not_asked: no screening on this day (looked at again
    each day); needs_mapping: has no employer, so the questions do not fit; wait: not reached yet, and no
    request.
    """

    def decide(rows: Rows) -> Decided:
        combinations = Combinations.of(grounds_to_ask(rows, on))
        return combinations, [_whom_to_ask(holding) for holding in combinations.holding]

    return _decided(known_on(frame, on), law, "outcome", decide)


def _whom_to_ask(holding: Codes) -> Decision:
    grounds = [code for code in holding if code in _STEP_OF]
    step = _STEP_OF[grounds[0]]
    return _STEPS[step][0], tuple(code for code in grounds if _STEP_OF[code] == step)


def segment(frame: pl.DataFrame, law: Law, on: date) -> pl.DataFrame:
    """The frame with segment and reasons (list of codes: every condition that failed).

    Null where there is nothing to say: not asked and no ground to place, or ended without an answer. An
    answer counts whenever it comes. Raises ValueError for an answer that no question has.
    """

    def decide(rows: Rows) -> Decided:
        failed = failed_conditions(rows, on)
        asked = [("asked", rows.known("screening_asked_on")), ("answered", answered(rows))]
        combinations = Combinations.of([*grounds_to_ask(rows, on), *asked, *failed])
        codes = frozenset(code for code, _ in failed)
        return combinations, [_segment_of(holding, codes) for holding in combinations.holding]

    return _decided(known_on(frame, on), law, "segment", decide)


@lru_cache(maxsize=4096)
def _segment_of(holding: Codes, conditions: Set[str]) -> Decision:
    """`conditions` are those of `care_in_place`, turned round."""
    if "screening.dead" in holding:
        return None, ()
    # Whoever was asked is judged by the answers: grounds for not asking then no longer count.
    if "answered" in holding or "screening.not_answered" in holding:
        failed = tuple(code for code in holding if code in conditions)
        return ("needs_mapping", failed) if failed else ("care_in_place", ("screening.all_conditions_met",))
    if "asked" in holding:
        return (None, ()) if "screening.ended" in holding else ("awaiting_answer", ("screening.awaiting_answer",))
    outcome, reasons = _whom_to_ask(holding)
    return (outcome, reasons) if outcome in SEGMENTS else (None, ())


def _decided(frame: pl.DataFrame, law: Law, name: str, decide: Callable[[Rows], Decided]) -> pl.DataFrame:
    def columns(block: pl.DataFrame) -> pl.DataFrame:
        combinations, decisions = decide(Rows(block, law))
        outcomes = combinations.spread([outcome for outcome, _ in decisions], pl.String)
        reasons = combinations.spread([reasons for _, reasons in decisions], pl.List(pl.String))
        return with_added(block, outcomes.alias(name), reasons.alias("reasons"))

    return pl.concat(in_blocks(columns, frame))


def risk_signals(frame: pl.DataFrame, law: Law, on: date) -> pl.DataFrame:
    """The frame with risk_signals (list of codes) and risk_count (how many of those that order the silent).

    They never change a segment. The facts, each absent or null meaning no: recurrent, earlier_long,
    frequent_short, graded_all_along, grade_weeks_unchanged, birth_date, symptom_diagnosis (the newest note's main
    diagnosis is one, see `diagnoses`), symptom_diagnosis_selected (it is one of SELECTED_SYMPTOMS), weeks,
    declined_meeting, unread_since (the day of the oldest digital message that is unread), employer_plan_missing,
    employer_contact_lacking.
    """
    frame = known_on(frame, on)
    rows = Rows(frame, law)
    others, ages = risk_conditions(rows, on), age_conditions(rows, on)
    orders = age_orders(rows, on)
    count = np.zeros(rows.height, dtype=np.int32)
    for counts in (*(holds for _, holds in others), *(holds & orders for _, holds in ages)):
        count += counts
    return with_added(frame, code_lists([*others, *ages]).alias("risk_signals"), pl.Series("risk_count", count))


def date_columns(frame: pl.DataFrame, law: Law) -> pl.DataFrame:
    """The frame with remind_on, window_ends_on, silent_from and confirm_due; null where there is no such day.

    As `screening_dates` and `confirm_due`, for many.
    """
    rows = Rows(frame, law)
    reminders = rows.number("screening_reminder_days", "screening_asked_on")
    return frame.with_columns(
        dates(rows.day("screening_asked_on") + reminders).alias("remind_on"),
        dates(window_ends(rows)).alias("window_ends_on"),
        dates(silent_from(rows)).alias("silent_from"),
        dates(_confirm_due(rows)).alias("confirm_due"),
    )


def _confirm_due(rows: Rows) -> Days:
    counted_from = first_known(rows.day("answered_on"), window_ends(rows))
    known = np.flatnonzero(is_known(counted_from))
    offices = None if rows.offices is None else rows.offices[known]
    counts = LawOfRows(rows.law, counted_from[known], offices).number("confirm_working_days")
    due = np.full(rows.height, NEVER, dtype=np.int32)
    due[known] = add_working_days_to(counted_from[known], counts)
    return due
