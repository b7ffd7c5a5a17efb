"""The conversation as the person meets it: the themes beforehand, the minutes, the remark."""

import pytest
from django.test import Client
from django.urls import reverse

from stafett.cases.models import Tick
from stafett.mapping.models import Preparation, Remark
from stafett.mapping.services import discard_mapping
from stafett.people.models import Person
from tests.factories import bring, day, instant, note
from tests.mapping.world import ON, World
from tests.portals.person_world import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    made = World()
    Tick.objects.update(last_day=day(ON))
    return made


@pytest.fixture
def person(world: World) -> Client:
    return client_of(world.case.person)


def url(name: str, world: World) -> str:
    return reverse(f"person_{name}", args=[world.mapping.pk])


def page(client: Client, address: str) -> str:
    return str(client.get(address).content.decode())


def test_the_invitation_leads_to_the_themes_with_why(person: Client, world: World) -> None:
    world.plan()
    assert "Forbered samtalen" in page(person, reverse("person_home"))
    letters = page(person, reverse("person_messages"))
    for words in ("16. mars 2026", "Arbeidsplassen, Helsa", reverse("person_mapping_newest")):
        assert words in letters
    assert person.get(reverse("person_mapping_newest"))["Location"] == url("mapping", world)
    themes = page(person, url("mapping", world))
    for words in (
        "Det som er viktig for deg",
        "Planen videre skal bygge på",
        "Arbeidsgiveren din og den som sykmelder",
    ):
        assert words in themes
    assert url("mapping", world) in page(person, reverse("person_case"))


def test_the_themes_are_said_in_the_persons_own_language(person: Client, world: World) -> None:
    world.plan()
    person.post(reverse("set_language"), {"language": "en", "next": "/my/"})
    assert "Your workplace, Your health" in page(person, reverse("person_messages"))
    assert "What matters to you" in page(person, url("mapping", world))


def test_what_is_written_can_be_changed_until_the_talk_begins(person: Client, world: World) -> None:
    world.plan()
    saved = person.post(url("mapping", world), {"health": "Ryggen er verst"}, follow=True)
    assert "Du kan endre det fram til samtalen begynner" in saved.content.decode()
    person.post(url("mapping", world), {"health": "Ryggen er bedre", "workplace": "Bra"})
    assert dict(Preparation.objects.values_list("theme", "text")) == {"health": "Ryggen er bedre", "workplace": "Bra"}
    world.start()
    late = person.post(url("mapping", world), {"health": "Det kom for sent"})
    assert late.status_code == 422
    for words in ("Samtalen er begynt", "Det kom for sent", "Nav Fjord"):
        assert words in late.content.decode()
    assert "Ryggen er bedre" in page(person, url("mapping", world))
    assert person.get(url("mapping_minutes", world))["Location"] == url("mapping", world)


def test_a_text_that_is_too_long_stays_in_the_form(person: Client, world: World) -> None:
    world.plan()
    response = person.post(url("mapping", world), {"health": "x" * 5_001})
    assert response.status_code == 422
    assert "x" * 5_001 in response.content.decode()
    assert not Preparation.objects.exists()


def test_the_minutes_are_the_persons_to_read_and_to_remark_on(person: Client, world: World) -> None:
    world.plan()
    world.prepare(health="Ryggen er verst")
    world.start()
    world.cover(other_matters="declined")
    world.close(outcome="own_job_cared_for")
    assert url("mapping_minutes", world) in page(person, reverse("person_home"))
    assert person.get(url("mapping", world))["Location"] == url("mapping_minutes", world)
    minutes = page(person, url("mapping_minutes", world))
    for words in ("Dette sa hun", "Prøve 40 prosent", "Ryggen er verst", "13. april 2026", "Anne Adviser"):
        assert words in minutes
    for word in ("ROE", "ivaretatt av arbeidsgiver", "Foreslått vei", "segment"):
        assert word not in minutes
    assert person.post(url("mapping_minutes", world), {"text": ""}).status_code == 422
    person.post(url("mapping_minutes", world), {"text": "Det var ikke ryggen"})
    assert Remark.objects.get().text == "Det var ikke ryggen"
    assert "Det var ikke ryggen" in page(person, url("mapping_minutes", world))
    record = page(person, reverse("person_case"))
    for words in ("Du skrev en merknad til referatet", "Referat fra samtalen 9. mars 2026"):
        assert words in record


def test_a_conversation_called_off_is_said_to_be(person: Client, world: World) -> None:
    assert person.get(reverse("person_mapping_newest"))["Location"] == reverse("person_home")
    world.plan()
    discard_mapping(mapping=world.mapping, why="Syk veileder", actor=world.adviser, on=day(ON), at=instant(ON))
    assert "Samtalen ble avlyst" in page(person, url("mapping", world))
    assert "Samtalen er avlyst" in page(person, reverse("person_messages"))


def test_nobody_elses_conversation_can_be_opened(world: World) -> None:
    world.mapped()
    bring([note("b", [("2026-03-02", "2026-04-30")], serial=1)], ON)
    other = client_of(Person.objects.get(family_name="Prøve1"))
    for name in ("mapping", "mapping_minutes"):
        assert other.get(url(name, world)).status_code == 404
        assert other.post(url(name, world), {"text": "Hei"}).status_code == 404
