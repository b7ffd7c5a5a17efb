"""From spells to what is asked of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from stafett.core.course import begun, employments_in, explain_spell, newest, with_days_to_come, without_questions
from stafett.core.dates import date_of
from stafett.core.parameters import Law, LocalValue, default_law
from stafett.core.screening import who_to_ask
from stafett.core.spells import Source, Spells, What, employment_frame, spell_frame
from tests.core.rule_frames import spell_row
from tests.core.rule_frames import spells as rule_spells
from tests.core.spells_cases import START, spells_in
from tests.core.spells_oracle import Fact, facts_of

LAW = default_law()
ON = date_of(START + 150)


def note(person: int, first: int, last: int, employer: int = 501) -> Fact:
    return Fact(person, employer, Source.NOTE_SENT, What.SICK, 100, START + first, START + last, 0)


@pytest.fixture
def spells() -> Spells:
    """Person 1 has two spells and two employers, 2 a gap and no employer, 3 one spell that lies ahead."""
    return spells_in(
        facts_of(
            [
                note(1, 0, 10),
                note(1, 60, 160),
                note(1, 70, 80, employer=502),
                note(2, 100, 109, employer=0),
                note(2, 120, 129, employer=0),
                note(3, 151, 160),
            ]
        )
    )


def test_only_what_has_begun_goes_on(spells: Spells) -> None:
    frame = spell_frame(spells, on=ON, law=LAW)
    assert begun(frame).rows() == [row for row in frame.rows(named=False) if row[frame.columns.index("started")]]
    assert begun(frame)["person"].to_list() == [1, 1, 2]
    later = spell_frame(spells, on=ON + timedelta(days=1), law=LAW)
    assert begun(later)["person"].to_list() == [1, 1, 2, 3]


def test_the_newest_of_each_person_is_the_last(spells: Spells) -> None:
    frame = spell_frame(spells, on=ON, law=LAW)
    assert newest(frame)["spell"].to_list() == [1, 2, 3]
    assert newest(frame[:2])["spell"].to_list() == [1]
    assert newest(frame[:0]).height == 0


def test_each_person_has_one_newest_spell_however_many_there_are() -> None:
    notes = [(1, 0), (1, 60), (2, 0), (2, 60), (3, 0), (4, 0), (4, 60), (4, 120)]
    frame = spell_frame(
        spells_in(facts_of([note(person, first, first + 5) for person, first in notes])), on=ON, law=LAW
    )
    assert newest(frame).select("person", "spell").rows() == [(1, 1), (2, 3), (3, 4), (4, 7)]


def test_the_week_of_screening_is_the_offices_own(spells: Spells) -> None:
    law = LAW.with_local_values([LocalValue("0301", "screening_week", date(2020, 1, 1), 4)])
    offices = pl.Series("office", ["0301", "0301", "0302", None])
    frame = spell_frame(spells, on=ON, law=LAW).with_columns(offices)
    found = with_days_to_come(frame[[1, 2]], spells, law)
    assert found.columns == [*frame.columns, "passes_screening", "sick_pay_days_left"]
    # 28 days are passed on day 29; the gap of ten days pushes the day for 56 on.
    assert found["passes_screening"].to_list() == [date_of(START + 60 + 28), date_of(START + 100 + 10 + 56)]
    assert found["sick_pay_days_left"].to_list() == [248, 248]
    assert found.schema["sick_pay_days_left"] == pl.Int32


def test_why_the_questions_are_not_asked_is_told_where_they_are_not() -> None:
    on, first_day = date(2026, 3, 9), date(2026, 1, 5)
    plain = spell_row(on, first_day=first_day, last_day=date(2026, 6, 1))
    decided = plain | {"follow_up_decision": True}
    rows = [plain, decided, decided | {"screening_asked_on": on - timedelta(days=1)}]
    early = spell_row(on, first_day=on - timedelta(days=20), last_day=date(2026, 6, 1))
    told = without_questions(rule_spells([*rows, early]), LAW, on)
    assert told == [[], ["screening.follow_up_decision"], [], []]
    assert who_to_ask(rule_spells([plain, early]), LAW, on)["outcome"].to_list() == ["ask", "wait"]


def test_all_that_a_spell_stands_on_is_named() -> None:
    two = replace(LAW.parameter("spell_gap_days"), reference=("ftrl. § 8-19", "S2:L1"))
    law = Law({**LAW.parameters, "spell_gap_days": two}, {})
    assert explain_spell({"closed": True, "first_day": ON}, law).reference == "ftrl. § 8-19; S2:L1"


@pytest.mark.parametrize(("closed", "code"), [(True, "spell.closed"), (False, "spell.open")])
def test_a_spell_says_why_it_goes_on_or_is_over(closed: bool, code: str) -> None:
    first, last, closes = date(2026, 1, 5), date(2026, 3, 1), date(2026, 3, 18)
    counts = {"sick_days": 50, "well_days": 6, "weeks": 7}
    row = {**counts, "first_day": first, "last_day": last, "closes_on": closes, "closed": closed, "person": 1}
    reason = explain_spell(row, LAW)
    assert (reason.code, reason.rule) == (code, "spell")
    assert reason.reference == "; ".join(LAW.parameter("spell_gap_days").reference)
    assert reason.facts == {**counts, "first_day": "2026-01-05", "last_day": "2026-03-01", "closes_on": "2026-03-18"}
    assert reason.parameters == {"spell_gap_days": 16}


def test_employments_are_those_of_the_spells_with_the_day_they_ended(spells: Spells) -> None:
    ended = {(1, 502): date(2024, 5, 31), (2, 501): date(2024, 4, 30)}
    frame = spell_frame(spells, on=ON, law=LAW)
    found = employments_in(employment_frame(spells), frame[1:3], ended)
    assert found.select("spell", "person", "employer", "ended_on").rows() == [
        (1, 1, 501, None),
        (1, 1, 502, date(2024, 5, 31)),
    ]
    assert found.schema["ended_on"] == pl.Date
    assert employments_in(employment_frame(spells), frame[2:3], ended).height == 0


def test_only_an_employer_who_is_not_known_is_left_out() -> None:
    spells = spells_in(facts_of([note(1, 100, 120, employer=1), note(2, 100, 120, employer=0)]))
    frame = spell_frame(spells, on=ON, law=LAW)
    assert employments_in(employment_frame(spells), frame, {})["employer"].to_list() == [1]
