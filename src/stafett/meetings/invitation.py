"""A meeting as a calendar file (RFC 5545, RFC 5546).

Calendars are shown to others and kept by others, so it says when and where and that Nav is the one who asks: nothing of
what the meeting is for, of its agenda, or of who the person is.
"""

from dataclasses import dataclass
from typing import Final

from icalendar import Calendar, Event, vCalAddress

from stafett.frontend.words import text
from stafett.meetings.appointments import InCalendars
from stafett.meetings.models import Meeting

REQUEST, CANCEL = "REQUEST", "CANCEL"
_PRODUCT: Final = "-//Stafett//Meetings//EN"
# Answers are given in Stafett: nobody reads what a calendar would send here (RFC 2606).
_NOBODY: Final = "mailto:no-reply@stafett.invalid"
_PART: Final = {"": "NEEDS-ACTION", Meeting.Answer.COMING: "ACCEPTED", Meeting.Answer.CANNOT: "DECLINED"}


@dataclass(frozen=True, slots=True)
class Told:
    """What a calendar says besides when and where: who asks, what to call it, to whom, and how far they are."""

    organizer: str
    summary: str
    attendee: str
    part: str
    cancelled: bool


def calendar_file(meeting: Meeting) -> bytes:
    """The meeting as it stands, in the active language; a cancelled one takes itself out of the calendar.

    Reads `meeting.holder.unit`.
    """
    told = Told(
        organizer=meeting.holder.unit.name, summary=text("meeting.calendar_summary"),
        attendee=text("meeting.calendar_attendee"), part=_PART[meeting.answer],
        cancelled=meeting.state == Meeting.State.CANCELLED,
    )  # fmt: skip
    return calendar_of(meeting, told)


def calendar_of(meeting: InCalendars, told: Told) -> bytes:
    """A calendar file: the same UID and a higher SEQUENCE with every change, so a calendar replaces what it has."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", CANCEL if told.cancelled else REQUEST)
    calendar.add_component(_event(meeting, told))
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def _event(meeting: InCalendars, told: Told) -> Event:
    event = Event()
    event.add("uid", str(meeting.uid))
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.changed_at)
    event.add("dtstart", meeting.begins_at)
    event.add("dtend", meeting.ends_at)
    event.add("summary", told.summary)
    event.add("location", meeting.place or text(f"person.meeting_form.{meeting.form}"))
    event.add("status", "CANCELLED" if told.cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("organizer", _address(told.organizer))
    attendee = _address(told.attendee)
    attendee.params["partstat"] = told.part
    event.add("attendee", attendee)
    return event


def _address(name: str) -> vCalAddress:
    address = vCalAddress(_NOBODY)
    address.params["cn"] = name
    return address
