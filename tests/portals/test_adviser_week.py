"""The week of an adviser, the hours for meetings, and the meetings that fall in an absence."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stafett.cases.models import Tick
from stafett.meetings.models import Slot
from tests.factories import day
from tests.mapping.need_world import ON
from tests.meetings.world import MEETING_ON, MeetingWorld
from tests.portals.adviser_world import enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(client: Client) -> MeetingWorld:
    made = MeetingWorld()
    Tick.objects.update(last_day=day(ON))
    enter(client, made.region.adviser)
    return made


def week(client: Client, number: str = "") -> str:
    return str(client.get(reverse("adviser_week"), {"week": number} if number else {}).content.decode())


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_week_stands_in_the_address_and_leads_to_those_beside(client: Client, world: MeetingWorld) -> None:
    world.plan()
    page = week(client, "2026-W25")
    for words in ("Uke 25, 2026", "?week=2026-W24", "?week=2026-W26", "Kari Prøve0", "1 planlagt samtale"):
        assert words in page
    assert "?week=2025-W52" in week(client, "2026-W01")
    assert "?week=2027-W01" in week(client, "2026-W53")


@pytest.mark.parametrize("wrong", ["", "2026-W99", "x", "0001-W01", "2026-W00"])
def test_an_address_that_names_no_week_is_this_one(client: Client, world: MeetingWorld, wrong: str) -> None:
    assert "Uke 11, 2026" in week(client, wrong)


@pytest.mark.parametrize(("number", "days"), [("2026-W13", range(23, 28)), ("2026-W43", range(19, 24))])
def test_the_weeks_in_which_the_clock_changes_have_their_days(
    client: Client, world: MeetingWorld, number: str, days: range
) -> None:
    last = "2026-03-27" if number == "2026-W13" else "2026-10-23"
    world.plan(world.at(last, begins="09:00", ends="09:30"), confirmed=["too_far"])
    page = text_of(week(client, number))
    shown = re.findall(r"(\d\d)\.\d\d\.2026 ", page)
    assert shown == [f"{number:02}" for number in days]
    assert re.search(r"0?9\.00.0?9\.30 Kari", page)


def test_the_hours_are_set_and_stand_in_the_week(client: Client, world: MeetingWorld) -> None:
    assert "Du har ikke sagt når du tar møter" in week(client)
    said = {"day1": "9-11.30, 13:00-15", "day2": "", "day3": "10\u201312"}
    assert client.post(reverse("adviser_slots"), said)["Location"] == reverse("adviser_week")
    assert Slot.objects.count() == 3
    page = text_of(week(client))
    assert page.count("ledig") == 3
    form = client.get(reverse("adviser_slots")).content.decode()
    assert 'value="09:00-11:30, 13:00-15:00"' in form


@pytest.mark.parametrize("wrong", ["ni til elleve", "11-9", "25-26", "9-11, 10-12"])
def test_what_is_no_hours_stays_in_the_form(client: Client, world: MeetingWorld, wrong: str) -> None:
    refused = client.post(reverse("adviser_slots"), {"day1": wrong})
    assert refused.status_code == 422
    assert wrong in refused.content.decode()
    assert not Slot.objects.exists()


def test_a_day_away_is_drawn(client: Client, world: MeetingWorld) -> None:
    world.away("2026-06-15", "2026-06-16")
    assert text_of(week(client, "2026-W25")).count("Du er borte") == 2
    assert text_of(week(client, "2026-W22")).count("Fridag") == 1  # Whit Monday
    assert "Fridag" not in text_of(week(client, "2026-W25"))


# --- the meetings of an absence


def replan(client: Client, absence: int, **values: Any) -> Any:
    return client.post(reverse("adviser_absence_meetings", args=[absence]), values)


def test_a_leader_looks_and_then_gives_the_meetings_to_another(client: Client, world: MeetingWorld) -> None:
    meeting = world.plan()
    absence = world.away("2026-06-15", "2026-06-18")
    enter(client, world.region.leader)
    assert (
        reverse("adviser_absence_meetings", args=[absence.pk])
        in client.get(reverse("adviser_absences")).content.decode()
    )
    page = client.get(reverse("adviser_absence_meetings", args=[absence.pk])).content.decode()
    for words in ("Kari Prøve0", "Gi det til Cato Colleague", "Avlys møtet", "La det stå"):
        assert words in page
    choice = {f"meeting{meeting.pk}": str(world.colleague.pk)}
    assert replan(client, absence.pk, **choice, look="yes").status_code == 422
    looked = replan(client, absence.pk, **choice, why="Ferie", look="yes").content.decode()
    assert "flyttes til Cato Colleague" in looked
    meeting.refresh_from_db()
    assert meeting.sequence == 0
    seen = re.findall(r'name="seen" value="(\w+)"', looked)[0]
    done = replan(client, absence.pk, **choice, why="Ferie", do="yes", seen=seen)
    assert done.status_code == 302
    meeting.refresh_from_db()
    assert meeting.holder == world.colleague
    assert "Ingen planlagte møter faller i dette fraværet" in client.get(done["Location"]).content.decode()


def test_what_has_changed_since_is_looked_at_again(client: Client, world: MeetingWorld) -> None:
    meeting = world.plan()
    absence = world.away(MEETING_ON, None)
    answered = replan(
        client, absence.pk, **{f"meeting{meeting.pk}": "cancel"}, why="Ferie", do="yes", seen="something else"
    )
    assert answered.status_code == 409
    assert "Se på den igjen" in answered.content.decode()
    nothing = replan(client, absence.pk, **{f"meeting{meeting.pk}": "keep"}, why="Ferie", look="yes")
    assert "Velg hva som skal skje" in nothing.content.decode()


def test_somebody_elses_absence_is_not_there(client: Client, world: MeetingWorld) -> None:
    absence = world.away(MEETING_ON, None, staff=world.colleague)
    assert client.get(reverse("adviser_absence_meetings", args=[absence.pk])).status_code == 404
