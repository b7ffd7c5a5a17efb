"""Tasks of a case as its pages show them: with what stands behind each, and the forms that end it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from stafett.cases.course import Course
from stafett.cases.models import Case, Task
from stafett.portals.adviser.forms import ExceptForm, FinishForm
from stafett.portals.adviser.frame import place_of
from stafett.portals.adviser.own_work import ShownFollowUp, shown_follow_ups
from stafett.portals.adviser.why import Why, why

OTHERS = frozenset({Task.Actor.EMPLOYER, Task.Actor.ISSUER})


@dataclass(frozen=True, slots=True)
class ShownTask:
    """A task with what stands behind it.

    `finish` is the form that marks it as done and `not_needed` the one that excepts it, where there is one; a task
    that is to be assessed has a page of its own, and one that is finished by doing it has a place (`done_at`). `own`
    is what an adviser has set themselves.
    """

    task: Task
    employer: str
    why: Why | None
    finish: FinishForm | None
    not_needed: ExceptForm | None
    done_at: str
    is_assessed: bool
    is_late: bool
    own: ShownFollowUp | None


def shown_tasks(
    case: Case, course: Course, tasks: Sequence[Task], given: Mapping[str, Any], *, on: date
) -> list[ShownTask]:
    """Tasks of the case; `given` are refused forms by name."""
    own = shown_follow_ups(tasks, given)
    return [_shown(case, course, task, given, own.get(task.pk), on=on) for task in tasks]


def _shown(
    case: Case, course: Course, task: Task, given: Mapping[str, Any], own: ShownFollowUp | None, *, on: date
) -> ShownTask:
    prefix = f"task{task.pk}"
    is_assessed, is_done = task.kind in Task.OUTCOMES, task.kind in Task.FINISHED_BY_DOING
    ended_by_saying = task.actor == Task.Actor.NAV and not is_done and not is_assessed
    return ShownTask(
        task,
        course.employer_of(task),
        why(task.reason),
        finish=given.get(prefix) or FinishForm(prefix=prefix) if ended_by_saying else None,
        not_needed=given.get(prefix) or ExceptForm(prefix=prefix) if task.actor in OTHERS else None,
        done_at=place_of(task.kind, case) if is_done else "",
        is_assessed=is_assessed,
        is_late=task.due < on,
        own=own,
    )


def open_tasks(course: Course, *, of_nav: bool) -> list[Task]:
    """The open tasks of Nav, or those that Nav waits for from others."""
    still = [task for task in course.tasks if task.state == Task.State.OPEN]
    return [task for task in still if (task.actor == Task.Actor.NAV) == of_nav]


def ended_tasks(course: Course, *, of_nav: bool) -> list[tuple[Task, str]]:
    """Tasks whose end can be taken back, with their employers."""
    ended = [task for task in course.tasks if task.may_be_reopened and (task.actor == Task.Actor.NAV) == of_nav]
    return [(task, course.employer_of(task)) for task in ended]
