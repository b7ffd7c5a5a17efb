"""Planned conversations: how far ahead, what stands in the way, which hours are free, and the clock of the wall."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stafett.core.factors.grounds import CATEGORIES
from stafett.core.meetings import (
    COLLISIONS,
    EXPLANATIONS,
    Hours,
    collisions,
    free_hours,
    how_far_ahead,
    instant_of,
    new_attempt_due,
    outcome_due,
    week_of,
)
from stafett.core.parameters import LocalValue, default_law

LAW = default_law()
ON = date(2026, 3, 9)


def hours(begins: str, ends: str) -> Hours:
    return Hours(time.fromisoformat(begins), time.fromisoformat(ends))


@pytest.mark.parametrize(
    ("category", "last", "refused"),
    [
        ("prioritised", "2026-06-23", False),
        ("ordinary", "2026-09-23", False),
        ("simplified", "2026-09-09", False),
        ("on_request", "2026-03-30", True),
        ("clarified", "2026-09-09", False),
        (None, "2026-09-09", False),
    ],
)
def test_each_category_has_its_last_day(category: str | None, last: str, refused: bool) -> None:
    day = date.fromisoformat(last)
    on_it = how_far_ahead(day, category, LAW, ON)
    assert (on_it.furthest, on_it.reason, on_it.refused) == (day, None, False)
    after = how_far_ahead(day + timedelta(days=1), category, LAW, ON)
    assert after.refused is refused
    assert after.reason is not None
    named = category if category in CATEGORIES else "without_category"
    assert (after.reason.code, after.reason.facts) == (f"meeting.ahead_{named}", {"furthest": last})
    explanation = EXPLANATIONS[after.reason.code]
    assert (after.reason.rule, after.reason.reference) == ("meeting", explanation.reference)
    assert after.reason.parameters == LAW.in_force(explanation.parameters, ON)


def test_an_office_may_have_a_number_of_its_own() -> None:
    own = LAW.with_local_values([LocalValue("0301", "meeting_ahead_days_on_request", date(2026, 1, 1), 7)])
    sooner = how_far_ahead(date(2026, 3, 17), "on_request", own, ON, "0301")
    assert sooner.refused
    assert sooner.reason is not None
    assert sooner.reason.parameters == {"meeting_ahead_days_on_request": 7}
    assert not how_far_ahead(date(2026, 3, 17), "on_request", own, ON, "0302").refused


TEN = hours("10:00", "11:00")


@pytest.mark.parametrize(
    ("day", "busy", "person", "away", "found"),
    [
        ("2026-03-10", [], [], False, ()),
        ("2026-03-10", [hours("09:00", "10:00"), hours("11:00", "12:00")], [], False, ()),
        ("2026-03-10", [hours("10:59", "12:00")], [], False, ("double_booked",)),
        ("2026-03-10", [hours("10:15", "10:30")], [hours("08:00", "15:00")], False, ("double_booked", "person_busy")),
        ("2026-03-10", [], [], True, ("away",)),
        ("2026-03-14", [], [], False, ("no_working_day",)),
        ("2026-05-17", [TEN], [TEN], True, COLLISIONS),
        ("2026-04-06", [], [], False, ("no_working_day",)),  # the second day of Easter
    ],
)
def test_what_stands_in_the_way(
    day: str, busy: list[Hours], person: list[Hours], away: bool, found: tuple[str, ...]
) -> None:
    assert collisions(date.fromisoformat(day), TEN, holder_busy=busy, person_busy=person, away=away) == found


@pytest.mark.parametrize(
    ("slots", "busy", "free"),
    [
        ([], [TEN], []),
        ([hours("09:00", "12:00")], [], [hours("09:00", "12:00")]),
        ([hours("09:00", "12:00")], [TEN], [hours("09:00", "10:00"), hours("11:00", "12:00")]),
        ([hours("10:00", "11:00")], [TEN], []),
        ([hours("09:00", "12:00")], [hours("08:00", "09:30"), hours("11:30", "13:00")], [hours("09:30", "11:30")]),
        ([hours("09:00", "12:00")], [TEN, hours("10:30", "11:30")], [hours("09:00", "10:00"), hours("11:30", "12:00")]),
        ([hours("13:00", "15:00"), hours("09:00", "10:00")], [], [hours("09:00", "10:00"), hours("13:00", "15:00")]),
    ],
)
def test_what_is_left_of_the_hours_for_meetings(slots: list[Hours], busy: list[Hours], free: list[Hours]) -> None:
    assert free_hours(slots, busy) == free


QUARTERS = st.integers(0, 95)
SOME_HOURS = st.tuples(QUARTERS, QUARTERS).filter(lambda two: two[0] < two[1])


def _quarter(number: int) -> time:
    return time(number // 4, number % 4 * 15)


@given(st.lists(SOME_HOURS, max_size=1), st.lists(SOME_HOURS, max_size=5))
def test_a_quarter_is_free_where_a_slot_has_it_and_no_meeting(
    slots: list[tuple[int, int]], busy: list[tuple[int, int]]
) -> None:
    def covered(spans: list[tuple[int, int]]) -> set[int]:
        return {quarter for begins, ends in spans for quarter in range(begins, ends)}

    found = free_hours(*([Hours(*map(_quarter, span)) for span in spans] for spans in (slots, busy)))
    spans = [
        (one.begins.hour * 4 + one.begins.minute // 15, one.ends.hour * 4 + one.ends.minute // 15) for one in found
    ]
    assert covered(spans) == covered(slots) - covered(busy)


@pytest.mark.parametrize(
    ("day", "hour", "utc"),
    [
        ("2026-03-28", "09:00", "2026-03-28T08:00"),  # the day before the clock is put forward
        ("2026-03-30", "09:00", "2026-03-30T07:00"),
        ("2026-10-23", "09:00", "2026-10-23T07:00"),
        ("2026-10-26", "09:00", "2026-10-26T08:00"),
        ("2026-03-29", "03:00", "2026-03-29T01:00"),
    ],
)
def test_an_hour_on_the_wall_is_a_moment(day: str, hour: str, utc: str) -> None:
    moment = instant_of(date.fromisoformat(day), time.fromisoformat(hour))
    assert moment.astimezone(UTC) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(("day", "hour"), [("2026-03-29", "02:30"), ("2026-10-25", "02:30")])
def test_an_hour_that_is_not_there_or_is_there_twice_is_refused(day: str, hour: str) -> None:
    with pytest.raises(ValueError, match=r"^The clock jumps over this hour, or goes through it twice\.$"):
        instant_of(date.fromisoformat(day), time.fromisoformat(hour))


def test_what_came_of_it_is_told_in_working_days() -> None:
    assert outcome_due(date(2026, 3, 6), LAW) == date(2026, 3, 10)
    own = LAW.with_local_values([LocalValue("0301", "meeting_outcome_working_days", date(2026, 1, 1), 1)])
    assert outcome_due(date(2026, 3, 6), own, "0301") == date(2026, 3, 9)


def test_a_new_attempt_is_due_in_working_days() -> None:
    assert new_attempt_due(date(2026, 3, 6), LAW) == date(2026, 3, 11)
    own = LAW.with_local_values([LocalValue("0301", "meeting_new_attempt_working_days", date(2026, 1, 1), 1)])
    assert new_attempt_due(date(2026, 3, 6), own, "0301") == date(2026, 3, 9)


def test_a_week_is_from_monday_also_when_the_clock_changes_and_the_year() -> None:
    for day, first in (("2026-03-29", "2026-03-23"), ("2026-10-25", "2026-10-19"), ("2027-01-01", "2026-12-28")):
        found = week_of(date.fromisoformat(day))
        assert (found[0].isoformat(), len(found)) == (first, 7)
        assert date.fromisoformat(day) in found
