"""Absence spells worked out the slow way: every day of every person looked at, one after the other.

The rules are written here a second time, on purpose without arrays and without the kernel's ideas, so that
the two can be held against each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from stafett.core.spells import NO_EMPLOYER, Facts, Source, What

ABSENCE = {What.SICK, What.SELF_CERTIFIED, What.OTHER_ABSENCE, What.EMPLOYER_PERIOD}
HOLIDAY = {What.HOLIDAY, What.LEAVE}
TIE_BREAK = [
    What.WORK,
    What.LEAVE,
    What.HOLIDAY,
    What.SICK,
    What.SELF_CERTIFIED,
    What.OTHER_ABSENCE,
    What.EMPLOYER_PERIOD,
    What.TREATMENT_DAY,
    What.TREATMENT_DAYS,
    What.TRAVEL_SUBSIDY,
    What.WAITING,
]


class Fact(NamedTuple):
    person: int
    employer: int
    source: Source
    what: What
    grade: int
    first: int
    last: int
    recorded: int
    id: int = 0


class Day(NamedTuple):
    day: int
    sick: bool
    grade: int
    employed: bool


@dataclass
class Spell:
    person: int
    days: list[Day] = field(default_factory=list)
    sick_from: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    @property
    def first(self) -> int:
        return self.days[0].day

    @property
    def last(self) -> int:
        return self.days[-1].day

    def until(self, on: int) -> list[Day]:
        return [day for day in self.days if day.day <= on]

    def sick_days(self, on: int) -> int:
        return sum(day.sick for day in self.until(on))

    def well_days(self, on: int) -> int:
        return sum(not day.sick for day in self.until(on))

    def on(self, on: int) -> Day:
        """The day asked about, or the nearest the spell has."""
        return [self.days[0], *self.until(on)][-1]

    def grade_weeks_unchanged(self, on: int) -> int:
        sick = [day for day in self.until(on) if day.sick]
        since = self.first
        for before, after in pairwise(sick):
            if after.grade < before.grade:
                since = after.day
        return len([day for day in self.until(on) if day.day >= since]) // 7

    def graded_all_along(self, on: int) -> bool:
        return all(day.grade < 100 for day in [self.days[0], *self.until(on)])

    def passes(self, weeks: int) -> int:
        """The day on which sick days first exceed 7 * weeks, if every day after the spell is sick."""
        count, day = 0, self.first - 1
        known = {day.day: day.sick for day in self.days}
        while count <= 7 * weeks:
            day += 1
            count += known.get(day, True)
        return day


def facts_of(rows: Iterable[Fact]) -> Facts:
    rows = list(rows)
    if not rows:
        return Facts.empty()
    return Facts(*(np.array(column) for column in zip(*rows, strict=True)))


def spells_of(facts: Iterable[Fact], gap_days: int = 16) -> list[Spell]:
    facts = list(facts)
    persons = sorted({fact.person for fact in facts})
    return [spell for person in persons for spell in _of_person([f for f in facts if f.person == person], gap_days)]


def _of_person(facts: list[Fact], gap_days: int) -> list[Spell]:
    spells: list[Spell] = []
    gap: list[Day] | None = None  # well days since the last sick one; None while no spell is open
    for day in range(min(f.first for f in facts), max(f.last for f in facts) + 1):
        deciding = _deciding(facts, day)
        sick_from = {employer: _grade(fact) for employer, fact in deciding.items() if _grade(fact)}
        on_holiday = any(fact.what in HOLIDAY for fact in deciding.values())
        if sick_from:
            if gap is None:
                spells.append(Spell(facts[0].person))
            spells[-1].days += gap or []
            spells[-1].days.append(Day(day, True, max(sick_from.values()), any(e != NO_EMPLOYER for e in sick_from)))
            for employer, grade in sick_from.items():
                if employer != NO_EMPLOYER:
                    spells[-1].sick_from.setdefault(employer, []).append((day, grade))
            gap = []
        elif gap is None:
            continue
        elif on_holiday and gap == []:
            spells[-1].days.append(spells[-1].days[-1]._replace(day=day))
        else:
            gap.append(Day(day, False, 0, spells[-1].days[-1].employed))
            if len(gap) == gap_days:
                gap = None
    return spells


def _deciding(facts: list[Fact], day: int) -> dict[int, Fact]:
    """The one fact that is believed about this day, for each employer that has any."""
    deciding: dict[int, Fact] = {}
    for fact in facts:
        if fact.first <= day <= fact.last:
            rival = deciding.get(fact.employer)
            if rival is None or _rank(fact) > _rank(rival):
                deciding[fact.employer] = fact
    return deciding


def _rank(fact: Fact) -> tuple[int, int, int, int]:
    return (fact.source, fact.recorded, -TIE_BREAK.index(fact.what), _grade(fact))


def _grade(fact: Fact) -> int:
    """How sick the fact makes its days; 0 for not at all."""
    if fact.what not in ABSENCE:
        return 0
    if fact.what != What.SICK and fact.grade == 0:
        return 100
    return fact.grade
