"""Quiet hours and new attempts, against a clock that is moved minute by minute."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stafett.core.dates import OSLO
from stafett.core.notifying import after_quiet_hours, may_try_again, next_attempt
from stafett.core.parameters import Law, LocalValue, default_law

LAW = default_law()
ALWAYS = date(2011, 7, 1)
# The clocks change on 29 March and 25 October 2026.
MOMENTS = st.builds(
    lambda first, minutes: first + timedelta(minutes=minutes),
    st.sampled_from([datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC)]),
    st.integers(0, 4 * 24 * 60),
)
HOURS = st.integers(0, 23)


def oslo(text: str) -> datetime:
    """An instant by the clock on the wall in Norway."""
    return datetime.fromisoformat(text).replace(tzinfo=OSLO).astimezone(UTC)


def law_with(begins: int, ends: int) -> Law:
    names = ("notification_quiet_from_hour", "notification_quiet_until_hour")
    return LAW.with_local_values(
        LocalValue("0101", name, ALWAYS, value) for name, value in zip(names, (begins, ends), strict=True)
    )


def is_quiet(hour: int, begins: int, ends: int) -> bool:
    """Counts the hours from the beginning to the end, past midnight where they go there."""
    quiet = []
    while begins != ends:
        quiet.append(begins)
        begins = (begins + 1) % 24
    return hour in quiet


@given(moment=MOMENTS, begins=HOURS, ends=HOURS)
def test_quiet_hours_end_when_a_clock_on_the_wall_says_so(moment: datetime, begins: int, ends: int) -> None:
    expected = moment
    while is_quiet(expected.astimezone(OSLO).hour, begins, ends):
        expected += timedelta(minutes=1)
    assert after_quiet_hours(moment, law_with(begins, ends), "0101") == expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-03-02 20:59", "2026-03-02 20:59"),
        ("2026-03-02 21:00", "2026-03-03 08:00"),
        ("2026-03-03 07:59", "2026-03-03 08:00"),
        ("2026-03-03 08:00", "2026-03-03 08:00"),
        ("2026-03-28 23:30", "2026-03-29 08:00"),  # the clocks go forward in this night
        ("2026-10-24 23:30", "2026-10-25 08:00"),  # and back in this one
    ],
)
def test_nobody_is_told_from_nine_in_the_evening_until_eight(at: str, expected: str) -> None:
    assert after_quiet_hours(oslo(at), LAW) == oslo(expected)


def test_each_wait_is_longer_than_the_one_before_and_none_ends_in_quiet_hours() -> None:
    morning = oslo("2026-03-02 08:00")
    waits = [next_attempt(morning, attempts, LAW, morning.date()) - morning for attempts in range(1, 5)]
    assert [wait / timedelta(minutes=1) for wait in waits] == [5, 20, 80, 320]
    assert next_attempt(oslo("2026-03-02 20:50"), 2, LAW, morning.date()) == oslo("2026-03-03 08:00")


def test_there_are_six_attempts() -> None:
    assert [may_try_again(attempts, LAW, date(2026, 3, 2)) for attempts in (0, 5, 6, 7)] == [True, True, False, False]
