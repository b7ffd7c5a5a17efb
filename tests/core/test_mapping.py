"""Which guide fits, what must be covered, and where an outcome leads."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from stafett.core.mapping import (
    OUTCOMES,
    ROUTES,
    STATES,
    Checklist,
    Covered,
    Lack,
    lacking_decisions,
    lacking_themes,
    suggested_guide,
)

ON = date(2026, 3, 9)
TOMORROW = ON + timedelta(days=1)


@pytest.mark.parametrize(
    ("employed", "sick_listed", "decision_until", "guide", "why"),
    [
        (True, True, None, "vest_viken", "sick_listed"),
        (False, True, None, "no_employer", "no_employer"),
        (True, True, ON, "oslo", "follow_up_decision"),
        (True, True, ON - timedelta(days=1), "vest_viken", "sick_listed"),
        (False, True, TOMORROW, "oslo", "follow_up_decision"),
        (False, False, None, "oslo", "not_sick_listed"),
        (True, False, TOMORROW, "oslo", "not_sick_listed"),
    ],
)
def test_the_guide_follows_employer_and_decision(
    employed: bool, sick_listed: bool, decision_until: date | None, guide: str, why: str
) -> None:
    found = suggested_guide(employed=employed, sick_listed=sick_listed, decision_until=decision_until, on=ON)
    assert found == (guide, why)


MOBILITY = {"theme": "job_mobility", "required": True, "mobility": True}


@pytest.mark.parametrize(
    ("theme", "unlikely", "lack"),
    [
        ({"state": ""}, False, ["theme_not_covered"]),
        *(({"state": state}, False, []) for state in STATES),
        ({"state": "", "required": False}, True, []),
        ({"state": "", **MOBILITY}, True, ["mobility_not_covered"]),
        ({"state": "not_relevant", **MOBILITY}, True, ["mobility_not_covered"]),
        ({"state": "not_relevant", **MOBILITY}, False, []),
        ({"state": "declined", **MOBILITY}, True, []),
        ({"state": "", **MOBILITY, "required": False}, True, ["mobility_not_covered"]),
        ({"state": "", **MOBILITY, "required": False}, False, []),
    ],
)
def test_a_theme_of_the_minimum_must_have_become_something(
    theme: dict[str, Any], unlikely: bool, lack: list[str]
) -> None:
    whole: dict[str, Any] = {"theme": "health", "required": True, "mobility": False} | theme
    covered = Covered(**whole)
    assert list(lacking_themes([covered], unlikely=unlikely)) == [Lack(code, covered.theme) for code in lack]


WHOLE: dict[str, Any] = {
    "outcome": "own_job_cared_for", "what_matters": "Kollegene", "nav_does": "Ringer lederen", "next_on": TOMORROW,
    "cared_for_until": None, "goals": 1, "no_goal_why": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "lack"),
    [
        ({}, []),
        ({"outcome": ""}, ["outcome_needed"]),
        ({"outcome": "need_assessment"}, ["outcome_needed"]),
        ({"what_matters": " "}, ["what_matters_needed"]),
        ({"nav_does": ""}, ["nav_does_needed"]),
        ({"next_on": None}, ["next_on_needed"]),
        ({"next_on": ON}, ["next_on_needed"]),
        ({"goals": 0}, ["goal_needed"]),
        ({"goals": 0, "no_goal_why": "Venter på operasjon"}, []),
        ({"outcome": "cared_for_until"}, ["cared_for_until_needed"]),
        ({"outcome": "cared_for_until", "cared_for_until": ON}, ["cared_for_until_needed"]),
        ({"outcome": "cared_for_until", "cared_for_until": TOMORROW, "next_on": None}, []),
    ],
)
def test_the_closing_checklist_says_what_it_lacks(changes: dict[str, Any], lack: list[str]) -> None:
    checklist = Checklist(**(WHOLE | changes))
    outcomes = [outcome for outcome in OUTCOMES if outcome != "need_assessment"]
    assert [found.code for found in lacking_decisions(checklist, outcomes, ON)] == lack


def test_every_outcome_leads_somewhere() -> None:
    assert set(ROUTES) == set(OUTCOMES)
    assert (ROUTES["new_job_good_chances"], ROUTES["own_job_cared_for"]) == ("noe", "roe")
    assert (ROUTES["own_job_needs_nav"], ROUTES["unclear_or_change"]) == ("local", "local_decision")
