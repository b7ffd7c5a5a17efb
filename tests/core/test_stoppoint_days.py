"""Stop points on the days where something turns, and what is told of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from stafett.core.parameters import Law, LocalValue, default_law
from stafett.core.reasons import Reason
from stafett.core.stoppoints import explain_stop_point, stop_point_days, stop_points
from tests.core.rule_frames import employments, spell_row, spells

LAW = default_law()
ONE = timedelta(days=1)
FIRST, LAST, ON = date(2026, 1, 5), date(2026, 12, 31), date(2026, 5, 4)


def state(kind: str, *, on: date = ON, occurrence: int = 1, **facts: Any) -> str | None:
    """The state of one stop point of a spell; none when it is not there."""
    row = spell_row(on, **{"first_day": FIRST, "last_day": LAST, **facts})
    found = stop_points(spells([row]), employments([]), law=LAW, on=on).filter(kind=kind, occurrence=occurrence)
    return found["state"].item() if found.height else None


@pytest.mark.parametrize(
    ("kind", "facts", "there"),
    [
        ("late", {"died_on": ON}, False),
        ("late", {"died_on": ON + ONE}, True),
        ("late", {"fit_from": ON}, False),
        ("late", {"fit_from": ON + ONE}, True),
        ("after_return", {"fit_from": ON}, True),
        ("after_return", {"fit_from": ON + ONE}, False),
        ("dialogue_2_candidate", {"last_day": ON - ONE}, True),  # due on 3 May
        ("dialogue_2_candidate", {"last_day": ON - 2 * ONE}, False),
        ("dialogue_2_candidate", {"on": ON - ONE, "last_day": ON - ONE}, True),
        ("dialogue_2_candidate", {"on": ON - ONE, "last_day": ON - 2 * ONE}, False),  # on the day itself
        ("dialogue_2_candidate", {"on": ON - 2 * ONE, "last_day": ON - 2 * ONE}, True),
        ("activity_requirement", {"last_day": ON - 30 * ONE}, True),  # over, but it had been opened
        ("activity_requirement", {"last_day": ON - 31 * ONE}, False),
        ("issuer_limit", {"issuer_kind": "chiropractor"}, True),
        ("issuer_limit", {"issuer_kind": "doctor"}, False),
    ],
)
def test_a_stop_point_is_there_while_its_cause_is(kind: str, facts: dict[str, Any], there: bool) -> None:
    assert (state(kind, **facts) is not None) == there


@pytest.mark.parametrize(
    ("elapsed", "expected"),
    [(-15, "future"), (-14, "open"), (-1, "open"), (0, "due"), (1, "overdue")],
)
def test_a_duty_goes_from_ahead_to_late(elapsed: int, expected: str) -> None:
    due = FIRST + (26 * 7 - 1) * ONE
    assert state("dialogue_2", on=due + elapsed * ONE) == expected


@pytest.mark.parametrize(("on", "expected"), [(26, "due"), (27, "due"), (28, "overdue")])
def test_an_answer_on_a_free_day_counts_until_the_working_day_after(on: int, expected: str) -> None:
    # Passes week 16 within Sunday 26 April; an answer on Monday is in time.
    assert state("meeting_need", on=date(2026, 4, on)) == expected


@pytest.mark.parametrize(("elapsed", "expected"), [(-1, "open"), (0, "done"), (1, "done")])
def test_an_answer_since_the_point_opened_settles_it(elapsed: int, expected: str) -> None:
    opens = date(2026, 4, 26) - 14 * ONE
    assert state("meeting_need", on=date(2026, 4, 20), meeting_need_answered_on=opens + elapsed * ONE) == expected
    elaborated = FIRST + 17 * 7 * ONE - 14 * ONE + elapsed * ONE
    found = state("extended_note", occurrence=2, on=date(2026, 4, 28), elaborated_on=elaborated)
    assert found == expected


def test_the_columns_of_many_are_those_of_the_rows() -> None:
    row = spell_row(ON, first_day=FIRST, last_day=LAST)
    found = stop_points(spells([row]), employments([]), law=LAW, on=ON)
    assert found.schema == {
        "spell": pl.Int64,
        "person": pl.Int64,
        "employer": pl.Int64,
        "kind": pl.String,
        "occurrence": pl.Int8,
        "actor": pl.String,
        "nature": pl.String,
        "due": pl.Date,
        "working_due": pl.Date,
        "opens": pl.Date,
        "state": pl.String,
        "reason": pl.String,
        "estimated": pl.Boolean,
    }
    assert stop_points(spells([]), employments([]), law=LAW, on=ON).schema == found.schema
    of_many = stop_point_days(spells([row, {**row, "spell": 4, "person": 9}]), law=LAW, on=ON)
    assert of_many.select("spell", "person").rows() == [(0, 0), (4, 9)]
    assert set(of_many.drop("spell", "person").dtypes) == {pl.Date}
    days = of_many.row(0, named=True)
    told = {name: day for name, day in days.items() if name not in ("spell", "person") and day is not None}
    assert told == {
        kind if number == 1 else f"{kind}_{number}": due
        for kind, number, due in found.select("kind", "occurrence", "due").rows()
    }
    assert found.filter(kind="dialogue_2")["actor"].item() == "nav"
    assert found.filter(kind="dialogue_2")["nature"].item() == "law"


def test_a_stop_point_is_explained_by_the_law_of_its_first_day_at_its_office() -> None:
    parameters = LAW.parameters
    two = replace(parameters["screening_week"], reference=("S0:L220", "S2:L1"))
    law = Law({**parameters, "screening_week": two}, LAW.bases)
    law = law.with_local_values([LocalValue("0301", "screening_week", FIRST, 4)])
    row = {"first_day": FIRST, "office": "0301", "weeks": 4, "due": date(2026, 2, 2), "last_day": LAST}
    expected = Reason(
        "stop_point.screening",
        "stop_point.screening",
        "S0:L220; S2:L1",
        {"first_day": "2026-01-05", "weeks": 4, "due": "2026-02-02"},
        {"screening_week": 4},
    )
    assert explain_stop_point("screening", row, law) == expected
    settled = explain_stop_point("extended_note", {"first_day": FIRST, "occurrence": 2, "reason": "x"}, law)
    assert (settled.code, settled.rule) == ("x", "stop_point.extended_note")
    assert settled.parameters == {"extended_note_second_weeks": 17}
    assert settled.facts == {"first_day": "2026-01-05", "due": None}
    with pytest.raises(ValueError, match=r"^There is no stop point 'late' number 2\.$"):
        explain_stop_point("late", {"first_day": FIRST, "occurrence": 2}, law)


@pytest.mark.parametrize(("shared", "expected"), [(-22, "open"), (-21, "done"), (-20, "done"), (None, "open")])
def test_a_plan_shared_on_the_day_before_a_meeting_is_asked_for_it_is_the_one(
    shared: int | None, expected: str
) -> None:
    meeting = ON + 14 * ONE
    job = {"spell": 0, "person": 0, "employer": 7, "first_day": FIRST, "first_full_day": FIRST, "last_day": LAST}
    job |= {"meeting_on": meeting, "plan_shared_on": None if shared is None else meeting + shared * ONE}
    row = spell_row(ON, first_day=FIRST, last_day=LAST)
    found = stop_points(spells([row]), employments([job]), law=LAW, on=ON).filter(kind="plan_to_nav")
    assert found["state"].to_list() == [expected]


@pytest.mark.parametrize(("from_day", "expected"), [(83, "done"), (84, "done"), (85, "future")])
def test_a_doctor_who_takes_over_on_the_last_day_does_so_in_time(from_day: int, expected: str) -> None:
    facts: dict[str, Any] = {"issuer_kind": "chiropractor", "doctor_from": FIRST + from_day * ONE}
    assert state("issuer_limit", on=FIRST + 50 * ONE, **facts) == expected


def test_employments_follow_the_offices_of_their_spells() -> None:
    free = {"plan_weeks": replace(LAW.parameter("plan_weeks"), local=True, bounds=(None, None))}
    law = Law({**LAW.parameters, **free}, LAW.bases).with_local_values([LocalValue("0301", "plan_weeks", FIRST, 2)])
    rows = [
        spell_row(ON, number, first_day=FIRST, last_day=LAST, office=office)
        for number, office in ((4, "0301"), (9, "0302"), (5, None))
    ]
    job = {"person": 0, "employer": 7, "first_day": FIRST, "first_full_day": FIRST, "last_day": LAST}
    jobs = [{**job, "spell": spell} for spell in (9, 4, 5)]
    found = stop_points(spells(rows), employments(jobs), law=law, on=ON).filter(kind="plan")
    assert found.select("spell", "due").rows() == [
        (4, FIRST + 13 * ONE),
        (5, FIRST + 27 * ONE),
        (9, FIRST + 27 * ONE),
    ]


@pytest.mark.parametrize(
    ("facts", "soon", "transition"),
    [
        # From 67 sick pay is given for 60 days, after day 16.
        ({"birth_date": date(1958, 6, 1)}, FIRST + 16 * ONE, date(2026, 2, 17)),
        ({"birth_date": date(1958, 6, 1), "well_days": 3}, FIRST + 19 * ONE, date(2026, 2, 20)),
        ({"sick_pay_days_left": 10}, FIRST + 16 * ONE, FIRST + 16 * ONE),
        ({"sick_pay_days_left": 0}, FIRST + 16 * ONE, FIRST + 16 * ONE),
        ({"max_date": FIRST}, FIRST + 16 * ONE, FIRST + 16 * ONE),
        ({"sick_pay_days_left": 80}, FIRST + 16 * ONE, date(2026, 3, 17)),
        ({"sick_pay_days_left": 81}, FIRST + 17 * ONE, date(2026, 3, 18)),
    ],
)
def test_the_end_of_sick_pay_is_not_near_before_sick_pay_begins(
    facts: dict[str, Any], soon: date, transition: date
) -> None:
    row = spell_row(ON, first_day=FIRST, last_day=LAST, **facts)
    left = pl.Series("sick_pay_days_left", [row.pop("sick_pay_days_left", None)], dtype=pl.Int32)
    days = stop_point_days(spells([row]).with_columns(left), law=LAW, on=ON)
    assert (days["soon_end"].item(), days["transition"].item()) == (soon, transition)


@pytest.mark.parametrize(("last", "there"), [(54, False), (55, True)])
def test_an_assessment_stands_after_the_end_only_if_it_had_opened(last: int, there: bool) -> None:
    # It opens on day 56.
    last_day = FIRST + last * ONE
    on = last_day + 20 * ONE
    assert (state("activity_requirement", on=on, last_day=last_day) is not None) == there
