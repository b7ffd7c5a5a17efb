"""The person sees the pages that a leader, HR and an issuer have of them: the same pages, which cannot be used."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from stafett.access.models import Reading
from stafett.access.outside import openers_of
from stafett.cases.models import Case
from stafett.core.parameters import default_law
from stafett.people.models import EmployerContact, Leadership
from stafett.portals.person.sharing import FIELDS, ITEMS
from tests.factories import bring, day, note
from tests.portals.outside_world import World, client_of, make_world
from tests.portals.person_world import client_of as client_of_person
from tests.portals.person_world import tick

pytestmark = pytest.mark.django_db
ON = "2026-02-02"


@pytest.fixture
def world() -> World:
    made = make_world(message_to_employer="Kan stå, ikke løfte")
    tick(ON)
    return made


def words(html: str) -> str:
    """What is read on a page: nothing of how it is made."""
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<script.*?</script>", " ", html, flags=re.DOTALL)).split())


def main_of(html: str) -> str:
    return html.split('<main id="main"', 1)[1].split(">", 1)[1].split("</main>", maxsplit=1)[0]


def frame_of(html: str) -> str:
    found = re.search(r'<section class="st-seen[^>]*>(.*)</section>\s*<p><a', html, re.DOTALL)
    assert found is not None
    return found[1]


def as_person(world: World) -> Client:
    return client_of_person(world.person)


def seen_by_employer(world: World, contact: EmployerContact) -> str:
    address = reverse("person_seen_by_employer", args=[world.employment.pk, contact.pk])
    return as_person(world).get(address).content.decode()


def seen_by_issuer(world: World) -> str:
    address = reverse("person_seen_by_issuer", args=[world.case.pk, world.issuer.pk])
    return as_person(world).get(address).content.decode()


@pytest.mark.parametrize("who", ["leader", "hr"])
def test_it_says_word_for_word_what_stands_on_the_employers_own_page(world: World, who: str) -> None:
    contact = getattr(world, who)
    theirs = client_of(contact).get(reverse("employer_employee", args=[world.employment.pk])).content.decode()
    assert words(frame_of(seen_by_employer(world, contact))) == words(main_of(theirs))


def test_hr_sees_less_than_the_leader(world: World) -> None:
    assert "Kan stå, ikke løfte" in seen_by_employer(world, world.leader)
    assert "Kan stå, ikke løfte" not in seen_by_employer(world, world.hr)


def test_it_says_word_for_word_what_stands_on_the_issuers_own_page(world: World) -> None:
    theirs = client_of(world.issuer).get(reverse("issuer_patient", args=[world.case.pk])).content.decode()
    assert words(frame_of(seen_by_issuer(world))) == words(main_of(theirs))


def test_nothing_in_it_can_be_sent_or_leads_on(world: World) -> None:
    for html in (seen_by_employer(world, world.leader), seen_by_issuer(world)):
        inside = frame_of(html)
        assert not re.search(r"<form|href=|action=|csrfmiddlewaretoken", inside)
        assert all("disabled" in control for control in re.findall(r"<(?:button|input|select|textarea)[^>]*>", inside))


def test_looking_is_not_logged(world: World) -> None:
    before = Reading.objects.count()
    seen_by_employer(world, world.leader)
    seen_by_issuer(world)
    assert Reading.objects.count() == before


def test_who_does_not_lead_the_person_has_no_page_to_show(world: World) -> None:
    Leadership.objects.update(last_day=day("2026-01-31"))
    address = reverse("person_seen_by_employer", args=[world.employment.pk, world.leader.pk])
    assert as_person(world).get(address).status_code == 404


def test_nobody_sees_what_is_seen_of_somebody_else(world: World) -> None:
    bring([note("n2", [("2026-01-05", "2026-06-30")], serial=1)], "2026-01-05")
    other = client_of_person(Case.objects.exclude(person=world.person).get().person)
    for name, keys in (
        ("person_seen_by_employer", [world.employment.pk, world.leader.pk]),
        ("person_seen_by_issuer", [world.case.pk, world.issuer.pk]),
    ):
        assert other.get(reverse(name, args=keys)).status_code == 404


def test_the_page_of_sharing_leads_to_everybody_who_may_open_and_to_nobody_else(world: World) -> None:
    employers, issuers = openers_of(world.person.pk, day(ON))
    assert {contact.pk for _, contact in employers} == {world.leader.pk, world.hr.pk}
    assert [issuer.pk for _, issuer in issuers] == [world.issuer.pk]
    html = as_person(world).get(reverse("person_who_sees_what")).content.decode()
    for _, contact in employers:
        assert reverse("person_seen_by_employer", args=[world.employment.pk, contact.pk]) in html
    assert reverse("person_seen_by_issuer", args=[world.case.pk, world.issuer.pk]) in html


def test_every_field_of_what_is_shared_has_the_persons_own_words() -> None:
    items = default_law().sharing.items
    assert {field for item in ITEMS for field in items[item].fields} == set(FIELDS)
