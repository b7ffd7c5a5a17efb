"""A meeting as a calendar file (RFC 5545, RFC 5546).

Calendars are shown to others and kept by others, so it says when and where and that Nav is the one who asks: nothing of
what the meeting is for, of its agenda, or of who the person is.
"""

from typing import Final

from icalendar import Calendar, Event, vCalAddress

from stafett.frontend.words import text
from stafett.meetings.models import Meeting

REQUEST, CANCEL = "REQUEST", "CANCEL"
_PRODUCT: Final = "-//Stafett//Meetings//EN"
# Answers are given in Stafett: nobody reads what a calendar would send here (RFC 2606).
_NOBODY: Final = "mailto:no-reply@stafett.invalid"
_PART: Final = {"": "NEEDS-ACTION", Meeting.Answer.COMING: "ACCEPTED", Meeting.Answer.CANNOT: "DECLINED"}


def calendar_file(meeting: Meeting) -> bytes:
    """The meeting as it stands, in the active language; a cancelled one takes itself out of the calendar.

    The same UID and a higher SEQUENCE with every change, so that a calendar replaces what it has. Reads
    `meeting.holder.unit`.
    """
    cancelled = meeting.state == Meeting.State.CANCELLED
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", CANCEL if cancelled else REQUEST)
    calendar.add_component(_event(meeting, cancelled=cancelled))
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def _event(meeting: Meeting, *, cancelled: bool) -> Event:
    event = Event()
    event.add("uid", str(meeting.uid))
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.changed_at)
    event.add("dtstart", meeting.begins_at)
    event.add("dtend", meeting.ends_at)
    event.add("summary", text("meeting.calendar_summary"))
    event.add("location", meeting.place or text(f"person.meeting_form.{meeting.form}"))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("organizer", _address(meeting.holder.unit.name))
    attendee = _address(text("meeting.calendar_attendee"))
    attendee.params["partstat"] = _PART[meeting.answer]
    event.add("attendee", attendee)
    return event


def _address(name: str) -> vCalAddress:
    address = vCalAddress(_NOBODY)
    address.params["cn"] = name
    return address
