"""Many tasks finished at once: what `cases.services.finish_task` does to one, with one evaluation for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.evaluation import evaluate
from stafett.cases.journal import Journal
from stafett.cases.models import Task


@dataclass(frozen=True, slots=True)
class Finished:
    """A task that somebody has done, with its outcome (a code). Reads `task.case`."""

    task: Task
    outcome: str
    actor: Actor


@transaction.atomic
def finish_tasks(finished: Sequence[Finished], *, on: date, at: datetime) -> None:
    """Marks open tasks as done and re-evaluates their people."""
    if not finished:
        return
    for each in finished:
        task = each.task
        task.state, task.ended_on, task.ended_by = Task.State.DONE, on, each.actor.name
        task.outcome = each.outcome
        journal = Journal(each.actor, on, at)
        after = {"kind": task.kind, "outcome": each.outcome}
        journal.note("task_done", person=task.case.person_id, case=task.case_id, after=after)
        journal.save()
    Task.objects.bulk_update([each.task for each in finished], ["state", "ended_on", "ended_by", "outcome"])
    evaluate({each.task.case.person_id for each in finished}, on=on, at=at)
