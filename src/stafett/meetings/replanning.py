"""The meetings of somebody who will be away: given to another adviser or cancelled, all at once, as was looked at."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.distribution.models import StaffAbsence
from stafett.cases.evaluation import lock_people
from stafett.meetings.ending import cancel_meeting
from stafett.meetings.models import Meeting
from stafett.meetings.selectors import TOO_FAR, Appointment, hindrances, may_hold, meetings_in
from stafett.meetings.services import MeetingError, move_meeting
from stafett.people.models import Staff

KEEP, CANCEL = "keep", "cancel"
"""What can become of a meeting, besides the key of another adviser."""


@dataclass(frozen=True, slots=True)
class Change:
    """What would become of one meeting: another adviser, or (None) cancelled; and what stands in the way of it."""

    meeting: Meeting
    to: Staff | None
    hindrances: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done. `kept` stay with whoever is away."""

    changes: Sequence[Change]
    kept: Sequence[Meeting]

    @property
    def digest(self) -> str:
        """Tells whether a plan is the one that somebody has seen."""
        lines = [
            f"{change.meeting.pk} {change.meeting.sequence} {change.to and change.to.pk} {change.hindrances}"
            for change in self.changes
        ]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def plan_absence(
    absence: StaffAbsence, chosen: Mapping[int, str], staff: Iterable[Staff], actor: Actor, *, on: date
) -> Plan:
    """What the choices (by meeting: KEEP, CANCEL, or the key of one of `staff`) would do with the meetings in it.

    What is not chosen is kept. Raises MeetingError("meeting_error.holder") for somebody who may not hold a meeting.
    """
    by_key = {str(one.pk): one for one in staff}
    changes, kept = [], []
    for meeting in meetings_in(absence, actor, on=on):
        choice = chosen.get(meeting.pk, KEEP)
        if choice == CANCEL:
            changes.append(Change(meeting, None, ()))
        elif choice in by_key:
            changes.append(_given(meeting, by_key[choice], on))
        else:
            kept.append(meeting)
    return Plan(changes, kept)


def _given(meeting: Meeting, to: Staff, on: date) -> Change:
    if not may_hold(to, meeting.case):
        raise MeetingError("meeting_error.holder", name=to.name)
    found = hindrances(meeting.case, _with(meeting, to), on=on, besides=meeting)
    return Change(meeting, to, tuple(name for name in found.to_confirm if name != TOO_FAR))


@transaction.atomic
def replan(
    *,
    absence: StaffAbsence,
    chosen: Mapping[int, str],
    staff: Sequence[Staff],
    why: str,
    seen: str,
    actor: Actor,
    on: date,
    at: datetime,
) -> Plan:
    """Does what the plan says; each person is told. `seen`: the digest of the plan that was shown.

    Raises MeetingError: meeting_error.plan_changed, meeting_error.nothing_chosen, meeting_error.why_needed.
    """
    people = [one.case.person_id for one in meetings_in(absence, actor, on=on)]
    lock_people(people)
    plan = plan_absence(absence, chosen, staff, actor, on=on)
    if plan.digest != seen:
        raise MeetingError("meeting_error.plan_changed")
    if not plan.changes:
        raise MeetingError("meeting_error.nothing_chosen")
    for change in plan.changes:
        meeting, version = change.meeting, change.meeting.sequence
        if change.to is None:
            cancel_meeting(meeting=meeting, why=why, seen=version, actor=actor, on=on, at=at)
        else:
            confirmed = (*change.hindrances, TOO_FAR)
            move_meeting(
                meeting=meeting, to=_with(meeting, change.to), why=why, seen=version, confirmed=confirmed, actor=actor,
                on=on, at=at,
            )  # fmt: skip
    return plan


def _with(meeting: Meeting, holder: Staff) -> Appointment:
    return Appointment(holder, meeting.form, meeting.place, meeting.day, meeting.hours)
