"""How a meeting ends: held, which is a contact; not held, which is tried anew; or cancelled."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.own_work import FollowUp
from stafett.cases.own_work_services import Wish, set_follow_up
from stafett.cases.services import CaseError
from stafett.core.meetings import ABSENTEES
from stafett.mapping.assessing import NeedError
from stafett.mapping.contacts import NewContact, log_contact
from stafett.mapping.models import Contact
from stafett.meetings.models import Meeting
from stafett.meetings.services import MeetingError, end_reminder, locked_meeting, write_down
from stafett.meetings.telling import CANCELLED, tell

State = Meeting.State
CHANNEL = {
    "telephone": "telephone", "video": "video", "office": "physical", "workplace": "physical", "elsewhere": "physical",
}  # fmt: skip
"""How the log of contacts names each form."""


@dataclass(frozen=True, slots=True)
class Missed:
    """Because of whom (`core.meetings.ABSENTEES`), why, and by when it is tried anew."""

    by: str
    why: str
    try_again_by: date


@transaction.atomic
def hold_meeting(*, meeting: Meeting, outcome: str, started_by: str, actor: Actor, on: date, at: datetime) -> Contact:
    """The meeting was held: what came of it is logged as a contact, from which the next window runs.

    Raises MeetingError: meeting_error.ended, meeting_error.not_yet, and what the log of contacts refuses.
    """
    locked = locked_meeting(meeting, None)
    contact = _logged(locked, actor, on, at, started_by=started_by, outcome=outcome)
    _end(locked, State.HELD, actor, on, contact=contact)
    write_down(actor, on, at, "meeting_held", locked, after={"contact": contact.pk})
    return contact


@transaction.atomic
def miss_meeting(*, meeting: Meeting, missed: Missed, actor: Actor, on: date, at: datetime) -> None:
    """The meeting was not held: it is logged as missed, the promise stands, and a new attempt becomes a task.

    Raises MeetingError: meeting_error.ended, meeting_error.not_yet, meeting_error.unknown, meeting_error.why_needed,
    meeting_error.has_passed, meeting_error.case_closed, day_error.too_far (furthest).
    """
    locked = locked_meeting(meeting, None)
    if missed.by not in ABSENTEES:
        raise MeetingError("meeting_error.unknown")
    if not missed.why.strip():
        raise MeetingError("meeting_error.why_needed")
    if missed.try_again_by < on:
        raise MeetingError("meeting_error.has_passed")
    contact = _logged(locked, actor, on, at, started_by="nav", missed_why=missed.why)
    _end(locked, State.MISSED, actor, on, contact=contact, why=missed.why, missed_by=missed.by)
    try:
        wish = Wish(FollowUp.Reason.CONTACT_PERSON, missed.try_again_by)
        again = set_follow_up(case=locked.case, wish=wish, actor=actor, on=on, at=at, beside_same=True)
    except CaseError as error:
        if error.code == "day_error.too_far":
            raise MeetingError(error.code, furthest=error.parameters["furthest"]) from None
        raise MeetingError("meeting_error.case_closed") from None
    locked.follow_up = again
    locked.save(update_fields=["follow_up"])
    write_down(actor, on, at, "meeting_missed", locked, after={"by": missed.by, "try_again_by": missed.try_again_by})


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, why: str, seen: int, actor: Actor, on: date, at: datetime) -> None:
    """Cancels a meeting and tells the person why, who may have died; the promise of contact stands.

    Raises MeetingError: meeting_error.ended, meeting_error.changed, meeting_error.why_needed.
    """
    locked = locked_meeting(meeting, seen)
    if not why.strip():
        raise MeetingError("meeting_error.why_needed")
    locked.sequence, locked.changed_at = locked.sequence + 1, at
    _end(locked, State.CANCELLED, actor, on, why=why)
    if locked.case.person.died_on is None:
        tell(locked, CANCELLED, on)
    write_down(actor, on, at, "meeting_cancelled", locked, after={"day": locked.day})


def _logged(meeting: Meeting, actor: Actor, on: date, at: datetime, *, started_by: str, **said: str) -> Contact:
    if meeting.day > on:
        raise MeetingError("meeting_error.not_yet")
    contact = NewContact(held_on=meeting.day, channel=CHANNEL[meeting.form], started_by=started_by, **said)
    try:
        return log_contact(case=meeting.case, contact=contact, actor=actor, on=on, at=at)
    except NeedError as error:
        raise MeetingError(error.code) from None


def _end(
    meeting: Meeting, state: str, actor: Actor, on: date, *,
    contact: Contact | None = None, why: str = "", missed_by: str = "",
) -> None:  # fmt: skip
    end_reminder(meeting, on)
    meeting.state, meeting.ended_on, meeting.ended_by_id = state, on, actor.staff_id
    meeting.ended_why, meeting.missed_by, meeting.contact = why.strip(), missed_by, contact
    meeting.save()
