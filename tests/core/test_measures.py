"""Measures: what can follow on what, and when one outlasts sick pay."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from stafett.core.measures import NEXT, QUEUED, STATES, days_waited, outlasts_sick_pay

DAY = date(2026, 3, 2)
ONE = timedelta(days=1)


def test_every_state_says_what_follows_and_every_measure_can_come_to_an_end() -> None:
    assert tuple(NEXT) == STATES
    assert {state for state, following in NEXT.items() if not following} == {"ended", "broken_off"}
    assert all("broken_off" in following for state, following in NEXT.items() if following)
    assert {state for state in STATES if "running" in NEXT[state]} == set(QUEUED)


@pytest.mark.parametrize(
    ("planned_end", "max_date", "outlasts"),
    [(DAY, DAY, False), (DAY + ONE, DAY, True), (DAY, DAY + ONE, False), (None, DAY, False), (DAY, None, False)],
)
def test_it_outlasts_sick_pay_from_the_day_after_the_last(
    planned_end: date | None, max_date: date | None, outlasts: bool
) -> None:
    assert outlasts_sick_pay(planned_end, max_date) is outlasts


def test_waiting_is_counted_from_the_day_of_applying() -> None:
    assert [days_waited(DAY, DAY + n * ONE) for n in (0, 1, 30)] == [0, 1, 30]
