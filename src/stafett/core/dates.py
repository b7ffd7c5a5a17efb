"""Days, whole years and working days.

A day number is the count of days since 1970-01-01, as NumPy and Polars store dates. Working days are Monday
to Friday without the Norwegian public holidays; they are looked up in a table over FIRST_YEAR to LAST_YEAR,
and a day outside it is refused instead of guessed at.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import holidays
import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.int32]

FIRST_YEAR = 1990
LAST_YEAR = 2070
EPOCH = date(1970, 1, 1)
EARLIEST, LATEST = date(FIRST_YEAR + 2, 1, 1), date(LAST_YEAR - 2, 12, 31)
"""The days that may come from outside: what is reckoned from them lies within the known years."""
OSLO = ZoneInfo("Europe/Oslo")
DAYS_PER_WEEK = 7
_FIRST = (date(FIRST_YEAR, 1, 1) - EPOCH).days
_LAST = (date(LAST_YEAR, 12, 31) - EPOCH).days
_SATURDAY = 5
_KEPT = 4096  # single days are asked for again and again: those around today
_LONGEST_LIFE = 150
_MANY = 2_000  # of fewer days a table does not pay
_EPOCH_WEEKDAY = 3  # 1970-01-01 was a Thursday


class DayOutOfRangeError(ValueError):
    """A day lies outside the years for which public holidays are known."""


def can_be_reckoned_from(day: date) -> bool:
    """Whether a day that comes from outside is so far within the known years that others can be reckoned from it."""
    return EARLIEST <= day <= LATEST


def day_number(day: date) -> int:
    """Days since 1 January 1970, negative before it: what dates are as arrays."""
    return (day - EPOCH).days


def date_of(number: int) -> date:
    """The date of a day number; the other way of `day_number`. Takes NumPy's whole numbers too."""
    return EPOCH + timedelta(days=int(number))


def age_on(born: date, on: date) -> int:
    """Completed years. Who is born on 29 February completes a year on 1 March when there is no such day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def date_of_age(born: date, years: int) -> date:
    """The day on which `age_on` first gives `years`."""
    year = born.year + years
    if (born.month, born.day) == (2, 29) and not _is_leap(year):
        return date(year, 3, 1)
    return born.replace(year=year)


def days_of_age(born: Days, years: int | Days) -> Days:
    """As `date_of_age`, for many: the same day of the month, counted from the month's first.

    `years` is one for all or one per day.
    """
    if isinstance(years, int):
        return _by_table(lambda every: _years_later(every, years), born)
    return _years_later(born, years)


def _years_later(born: Days, years: int | Days) -> Days:
    day = born.astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    later = (month + 12 * years).astype("datetime64[D]") + (day - month.astype("datetime64[D]"))
    result: Days = later.astype(np.int64).astype(np.int32)
    return result


def add_months(days: Days, months: int | Days) -> Days:
    """The same day so many months later, or the month's last day when it has none such (domstolloven § 148).

    `months` is one for all or one per day; a negative number goes backwards.
    """
    if isinstance(months, int):
        return _by_table(lambda every: _months_later(every, months), days)
    return _months_later(days, months)


def months_later(day: date, months: int) -> date:
    """As `add_months`, for one day."""
    return date_of(add_months(np.array([day_number(day)], dtype=np.int32), months)[0])


def _months_later(days: Days, months: int | Days) -> Days:
    day = days.astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    target = month + months
    first = target.astype("datetime64[D]")
    last_of_month = (target + 1).astype("datetime64[D]") - 1
    later = np.minimum(first + (day - month.astype("datetime64[D]")), last_of_month)
    result: Days = later.astype(np.int64).astype(np.int32)
    return result


def is_working_day(day: date) -> bool:
    """Monday to Friday and no public holiday in Norway. Raises DayOutOfRangeError outside the known years."""
    number = _checked(day)
    return bool(_calendar().index_of_next[number] == _calendar().index_of_previous[number])


@lru_cache(maxsize=_KEPT)
def previous_working_day(day: date) -> date:
    """The day itself when it is a working day, else the last working day before it."""
    return date_of(int(previous_working_days(np.array([day_number(day)], dtype=np.int32))[0]))


@lru_cache(maxsize=_KEPT)
def next_working_day(day: date) -> date:
    """The day itself when it is a working day, else the first working day after it."""
    return date_of(int(next_working_days(np.array([day_number(day)], dtype=np.int32))[0]))


@lru_cache(maxsize=_KEPT)
def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`; `day` itself is not counted, working day or not.

    A negative count goes backwards, and zero gives the next working day from `day`.
    """
    return date_of(int(add_working_days_to(np.array([day_number(day)], dtype=np.int32), count)[0]))


def previous_working_days(days: Days) -> Days:
    """As `previous_working_day`, for many: the day shown beside a duty's legal day."""
    calendar = _calendar()
    return calendar.working[calendar.index_of_previous[_offsets(days)]]


def next_working_days(days: Days) -> Days:
    """As `next_working_day`, for many: until then a person's answer is in time (fvl. § 30)."""
    calendar = _calendar()
    return calendar.working[calendar.index_of_next[_offsets(days)]]


def add_working_days_to(days: Days, count: int | Days) -> Days:
    """As `add_working_days`; `count` is one for all or one per day."""
    calendar = _calendar()
    offsets = _offsets(days)
    start = np.where(np.asarray(count) > 0, calendar.index_of_previous[offsets], calendar.index_of_next[offsets])
    moved = (start + count).astype(np.int32)
    if moved.size and (moved.min() < 0 or moved.max() >= calendar.working.size):
        raise DayOutOfRangeError(f"Working days are known from {FIRST_YEAR} to {LAST_YEAR} only.")
    result: Days = calendar.working[moved]
    return result


def nth_weekday(days: Days, count: int | Days) -> Days:
    """The `count`-th day from Monday to Friday at or after each day, from 1; holidays do not matter.

    Sick pay is counted in such days. A negative count goes backwards: -1 is the last weekday at or before.
    """
    if isinstance(count, int):  # then the step depends on the weekday alone
        return days + _weekday_steps(count)[_weekday(days)]
    forward = count > 0
    weekday = _weekday(days)
    # Places in a row of weekdays, from the Monday before; a weekend is at its end, or back on its Friday.
    place = np.minimum(weekday, np.where(forward, _SATURDAY, _SATURDAY - 1)) + count - np.where(forward, 1, -1)
    weeks, within = np.divmod(place.astype(np.int32), np.int32(_SATURDAY))
    result: Days = (days - weekday + weeks * DAYS_PER_WEEK + within).astype(np.int32)
    return result


@lru_cache(maxsize=_KEPT)
def _weekday_steps(count: int) -> Days:
    """From each day of the week, from Monday, how far it is to the `count`-th weekday."""
    week = np.arange(DAYS_PER_WEEK, dtype=np.int32) - _EPOCH_WEEKDAY
    return nth_weekday(week, np.full(DAYS_PER_WEEK, count, dtype=np.int32)) - week


def _by_table(reckon: Callable[[Days], Days], days: Days) -> Days:
    """`reckon` of each day; where they are many and near each other, of every day between them once."""
    if days.size < _MANY:
        return reckon(days)
    low, high = int(days.min()), int(days.max())
    if high - low >= days.size:
        return reckon(days)
    return reckon(np.arange(low, high + 1, dtype=np.int32))[days - low]


def _weekday(days: Days) -> Days:
    """From 0 for Monday. Division by a constant is several times as fast as the remainder."""
    shifted = days + _EPOCH_WEEKDAY
    return shifted - shifted // DAYS_PER_WEEK * DAYS_PER_WEEK


@lru_cache(maxsize=64)
def last_births(on: date) -> Days:
    """By number of years, from 0: the last day of birth of those who have completed so many by `on`."""
    leap_day = (on.month, on.day) == (2, 29)
    births = (
        date(year, 2, 28) if leap_day and not _is_leap(year) else on.replace(year=year)
        for year in range(on.year, on.year - _LONGEST_LIFE, -1)
    )
    return np.array([day_number(birth) for birth in births], dtype=np.int32)


class _Calendar:
    """Every working day in order; for each day the position of the working day at or before and after."""

    def __init__(self) -> None:
        days = np.arange(_FIRST, _LAST + 1, dtype=np.int32)
        is_working = (days + _EPOCH_WEEKDAY) % DAYS_PER_WEEK < _SATURDAY
        for holiday in holidays.country_holidays("NO", years=range(FIRST_YEAR, LAST_YEAR + 1)):
            is_working[day_number(holiday) - _FIRST] = False
        self.working = days[is_working]
        working_so_far = np.cumsum(is_working, dtype=np.int32)
        self.index_of_previous = working_so_far - 1
        self.index_of_next = working_so_far - is_working.astype(np.int32)


@cache
def _calendar() -> _Calendar:
    return _Calendar()


def _checked(day: date) -> int:
    return int(_offsets(np.array([day_number(day)], dtype=np.int32))[0])


def _offsets(days: Days) -> Days:
    # A week is kept free at both ends, so that the working day beside a weekend there is always known.
    if days.size and (days.min() < _FIRST + DAYS_PER_WEEK or days.max() > _LAST - DAYS_PER_WEEK):
        raise DayOutOfRangeError(f"Working days are known from {FIRST_YEAR} to {LAST_YEAR} only.")
    return (days - _FIRST).astype(np.int32, copy=False)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
