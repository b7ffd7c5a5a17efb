"""The calendar file, read back by the library that others read it with."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override
from icalendar import Calendar

from stafett.meetings.invitation import calendar_file
from tests.factories import day
from tests.meetings.world import MeetingWorld

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> MeetingWorld:
    return MeetingWorld()


def read(world: MeetingWorld) -> tuple[str, Any]:
    """The method, and the one event."""
    calendar = Calendar.from_ical(calendar_file(world.meeting))
    (event,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


def test_it_says_when_and_where_and_nothing_of_why_or_who(world: MeetingWorld) -> None:
    world.plan(
        world.at(form="video", place="https://example.com/rom"), purpose="control", agenda=["Ryggen"], others=["issuer"]
    )
    method, event = read(world)
    assert (method, event["SEQUENCE"], event["STATUS"], event["SUMMARY"]) == ("REQUEST", 0, "CONFIRMED", "Møte med Nav")
    assert event["UID"] == str(world.meeting.uid)
    assert event["LOCATION"] == "https://example.com/rom"
    assert event["ORGANIZER"].params["CN"] == "Nav Fjord"
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    written = calendar_file(world.meeting).decode()
    for word in (
        "Ryggen",
        "Kontroll",
        "control",
        "Kari",
        "Prøve0",
        "prioritised",
        str(world.case.person.identity_number),
    ):
        assert word not in written


def test_a_move_is_the_same_event_with_a_higher_number_and_a_cancelled_one_takes_itself_away(
    world: MeetingWorld,
) -> None:
    world.plan()
    uid = read(world)[1]["UID"]
    world.answer("coming")
    assert read(world)[1]["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    world.move(world.at("2026-06-17", begins="13:00", ends="13:30"))
    method, moved = read(world)
    assert (method, moved["UID"], moved["SEQUENCE"]) == ("REQUEST", uid, 1)
    assert moved["DTSTART"].dt.isoformat() == "2026-06-17T13:00:00+02:00"
    assert moved["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    world.cancel()
    method, cancelled = read(world)
    assert (method, cancelled["UID"], cancelled["SEQUENCE"], cancelled["STATUS"]) == ("CANCEL", uid, 2, "CANCELLED")


@pytest.mark.parametrize(("on", "offset"), [("2026-03-27", 1), ("2026-03-30", 2), ("2026-10-23", 2), ("2026-10-26", 1)])
def test_nine_is_nine_on_both_sides_of_summer_time(on: str, offset: int) -> None:
    world = MeetingWorld(category="")
    world.plan(world.at(on, begins="09:00", ends="10:00"), confirmed=["too_far"])
    begins = read(world)[1]["DTSTART"].dt
    assert (begins.date(), begins.hour, begins.utcoffset()) == (day(on), 9, timedelta(hours=offset))
    (zone,) = Calendar.from_ical(calendar_file(world.meeting)).walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Oslo"


def test_it_is_in_the_readers_language(world: MeetingWorld) -> None:
    world.plan()
    with override("en"):
        _, event = read(world)
    assert (event["SUMMARY"], event["LOCATION"]) == ("Meeting with Nav", "By telephone")
