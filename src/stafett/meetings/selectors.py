"""What is read of meetings: those of a case, somebody's week, what stands in the way of a time, those in an absence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from stafett.access.actors import Actor
from stafett.access.services import may_open
from stafett.cases.distribution.models import StaffAbsence
from stafett.cases.distribution.selectors import absences_on
from stafett.cases.law import law_in_force
from stafett.cases.models import Case
from stafett.core.dates import is_working_day
from stafett.core.meetings import Ahead, Hours, collisions, free_hours, how_far_ahead, week_of
from stafett.mapping.assessing import window_of
from stafett.meetings.models import Meeting, Slot
from stafett.people.models import Protection, Staff

TOO_FAR = "too_far"
PLANNED = Meeting.State.PLANNED


@dataclass(frozen=True, slots=True)
class Appointment:
    """With whom, how, where and when."""

    holder: Staff
    form: str
    place: str
    day: date
    hours: Hours


@dataclass(frozen=True, slots=True)
class Hindrances:
    """What stands in the way of an appointment: `core.meetings.COLLISIONS`, and whether it is too far ahead."""

    collisions: tuple[str, ...]
    ahead: Ahead

    @property
    def to_confirm(self) -> tuple[str, ...]:
        """What somebody has to have looked at before it is planned in spite of it."""
        return (*self.collisions, TOO_FAR) if self.ahead.reason else self.collisions


@dataclass(frozen=True, slots=True)
class WeekDay:
    """One day of somebody's week. `hidden` are hours of meetings that are not theirs to open any more."""

    day: date
    is_working: bool
    away: bool
    slots: Sequence[Hours]
    free: Sequence[Hours]
    meetings: Sequence[tuple[Meeting, bool]]
    hidden: Sequence[Hours]


def meetings_of(case: Case) -> list[Meeting]:
    """All meetings of the case: those that are planned by day, then the others, the newest first."""
    rows = list(_whole(Meeting.objects.filter(case=case)).order_by("day", "begins", "id"))
    return [*(one for one in rows if one.is_planned), *(one for one in reversed(rows) if not one.is_planned)]


def next_meeting(case: Case, *, on: date) -> Meeting | None:
    """The next one that is planned; today's is."""
    planned = Meeting.objects.select_related("holder").filter(case=case, state=PLANNED, day__gte=on)
    return planned.order_by("day", "begins").first()


def hindrances(case: Case, to: Appointment, *, on: date, besides: Meeting | None = None) -> Hindrances:
    """What stands in the way of it in the case; `besides` is the meeting that would be moved there."""
    return Hindrances(_collisions(case, to, besides), _ahead(case, to.day, on))


def _ahead(case: Case, day: date, on: date) -> Ahead:
    law = law_in_force()
    window = window_of(case, law, on)
    return how_far_ahead(day, window["in_force"] if window else None, law, on, case.person.home_unit.number)


def _collisions(case: Case, to: Appointment, besides: Meeting | None) -> tuple[str, ...]:
    there = Meeting.objects.filter(day=to.day, state=PLANNED)
    there = there.exclude(pk=besides.pk) if besides else there
    return collisions(
        to.day,
        to.hours,
        holder_busy=[one.hours for one in there.filter(holder=to.holder)],
        person_busy=[one.hours for one in there.filter(case__person=case.person_id)],
        away=to.holder.pk in absences_on([to.holder], to.day),
    )


def may_hold(staff: Staff, case: Case) -> bool:
    """Whether they work where the case is, and may open it. Reads `case.person`."""
    may = case.person.protection in {Protection.NONE, *staff.may_open}
    return staff.active and staff.role == Staff.Role.ADVISER and staff.unit_id == case.holder_unit_id and may


def week(actor: Actor, day: date) -> list[WeekDay]:
    """The actor's own week around a day: hours for meetings, meetings, and days away."""
    days = week_of(day)
    staff = Staff.objects.get(pk=actor.staff_id)
    held = _whole(Meeting.objects.filter(holder=staff, day__range=(days[0], days[-1])))
    rows = list(held.exclude(state=Meeting.State.CANCELLED).order_by("day", "begins", "id"))
    slots = list(Slot.objects.filter(staff=staff).order_by("weekday", "begins"))
    absences = list(_absences_between(staff, days[0], days[-1]))
    return [_week_day(actor, one, rows, slots, absences) for one in days]


def _week_day(
    actor: Actor, day: date, rows: Iterable[Meeting], slots: Iterable[Slot], absences: Iterable[StaffAbsence]
) -> WeekDay:
    of_day = [one for one in rows if one.day == day]
    own = [slot.hours for slot in slots if slot.weekday == day.isoweekday()]
    seen = [one for one in of_day if may_open(actor, one.case)]
    return WeekDay(
        day=day,
        is_working=is_working_day(day),
        away=any(one.first_day <= day and (one.last_day is None or one.last_day >= day) for one in absences),
        slots=own,
        free=free_hours(own, [one.hours for one in of_day]),
        meetings=[(one, _is_doubled(one, of_day)) for one in seen],
        hidden=[one.hours for one in of_day if one not in seen],
    )


def _is_doubled(meeting: Meeting, of_day: Iterable[Meeting]) -> bool:
    others = (one for one in of_day if one.pk != meeting.pk and one.is_planned)
    return meeting.is_planned and any(one.hours.overlaps(meeting.hours) for one in others)


def _absences_between(staff: Staff, first: date, last: date) -> QuerySet[StaffAbsence]:
    rows = StaffAbsence.objects.filter(staff=staff, first_day__lte=last)
    return rows.filter(Q(last_day=None) | Q(last_day__gte=first))


def meetings_in(absence: StaffAbsence, actor: Actor, *, on: date) -> list[Meeting]:
    """The planned meetings, from today on, that fall in an absence and that the actor may open."""
    rows = Meeting.objects.filter(
        holder=absence.staff, state=PLANNED, day__gte=max(on, absence.first_day), case__state=Case.State.OPEN
    )
    if absence.last_day is not None:
        rows = rows.filter(day__lte=absence.last_day)
    return [one for one in _whole(rows).order_by("day", "begins", "id") if may_open(actor, one.case)]


def _whole(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """With all that pages and letters say of a meeting."""
    return rows.select_related(
        "case__person__home_unit", "case__holder_unit", "case__holder", "holder__unit", "planned_by", "ended_by",
        "contact",
    ).prefetch_related("moves__holder", "moves__moved_by")  # fmt: skip


def whole_meetings() -> QuerySet[Meeting]:
    """All meetings, with all that pages and letters say of them."""
    return _whole(Meeting.objects.all())
