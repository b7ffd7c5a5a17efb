"""Frames for the six factors and for contact, with nothing known where nothing is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

DAY = pl.Date
NEEDS_SCHEMA: Mapping[str, Any] = {
    "case": pl.Int64,
    "office": pl.String,
    "died_on": DAY,
    "aap": pl.Boolean,
    "follow_up_decision": pl.Boolean,
    "portfolio": pl.Int32,
    "birth_date": DAY,
    "wishes_work": pl.Boolean,
    "employment": pl.String,
    "going_back": pl.String,
    "employer_passive": pl.Boolean,
    "education": pl.String,
    "experience": pl.String,
    "skills_usable": pl.String,
    "breaks_with_benefits": pl.Int32,
    "measure_broken_off": pl.Boolean,
    "has_children": pl.Boolean,
    "children_mapped": pl.Boolean,
    "social_strain": pl.Boolean,
    "treatment": pl.String,
    "treatment_combinable": pl.Boolean,
    "treatment_until": DAY,
    "judged_age": pl.String,
    "judged_employment": pl.String,
    "judged_education": pl.String,
    "judged_history": pl.String,
    "judged_social": pl.String,
    "judged_treatment": pl.String,
}
CONTACT_SCHEMA: Mapping[str, Any] = {
    "case": pl.Int64,
    "office": pl.String,
    "died_on": DAY,
    "category": pl.String,
    "placed_on": DAY,
    "last_contact": DAY,
    "meeting_on": DAY,
    "temporary_kind": pl.String,
    "temporary_category": pl.String,
    "temporary_from": DAY,
    "temporary_until": DAY,
    "pace": pl.String,
    "pace_on": DAY,
    "pace_from": DAY,
}
EVENT_SCHEMA: Mapping[str, Any] = {"case": pl.Int64, "kind": pl.String, "happened_on": DAY, "learned_on": DAY}


def born(age: int, on: date) -> date:
    """Who turns that age on the day."""
    return on.replace(year=on.year - age)


def needs(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """In scope and with nothing known of the factors where nothing is said."""
    return _frame(rows, NEEDS_SCHEMA, {"aap": True, "portfolio": 120})


def contacts(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    return _frame(rows, CONTACT_SCHEMA, {})


def events(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    return _frame(rows, EVENT_SCHEMA, {})


def _frame(rows: Sequence[Mapping[str, Any]], schema: Mapping[str, Any], ordinary: Mapping[str, Any]) -> pl.DataFrame:
    numbered = [{**dict.fromkeys(schema), **ordinary, "case": number, **row} for number, row in enumerate(rows)]
    return pl.DataFrame(numbered, schema=schema, orient="row")
