"""The pages on which people choose how to hear, what has become of notifications, and the letters of the office."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from django.test import Client

from stafett.cli.commands import cli
from stafett.notifications.models import Choice, Delivery
from stafett.people.models import Person
from tests.factories import day
from tests.notifications.world import Office, office, send, world_with_phone
from tests.portals.adviser_world import enter
from tests.portals.outside_world import World, client_of
from tests.portals.person_world import client_of as person_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return world_with_phone()


@pytest.fixture
def at_work() -> Iterator[Office]:
    with office() as found:
        yield found


def adviser(world: World) -> Client:
    client = Client()
    enter(client, world.region.adviser)
    return client


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_each_sees_the_channel_they_hear_by_and_chooses_another(world: World) -> None:
    for client, address in (
        (person_client(world.person), "/my/notifications/"),
        (client_of(world.leader), "/employer/notifications/"),
        (client_of(world.hr), "/employer/notifications/"),
        (client_of(world.issuer), "/issuer/notifications/"),
    ):
        assert "aldri hva det gjelder" in shown(client, address)
        sent = {"channel": "email", "email": "a@prove.example", "language": "en"}
        assert client.post(address, sent)["Location"] == address
        assert "a@prove.example" in shown(client, address)
    assert list(Choice.objects.order_by("pk").values_list("channel", "language")) == [
        ("email", "nb"), *[("email", "en")] * 3,
    ]  # fmt: skip
    assert "+4704123456" not in shown(person_client(world.person), "/my/notifications/")


def test_what_is_known_of_the_person_stands_there_until_they_choose(world: World) -> None:
    assert 'value="+4704123456"' in shown(person_client(world.person), "/my/notifications/")


def test_an_address_that_is_none_is_said_beside_its_field_and_nothing_typed_is_lost(world: World) -> None:
    client = person_client(world.person)
    for sent, said in (
        ({"channel": "sms", "number": "4012"}, "Skriv et mobilnummer"),
        ({"channel": "email", "email": "kari(a)prove"}, "Skriv en e-postadresse"),
        ({"number": "40123456"}, "Velg hvordan du vil få beskjed."),
        ({"channel": "dove", "number": "40123456"}, "Velg hvordan du vil få beskjed."),
    ):
        response = client.post("/my/notifications/", sent)
        page = response.content.decode()
        assert response.status_code == 422
        assert said in page
        assert all(f'value="{typed}"' in page for name, typed in sent.items() if name != "channel")
    assert not Choice.objects.exists()


def test_a_leader_is_offered_no_letter(world: World) -> None:
    assert 'value="letter"' not in shown(client_of(world.leader), "/employer/notifications/")
    assert 'value="letter"' in shown(person_client(world.person), "/my/notifications/")


def test_person_and_adviser_see_that_it_was_told_and_nothing_of_the_address(world: World, at_work: Office) -> None:
    at_work.sms.receipt = lambda _number: "delivered"
    send(world, at_work.today)
    at_work.run()
    assert "Varslet 02.03.2026 på SMS, levert" in shown(person_client(world.person), "/my/notifications/")
    page = shown(adviser(world), f"/adviser/case/{world.case.pk}/dialogue/")
    assert "varslet 02.03.2026 på SMS, levert" in page
    assert "04123456" not in page


def test_the_task_of_calling_leads_to_what_was_sent(world: World, at_work: Office) -> None:
    at_work.sms.act = lambda _number, _requests: "refuse"
    send(world, at_work.today)
    at_work.run()
    page = shown(adviser(world), f"/adviser/case/{world.case.pk}/")
    assert "Ring eller skriv: ikke nådd av varsel" in page
    assert "Se hva som er sendt" in page
    assert "Noen ble ikke nådd av et varsel" in shown(person_client(world.person), "/my/case/")


def test_the_office_posts_its_letters(world: World, at_work: Office) -> None:
    Person.objects.update(reachable_digitally=False)
    message = send(world, at_work.today, channel="letter")
    at_work.run()
    client, delivery = adviser(world), Delivery.objects.exclude(person=None).get()
    page = shown(client, "/adviser/letters/")
    assert world.person.name in page
    assert f"/adviser/case/{world.case.pk}/message/{message.pk}/" in page
    refused = client.post("/adviser/letters/", {})
    assert (refused.status_code, "Velg minst ett brev." in refused.content.decode()) == (422, True)
    assert client.post("/adviser/letters/", {"posted": delivery.pk})["Location"] == "/adviser/letters/"
    assert "Ingen brev venter" in shown(client, "/adviser/letters/")
    again = client.post("/adviser/letters/", {"posted": delivery.pk})
    assert "alt lagt i posten" in again.content.decode()
    assert Delivery.objects.filter(state="sent", ended_on=day("2026-03-02")).exists()


def test_operators_see_how_many_stand_where_and_nobodys_name_or_number(world: World, at_work: Office) -> None:
    send(world, at_work.today)
    at_work.run()
    said = CliRunner().invoke(cli, ["notifications"], catch_exceptions=False).stdout
    assert "SMS\tsendt\t1\t2026-03-02\n" in said
    assert not re.search(r"Kari|4123456", said)
