"""What is asked of spells, as of a day, held against the day-by-day oracle."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stafett.core.dates import date_of, day_number
from stafett.core.parameters import default_law
from stafett.core.spells import (
    Facts,
    Source,
    Spells,
    What,
    employers_of,
    employment_frame,
    passes_week,
    spell_frame,
    spell_runs,
)
from tests.core.spells_cases import FIXED, START, cases, days, facts, spells_in
from tests.core.spells_oracle import Fact, Spell, facts_of, spells_of

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
    "frequent_short_under_days": 16,
    "frequent_short_lookback_months": 12,
}


class Law:
    """The numbers of the law as they stand, or small ones, so that short histories meet every threshold."""

    def __init__(self, **numbers: int) -> None:
        self._numbers = LAW_NUMBERS | numbers

    def number(self, name: str, _on: date) -> int:
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
    frequent_short_under_days=5,
    frequent_short_lookback_months=1,
)


@FIXED
@given(cases, facts(), days)
def test_more_sick_days_never_shorten_a_spell(rows: list[Fact], added: Fact, on: int) -> None:
    added = added._replace(what=What.SICK, grade=100, employer=77)
    before, after = spells_in(facts_of(rows)), spells_in(facts_of([*rows, added]))
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
        return [s.sick_days(on) for s in spells[:row] if s.person == spells[row].person and since <= s.last <= on]

    counted = [n for n in ended_within("recurrent_lookback_months") if n >= number("recurrent_min_spell_days")]
    long = [n // 7 for n in ended_within("earlier_long_lookback_months")]
    short = [n for n in ended_within("frequent_short_lookback_months") if n < number("frequent_short_under_days")]
    return {
        "recurrent": any(
            len(counted) >= number(f"recurrent_{kind}_spells") and sum(counted) >= number(f"recurrent_{kind}_days")
            for kind in ("many", "few")
        ),
        "earlier_long": any(weeks >= number("earlier_long_weeks") for weeks in long),
        "frequent_short": len(short) >= number("frequent_short_spells"),
    }


@FIXED
@given(cases, days, st.sampled_from([SMALL_LAW, Law()]))
def test_the_frame_says_what_the_oracle_says(rows: list[Fact], on: int, law: Law) -> None:
    found, spells = spells_in(facts_of(rows)), spells_of(rows)
    frame = spell_frame(found, on=date_of(on), law=law)
    assert frame.to_dicts() == [expected_row(spells, row, on, law) for row in range(len(spells))]
    assert employers_of(found).to_list() == [sorted(spell.sick_from) for spell in spells]


def seen_from(on: int, *stretches: tuple[int, int, int]) -> dict[str, object]:
    """The last spell of one person, sick at a grade from one day to another, as seen from a day."""
    notes = [
        Fact(1, 501, Source.NOTE_SENT, What.SICK, grade, START + first, START + last, 0)
        for first, last, grade in stretches
    ]
    found = spell_frame(spells_in(facts_of(notes)), on=date_of(START + on), law=SMALL_LAW)
    return found.row(-1, named=True)


@pytest.mark.parametrize(
    ("lengths", "name"),
    [
        ([4, 4, 7], "recurrent"),
        ([12, 13], "recurrent"),
        ([14], "earlier_long"),
    ],
)
def test_history_counts_from_its_numbers_on(lengths: list[int], name: str) -> None:
    def history(lengths: list[int]) -> object:
        stretches, day = [], 0
        for length in lengths:
            stretches.append((day, day + length - 1, 100))
            day += length + 16
        return seen_from(day, *stretches, (day, day, 100))[name]

    assert history(lengths)
    assert not history([*lengths[:-1], lengths[-1] - 1])
    assert not history(lengths[1:])


@pytest.mark.parametrize(("on", "counts"), [(9, False), (10, True), (101, True), (102, False)])
def test_history_looks_back_over_whole_months(on: int, counts: bool) -> None:
    # The long spell ends on 20 December; the three months are over with 20 March.
    assert (date_of(START + 10), date_of(START + 101)) == (date(2023, 12, 20), date(2024, 3, 20))
    assert seen_from(on, (-10, 10, 100), (27, 200, 100))["earlier_long"] == counts


@pytest.mark.parametrize(
    ("on", "first_length", "counts"),
    [(20, 3, False), (21, 3, True), (33, 3, True), (34, 3, False), (30, 4, True), (30, 5, False)],
)
def test_short_spells_of_the_last_month_count_together(on: int, first_length: int, counts: bool) -> None:
    assert seen_from(on, (3 - first_length, 2, 100), (19, 21, 100), (38, 50, 100))["frequent_short"] == counts


@pytest.mark.parametrize(("on", "weeks"), [(6, 0), (12, 0), (13, 1), (15, 0), (20, 0), (21, 1), (34, 2), (35, 3)])
def test_weeks_at_one_grade_are_whole_and_begin_where_it_went_down(on: int, weeks: int) -> None:
    assert seen_from(on, (7, 14, 50), (15, 20, 40), (21, 40, 60))["grade_weeks_unchanged"] == weeks


@FIXED
@given(cases, days)
def test_what_is_known_of_days_to_come_changes_no_duration(rows: list[Fact], on: int) -> None:
    counts = ["person", "first_day", "sick_days", "duration_days", "weeks"]
    so_far = [row._replace(last=min(row.last, on)) for row in rows if row.first <= on]
    all_known = spell_frame(spells_in(facts_of(rows)), on=date_of(on), law=SMALL_LAW).filter("started")
    assert all_known[counts].equals(spell_frame(spells_in(facts_of(so_far)), on=date_of(on), law=SMALL_LAW)[counts])


@FIXED
@given(cases, st.integers(0, 30))
def test_passing_a_week_is_the_first_day_with_more_sick_days(rows: list[Fact], weeks: int) -> None:
    expected = spells_of(rows)
    found = passes_week(spells_in(facts_of(rows)), weeks)
    assert found.dtype == np.int32
    assert found.tolist() == [spell.passes(weeks) for spell in expected]


@FIXED
@given(cases, st.data())
def test_passing_takes_a_number_of_weeks_for_each_spell(rows: list[Fact], data: st.DataObject) -> None:
    expected = spells_of(rows)
    weeks = [data.draw(st.integers(0, 30)) for _ in expected]
    found = passes_week(spells_in(facts_of(rows)), np.array(weeks, np.int8))
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
            "first_full_day": next((date_of(day) for day, grade in spell.sick_from[employer] if grade == 100), None),
            "last_day": date_of(spell.sick_from[employer][-1][0]),
        }
        for row, spell in enumerate(spells_of(rows))
        for employer in sorted(spell.sick_from)
    ]
    assert employment_frame(spells_in(facts_of(rows))).to_dicts() == expected


@FIXED
@given(cases)
def test_drawn_runs_cover_the_spell_day_by_day(rows: list[Fact]) -> None:
    spells = spells_in(facts_of(rows))
    for row, expected in enumerate(spells_of(rows)):
        drawn = [
            (day_number(run.first) + offset, run.sick, run.grade)
            for run in spell_runs(spells, row)
            for offset in range((run.last - run.first).days + 1)
        ]
        assert drawn == [(day.day, day.sick, day.grade) for day in expected.days]


def test_one_persons_holiday_is_not_anothers_sickness() -> None:
    notes = [
        Fact(1, 501, Source.NOTE_SENT, What.SICK, 1, START, START + 9, 0),
        Fact(2, 501, Source.NOTE_SENT, What.HOLIDAY, 0, START + 10, START + 12, 0),
        Fact(2, 501, Source.NOTE_SENT, What.SICK, 100, START + 20, START + 21, 0),
    ]
    frame = spell_frame(spells_in(facts_of(notes)), on=date_of(START + 30), law=SMALL_LAW)
    assert frame.select("person", "first_day", "sick_days", "grade").rows() == [
        (1, date_of(START), 10, 1),
        (2, date_of(START + 20), 2, 100),
    ]


def employment_employers(spells: Spells) -> list[list[int]]:
    jobs = employment_frame(spells)
    return [jobs.filter(spell=spell)["employer"].to_list() for spell in range(len(spells))]


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
    together = spell_frame(spells_in(everybody), on=date(2024, 12, 1), law=SMALL_LAW).drop("spell")
    alone = pl.concat(
        spell_frame(spells_in(everybody.take(everybody.person == person)), on=date(2024, 12, 1), law=SMALL_LAW)
        for person in np.unique(everybody.person)
    ).drop("spell")
    assert together.equals(alone)
    employers = employers_of(spells_in(everybody)).to_list()
    assert employers == employment_employers(spells_in(everybody))
    assert all(of_spell == sorted(of_spell) for of_spell in employers)
    assert max(map(len, employers)) > 1
    assert together.height > 400


def test_no_facts_give_empty_frames_with_the_same_columns() -> None:
    note = Fact(1, 501, Source.NOTE_SENT, What.SICK, 100, START, START + 9, 7)
    none, one = spells_in(Facts.empty()), spells_in(facts_of([note]))
    on = date(2024, 1, 1)
    assert spell_frame(none, on=on, law=Law()).schema == spell_frame(one, on=on, law=Law()).schema
    assert employment_frame(none).schema == employment_frame(one).schema
    assert passes_week(none, 8).tolist() == []


def test_the_law_has_every_number_that_spells_ask_for() -> None:
    law, on = default_law(), date(2024, 1, 1)
    assert {name: law.number(name, on) for name in LAW_NUMBERS} == LAW_NUMBERS
