"""The kernel held against the day-by-day oracle."""

from __future__ import annotations

import random
from dataclasses import fields
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stafett.core.dates import date_of, day_number
from stafett.core.spells import (
    Facts,
    Source,
    Spells,
    What,
    employment_frame,
    find_spells,
    passes_week,
    spell_frame,
    spell_runs,
)
from tests.core.spells_oracle import Fact, Spell, facts_of, spells_of

FIXED = settings(deadline=None, derandomize=True, max_examples=150)
START = day_number(date(2023, 12, 10))  # new year and a leap day within reach
SPAN = 120
LAW_NUMBERS = {
    "recurrent_min_spell_days": 16,
    "recurrent_lookback_months": 36,
    "recurrent_many_spells": 5,
    "recurrent_many_days": 100,
    "recurrent_few_spells": 2,
    "recurrent_few_days": 300,
    "earlier_long_weeks": 26,
    "earlier_long_lookback_months": 36,
    "frequent_short_spells": 4,
    "frequent_short_lookback_months": 12,
}


class Law:
    """The numbers of the law as they stand, or small ones, so that short histories meet every threshold."""

    def __init__(self, **numbers: int) -> None:
        self._numbers = LAW_NUMBERS | numbers

    def number(self, name: str, on: date) -> int:
        return self._numbers[name]


SMALL_LAW = Law(
    recurrent_min_spell_days=4,
    recurrent_lookback_months=2,
    recurrent_many_spells=3,
    recurrent_many_days=15,
    recurrent_few_spells=2,
    recurrent_few_days=25,
    earlier_long_weeks=2,
    earlier_long_lookback_months=3,
    frequent_short_spells=2,
    frequent_short_lookback_months=1,
)


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    first = START + draw(st.integers(0, SPAN))
    what = draw(st.sampled_from([What.SICK] * 6 + list(What)))
    return Fact(
        person=draw(st.sampled_from([11, 12, 10**12])),
        employer=draw(st.sampled_from([0, 501, 502, 10**12])),
        source=draw(st.sampled_from(Source)),
        what=what,
        grade=draw(st.sampled_from([100, 100, 99, 50, 20, 0])),
        first=first,
        last=first + draw(st.one_of(st.integers(0, 20), st.sampled_from([0, 13, 14, 15, 16, 17, 60]))),
        recorded=draw(st.sampled_from([0, 1, 2, 1_700_000_000_000_000])),
    )


@st.composite
def chains(draw: st.DrawFn) -> list[Fact]:
    """One person's notes one after another, with the gaps where a day decides, and a holiday now and then."""
    day, chain = START, []
    for number in range(draw(st.integers(1, 8))):
        day += draw(st.sampled_from([0, 0, 0, 1, 2, 14, 15, 16, 17]))
        length = draw(st.sampled_from([1, 1, 2, 6, 7, 8, 15, 16, 17, 30]))
        what = draw(st.sampled_from([What.SICK, What.SICK, What.SICK, What.HOLIDAY, What.LEAVE, What.WORK]))
        grade = draw(st.sampled_from([100, 100, 80, 50]))
        employer = draw(st.sampled_from([501, 501, 502, 0]))
        chain.append(Fact(11, employer, Source.NOTE_SENT, what, grade, day, day + length - 1, number))
        day += length
    return chain


cases = st.one_of(st.lists(facts(), max_size=14), chains())
days = st.integers(START - 5, START + SPAN + 80)


def same(one: Spells, other: Spells) -> bool:
    return all(np.array_equal(getattr(one, f.name), getattr(other, f.name)) for f in fields(Spells))


def days_of(spells: Spells, row: int) -> list[tuple[int, bool, int, bool]]:
    return [
        (day, bool(spells.run_sick[run]), int(spells.run_grade[run]), bool(spells.run_employed[run]))
        for run in range(spells.run_offset[row], spells.run_offset[row + 1])
        for day in range(spells.run_first[run], spells.run_last[run] + 1)
    ]


@FIXED
@given(cases, st.sampled_from([1, 2, 16, 16, 16]))
def test_every_day_of_every_spell_is_as_the_oracle_has_it(rows: list[Fact], gap_days: int) -> None:
    spells = find_spells(facts_of(rows), gap_days=gap_days)
    expected = spells_of(rows, gap_days)
    assert list(zip(spells.person, spells.first, spells.last, strict=True)) == [
        (spell.person, spell.first, spell.last) for spell in expected
    ]
    assert [days_of(spells, row) for row in range(len(spells))] == [
        list(map(tuple, s.days)) for s in expected
    ]


@FIXED
@given(cases)
def test_neighbouring_runs_differ(rows: list[Fact]) -> None:
    spells = find_spells(facts_of(rows))
    for row in range(len(spells)):
        runs = spell_runs(spells, row)
        kinds = list(zip(spells.run_sick, spells.run_grade, spells.run_employed, strict=True))
        kinds = kinds[spells.run_offset[row] : spells.run_offset[row + 1]]
        assert all(one != next_one for one, next_one in zip(kinds, kinds[1:], strict=False))
        assert all(b.first - a.last == timedelta(days=1) for a, b in zip(runs, runs[1:], strict=False))


@FIXED
@given(cases, st.randoms(use_true_random=False), st.data())
def test_order_repetition_and_numbering_change_nothing(
    rows: list[Fact], rng: random.Random, data: st.DataObject
) -> None:
    again = [*rows, *(rng.choice(rows) for _ in range(3 if rows else 0))]
    rng.shuffle(again)
    again = [row._replace(id=number) for number, row in enumerate(again)]
    assert same(find_spells(facts_of(again)), find_spells(facts_of(rows)))


@FIXED
@given(cases.filter(bool), st.data())
def test_a_fact_cut_in_two_changes_nothing(rows: list[Fact], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    whole = rows[place]
    last = data.draw(st.integers(whole.first, whole.last))
    parts = [whole._replace(last=last)] + [whole._replace(first=last + 1)] * (last < whole.last)
    assert same(
        find_spells(facts_of([*rows[:place], *rows[place + 1 :], *parts])), find_spells(facts_of(rows))
    )


@FIXED
@given(cases, st.lists(st.tuples(facts(), facts()), max_size=4), st.randoms(use_true_random=False))
def test_corrections_give_what_the_corrected_notes_alone_give(
    kept: list[Fact], corrected: list[tuple[Fact, Fact]], rng: random.Random
) -> None:
    """Replaced notes are left out by id before the kernel; nothing of them may remain, wherever they stood."""
    final = kept + [new for _, new in corrected]
    all_notes = [
        fact._replace(id=number) for number, fact in enumerate(final + [old for old, _ in corrected])
    ]
    rng.shuffle(all_notes)
    arrived = facts_of(all_notes)
    assert same(find_spells(arrived.take(arrived.id < len(final))), find_spells(facts_of(final)))


@FIXED
@given(cases, facts(), days)
def test_more_sick_days_never_shorten_a_spell(rows: list[Fact], added: Fact, on: int) -> None:
    added = added._replace(what=What.SICK, grade=100, employer=77)
    before, after = find_spells(facts_of(rows)), find_spells(facts_of([*rows, added]))
    frame_before, frame_after = (spell_frame(s, on=date_of(on), law=SMALL_LAW) for s in (before, after))
    joined = frame_before.join(frame_after, on="person", suffix="_after").filter(
        pl.col("first_day_after") <= pl.col("first_day"), pl.col("last_day_after") >= pl.col("last_day")
    )
    assert len(joined) == len(before)
    assert (joined["duration_days_after"] >= joined["duration_days"]).all()


def expected_row(spells: list[Spell], row: int, on: int, law: Law) -> dict[str, object]:
    spell = spells[row]
    duration, elapsed = spell.sick_days(on), len(spell.until(on))
    return {
        "spell": row,
        "person": spell.person,
        "first_day": date_of(spell.first),
        "last_day": date_of(spell.last),
        "sick_days": duration,
        "well_days": spell.well_days(on),
        "duration_days": elapsed - spell.well_days(on),
        "weeks": duration // 7,
        "weeks_since_first": elapsed // 7,
        "closed": sum(day <= on - 1 for day in range(spell.last + 1, spell.last + 17)) == 16,
        "closes_on": date_of(spell.last + 17),
        "started": spell.first <= on,
        "grade": spell.on(on).grade,
        "grade_weeks_unchanged": spell.grade_weeks_unchanged(on),
        "graded_all_along": spell.graded_all_along(on),
        "employed": spell.on(on).employed,
        **expected_history(spells, row, on, law),
        "employers": sorted(spell.sick_from),
    }


def months_back(on: date, months: int) -> date:
    """Counted down month by month and, where the month is too short, day by day."""
    year, month, day = on.year, on.month, on.day
    for _ in range(months):
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1


def expected_history(spells: list[Spell], row: int, on: int, law: Law) -> dict[str, object]:
    def number(name: str) -> int:
        return law.number(name, date_of(on))

    def ended_within(months: str) -> list[int]:
        since = day_number(months_back(date_of(on), number(months)))
        return [
            s.sick_days(on) for s in spells[:row] if s.person == spells[row].person and since <= s.last <= on
        ]

    counted = [
        n for n in ended_within("recurrent_lookback_months") if n >= number("recurrent_min_spell_days")
    ]
    long = [n // 7 for n in ended_within("earlier_long_lookback_months")]
    short = [
        n for n in ended_within("frequent_short_lookback_months") if n < number("recurrent_min_spell_days")
    ]
    return {
        "recurrent": any(
            len(counted) >= number(f"recurrent_{kind}_spells")
            and sum(counted) >= number(f"recurrent_{kind}_days")
            for kind in ("many", "few")
        ),
        "earlier_long": any(weeks >= number("earlier_long_weeks") for weeks in long),
        "frequent_short": len(short) >= number("frequent_short_spells"),
    }


@FIXED
@given(cases, days, st.sampled_from([SMALL_LAW, Law()]))
def test_the_frame_says_what_the_oracle_says(rows: list[Fact], on: int, law: Law) -> None:
    frame = spell_frame(find_spells(facts_of(rows)), on=date_of(on), law=law)
    spells = spells_of(rows)
    assert frame.to_dicts() == [expected_row(spells, row, on, law) for row in range(len(spells))]


@FIXED
@given(cases, days)
def test_what_is_known_of_days_to_come_changes_no_duration(rows: list[Fact], on: int) -> None:
    counts = ["person", "first_day", "sick_days", "duration_days", "weeks"]
    so_far = [row._replace(last=min(row.last, on)) for row in rows if row.first <= on]
    all_known = spell_frame(find_spells(facts_of(rows)), on=date_of(on), law=SMALL_LAW).filter("started")
    assert all_known[counts].equals(
        spell_frame(find_spells(facts_of(so_far)), on=date_of(on), law=SMALL_LAW)[counts]
    )


@FIXED
@given(cases, st.integers(0, 30))
def test_passing_a_week_is_the_first_day_with_more_sick_days(rows: list[Fact], weeks: int) -> None:
    expected = spells_of(rows)
    found = passes_week(find_spells(facts_of(rows)), weeks)
    assert found.dtype == np.int32
    assert found.tolist() == [spell.passes(weeks) for spell in expected]


@FIXED
@given(cases, st.data())
def test_passing_takes_a_number_of_weeks_for_each_spell(rows: list[Fact], data: st.DataObject) -> None:
    expected = spells_of(rows)
    weeks = [data.draw(st.integers(0, 12)) for _ in expected]
    found = passes_week(find_spells(facts_of(rows)), np.array(weeks, np.int16))
    assert found.tolist() == [spell.passes(n) for spell, n in zip(expected, weeks, strict=True)]


@FIXED
@given(cases)
def test_employments_are_the_days_sick_from_each_employer(rows: list[Fact]) -> None:
    expected = [
        {
            "spell": row,
            "person": spell.person,
            "employer": employer,
            "first_day": date_of(spell.sick_from[employer][0][0]),
            "first_full_day": next(
                (date_of(day) for day, grade in spell.sick_from[employer] if grade == 100), None
            ),
            "last_day": date_of(spell.sick_from[employer][-1][0]),
        }
        for row, spell in enumerate(spells_of(rows))
        for employer in sorted(spell.sick_from)
    ]
    assert employment_frame(find_spells(facts_of(rows))).to_dicts() == expected


@FIXED
@given(cases)
def test_drawn_runs_cover_the_spell_day_by_day(rows: list[Fact]) -> None:
    spells = find_spells(facts_of(rows))
    for row, expected in enumerate(spells_of(rows)):
        drawn = [
            (day_number(run.first) + offset, run.sick, run.grade)
            for run in spell_runs(spells, row)
            for offset in range((run.last - run.first).days + 1)
        ]
        assert drawn == [(day.day, day.sick, day.grade) for day in expected.days]


def test_many_persons_together_get_what_each_gets_alone() -> None:
    rng = np.random.default_rng(5)
    size = 1000
    first = rng.integers(START, START + 400, size)
    everybody = Facts(
        person=rng.integers(1, 300, size),
        employer=rng.integers(0, 3, size),
        source=rng.integers(1, 6, size),
        what=rng.choice([What.SICK, What.SICK, What.HOLIDAY, What.WORK], size),
        grade=rng.choice([100, 50], size),
        first=first,
        last=first + rng.integers(0, 40, size),
        recorded=rng.integers(0, 5, size),
        id=np.arange(size),
    )
    together = spell_frame(find_spells(everybody), on=date(2024, 12, 1), law=SMALL_LAW).drop("spell")
    alone = pl.concat(
        spell_frame(
            find_spells(everybody.take(everybody.person == person)), on=date(2024, 12, 1), law=SMALL_LAW
        )
        for person in np.unique(everybody.person)
    ).drop("spell")
    assert together.equals(alone)
    assert together.height > 600


def test_times_further_apart_than_fit_the_key_still_decide() -> None:
    centuries = [0, 10**15, 2 * 10**15, 9 * 10**18]
    rows = [
        Fact(1, 501, Source.NOTE_SENT, What.SICK, grade, START, START + 9, recorded)
        for grade, recorded in zip([20, 40, 60, 80], centuries, strict=True)
    ]
    assert find_spells(facts_of(rows)).run_grade.tolist() == [80]
    assert find_spells(facts_of(rows[:3])).run_grade.tolist() == [60]


def test_no_facts_give_empty_frames_with_the_same_columns() -> None:
    none, one = find_spells(Facts.empty()), find_spells(facts_of([FULL_NOTE]))
    on = date(2024, 1, 1)
    assert spell_frame(none, on=on, law=Law()).schema == spell_frame(one, on=on, law=Law()).schema
    assert employment_frame(none).schema == employment_frame(one).schema
    assert passes_week(none, 8).tolist() == []


FULL_NOTE = Fact(1, 501, Source.NOTE_SENT, What.SICK, 100, START, START + 9, 7, 1)


def test_facts_are_read_from_a_frame_with_dates_times_and_missing_employers() -> None:
    row = FULL_NOTE._asdict() | {"employer": None, "first": date_of(START), "last": date_of(START + 9)}
    frame = pl.DataFrame([row], schema_overrides={"employer": pl.Int64}).with_columns(
        pl.from_epoch("recorded", "us").dt.replace_time_zone("UTC").dt.convert_time_zone("Europe/Oslo")
    )
    read = Facts.from_frame(frame)
    assert [getattr(read, f.name).tolist() for f in fields(Facts)] == [
        [value] for value in FULL_NOTE._replace(employer=0)
    ]


@pytest.mark.parametrize("column", ["person", "what", "grade", "last", "recorded"])
def test_a_missing_value_is_refused_by_name(column: str) -> None:
    frame = pl.DataFrame([FULL_NOTE._asdict() | {column: None}])
    with pytest.raises(ValueError, match=rf"facts\.missing_values: {column}"):
        Facts.from_frame(frame)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"last": START - 1}, "facts.last_before_first"),
        ({"grade": 101}, "facts.out_of_range: grade"),
        ({"grade": -1}, "facts.out_of_range: grade"),
        ({"source": 0}, "facts.out_of_range: source"),
        ({"what": 12}, "facts.out_of_range: what"),
    ],
)
def test_impossible_facts_are_refused(changes: dict[str, int], code: str) -> None:
    with pytest.raises(ValueError, match=code):
        facts_of([FULL_NOTE._replace(**changes)])  # type: ignore[arg-type]


def test_columns_of_unequal_length_are_refused() -> None:
    columns = {f.name: getattr(facts_of([FULL_NOTE]), f.name) for f in fields(Facts)}
    with pytest.raises(ValueError, match="columns_differ_in_length"):
        Facts(**columns | {"person": np.array([1, 2])})


def test_a_gap_of_no_days_is_refused() -> None:
    with pytest.raises(ValueError, match="gap_days_must_be_positive"):
        find_spells(Facts.empty(), gap_days=0)
