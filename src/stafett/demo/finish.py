"""Many tasks finished at once: what `cases.services.finish_task` does to one, with one evaluation for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from stafett.access.actors import Actor
from stafett.cases.journal import Journal
from stafett.cases.models import Schedule, Task


@dataclass(frozen=True, slots=True)
class Finished:
    """A task that somebody has done, with its outcome (a code). Reads `task.case`."""

    task: Task
    outcome: str
    actor: Actor


@transaction.atomic
def finish_tasks(finished: Sequence[Finished], *, on: date, at: datetime) -> None:
    """Marks open tasks as done. Their people are due for evaluation on `on`: the caller runs that day's tick next."""
    if not finished:
        return
    rows = []
    for each in finished:
        task = each.task
        task.state, task.ended_on, task.ended_by = Task.State.DONE, on, each.actor.name
        task.outcome = each.outcome
        journal = Journal(each.actor, on, at)
        after = {"kind": task.kind, "outcome": each.outcome}
        journal.note("task_done", person=task.case.person_id, case=task.case_id, after=after)
        rows += journal.rows
    Journal(finished[0].actor, on, at, rows=rows).save()
    Task.objects.bulk_update([each.task for each in finished], ["state", "ended_on", "ended_by", "outcome"])
    people = {each.task.case.person_id for each in finished}
    later = Q(evaluate_on=None) | Q(evaluate_on__gt=on)
    Schedule.objects.filter(later, person__in=people).update(evaluate_on=on)
