"""The kernel held against the day-by-day oracle."""

from __future__ import annotations

import random
from dataclasses import fields
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stafett.core.spells import Facts, Source, Spells, What, find_spells, spell_runs
from tests.core.spells_cases import FIXED, START, cases, facts, spells_in
from tests.core.spells_oracle import Fact, facts_of, spells_of


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
    assert [days_of(spells, row) for row in range(len(spells))] == [list(map(tuple, s.days)) for s in expected]


@FIXED
@given(cases)
def test_neighbouring_runs_differ(rows: list[Fact]) -> None:
    spells = spells_in(facts_of(rows))
    for row in range(len(spells)):
        runs = spell_runs(spells, row)
        kinds = list(zip(spells.run_sick, spells.run_grade, spells.run_employed, strict=True))
        kinds = kinds[spells.run_offset[row] : spells.run_offset[row + 1]]
        assert all(one != next_one for one, next_one in pairwise(kinds))
        assert all(b.first - a.last == timedelta(days=1) for a, b in pairwise(runs))
        assert all(run.first <= run.last for run in runs)
    assert len(spells.run_offset) == len(spells.job_offset) == len(spells) + 1


@FIXED
@given(cases, st.randoms(use_true_random=False), st.data())
def test_order_repetition_and_numbering_change_nothing(
    rows: list[Fact], rng: random.Random, data: st.DataObject
) -> None:
    again = [*rows, *(rng.choice(rows) for _ in range(3 if rows else 0))]
    rng.shuffle(again)
    again = [row._replace(id=number) for number, row in enumerate(again)]
    assert same(spells_in(facts_of(again)), spells_in(facts_of(rows)))


@FIXED
@given(cases.filter(bool), st.data())
def test_a_fact_cut_in_two_changes_nothing(rows: list[Fact], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    whole = rows[place]
    last = data.draw(st.integers(whole.first, whole.last))
    parts = [whole._replace(last=last)] + [whole._replace(first=last + 1)] * (last < whole.last)
    assert same(spells_in(facts_of([*rows[:place], *rows[place + 1 :], *parts])), spells_in(facts_of(rows)))


@FIXED
@given(cases, st.lists(st.tuples(facts(), facts()), max_size=4), st.randoms(use_true_random=False))
def test_corrections_give_what_the_corrected_notes_alone_give(
    kept: list[Fact], corrected: list[tuple[Fact, Fact]], rng: random.Random
) -> None:
    """Replaced notes are left out before the kernel, by id; nothing of them remains, wherever they stood."""
    final = kept + [new for _, new in corrected]
    all_notes = [fact._replace(id=number) for number, fact in enumerate(final + [old for old, _ in corrected])]
    rng.shuffle(all_notes)
    arrived = facts_of(all_notes)
    assert same(spells_in(arrived.take(arrived.id < len(final))), spells_in(facts_of(final)))


def test_times_further_apart_than_fit_the_key_still_decide() -> None:
    centuries = [0, 10**15, 2 * 10**15, 9 * 10**18]
    rows = [
        Fact(1, 501, Source.NOTE_SENT, What.SICK, grade, START, START + 9, recorded)
        for grade, recorded in zip([20, 40, 60, 80], centuries, strict=True)
    ]
    assert spells_in(facts_of(rows)).run_grade.tolist() == [80]
    assert spells_in(facts_of(rows[:3])).run_grade.tolist() == [60]


def test_a_gap_of_no_days_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^spells\.gap_days_must_be_positive$"):
        find_spells(Facts.empty(), gap_days=0)


@pytest.mark.parametrize("power", range(44, 54))
def test_who_is_believed_most_is_believed_whenever_it_was_recorded(power: int) -> None:
    # Microseconds: half a year to some hundred years after the clocks began.
    report = Fact(11, 501, Source.APPLICATION, What.SICK, 50, START, START + 20, 2**power - 1)
    note = Fact(11, 501, Source.INCOME_REPORT, What.SICK, 100, START, START + 20, 2**power + 1)
    for rows in ([report, note], [note, report]):
        assert spells_in(facts_of(rows)).run_grade.tolist() == [50]
