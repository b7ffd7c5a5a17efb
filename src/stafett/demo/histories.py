"""When each person is on sick leave, from two years before the region's day to one year after it.

Between absences a person is well for an exponential time with an own rate; the rates are gamma distributed, so that
some are absent again and again. Everybody has been absent at least once before the region's day.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from stafett.core.dates import day_number
from stafett.demo.chance import generator, pick, uniform, weighted
from stafett.demo.durations import MAX_DAYS, Numbers, durations
from stafett.demo.hard_states import Trait
from stafett.demo.population import PersonPlan
from stafett.demo.region import RegionPlan
from stafett.demo.words import words

DAYS_BEFORE: Final = 760
DAYS_AFTER: Final = 366
# Absences a year and person while well, and the shape of their spread; set so that a region of 6,000 has between a half
# and one thousand on sick leave.
RATE: Final = 1.1
SHAPE: Final = 1.3

_MOST_OFTEN: Final = 5.0
_MOST_ABSENCES: Final = 40  # never reached in four years at that rate
_BURN_IN: Final = 380
_WELL_AT_LEAST: Final = 20
_WELL_AFTER_MAX: Final = 200
_AROUND_TRAIT: Final = 45
_GRADES: Final = ((20, 0.10), (40, 0.14), (50, 0.46), (60, 0.12), (80, 0.18))
_PREGNANT: Final = 0.10
_STYLES: Final = (
    ("", 0.90), ("overlapping", 0.02), ("backdated", 0.025), ("corrected", 0.015), ("cancelled", 0.002),
    ("gap", 0.025), ("treatment_days", 0.004), ("waiting", 0.004), ("travel_subsidy", 0.002), ("help_at_once", 0.003),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SpellPlan:
    """One absence, days as day numbers, both ends included.

    `rank` from 0 to 1 says when the person is graded (durations.graded_days); `issuer` is a place in the region's list.
    """

    person: int
    number: int
    first: int
    last: int
    rank: float
    grade: int
    lower_later: bool
    diagnosis: str
    pregnancy: bool
    issuer: int
    style: str
    trait: Trait | None

    @property
    def key(self) -> str:
        """Names the absence in every decision of chance about it."""
        return f"{self.person}.{self.number}"

    @property
    def days(self) -> int:
        """Calendar days, both ends included."""
        return self.last - self.first + 1


def plan_histories(
    region: RegionPlan, persons: tuple[PersonPlan, ...], *, seed: int, on: date
) -> tuple[tuple[SpellPlan, ...], ...]:
    """Each person's absences in order of time."""
    today = day_number(on)
    first, last = draw_absences(len(persons), seed, today)
    others = {kind: [n for n, each in enumerate(region.issuers) if each.kind == kind and not each.gp] for kind in
              ("doctor", "chiropractor", "manual_therapist")}  # fmt: skip
    found = []
    for person in persons:
        days = zip(first[person.number], last[person.number], strict=True)
        mine: list[Span] = [(int(start), int(end), None) for start, end in days if start > 0]
        spans = _with_trait(mine, person, today)
        found.append(
            tuple(_spell(seed, person, number, span, others) for number, span in enumerate(_alive(spans, person)))
        )
    return tuple(found)


def draw_absences(persons: int, seed: int, today: int) -> tuple[Numbers, Numbers]:
    """First and last days, one row per person; 0 where there is none. Not yet changed by traits."""
    rng = generator(seed, "absences")
    rates = np.clip(rng.gamma(SHAPE, RATE / SHAPE, persons), 0.05, _MOST_OFTEN)
    first, last = _renewal(rng, rates, today)
    for _ in range(6):
        missing = ~_seen_before(first, last, today)
        if not missing.any():
            break
        first[missing], last[missing] = _renewal(rng, rates[missing], today)
    missing = ~_seen_before(first, last, today)
    first[missing], last[missing] = 0, 0
    first[missing, 0] = today - rng.integers(30, DAYS_BEFORE, missing.sum())
    last[missing, 0] = first[missing, 0] + durations(rng.random(missing.sum())) - 1
    return first, last


def _renewal(rng: np.random.Generator, rates: Numbers, today: int) -> tuple[Numbers, Numbers]:
    """Absence and well time in turn, kept where the absence begins inside the two years before or the one after."""
    size = (len(rates), _MOST_ABSENCES)
    length = durations(rng.random(size))
    well = np.ceil(rng.exponential(1.0, size) * 365 / rates[:, None]) + _WELL_AT_LEAST
    well[:, 1:] += _WELL_AFTER_MAX * (length[:, :-1] >= MAX_DAYS)
    first = today - _BURN_IN - DAYS_BEFORE + np.cumsum(well, axis=1) + np.cumsum(length, axis=1) - length
    last = first + length - 1
    inside = (first >= today - DAYS_BEFORE) & (first <= today + DAYS_AFTER)
    return (first * inside).astype(np.int64), (last * inside).astype(np.int64)


def _seen_before(first: Numbers, last: Numbers, today: int) -> Any:
    return ((first > 0) & (first <= today - 5) & (last > 0)).any(axis=1)


Span = tuple[int, int, Trait | None]


def _with_trait(mine: list[Span], person: PersonPlan, today: int) -> list[Span]:
    """The person's own absences, moved aside for the one that shows their trait."""
    trait = person.trait
    if trait is None:
        return mine
    if trait.day:
        shown: list[Span] = [(today - trait.day + 1, today + trait.more, trait)]
    else:
        shown = [(today - 45, today - 6, trait)]
    if trait.style == "recurrent":
        shown = [(shown[0][0] - back, shown[0][0] - back + 29, None) for back in (500, 410, 320, 230, 140)] + shown
    low, high = shown[0][0] - _AROUND_TRAIT, shown[-1][1] + _AROUND_TRAIT
    if trait.day > MAX_DAYS - 20:
        high += _WELL_AFTER_MAX
    return sorted([*(span for span in mine if span[1] < low or span[0] > high), *shown], key=lambda span: span[0])


def _alive(spans: list[Span], person: PersonPlan) -> list[Span]:
    if person.died_on is None:
        return spans
    end = day_number(person.died_on)
    return [(first, last, trait) for first, last, trait in spans if first < end]


def _spell(seed: int, person: PersonPlan, number: int, span: Span, others: dict[str, list[int]]) -> SpellPlan:
    first, last, trait = span
    key = f"{person.number}.{number}"

    def chance(about: str) -> float:
        return uniform(seed, "spell", about, key)

    style = trait.style if trait else weighted(_STYLES, chance("style"))
    pregnancy = _pregnant(person, trait, chance("pregnant"))
    listed = words()
    group = weighted([(each, each["share"]) for each in listed["diagnoses"]], chance("group"))
    codes = listed["pregnancy_codes"] if pregnancy else group["codes"]
    musculoskeletal = group["group"] == "musculoskeletal" and not pregnancy
    return SpellPlan(
        person=person.number,
        number=number,
        first=first,
        last=last,
        rank=_rank(style, trait, chance("rank")),
        grade=weighted(_GRADES, chance("grade")),
        lower_later=chance("lower") < 0.5,
        diagnosis=pick(codes, chance("code")),
        pregnancy=pregnancy,
        issuer=_issuer(person, style, others, musculoskeletal, last - first + 1, chance),
        style=style,
        trait=trait,
    )


def _pregnant(person: PersonPlan, trait: Trait | None, chance: float) -> bool:
    if trait is not None:
        return trait.wants == "pregnant"
    return person.woman and 1984 <= person.birth_date.year <= 2004 and chance < _PREGNANT


def _rank(style: str, trait: Trait | None, chance: float) -> float:
    """Shown absences are full from the start unless they are there to be graded."""
    if style in {"graded_all_along", "travel_subsidy"}:
        return 0.01
    return 0.4 + 0.6 * chance if trait else chance


def _issuer(
    person: PersonPlan, style: str, others: dict[str, list[int]], musculoskeletal: bool, days: int, chance: Any
) -> int:
    """The own doctor for over 80 % (S2:L615); others are hospital doctors and, for muscles and joints, therapists."""
    if style == "chiropractor":
        return pick(others["chiropractor"], chance("therapist"))
    number = chance("issuer")
    if number < 0.10:
        return pick(others["doctor"], chance("hospital"))
    if musculoskeletal and days < 90 and number < 0.24:
        return pick(others["chiropractor" if number < 0.17 else "manual_therapist"], chance("therapist"))
    return person.issuer
