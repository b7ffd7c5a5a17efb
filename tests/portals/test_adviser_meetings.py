"""The adviser's pages of meetings: planned with what stands in the way, moved, ended, the letter, the week."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from stafett.access.models import Reading
from stafett.cases.models import Tick
from stafett.cases.services import run_tick
from stafett.mapping.models import Contact
from stafett.meetings.models import Meeting
from stafett.people.models import Person
from tests.factories import day, instant
from tests.mapping.need_world import ON
from tests.meetings.world import MEETING_ON, MeetingWorld
from tests.portals.adviser_world import enter

pytestmark = pytest.mark.django_db
FORM = {
    "form": "telephone", "day": MEETING_ON, "begins": "10:00", "ends": "10.45", "purpose": "follow_up",
    "agenda": "Hva skjer nå\nJobben",
}  # fmt: skip


@pytest.fixture
def world(client: Client) -> MeetingWorld:
    made = MeetingWorld()
    Tick.objects.update(last_day=day(ON))
    enter(client, made.region.adviser)
    return made


def plan(client: Client, world: MeetingWorld, **values: Any) -> Any:
    data = FORM | {"holder": str(world.region.adviser.pk)} | values
    return client.post(reverse("adviser_plan_meeting", args=[world.case.pk]), data)


def address(world: MeetingWorld, name: str = "adviser_meeting") -> str:
    return reverse(name, args=[world.case.pk, world.meeting.pk])


def shown(client: Client, url: str) -> str:
    return str(client.get(url).content.decode())


def act(client: Client, world: MeetingWorld, what: str, **values: Any) -> Any:
    return client.post(address(world, f"adviser_{what}"), values)


def moved(world: MeetingWorld, **values: Any) -> dict[str, Any]:
    now = {"form": "telephone", "place": "", "day": "2026-06-17", "begins": "10:00", "ends": "10:45", "why": "Kurs"}
    now |= {"holder": str(world.region.adviser.pk), "seen": "0"} | values
    return {f"move-{name}": value for name, value in now.items()}


def on_the_day(on: str = MEETING_ON) -> None:
    Tick.objects.update(last_day=day(on))


def test_a_meeting_is_planned_and_stands_on_the_pages(client: Client, world: MeetingWorld) -> None:
    assert "Ingen møter" in shown(client, reverse("adviser_meetings", args=[world.case.pk]))
    page = shown(client, reverse("adviser_plan_meeting", args=[world.case.pk]))
    for words in ("Nav skal ta kontakt mellom", "26. mai 2026", "23. juni 2026"):
        assert words in page
    planned = plan(client, world, others=["interpreter"])
    assert planned["Location"] == address(world)
    page = shown(client, address(world))
    for words in ("16. juni 2026", "10.00", "Jobben", "Tolk", "Oppfølgingssamtale", "Møtet er planlagt, og personen"):
        assert words in page
    assert "16. juni 2026" in shown(client, reverse("adviser_meetings", args=[world.case.pk]))
    assert "Neste møte er planlagt 16. juni 2026" in shown(client, reverse("adviser_case", args=[world.case.pk]))
    assert Reading.objects.filter(page="meetings", allowed=True).exists()


def test_the_task_of_the_contact_says_that_a_meeting_is_planned(client: Client, world: MeetingWorld) -> None:
    world.plan()
    run_tick(on=day("2026-05-26"), at=instant("2026-05-26"))
    page = shown(client, reverse("adviser_case", args=[world.case.pk]))
    assert re.search(r"<span>Ta kontakt</span><span class=\"st-quiet\">Møte er planlagt 16. juni 2026", page)


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(client: Client, world: MeetingWorld) -> None:
    for wrong, words in (
        ({"form": "video"}, "Skriv adressen eller lenken"), ({"ends": "09:00"}, "Sluttiden må være etter starten"),
        ({"day": "2026-03-08"}, "Dagen har vært"), ({"begins": "ti"}, "Skriv klokkeslettet som 09:30"),
        ({"purpose": ""}, "Velg hva slags samtale det er"), ({"agenda": "x\n" * 21}, "Skriv høyst 20 punkter"),
    ):  # fmt: skip
        refused = plan(client, world, **{"place": "Rom 3" if "form" not in wrong else "", **wrong})
        assert refused.status_code == 422
        page = refused.content.decode()
        assert words in page
        assert "Hva skjer nå" in page or "agenda" in wrong
    assert not Meeting.objects.exists()


def test_what_stands_in_the_way_is_ticked_by_whoever_plans_all_the_same(client: Client, world: MeetingWorld) -> None:
    world.plan()
    refused = plan(client, world, begins="10:30", ends="11:00")
    page = refused.content.decode()
    assert refused.status_code == 422
    assert re.findall(r'name="confirmed" value="(\w+)"', page) == ["double_booked", "person_busy"]
    assert "Veilederen har et annet møte på denne tiden" in page
    assert plan(client, world, begins="10:30", ends="11:00", confirmed=["double_booked"]).status_code == 422
    both = ["double_booked", "person_busy"]
    assert plan(client, world, begins="10:30", ends="11:00", confirmed=both).status_code == 302


def test_a_day_too_far_ahead_says_why(client: Client) -> None:
    world = MeetingWorld(category="on_request")
    Tick.objects.update(last_day=day(ON))
    enter(client, world.region.adviser)
    assert "det settes ikke opp møter langt fram i tid" in shown(
        client, reverse("adviser_plan_meeting", args=[world.case.pk])
    )
    refused = plan(client, world, confirmed=["too_far"])
    assert refused.status_code == 422
    assert "høyst 21 dager fram, senest 30. mars 2026" in refused.content.decode()


def test_a_meeting_is_moved_and_what_it_was_stands_below(client: Client, world: MeetingWorld) -> None:
    world.plan()
    assert act(client, world, "move_meeting", **moved(world, why="")).status_code == 422
    assert act(client, world, "move_meeting", **moved(world)).status_code == 302
    page = shown(client, address(world))
    for words in ("17. juni 2026", "Slik var det før", "Kurs", "Flyttet"):
        assert words in page
    late = act(client, world, "move_meeting", **moved(world, day="2026-06-18"))
    assert late.status_code == 409
    assert "Møtet er flyttet mens du så på det" in late.content.decode()


def test_the_answer_of_the_person_is_seen(client: Client, world: MeetingWorld) -> None:
    world.plan()
    world.answer("cannot", line="Heller etter lunsj", day=day("2026-06-18"))
    page = shown(client, address(world))
    for words in ("Personen kan ikke komme", "Foreslår 18. juni 2026", "Heller etter lunsj"):
        assert words in page


def test_held_and_missed_can_be_said_from_the_day_on(client: Client, world: MeetingWorld) -> None:
    world.plan()
    assert "Møtet er holdt" not in shown(client, address(world))
    early = act(client, world, "held_meeting", **{"held-outcome": "Bra", "held-started_by": "nav"})
    assert early.status_code == 422
    assert "Møtet har ikke vært ennå" in early.content.decode()
    on_the_day()
    assert "Møtet er holdt" in shown(client, address(world))
    assert act(client, world, "held_meeting", **{"held-outcome": "", "held-started_by": "nav"}).status_code == 422
    assert act(client, world, "held_meeting", **{"held-outcome": "Bra", "held-started_by": "nav"}).status_code == 302
    assert Contact.objects.get().outcome == "Bra"
    assert "Bra" in shown(client, address(world))
    again = act(client, world, "held_meeting", **{"held-outcome": "Bra", "held-started_by": "nav"})
    assert again.status_code == 409


def test_a_missed_meeting_says_why_and_when_it_is_tried_anew(client: Client, world: MeetingWorld) -> None:
    world.plan()
    on_the_day("2026-06-17")
    assert "Hva ble det til?" in shown(client, reverse("adviser_meetings", args=[world.case.pk]))
    assert 'value="2026-06-22"' in shown(client, address(world))  # three working days on
    said = {"missed-by": "person", "missed-why": "Syk", "missed-try_again_by": "2026-06-19"}
    assert act(client, world, "missed_meeting", **(said | {"missed-why": ""})).status_code == 422
    assert act(client, world, "missed_meeting", **said).status_code == 302
    assert (world.meeting.state, world.meeting.missed_by) == ("missed", "person")


def test_a_meeting_is_cancelled_with_its_reason(client: Client, world: MeetingWorld) -> None:
    world.plan()
    assert act(client, world, "cancel_meeting", **{"cancel-seen": "0", "cancel-why": ""}).status_code == 422
    assert act(client, world, "cancel_meeting", **{"cancel-seen": "0", "cancel-why": "Brann"}).status_code == 302
    assert "Brann" in shown(client, address(world))
    changed = act(client, world, "meeting_agenda", **{"agenda-agenda": "Nytt"})
    assert changed.status_code == 409


def test_the_agenda_is_changed(client: Client, world: MeetingWorld) -> None:
    world.plan()
    assert act(client, world, "meeting_agenda", **{"agenda-agenda": "Nytt\n\nOg mer"}).status_code == 302
    assert world.meeting.agenda == ["Nytt", "Og mer"]
    assert act(client, world, "meeting_agenda", **{"agenda-agenda": "x\n" * 21}).status_code == 422


def test_the_letter_is_in_the_persons_language_and_the_file_in_a_calendars(client: Client, world: MeetingWorld) -> None:
    world.plan()
    Person.objects.update(language="en", reachable_digitally=False)
    letter = shown(client, address(world, "adviser_meeting_letter"))
    for words in ("Invitation to a meeting", "16 June 2026", "By telephone", 'lang="en"', "Kari Prøve0"):
        assert words in letter
    assert "Oppfølgingssamtale" not in letter
    file = client.get(address(world, "adviser_invitation"))
    assert file["Content-Type"] == "text/calendar; charset=utf-8"
    assert file["Content-Disposition"] == 'attachment; filename="nav.ics"'
    assert Calendar.from_ical(file.content)["METHOD"] == "REQUEST"
    assert "sendes som brev" in shown(client, reverse("adviser_plan_meeting", args=[world.case.pk]))


def test_the_leader_reads_and_the_colleague_elsewhere_does_not(client: Client, world: MeetingWorld) -> None:
    world.plan()
    enter(client, world.region.leader)
    page = shown(client, address(world))
    assert "16. juni 2026" in page
    assert "Avlys møtet" not in page
    enter(client, world.region.other_adviser)
    assert client.get(address(world)).status_code == 404
