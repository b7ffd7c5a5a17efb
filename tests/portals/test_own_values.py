"""The office's own values: everybody at the office reads them, its leader chooses, and what cannot be is refused."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stafett.core.parameters import default_law
from stafett.people.models import OfficeValue
from tests.factories import Region, choose, make_region, make_staff
from tests.portals.adviser_world import TODAY, enter_today

pytestmark = pytest.mark.django_db
LATER = "2026-04-01"
ALL, WEEK = "/adviser/own-values/", "/adviser/own-values/screening_week/"


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def leader(client: Client, region: Region) -> Client:
    enter_today(client, region.leader)
    return client


def words(client: Client, address: str = WEEK) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def send(client: Client, name: str = "screening_week", **given: Any) -> Any:
    form = {"which": "own", "number": "6", "first_day": TODAY.isoformat(), "why": "Mange venter", **given}
    return client.post(reverse("adviser_choose_own_value", args=[name]), form)


def test_every_value_that_offices_may_choose_is_there_and_no_other(leader: Client) -> None:
    shown = set(re.findall(r'href="/adviser/own-values/(\w+)/"', leader.get(ALL).content.decode()))
    assert shown == {name for name, parameter in default_law().parameters.items() if parameter.local}


def test_a_leader_chooses_and_everybody_at_the_office_reads_what_and_why(leader: Client, region: Region) -> None:
    assert "Ingen, den felles verdien gjelder" in words(leader)
    assert send(leader).status_code == 302
    assert "Verdien er lagret" in words(leader)
    said = OfficeValue.objects.get()
    assert (said.unit, said.value, said.by, said.why) == (region.local, 6, "Liv Leader", "Mange venter")
    adviser = Client()
    enter_today(adviser, region.adviser)
    page = words(adviser)
    assert "6 uker 02.03.2026 gjelder nå Liv Leader" in page
    assert "Det er kontorets leder som velger." in page
    assert "Lagre verdien" not in page
    assert "8 uker 6 uker fra 02.03.2026" in words(adviser, ALL)
    enter_today(adviser, region.other_adviser)
    assert "Mange venter" not in words(adviser)


def test_a_planned_change_is_seen_and_taken_back(leader: Client) -> None:
    assert send(leader, first_day=LATER).status_code == 302
    assert "6 uker fra 1. april 2026" in words(leader)
    key = {"said": OfficeValue.objects.get().pk}
    leader.post(f"{WEEK}withdraw/", key)
    page = words(leader)
    assert "Den planlagte endringen er angret." in page
    assert "angrer en planlagt endring" in page
    assert "6 uker 01.04.2026 angret før den begynte" in page
    leader.post(f"{WEEK}withdraw/", key)
    assert "Noen andre kan ha angret den" in words(leader)


def test_what_has_begun_is_replaced_by_a_new_value_alone(leader: Client) -> None:
    send(leader)
    assert "Angre endringen" not in words(leader)
    leader.post(f"{WEEK}withdraw/", {"said": OfficeValue.objects.get().pk})
    assert "Verdien gjelder allerede" in words(leader)
    send(leader, which="common", number="")
    page = words(leader)
    assert "den felles verdien 02.03.2026 gjelder nå" in page
    assert "6 uker 02.03.2026 erstattet samme dag" in page


def test_what_was_chosen_before_stands_as_earlier(leader: Client, region: Region) -> None:
    choose(region.local, "screening_week", 5)
    send(leader)
    page = words(leader)
    assert "5 uker hele tiden gjaldt tidligere" in page


def test_a_switch_is_chosen_by_yes_and_no(leader: Client) -> None:
    name = "scope_benefit_required"
    assert "Den felles verdien, nå ja" in words(leader, f"{ALL}{name}/")
    assert send(leader, name, which="own").status_code == 422
    assert send(leader, name, which="no").status_code == 302
    assert OfficeValue.objects.get().value is False
    assert "Kontorets egen nei" in words(leader, f"{ALL}{name}/")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"number": "mange"}, "Skriv et helt tall."),
        ({"number": "6,5"}, "Skriv et helt tall."),
        ({"number": ""}, "Skriv et helt tall."),
        ({"number": "0"}, "Velg et tall fra 4 til 8."),
        ({"number": "-6"}, "Velg et tall fra 4 til 8."),
        ({"number": "9"}, "Velg et tall fra 4 til 8."),
        ({"number": "9" * 40}, "Velg et tall fra 4 til 8."),
        ({"which": ""}, "Velg om kontoret skal ha sin egen verdi eller den felles."),
        ({"which": "yes"}, "Velg om kontoret skal ha sin egen verdi eller den felles."),
        ({"first_day": ""}, "dag"),
        ({"first_day": "i morgen"}, "dag"),
        ({"first_day": "2026-02-30"}, "dag"),
        ({"first_day": "2026-03-01"}, "En ny verdi kan gjelde fra i dag eller en senere dag."),
        ({"first_day": "0001-01-01"}, "Velg en dag fra"),
        ({"first_day": "9999-12-31"}, "Velg en dag fra"),
        ({"first_day": "2028-03-03"}, "En endring kan planlegges til 2. mars 2028"),
        ({"which": "common", "first_day": "2026-03-01"}, "En ny verdi kan gjelde fra i dag eller en senere dag."),
        ({"why": "x" * 301}, "300"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(leader: Client, given: dict[str, str], told: str) -> None:
    response = send(leader, **given)
    assert response.status_code == 422
    assert told in response.content.decode()
    assert not OfficeValue.objects.exists()


@pytest.mark.parametrize("name", ["plan_weeks", "no_such_parameter", "screening", "stop_point"])
def test_what_no_office_may_choose_has_no_address(leader: Client, name: str) -> None:
    assert leader.get(f"{ALL}{name}/").status_code == 404
    assert leader.post(f"{ALL}{name}/choose/", {"which": "common"}).status_code == 404
    assert leader.post(f"{ALL}{name}/withdraw/", {"said": 1}).status_code == 404


@pytest.mark.parametrize("said", ["", "x", "0", "-1", "1" * 30, "²"])
def test_nothing_is_taken_back_by_a_key_that_is_none(leader: Client, said: str) -> None:
    assert leader.post(f"{WEEK}withdraw/", {"said": said}).status_code == 404


def test_another_units_leader_reaches_nothing_of_it(leader: Client, region: Region) -> None:
    send(leader, first_day=LATER)
    stranger = Client()
    enter_today(stranger, make_staff("Lars Leader", region.other, role="leader"))
    assert stranger.post(f"{WEEK}withdraw/", {"said": OfficeValue.objects.get().pk}).status_code == 404
    send(stranger, number="4")
    assert [(said.unit, said.value) for said in OfficeValue.objects.order_by("pk")] == [
        (region.local, 6),
        (region.other, 4),
    ]


def test_an_adviser_chooses_nothing(client: Client, region: Region) -> None:
    enter_today(client, region.adviser)
    assert send(client).status_code == 403
    assert not OfficeValue.objects.exists()


def test_a_regional_unit_is_told_what_its_values_count_for(client: Client, region: Region) -> None:
    enter_today(client, region.roe_adviser)
    assert "følger det lokale kontoret" in words(client, ALL)


def test_it_is_found_where_the_offices_other_things_are(leader: Client) -> None:
    for page in ("/adviser/", "/adviser/law/", "/adviser/themes/", "/adviser/texts/", "/adviser/distribution/"):
        assert f'href="{ALL}"' in leader.get(page).content.decode()


def test_the_pages_take_few_questions_however_much_was_said(leader: Client, region: Region) -> None:
    counts = []
    for _ in range(2):
        for address in (ALL, WEEK):
            with CaptureQueriesContext(connection) as asked:
                leader.get(address)
            counts.append(len(asked))
        for name in ("screening_week", "silence_months", "risk_unread_days"):
            choose(region.local, name, 6)
    assert counts[:2] == counts[2:]
    assert max(counts) <= 6
