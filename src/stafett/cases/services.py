"""What is done to cases: the tick over everybody, taking a case, finishing a task."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Any

from django.db import connection, transaction

from stafett.access.actors import Actor
from stafett.cases.evaluation import evaluate, lock_people
from stafett.cases.failures import Failures
from stafett.cases.journal import Journal
from stafett.cases.law import law_in_force
from stafett.cases.models import Case, EvaluationFailure, Schedule, Task, Tick
from stafett.dialogue.reminding import remind_leaders
from stafett.people.models import Person, Staff, Unit

_BATCH = 2_500
_AT_ONCE = 2

Progress = Callable[[int, int], None]
"""Called with how many people are done and how many there are."""


class CaseError(Exception):
    """Something that cannot be done to a case now. `code` is a gettext key, `parameters` fill it."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code, self.parameters = code, parameters


@dataclass(frozen=True, slots=True)
class TickResult:
    """The day reached, how many people were evaluated for it, and how many could not be."""

    on: date
    people: int
    failed: int


def run_tick(*, on: date, at: datetime, progress: Progress | None = None, batch: int = _BATCH) -> TickResult:
    """Re-evaluates everybody whose case changes by time alone up to and including `on`.

    Each batch is a transaction of its own that also sets when its people are due next: a killed tick goes on where it
    was, a second one finds nobody, and missed days are gone through in order. Who cannot be evaluated is set aside
    (`cases.failures`) and tried again by the next tick. Raises CaseError("tick.in_the_past") for a day before the one
    reached.
    """
    reached = Tick.objects.values_list("last_day", flat=True).first()
    if reached is not None and on < reached:
        raise CaseError("tick.in_the_past", on=on, reached=reached)
    law_version = _judge_by_new_law(on)
    failures = Failures(on, at)
    total, done = len(_due(on, failures.people)), 0
    while people := _due(on, failures.people):
        for some in _side_by_side(failures.evaluate, _in_batches(people, batch)):
            done += len(some)
            if progress:
                progress(done, total)
    failures.forget_others()
    remind_leaders(on)
    Tick.objects.update_or_create(only=True, defaults={"last_day": on, "law_version": law_version})
    return TickResult(on, done - len(failures.people), len(failures.people))


def _due(on: date, failed: Sequence[int]) -> list[int]:
    """Those whose day has come, and those who could not even be evaluated when they were first heard of."""
    due = Schedule.objects.filter(evaluate_on__lte=on).order_by("evaluate_on", "person_id")
    never = EvaluationFailure.objects.exclude(person__in=Schedule.objects.values("person")).order_by("person_id")
    return [
        person
        for rows in (due, never)
        for person in rows.exclude(person__in=failed).values_list("person_id", flat=True)
    ]


def _in_batches(people: Sequence[int], most: int) -> Iterator[Sequence[int]]:
    """Batches of one size, `most` or fewer, and as many as fill every round of those that go side by side."""
    rounds = ceil(len(people) / (most * _AT_ONCE))
    size = ceil(len(people) / (rounds * _AT_ONCE))
    for start in range(0, len(people), size):
        yield people[start : start + size]


def _side_by_side(
    evaluate: Callable[[Sequence[int]], None], batches: Iterator[Sequence[int]]
) -> Iterator[Sequence[int]]:
    """Evaluates the batches, two at a time, and gives each when it is done: one reckons while the other one writes.

    Inside somebody's transaction one after the other, because a transaction has one connection.
    """
    if connection.in_atomic_block:
        for batch in batches:
            evaluate(batch)
            yield batch
        return

    def work(batch: Sequence[int]) -> Sequence[int]:
        try:
            evaluate(batch)
        finally:
            connection.close()
        return batch

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(work, batches)


def _judge_by_new_law(on: date) -> str:
    """When the law file is another one than at the last tick, the cases evaluated by that are due today.

    Gives the version of the file.
    """
    version = law_in_force().version
    if not Tick.objects.filter(law_version=version).exists():
        Tick.objects.update(law_version="")  # until the last of them has been evaluated
        old = Case.objects.filter(state=Case.State.OPEN).exclude(law_version=version)
        Schedule.objects.filter(person__in=old.values("person")).exclude(evaluate_on__lte=on).update(evaluate_on=on)
    return version


@transaction.atomic
def take_case(*, case: Case, staff: Staff, actor: Actor, on: date, at: datetime) -> None:
    """Makes `staff` the holder within the unit that holds the case.

    Raises CaseError("case.other_unit") when they work elsewhere, and CaseError("case.closed").
    """
    lock_people([case.person_id])
    locked = Case.objects.get(pk=case.pk)
    if locked.state != Case.State.OPEN:
        raise CaseError("case.closed")
    if staff.unit_id != locked.holder_unit_id:
        raise CaseError("case.other_unit")
    journal = Journal(actor, on, at)
    journal.note(
        "case_taken",
        person=locked.person_id,
        case=locked.pk,
        before={"holder": locked.holder_id},
        after={"holder": staff.pk},
    )
    Case.objects.filter(pk=locked.pk).update(holder=staff)
    journal.save()


@transaction.atomic
def release_cases(*, cases: Sequence[Case], actor: Actor, on: date, at: datetime) -> None:
    """Takes open cases out of their holder's hands; the unit that holds them holds them still."""
    lock_people([case.person_id for case in cases])
    journal = Journal(actor, on, at)
    for case in cases:
        before, after = {"holder": case.holder_id}, {"holder": None}
        journal.note("case_released", person=case.person_id, case=case.pk, before=before, after=after)
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(holder=None)
    journal.save()


@transaction.atomic
def move_case(*, case: Case, unit: Unit, actor: Actor, on: date, at: datetime) -> None:
    """Makes `unit` the holder, nobody in particular there: the person belongs to it now."""
    lock_people([case.person_id])
    journal = Journal(actor, on, at)
    before, after = {"holder_unit": case.holder_unit_id}, {"holder_unit": unit.pk}
    journal.note("case_moved", person=case.person_id, case=case.pk, before=before, after=after)
    Case.objects.filter(pk=case.pk).update(holder_unit=unit, holder=None)
    journal.save()


def case_to_ask_in(*, person: Person, on: date) -> Case:
    """The case in which a request for help is answered: the open one, else the newest, else one without a spell.

    The person is to be kept for this transaction already; the evaluation that follows opens the case.
    """
    newest = Case.objects.filter(person=person).order_by("-state", "-first_day", "-id").first()
    return newest or Case.objects.create(
        person=person, state=Case.State.CLOSED, closed_why=Case.ClosedWhy.NO_SPELL, opened_on=on, closed_on=on,
        first_day=on, last_day=on, sick_days=0, grade=0, employed=False, holder_unit_id=person.home_unit_id,
        law_version=law_in_force().version,
    )  # fmt: skip


@transaction.atomic
def write_down_own_data(*, person: int, form: str, actor: Actor, on: date, at: datetime) -> None:
    """Writes in the journal that somebody has taken all that stands about them as a file; `form` is its format."""
    journal = Journal(actor, on, at)
    journal.note("own_data_taken", person=person, case=None, after={"format": form})
    journal.save()


@transaction.atomic
def finish_task(*, task: Task, outcome: str, actor: Actor, on: date, at: datetime, line: str = "") -> None:
    """Marks an open task as done, with its outcome (a code) and perhaps a line, and re-evaluates the person.

    Raises CaseError("task.not_open") with what happened to it when somebody else was first, and
    CaseError("task.outcome_needed") for another outcome than those of its kind (`Task.OUTCOMES`).
    """
    locked = _open_task(task)
    if outcome not in Task.OUTCOMES.get(locked.kind, (outcome,)):
        raise CaseError("task.outcome_needed")
    after = {"kind": locked.kind, "outcome": outcome} | ({"line": line.strip()} if line.strip() else {})
    ended = {"state": Task.State.DONE, "ended_on": on, "ended_by": actor.name, "outcome": outcome}
    _set_task(locked, ended | {"ended_why": line.strip()}, "task_done", after, actor, on, at)


@transaction.atomic
def except_task(*, task: Task, reason: str, actor: Actor, on: date, at: datetime) -> None:
    """Marks an open task as not needed (aml. § 4-6: "obviously unnecessary"), with why, and re-evaluates the person.

    Raises CaseError("task.not_open") as `finish_task`, and CaseError("task.reason_needed").
    """
    locked = _open_task(task)
    if not reason.strip():
        raise CaseError("task.reason_needed")
    after = {"kind": locked.kind, "outcome": "not_needed"}
    ended = {"state": Task.State.EXCEPTED, "ended_on": on, "ended_by": actor.name, "outcome": "not_needed"}
    _set_task(locked, ended | {"ended_why": reason.strip()}, "task_excepted", after, actor, on, at)


@transaction.atomic
def reopen_task(*, task: Task, actor: Actor, on: date, at: datetime) -> None:
    """Takes back that somebody marked a task as done or not needed, and re-evaluates the person.

    What a rule has found to be done, and what has its own way of being finished, cannot be taken back. Raises
    CaseError("task.not_ended") with the state the task has.
    """
    locked = _locked_task(task)
    if not locked.may_be_reopened:
        raise CaseError("task.not_ended", state=locked.state)
    before = {"state": locked.state, "ended_on": locked.ended_on, "outcome": locked.outcome}
    again = {"state": Task.State.OPEN, "ended_on": None, "ended_by": "", "outcome": "", "ended_why": ""}
    _set_task(locked, again, "task_reopened", {"kind": locked.kind}, actor, on, at, before)


@transaction.atomic
def follow_duty(*, task: Task, followed: bool, actor: Actor, on: date, at: datetime) -> None:
    """Lets an employer's or issuer's duty climb the list when it is late, or no longer so, and re-evaluates the person.

    Raises CaseError("task.not_open") as `finish_task`, and CaseError("task.is_navs") for another's.
    """
    locked = _open_task(task)
    if locked.actor not in {Task.Actor.EMPLOYER, Task.Actor.ISSUER}:
        raise CaseError("task.is_navs")
    event = "duty_followed" if followed else "duty_unfollowed"
    _set_task(locked, {"followed": followed}, event, {"kind": locked.kind}, actor, on, at)


def _locked_task(task: Task) -> Task:
    lock_people([task.case.person_id])
    return Task.objects.select_related("case").get(pk=task.pk)


def _open_task(task: Task) -> Task:
    locked = _locked_task(task)
    if locked.state != Task.State.OPEN:
        raise CaseError("task.not_open", state=locked.state, ended_by=locked.ended_by, ended_on=locked.ended_on)
    return locked


def _set_task(
    task: Task,
    columns: dict[str, Any],
    event: str,
    after: dict[str, Any],
    actor: Actor,
    on: date,
    at: datetime,
    before: dict[str, Any] | None = None,
) -> None:
    Task.objects.filter(pk=task.pk).update(**columns)
    journal = Journal(actor, on, at)
    journal.note(event, person=task.case.person_id, case=task.case_id, before=before, after=after)
    journal.save()
    evaluate([task.case.person_id], on=on, at=at)
