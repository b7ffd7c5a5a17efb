"""One-row and many-row frames for the rules, with everything ordinary where nothing is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

DAY = pl.Date
SCHEMA: Mapping[str, Any] = {
    "spell": pl.Int64,
    "person": pl.Int64,
    "first_day": DAY,
    "last_day": DAY,
    "sick_days": pl.Int32,
    "well_days": pl.Int32,
    "weeks": pl.Int32,
    "weeks_since_first": pl.Int32,
    "closed": pl.Boolean,
    "closes_on": DAY,
    "grade": pl.Int16,
    "grade_weeks_unchanged": pl.Int32,
    "graded_all_along": pl.Boolean,
    "employed": pl.Boolean,
    "recurrent": pl.Boolean,
    "earlier_long": pl.Boolean,
    "frequent_short": pl.Boolean,
    "birth_date": DAY,
    "died_on": DAY,
    "fit_from": DAY,
    "issuer_kind": pl.String,
    "doctor_from": DAY,
    "elaborated_on": DAY,
    "soon_end_answered_on": DAY,
    "meeting_need_answered_on": DAY,
    "passes_screening": DAY,
    "screening_asked_on": DAY,
    "answered_on": DAY,
    "answer_return": pl.String,
    "answer_cooperation": pl.String,
    "answer_duration": pl.String,
    "dialogue_2_held": pl.Boolean,
    "dialogue_2_demanded_on": DAY,
    "dialogue_3_demanded_on": DAY,
    "dialogue_3_held": pl.Boolean,
    "aap_from": DAY,
    "aap_until": DAY,
    "last_contact": DAY,
    "category": pl.String,
    "max_date": DAY,
    "office": pl.String,
    "pregnancy_related": pl.Boolean,
    "disability_ordinary": pl.Boolean,
    "follow_up_decision": pl.Boolean,
    "self_employed": pl.Boolean,
    "expected_last_day": DAY,
    "open_request_person": pl.Boolean,
    "open_request_issuer": pl.Boolean,
    "open_request_employer": pl.Boolean,
    "recurrent_explained": pl.Boolean,
    "conditions_uncertain": pl.Boolean,
    "symptom_diagnosis": pl.Boolean,
    "symptom_diagnosis_selected": pl.Boolean,
    "unread_since": DAY,
}
EMPLOYMENT_SCHEMA: Mapping[str, Any] = {
    "spell": pl.Int64,
    "person": pl.Int64,
    "employer": pl.Int64,
    "first_day": DAY,
    "first_full_day": DAY,
    "last_day": DAY,
    "dialogue_1_wanted": pl.Boolean,
    "dialogue_1_done_on": DAY,
    "ended_on": DAY,
    "plan_asked_on": DAY,
    "plan_shared_on": DAY,
    "plan_to_issuer_on": DAY,
    "meeting_on": DAY,
}
TASK_SCHEMA: Mapping[str, Any] = {
    "task": pl.Int64,
    "person": pl.Int64,
    "kind": pl.String,
    "actor": pl.String,
    "nature": pl.String,
    "due": DAY,
    "window_opens": DAY,
    "waiting_for_us": pl.Boolean,
    "promised_answer": pl.Boolean,
    "planned_contact": pl.Boolean,
    "category": pl.String,
    "not_assessed_since": DAY,
    "last_contact": DAY,
    "risk_count": pl.Int32,
    "followed": pl.Boolean,
    "pinned": pl.Boolean,
    "snoozed_until": DAY,
}
GAP = 16


def spell_row(on: date, number: int = 0, **facts: Any) -> dict[str, Any]:
    """One spell as `spell_frame` gives it, seen from `on`, with the facts given."""
    first_day, last_day = facts["first_day"], facts["last_day"]
    ordinary: dict[str, Any] = {
        "spell": number,
        "person": number,
        "well_days": 0,
        "closed": (on - last_day).days > GAP,
        "grade": 100,
        "grade_weeks_unchanged": 0,
        "graded_all_along": False,
        "employed": True,
        "recurrent": False,
        "earlier_long": False,
        "frequent_short": False,
        "birth_date": date(1980, 1, 1),
    }
    days = max((min(on, last_day) - first_day).days + 1, 0)
    counts = {"weeks": days // 7, "weeks_since_first": days // 7, "sick_days": days}
    return {**dict.fromkeys(SCHEMA), **ordinary, **counts, **facts}


def spells(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SCHEMA, orient="row")


def employments(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame([{**dict.fromkeys(EMPLOYMENT_SCHEMA), **row} for row in rows], schema=EMPLOYMENT_SCHEMA)


def tasks(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame([{**dict.fromkeys(TASK_SCHEMA), **row} for row in rows], schema=TASK_SCHEMA)
