"""How far off a day may be that somebody sets."""

from datetime import date, time

import pytest

from stafett.core.limits import earliest_day, furthest_day, latest_measure_end
from stafett.core.mapping import Checklist, days_too_far
from stafett.core.meetings import Hours
from stafett.core.parameters import Law, LocalValue, default_law

LAW = default_law()
ON = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("name", "furthest"),
    [
        ("follow_up_ahead_months", date(2028, 3, 31)),
        ("temporary_ahead_months", date(2029, 3, 31)),
        ("cared_for_ahead_months", date(2027, 3, 31)),
        ("snooze_ahead_months", date(2026, 9, 30)),
        ("mapping_talk_ahead_months", date(2026, 6, 30)),
        ("discussion_ahead_months", date(2027, 3, 31)),
        ("meeting_ahead_months", date(2028, 3, 31)),
        ("absence_ahead_months", date(2029, 3, 31)),
    ],
)
def test_the_furthest_day_is_so_many_months_ahead_or_the_last_of_its_month(name: str, furthest: date) -> None:
    assert furthest_day(name, LAW, ON) == furthest


def test_an_office_may_have_its_own_limit() -> None:
    own = LAW.with_local_values([LocalValue("0301", "snooze_ahead_months", date(2026, 1, 1), 1)])
    assert furthest_day("snooze_ahead_months", own, ON, "0301") == date(2026, 4, 30)
    assert furthest_day("snooze_ahead_months", own, ON, "0302") == date(2026, 9, 30)


def own_law(name: str, value: int) -> Law:
    """Of one office alone."""
    return LAW.with_local_values([LocalValue("0301", name, date(2026, 1, 1), value)])


def test_an_office_has_its_own_limit_backwards_and_for_measures_and_mappings() -> None:
    own = own_law("absence_back_months", 6)
    assert earliest_day("absence_back_months", own, ON, "0301") == date(2025, 9, 30)
    assert earliest_day("absence_back_months", own, ON, "0302") == date(2025, 3, 31)
    own = own_law("measure_length_percent", 150)
    assert latest_measure_end(date(2026, 3, 2), 8, own, ON, "0301") == date(2026, 5, 25)
    assert latest_measure_end(date(2026, 3, 2), 8, own, ON, "0302") == date(2026, 6, 22)
    later = Checklist("own_job_cared_for", "Kollegene", "Ringer", date(2027, 6, 1), None, 1, "")
    own = own_law("follow_up_ahead_months", 12)
    assert [len(list(days_too_far(later, [], own, ON, office))) for office in ("0301", "0302")] == [1, 0]
    waits = Checklist("cared_for_until", "Kollegene", "Ringer", None, date(2026, 8, 1), 1, "")
    own = own_law("cared_for_ahead_months", 3)
    assert [len(list(days_too_far(waits, [], own, ON, office))) for office in ("0301", "0302")] == [1, 0]


def test_absence_is_written_down_a_year_back() -> None:
    assert earliest_day("absence_back_months", LAW, ON) == date(2025, 3, 31)


def test_a_measure_lasts_at_most_twice_its_length_in_the_catalogue() -> None:
    assert latest_measure_end(date(2026, 3, 2), 8, LAW, ON) == date(2026, 6, 22)


@pytest.mark.parametrize(("ends", "too_long"), [(time(17, 0), False), (time(17, 1), True), (time(23, 59), True)])
def test_a_meeting_lasts_at_most_a_day_of_work(ends: time, too_long: bool) -> None:
    assert Hours(time(9, 0), ends).last_longer_than(LAW.number("meeting_longest_hours", ON)) is too_long


@pytest.mark.parametrize(
    ("outcome", "next_on", "cared_for_until", "goal", "found"),
    [
        ("own_job_cared_for", date(2028, 3, 31), date(2100, 1, 1), date(2028, 3, 31), []),
        ("own_job_cared_for", date(2028, 4, 1), None, None, [("next_on_too_far", date(2028, 3, 31))]),
        ("cared_for_until", date(2100, 1, 1), date(2027, 3, 31), None, []),
        ("cared_for_until", None, date(2027, 4, 1), None, [("cared_for_until_too_far", date(2027, 3, 31))]),
        ("own_job_cared_for", None, None, date(2028, 4, 1), [("goal_due_too_far", date(2028, 3, 31))]),
    ],
)
def test_a_mapping_is_not_closed_until_years_ahead(
    outcome: str, next_on: date | None, cared_for_until: date | None, goal: date | None, found: list[tuple[str, date]]
) -> None:
    checklist = Checklist(outcome, "Kollegene", "Ringer", next_on, cared_for_until, 1, "")
    lacks = days_too_far(checklist, [goal] if goal else [], LAW, ON)
    assert [(lack.code, lack.furthest) for lack in lacks] == found
