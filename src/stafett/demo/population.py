"""Who lives in the region: persons with their names, work, language, protection and doctor."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final, TypeAlias

import numpy as np

from stafett.core.dates import date_of_age
from stafett.demo.chance import generator, pick, uniform, weighted
from stafett.demo.hard_states import Trait, traits_of
from stafett.demo.region import LOCAL, NOE, SHARE_OF_PERSONS, EmployerPlan, RegionPlan
from stafett.demo.words import words
from stafett.people.numbers import make_identity_number

Rng: TypeAlias = np.random.Generator

# Of those on sick leave 59.7 % are women (S0:L541). Age among all sick-listed is assumed: an even spread over working
# life, heaviest from 45 to 60.
WOMEN: Final = 0.597
_AGES: Final = (
    (18, 24, 0.08), (25, 34, 0.20), (35, 44, 0.23), (45, 54, 0.25), (55, 61, 0.17), (62, 66, 0.065), (67, 69, 0.005),
)  # fmt: skip
# A little under 13,000 sick-listed a month have no employer (S2:L709), of about a quarter of a million (assumed).
NO_EMPLOYER: Final = 0.05
SELF_EMPLOYED: Final = 0.03
SEVERAL_EMPLOYERS: Final = 0.04
NOT_DIGITAL: Final = 0.04
DISABILITY_BENEFIT: Final = 0.015
# Assumed; many of them are in the national unit because they are changing job.
DECISION_14A: Final = 0.05
PROTECTED: Final = (("none", 0.9965), ("confidential", 0.0015), ("strictly_confidential", 0.0005), ("shielded", 0.0015))
NYNORSK: Final = 0.09
_POSITIONS: Final = ((100, 0.72), (80, 0.12), (60, 0.06), (50, 0.10))


@dataclass(frozen=True, slots=True)
class JobPlan:
    """Work for one employer (its place in the region's list) from a day on, until a day or for good."""

    employer: int
    percent: int
    occupation: str
    first_day: date
    last_day: date | None


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """One person. `trait` names the hard state that they are there to show, if any."""

    number: int
    identity_number: str
    given_name: str
    family_name: str
    birth_date: date
    woman: bool
    unit: str
    language: str
    protection: str
    reachable: bool
    disability_benefit: bool
    self_employed: bool
    decision_until: date | None
    died_on: date | None
    jobs: tuple[JobPlan, ...]
    issuer: int
    trait: Trait | None

    @property
    def phone(self) -> str:
        """Starts with a zero, as no Norwegian number does: nobody can be called by mistake."""
        return f"0{self.number % 10_000_000:07}"


def plan_population(region: RegionPlan, *, persons: int, seed: int, on: date) -> tuple[PersonPlan, ...]:
    """The persons of the region, those with a hard state first."""
    rng = generator(seed, "population")
    traits = traits_of(persons)
    doctors = [number for number, issuer in enumerate(region.issuers) if issuer.gp]
    weights = np.array([employer.employees for employer in region.employers], np.float64)
    weights /= weights.sum()
    born: Counter[date] = Counter()
    found = []
    for number in range(persons):
        trait = traits[number] if number < len(traits) else None
        person = _person(rng, seed, number, trait, on)
        jobs = _jobs(rng, region.employers, weights, trait, person, on)
        issuer = doctors[rng.integers(len(doctors))]
        identity = make_identity_number(person.birth_date, born[person.birth_date])
        born[person.birth_date] += 1
        found.append(replace(person, identity_number=identity, jobs=jobs, issuer=issuer))
    return tuple(found)


def _person(rng: Rng, seed: int, number: int, trait: Trait | None, on: date) -> PersonPlan:
    """All but the jobs, the issuer and the identity number."""
    wants = trait.wants if trait else ""
    woman = bool(rng.random() < WOMEN) or wants == "pregnant"
    given, family, language = _name(rng, woman=woman)
    chance = rng.random(6)
    decided = wants == "decision" or (trait is None and chance[0] < DECISION_14A)
    return PersonPlan(
        number=number,
        identity_number="",
        given_name=given,
        family_name=family,
        birth_date=_birth_date(rng, wants, trait, on),
        woman=woman,
        unit=_unit(rng, seed, number, trait, decided=decided),
        language=(trait.language if trait else "") or language,
        protection=trait.protection if trait else weighted(PROTECTED, chance[1]),
        reachable=not (wants == "not_digital" or (trait is None and chance[2] < NOT_DIGITAL)),
        disability_benefit=wants == "disability" or (trait is None and bool(chance[3] < DISABILITY_BENEFIT)),
        self_employed=wants == "self_employed" or (trait is None and bool(chance[4] < SELF_EMPLOYED)),
        decision_until=on + timedelta(days=100 + int(chance[5] * 400)) if decided else None,
        died_on=on - timedelta(days=6) if wants == "died" else None,
        jobs=(),
        issuer=0,
        trait=trait,
    )


def _unit(rng: Rng, seed: int, number: int, trait: Trait | None, *, decided: bool) -> str:
    """The local office by address. Who has a decision under § 14 a and is changing job is with the national unit."""
    unit = LOCAL[rng.choice(len(LOCAL), p=SHARE_OF_PERSONS)]
    if trait is not None:
        # Shown where the questions are asked at the ordinary time.
        return LOCAL[0]
    return NOE if decided and uniform(seed, "noe", number) < 0.9 else unit


def _name(rng: Rng, *, woman: bool) -> tuple[str, str, str]:
    """Given name, family name and language."""
    listed = words()
    names: dict[str, Any] = weighted(
        [(listed, 1 - sum(each["share"] for each in listed["backgrounds"]))]
        + [(each, each["share"]) for each in listed["backgrounds"]],
        rng.random(),
    )
    given = pick(names["women" if woman else "men"], rng.random())
    family = pick(names["families"], rng.random())
    nynorsk = rng.random() < NYNORSK
    return given, family, names.get("language") or ("nn" if nynorsk else "nb")


def _birth_date(rng: Rng, wants: str, trait: Trait | None, on: date) -> date:
    lowest, highest = weighted([((low, high), share) for low, high, share in _AGES], rng.random())
    if wants == "pregnant":
        lowest, highest = 24, 38
    if wants == "age_67":
        lowest, highest = 67, 69
    elif trait and highest > 66:
        lowest, highest = 45, 54
    first = date_of_age(on, -highest - 1) + timedelta(days=1)
    last = date_of_age(on, -lowest)
    return first + timedelta(days=int(rng.integers((last - first).days + 1)))


def _jobs(
    rng: Rng, employers: tuple[EmployerPlan, ...], weights: Any, trait: Trait | None, person: PersonPlan, on: date
) -> tuple[JobPlan, ...]:
    """None for the self-employed; an ended one for those without an employer; two or three for some."""
    wants = trait.wants if trait else ""
    chance = rng.random(2)
    if person.self_employed:
        return ()
    several = wants == "several_employers" or (trait is None and chance[0] < SEVERAL_EMPLOYERS)
    places = rng.choice(len(employers), 2 if several else 1, replace=False, p=weights)
    jobless = wants == "no_employer" or (trait is None and not several and chance[1] < NO_EMPLOYER)
    return tuple(
        _job(rng, int(place), employers[place], on, share=50 if several else None, ended=jobless) for place in places
    )


def _job(rng: Rng, place: int, employer: EmployerPlan, on: date, *, share: int | None, ended: bool) -> JobPlan:
    first = on - timedelta(days=1200 + int(rng.integers(4500)))
    return JobPlan(
        place,
        share or weighted(_POSITIONS, rng.random()),
        pick(employer.occupations, rng.random()),
        first,
        on - timedelta(days=790 + int(rng.integers(300))) if ended else None,
    )
