"""Planning a meeting with the person, moving it, and what the person answers. How it ends is in `meetings.ending`.

The journal holds days and codes alone: what is to be talked about, and why something was changed, stands in the
meeting.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import F

from stafett.access.actors import Actor
from stafett.cases.evaluation import evaluate, lock_people
from stafett.cases.journal import Journal
from stafett.cases.law import law_in_force
from stafett.cases.models import Case
from stafett.cases.own_work import FOLLOW_UP, FollowUp
from stafett.core.limits import furthest_day
from stafett.core.meetings import FORMS, NEEDS_PLACE, OTHERS, PURPOSES, Ahead, Hours, instant_of
from stafett.core.screening import request_answer_due
from stafett.mapping.assessing import finish_tasks
from stafett.meetings.models import LONGEST_POINT, Meeting, Move, Slot
from stafett.meetings.selectors import Appointment, hindrances, may_hold
from stafett.meetings.telling import MOVED, PLANNED, tell
from stafett.people.models import Staff

State = Meeting.State
MOST_POINTS = 20


class MeetingError(Exception):
    """Something that cannot be done with a meeting now. `code` is a gettext key, `parameters` fill it.

    `to_confirm` are the hindrances that nobody has looked at; `ahead` says why a day is too far ahead.
    """

    def __init__(
        self, code: str, *, to_confirm: tuple[str, ...] = (), ahead: Ahead | None = None, **parameters: object
    ) -> None:
        super().__init__(code)
        self.code, self.parameters, self.to_confirm, self.ahead = code, parameters, to_confirm, ahead


@dataclass(frozen=True, slots=True)
class Content:
    """What a meeting is for, what will be talked about, and who takes part besides the person and Nav."""

    purpose: str
    agenda: Sequence[str] = ()
    others: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """What the person answers; who cannot come may suggest another time."""

    answer: str
    line: str = ""
    day: date | None = None
    begins: time | None = None


@transaction.atomic
def plan_meeting(
    *,
    case: Case,
    appointment: Appointment,
    content: Content,
    confirmed: Collection[str] = (),
    actor: Actor,
    on: date,
    at: datetime,
) -> Meeting:
    """Plans a meeting and invites the person. `confirmed`: the hindrances that have been looked at.

    A new attempt after one that was missed does the follow-up that asked for it. The same again on the same day (a form
    sent twice) is the same meeting. Raises MeetingError: those of `refuse_time`, meeting_error.unknown,
    meeting_error.too_many_points.
    """
    lock_people([case.person_id])
    case = Case.objects.select_related("person__home_unit", "holder_unit").get(pk=case.pk)
    _refuse_content(content)
    what = {"purpose": content.purpose, "agenda": points(content.agenda), "others": list(content.others)}
    whole: dict[str, Any] = {
        "case": case,
        "planned_on": on,
        "planned_by_id": actor.staff_id,
        **what,
        **_columns(appointment),
    }
    if same := Meeting.objects.filter(state=State.PLANNED, **whole).first():
        return same
    refuse_time(case, appointment, confirmed, on=on)
    meeting = Meeting.objects.create(changed_at=at, **whole)
    tell(meeting, PLANNED, on)
    missed = Meeting.objects.filter(case=case, state=State.MISSED, follow_up__isnull=False)
    finish_tasks(case, [FOLLOW_UP], actor, on, ordinal__in=list(missed.values_list("follow_up", flat=True)))
    write_down(actor, on, at, "meeting_planned", meeting, after={"day": meeting.day})
    return meeting


@transaction.atomic
def move_meeting(
    *,
    meeting: Meeting,
    to: Appointment,
    why: str,
    seen: int,
    confirmed: Collection[str] = (),
    actor: Actor,
    on: date,
    at: datetime,
) -> Meeting:
    """Gives a meeting another time, place or adviser, and tells the person, who answers anew.

    `seen`: the sequence of the version that stood on the page. Nothing new changes nothing. Raises MeetingError: those
    of `refuse_time`, meeting_error.ended, meeting_error.changed, meeting_error.why_needed.
    """
    locked = locked_meeting(meeting, seen)
    before, after = _columns_of(locked), _columns(to)
    if before == after:
        return locked
    if not why.strip():
        raise MeetingError("meeting_error.why_needed")
    refuse_time(locked.case, to, confirmed, on=on, besides=locked)
    Move.objects.create(
        meeting=locked, sequence=locked.sequence, why=why.strip(), moved_on=on, moved_at=at, moved_by_id=actor.staff_id,
        **before,
    )  # fmt: skip
    days = {"day": locked.day, "holder": locked.holder_id}
    for name, value in (after | {"holder": to.holder}).items():
        setattr(locked, name, value)
    locked.sequence, locked.changed_at = locked.sequence + 1, at
    _forget_answer(locked, on)
    locked.save()
    tell(locked, MOVED, on)
    told = {"day": locked.day, "holder": locked.holder_id}
    write_down(actor, on, at, "meeting_moved", locked, before=days, after=told)
    return locked


@transaction.atomic
def set_agenda(*, meeting: Meeting, agenda: Sequence[str], own: bool, actor: Actor, on: date, at: datetime) -> None:
    """Keeps what will be talked about: Nav's points, or the person's own. Nobody is told: it stands on the page.

    Raises MeetingError: meeting_error.ended, meeting_error.too_many_points.
    """
    locked = locked_meeting(meeting, None)
    name, said = "own_points" if own else "agenda", points(agenda)
    if getattr(locked, name) == said:
        return
    setattr(locked, name, said)
    locked.save(update_fields=[name])
    write_down(actor, on, at, "meeting_points_set", locked, after={"points": len(said)})


@transaction.atomic
def answer_meeting(*, meeting: Meeting, answered: Answered, seen: int, actor: Actor, on: date, at: datetime) -> Meeting:
    """What the person answers. Who cannot come waits for Nav: it becomes a task of the adviser's.

    The newest answer counts; the same again changes nothing. Raises MeetingError: meeting_error.ended,
    meeting_error.changed, meeting_error.has_passed, meeting_error.unknown.
    """
    locked = locked_meeting(meeting, seen)
    if locked.day < on or (answered.day is not None and answered.day < on):
        raise MeetingError("meeting_error.has_passed")
    if answered.answer not in Meeting.Answer.values:
        raise MeetingError("meeting_error.unknown")
    cannot = answered.answer == Meeting.Answer.CANNOT
    said = {
        "answer": answered.answer,
        "answer_line": answered.line.strip(),
        "suggested_day": answered.day if cannot else None,
        "suggested_begins": answered.begins if cannot and answered.day else None,
    }
    if all(getattr(locked, name) == value for name, value in said.items()):
        return locked
    _forget_answer(locked, on)
    for name, value in said.items():
        setattr(locked, name, value)
    locked.answered_on = on
    if cannot:
        locked.follow_up = _reminder(locked, on)
    locked.save()
    write_down(actor, on, at, "meeting_answered", locked, after={"answer": locked.answer})
    return locked


@transaction.atomic
def set_slots(*, staff: Staff, slots: Iterable[tuple[int, Hours]]) -> None:
    """Makes these the hours, by weekday, in which somebody takes meetings. Raises MeetingError: meeting_error.overlap,
    meeting_error.ends_before."""
    rows = sorted(slots)
    Staff.objects.select_for_update(no_key=True).get(pk=staff.pk)
    for (weekday, hours), (other, later) in pairwise(rows):
        if weekday == other and hours.overlaps(later):
            raise MeetingError("meeting_error.overlap")
    if any(hours.ends <= hours.begins for _, hours in rows):
        raise MeetingError("meeting_error.ends_before")
    Slot.objects.filter(staff=staff).delete()
    Slot.objects.bulk_create(Slot(staff=staff, weekday=day, begins=h.begins, ends=h.ends) for day, h in rows)


# --- what ending and re-planning need too


def locked_meeting(meeting: Meeting, seen: int | None) -> Meeting:
    """The meeting once its person is kept for this transaction; `seen` (None: any) is the version that was looked at.

    Raises MeetingError: meeting_error.ended, meeting_error.changed.
    """
    lock_people([meeting.case.person_id])
    rows = Meeting.objects.select_related("case__person__home_unit", "case__holder_unit", "holder__unit", "ended_by")
    locked = rows.get(pk=meeting.pk)
    if not locked.is_planned:
        by = locked.ended_by.name if locked.ended_by else ""
        raise MeetingError("meeting_error.ended", by=by, on=locked.ended_on)
    if seen is not None and locked.sequence != seen:
        raise MeetingError("meeting_error.changed")
    return locked


def refuse_time(
    case: Case, to: Appointment, confirmed: Collection[str], *, on: date, besides: Meeting | None = None
) -> None:
    """Refuses what cannot be planned, and what can only by somebody who has looked at what stands in the way.

    Keeps the adviser's calendar for this transaction. Raises MeetingError: meeting_error.case_closed,
    meeting_error.has_passed, day_error.too_far (furthest), meeting_error.no_such_hour, meeting_error.ends_before,
    meeting_error.too_long (hours),
    meeting_error.unknown, meeting_error.place_needed, meeting_error.holder, meeting_error.too_far (`ahead`),
    meeting_error.to_confirm (`to_confirm`).
    """
    if case.state != Case.State.OPEN:
        raise MeetingError("meeting_error.case_closed")
    refuse_hours(to.day, to.hours, on, case.person.home_unit.number)
    refuse_place(to.form, to.place)
    holder = Staff.objects.select_for_update(no_key=True).get(pk=to.holder.pk)
    if not may_hold(holder, case):
        raise MeetingError("meeting_error.holder", name=holder.name)
    found = hindrances(case, to, on=on, besides=besides)
    if found.ahead.refused:
        raise MeetingError("meeting_error.too_far", ahead=found.ahead)
    left = tuple(name for name in found.to_confirm if name not in confirmed)
    if left:
        raise MeetingError("meeting_error.to_confirm", to_confirm=left, ahead=found.ahead)


def end_reminder(meeting: Meeting, on: date) -> None:
    """What reminded the adviser of an answer is settled: its task lapses when the person is evaluated."""
    if meeting.follow_up_id is not None:
        still = FollowUp.objects.filter(pk=meeting.follow_up_id, withdrawn_on=None)
        still.update(withdrawn_on=on, version=F("version") + 1)
    meeting.follow_up = None


def write_down(
    actor: Actor, on: date, at: datetime, event: str, meeting: Meeting,
    before: dict[str, Any] | None = None, after: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """An entry in the journal; then the person is evaluated: the next contact may be another one."""
    journal = Journal(actor, on, at)
    case = meeting.case
    about = {"meeting": meeting.pk, **(after or {})}
    journal.note(event, person=case.person_id, case=case.pk, before=before, after=about)
    journal.save()
    evaluate([case.person_id], on=on, at=at)


def points(lines: Iterable[str]) -> list[str]:
    """What will be talked about, without empty lines. Raises MeetingError("meeting_error.too_many_points")."""
    said = [line.strip() for line in lines if line.strip()]
    if len(said) > MOST_POINTS or any(len(line) > LONGEST_POINT for line in said):
        raise MeetingError("meeting_error.too_many_points", most=MOST_POINTS, longest=LONGEST_POINT)
    return said


def refuse_hours(day: date, hours: Hours, on: date, office: str) -> None:
    """Refuses a day or hours on which nothing can be held.

    Raises MeetingError: meeting_error.has_passed, day_error.too_far (furthest), meeting_error.ends_before,
    meeting_error.too_long (hours), meeting_error.no_such_hour.
    """
    law = law_in_force()
    furthest, longest = (
        furthest_day("meeting_ahead_months", law, on, office),
        law.number("meeting_longest_hours", on, office),
    )
    if day < on:
        raise MeetingError("meeting_error.has_passed")
    if day > furthest:
        raise MeetingError("day_error.too_far", furthest=furthest)
    if hours.ends <= hours.begins:
        raise MeetingError("meeting_error.ends_before")
    if hours.last_longer_than(longest):
        raise MeetingError("meeting_error.too_long", hours=longest)
    try:
        for hour in hours:
            instant_of(day, hour)
    except ValueError:
        raise MeetingError("meeting_error.no_such_hour") from None


def refuse_place(form: str, place: str) -> None:
    """Refuses a way to meet that is not known, or that needs to be told where.

    Raises MeetingError: meeting_error.unknown, meeting_error.place_needed.
    """
    if form not in FORMS:
        raise MeetingError("meeting_error.unknown")
    if form in NEEDS_PLACE and not place.strip():
        raise MeetingError("meeting_error.place_needed")


def _refuse_content(content: Content) -> None:
    if content.purpose not in PURPOSES or not set(content.others) <= set(OTHERS):
        raise MeetingError("meeting_error.unknown")


def _columns(to: Appointment) -> dict[str, Any]:
    when = {"day": to.day, "begins": to.hours.begins, "ends": to.hours.ends}
    return {"holder_id": to.holder.pk, "form": to.form, "place": to.place.strip(), **when}


def _columns_of(meeting: Meeting) -> dict[str, Any]:
    return {name: getattr(meeting, name) for name in ("holder_id", "form", "place", "day", "begins", "ends")}


def _forget_answer(meeting: Meeting, on: date) -> None:
    end_reminder(meeting, on)
    meeting.answer = meeting.answer_line = ""
    meeting.answered_on = meeting.suggested_day = meeting.suggested_begins = None


def _reminder(meeting: Meeting, on: date) -> FollowUp:
    """A follow-up in the adviser's name: the person asked, so it is answered as any other who asks for help."""
    promised = request_answer_due(on, law_in_force(), meeting.case.person.home_unit.number, urgent=False)
    return FollowUp.objects.create(
        person_id=meeting.case.person_id, case=meeting.case, reason=FollowUp.Reason.CONTACT_PERSON,
        line=meeting.answer_line, due=min(promised, meeting.day), set_on=on, set_by=meeting.holder,
    )  # fmt: skip
