"""What the person is told of a meeting: a message with the invitation, and the same words for a letter on paper.

What it is for stands nowhere in it (S4:L850); the agenda stands in the message alone, never in a calendar.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.utils.translation import override

from stafett.dialogue.models import Message
from stafett.frontend.words import clock_time, text
from stafett.meetings.appointments import Timed
from stafett.meetings.models import Meeting

PLANNED, MOVED, CANCELLED = "meeting_planned", "meeting_moved", "meeting_cancelled"
CODES: Final = (PLANNED, MOVED, CANCELLED)


def tell(meeting: Meeting, code: str, on: date) -> Message:
    """Sends one of CODES, digitally or as a letter. Reads `meeting.case.person` and `meeting.holder.unit`."""
    message = message_about(meeting, code, on)
    message.save()
    return message


def message_about(meeting: Meeting, code: str, on: date) -> Message:
    """The message, not sent yet."""
    person = meeting.case.person
    channel = Message.Channel.DIGITAL if person.reachable_digitally else Message.Channel.LETTER
    return Message(
        person=person, case=meeting.case, code=code, channel=channel, sent_on=on, parameters=_parameters(meeting),
        subject="", text="",
    )  # fmt: skip


def code_of(meeting: Meeting) -> str:
    """What the person has been told last."""
    if meeting.state == Meeting.State.CANCELLED:
        return CANCELLED
    return MOVED if meeting.sequence else PLANNED


def hours_in_words(meeting: Timed) -> str:
    """From when to when, in the active language."""
    return text("meeting.hours", begins=clock_time(meeting.begins), ends=clock_time(meeting.ends))


def how_in_words(meeting: Timed) -> str:
    """How and where it is held, as the person hears of it."""
    how = text(f"person.meeting_form.{meeting.form}")
    return text("meeting.how_and_where", how=how, place=meeting.place) if meeting.place else how


def _parameters(meeting: Meeting) -> dict[str, Any]:
    """What depends on the language is kept in each."""
    return {
        "day": meeting.day.isoformat(),
        "hours": in_each_language(lambda: hours_in_words(meeting)),
        "how": in_each_language(lambda: how_in_words(meeting)),
        "agenda": in_each_language(lambda: _agenda(meeting)),
        "adviser": meeting.holder.name,
        "unit": meeting.holder.unit.name,
        "why": meeting.ended_why,
    }


def _agenda(meeting: Meeting) -> str:
    return text("meeting.agenda_is", points="; ".join(meeting.agenda)) if meeting.agenda else ""


def in_each_language(say: Callable[[], str]) -> dict[str, str]:
    """What is said, by language: a message is read in the reader's."""
    said = {}
    for language, _ in settings.LANGUAGES:
        with override(language):
            said[language] = say()
    return said
