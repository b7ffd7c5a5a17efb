"""The units, who works there, the employers and the issuers of sick notes."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from stafett.demo.chance import generator
from stafett.demo.words import words
from stafett.people.numbers import make_organisation_number

EMPLOYERS: Final = 400
ADVISERS: Final = {"9901": 8, "9902": 6, "9903": 5, "9910": 3, "9920": 2}
ROE: Final = "9910"
NOE: Final = "9920"
LOCAL: Final = ("9901", "9902", "9903")
SHARE_OF_PERSONS: Final = (0.40, 0.33, 0.27)
# This office recorded its basis for screening late: the persons before that were never asked.
LATE_OFFICE: Final = "9903"
LATE_BY_DAYS: Final = 45
# This one asks earlier than the others.
EARLY_OFFICE: Final = "9902"
EARLY_WEEK: Final = 6

# Numbers that the registers have not come to, so that nobody bears them.
_FIRST_HPR: Final = 990_000_001
_FIRST_ORGANISATION: Final = 4_400_000
_ISSUER_KINDS: Final = (("doctor", 0.86), ("chiropractor", 0.07), ("manual_therapist", 0.07))
_PERSONS_PER_ISSUER: Final = 45
_LARGEST: Final = 1400


@dataclass(frozen=True, slots=True)
class UnitPlan:
    number: str
    name: str
    kind: str
    municipality: str
    screening_week: int | None


@dataclass(frozen=True, slots=True)
class StaffPlan:
    """`share` is which part of the unit's persons (by day of birth) an adviser takes, from 0."""

    login: str
    name: str
    unit: str
    role: str
    may_open: tuple[str, ...]
    share: int
    handles_quarantine: bool


@dataclass(frozen=True, slots=True)
class EmployerPlan:
    organisation_number: str
    name: str
    industry: str
    employees: int
    occupations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IssuerPlan:
    """`gp`: a doctor that persons have as their own; the other doctors work in hospitals."""

    hpr_number: str
    given_name: str
    family_name: str
    kind: str
    gp: bool


@dataclass(frozen=True, slots=True)
class RegionPlan:
    units: tuple[UnitPlan, ...]
    staff: tuple[StaffPlan, ...]
    employers: tuple[EmployerPlan, ...]
    issuers: tuple[IssuerPlan, ...]


def plan_region(*, persons: int, seed: int) -> RegionPlan:
    """Three local offices, a regional and a national unit, 24 advisers, leaders, 400 employers, issuers."""
    return RegionPlan(_units(), _staff(seed), _employers(seed), _issuers(persons, seed))


def _units() -> tuple[UnitPlan, ...]:
    return tuple(
        UnitPlan(
            unit["number"],
            unit["name"],
            unit["kind"],
            unit.get("municipality", ""),
            EARLY_WEEK if unit["number"] == EARLY_OFFICE else None,
        )
        for unit in words()["units"]
    )


def _staff(seed: int) -> tuple[StaffPlan, ...]:
    rng = generator(seed, "staff")
    given = [*words()["women"], *words()["men"]]
    first = rng.permutation(len(given))
    last = rng.permutation(len(words()["families"]))
    found: list[StaffPlan] = []
    for unit, advisers in ADVISERS.items():
        for place in range(advisers + 1):
            leader = place == advisers
            at = len(found)
            found.append(
                StaffPlan(
                    login=f"{'leader' if leader else 'adviser'}-{unit}-{place + 1}",
                    name=f"{given[first[at]]} {words()['families'][last[at]]}",
                    unit=unit,
                    role="leader" if leader else "adviser",
                    may_open=_may_open(leader=leader, place=place),
                    share=place,
                    handles_quarantine=unit in LOCAL and place == 0,
                )
            )
    return tuple(found)


def _may_open(*, leader: bool, place: int) -> tuple[str, ...]:
    """In each unit the leader and one adviser may open all levels, a second adviser the lowest."""
    if leader or place == 0:
        return ("confidential", "strictly_confidential", "shielded")
    return ("confidential",) if place == 1 else ()


def _employers(seed: int) -> tuple[EmployerPlan, ...]:
    """Sizes are Pareto distributed within each industry: most have a handful, a few have many hundred."""
    rng = generator(seed, "employers")
    industries = words()["industries"]
    shares = np.array([industry["share"] for industry in industries])
    kinds = rng.choice(len(industries), EMPLOYERS, p=shares / shares.sum())
    sizes = rng.pareto(0.9, EMPLOYERS) + 0.35
    names: set[str] = set()
    found = []
    for number in range(EMPLOYERS):
        industry = industries[kinds[number]]
        size = int(np.clip(round(8 * sizes[number] * industry["size"]), 1, _LARGEST))
        found.append(
            EmployerPlan(
                make_organisation_number(_FIRST_ORGANISATION + 11 * number),
                _employer_name(rng, industry["word"], names),
                industry["code"],
                size,
                tuple(industry["occupations"]),
            )
        )
    return tuple(found)


def _employer_name(rng: np.random.Generator, word: str, taken: set[str]) -> str:
    places = words()["places"]
    name = f"{places[rng.integers(len(places))]} {word}"
    while name in taken:
        name = f"{places[rng.integers(len(places))]} og {places[rng.integers(len(places))]} {word}"
    taken.add(name)
    return name


def _issuers(persons: int, seed: int) -> tuple[IssuerPlan, ...]:
    """At least one of each kind; the first doctors are general practitioners, the last tenth work in hospitals."""
    rng = generator(seed, "issuers")
    count = max(12, persons // _PERSONS_PER_ISSUER)
    found: list[IssuerPlan] = []
    for kind, share in _ISSUER_KINDS:
        of_kind = max(2, round(count * share))
        for place in range(of_kind):
            given = words()["women"] if rng.random() < 0.5 else words()["men"]
            found.append(
                IssuerPlan(
                    str(_FIRST_HPR + len(found)),
                    given[rng.integers(len(given))],
                    words()["families"][rng.integers(len(words()["families"]))],
                    kind,
                    gp=kind == "doctor" and place < of_kind * 0.9,
                )
            )
    return tuple(found)
