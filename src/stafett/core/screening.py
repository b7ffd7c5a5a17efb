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

Nothing here sets or exempts from the activity requirement.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import polars as pl

from stafett.core.dates import add_working_days, add_working_days_to, day_numbers, next_working_day
from stafett.core.parameters import Law
from stafett.core.reasons import code_lists
from stafett.core.screening_conditions import (
    QUESTIONS,
    Named,
    age_conditions,
    age_orders,
    alive,
    answered,
    any_of,
    complete,
    failed_conditions,
    grounds_bypass,
    grounds_never,
    grounds_not_now,
    no_employer,
    offices_of,
    reached,
    refuse_unknown_answers,
    requested,
    risk_conditions,
    silent,
    silent_from,
)
from stafett.core.screening_reasons import explain_screening

__all__ = [
    "OUTCOMES",
    "QUESTIONS",
    "SEGMENTS",
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
SEGMENTS = ("care_in_place", "needs_mapping", "bypass", "awaiting_answer")


class ScreeningDates(NamedTuple):
    """`remind_on` when there is no answer; `window_ends_on` the legal last day to answer; `counts_until` the
    working day until which an answer still comes in time; `silent_from` the day silence comes back as
    work."""

    remind_on: date
    window_ends_on: date
    counts_until: date
    silent_from: date


def screening_dates(asked_on: date, law: Law, office: str | None = None) -> ScreeningDates:
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


def request_answer_due(received_on: date, law: Law, office: str | None = None) -> date:
    """When a request for help is to have its answer."""
    return add_working_days(received_on, law.number("request_answer_working_days", received_on, office))


def who_to_ask(frame: pl.DataFrame, law: Law, on: date) -> pl.DataFrame:
    """The frame with outcome and reasons (list of codes: every ground for that outcome).

    ask; bypass: ordinary stop points without questions; not_asked: no screening on this day (looked at again
    each day); needs_mapping: has no employer, so the questions do not fit; wait: not reached yet, and no
    request.
    """
    full = complete(frame)
    steps = _steps(full, law, on)
    full = full.with_columns(_first_step(steps).alias("_step"))
    conditions = [
        (code, condition & (pl.col("_step") == number))
        for number, (_, named) in enumerate(steps)
        for code, condition in named
    ]
    outcome = full.select(_outcome_of(steps).alias("outcome")).to_series()
    return frame.with_columns(outcome, code_lists(full, conditions))


def segment(frame: pl.DataFrame, law: Law, on: date) -> pl.DataFrame:
    """The frame with segment and reasons (list of codes: every condition that failed).

    Null where there is nothing to say: not asked and no ground to place, or ended without an answer. An
    answer counts whenever it comes. Raises ValueError for an answer that no question has.
    """
    refuse_unknown_answers(frame)
    full = complete(frame)
    steps = _steps(full, law, on)
    full = full.with_columns(
        _first_step(steps).alias("_step"),
        silent(full, law, on).alias("_silent"),
        answered().alias("_answered"),
    )
    failed = failed_conditions(pl.col("_silent"))
    judged = alive(on) & (pl.col("_answered") | pl.col("_silent"))
    awaiting = alive(on) & pl.col("screening_asked_on").is_not_null() & ~pl.col("closed") & ~judged
    unasked = ~pl.col("_answered") & pl.col("screening_asked_on").is_null()
    placed = unasked & _outcome_of(steps).is_in(["bypass", "needs_mapping"])
    full = full.with_columns(
        pl.when(placed)
        .then(_outcome_of(steps))
        .when(awaiting)
        .then(pl.lit("awaiting_answer"))
        .when(judged & any_of(failed))
        .then(pl.lit("needs_mapping"))
        .when(judged)
        .then(pl.lit("care_in_place"))
        .alias("segment"),
        placed.alias("_placed"),
        judged.alias("_judged"),
    )
    # Whoever was asked is judged by the answers: grounds for not asking then no longer count.
    grounds = [
        (code, condition & pl.col("_placed") & (pl.col("segment") == outcome))
        for outcome, named in (("bypass", grounds_bypass(full, law, on)), ("needs_mapping", no_employer()))
        for code, condition in named
    ]
    reasons = code_lists(
        full,
        [
            ("screening.all_conditions_met", pl.col("segment") == "care_in_place"),
            ("screening.awaiting_answer", pl.col("segment") == "awaiting_answer"),
            *grounds,
            *((code, condition & pl.col("_judged")) for code, condition in failed),
        ],
    )
    return frame.with_columns(full["segment"], reasons)


def risk_signals(frame: pl.DataFrame, law: Law, on: date) -> pl.DataFrame:
    """The frame with risk_signals (list of codes) and risk_count (how many of those that order the silent).

    They never change a segment. The facts, each absent or null meaning no: recurrent, earlier_long,
    frequent_short, graded_all_along, grade_weeks_unchanged, birth_date, symptom_beyond_threshold,
    declined_meeting, unread_messages, employer_plan_missing, employer_contact_lacking.
    """
    full = complete(frame)
    others, ages = risk_conditions(full, law), age_conditions(full, law, on)
    orders = age_orders(full, law, on)
    counted = [condition for _, condition in others] + [condition & orders for _, condition in ages]
    count = pl.sum_horizontal(condition.fill_null(value=False).cast(pl.Int32) for condition in counted)
    return frame.with_columns(
        code_lists(full, others + ages).alias("risk_signals"),
        full.select(count.alias("risk_count")).to_series(),
    )


def date_columns(frame: pl.DataFrame, law: Law) -> pl.DataFrame:
    """The frame with remind_on, window_ends_on, silent_from and confirm_due; null where there is no such day.

    As `screening_dates` and `confirm_due`, for many.
    """
    full = complete(frame)
    asked = full["screening_asked_on"].fill_null(full["first_day"])

    def later(name: str) -> pl.Expr:
        days = law.column(name, asked, offices_of(full))
        return (pl.col("screening_asked_on").to_physical() + days).cast(pl.Date).alias(name)

    dates = full.select(
        later("screening_reminder_days").alias("remind_on"),
        later("screening_window_days").alias("window_ends_on"),
        silent_from(full, law).alias("silent_from"),
        "answered_on",
        "office",
    )
    counted_from = dates.select(pl.coalesce("answered_on", "window_ends_on")).to_series()
    return frame.with_columns(
        dates["remind_on"],
        dates["window_ends_on"],
        dates["silent_from"],
        _confirm_due(counted_from, dates["office"], law),
    )


def _confirm_due(counted_from: pl.Series, office: pl.Series, law: Law) -> pl.Series:
    known = counted_from.is_not_null()
    days = day_numbers(counted_from.filter(known))
    counts = law.values("confirm_working_days", days, office.filter(known).to_numpy())
    due = pl.Series(add_working_days_to(days, counts)).cast(pl.Date)
    return pl.Series("confirm_due", [None] * len(known), dtype=pl.Date).scatter(known.arg_true(), due)


def _steps(full: pl.DataFrame, law: Law, on: date) -> list[tuple[str, list[Named]]]:
    """The outcomes in the order they are looked at, with their grounds; the first that has one is taken."""
    due = reached(full, law, on)
    return [
        ("not_asked", grounds_never(on)),
        ("wait", [("screening.not_reached", ~(due | requested()))]),
        ("not_asked", grounds_not_now(full, law, on)),
        ("bypass", grounds_bypass(full, law, on)),
        ("needs_mapping", no_employer()),
        ("ask", [("screening.reached", due), ("screening.requested", requested())]),
    ]


def _first_step(steps: list[tuple[str, list[Named]]]) -> pl.Expr:
    return pl.coalesce(*(pl.when(any_of(named)).then(pl.lit(number)) for number, (_, named) in enumerate(steps)))


def _outcome_of(steps: list[tuple[str, list[Named]]]) -> pl.Expr:
    outcomes = pl.lit(pl.Series([outcome for outcome, _ in steps]))
    return outcomes.gather(pl.col("_step"))
