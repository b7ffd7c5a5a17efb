"""A follow-up plan at the issuer and at Nav: from sharing, and no longer than it is shared."""

import pytest
from django.test import Client
from django.urls import reverse

from stafett.people.models import Person, Staff
from stafett.plans.follow_up_plan.models import FollowUpPlan
from tests.cases.handovers import offer
from tests.plans.plan_world import ON, PlanWorld, make_plan_world
from tests.portals.adviser_world import enter
from tests.portals.outside_world import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> PlanWorld:
    return make_plan_world()


@pytest.fixture
def adviser(made: PlanWorld) -> Client:
    client = Client()
    enter(client, made.world.region.adviser)
    return client


def page(client: Client, made: PlanWorld, name: str) -> str:
    response = client.get(reverse(name, args=[made.world.case.pk]))
    assert response.status_code == 200
    return str(response.content.decode())


def ask(client: Client, made: PlanWorld) -> int:
    address = reverse("adviser_ask_for_plan", args=[made.world.case.pk, made.world.employment.pk])
    return client.post(address).status_code


def test_an_issuer_reads_the_plan_while_it_is_shared(made: PlanWorld) -> None:
    issuer = client_of(made.world.issuer)
    made.approved()
    made.share("nav")
    assert "Varelager" not in page(issuer, made, "issuer_patient")
    made.share("issuer")
    html = page(issuer, made, "issuer_patient")
    assert "Varelager" in html
    assert made.world.employment.employer.name in html
    made.take_back("issuer")
    assert "Varelager" not in page(issuer, made, "issuer_patient")


def test_nav_reads_the_plan_while_it_is_shared(made: PlanWorld, adviser: Client) -> None:
    made.approved()
    made.share("issuer")
    html = page(adviser, made, "adviser_plans")
    assert "Varelager" not in html
    assert "Ingen plan er delt med Nav." in html
    made.share("nav")
    assert "Varelager" in page(adviser, made, "adviser_plans")
    made.take_back("nav")
    assert "Varelager" not in page(adviser, made, "adviser_plans")


def test_a_draft_that_follows_is_not_seen(made: PlanWorld, adviser: Client) -> None:
    made.approved()
    made.share("nav")
    made.save(1, can_do="Hemmelig utkast")
    assert "Hemmelig utkast" not in page(adviser, made, "adviser_plans")


def test_nav_does_not_see_that_they_write_before_they_share(made: PlanWorld, adviser: Client) -> None:
    made.approved()
    assert "oppfølgingsplanen" not in page(adviser, made, "adviser_journal")
    made.share("nav")
    assert "Oppfølgingsplanen ble delt" in page(adviser, made, "adviser_journal")


def test_of_a_protected_person_it_is_seen_by_those_alone_who_may_open_the_case(
    made: PlanWorld, adviser: Client
) -> None:
    made.approved()
    made.share("nav")
    Person.objects.update(protection="confidential")
    assert adviser.get(reverse("adviser_plans", args=[made.world.case.pk])).status_code == 404
    Staff.objects.update(may_open=["confidential"])
    assert "Varelager" in page(adviser, made, "adviser_plans")


def test_whom_the_case_is_offered_to_does_not_see_it_yet(made: PlanWorld) -> None:
    made.approved()
    made.share("nav")
    region = made.world.region
    offer(made.world.case, region.roe, region.adviser, ON)
    receiver = Client()
    enter(receiver, region.roe_adviser)
    html = page(receiver, made, "adviser_plans")
    assert "Varelager" not in html
    assert "Be arbeidsgiveren om planen" not in html


def test_an_adviser_asks_for_the_plan_and_the_employer_sees_it(made: PlanWorld, adviser: Client) -> None:
    made.go_to("2026-03-02")
    assert ask(adviser, made) == 302
    html = page(adviser, made, "adviser_plans")
    assert "Anne Adviser ba om planen 2. mars 2026." in html
    leader = client_of(made.world.leader)
    html = leader.get(reverse("employer_plan", args=[made.world.employment.pk])).content.decode()
    assert "Nav ba om planen 2. mars 2026." in html
    assert made.task("plan_request").state == "open"


def test_only_those_who_follow_up_ask_and_only_in_the_case(made: PlanWorld) -> None:
    for staff, status in ((made.world.region.leader, 403), (made.world.region.other_adviser, 404)):
        client = Client()
        enter(client, staff)
        assert ask(client, made) == status
    assert not FollowUpPlan.objects.exists()


def test_a_closed_case_is_not_asked_in(made: PlanWorld, adviser: Client) -> None:
    made.go_to("2026-08-20")
    assert ask(adviser, made) == 409
