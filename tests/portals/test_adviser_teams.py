"""The leader's page of teams, and what its members and their people see of it."""

import pytest
from django.test import Client
from django.urls import reverse

from stafett.cases.models import Case
from stafett.people.models import Team
from tests.factories import Region, bring, make_region, make_staff, note, open_case
from tests.portals.adviser_world import enter
from tests.portals.person_world import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    return make_region()


def read(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_leader_makes_a_team_whose_members_see_each_others_cases(client: Client, region: Region) -> None:
    kai = make_staff("Kai Colleague", region.local)
    bring([note("a", [("2026-02-23", "2026-04-30")])], "2026-03-02")
    Case.objects.update(holder=kai)
    enter(client, region.leader)
    address = reverse("adviser_teams")
    assert "Enheten har ingen lag" in read(client, address)
    assert client.post(address, {"name": "Lag Nord"}).status_code == 422
    chosen = {"name": "Lag Nord", "members": [region.adviser.pk, kai.pk]}
    assert client.post(address, chosen).status_code == 302
    assert client.post(address, chosen).status_code == 422
    assert "Lag Nord, innen laget" in read(client, reverse("adviser_distribution"))

    enter(client, region.adviser)
    listed = read(client, "/adviser/?list=team")
    assert "Laget mitt" in listed
    assert open_case().person.name in listed
    assert "Kai Colleague (Lag Nord)" in read(client, reverse("adviser_case", args=[open_case().pk]))
    theirs = client_of(open_case().person)
    assert "De andre i Lag Nord kan også hjelpe deg." in theirs.get("/my/case/").content.decode()

    enter(client, region.leader)
    team = Team.objects.get()
    own = reverse("adviser_team", args=[team.pk])
    assert client.post(own, {f"team{team.pk}-name": "", f"team{team.pk}-members": [kai.pk]}).status_code == 422
    assert client.post(own, {f"team{team.pk}-name": "Sør", f"team{team.pk}-members": [kai.pk]}).status_code == 302
    assert client.post(own, {"do": "dissolve"}).status_code == 302
    enter(client, region.adviser)
    assert "Laget mitt" not in read(client, "/adviser/?list=team")
