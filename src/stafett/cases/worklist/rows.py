"""What stands in one row of the list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from stafett.cases.evaluation.order import SNOOZED
from stafett.cases.models import Case, Task
from stafett.cases.worklist.need import category_in_force
from stafett.dialogue.models import Message
from stafett.intake.models import SickNote
from stafett.people.models import Employment


@dataclass(frozen=True, slots=True)
class Row:
    """One person in the list, as of `on`.

    `further` are Nav's other open tasks beside the next step; `duties` what employer or issuer is late with;
    `unread_since` the day of the oldest digital message that the person has not read;
    `category` the one in force, empty where the need has never been assessed.
    """

    case: Case
    on: date
    further: Sequence[Task] = ()
    duties: Sequence[Task] = ()
    employers: Sequence[str] = ()
    unread_since: date | None = None
    next_task: Task | None = None
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
    def duties_by_actor(self) -> list[tuple[str, list[str]]]:
        """(actor, kinds of the duties they are late with, each once), in order of the earliest."""
        by_actor: dict[str, dict[str, None]] = {}
        for task in self.duties:
            by_actor.setdefault(task.actor, {})[task.kind] = None
        return [(actor, list(kinds)) for actor, kinds in by_actor.items()]

    @property
    def is_snoozed(self) -> bool:
        """Whether somebody has put it off, and nothing has called it back."""
        return self.case.order_step == SNOOZED

    @property
    def is_late(self) -> bool:
        """Whether the next date has passed."""
        return self.case.next_date is not None and self.case.next_date < self.on


def with_people(cases: QuerySet[Case], on: date) -> QuerySet[Case]:
    unread = Message.objects.filter(case=OuterRef("pk"), read_on=None, channel=Message.Channel.DIGITAL)
    return cases.select_related("person", "holder", "holder_unit").annotate(
        unread_since=Subquery(unread.order_by("id").values("sent_on")[:1]), category_in_force=category_in_force(on)
    )


def rows_of(cases: Sequence[Case], *, on: date) -> list[Row]:
    tasks = _tasks_by_case(cases)
    employers = employers_by_person(cases)
    return [_row(case, tasks[case.pk], employers[case.person_id], on=on) for case in cases]


def _row(case: Case, tasks: Sequence[Task], employers: Sequence[str], *, on: date) -> Row:
    nav = [task for task in tasks if task.actor == Task.Actor.NAV]
    next_task = next((task for task in tasks if (task.kind, task.due) == (case.next_step, case.next_date)), None)
    return Row(
        case=case,
        on=on,
        next_task=next_task,
        further=[task for task in nav if task is not next_task],
        duties=[task for task in tasks if task.actor in {Task.Actor.EMPLOYER, Task.Actor.ISSUER} and task.due < on],
        employers=employers,
        unread_since=getattr(case, "unread_since", None),
        category=getattr(case, "category_in_force", None) or "",
    )


def _tasks_by_case(cases: Sequence[Case]) -> dict[int, list[Task]]:
    by_case: dict[int, list[Task]] = defaultdict(list)
    tasks = Task.objects.filter(case__in=[case.pk for case in cases], state=Task.State.OPEN)
    # Why a task is there stands on the case page; a row has no use for it.
    for task in tasks.defer("reason").order_by("due", "id"):
        by_case[task.case_id].append(task)
    return by_case


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
