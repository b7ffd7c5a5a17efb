"""Corrections and cancellations whose note has not come are seen by those who handle the quarantine."""

import pytest
from django.test import Client
from django.urls import reverse

from stafett.access.models import Reading
from stafett.cases.services import run_tick
from stafett.people.models import Person, Staff
from tests.factories import Region, bring, day, instant, make_region, note
from tests.portals.adviser_world import enter
from tests.portals.person_world import client_of

pytestmark = pytest.mark.django_db
CAME, DAYS_LATER = "2026-03-02", "2026-03-05"


@pytest.fixture
def region(client: Client) -> Region:
    region = make_region()
    Staff.objects.filter(pk=region.adviser.pk).update(handles_quarantine=True)
    bring([note("c", [], kind="cancellation", replaces="never-seen", signed=CAME, employer=None)], CAME)
    bring([note("d", [("2026-02-02", "2026-03-31")], kind="correction", replaces="lost", serial=1)], CAME)
    run_tick(on=day(DAYS_LATER), at=instant(DAYS_LATER))
    enter(client, region.adviser)
    return region


def shown(client: Client) -> str:
    response = client.get(reverse("adviser_unmatched"))
    assert response.status_code == 200
    return response.content.decode()


def test_who_when_and_what_they_name_is_told(client: Client, region: Region) -> None:
    page = shown(client)
    for words in (
        "Kari Prøve0",
        "Kari Prøve1",
        "Lege",
        "02.03.2026",
        "never-seen",
        "lost",
        "trukket tilbake",
        "rettelse",
    ):
        assert words.casefold() in page.casefold()
    assert reverse("adviser_unmatched") in client.get(reverse("adviser_quarantine")).content.decode()


def test_they_are_given_some_days_first(client: Client, region: Region) -> None:
    bring([note("e", [], kind="cancellation", replaces="yesterday", signed="2026-03-04", employer=None)], "2026-03-04")
    assert "yesterday" not in shown(client)
    run_tick(on=day("2026-03-07"), at=instant("2026-03-07"))
    assert "yesterday" in shown(client)


def test_they_vanish_when_the_note_comes(client: Client, region: Region) -> None:
    bring([note("never-seen", [("2026-02-02", "2026-03-31")], serial=5)], DAYS_LATER)
    assert "never-seen" in shown(client)  # the note of somebody else is not the one
    bring([note("lost", [("2026-02-02", "2026-04-30")], serial=1, signed="2026-02-02")], DAYS_LATER)
    page = shown(client)
    assert "lost" not in page
    assert "Kari Prøve0" in page


def test_the_persons_see_that_they_were_seen(client: Client, region: Region) -> None:
    shown(client)
    person = Person.objects.get(family_name="Prøve0")
    assert Reading.objects.filter(person=person, page="unmatched_notes", staff=region.adviser).count() == 1
    assert "Anne Adviser" in client_of(person).get("/my/readings/").content.decode()


def test_protected_persons_are_for_those_who_may(client: Client, region: Region) -> None:
    Person.objects.filter(family_name="Prøve0").update(protection="strictly_confidential")
    assert "never-seen" not in shown(client)
    Staff.objects.filter(pk=region.adviser.pk).update(may_open=["strictly_confidential"])
    assert "never-seen" in shown(client)


def test_who_does_not_handle_the_quarantine_sees_none(client: Client, region: Region) -> None:
    enter(client, region.leader)
    assert client.get(reverse("adviser_unmatched")).status_code == 403
