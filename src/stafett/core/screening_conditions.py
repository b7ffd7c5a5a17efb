"""The conditions of the screening rules, one by one, as expressions over the frame of `screening`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

import polars as pl

from stafett.core.dates import DAYS_PER_WEEK, age_expr, next_working_day_expr
from stafett.core.parameters import Law

RETURN_ANSWERS = ("very_likely", "unsure", "unlikely", "prefer_not")
COOPERATION_ANSWERS = ("good", "not_good", "prefer_not")
DURATION_ANSWERS = ("under_26_weeks", "over_26_weeks", "prefer_not")
QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "return": RETURN_ANSWERS,
    "cooperation": COOPERATION_ANSWERS,
    "duration": DURATION_ANSWERS,
}

SWITCHES = (
    "pregnancy_related",
    "disability_ordinary",
    "follow_up_decision",
    "self_employed",
    "open_request_person",
    "open_request_issuer",
    "open_request_employer",
    "recurrent",
    "recurrent_explained",
    "conditions_uncertain",
    "earlier_long",
    "frequent_short",
    "graded_all_along",
    "symptom_beyond_threshold",
    "declined_meeting",
    "unread_messages",
    "employer_plan_missing",
    "employer_contact_lacking",
)
OPTIONAL: Mapping[str, Any] = {
    **dict.fromkeys(SWITCHES, pl.Boolean),
    "birth_date": pl.Date,
    "died_on": pl.Date,
    "office": pl.String,
    "passes_screening": pl.Date,
    "expected_last_day": pl.Date,
    "screening_asked_on": pl.Date,
    "answered_on": pl.Date,
    "answer_return": pl.String,
    "answer_cooperation": pl.String,
    "answer_duration": pl.String,
}

Named = tuple[str, pl.Expr]


def complete(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with every optional column; a switch that is null is off."""
    absent = [pl.lit(None, dtype=kind).alias(name) for name, kind in OPTIONAL.items() if name not in frame.columns]
    return frame.with_columns(absent).with_columns(pl.col(SWITCHES).fill_null(value=False))


def refuse_unknown_answers(frame: pl.DataFrame) -> None:
    """Raises ValueError for an answer that its question does not have."""
    for question, answers in QUESTIONS.items():
        column = f"answer_{question}"
        if column not in frame.columns:
            continue
        unknown = frame[column].drop_nulls().unique().cast(pl.String).to_list()
        for answer in sorted(set(unknown) - set(answers)):
            raise ValueError(f"{column} cannot be {answer!r}; it is one of {', '.join(answers)}.")


def offices_of(frame: pl.DataFrame) -> pl.Series | None:
    return frame["office"] if frame["office"].null_count() < frame.height else None


def any_of(conditions: Sequence[Named]) -> pl.Expr:
    return reduce(or_, (condition.fill_null(value=False) for _, condition in conditions))


def number(frame: pl.DataFrame, law: Law, name: str) -> pl.Expr:
    """The parameter in force on each row's first day, at its own office."""
    return law.column(name, frame["first_day"], offices_of(frame))


def reached(frame: pl.DataFrame, law: Law, on: date) -> pl.Expr:
    weeks = number(frame, law, "screening_week")
    reckoned = pl.col("first_day").to_physical() + weeks * DAYS_PER_WEEK + pl.col("well_days").cast(pl.Int32)
    return pl.coalesce("passes_screening", reckoned.cast(pl.Date)) <= on


def requested() -> pl.Expr:
    return pl.col("open_request_person") | pl.col("open_request_issuer") | pl.col("open_request_employer")


def answered() -> pl.Expr:
    return pl.any_horizontal(
        pl.col("answered_on", "answer_return", "answer_cooperation", "answer_duration").is_not_null()
    )


def alive(on: date) -> pl.Expr:
    return pl.col("died_on").is_null() | (pl.col("died_on") > on)


def silent_from(frame: pl.DataFrame, law: Law) -> pl.Expr:
    """The day after the last on which an answer still comes in time; null where nobody was asked."""
    asked = frame["screening_asked_on"].fill_null(frame["first_day"])
    window = law.column("screening_window_days", asked, offices_of(frame))
    ends = (pl.col("screening_asked_on").to_physical() + window).cast(pl.Date)
    return (next_working_day_expr(ends).to_physical() + 1).cast(pl.Date)


def silent(frame: pl.DataFrame, law: Law, on: date) -> pl.Expr:
    """Asked, the window is over, no answer, and still sick-listed."""
    return ~answered() & (silent_from(frame, law) <= on).fill_null(value=False) & (pl.col("last_day") >= on)


def grounds_never(on: date) -> list[Named]:
    return [
        ("screening.dead", ~alive(on)),
        ("screening.ended", pl.col("closed")),
        ("screening.already_asked", pl.col("screening_asked_on").is_not_null() | answered()),
    ]


def grounds_not_now(frame: pl.DataFrame, law: Law, on: date) -> list[Named]:
    ends = pl.coalesce("expected_last_day", "last_day").to_physical()
    today = pl.lit(on).to_physical()
    return [
        ("screening.follow_up_decision", pl.col("follow_up_decision")),
        ("screening.expected_fit", ends <= today + number(frame, law, "screening_expected_fit_days")),
    ]


def grounds_bypass(frame: pl.DataFrame, law: Law, on: date) -> list[Named]:
    return [
        ("screening.pregnancy_related", pl.col("pregnancy_related")),
        ("screening.bypass_age", age_expr(pl.col("birth_date"), on) >= number(frame, law, "bypass_age")),
        ("screening.disability_ordinary", pl.col("disability_ordinary")),
    ]


def no_employer() -> list[Named]:
    return [("screening.no_employer", ~pl.col("employed") | pl.col("self_employed"))]


def failed_conditions(silence: pl.Expr) -> list[Named]:
    """The conditions of `care_in_place`, each turned round: any one that holds means mapping."""
    return [
        ("screening.not_answered", silence),
        *_failed_answers(),
        ("screening.recurrent_absence", pl.col("recurrent") & ~pl.col("recurrent_explained")),
        ("screening.conditions_uncertain", pl.col("conditions_uncertain")),
        ("screening.open_request_person", pl.col("open_request_person")),
        ("screening.open_request_issuer", pl.col("open_request_issuer")),
        ("screening.open_request_employer", pl.col("open_request_employer")),
    ]


def _failed_answers() -> list[Named]:
    conditions: list[Named] = []
    for question, (_, *others) in QUESTIONS.items():
        answer = pl.col(f"answer_{question}").cast(pl.String)
        for other in others:
            code = f"prefer_not_{question}" if other == "prefer_not" else f"answer_{other}"
            conditions.append((f"screening.{code}", answer == other))
        conditions.append((f"screening.missing_{question}", answer.is_null() & answered()))
    return conditions


def risk_conditions(frame: pl.DataFrame, law: Law) -> list[Named]:
    weeks = pl.col("grade_weeks_unchanged") if "grade_weeks_unchanged" in frame.columns else pl.lit(0)
    return [
        ("risk.recurrent_absence", pl.col("recurrent")),
        ("risk.earlier_long_absence", pl.col("earlier_long")),
        ("risk.frequent_short_absence", pl.col("frequent_short")),
        ("risk.no_progress_in_grade", weeks >= number(frame, law, "risk_grade_weeks")),
        ("risk.graded_and_unseen", pl.col("graded_all_along")),
        ("risk.symptom_diagnosis", pl.col("symptom_beyond_threshold")),
        ("risk.declined_meeting", pl.col("declined_meeting")),
        ("risk.unread_messages", pl.col("unread_messages")),
        ("risk.employer_plan_missing", pl.col("employer_plan_missing")),
        ("risk.employer_contact_lacking", pl.col("employer_contact_lacking")),
    ]


def age_conditions(frame: pl.DataFrame, law: Law, on: date) -> list[Named]:
    age = age_expr(pl.col("birth_date"), on)
    return [
        ("risk.age_high", age >= number(frame, law, "risk_age_from")),
        ("risk.age_low", age < number(frame, law, "risk_age_under")),
    ]


def age_orders(frame: pl.DataFrame, law: Law, on: date) -> pl.Expr:
    """Does age count in the order of the silent, at each row's office?"""
    offices = frame["office"].drop_nulls().unique().to_list()
    own = {office: law.value("risk_age_orders", on, office) is True for office in offices}
    common = law.value("risk_age_orders", on) is True
    return pl.col("office").replace_strict(own, default=common, return_dtype=pl.Boolean)
