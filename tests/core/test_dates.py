"""Working days, weekdays and ages against plain counting."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import holidays
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stafett.core import dates

HOLIDAYS = holidays.country_holidays("NO", years=range(1990, 2071))
DAYS = st.dates(date(1992, 1, 1), date(2068, 12, 31))
LEAP_DAYS = st.sampled_from([date(year, 2, 29) for year in range(1992, 2069, 4)])
ONE = timedelta(days=1)


def is_free(day: date) -> bool:
    return day.weekday() >= 5 or day in HOLIDAYS


def test_others_can_be_reckoned_from_the_first_day_to_the_last() -> None:
    first, last = dates.EARLIEST, dates.LATEST
    days = [first - ONE, first, first + ONE, last - ONE, last, last + ONE]
    assert [dates.can_be_reckoned_from(day) for day in days] == [False, True, True, True, True, False]


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        (date(2026, 4, 2), date(2026, 4, 1), date(2026, 4, 7)),  # Maundy Thursday to Easter Monday
        (date(2026, 5, 17), date(2026, 5, 15), date(2026, 5, 18)),  # Constitution Day on a Sunday
        (date(2027, 5, 17), date(2027, 5, 14), date(2027, 5, 18)),  # the day after Whit Sunday 2027
        (date(2026, 1, 1), date(2025, 12, 31), date(2026, 1, 2)),
        (date(2026, 12, 24), date(2026, 12, 24), date(2026, 12, 24)),  # Christmas Eve is a working day
        (date(2028, 2, 29), date(2028, 2, 29), date(2028, 2, 29)),
        (date(2027, 1, 1), date(2026, 12, 31), date(2027, 1, 4)),  # New Year's Day before a weekend
        (date(2026, 3, 29), date(2026, 3, 27), date(2026, 3, 30)),  # summer time begins
        (date(2026, 10, 25), date(2026, 10, 23), date(2026, 10, 26)),  # summer time ends
        (date(2026, 5, 14), date(2026, 5, 13), date(2026, 5, 15)),  # Ascension Day
        (date(2026, 12, 26), date(2026, 12, 24), date(2026, 12, 28)),  # the second day of Christmas, a Saturday
    ],
)
def test_a_free_day_has_a_working_day_on_both_sides(day: date, before: date, after: date) -> None:
    assert (dates.previous_working_day(day), dates.next_working_day(day)) == (before, after)
    assert dates.is_working_day(day) == (before == after)


@pytest.fixture
def new_calendar() -> None:
    """The table of working days made anew, whatever asked for it first."""
    dates._calendar.cache_clear()


@pytest.mark.usefixtures("new_calendar")
def test_every_free_day_of_the_known_years_is_known() -> None:
    first, last = date(1990, 1, 8), date(2070, 12, 24)
    days = [first + number * ONE for number in range((last - first).days + 1)]
    assert [dates.is_working_day(day) for day in days] == [not is_free(day) for day in days]
    for outside in (first - ONE, last + ONE):
        with pytest.raises(dates.DayOutOfRangeError, match="known from 1990 to 2070 only"):
            dates.is_working_day(outside)


@given(DAYS, st.integers(-30, 30))
@example(date(2026, 4, 4), 1)  # the Saturday before Easter
@example(date(2026, 4, 4), -1)
@example(date(2026, 4, 4), 0)
def test_working_days_are_counted_one_by_one(day: date, count: int) -> None:
    step = ONE if count >= 0 else -ONE
    expected = day
    if count == 0:
        while is_free(expected):
            expected += ONE
    for _ in range(abs(count)):
        expected += step
        while is_free(expected):
            expected += step
    assert dates.add_working_days(day, count) == expected


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
        (date(2027, 2, 26), 1, date(2027, 3, 1)),
        (date(2026, 12, 30), 2, date(2027, 1, 4)),
        (date(2027, 1, 4), -2, date(2026, 12, 30)),
        (date(2026, 3, 27), 1, date(2026, 3, 30)),
        (date(2026, 10, 23), 1, date(2026, 10, 26)),
        (date(2026, 4, 1), 1, date(2026, 4, 7)),
    ],
)
def test_working_days_pass_leap_days_new_year_summer_time_and_easter(day: date, count: int, expected: date) -> None:
    assert dates.add_working_days(day, count) == expected


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), -12, date(2027, 2, 28)),
        (date(2027, 2, 28), 12, date(2028, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 12, 31), -1, date(2026, 11, 30)),
    ],
)
def test_months_end_with_the_month_over_leap_days_and_new_year(day: date, months: int, expected: date) -> None:
    number = np.array([dates.day_number(day)], dtype=np.int32)
    assert dates.date_of(dates.add_months(number, months)[0]) == expected


@pytest.mark.parametrize("change", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_day_on_which_the_clock_is_turned_is_one_day(change: date) -> None:
    numbers = [dates.day_number(change + beside * ONE) for beside in (-1, 0, 1)]
    assert [number - numbers[0] for number in numbers] == [0, 1, 2]
    friday = np.array([numbers[0] - 1], dtype=np.int32)
    assert dates.date_of(dates.nth_weekday(friday, 2)[0]) == change + ONE


@given(DAYS, st.integers(1, 300), st.booleans())
def test_weekdays_are_counted_one_by_one(day: date, count: int, backwards: bool) -> None:
    step = -ONE if backwards else ONE
    expected, left = day - step, count
    while left:
        expected += step
        left -= expected.weekday() < 5
    counts = np.array([-count if backwards else count], dtype=np.int32)
    found = dates.nth_weekday(np.array([dates.day_number(day)], dtype=np.int32), counts)
    assert dates.date_of(found[0]) == expected
    same_for_all = dates.nth_weekday(np.array([dates.day_number(day)], dtype=np.int32), int(counts[0]))
    assert dates.date_of(same_for_all[0]) == expected


@given(DAYS | LEAP_DAYS, st.integers(0, 100))
def test_the_last_birth_of_an_age_is_the_last_that_has_reached_it(on: date, years: int) -> None:
    born = dates.date_of(dates.last_births(on)[years])
    assert dates.age_on(born, on) == years
    assert dates.age_on(born + ONE, on) == years - 1


@given(DAYS | LEAP_DAYS, st.integers(0, 100))
@example(date(1996, 2, 29), 4)  # 2000 was a leap year, 2100 is none
@example(date(2000, 2, 29), 100)
def test_the_day_of_an_age_is_the_first_with_that_age(born: date, years: int) -> None:
    day = dates.date_of_age(born, years)
    assert dates.age_on(born, day) == years
    assert years == 0 or dates.age_on(born, day - ONE) == years - 1
    number = np.array([dates.day_number(born)], dtype=np.int32)
    assert dates.date_of(dates.days_of_age(number, np.array([years], dtype=np.int32))[0]) == day


@given(DAYS, st.integers(-60, 60), st.integers(0, 100))
def test_many_days_near_each_other_are_reckoned_as_each_by_itself(first: date, months: int, years: int) -> None:
    near = dates.day_number(first) + np.arange(3_000, dtype=np.int32) % 1_000
    one_each = np.full(near.size, months, dtype=np.int32), np.full(near.size, years, dtype=np.int32)
    assert (dates.add_months(near, months) == dates.add_months(near, one_each[0])).all()
    assert (dates.days_of_age(near, years) == dates.days_of_age(near, one_each[1])).all()


@given(st.lists(DAYS, min_size=1))
def test_many_days_at_once_give_what_single_days_give(days: list[date]) -> None:
    numbers = np.array([dates.day_number(day) for day in days], dtype=np.int32)
    found = [
        dates.previous_working_days(numbers),
        dates.next_working_days(numbers),
        dates.add_working_days_to(numbers, 3),
    ]
    for day, *results in zip(days, *found, strict=True):
        expected = [dates.previous_working_day(day), dates.next_working_day(day), dates.add_working_days(day, 3)]
        assert [dates.date_of(number) for number in results] == expected


@pytest.mark.usefixtures("new_calendar")
def test_counting_ends_with_the_known_holidays() -> None:
    first, last = date(1990, 1, 2), date(2070, 12, 31)
    assert dates.add_working_days(date(1990, 1, 8), -4) == first
    assert dates.add_working_days(date(2070, 12, 24), 3) == last
    for day, count in ((date(1990, 1, 8), -5), (date(2070, 12, 24), 4), (date(2070, 12, 1), 500)):
        with pytest.raises(dates.DayOutOfRangeError, match="known from 1990 to 2070 only"):
            dates.add_working_days(day, count)


@given(DAYS | LEAP_DAYS, st.integers(-40, 40))
def test_months_keep_the_day_or_end_with_the_month(day: date, months: int) -> None:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    expected = date(year, month + 1, min(day.day, last))
    number = np.array([dates.day_number(day)], dtype=np.int32)
    assert dates.date_of(dates.add_months(number, months)[0]) == expected
    assert dates.date_of(dates.add_months(number, np.array([months], dtype=np.int32))[0]) == expected
