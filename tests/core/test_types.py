"""What the rules give has the same types for nobody, for somebody of whom nothing is known, and for the rest."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from stafett.core.contact import contact_windows, reassessments
from stafett.core.factors import FACTORS, judge_factors, suggest_categories
from stafett.core.parameters import default_law
from stafett.core.priority import order_of_work
from stafett.core.spells import Facts, Source, What, spell_frame
from tests.core.follow_up_frames import contacts, events, needs
from tests.core.rule_frames import tasks
from tests.core.spells_cases import START, spells_in
from tests.core.spells_oracle import Fact, facts_of

LAW = default_law()
ON = date(2026, 6, 1)
CODES = pl.List(pl.String)


@pytest.mark.parametrize("rows", [[], [{}], [{"category": "ordinary", "placed_on": ON}]])
def test_contact(rows: list[dict[str, Any]]) -> None:
    found = contact_windows(contacts(rows), LAW, ON)
    assert dict(list(found.schema.items())[-9:]) == {
        "in_force": pl.String,
        "returns_on": pl.Date,
        "takes_initiative": pl.Boolean,
        "contact_due": pl.Date,
        "window_opens": pl.Date,
        "window_closes": pl.Date,
        "contact_state": pl.String,
        "contact_reasons": CODES,
        "changes_on": pl.Date,
    }
    told = events([{"case": 0, "kind": "person_asked", "happened_on": ON}] * len(rows))
    again = reassessments(contacts(rows), told, LAW, ON)
    assert again.schema == {"case": pl.Int64, "reason": pl.String, "since": pl.Date, "due": pl.Date}


@pytest.mark.parametrize("rows", [[], [{}], [{"portfolio": 1}]])
def test_factors(rows: list[dict[str, Any]]) -> None:
    judged = judge_factors(needs(rows), LAW, ON).schema
    for name in FACTORS:
        assert judged[f"factor_{name}"] == pl.String
        assert judged[f"factor_{name}_reasons"] == judged[f"factor_{name}_rule"] == CODES
    suggested = suggest_categories(needs(rows), LAW, ON).schema
    assert suggested["in_scope"] == pl.Boolean
    assert suggested["suggested"] == suggested["named"] == suggested["suggestion_reasons"] == CODES


@pytest.mark.parametrize("rows", [[], [{"task": 1, "person": 1, "kind": "late", "actor": "nav", "nature": "law"}]])
def test_the_order_of_work(rows: list[dict[str, Any]]) -> None:
    found = order_of_work(tasks(rows), LAW, ON).schema
    assert dict(list(found.items())[-6:]) == {
        "step": pl.Int8,
        "step_date": pl.Date,
        "reason": pl.String,
        "reason_of_step": pl.String,
        "changes_on": pl.Date,
        "snoozed": pl.Boolean,
    }


@pytest.mark.parametrize(
    "facts", [Facts.empty(), facts_of([Fact(1, 501, Source.NOTE_SENT, What.SICK, 100, START, START + 9, 7)])]
)
def test_spells(facts: Facts) -> None:
    assert spell_frame(spells_in(facts), on=ON, law=LAW).schema == {
        "spell": pl.Int64,
        "person": pl.Int64,
        "first_day": pl.Date,
        "last_day": pl.Date,
        "sick_days": pl.Int32,
        "well_days": pl.Int32,
        "duration_days": pl.Int32,
        "weeks": pl.Int32,
        "weeks_since_first": pl.Int32,
        "closed": pl.Boolean,
        "closes_on": pl.Date,
        "started": pl.Boolean,
        "grade": pl.Int16,
        "grade_weeks_unchanged": pl.Int32,
        "graded_all_along": pl.Boolean,
        "employed": pl.Boolean,
        "recurrent": pl.Boolean,
        "earlier_long": pl.Boolean,
        "frequent_short": pl.Boolean,
    }
