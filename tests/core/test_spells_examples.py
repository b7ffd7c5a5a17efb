"""Absence spells by example: one situation each, with what the law's counting makes of it.

Each line of a situation is one note or report: what it says, the first and the last day it is about,
and where it matters the grade, the employer ("A", "B", or "-" for none) and the order of recording.
The outcome is the spells: first day, last day, and the number of sick days.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pytest

from stafett.core.dates import day_number
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
)
from tests.core.spells_cases import spells_in
from tests.core.spells_oracle import Fact, facts_of

EMPLOYERS = {"-": 0, "A": 501, "B": 502}
NOTE, REPORT = Source.NOTE_SENT, Source.APPLICATION


def day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def said(
    what: What,
    first: str,
    last: str,
    *,
    grade: int = 100,
    employer: str = "A",
    source: Source = NOTE,
    order: int = 1,
) -> Fact:
    return Fact(1, EMPLOYERS[employer], source, what, grade, day(first), day(last), order)


def sick(first: str, last: str, grade: int = 100, employer: str = "A", order: int = 1) -> Fact:
    return said(What.SICK, first, last, grade=grade, employer=employer, order=order)


def reported(what: What, first: str, last: str, employer: str = "A") -> Fact:
    return said(what, first, last, employer=employer, source=REPORT, order=2)


class Example(NamedTuple):
    name: str
    facts: list[Fact]
    spells: list[tuple[str, str, int]]


EXAMPLES = [
    Example(
        "one note is one spell, both days included",
        [sick("2024-01-01", "2024-01-14")],
        [("2024-01-01", "2024-01-14", 14)],
    ),
    Example(
        "notes end to end are one spell",
        [sick("2024-01-01", "2024-01-14"), sick("2024-01-15", "2024-01-31")],
        [("2024-01-01", "2024-01-31", 31)],
    ),
    Example(
        "a free weekend between two notes: two well days in one spell",
        [sick("2024-01-01", "2024-01-05"), sick("2024-01-08", "2024-01-12")],
        [("2024-01-01", "2024-01-12", 10)],
    ),
    Example(
        "15 well days do not close a spell",
        [sick("2024-01-01", "2024-01-10"), sick("2024-01-26", "2024-01-31")],
        [("2024-01-01", "2024-01-31", 16)],
    ),
    Example(
        "16 well days close it, and the next sick day opens a new one",
        [sick("2024-01-01", "2024-01-10"), sick("2024-01-27", "2024-01-31")],
        [("2024-01-01", "2024-01-10", 10), ("2024-01-27", "2024-01-31", 5)],
    ),
    Example(
        "16 well days across a leap day",
        [sick("2024-02-01", "2024-02-20"), sick("2024-03-08", "2024-03-10")],
        [("2024-02-01", "2024-02-20", 20), ("2024-03-08", "2024-03-10", 3)],
    ),
    Example(
        "the same dates in a year without a leap day: 15 well days",
        [sick("2023-02-01", "2023-02-20"), sick("2023-03-08", "2023-03-10")],
        [("2023-02-01", "2023-03-10", 23)],
    ),
    Example(
        "new year changes nothing",
        [sick("2023-12-20", "2023-12-31"), sick("2024-01-01", "2024-01-05")],
        [("2023-12-20", "2024-01-05", 17)],
    ),
    Example(
        "nor does the day that days are counted from",
        [sick("1969-12-20", "1969-12-31"), sick("1970-01-01", "1970-01-05")],
        [("1969-12-20", "1970-01-05", 17)],
    ),
    Example(
        "a later note that fills the gap makes two spells one",
        [
            sick("2024-01-01", "2024-01-10"),
            sick("2024-02-01", "2024-02-10"),
            sick("2024-01-11", "2024-01-20", order=9),
        ],
        [("2024-01-01", "2024-02-10", 30)],
    ),
    Example(
        "overlapping notes count each day once",
        [sick("2024-01-01", "2024-01-20"), sick("2024-01-10", "2024-01-31", order=2)],
        [("2024-01-01", "2024-01-31", 31)],
    ),
    Example(
        "holiday straight after sickness counts as sick",
        [sick("2024-07-01", "2024-07-07"), reported(What.HOLIDAY, "2024-07-08", "2024-07-14")],
        [("2024-07-01", "2024-07-14", 14)],
    ),
    Example(
        "holiday between two notes, no well day: one spell without a gap",
        [
            sick("2024-07-01", "2024-07-07"),
            reported(What.HOLIDAY, "2024-07-08", "2024-07-28"),
            sick("2024-07-29", "2024-07-31"),
        ],
        [("2024-07-01", "2024-07-31", 31)],
    ),
    Example(
        "one well day first, then holiday: the holiday counts toward the gap, here to 16",
        [
            sick("2024-07-01", "2024-07-07"),
            reported(What.HOLIDAY, "2024-07-09", "2024-07-23"),
            sick("2024-07-24", "2024-07-31"),
        ],
        [("2024-07-01", "2024-07-07", 7), ("2024-07-24", "2024-07-31", 8)],
    ),
    Example(
        "the same with leave, one day shorter: the gap is 15 and the spell goes on",
        [
            sick("2024-07-01", "2024-07-07"),
            reported(What.LEAVE, "2024-07-09", "2024-07-22"),
            sick("2024-07-23", "2024-07-31"),
        ],
        [("2024-07-01", "2024-07-31", 16)],
    ),
    Example(
        "holiday before sickness is not part of the spell",
        [reported(What.HOLIDAY, "2024-07-01", "2024-07-07"), sick("2024-07-08", "2024-07-14")],
        [("2024-07-08", "2024-07-14", 7)],
    ),
    Example(
        "back at work before the note ends: the report is believed before the note",
        [sick("2024-01-01", "2024-01-31"), reported(What.WORK, "2024-01-16", "2024-01-31")],
        [("2024-01-01", "2024-01-15", 15)],
    ),
    Example(
        "back at work in one of two jobs: still sick",
        [
            sick("2024-01-01", "2024-01-31", employer="A"),
            sick("2024-01-01", "2024-01-31", employer="B"),
            reported(What.WORK, "2024-01-16", "2024-01-31", employer="A"),
        ],
        [("2024-01-01", "2024-01-31", 31)],
    ),
    Example(
        "back at work in both jobs",
        [
            sick("2024-01-01", "2024-01-31", employer="A"),
            sick("2024-01-01", "2024-01-31", employer="B"),
            reported(What.WORK, "2024-01-16", "2024-01-31", employer="A"),
            reported(What.WORK, "2024-01-21", "2024-01-31", employer="B"),
        ],
        [("2024-01-01", "2024-01-20", 20)],
    ),
    Example(
        "an employer nothing is known about that day does not count as worked",
        [
            sick("2024-01-01", "2024-01-10", employer="A"),
            sick("2024-01-01", "2024-01-31", employer="B"),
            reported(What.WORK, "2024-01-05", "2024-01-10", employer="A"),
        ],
        [("2024-01-01", "2024-01-31", 31)],
    ),
    Example(
        "the newest of two notes for the same days decides: here a note of full activity",
        [sick("2024-01-01", "2024-01-31", order=1), sick("2024-01-15", "2024-01-31", grade=0, order=2)],
        [("2024-01-01", "2024-01-14", 14)],
    ),
    Example(
        "order of recording decides, not order of arrival: the same with the notes handed over the other way",
        [sick("2024-01-15", "2024-01-31", grade=0, order=2), sick("2024-01-01", "2024-01-31", order=1)],
        [("2024-01-01", "2024-01-14", 14)],
    ),
    Example(
        "self-certified days before the note, reported by the person, belong to the spell",
        [reported(What.SELF_CERTIFIED, "2024-01-01", "2024-01-03"), sick("2024-01-04", "2024-01-14")],
        [("2024-01-01", "2024-01-14", 14)],
    ),
    Example(
        "days the employer reports as the employer's period are sick days",
        [
            said(What.EMPLOYER_PERIOD, "2024-01-01", "2024-01-16", source=Source.INCOME_REPORT),
            sick("2024-01-10", "2024-01-31"),
        ],
        [("2024-01-01", "2024-01-31", 31)],
    ),
    *(
        Example(
            f"{what.name.lower()} alone is no sickness, and does not lengthen a spell",
            [sick("2024-01-01", "2024-01-10"), said(what, "2024-01-11", "2024-01-31")],
            [("2024-01-01", "2024-01-10", 10)],
        )
        for what in (What.TREATMENT_DAYS, What.TREATMENT_DAY, What.TRAVEL_SUBSIDY, What.WAITING)
    ),
    *(
        Example(
            f"{what.name.lower()} in the same note as sickness takes nothing from it",
            [sick("2024-01-01", "2024-01-10"), said(what, "2024-01-01", "2024-01-10")],
            [("2024-01-01", "2024-01-10", 10)],
        )
        for what in (What.TREATMENT_DAYS, What.TREATMENT_DAY, What.TRAVEL_SUBSIDY, What.WAITING)
    ),
]


def outcome(spells: Spells) -> list[tuple[str, str, int]]:
    frame = spell_frame(spells, on=date(2030, 1, 1), law=default_law())
    rows = frame.select("first_day", "last_day", "sick_days").rows()
    return [(first.isoformat(), last.isoformat(), sick_days) for first, last, sick_days in rows]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_spells_of(example: Example) -> None:
    assert outcome(spells_in(facts_of(example.facts))) == example.spells


def on(text: str, *facts: Fact) -> dict[str, object]:
    """The last spell in the facts, seen from a day."""
    frame = spell_frame(spells_in(facts_of(facts)), on=date.fromisoformat(text), law=default_law())
    return frame.row(-1, named=True)


WITH_GAP = (sick("2024-01-01", "2024-01-10"), sick("2024-01-21", "2024-03-31"))


@pytest.mark.parametrize(
    ("seen_from", "duration", "weeks", "weeks_since_first"),
    [
        ("2023-12-31", 0, 0, 0),  # not begun
        ("2024-01-01", 1, 0, 0),
        ("2024-01-07", 7, 1, 1),
        ("2024-01-10", 10, 1, 1),
        ("2024-01-20", 10, 1, 2),  # ten well days behind us
        ("2024-01-21", 11, 1, 3),
        ("2024-03-31", 81, 11, 13),
        ("2025-01-01", 81, 11, 13),  # over long ago
    ],
)
def test_duration_counts_well_days_off_only_once_they_have_been(
    seen_from: str, duration: int, weeks: int, weeks_since_first: int
) -> None:
    seen = on(seen_from, *WITH_GAP)
    assert (seen["duration_days"], seen["weeks"], seen["weeks_since_first"]) == (
        duration,
        weeks,
        weeks_since_first,
    )


@pytest.mark.parametrize(
    ("seen_from", "closed"),
    [("2024-01-10", False), ("2024-01-26", False), ("2024-01-27", True)],
)
def test_a_spell_is_closed_the_day_after_its_sixteenth_well_day(seen_from: str, closed: bool) -> None:
    seen = on(seen_from, sick("2024-01-01", "2024-01-10"))
    assert (seen["closed"], seen["closes_on"]) == (closed, date(2024, 1, 27))


@pytest.mark.parametrize(
    ("weeks", "facts", "passes"),
    [
        (8, [sick("2024-01-01", "2024-01-31")], "2024-02-26"),  # day 57, beyond what is known
        (8, [sick("2024-01-01", "2024-03-31")], "2024-02-26"),  # the same within it
        (8, WITH_GAP, "2024-03-07"),  # ten well days later
        (1, WITH_GAP, "2024-01-08"),  # before the well days
        (0, WITH_GAP, "2024-01-01"),
    ],
)
def test_passing_a_week(weeks: int, facts: list[Fact], passes: str) -> None:
    assert passes_week(spells_in(facts_of(facts)), weeks).tolist() == [day(passes)]


def test_the_grade_is_that_of_the_day_and_the_highest_of_several_employers() -> None:
    facts = (
        sick("2024-01-01", "2024-01-31", grade=50, employer="A"),
        sick("2024-01-10", "2024-01-20", grade=80, employer="B"),
    )
    days = ["2024-01-09", "2024-01-10", "2024-01-20", "2024-01-21", "2024-02-02"]
    assert [on(seen_from, *facts)["grade"] for seen_from in days] == [50, 80, 80, 50, 50]


def test_the_grade_of_a_holiday_is_that_of_the_sickness_before() -> None:
    facts = (sick("2024-01-01", "2024-01-10", grade=60), reported(What.HOLIDAY, "2024-01-11", "2024-01-20"))
    assert on("2024-01-15", *facts)["grade"] == 60


def test_a_grade_unchanged_is_counted_from_when_it_last_went_down() -> None:
    facts = (sick("2024-01-01", "2024-01-28"), sick("2024-01-29", "2024-03-31", grade=50))
    assert on("2024-01-28", *facts)["grade_weeks_unchanged"] == 4
    assert on("2024-01-29", *facts)["grade_weeks_unchanged"] == 0
    assert on("2024-03-24", *facts)["grade_weeks_unchanged"] == 8


def test_a_free_weekend_between_notes_is_no_progress_in_grade() -> None:
    facts = (sick("2024-01-01", "2024-01-26"), sick("2024-01-29", "2024-03-31"))
    assert on("2024-02-25", *facts)["grade_weeks_unchanged"] == 8


def test_graded_all_along_until_the_first_full_day() -> None:
    facts = (sick("2024-01-01", "2024-01-31", grade=50), sick("2024-02-01", "2024-02-29"))
    assert on("2024-01-31", *facts)["graded_all_along"] is True
    assert on("2024-02-01", *facts)["graded_all_along"] is False


def test_employed_while_sick_from_an_employer_and_not_when_the_notes_name_none() -> None:
    facts = (sick("2024-01-01", "2024-01-31"), sick("2024-02-01", "2024-02-29", employer="-"))
    assert on("2024-01-31", *facts)["employed"] is True
    assert on("2024-02-01", *facts)["employed"] is False
    assert employers_of(spells_in(facts_of(facts))).to_list() == [[EMPLOYERS["A"]]]


def test_each_employment_is_counted_from_its_own_first_sick_day() -> None:
    facts = [
        sick("2024-01-01", "2024-02-29", employer="A"),
        sick("2024-01-15", "2024-01-31", grade=50, employer="B"),
        sick("2024-02-01", "2024-02-10", employer="B"),
    ]
    frame = employment_frame(spells_in(facts_of(facts))).drop("spell", "person")
    assert frame.rows() == [
        (EMPLOYERS["A"], date(2024, 1, 1), date(2024, 1, 1), date(2024, 2, 29)),
        (EMPLOYERS["B"], date(2024, 1, 15), date(2024, 2, 1), date(2024, 2, 10)),
    ]


def absences(count: int, length: int, last_ends: str, apart: int = 30) -> list[Fact]:
    """Absences of one length, the last ending on a day, the first days so many days apart."""
    ends = [day(last_ends) - apart * number for number in range(count)]
    return [Fact(1, 501, NOTE, What.SICK, 100, end - length + 1, end, 1) for end in ends]


NOW = sick("2024-06-01", "2024-06-30")
EARLIER = [
    ("five earlier spells of 20 days", absences(5, 20, "2024-05-01", 60), {"recurrent"}),
    ("five earlier spells of 19 days are 95 days", absences(5, 19, "2024-05-01", 60), set()),
    ("four earlier spells of 25 days", absences(4, 25, "2024-05-01", 60), set()),
    ("five earlier spells of 15 days are short", absences(5, 15, "2024-05-01", 60), {"frequent_short"}),
    ("two earlier spells of 150 days", absences(2, 150, "2024-05-01", 200), {"recurrent"}),
    ("two earlier spells of 149 days", absences(2, 149, "2024-05-01", 200), set()),
    ("one earlier spell of 26 weeks", absences(1, 182, "2024-05-01"), {"earlier_long"}),
    ("one earlier spell of a day less", absences(1, 181, "2024-05-01"), set()),
    ("26 weeks that ended 36 months ago to the day", absences(1, 182, "2021-06-30"), {"earlier_long"}),
    ("26 weeks that ended a day before that", absences(1, 182, "2021-06-29"), set()),
    (
        "four short spells, the first ended 12 months ago",
        absences(4, 5, "2024-05-10", 105),
        {"frequent_short"},
    ),
    ("four short spells, the first a day too early", absences(4, 5, "2024-05-09", 105), set()),
]


@pytest.mark.parametrize(("facts", "true"), [row[1:] for row in EARLIER], ids=[row[0] for row in EARLIER])
def test_history_of_earlier_spells(facts: list[Fact], true: set[str]) -> None:
    seen = on("2024-06-30", *facts, NOW)
    assert {name for name in ("recurrent", "earlier_long", "frequent_short") if seen[name]} == true


def test_the_spell_itself_is_not_its_own_history() -> None:
    seen = on("2024-12-31", sick("2024-01-01", "2024-12-31"))
    assert seen["earlier_long"] is False


def test_the_facts_are_a_persons_own() -> None:
    own, others = sick("2024-01-01", "2024-01-10"), sick("2024-01-11", "2024-01-20")._replace(person=2)
    assert outcome(spells_in(facts_of([own, others]))) == [
        ("2024-01-01", "2024-01-10", 10),
        ("2024-01-11", "2024-01-20", 10),
    ]
    assert outcome(spells_in(Facts.empty())) == []
