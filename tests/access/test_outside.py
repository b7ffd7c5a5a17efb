"""Who outside Nav may open what, and that each opening is written down."""

import pytest
from django.test import Client
from django.urls import reverse

from stafett.access.models import Reading
from stafett.cases.services import run_tick
from stafett.people.models import Employer, Issuer, Leadership
from tests.factories import OTHER_EMPLOYER, day, instant
from tests.portals.outside_world import LAST, World, client_of, employ, make_contact, make_world

pytestmark = pytest.mark.django_db
ON = "2026-03-02"


@pytest.fixture
def world() -> World:
    made = make_world()
    run_tick(on=day(ON), at=instant(ON))
    return made


def page(client: Client, name: str, *args: int) -> tuple[int, str]:
    response = client.get(reverse(name, args=args))
    return response.status_code, response.content.decode()


def test_a_leader_sees_dates_grade_and_duty_of_their_own_people(world: World) -> None:
    status, html = page(client_of(world.leader), "employer_people")
    assert status == 200
    for told in (world.person.name, "05.01.2026", "100\N{NO-BREAK SPACE}%", "Neste plikt"):
        assert told in html


def test_hr_sees_the_duty_and_no_dates(world: World) -> None:
    status, html = page(client_of(world.hr), "employer_employee", world.employment.pk)
    assert status == 200
    assert "Neste plikt" in html
    assert "100 %" not in html


def test_what_is_opened_is_logged_with_who_and_as_what(world: World) -> None:
    page(client_of(world.leader), "employer_employee", world.employment.pk)
    page(client_of(world.issuer), "issuer_patient", world.case.pk)
    leader, issuer = Reading.objects.order_by("pk")
    assert (leader.contact, leader.role, leader.person, leader.case, leader.allowed) == (
        world.leader, "employer_leader", world.person, world.case, True,
    )  # fmt: skip
    assert (issuer.issuer, issuer.role, issuer.page) == (world.issuer, "issuer", "patient")


def test_a_leader_no_more_is_refused_and_the_try_is_logged(world: World) -> None:
    Leadership.objects.update(last_day="2026-03-01")
    assert page(client_of(world.leader), "employer_employee", world.employment.pk)[0] == 403
    assert not Reading.objects.get().allowed
    assert world.person.name not in page(client_of(world.leader), "employer_people")[1]


def test_another_employers_people_are_not_there(world: World) -> None:
    elsewhere = Employer.objects.create(organisation_number=OTHER_EMPLOYER, name="En annen")
    other = make_contact(elsewhere, "Ola Annen", "hr")
    own = employ(world.person, elsewhere, make_contact(elsewhere, "Lise Annen", "leader"))
    assert page(client_of(other), "employer_employee", world.employment.pk)[0] == 403
    assert page(client_of(other), "employer_employee", own.pk)[0] == 403, "no note is to this employer"
    assert world.person.name not in page(client_of(other), "employer_people")[1]


def test_an_issuer_opens_those_for_whom_they_have_written(world: World) -> None:
    other = Issuer.objects.create(hpr_number="7654321", name="En annen")
    assert page(client_of(world.issuer), "issuer_patients")[1].count(world.person.name) >= 1
    assert page(client_of(other), "issuer_patient", world.case.pk)[0] == 403
    assert world.person.name not in page(client_of(other), "issuer_patients")[1]


def test_the_employers_view_closes_some_months_after_the_absence(world: World) -> None:
    for on, status in (("2026-10-30", 200), ("2026-10-31", 403)):
        run_tick(on=day(on), at=instant(on))
        assert page(client_of(world.leader), "employer_employee", world.employment.pk)[0] == status, LAST
