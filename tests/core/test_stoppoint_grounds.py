"""Why a stop point is there, where there is more than one ground for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import polars as pl
import pytest

from stafett.core.parameters import Dated, Law, default_law
from stafett.core.stoppoints import stop_points
from tests.core.rule_frames import employments, spell_row, spells

LAW = default_law()
ONE = timedelta(days=1)
FIRST, LAST, ON = date(2026, 1, 5), date(2026, 12, 31), date(2026, 5, 4)
BEGINS = FIRST + 16 * ONE
RIGHT = 248


def weekday(day: date, count: int) -> date:
    """The count-th day from Monday to Friday at or after the day; the day before it where the count is none."""
    if not count:
        return day - ONE
    while True:
        count -= day.weekday() < 5
        if not count:
            return day
        day += ONE


def birthday(born: date, years: int) -> date:
    return born.replace(year=born.year + years)


def why_sick_pay_ends(born: date | None, left: int | None, told: date | None) -> str | None:
    """None where there is no right to sick pay that could end."""
    if told is not None:
        return "received"
    by_days = weekday(BEGINS, RIGHT if left is None else left)
    if born is not None:
        ends = birthday(born, 70) - ONE
        fewer = weekday(max(BEGINS, birthday(born, 67)), 60)
        if ends < BEGINS:
            return None
        if min(fewer, ends) < by_days:
            return "by_age" if ends <= fewer else "fewer_by_age"
    return "used_before" if left is not None and left < RIGHT else "usual"


# The day somebody reaches an age, beside the first and the last day of sick pay, and where the fewer days turn.
AGES = [(years, days + beside) for years in (67, 70) for days in (0, 83, 262, 346) for beside in range(-2, 3)]
BORN = [
    (BEGINS + days * ONE).replace(year=BEGINS.year - years if days < 344 else BEGINS.year + 1 - years)
    for years, days in AGES
]
OTHERS = [None, date(1955, 6, 30), date(1956, 1, 1), date(1956, 4, 14), date(1959, 1, 1), date(1990, 5, 17)]


@pytest.mark.parametrize("left", [None, 0, 1, 59, 60, 61, RIGHT - 1, RIGHT, RIGHT + 1])
def test_sick_pay_ends_for_the_first_reason_that_holds(left: int | None) -> None:
    cases = list(product([*BORN, *OTHERS], [None, date(2026, 8, 3)]))
    rows = [
        spell_row(ON, number, first_day=FIRST, last_day=LAST, birth_date=born, max_date=told)
        for number, (born, told) in enumerate(cases)
    ]
    frame = spells(rows).with_columns(pl.Series("sick_pay_days_left", [left] * len(rows), dtype=pl.Int32))
    found = stop_points(frame, employments([]), law=LAW, on=ON).filter(kind="end")
    reasons = dict(found.select("spell", "reason").rows())
    expected = {number: why_sick_pay_ends(born, left, told) for number, (born, told) in enumerate(cases)}
    assert reasons == {
        number: "stop_point.end" if why == "usual" else f"stop_point.end.{why}"
        for number, why in expected.items()
        if why
    }
    assert found["estimated"].to_list() == [cases[spell][1] is None for spell in found["spell"]]


def test_each_spell_is_held_against_the_days_and_the_ages_of_the_law_of_its_own_day() -> None:
    changed = {
        name: replace(LAW.parameter(name), dated=(*LAW.parameter(name).dated, Dated(FIRST, value)))
        for name, value in (("sick_pay_days", 200), ("sick_pay_end_age", 69))
    }
    law = Law({**LAW.parameters, **changed}, LAW.bases)
    born = date(1957, 3, 5)  # 69 before the fewer days are up
    rows = [
        spell_row(ON, number, first_day=first, last_day=LAST, birth_date=birth_date)
        for number, (birth_date, first) in enumerate(product((None, born), (FIRST - ONE, FIRST)))
    ]
    frame = spells(rows).with_columns(pl.Series("sick_pay_days_left", [220] * len(rows), dtype=pl.Int32))
    found = stop_points(frame, employments([]), law=law, on=ON).filter(kind="end")
    assert dict(found.select("spell", "reason").rows()) == {
        0: "stop_point.end.used_before",
        1: "stop_point.end",
        2: "stop_point.end.fewer_by_age",
        3: "stop_point.end.by_age",
    }


@pytest.mark.parametrize(("days", "reason"), [(0, "stop_point.measures.at_the_end"), (1, "stop_point.measures")])
def test_measures_are_assessed_at_the_end_where_the_law_gives_no_days_before_it(days: int, reason: str) -> None:
    name = "measures_days_before_end"
    law = Law({**LAW.parameters, name: replace(LAW.parameter(name), dated=(Dated(date(2011, 7, 1), days),))}, LAW.bases)
    rows = [spell_row(ON, number, first_day=FIRST, last_day=LAST) for number in range(2)]
    found = stop_points(spells(rows), employments([]), law=law, on=ON).filter(kind="measures")
    assert found["reason"].to_list() == [reason, reason]


@pytest.mark.parametrize(("beside", "reason"), [(-1, "stop_point.dialogue_2.demanded"), (0, "stop_point.dialogue_2")])
def test_a_meeting_is_demanded_for_an_earlier_day_only_where_it_is_earlier(beside: int, reason: str) -> None:
    demanded = FIRST + (26 * 7 - 1 - 28 + beside) * ONE
    on = demanded + ONE
    row = spell_row(on, first_day=FIRST, last_day=LAST, dialogue_2_demanded_on=demanded)
    found = stop_points(spells([row]), employments([]), law=LAW, on=on).filter(kind="dialogue_2")
    assert found["reason"].to_list() == [reason]


@pytest.mark.parametrize(("elapsed", "expected"), [(-1, "overdue"), (0, "done"), (1, "done"), (None, "overdue")])
def test_a_plan_that_was_shared_in_the_absence_settles_its_duty(elapsed: int | None, expected: str) -> None:
    shared = None if elapsed is None else FIRST + elapsed * ONE
    assert plan(shared, ON) == expected


def test_a_plan_that_is_shared_today_counts_today() -> None:
    assert [plan(ON + elapsed * ONE, ON) for elapsed in (-1, 0, 1)] == ["done", "done", "overdue"]


def plan(shared: date | None, on: date) -> str:
    job = {"spell": 0, "person": 0, "employer": 7, "first_day": FIRST, "first_full_day": FIRST, "last_day": LAST}
    frame = spells([spell_row(on, first_day=FIRST, last_day=LAST)])
    found = stop_points(frame, employments([{**job, "plan_shared_on": shared}]), law=LAW, on=on).filter(kind="plan")
    state: str = found["state"].item()
    return state


@pytest.mark.parametrize(
    ("beside", "grade", "expected"),
    [(-1, 80, "future"), (0, 80, "done"), (1, 80, "done"), (0, 99, "done"), (0, 100, "open"), (0, None, "open")],
)
def test_who_works_in_part_fulfils_the_requirement_from_the_day_it_opens(
    beside: int, grade: int | None, expected: str
) -> None:
    on = FIRST + (55 + beside) * ONE
    row = spell_row(on, first_day=FIRST, last_day=LAST, grade=grade)
    found = stop_points(spells([row]), employments([]), law=LAW, on=on).filter(kind="activity_requirement")
    assert found["state"].to_list() == [expected]
