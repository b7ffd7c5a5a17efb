"""The whole plan of a region: everything that is decided before the database is touched."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from stafett.demo.histories import SpellPlan, plan_histories
from stafett.demo.notes import NotePlan, notes_of
from stafett.demo.population import PersonPlan, plan_population
from stafett.demo.region import RegionPlan, plan_region


@dataclass(frozen=True, slots=True)
class Plan:
    """`notes` are by day of arrival (day number); `spells` by person, in order of time."""

    seed: int
    on: date
    region: RegionPlan
    persons: tuple[PersonPlan, ...]
    spells: tuple[tuple[SpellPlan, ...], ...]
    notes: Mapping[int, tuple[NotePlan, ...]]

    def spell_on(self, person: int, day: int) -> SpellPlan | None:
        """The last absence that had begun on the day; None before the first."""
        mine = self.spells[person]
        at = bisect_right(mine, day, key=lambda spell: spell.first)
        return mine[at - 1] if at else None


@lru_cache(maxsize=2)
def make_plan(*, persons: int, seed: int, on: date) -> Plan:
    """The same numbers give the same plan, today and when the region is moved on."""
    region = plan_region(persons=persons, seed=seed)
    people = plan_population(region, persons=persons, seed=seed, on=on)
    spells = plan_histories(region, people, seed=seed, on=on)
    by_day: dict[int, list[NotePlan]] = defaultdict(list)
    for person in people:
        for spell in spells[person.number]:
            for note in notes_of(spell, person, seed=seed):
                by_day[note.arrives].append(note)
    return Plan(seed, on, region, people, spells, {day: tuple(notes) for day, notes in sorted(by_day.items())})
