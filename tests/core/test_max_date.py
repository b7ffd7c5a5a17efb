"""Sick-pay days that earlier spells leave, held against counting them day by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stafett.core.course import newest, with_days_to_come
from stafett.core.dates import date_of, day_number
from stafett.core.max_date import days_left_after, estimate_max_date, sick_pay_days_left
from stafett.core.parameters import Dated, Law, default_law
from stafett.core.spells import Source, What, spell_frame
from tests.core.spells_cases import FIXED, spells_in
from tests.core.spells_oracle import Fact, facts_of

LAW = default_law()
ON = date(2026, 6, 1)
ONE = timedelta(days=1)
RIGHT, EMPLOYER_PERIOD, GAP, FRESH_DAYS, YEARS = 248, 16, 16, 26 * 7, 3

ONE_AND_TWENTY = Dated(date(2011, 7, 1), 21)

Periods = list[tuple[date, date]]


def plainly(periods: Periods) -> tuple[int, date]:
    """The days left to the last spell, and its last day of sick pay: each day looked at by itself."""
    sick = sorted({first + n * ONE for first, last in periods for n in range((last - first).days + 1)})
    spells = [[sick[0]]]
    for day in sick[1:]:
        if (day - spells[-1][-1]).days > GAP:
            spells.append([])
        spells[-1].append(day)
    paid: list[date] = []
    for spell, following in pairwise(spells):
        paid += [day for day in spell[EMPLOYER_PERIOD:] if day.weekday() < 5]
        if (following[0] - spell[-1]).days - 1 >= FRESH_DAYS:
            paid = []
    well = (spells[-1][-1] - spells[-1][0]).days + 1 - len(spells[-1])
    start = day = spells[-1][0] + (EMPLOYER_PERIOD + well) * ONE
    paid_first = next(day for day in (start + n * ONE for n in range(3)) if day.weekday() < 5)
    if counted(paid, paid_first) >= RIGHT:
        return 0, start - ONE
    count = 0
    while True:
        count += day.weekday() < 5
        if day.weekday() < 5 and count + counted(paid, day) >= RIGHT:
            return count, day
        day += ONE


def counted(paid: list[date], day: date) -> int:
    leap = (day.month, day.day) == (2, 29)
    since = day.replace(year=day.year - YEARS, day=28 if leap else day.day)
    return sum(before > since for before in paid)


def found(periods: Periods, law: Law = LAW) -> tuple[int, date]:
    rows = [
        Fact(1, 7, Source.NOTE_SENT, What.SICK, 100, day_number(first), day_number(last), n, n)
        for n, (first, last) in enumerate(periods, start=1)
    ]
    spells = spells_in(facts_of(rows))
    on = max(last for _, last in periods)
    frame = newest(spell_frame(spells, on=on, law=law))
    full = with_days_to_come(frame, spells, law)
    return full.item(0, "sick_pay_days_left"), estimate_max_date(full, law).item()


days = st.integers(day_number(date(2021, 12, 1)), day_number(ON)).map(date_of)
periods = st.lists(
    st.tuples(days, st.sampled_from([1, 10, 17, 40, 120, 300, 420])).map(lambda p: (p[0], p[0] + p[1] * ONE)),
    min_size=1,
    max_size=6,
)


@FIXED
@given(periods)
@example([(date(2023, 1, 2), date(2023, 11, 30)), (date(2024, 3, 1), date(2026, 6, 1))])
@example([(date(2022, 2, 1), date(2022, 12, 1)), (date(2023, 2, 1), date(2023, 3, 1)), (date(2025, 2, 1), ON)])
def test_the_days_left_are_those_of_counting_day_by_day(of_person: Periods) -> None:
    assert found(of_person) == plainly(of_person)


# What lies between two stretches of sickness, and how long they are: on each side of what decides.
gaps = st.sampled_from([1, 3, 15, 16, 17, 60, 120, 181, 182])
lengths = st.sampled_from([1, 6, 10, 15, 16, 17, 18, 40, 120, 250])


def on_end(stretches: list[tuple[int, int]]) -> Periods:
    """Stretches of sickness as (well days after it, length), the last one ending on ON."""
    found: Periods = []
    last = ON
    for gap, length in stretches:
        found.insert(0, (last - (length - 1) * ONE, last))
        last -= (length + gap) * ONE
    return found


@FIXED
@given(st.lists(st.tuples(gaps, lengths), min_size=2, max_size=8).map(on_end))
@example(on_end([(20, 40), (3, 10), (3, 40)]))  # ten of the employer's sixteen days before a pause within a spell
@example(on_end([(20, 40), (3, 40), (3, 40)]))  # all of them
@example(on_end([(20, 40), (20, 17)]))  # one day more than they
def test_days_left_when_well_days_lie_within_and_between_spells(of_person: Periods) -> None:
    assert found(of_person) == plainly(of_person)


def linked(first: date, last: date) -> Periods:
    """Single days of sickness from first to last, so near that nobody is fully fit for 26 weeks."""
    return [(first + n * ONE, first + n * ONE) for n in range(150, (last - first).days - 30, 150)]


@pytest.mark.parametrize("shift", range(7))
@pytest.mark.parametrize("over", range(-3, 4))
def test_where_days_fall_out_as_the_right_is_used_up(shift: int, over: int) -> None:
    # Paid from before the three years began, and about 247 of the days within them: the right is used up at once, or
    # on the first day of sick pay, or that day has left one behind.
    begins = date(2025, 9, 1) + shift * ONE
    since = (begins + EMPLOYER_PERIOD * ONE).replace(year=begins.year - YEARS)
    earlier = (since - 60 * ONE, since + (247 * 7 // 5 + over) * ONE)
    of_person = [earlier, *linked(earlier[1], begins), (begins, ON)]
    assert found(of_person) == plainly(of_person)


@pytest.mark.parametrize("right", range(244, 250))
def test_what_lies_three_years_back_leaves_the_whole_right(right: int) -> None:
    whole = replace(LAW.parameter("sick_pay_days"), dated=(Dated(date(2011, 7, 1), right),))
    earlier = (date(2022, 1, 3), date(2022, 3, 31))
    of_person = [earlier, *linked(earlier[1], date(2026, 1, 5)), (date(2026, 1, 5), ON)]
    assert found(of_person, Law({**LAW.parameters, "sick_pay_days": whole}, {}))[0] == right


@pytest.mark.parametrize(
    ("earlier", "left"),
    [
        ([], 248),
        # Sixteen days are the employer's; the four weeks after them have 20 weekdays.
        ([(date(2025, 9, 1), date(2025, 10, 14))], 228),
        # Twenty-six weeks fully fit give the whole right again, and a day less does not.
        ([(date(2025, 5, 23), date(2025, 7, 6))], 248),
        ([(date(2025, 5, 24), date(2025, 7, 7))], 227),
        # The right is used up.
        ([(date(2024, 10, 1), date(2025, 10, 1))], 0),
    ],
)
def test_what_earlier_spells_take(earlier: Periods, left: int) -> None:
    assert found([*earlier, (date(2026, 1, 5), date(2026, 3, 1))])[0] == left


def test_where_one_day_is_left_it_is_the_first_of_sick_pay() -> None:
    law = Law({**LAW.parameters, "sick_pay_days": replace(LAW.parameter("sick_pay_days"), dated=(ONE_AND_TWENTY,))}, {})
    earlier, now = (date(2025, 9, 1), date(2025, 10, 14)), (date(2026, 1, 5), date(2026, 3, 1))
    assert found([earlier, now], law) == (1, date(2026, 1, 21))


def test_the_day_three_years_ago_counts_no_more() -> None:
    # The day on which the right is used up has left 20 January 2023 behind, and the day before it has not.
    earlier = (date(2023, 1, 2), date(2023, 12, 13))
    now = (date(2024, 2, 1), ON)
    assert found([earlier, now]) == plainly([earlier, now])
    for shift in range(1, 8):
        moved = (earlier[0] + shift * ONE, earlier[1] + shift * ONE)
        assert found([moved, now]) == plainly([moved, now])


def test_where_nothing_is_left_sick_pay_ends_before_it_begins() -> None:
    _, last = found([(date(2024, 10, 1), date(2025, 10, 1)), (date(2026, 1, 5), date(2026, 3, 1))])
    assert last == date(2026, 1, 20)


@pytest.mark.parametrize(
    ("name", "value", "earlier"),
    [
        ("sick_pay_lookback_months", 12, (date(2024, 9, 2), date(2024, 12, 13))),
        ("sick_pay_fresh_start_weeks", 4, (date(2025, 9, 1), date(2025, 12, 1))),
        ("employer_period_days", 20, (date(2025, 9, 1), date(2025, 12, 1))),
        ("sick_pay_days", 200, (date(2025, 9, 1), date(2025, 12, 1))),
    ],
)
def test_a_changed_parameter_counts_for_spells_from_that_day_only(
    name: str, value: int, earlier: tuple[date, date]
) -> None:
    changes_on = date(2026, 1, 5)
    old = LAW.parameter(name)
    law = Law({**LAW.parameters, name: replace(old, dated=(*old.dated, Dated(changes_on, value)))}, LAW.bases)
    # So that nobody was fully fit for 26 weeks.
    links = [(date(2025, month, 1), date(2025, month, 2)) for month in (5, 9) if earlier[0].year < 2025]
    before, on_it = [[earlier, *links, (first, date(2026, 3, 1))] for first in (changes_on - ONE, changes_on)]
    assert found(before, law) == found(before)
    assert found(on_it, law) != found(on_it)


def test_the_days_left_of_many_are_those_of_each_alone() -> None:
    persons: list[Periods] = [
        [(date(2025, 9, 1), date(2025, 10, 14)), (date(2026, 1, 5), ON)],
        [(date(2026, 1, 5), ON)],
        [(date(2024, 10, 1), date(2025, 10, 1)), (date(2026, 1, 5), ON)],
        [(date(2025, 2, 3), date(2025, 3, 14)), (date(2025, 6, 2), date(2025, 8, 1)), (date(2026, 1, 5), ON)],
        [(date(2024, 3, 4), date(2024, 6, 28)), (date(2024, 9, 2), date(2024, 9, 30)), (date(2025, 2, 3), ON)],
    ]
    rows = [
        Fact(person, 7, Source.NOTE_SENT, What.SICK, 100, day_number(first), day_number(last), 0)
        for person, of_person in enumerate(persons, start=1)
        for first, last in of_person
    ]
    spells = spells_in(facts_of(rows))
    every = spell_frame(spells, on=ON, law=LAW)
    expected = [plainly(of_person)[0] for of_person in persons]
    assert sick_pay_days_left(newest(every), spells, LAW).tolist() == expected
    whole = sick_pay_days_left(every, spells, LAW)
    so_far = [of_person[: number + 1] for of_person in persons for number in range(len(of_person))]
    assert whole.tolist() == [plainly(of_person)[0] for of_person in so_far]


def test_fully_fit_is_as_long_as_the_law_of_each_persons_day_says() -> None:
    changes_on = date(2026, 1, 5)
    name = "sick_pay_fresh_start_weeks"
    old = LAW.parameter(name)
    law = Law({**LAW.parameters, name: replace(old, dated=(*old.dated, Dated(changes_on, 4)))}, LAW.bases)
    of_each = [[(date(2025, 9, 1), date(2025, 10, 14)), (first, ON)] for first in (changes_on - ONE, changes_on)]
    rows = [
        Fact(person, 7, Source.NOTE_SENT, What.SICK, 100, day_number(first), day_number(last), 0)
        for person, of_person in enumerate((*of_each, *reversed(of_each), of_each[0]), start=1)
        for first, last in of_person
    ]
    spells = spells_in(facts_of(rows))
    frame = newest(spell_frame(spells, on=ON, law=law))
    assert sick_pay_days_left(frame, spells, law).tolist() == [228, 248, 248, 228, 228]
    assert sick_pay_days_left(frame[:2], spells, law).tolist() == [228, 248]
    assert sick_pay_days_left(frame[2:4], spells, law).tolist() == [248, 228]
    assert sick_pay_days_left(frame[:0], spells, law).size == 0


def of_age(born: date, first_day: date, *, older_days: int = 60) -> date | None:
    """The last day of sick pay of one spell by itself: 60 weekdays from 67, none from 70."""
    start = first_day + EMPLOYER_PERIOD * ONE
    ends = date(born.year + 70, born.month, born.day) - ONE
    if ends < start:
        return None
    shorter = weekday(max(start, date(born.year + 67, born.month, born.day)), older_days)
    return min(weekday(start, RIGHT), shorter, ends)


def weekday(day: date, count: int) -> date:
    while True:
        count -= day.weekday() < 5
        if not count:
            return day
        day += ONE


# The day somebody reaches an age, beside the first day of sick pay and what would have been the last one.
AGES = [(years, days + beside) for years in (67, 70) for days in (0, 90, 346) for beside in range(-2, 3)]
FIRST_DAY = date(2026, 1, 5)
REACHED = [(years, FIRST_DAY + (EMPLOYER_PERIOD + days) * ONE) for years, days in AGES]
BORN = [day.replace(year=day.year - years) for years, day in REACHED]
OTHERS = [date(1955, 6, 30), date(1956, 1, 1), date(1959, 1, 1), date(1990, 5, 17)]


def test_from_67_there_are_fewer_days_and_from_70_none() -> None:
    born = [*BORN, *OTHERS]
    frame = pl.DataFrame({"first_day": [FIRST_DAY] * len(born), "well_days": 0, "birth_date": born})
    assert estimate_max_date(frame, LAW).to_list() == [of_age(day, FIRST_DAY) for day in born]


def test_the_fewer_days_are_those_of_the_law_of_each_persons_day() -> None:
    name = "sick_pay_older_days"
    old = LAW.parameter(name)
    law = Law({**LAW.parameters, name: replace(old, dated=(*old.dated, Dated(FIRST_DAY, 30)))}, LAW.bases)
    born = [date(1990, 5, 17), date(1958, 1, 1), date(1990, 5, 17), date(1958, 1, 1)]
    firsts = [FIRST_DAY - ONE, FIRST_DAY - ONE, FIRST_DAY, FIRST_DAY]
    frame = pl.DataFrame({"first_day": firsts, "well_days": 0, "birth_date": born})
    expected = [of_age(*row, older_days=days) for *row, days in zip(born, firsts, (60, 60, 30, 30), strict=True)]
    assert estimate_max_date(frame, law).to_list() == expected


def left_plainly(last: date, first: date, on: date) -> int:
    days = (max(first, on + ONE) + n * ONE for n in range(400))
    return sum(day <= last and day.weekday() < 5 for day in days)


@pytest.mark.parametrize("shift", [-60, -14, 0, 1, 2, 3, 4, 5, 6, 7, 300, 330, 345, 347, 348, 349, 400])
def test_the_days_left_after_a_day_are_those_of_counting(shift: int) -> None:
    first = date(2026, 1, 5)
    begins = first + EMPLOYER_PERIOD * ONE
    frame = pl.DataFrame({"first_day": [first, first], "well_days": [0, 3], "max_date": [None, date(2026, 6, 30)]})
    on = begins + shift * ONE
    estimated = estimate_max_date(frame, LAW)
    expected = [left_plainly(estimated[0], begins, on), left_plainly(date(2026, 6, 30), begins + 3 * ONE, on)]
    found = days_left_after(frame, LAW, on)
    assert found.tolist() == expected
    assert found.dtype == np.int32


def test_who_has_no_right_has_no_days_left_after_any() -> None:
    first = date(2026, 1, 5)
    frame = pl.DataFrame({"first_day": [first], "well_days": [0], "birth_date": [date(1950, 1, 1)]})
    assert days_left_after(frame, LAW, first + 20 * ONE).tolist() == [0]


def test_the_last_day_has_its_name() -> None:
    frame = pl.DataFrame({"first_day": [ON], "well_days": [0]})
    assert estimate_max_date(frame, LAW).name == "max_date"


def test_nobody_has_no_days_left() -> None:
    spells = spells_in(facts_of([]))
    frame = spell_frame(spells, on=ON, law=LAW)
    assert sick_pay_days_left(frame, spells, LAW).size == 0
    assert isinstance(frame, pl.DataFrame)
