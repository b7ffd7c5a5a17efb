"""The law as a page for those at Nav, and the ways to it."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stafett.cases.models import Case
from stafett.cases.services import run_tick
from stafett.core.parameters import default_law
from stafett.core.rulebook import rulebook
from stafett.people.models import Staff
from tests.factories import bring, choose, day, instant, make_person, make_region, note
from tests.portals import adviser_world as world

pytestmark = pytest.mark.django_db


def client_of(staff: Staff) -> Client:
    client = Client()
    world.enter_today(client, staff)
    return client


def test_staff_find_it_at_the_foot_of_their_pages() -> None:
    client = client_of(world.make_staff(world.make_unit()))
    assert 'href="/adviser/law/"' in client.get("/adviser/").content.decode()
    leader = client_of(world.make_staff(world.make_unit(), role="leader"))
    assert leader.get("/adviser/law/").status_code == 200


def test_an_office_with_its_own_week_is_named_beside_the_common_one() -> None:
    unit = world.make_unit()
    choose(unit, "screening_week", 5)
    page = client_of(world.make_staff(unit)).get("/adviser/law/").content.decode()
    week = page.split('id="screening_week"')[1].split("</article>")[0]
    assert "<strong>8 uker</strong>" in week
    assert f"{unit.number}: 5 uker" in re.sub(r"\s+", " ", week)


def test_a_reason_on_a_case_leads_to_its_rule_and_its_values() -> None:
    region = make_region()
    make_person(region.local)
    bring([note("n1", [("2026-01-05", "2026-08-31")])], "2026-01-05")
    run_tick(on=day("2026-03-02"), at=instant("2026-03-02"))
    case = Case.objects.get()
    client = client_of(region.adviser)
    page = client.get(f"/adviser/case/{case.pk}/").content.decode()
    anchors = set(re.findall(r'href="/adviser/law/#([^"]+)"', page))
    law = default_law()
    assert anchors & {rule.code for rule in rulebook(law)}
    assert anchors & set(law.parameters)
    there = set(re.findall(r'id="([^"]+)"', client.get("/adviser/law/").content.decode()))
    assert anchors <= there


def test_the_length_of_the_law_costs_no_questions_to_the_database() -> None:
    client = client_of(world.make_staff(world.make_unit()))
    client.get("/adviser/law/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/adviser/law/")
    assert len(asked) <= 6
