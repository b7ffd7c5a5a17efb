"""The overview of a case: the baton, where it stands, what to do now, what the person has answered and asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.contents import contents_of
from stafett.cases.course import ALONG, Course, Said, employments_of, notes_of
from stafett.cases.evaluation.one import NotedPeriod
from stafett.cases.failures import course_or_none
from stafett.cases.handover.selectors import OFFER_ENDS
from stafett.cases.models import Case, Task
from stafett.dialogue.models import HelpRequest, Reply
from stafett.dialogue.services import may_reply
from stafett.frontend.words import text
from stafett.intake.models import SickNote
from stafett.people.models import Employment
from stafett.portals.adviser.forms import (
    AnswerRequestForm,
    AssessForm,
    ConfirmForm,
    TelephoneForm,
    TelephoneReplyForm,
)
from stafett.portals.adviser.handovers import offer_context
from stafett.portals.adviser.notes import readable_note
from stafett.portals.adviser.own_work_forms import FollowUpForm
from stafett.portals.adviser.picture import material, table
from stafett.portals.adviser.tasks import ended_tasks, open_tasks, shown_tasks
from stafett.portals.adviser.timeline import draw
from stafett.portals.adviser.views.common import can_write, case_page, may, opened_case, page
from stafett.portals.adviser.why import why
from stafett.screening.models import Screening

READ_ALONG = (*ALONG, *OFFER_ENDS)


@dataclass(frozen=True, slots=True)
class ShownRequest:
    """An open request for help, with the form that answers it."""

    request: HelpRequest
    form: AnswerRequestForm


@requires(Permission.READ_CASES)
@require_safe
def show(request: StafettRequest, case_id: int) -> HttpResponse:
    """The overview of a case that the actor may open; the reading is logged for the person to see."""
    return overview_page(request, opened_case(request, case_id, page_name="case", offered_too=True, along=READ_ALONG))


def overview_page(
    request: StafettRequest, case: Case, *, forms: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The overview; `forms` are refused forms by name (confirm, telephone, request, task), shown with their errors."""
    on, given = request.day, forms or {}
    contents = contents_of(case, on=on)
    course = course_or_none(case, on=on, contents=contents)
    if course is None:
        return not_shown(request, case)
    of_others = open_tasks(course, of_nav=False)
    follows_up = may(request, Permission.FOLLOW_UP) and case.state == Case.State.OPEN
    context = {
        "course": course,
        "window": contents.window,
        "on_overview": True,
        **who(case, course.employments, course.periods),
        # A case whose notes have all been withdrawn has no days to draw.
        "drawing": draw(material(course, on=on, until=case.closed_on)) if course.runs else None,
        "events": table(course, first=case.first_day, on=on),
        "tasks": shown_tasks(case, course, open_tasks(course, of_nav=True), given, on=on),
        "ended_tasks": ended_tasks(course, of_nav=True),
        "waits_for": [(task, course.employer_of(task), task.due < on) for task in of_others],
        "follow_up_form": given.get("follow_up") or FollowUpForm(prefix="follow_up"),
        **_screening_context(course.screening, given, on=on),
        **offer_context(request.actor, case, given, may_write=follows_up),
        "requests": [_shown_request(item, given) for item in course.requests if item.answered_on is None],
        "answered_requests": contents.requests - contents.open_requests,
        "reply_forms": _reply_forms(course, case, given) if can_write(request, case) else [],
        "replies": [(reply.about, _reply_lines(reply), reply) for reply in course.replies[::-1]],
        "refused_form": next((form for form in given.values() if form.errors), None),
    }
    return case_page(request, case, "adviser_case", "adviser/case.html", context, contents=contents, status=status)


def assessment_page(
    request: StafettRequest, case: Case, task: Task, form: AssessForm, *, status: int = 200
) -> HttpResponse:
    """The page of a task that is to be assessed: the task, the spell and the notes, never the person's answers."""
    contents = contents_of(case, on=request.day)
    course = course_or_none(case, on=request.day, contents=contents)
    if course is None:
        return not_shown(request, case)
    context = {
        "course": course,
        "task": task,
        "why": why(task.reason),
        "form": form,
        # What follows from the answers is not shown either, nor the way to them.
        "decides": True,
        **who(case, course.employments, course.periods),
        "notes": [readable_note(note) for note in notes_of(case, on=request.day)],
    }
    return case_page(
        request, case, "adviser_case", "adviser/assess.html", context, contents=contents, within=True, status=status
    )


def not_shown(request: StafettRequest, case: Case) -> HttpResponse:
    """The page of a person for whom the rules fail: who holds the case, what is known of the person, and the notes."""
    notes = notes_of(case, on=request.day)
    context = {
        "case": case,
        **who(case, employments_of(case), notes),
        "notes": [readable_note(note) for note in notes],
        "next_step_url": "#notes",
    }
    return page(request, "adviser/case_not_shown.html", context, here="adviser_list")


def who(
    case: Case, employments: Sequence[Employment], noted: Sequence[NotedPeriod] | Sequence[SickNote]
) -> dict[str, Any]:
    """The employers that go into the case, and those that the notes name and the register does not."""
    here = [job for job in employments if job.last_day is None or job.last_day >= case.first_day]
    registered = {job.employer_id for job in here}
    names = {one.employer_name for one in noted if _employer(one) not in registered}
    return {"employments": here, "noted_employers": sorted(names - {""})}


def _employer(noted: NotedPeriod | SickNote) -> int | None:
    return noted.employer if isinstance(noted, NotedPeriod) else noted.employer_id


def _reply_forms(course: Course, case: Case, given: Mapping[str, Any]) -> list[tuple[str, TelephoneReplyForm]]:
    """Where to send each kind that the person may answer now, and its form."""
    asked = {task.kind for task in course.tasks if task.actor == Task.Actor.PERSON}
    kinds = [kind for kind in Reply.Kind.values if may_reply(case, kind, asked=asked)]
    return [(f"adviser_{kind}", given.get(kind) or TelephoneReplyForm(kind)) for kind in kinds]


def _reply_lines(reply: Said) -> list[str]:
    """The answers in the reader's language; a wish for help is said as one."""
    answer, help_wanted, _ = reply.said
    lines = [text(f"reply.{reply.about}.answer.{answer}")]
    return [*lines, text(f"reply_help.{help_wanted}")] if help_wanted else lines


def _shown_request(item: HelpRequest, given: Mapping[str, Any]) -> ShownRequest:
    prefix = f"request{item.pk}"
    return ShownRequest(item, given.get(prefix) or AnswerRequestForm(prefix=prefix))


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
