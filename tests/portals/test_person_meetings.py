"""The person's own meetings: seen, answered, talked about; and nobody else's."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from stafett.cases.models import Tick
from stafett.people.models import Person
from tests.factories import bring, day, note
from tests.mapping.need_world import ON
from tests.meetings.world import MEETING_ON, MeetingWorld
from tests.portals.person_world import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> MeetingWorld:
    made = MeetingWorld()
    Tick.objects.update(last_day=day(ON))
    return made


@pytest.fixture
def person(world: MeetingWorld) -> Client:
    return client_of(world.case.person)


def url(world: MeetingWorld, name: str = "meeting") -> str:
    return reverse(f"person_{name}", args=[world.meeting.pk])


def page(client: Client, address: str) -> str:
    return str(client.get(address).content.decode())


def answer(client: Client, world: MeetingWorld, **values: Any) -> Any:
    return client.post(url(world), {"seen": "0"} | values)


def test_the_invitation_leads_to_the_meeting_which_says_what_the_person_needs(
    person: Client, world: MeetingWorld
) -> None:
    assert "Nav har ikke planlagt noe møte" in page(person, reverse("person_meetings"))
    world.plan(world.at(form="office", place="Storgata 1"), purpose="control", others=["interpreter"])
    assert "Du har et møte med Nav" in page(person, reverse("person_home"))
    letters = page(person, reverse("person_messages"))
    for words in (
        "Innkalling til møte",
        "16. juni 2026",
        "10.00\u201310.45",
        "Storgata 1",
        "Hva skjer nå",
        "Se møtene dine",
    ):
        assert words in letters
    assert "16. juni 2026" in page(person, reverse("person_meetings"))
    meeting = page(person, url(world))
    for words in ("På Nav-kontoret, Storgata 1", "Anne Adviser", "tolk", "Hva skjer nå", "Ja, jeg kommer"):
        assert words in meeting
    for word in ("Kontrollsamtale", "control", "prioritised", "Prioritert"):
        assert word not in meeting


def test_the_person_answers_and_changes_their_mind(person: Client, world: MeetingWorld) -> None:
    world.plan()
    assert answer(person, world).status_code == 422
    assert answer(person, world, answer="coming").status_code == 302
    assert "Du har svart at du kommer" in page(person, url(world))
    late = answer(person, world, answer="cannot", begins="13:00", line="Etter lunsj")
    assert late.status_code == 422
    assert "Etter lunsj" in late.content.decode()
    assert (
        answer(person, world, answer="cannot", day="2026-06-18", begins="13:00", line="Etter lunsj").status_code == 302
    )
    assert (world.meeting.answer, str(world.meeting.suggested_begins)) == ("cannot", "13:00:00")
    assert "Du har svart at du ikke kan komme" in page(person, reverse("person_meetings"))


def test_an_answer_to_what_has_been_moved_is_kept_on_the_page(person: Client, world: MeetingWorld) -> None:
    world.plan()
    world.move(world.at("2026-06-17"))
    late = answer(person, world, answer="cannot", line="Er på sykehus")
    assert late.status_code == 422
    for words in ("Møtet er flyttet mens du så på det", "Er på sykehus", "Nav Fjord"):
        assert words in late.content.decode()
    assert "Kurs" in page(person, url(world))


def test_own_points_are_added_and_changed(person: Client, world: MeetingWorld) -> None:
    world.plan()
    assert person.post(url(world, "meeting_points"), {"points": "Søvn\nÅ komme tilbake"}).status_code == 302
    meeting = page(person, url(world))
    assert "Det du vil ta opp" in meeting
    assert world.meeting.own_points == ["Søvn", "Å komme tilbake"]
    many = person.post(url(world, "meeting_points"), {"points": "x\n" * 21})
    assert many.status_code == 422
    assert "Skriv høyst 20 punkter" in many.content.decode()


def test_a_meeting_that_is_over_or_cancelled_says_so_and_asks_nothing(person: Client, world: MeetingWorld) -> None:
    world.plan()
    Tick.objects.update(last_day=day("2026-06-17"))
    assert "Ja, jeg kommer" not in page(person, url(world))
    assert "Tidligere møter" in page(person, reverse("person_meetings"))
    world.cancel()
    over = page(person, url(world))
    assert re.search(r"Møtet er avlyst:\s+Brann", over)
    assert person.post(url(world, "meeting_points"), {"points": "Hei"}).status_code == 422
    file = person.get(url(world, "invitation"))
    assert Calendar.from_ical(file.content)["METHOD"] == "CANCEL"


def test_the_record_tells_of_it(person: Client, world: MeetingWorld) -> None:
    world.plan()
    world.answer("coming")
    Tick.objects.update(last_day=day(MEETING_ON))
    world.hold()
    record = page(person, reverse("person_case"))
    for words in (
        "Et møte ble planlagt",
        "Du svarte på en innkalling til møte",
        "Et møte ble holdt",
        "Prøver 40 prosent",
    ):
        assert words in record


def test_nobody_elses_meeting_can_be_opened(world: MeetingWorld) -> None:
    world.plan()
    bring([note("b", [("2026-03-02", "2026-04-30")], serial=1)], ON)
    other = client_of(Person.objects.get(family_name="Prøve1"))
    for name in ("meeting", "invitation"):
        assert other.get(url(world, name)).status_code == 404
    assert other.post(url(world, "meeting_points"), {"points": "Hei"}).status_code == 404
    assert other.post(url(world), {"seen": "0", "answer": "coming"}).status_code == 404
