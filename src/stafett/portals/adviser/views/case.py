"""The case page: the baton, the course as a picture, the screening, requests, tasks, notes, journal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.course import Course, StopPoint, notes_of
from stafett.cases.failures import course_or_none
from stafett.cases.models import Case, Task
from stafett.dialogue.models import HelpRequest, Reply
from stafett.dialogue.services import may_reply
from stafett.frontend.words import text
from stafett.intake.models import SickNote
from stafett.mapping.selectors import guide_that_fits, mappings_of
from stafett.people.models import Employment
from stafett.portals.adviser.forms import (
    AnswerRequestForm,
    AssessForm,
    ConfirmForm,
    ExceptForm,
    FinishForm,
    TelephoneForm,
    TelephoneReplyForm,
)
from stafett.portals.adviser.handovers import handovers_context
from stafett.portals.adviser.need import need_context
from stafett.portals.adviser.notes import readable_note
from stafett.portals.adviser.own_work import ShownFollowUp, notes_context, shown_follow_ups
from stafett.portals.adviser.picture import material, state_of, stop_point_key, table
from stafett.portals.adviser.timeline import draw
from stafett.portals.adviser.views.common import may, opened_case, page
from stafett.portals.adviser.why import Why, why
from stafett.portals.message_words import title_of
from stafett.screening.models import Screening

# Older entries are folded away.
JOURNAL_SHOWN = 6


@dataclass(frozen=True, slots=True)
class ShownPoint:
    """A stop point with its name's key and what stands behind it."""

    point: StopPoint
    key: str
    state: str
    why: Why | None


@dataclass(frozen=True, slots=True)
class ShownTask:
    """A task with what stands behind it.

    `finish` is the form that marks it as done and `not_needed` the one that excepts it, where there is one; a task
    that is to be assessed has a page of its own. `own` is what an adviser has set themselves.
    """

    task: Task
    employer: str
    why: Why | None
    finish: FinishForm | None
    not_needed: ExceptForm | None
    is_assessed: bool
    is_late: bool
    own: ShownFollowUp | None


@dataclass(frozen=True, slots=True)
class ShownRequest:
    """A request for help, with the form that answers it while it is open."""

    request: HelpRequest
    form: AnswerRequestForm | None


# These are finished by doing them on the page, not by saying that they are done: the card where that is.
FINISHED_AT = {
    "confirm": "screening",
    "answer_request": "requests",
    "mapping": "mapping",
    "accept_handover": "handover",
    "contact": "contacts",
    "reassess": "need",
}
ENDED = frozenset({"done", "excepted"})
OTHERS = frozenset({Task.Actor.EMPLOYER, Task.Actor.ISSUER})


@requires(Permission.READ_CASES)
@require_safe
def show(request: StafettRequest, case_id: int) -> HttpResponse:
    """The page of a case that the actor may open; the reading is logged for the person to see."""
    return case_page(request, opened_case(request, case_id, page_name="case", offered_too=True))


def case_page(
    request: StafettRequest, case: Case, *, forms: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The page; `forms` are refused forms by name (confirm, telephone, request, task), shown with their errors."""
    on = request.day
    given = forms or {}
    course = course_or_none(case, on=on)
    if course is None:
        return _not_shown(request, case)
    employments = _employments(case)
    follows_up = may(request, Permission.FOLLOW_UP) and case.state == Case.State.OPEN
    # Whom it is only offered to reads, and answers the offer.
    can_write = follows_up and request.actor is not None and case.holder_unit_id == request.actor.unit
    follow_ups = shown_follow_ups(course.tasks, given)
    journal = sorted(course.journal, key=lambda entry: entry.pk, reverse=True)
    context = {
        "case": case,
        "course": course,
        "employments": employments,
        "noted_employers": _noted_employers(course.notes, employments),
        "is_mine": request.actor is not None and case.holder_id == request.actor.id,
        "can_write": can_write,
        # A case whose notes have all been withdrawn has no days to draw.
        "drawing": draw(material(course, on=on, until=case.closed_on)) if course.runs else None,
        "events": table(course, first=case.first_day, on=on),
        **_points_context(course),
        "next_step_at": FINISHED_AT.get(case.next_step, "tasks"),
        "tasks": [_shown_task(task, course, given, follow_ups.get(task.pk), on=on) for task in _own_first(course)],
        "ended_tasks": [(task, course.employer_of(task)) for task in course.tasks if task.may_be_reopened],
        **_screening_context(course.screening, given, on=on),
        **handovers_context(request.actor, case, course.handovers, given, may_write=follows_up),
        "requests": [_shown_request(item, given) for item in course.requests],
        "reply_forms": _reply_forms(course, case, given) if can_write else [],
        "replies": [(reply.kind, _reply_lines(reply), reply) for reply in course.replies[::-1]],
        **_mapping_context(case, on=on),
        **need_context(case, course, given, on=on, can_write=can_write),
        **notes_context(case, given),
        "notes": [readable_note(note) for note in course.notes],
        "sent": [(title_of(item), item) for item in reversed(course.messages)],
        "journal": journal[:JOURNAL_SHOWN],
        "older_journal": journal[JOURNAL_SHOWN:],
        "refused_form": next((form for form in given.values() if form.errors), None),
    }
    return page(request, "adviser/case.html", context, here="adviser_list", status=status)


def assessment_page(
    request: StafettRequest, case: Case, task: Task, form: AssessForm, *, status: int = 200
) -> HttpResponse:
    """The page of a task that is to be assessed: the task, the spell and the notes, never the person's answers."""
    course = course_or_none(case, on=request.day)
    if course is None:
        return _not_shown(request, case)
    employments = _employments(case)
    context = {
        "case": case,
        "course": course,
        "task": task,
        "why": why(task.reason),
        "form": form,
        "employments": employments,
        "noted_employers": _noted_employers(course.notes, employments),
        "notes": [readable_note(note) for note in course.notes],
    }
    return page(request, "adviser/assess.html", context, here="adviser_list", status=status)


def _not_shown(request: StafettRequest, case: Case) -> HttpResponse:
    """The page of a person for whom the rules fail: who holds the case, what is known of the person, and the notes."""
    employments, notes = _employments(case), notes_of(case, on=request.day)
    context = {
        "case": case,
        "employments": employments,
        "noted_employers": _noted_employers(notes, employments),
        "notes": [readable_note(note) for note in notes],
        "next_step_at": "notes",
    }
    return page(request, "adviser/case_not_shown.html", context, here="adviser_list")


def _employments(case: Case) -> list[Employment]:
    jobs = Employment.objects.select_related("employer").filter(person=case.person_id).order_by("first_day")
    return [job for job in jobs if job.last_day is None or job.last_day >= case.first_day]


def _noted_employers(notes: Sequence[SickNote], employments: list[Employment]) -> list[str]:
    """Employers that the notes name and the register of employments does not."""
    registered = {job.employer_id for job in employments}
    noted = {note.employer_name for note in notes if note.employer_id not in registered}
    return sorted(noted - {""})


def _points_context(course: Course) -> dict[str, list[ShownPoint]]:
    shown = [
        ShownPoint(point, stop_point_key(point), state_of(point, course), why(point.reason))
        for point in course.stop_points
    ]
    return {
        "points_so_far": [item for item in shown if item.state not in {"future", *ENDED}],
        "points_done": [item for item in shown if item.state in ENDED],
        "points_to_come": [item for item in shown if item.state == "future"],
    }


def _mapping_context(case: Case, *, on: date) -> dict[str, Any]:
    mappings = mappings_of(case)
    open_one = next((mapping for mapping in mappings if mapping.is_open), None)
    return {
        "open_mapping": open_one,
        "ended_mappings": [mapping for mapping in mappings if not mapping.is_open],
        "guide_fits": None if open_one else guide_that_fits(case, on=on),
    }


def _own_first(course: Course) -> list[Task]:
    """The open tasks: what Nav is to do, then what Nav waits for from others."""
    still = [task for task in course.tasks if task.state == Task.State.OPEN]
    return sorted(still, key=lambda task: task.actor != Task.Actor.NAV)


def _shown_task(
    task: Task, course: Course, given: Mapping[str, Any], own: ShownFollowUp | None, *, on: date
) -> ShownTask:
    prefix = f"task{task.pk}"
    of_others, is_assessed = task.actor in OTHERS, task.kind in Task.OUTCOMES
    ended_by_saying = task.actor == Task.Actor.NAV and task.kind not in Task.FINISHED_BY_DOING and not is_assessed
    return ShownTask(
        task,
        course.employer_of(task),
        why(task.reason),
        finish=given.get(prefix) or FinishForm(prefix=prefix) if ended_by_saying else None,
        not_needed=given.get(prefix) or ExceptForm(prefix=prefix) if of_others else None,
        is_assessed=is_assessed,
        is_late=task.due < on,
        own=own,
    )


def _reply_forms(course: Course, case: Case, given: Mapping[str, Any]) -> list[tuple[str, TelephoneReplyForm]]:
    """Where to send each kind that the person may answer now, and its form."""
    asked = {task.kind for task in course.tasks if task.actor == Task.Actor.PERSON}
    kinds = [kind for kind in Reply.Kind.values if may_reply(case, kind, asked=asked)]
    return [(f"adviser_{kind}", given.get(kind) or TelephoneReplyForm(kind)) for kind in kinds]


def _reply_lines(reply: Reply) -> list[str]:
    """The answers in the reader's language; a wish for help is said as one."""
    lines = [text(f"reply.{reply.kind}.answer.{reply.answer}")]
    return [*lines, text(f"reply_help.{reply.help}")] if reply.help else lines


def _shown_request(item: HelpRequest, given: Mapping[str, Any]) -> ShownRequest:
    if item.answered_on:
        return ShownRequest(item, None)
    prefix = f"request{item.pk}"
    form = given.get(prefix) or AnswerRequestForm(prefix=prefix)
    return ShownRequest(item, form)


def _screening_context(screening: Screening | None, given: Mapping[str, Any], *, on: date) -> dict[str, Any]:
    if screening is None:
        return {"screening": None}
    to_confirm = screening.state == Screening.State.TO_CONFIRM
    return {
        "screening": screening,
        "reasons": [why(reason) for reason in screening.reasons],
        "signals": [why(reason) for reason in screening.signals],
        "has_recurrence": screening.recurrence_explained
        or any(reason["code"] == "screening.recurrent_absence" for reason in screening.reasons),
        "confirm_form": (given.get("confirm") or ConfirmForm(screening.suggestion)) if to_confirm else None,
        "telephone_form": (given.get("telephone") or TelephoneForm(on))
        if screening.state != Screening.State.ENDED
        else None,
    }
