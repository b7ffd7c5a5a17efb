"""A case's course made into the timeline's material, and into the same as rows of a table."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from stafett.cases.course import Course, StopPoint
from stafett.cases.evaluation.one import NotedPeriod
from stafett.cases.models import Task
from stafett.frontend.words import day, grade, text
from stafett.portals.adviser.timeline import Bar, Mark, Material
from stafett.portals.message_words import title_of


@dataclass(frozen=True, slots=True)
class Event:
    """One row of the table: `week` is whole weeks since day 1, None before it."""

    day: date
    week: int | None
    what: str
    who: str
    state: str


def stop_point_key(point: StopPoint) -> str:
    """The end of the gettext key of a stop point's name: later ones of a kind have names of their own."""
    return point.kind if point.ordinal <= 1 else f"{point.kind}_{point.ordinal}"


def state_of(point: StopPoint, course: Course) -> str:
    """The state as it is shown: a day on which nobody has anything to do passes, it does not fall due."""
    if point.kind == "screening" and course.screening is not None and course.screening.asked_on:
        return "done"
    return "passed" if point.actor == "system" and point.state == "overdue" else point.state


def material(course: Course, *, on: date, until: date | None = None) -> Material:
    """What the timeline draws; `until` is the day on which the case was closed."""
    own = [task for task in course.tasks if not _is_stop_point(task, course) and task.state != Task.State.LAPSED]
    return Material(
        today=on,
        until=until,
        spell=[
            Bar(run.first, run.last, _kind_of(run.grade) if run.sick else "gap", run.grade, grade(run.grade))
            for run in course.runs
        ],
        notes=[
            Bar(period.first_day, period.last_day, _kind_of_note(period), period.grade, _period_words(period))
            for period in course.periods
        ],
        stop_points=[_stop_point_mark(point, state_of(point, course)) for point in course.stop_points],
        tasks=[_task_mark(task, on=on) for task in own],
        dialogue=list(_dialogue(course)),
        journal=course.journal_days,
    )


def table(course: Course, *, first: date, on: date) -> list[Event]:
    """Everything that the timeline shows, in order of day; `first` is day 1."""
    rows = [*_spell_rows(course), *_mark_rows(course, on=on), *_journal_rows(course)]
    return sorted(
        (Event(when, _week(when, first), what, who, state) for when, what, who, state in rows),
        key=lambda event: event.day,
    )


def _week(when: date, first: date) -> int | None:
    return ((when - first).days + 1) // 7 if when >= first else None


def _kind_of(percent: int) -> str:
    return "full" if percent == 100 else "graded"


def _kind_of_note(period: NotedPeriod) -> str:
    return "withdrawn" if period.is_replaced else period.kind


def _period_words(period: NotedPeriod) -> str:
    if period.kind in {"full", "graded"}:
        return grade(period.grade)
    return text(f"period.{period.kind}")


def _is_stop_point(task: Task, course: Course) -> bool:
    return any(point.task is not None and point.task.pk == task.pk for point in course.stop_points)


def _stop_point_mark(point: StopPoint, state: str) -> Mark:
    drawn_as = "done" if state == "excepted" else state
    return Mark(point.due, point.nature, drawn_as, _with_state(_stop_point_name(point), state))


def _stop_point_name(point: StopPoint) -> str:
    name = text(f"stop_point.{stop_point_key(point)}")
    return f"{name} ({point.employer})" if point.employer else name


def _task_mark(task: Task, *, on: date) -> Mark:
    state = _task_state(task, on=on)
    return Mark(task.due, task.nature, state, _with_state(text(f"task.{task.kind}"), state))


def _task_state(task: Task, *, on: date) -> str:
    if task.state != Task.State.OPEN:
        return "done"
    if task.due < on:
        return "overdue"
    return "due" if task.due == on else "open"


def _with_state(name: str, state: str) -> str:
    """What a reader must not have to guess from shape and fill is said."""
    return text("timeline.with_state", name=name, state=text(f"state.{state}")) if state in {"overdue", "due"} else name


def _dialogue(course: Course) -> Iterator[Mark]:
    for answer in course.answers:
        yield Mark(answer.given_on, "person", "done", text("timeline.answer"))
    for message in course.messages:
        yield Mark(message.sent_on, "practice", "done", title_of(message))
    for request in course.requests:
        state = "done" if request.answered_on else "open"
        yield Mark(request.received_on, "person", state, text(f"timeline.request_{request.sender}"))


def _spell_rows(course: Course) -> Iterator[tuple[date, str, str, str]]:
    for run in course.runs:
        what = text("timeline.sick", grade=grade(run.grade)) if run.sick else text("timeline.well")
        yield run.first, what, "", text("timeline.until", day=day(run.last))
    for period in course.periods:
        what = text("timeline.note", kind=_period_words(period))
        yield period.first_day, what, period.issuer, text("timeline.until", day=day(period.last_day))


def _mark_rows(course: Course, *, on: date) -> Iterator[tuple[date, str, str, str]]:
    for point in course.stop_points:
        who, state = text(f"actor.{point.actor}"), text(f"state.{state_of(point, course)}")
        yield point.due, _stop_point_name(point), who, state
    for task in course.tasks:
        if not _is_stop_point(task, course) and task.state != Task.State.LAPSED:
            state = text(f"state.{_task_state(task, on=on)}")
            yield task.due, text(f"task.{task.kind}"), text(f"actor.{task.actor}"), state
    for mark in _dialogue(course):
        yield mark.day, mark.label, "", ""


def _journal_rows(course: Course) -> Iterator[tuple[date, str, str, str]]:
    for when, number in Counter(course.journal_days).items():
        what = text("timeline.journal_one") if number == 1 else text("timeline.journal", count=number)
        yield when, what, "", ""
