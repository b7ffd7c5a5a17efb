"""The stop points that are a number of weeks from the first sick day, as the table says when it is read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from importlib import util

import pytest

from stafett.core.dates import date_of
from stafett.core.parameters import default_law
from stafett.core.stoppoints.point import StopPoint
from stafett.core.stoppoints.terms import Terms
from tests.core.rule_frames import spell_row, spells

FIRST, ON = date(2026, 1, 5), date(2026, 5, 4)
HELD = ("employed", "dialogue_2_held")
MEETING_NEED = (*HELD, "meeting_need_answered_on")


def read_anew() -> dict[str, StopPoint]:
    """The table of a module that nothing else has read, by what tells its points apart."""
    found = util.find_spec("stafett.core.stoppoints.table")
    assert found is not None
    assert found.loader is not None
    module = util.module_from_spec(found)
    found.loader.exec_module(module)
    points: Sequence[StopPoint] = module.SPELL_POINTS
    return {point.column: point for point in points}


@pytest.mark.parametrize(
    ("column", "actor", "weeks", "day", "facts"),
    [
        # Within week N is its last day, 7N; passing it is the day after.
        ("extended_note", "issuer", "extended_note_first_weeks", 7 * 7 + 1, ("elaborated_on",)),
        ("extended_note_2", "issuer", "extended_note_second_weeks", 17 * 7 + 1, ("elaborated_on",)),
        ("extended_note_3", "issuer", "extended_note_third_weeks", 39 * 7 + 1, ("elaborated_on",)),
        ("issuer_limit", "issuer", "issuer_limit_weeks", 12 * 7, ("issuer_kind", "doctor_from")),
        ("no_employer", "nav", "no_employer_contact_weeks", 4 * 7, ("employed",)),
        ("no_employer_2", "nav", "no_employer_decision_weeks", 12 * 7, ("employed",)),
        ("meeting_need", "person", "meeting_need_weeks", 16 * 7, MEETING_NEED),
        ("meeting_need_2", "employer", "meeting_need_weeks", 16 * 7, HELD),
        ("dialogue_2_candidate", "nav", "dialogue_2_candidate_weeks", 17 * 7, ("last_day", *HELD)),
        ("plan_b", "nav", "plan_b_weeks", 26 * 7, ()),
        ("hit_check", "system", "hit_check_weeks", 26 * 7 + 1, ("last_day", "answer_duration")),
        ("late", "nav", "late_weeks", 39 * 7, ()),
    ],
)
def test_it_is_due_within_its_week_or_once_that_is_passed(
    column: str, actor: str, weeks: str, day: int, facts: tuple[str, ...]
) -> None:
    point = read_anew()[column]
    assert (point.actor, point.parameter, point.facts) == (actor, weeks, facts)
    terms = Terms(spells([spell_row(ON, first_day=FIRST, last_day=date(2026, 12, 31))]), default_law(), ON)
    assert date_of(point.due(terms)[0]) == FIRST + timedelta(days=day - 1)


def test_some_are_there_only_for_those_who_are_sick_on_the_day() -> None:
    points = read_anew().values()
    assert {point.column for point in points if point.while_sick_listed} == {"dialogue_2_candidate", "hit_check"}


def test_some_settle_themselves() -> None:
    points = read_anew().values()
    notes = {"extended_note", "extended_note_2", "extended_note_3", "issuer_limit"}
    answers = {"meeting_need", "soon_end", "activity_requirement"}
    assert {point.column for point in points if point.settled} == notes | answers


def test_the_kinds_that_limit_an_issuer_are_told_beside_the_weeks() -> None:
    assert read_anew()["issuer_limit"].parameters == ("issuer_limit_kinds",)
