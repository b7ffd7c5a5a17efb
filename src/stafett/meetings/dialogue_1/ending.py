"""Dialogue meeting 1 has been held: that settles the duty. Its minutes are about work, and both parties read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.evaluation import lock_people
from stafett.meetings.dialogue_1.models import LONGEST_MINUTES, DialogueMeeting, DialogueMinutes, DialogueRemark
from stafett.meetings.dialogue_1.services import MINUTES, locked_dialogue, reason, settle, tell, write_down
from stafett.meetings.services import MeetingError

State = DialogueMeeting.State


@dataclass(frozen=True, slots=True)
class Agreed:
    """What came of it: about work, who does what, and when they look at it again."""

    about_work: str
    employer_does: str = ""
    employee_does: str = ""
    next_on: date | None = None


@transaction.atomic
def hold_dialogue(*, meeting: DialogueMeeting, agreed: Agreed, actor: Actor, on: date, at: datetime) -> DialogueMinutes:
    """It was held: the duty is done from that day, and the minutes are there for both.

    Raises MeetingError: meeting_error.ended, meeting_error.not_yet, and those of `write_minutes`.
    """
    locked = locked_dialogue(meeting, None)
    if locked.day > on:
        raise MeetingError("meeting_error.not_yet")
    locked.state, locked.ended_on, locked.ended_by_id = State.HELD, on, actor.contact_id
    locked.save()
    minutes = _write(locked, agreed, "", actor, on, at)
    write_down(locked, "dialogue_held", actor, on, at, day=locked.day)
    settle(locked.case, locked.employment, actor, on, at)
    return minutes


@transaction.atomic
def write_minutes(
    *, meeting: DialogueMeeting, agreed: Agreed, why: str, seen: int, actor: Actor, on: date, at: datetime
) -> DialogueMinutes:
    """Puts the minutes right: a new version that says why; the earlier ones and the remarks to them stay.

    `seen`: the number that stood on the page. Sent twice it is one. Raises MeetingError: dialogue_error.not_held,
    meeting_error.changed, meeting_error.why_needed, dialogue_error.words_needed, dialogue_error.too_long (most).
    """
    lock_people([meeting.person_id])
    locked = DialogueMeeting.objects.select_related("case__person", "employment__employer").get(pk=meeting.pk)
    if locked.state != State.HELD:
        raise MeetingError("dialogue_error.not_held")
    newest = locked.minutes.latest("number")
    if _said(newest) == _clean(agreed):
        return newest
    if newest.number != seen:
        raise MeetingError("meeting_error.changed")
    minutes = _write(locked, agreed, reason(why), actor, on, at)
    write_down(locked, "dialogue_minutes", actor, on, at, number=minutes.number)
    return minutes


@transaction.atomic
def remark(*, minutes: DialogueMinutes, words: str, actor: Actor, on: date, at: datetime) -> DialogueRemark:
    """What the employee says of the minutes; it stands beside them. Sent twice it is one.

    Raises MeetingError: dialogue_error.words_needed, dialogue_error.too_long (most).
    """
    lock_people([minutes.meeting.person_id])
    said = words.strip()
    if not said:
        raise MeetingError("dialogue_error.words_needed")
    _refuse_long(said)
    newest = minutes.remarks.order_by("pk").last()
    if newest is not None and newest.text == said:
        return newest
    found = DialogueRemark.objects.create(minutes=minutes, text=said, on=on, at=at)
    write_down(minutes.meeting, "dialogue_remarked", actor, on, at, number=minutes.number)
    return found


def _write(meeting: DialogueMeeting, agreed: Agreed, why: str, actor: Actor, on: date, at: datetime) -> DialogueMinutes:
    said = _clean(agreed)
    if not said.about_work:
        raise MeetingError("dialogue_error.words_needed")
    for words in (said.about_work, said.employer_does, said.employee_does):
        _refuse_long(words)
    minutes = DialogueMinutes.objects.create(
        meeting=meeting, number=meeting.minutes.count() + 1, about_work=said.about_work,
        employer_does=said.employer_does, employee_does=said.employee_does, next_on=said.next_on, why=why, on=on, at=at,
        contact_id=actor.contact_id,
    )  # fmt: skip
    tell(meeting, MINUTES, on)
    return minutes


def _clean(agreed: Agreed) -> Agreed:
    return Agreed(agreed.about_work.strip(), agreed.employer_does.strip(), agreed.employee_does.strip(), agreed.next_on)


def _said(minutes: DialogueMinutes) -> Agreed:
    return Agreed(minutes.about_work, minutes.employer_does, minutes.employee_does, minutes.next_on)


def _refuse_long(words: str) -> None:
    if len(words) > LONGEST_MINUTES:
        raise MeetingError("dialogue_error.too_long", most=LONGEST_MINUTES)
