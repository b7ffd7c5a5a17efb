"""What happens after the day that the rules are seen from is not known to them yet."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from stafett.core.known import HAPPENED, known_on
from stafett.core.parameters import default_law
from stafett.core.priority import order_of_work
from stafett.core.screening import risk_signals, segment, who_to_ask
from stafett.core.stoppoints import stop_point_days, stop_points
from tests.core.rule_frames import EMPLOYMENT_SCHEMA, SCHEMA, employments, spell_row, spells, tasks

LAW = default_law()
ONE = timedelta(days=1)
ON, FIRST, LAST = date(2026, 4, 20), date(2026, 1, 5), date(2026, 12, 31)
GOOD: dict[str, Any] = {
    "answer_return": "very_likely",
    "answer_cooperation": "good",
    "answer_duration": "under_26_weeks",
}
JOB: dict[str, Any] = {"spell": 0, "person": 0, "employer": 7, "first_day": FIRST, "last_day": LAST}


def row_of(**facts: Any) -> dict[str, Any]:
    return spell_row(ON, first_day=FIRST, last_day=LAST, **facts)


def points(row: dict[str, Any], **of_job: Any) -> pl.DataFrame:
    return stop_points(spells([row]), employments([{**JOB, **of_job}]), law=LAW, on=ON)


def test_each_day_and_what_it_tells_is_there_from_that_day_on() -> None:
    for day, told in HAPPENED.items():
        frame = pl.DataFrame({day: [ON, ON + ONE, None], **{name: ["a", "b", "c"] for name in told}})
        known = known_on(frame, ON)
        assert known.get_column(day).to_list() == [ON, None, None]
        assert all(known.get_column(name).to_list() == ["a", None, "c"] for name in told)
        assert known_on(frame, ON + ONE).equals(frame)


def test_no_column_at_all_is_no_matter() -> None:
    assert known_on(pl.DataFrame({"spell": [1]}), ON).equals(pl.DataFrame({"spell": [1]}))


@pytest.mark.parametrize("name", [name for name in HAPPENED if name in SCHEMA])
def test_what_happens_to_a_spell_tomorrow_changes_nothing_today(name: str) -> None:
    plain, told = row_of(), row_of(**{name: ON + ONE})
    assert points(told).equals(points(plain))
    assert stop_point_days(spells([told]), law=LAW, on=ON).equals(stop_point_days(spells([plain]), law=LAW, on=ON))
    for judge in (segment, who_to_ask, risk_signals):
        assert judge(spells([told]), LAW, ON).equals(judge(spells([plain]), LAW, ON))


@pytest.mark.parametrize("name", [name for name in HAPPENED if name in EMPLOYMENT_SCHEMA])
def test_what_happens_to_an_employment_tomorrow_changes_nothing_today(name: str) -> None:
    asked = {"plan_asked_on": ON - ONE, "meeting_on": ON + 10 * ONE}
    without = {known: day for known, day in asked.items() if known != name}
    assert points(row_of(), **asked, **{name: ON + ONE} if name not in asked else {}).equals(points(row_of(), **asked))
    assert points(row_of(), **(without | {name: ON + ONE})).equals(points(row_of(), **without))


def test_answers_that_come_tomorrow_leave_somebody_waiting_for_them() -> None:
    asked = {"screening_asked_on": ON - ONE}
    for answered_on, expected in ((ON, "care_in_place"), (ON + ONE, "awaiting_answer")):
        row = row_of(**asked, **GOOD, answered_on=answered_on)
        assert segment(spells([row]), LAW, ON)["segment"].item() == expected
    assert segment(spells([row_of(screening_asked_on=ON + ONE)]), LAW, ON)["segment"].item() is None


def test_an_answer_without_a_day_is_known() -> None:
    row = row_of(screening_asked_on=ON - ONE, **GOOD)
    assert segment(spells([row]), LAW, ON)["segment"].item() == "care_in_place"


@pytest.mark.parametrize(
    ("name", "kind"),
    [("max_date", "end"), ("aap_until", "aap_end"), ("aap_from", "aap_first"), ("fit_from", "late")],
)
def test_what_rightly_lies_ahead_is_known(name: str, kind: str) -> None:
    found = points(row_of(**{name: ON + 100 * ONE}))
    assert found.filter(kind=kind).height == 1
    if name == "max_date":
        assert found.filter(kind="end")["due"].item() == ON + 100 * ONE


def test_a_conversation_tomorrow_does_not_put_somebody_further_down_the_list_today() -> None:
    def row(task: int, last_contact: date | None) -> dict[str, Any]:
        about = {"kind": "plan_b", "actor": "nav", "nature": "method", "due": ON}
        return {"task": task, "person": task, "last_contact": last_contact, **about}

    found = order_of_work(tasks([row(1, ON + ONE), row(2, ON - ONE)]), LAW, ON)
    assert found["task"].to_list() == [1, 2]
