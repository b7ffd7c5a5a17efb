"""What a list can be narrowed by: everything that stands in a row, and the tasks behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import and_

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT

from stafett.access.actors import Actor
from stafett.cases.journal import UNSHARED
from stafett.cases.models import JournalEntry, Task
from stafett.cases.worklist.need import has_category
from stafett.core.dates import DAYS_PER_WEEK, date_of, last_births
from stafett.core.parameters import default_law
from stafett.dialogue.models import Message
from stafett.intake.models import SickNote
from stafett.people.models import Employment

NAMES = (
    "kind", "task_state", "deadline", "due_from", "due_until", "segment", "category", "grade", "weeks_from",
    "weeks_until", "age", "employer", "holder", "unit", "next_step", "pinned", "snoozed", "unread", "late_duty", "risk",
    "changed",
)  # fmt: skip
DEADLINES = ("past", "today", "soon", "between")
TASK_STATES = ("open", "done", "excepted", "lapsed")
SEGMENTS = ("care_in_place", "needs_mapping", "bypass", "none")
GRADES = ("full", "graded", "not_sick")
AGE_BANDS = ("under_30", "30_39", "40_49", "50_59", "60_66", "67_up")
_AGES = dict(zip(AGE_BANDS, ((0, 29), (30, 39), (40, 49), (50, 59), (60, 66), (67, 120)), strict=True))
FULL = 100


@dataclass(frozen=True, slots=True)
class Filters:
    """One value for each thing asked for; empty where nothing is. They narrow together.

    kind, task_state, deadline: a task of that kind, in that state, due then; without kind and state, the next step.
    unit: the office where the person lives.
    changed: only where others than the actor have done something after `since`, a place in the journal.
    """

    kind: str = ""
    task_state: str = ""
    deadline: str = ""
    due_from: date | None = None
    due_until: date | None = None
    segment: str = ""
    category: str = ""
    grade: str = ""
    weeks_from: int | None = None
    weeks_until: int | None = None
    age: str = ""
    employer: str = ""
    holder: int | None = None
    unit: int | None = None
    next_step: str = ""
    pinned: bool = False
    snoozed: bool = False
    unread: bool = False
    late_duty: bool = False
    risk: bool = False
    changed: bool = False
    since: int | None = None

    @property
    def chosen(self) -> dict[str, object]:
        """What narrows the list, by name."""
        return {name: value for name in NAMES if (value := getattr(self, name))}

    def condition(self, actor: Actor, on: date) -> Q:
        """What holds on the day of the cases that are left."""
        conditions = [_BY_COLUMN[name](self, on) for name in self.chosen if name in _BY_COLUMN]
        if self._asks_for_tasks:
            conditions.append(Q(Exists(self._tasks(on))))
        elif period := self._period(on):
            conditions.append(_within("next_date", period))
        if self.changed:
            conditions.append(Q(Exists(changes(actor, self.since or 0))))
        return reduce(and_, conditions, Q())

    @property
    def _asks_for_tasks(self) -> bool:
        return bool(self.kind or self.task_state)

    def _tasks(self, on: date) -> QuerySet[Task]:
        tasks = Task.objects.filter(case=OuterRef("pk"), state=self.task_state or Task.State.OPEN)
        if self.kind:
            tasks = tasks.filter(kind=self.kind)
        period = self._period(on)
        return tasks.filter(_within("due", period)) if period else tasks

    def _period(self, on: date) -> tuple[date | None, date | None] | None:
        """First and last day of the deadlines asked for; None for any."""
        one_day = timedelta(days=1)
        periods: Mapping[str, tuple[date | None, date | None]] = {
            "past": (None, on - one_day),
            "today": (on, on),
            "soon": (on, on + timedelta(days=default_law().number("order_legal_soon_days", on))),
            "between": (self.due_from, self.due_until),
        }
        return periods.get(self.deadline)


def changes(actor: Actor, seen: int) -> QuerySet[JournalEntry]:
    """What others than the actor have written about a case (OuterRef) after a place in the journal."""
    entries = JournalEntry.objects.filter(case=OuterRef("pk"), pk__gt=seen)
    return entries.exclude(actor_kind="staff", actor_id=actor.id).exclude(event__in=UNSHARED)


def _within(column: str, period: tuple[date | None, date | None]) -> Q:
    first, last = period
    after = Q(**{f"{column}__gte": first}) if first else Q()
    return after & Q(**{f"{column}__lte": last}) if last else after


def _segment(filters: Filters, _: date) -> Q:
    return Q(segment="" if filters.segment == "none" else filters.segment)


def _grade(filters: Filters, _: date) -> Q:
    by_grade = {"full": Q(grade=FULL), "graded": Q(grade__lt=FULL, sick_days__gt=0), "not_sick": Q(sick_days=0)}
    return by_grade[filters.grade]


def _at_least_weeks(weeks: int, on: date) -> Q:
    """Cases that have lasted so many whole weeks; days after the last known sick day do not count."""
    days = timedelta(days=weeks * DAYS_PER_WEEK - 1)
    return Q(first_day__lte=on - days, last_day__gte=F("first_day") + days) if weeks else Q()


def _weeks_from(filters: Filters, on: date) -> Q:
    return _at_least_weeks(filters.weeks_from or 0, on)


def _weeks_until(filters: Filters, on: date) -> Q:
    return ~_at_least_weeks((filters.weeks_until or 0) + 1, on)


def _age(filters: Filters, on: date) -> Q:
    youngest, oldest = _AGES[filters.age]
    births = last_births(on)
    return Q(person__birth_date__lte=date_of(births[youngest]), person__birth_date__gt=date_of(births[oldest + 1]))


def at_employer(name: str) -> Q:
    """Cases by a part of an employer's name, in the register of employments or on a note."""
    jobs = Employment.objects.filter(person=OuterRef("person"), employer__name__icontains=name).filter(
        Q(last_day=None) | Q(last_day__gte=OuterRef("first_day"))
    )
    written = SickNote.objects.annotate(written=KT("content__employer__name")).filter(
        Q(employer__name__icontains=name) | Q(written__icontains=name, named_employer__isnull=False),
        person=OuterRef("person"), replaced_on=None, periods__last_day__gte=OuterRef("first_day"),
    )  # fmt: skip
    return Q(Exists(jobs)) | Q(Exists(written))


def _unread(_: Filters, on: date) -> Q:
    unread = Message.objects.filter(case=OuterRef("pk"), read_on=None, channel=Message.Channel.DIGITAL, sent_on__lte=on)
    return Q(Exists(unread))


def _late_duty(_: Filters, on: date) -> Q:
    others = (Task.Actor.EMPLOYER, Task.Actor.ISSUER)
    return Q(Exists(Task.objects.filter(case=OuterRef("pk"), state=Task.State.OPEN, actor__in=others, due__lt=on)))


_BY_COLUMN: Mapping[str, Callable[[Filters, date], Q]] = {
    "segment": _segment,
    "category": lambda filters, on: has_category(filters.category, on),
    "grade": _grade,
    "weeks_from": _weeks_from,
    "weeks_until": _weeks_until,
    "age": _age,
    "employer": lambda filters, _: at_employer(filters.employer),
    "holder": lambda filters, _: Q(holder=filters.holder),
    "unit": lambda filters, _: Q(person__home_unit=filters.unit),
    "next_step": lambda filters, _: Q(next_step=filters.next_step),
    "pinned": lambda _, __: Q(pinned=True),
    "snoozed": lambda _, on: Q(snoozed_until__gt=on),
    "unread": _unread,
    "late_duty": _late_duty,
    "risk": lambda _, __: Q(order_risk__gt=0),
}
