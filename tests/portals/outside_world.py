"""A nearest leader, HR and an issuer as the tests meet them, and browsers that have entered as them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.test import Client

from stafett.access.login import enter_as_employer, enter_as_issuer
from stafett.cases.models import Case
from stafett.people.models import Employer, EmployerContact, Employment, Issuer, Leadership, Person
from tests.factories import EMPLOYER, Days, Region, bring, day, make_region, note

FIRST, LAST = "2026-01-05", "2026-06-30"


@dataclass(frozen=True, slots=True)
class World:
    """One person on sick leave from one employment, with everybody around them."""

    region: Region
    person: Person
    case: Case
    employment: Employment
    leader: EmployerContact
    hr: EmployerContact
    issuer: Issuer


def make_contact(employer: Employer, name: str, role: str) -> EmployerContact:
    """Somebody at an employer; the login is made from the name."""
    login = name.lower().replace(" ", ".")
    return EmployerContact.objects.create(employer=employer, name=name, login=login, role=role)


def employ(person: Person, employer: Employer, leader: EmployerContact | None = None) -> Employment:
    """An employment since long ago, led by somebody since then."""
    job = Employment.objects.create(person=person, employer=employer, first_day=day("2020-01-01"))
    if leader is not None:
        Leadership.objects.create(employment=job, leader=leader, first_day=day("2020-01-01"))
    return job


def make_world(days: Days = (FIRST, LAST), **fields: Any) -> World:
    """`fields` are more of the sick note, which begins on FIRST."""
    region = make_region()
    bring([note("n1", [days], **fields)], FIRST)
    person = Person.objects.get()
    employer = Employer.objects.get(organisation_number=EMPLOYER)
    leader = make_contact(employer, "Nils Nærmeste", "leader")
    return World(
        region, person, Case.objects.get(), employ(person, employer, leader), leader,
        hr=make_contact(employer, "Hilde Personal", "hr"), issuer=Issuer.objects.get(),
    )  # fmt: skip


def client_of(one: EmployerContact | Issuer) -> Client:
    """A browser in which somebody outside Nav has entered."""
    client = Client()
    session = client.session
    if isinstance(one, EmployerContact):
        enter_as_employer(session, one)
    else:
        enter_as_issuer(session, one)
    session.save()
    client.cookies["sessionid"] = str(session.session_key)
    return client
