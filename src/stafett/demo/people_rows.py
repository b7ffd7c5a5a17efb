"""The region's units, staff, employers, issuers and persons as rows."""

from datetime import UTC, date, datetime, time, timedelta

from django.db import connection

from stafett.access.actors import SYSTEM
from stafett.demo.chance import pick, uniform
from stafett.demo.plan import Plan
from stafett.demo.region import LATE_BY_DAYS, LATE_OFFICE, LOCAL, NOE, ROE, RegionPlan
from stafett.demo.words import words
from stafett.people.models import Employer, EmployerContact, Employment, Issuer, Leadership, Person, Staff, Unit
from stafett.people.office_values import local_parameter, record_value

_HR_FROM = 20  # employees
_LED_BY_ONE = 10  # employments


class RegionNotEmptyError(Exception):
    """The database holds people already who are not of the region to be built."""


def write_people(plan: Plan, *, first_day: date) -> None:
    """Writes everybody. `first_day` is the first that will be played.

    Raises RegionNotEmptyError when there are units or persons already.
    """
    if Unit.objects.exists() or Person.objects.exists():
        raise RegionNotEmptyError
    units = _units(plan.region, first_day, asks_late=plan.on - timedelta(days=LATE_BY_DAYS) > first_day)
    Staff.objects.bulk_create(
        Staff(
            name=each.name, login=each.login, unit=units[each.unit], role=each.role, may_open=list(each.may_open),
            handles_quarantine=each.handles_quarantine,
        )
        for each in plan.region.staff
    )  # fmt: skip
    employers = Employer.objects.bulk_create(
        Employer(
            organisation_number=each.organisation_number, name=each.name, industry=each.industry,
            employees=each.employees,
        )
        for each in plan.region.employers
    )  # fmt: skip
    Issuer.objects.bulk_create(
        Issuer(hpr_number=each.hpr_number, name=f"{each.given_name} {each.family_name}", kind=each.kind)
        for each in plan.region.issuers
    )
    _persons(plan, units, employers)
    _employers_people(plan.seed)
    with connection.cursor() as cursor:
        cursor.execute("analyze people_person, people_employment")


def _units(region: RegionPlan, first_day: date, *, asks_late: bool) -> dict[str, Unit]:
    """The regional unit first, since the local offices send to it."""
    units: dict[str, Unit] = {}
    for each in sorted(region.units, key=lambda unit: unit.number not in {ROE, NOE}):
        local = each.number in LOCAL
        units[each.number] = Unit.objects.create(
            number=each.number,
            name=each.name,
            kind=each.kind,
            roe=units[ROE] if local else None,
            receives_unknown=each.number == LOCAL[0],
            municipalities=[each.municipality] if local else [],
            screening_basis_recorded_on=None if asks_late and each.number == LATE_OFFICE else first_day,
        )
        if each.screening_week:
            _choose_week(units[each.number], each.screening_week, first_day)
    return units


def _choose_week(unit: Unit, week: int, on: date) -> None:
    """The office has always asked in that week."""
    always = local_parameter("screening_week").first_day
    at = datetime.combine(on, time(8), UTC)
    record_value(unit=unit, name="screening_week", value=week, first_day=always, by=SYSTEM.name, at=at)


def _persons(plan: Plan, units: dict[str, Unit], employers: list[Employer]) -> None:
    municipality = {each.number: each.municipality for each in plan.region.units}
    rows = Person.objects.bulk_create(
        (
            Person(
                identity_number=each.identity_number,
                given_name=each.given_name,
                family_name=each.family_name,
                birth_date=each.birth_date,
                home_unit=units[each.unit],
                municipality=municipality[each.unit] if each.protection == "none" else "",
                protection=each.protection,
                language=each.language,
                reachable_digitally=each.reachable,
                phone=each.phone,
                disability_benefit=each.disability_benefit,
                self_employed=each.self_employed,
                follow_up_decision_until=each.decision_until,
            )
            for each in plan.persons
        ),
        batch_size=2000,
    )
    Employment.objects.bulk_create(
        (
            Employment(
                person=row, employer=employers[job.employer], position_percent=job.percent,
                occupation=job.occupation, first_day=job.first_day, last_day=job.last_day,
            )
            for row, each in zip(rows, plan.persons, strict=True)
            for job in each.jobs
        ),
        batch_size=2000,
    )  # fmt: skip


def _employers_people(seed: int) -> None:
    """One who does HR at each employer of some size, and a nearest leader for every few of those who work there."""
    contacts: list[EmployerContact] = []
    leaderships: list[Leadership] = []
    employers: dict[int, list[Employment]] = {}
    for job in Employment.objects.select_related("employer").order_by("employer_id", "pk"):
        employers.setdefault(job.employer_id, []).append(job)
    for jobs in employers.values():
        employer = jobs[0].employer
        if (employer.employees or 0) >= _HR_FROM:
            contacts.append(_contact(seed, employer, EmployerContact.Role.HR, 0))
        for place in range(0, len(jobs), _LED_BY_ONE):
            leader = _contact(seed, employer, EmployerContact.Role.LEADER, place // _LED_BY_ONE)
            contacts.append(leader)
            leaderships += [
                Leadership(employment=job, leader=leader, first_day=job.first_day, last_day=job.last_day)
                for job in jobs[place : place + _LED_BY_ONE]
            ]
    EmployerContact.objects.bulk_create(contacts, batch_size=2000)
    Leadership.objects.bulk_create(leaderships, batch_size=2000)


def _contact(seed: int, employer: Employer, role: str, number: int) -> EmployerContact:
    about = (seed, "contact", employer.organisation_number, role, number)
    given = pick((*words()["women"], *words()["men"]), uniform(*about, "given"))
    family = pick(words()["families"], uniform(*about, "family"))
    login = f"{role}-{employer.organisation_number}-{number + 1}"
    return EmployerContact(employer=employer, name=f"{given} {family}", login=login, role=role)
