"""What the employee and the issuer answer to a call to dialogue meeting 1. The newest answer counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from stafett.access.actors import Actor
from stafett.meetings.dialogue_1.models import COMPANIONS, DialogueMeeting
from stafett.meetings.dialogue_1.services import (
    forget_answer,
    forget_issuers_answer,
    locked_dialogue,
    reason,
    write_down,
)
from stafett.meetings.services import MeetingError, points
from stafett.plans.follow_up_plan.sharing import newest_issuer

Answer, IssuerAnswer = DialogueMeeting.Answer, DialogueMeeting.IssuerAnswer


@dataclass(frozen=True, slots=True)
class Said:
    """An answer with its words; who wants another time may suggest one."""

    answer: str
    line: str = ""
    day: date | None = None
    begins: time | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom the employee wants there, and what they want to talk about; the employer reads both."""

    issuer: bool
    companions: Sequence[str] = ()
    points: Sequence[str] = ()


@transaction.atomic
def answer_call(
    *, meeting: DialogueMeeting, said: Said, wishes: Wanted, seen: int, actor: Actor, on: date, at: datetime
) -> DialogueMeeting:
    """What the employee answers. The issuer is invited, or not any more, as the employee wants (aml. § 4-6 (4)).

    Finding it not needed does not end the employer's duty. Raises MeetingError: meeting_error.ended,
    meeting_error.changed, meeting_error.has_passed, meeting_error.unknown, meeting_error.why_needed,
    meeting_error.too_many_points, dialogue_error.no_issuer (no note says who wrote it).
    """
    locked = locked_dialogue(meeting, seen)
    _refuse_passed(locked, said, on)
    if said.answer not in Answer.values or not set(wishes.companions) <= set(COMPANIONS):
        raise MeetingError("meeting_error.unknown")
    if said.answer == Answer.NOT_NEEDED:
        reason(said.line)
    forget_answer(locked)
    locked.answer, locked.answered_on, locked.answer_line = said.answer, on, said.line.strip()
    if said.answer == Answer.OTHER_TIME:
        locked.suggested_day, locked.suggested_begins = said.day, said.begins if said.day else None
    locked.companions, locked.own_points = list(wishes.companions), points(wishes.points)
    _invite_issuer(locked, wanted=wishes.issuer, on=on)
    locked.save()
    write_down(locked, "dialogue_answered", actor, on, at, answer=locked.answer, wants_issuer=wishes.issuer)
    return locked


@transaction.atomic
def answer_invitation(
    *, meeting: DialogueMeeting, said: Said, seen: int, actor: Actor, on: date, at: datetime
) -> DialogueMeeting:
    """What the issuer answers, who may suggest a time that suits the surgery.

    Raises MeetingError: meeting_error.ended, meeting_error.changed, meeting_error.has_passed, meeting_error.unknown,
    dialogue_error.not_invited (the employee does not want them there any more).
    """
    locked = locked_dialogue(meeting, seen)
    if locked.issuer_id != actor.id:
        raise MeetingError("dialogue_error.not_invited")
    _refuse_passed(locked, said, on)
    if said.answer not in IssuerAnswer.values:
        raise MeetingError("meeting_error.unknown")
    forget_issuers_answer(locked)
    locked.issuer_answer, locked.issuer_answered_on, locked.issuer_line = said.answer, on, said.line.strip()
    if said.answer == IssuerAnswer.OTHER_TIME:
        locked.issuer_day, locked.issuer_begins = said.day, said.begins if said.day else None
    locked.save()
    write_down(locked, "dialogue_issuer_answered", actor, on, at, answer=locked.issuer_answer)
    return locked


def _invite_issuer(meeting: DialogueMeeting, *, wanted: bool, on: date) -> None:
    issuer = newest_issuer(meeting.case, on) if wanted else None
    if wanted and issuer is None:
        raise MeetingError("dialogue_error.no_issuer")
    if issuer != meeting.issuer:
        forget_issuers_answer(meeting)
    meeting.wants_issuer, meeting.issuer = wanted, issuer


def _refuse_passed(meeting: DialogueMeeting, said: Said, on: date) -> None:
    if meeting.day < on or (said.day is not None and said.day < on):
        raise MeetingError("meeting_error.has_passed")
