"""The employer calls dialogue meeting 1, moves it, cancels it, or says with a reason that none is needed.

Each service locks the person first. The journal holds days and codes alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.evaluation import evaluate, lock_people
from stafett.cases.journal import Journal
from stafett.cases.models import Case, Task
from stafett.core.meetings import Hours
from stafett.dialogue.models import Message
from stafett.meetings.appointments import LONGEST_POINT
from stafett.meetings.dialogue_1.models import EMPLOYER_OTHERS, DialogueMeeting, DialogueMove, NoMeeting
from stafett.meetings.services import MeetingError, points, refuse_hours, refuse_place
from stafett.meetings.telling import hours_in_words, how_in_words, in_each_language
from stafett.people.models import Employment

State = DialogueMeeting.State
KIND = "dialogue_1"
CALLED, MOVED, CANCELLED = "dialogue_called", "dialogue_moved", "dialogue_cancelled"
MINUTES, NOT_NEEDED = "dialogue_minutes", "dialogue_not_needed"
TOLD = (CALLED, MOVED, CANCELLED, MINUTES, NOT_NEEDED)
"""What the employee is told of it: codes of messages."""


@dataclass(frozen=True, slots=True)
class When:
    """How, where and when."""

    form: str
    place: str
    day: date
    hours: Hours


@transaction.atomic
def call_meeting(
    *, case: Case, employment: Employment, when: When, agenda: Sequence[str], others: Sequence[str], actor: Actor,
    on: date, at: datetime,
) -> DialogueMeeting:  # fmt: skip
    """Calls the employee to the meeting; that none was needed is said no more. Sent twice it is one meeting.

    Raises MeetingError: those of `refuse_time`, dialogue_error.there_is_one, meeting_error.unknown,
    meeting_error.too_many_points.
    """
    _lock(case, employment, on)
    if not set(others) <= set(EMPLOYER_OTHERS):
        raise MeetingError("meeting_error.unknown")
    what = {"agenda": points(agenda), "others": list(others), **_columns(when)}
    earlier = DialogueMeeting.objects.filter(case=case, employment=employment, state=State.PLANNED).first()
    if earlier is not None:
        if all(getattr(earlier, name) == value for name, value in what.items()):
            return earlier
        raise MeetingError("dialogue_error.there_is_one")
    refuse_time(case, when, on)
    NoMeeting.objects.filter(case=case, employment=employment, ended_on=None).update(ended_on=on)
    meeting = DialogueMeeting.objects.create(
        person=case.person,
        case=case,
        employment=employment,
        called_on=on,
        called_by_id=actor.contact_id,
        changed_at=at,
        **what,
    )
    tell(meeting, CALLED, on)
    write_down(meeting, "dialogue_called", actor, on, at, day=meeting.day)
    return meeting


@transaction.atomic
def move_dialogue(
    *, meeting: DialogueMeeting, to: When, why: str, seen: int, actor: Actor, on: date, at: datetime
) -> DialogueMeeting:
    """Gives it another time or place; those who come answer anew. Nothing new changes nothing.

    `seen`: the sequence of the version that stood on the page. Raises MeetingError: those of `refuse_time`,
    meeting_error.ended, meeting_error.changed, meeting_error.why_needed.
    """
    locked = locked_dialogue(meeting, seen)
    _refuse_closed(locked.case, locked.employment, on)
    before, after = _columns_of(locked), _columns(to)
    if before == after:
        return locked
    said = reason(why)
    refuse_time(locked.case, to, on)
    DialogueMove.objects.create(
        meeting=locked,
        sequence=locked.sequence,
        why=said,
        moved_on=on,
        moved_at=at,
        moved_by_id=actor.contact_id,
        **before,
    )
    earlier = locked.day
    forget_answer(locked)
    forget_issuers_answer(locked)
    for name, value in after.items():
        setattr(locked, name, value)
    locked.sequence, locked.changed_at = locked.sequence + 1, at
    locked.save()
    tell(locked, MOVED, on, why=said)
    write_down(locked, "dialogue_moved", actor, on, at, before=earlier, day=locked.day)
    return locked


@transaction.atomic
def cancel_dialogue(*, meeting: DialogueMeeting, why: str, seen: int, actor: Actor, on: date, at: datetime) -> None:
    """Cancels it and tells the employee why; the duty stands.

    Raises MeetingError: meeting_error.ended, meeting_error.changed, meeting_error.why_needed.
    """
    locked = locked_dialogue(meeting, seen)
    said = reason(why)
    locked.sequence, locked.changed_at = locked.sequence + 1, at
    locked.state, locked.ended_on, locked.ended_by_id, locked.ended_why = State.CANCELLED, on, actor.contact_id, said
    locked.save()
    tell(locked, CANCELLED, on, why=said)
    write_down(locked, "dialogue_cancelled", actor, on, at, day=locked.day)


@transaction.atomic
def say_not_needed(*, case: Case, employment: Employment, why: str, actor: Actor, on: date, at: datetime) -> NoMeeting:
    """The employer says that the meeting is obviously unnecessary, and why (aml. § 4-6 (4)); that ends the duty.

    It lasts until they call one after all; said twice it is said once. Raises MeetingError:
    dialogue_error.there_is_one, meeting_error.why_needed, meeting_error.case_closed, dialogue_error.employment_ended.
    """
    _lock(case, employment, on)
    said = reason(why)
    if DialogueMeeting.objects.filter(case=case, employment=employment, state=State.PLANNED).exists():
        raise MeetingError("dialogue_error.there_is_one")
    earlier = NoMeeting.objects.filter(case=case, employment=employment, ended_on=None).first()
    if earlier is not None:
        return earlier
    found = NoMeeting.objects.create(
        case=case, employment=employment, why=said, said_on=on, said_by_id=actor.contact_id
    )
    send(case, NOT_NEEDED, on, {"employer": employment.employer.name, "why": said})
    _note(case, "dialogue_not_needed", actor, on, at, {})
    settle(case, employment, actor, on, at)
    return found


# --- what answers and endings need too


def locked_dialogue(meeting: DialogueMeeting, seen: int | None) -> DialogueMeeting:
    """The planned meeting once its person is kept for this transaction; `seen` (None: any) is what was looked at.

    Raises MeetingError: meeting_error.ended, meeting_error.changed.
    """
    lock_people([meeting.person_id])
    rows = DialogueMeeting.objects.select_related(
        "person", "case__person__home_unit", "employment__employer", "ended_by"
    )
    locked = rows.get(pk=meeting.pk)
    if not locked.is_planned:
        by = locked.ended_by.name if locked.ended_by else ""
        raise MeetingError("meeting_error.ended", by=by, on=locked.ended_on)
    if seen is not None and locked.sequence != seen:
        raise MeetingError("meeting_error.changed")
    return locked


def refuse_time(case: Case, when: When, on: date) -> None:
    """Refuses a time that cannot be met at. Raises MeetingError as `refuse_hours` and `refuse_place` do."""
    refuse_hours(when.day, when.hours, on, case.person.home_unit.number)
    refuse_place(when.form, when.place)


def forget_answer(meeting: DialogueMeeting) -> None:
    """The employee's answer was to another time; whom they want there stands."""
    meeting.answer = meeting.answer_line = ""
    meeting.answered_on = meeting.suggested_day = meeting.suggested_begins = None


def forget_issuers_answer(meeting: DialogueMeeting) -> None:
    """The issuer's answer was to another time, or they are not wanted any more."""
    meeting.issuer_answer = meeting.issuer_line = ""
    meeting.issuer_answered_on = meeting.issuer_day = meeting.issuer_begins = None


def reason(why: str) -> str:
    """Why, without space around it. Raises MeetingError: meeting_error.why_needed, dialogue_error.too_long (most)."""
    said = why.strip()
    if not said:
        raise MeetingError("meeting_error.why_needed")
    if len(said) > LONGEST_POINT:
        raise MeetingError("dialogue_error.too_long", most=LONGEST_POINT)
    return said


def settle(case: Case, employment: Employment, actor: Actor, on: date, at: datetime) -> None:
    """The rules find that the duty is done; whoever did it is named on the task."""
    evaluate([case.person_id], on=on, at=at)
    done = Task.objects.filter(case=case, kind=KIND, employer=employment.employer_id, state=Task.State.DONE)
    done.filter(outcome=Task.SETTLED, ended_on=on).update(ended_by=actor.name)


def tell(meeting: DialogueMeeting, code: str, on: date, why: str = "") -> None:
    """Tells the employee, digitally or by letter. Nothing of agenda or answers stands in it."""
    send(
        meeting.case, code, on,
        {
            "employer": meeting.employment.employer.name, "day": meeting.day.isoformat(), "why": why,
            "hours": in_each_language(lambda: hours_in_words(meeting)),
            "how": in_each_language(lambda: how_in_words(meeting)),
        },
    )  # fmt: skip


def send(case: Case, code: str, on: date, parameters: dict[str, Any]) -> None:
    """A message to the employee, who may have died."""
    person = case.person
    if person.died_on is None:
        channel = Message.Channel.DIGITAL if person.reachable_digitally else Message.Channel.LETTER
        Message.objects.create(person=person, case=case, code=code, channel=channel, sent_on=on, parameters=parameters)


def write_down(
    meeting: DialogueMeeting, event: str, actor: Actor, on: date, at: datetime, before: date | None = None, **after: Any
) -> None:
    """An entry in the journal, and the person is evaluated: what a party wants may open the duty."""
    _note(meeting.case, event, actor, on, at, {"dialogue": meeting.pk, **after}, {"day": before} if before else None)
    evaluate([meeting.person_id], on=on, at=at)


def _note(
    case: Case, event: str, actor: Actor, on: date, at: datetime, after: dict[str, Any],
    before: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    journal = Journal(actor, on, at)
    journal.note(event, person=case.person_id, case=case.pk, before=before, after=after)
    journal.save()


def _lock(case: Case, employment: Employment, on: date) -> None:
    lock_people([case.person_id])
    case.refresh_from_db(fields=["state"])
    _refuse_closed(case, employment, on)


def _refuse_closed(case: Case, employment: Employment, on: date) -> None:
    if case.state != Case.State.OPEN:
        raise MeetingError("meeting_error.case_closed")
    if employment.last_day is not None and employment.last_day < on:
        raise MeetingError("dialogue_error.employment_ended")


def _columns(when: When) -> dict[str, Any]:
    hours = {"begins": when.hours.begins, "ends": when.hours.ends}
    return {"form": when.form, "place": when.place.strip(), "day": when.day, **hours}


def _columns_of(meeting: DialogueMeeting) -> dict[str, Any]:
    return {name: getattr(meeting, name) for name in ("form", "place", "day", "begins", "ends")}
