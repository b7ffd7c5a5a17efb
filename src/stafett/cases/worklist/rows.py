"""What stands in one row of the list."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from stafett.cases.evaluation.order import SNOOZED
from stafett.cases.models import Case, Task
from stafett.cases.worklist.need import category_in_force
from stafett.dialogue.models import Message
from stafett.intake.models import SickNote
from stafett.people.models import Employment

_WATCHED = (Task.Actor.EMPLOYER, Task.Actor.ISSUER)


class RowContent(NamedTuple):
    """What a row says, as values alone: rows of the same content read alike, and are made once (`{% part %}`)."""

    case: int
    name: str
    born: date
    is_open: bool
    closed_on: date | None
    segment: str
    category: str
    has_spell: bool
    weeks_since_first: int
    sick_weeks: int
    grade: int
    employers: tuple[str, ...]
    employed: bool
    holder: str
    next_step: str
    next_date: date | None
    is_late: bool
    snoozed_until: date | None
    snooze_reason: str
    pinned: bool
    reason: str
    reason_date: date | None
    risk: int
    duties: tuple[tuple[str, tuple[str, ...]], ...]
    unread_since: date | None
    further: int


@dataclass(frozen=True, slots=True)
class Row:
    """One person in the list, as of `on`.

    `further` is how many open tasks Nav has beside the next step (`further_tasks` reads them); `duties` are the
    (actor, kind) that employer or issuer is late with, the earliest first;
    `unread_since` the day of the oldest digital message that the person has not read;
    `category` the one in force, empty where the need has never been assessed.
    """

    case: Case
    on: date
    further: int = 0
    duties: Sequence[tuple[str, str]] = ()
    employers: Sequence[str] = ()
    unread_since: date | None = None
    category: str = ""

    @property
    def days_since_first(self) -> int:
        """Days from day 1 to `on`, both included; days after the last known sick day do not count."""
        return max(0, (min(self.on, self.case.last_day) - self.case.first_day).days + 1)

    @property
    def weeks_since_first(self) -> int:
        return self.days_since_first // 7

    @property
    def sick_weeks(self) -> int:
        """Whole weeks without the well days."""
        return max(0, self.days_since_first - self.case.well_days) // 7

    @property
    def duties_by_actor(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(actor, kinds of the duties they are late with, each once), in order of the earliest."""
        by_actor: dict[str, dict[str, None]] = {}
        for actor, kind in self.duties:
            by_actor.setdefault(actor, {})[kind] = None
        return tuple((actor, tuple(kinds)) for actor, kinds in by_actor.items())

    @property
    def is_snoozed(self) -> bool:
        """Whether somebody has put it off, and nothing has called it back."""
        return self.case.order_step == SNOOZED

    @property
    def is_late(self) -> bool:
        """Whether the next date has passed."""
        return self.case.next_date is not None and self.case.next_date < self.on

    @property
    def content(self) -> RowContent:
        """What the row says."""
        case = self.case
        return RowContent(
            case=case.pk,
            name=case.person.name,
            born=case.person.birth_date,
            is_open=case.state == Case.State.OPEN,
            closed_on=case.closed_on,
            segment=case.segment,
            category=self.category,
            has_spell=case.has_spell,
            weeks_since_first=self.weeks_since_first,
            sick_weeks=self.sick_weeks,
            grade=case.grade,
            employers=tuple(self.employers),
            employed=case.employed,
            holder=case.holder.name if case.holder else "",
            next_step=case.next_step,
            next_date=case.next_date,
            is_late=self.is_late,
            snoozed_until=case.snoozed_until if self.is_snoozed else None,
            snooze_reason=case.snooze_reason,
            pinned=case.pinned,
            reason=case.order_reason,
            reason_date=case.order_date,
            risk=case.order_risk,
            duties=self.duties_by_actor,
            unread_since=self.unread_since,
            further=self.further,
        )


def with_people(cases: QuerySet[Case], on: date) -> QuerySet[Case]:
    unread = Message.objects.filter(case=OuterRef("pk"), read_on=None, channel=Message.Channel.DIGITAL)
    return cases.select_related("person", "holder").annotate(
        unread_since=Subquery(unread.order_by("id").values("sent_on")[:1]), category_in_force=category_in_force(on)
    )


def rows_of(cases: Sequence[Case], *, on: date) -> list[Row]:
    """The rows of cases read by `with_people`; what else stands in them takes two queries."""
    further, duties = _tasks_by_case(cases, on)
    employers = employers_by_person(cases)
    return [
        Row(
            case=case,
            on=on,
            further=further[case.pk],
            duties=duties[case.pk],
            employers=employers[case.person_id],
            unread_since=getattr(case, "unread_since", None),
            category=getattr(case, "category_in_force", None) or "",
        )
        for case in cases
    ]


def further_tasks(case: Case) -> QuerySet[Task]:
    """Nav's open tasks beside the next step, the earliest first."""
    next_step = Q(kind=F("case__next_step"), due=F("case__next_date"))
    tasks = Task.objects.filter(~next_step, case=case, state=Task.State.OPEN, actor=Task.Actor.NAV)
    return tasks.order_by("due", "id")


def _tasks_by_case(cases: Sequence[Case], on: date) -> tuple[Counter[int], dict[int, list[tuple[str, str]]]]:
    """For each case how many tasks of Nav stand beside the next step, and what others are late with."""
    next_steps = {(case.pk, case.next_step, case.next_date) for case in cases}
    further: Counter[int] = Counter()
    duties: dict[int, list[tuple[str, str]]] = defaultdict(list)
    shown = Q(actor=Task.Actor.NAV) | Q(actor__in=_WATCHED, due__lt=on)
    tasks = Task.objects.filter(shown, case__in=[case.pk for case in cases], state=Task.State.OPEN)
    for case, actor, kind, due in tasks.order_by("due", "id").values_list("case", "actor", "kind", "due"):
        if actor == Task.Actor.NAV:
            further[case] += (case, kind, due) not in next_steps
        else:
            duties[case].append((actor, kind))
    return further, duties


def employers_by_person(cases: Sequence[Case]) -> dict[int, list[str]]:
    """Names of the employers that each person has had during the case, each once, in order.

    From the register of employments, and from the notes: a note may name an employer that the register has not.
    """
    first_day = {case.person_id: case.first_day for case in cases}
    jobs = Employment.objects.filter(person__in=first_day).values_list("person", "employer__name", "last_day")
    named = Q(employer__isnull=False) | Q(named_employer__isnull=False)
    notes = (
        SickNote.objects.filter(named, person__in=first_day, replaced_on=None)
        .annotate(name=Coalesce("employer__name", KT("content__employer__name"), output_field=TextField()))
        .values_list("person", "name")
        .annotate(last_day=Max("periods__last_day"))
    )
    names: dict[int, set[str]] = defaultdict(set)
    for person, employer, last_day in jobs.union(notes, all=True):
        if last_day is None or last_day >= first_day[person]:
            names[person].add(employer)
    return {person: sorted(names[person]) for person in first_day}
