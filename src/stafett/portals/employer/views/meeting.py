"""Dialogue meeting 1 at the employer: called, moved, cancelled, found unnecessary, held, and its minutes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.outside import Employee
from stafett.access.permissions import Permission, requires
from stafett.access.sharing import Question, Shown, sight
from stafett.cases.law import law_in_force
from stafett.frontend.words import text
from stafett.meetings.dialogue_1.ending import hold_dialogue, write_minutes
from stafett.meetings.dialogue_1.models import DialogueMeeting
from stafett.meetings.dialogue_1.selectors import dialogue_calendar, dialogue_of, drafted_agenda, minutes_of
from stafett.meetings.dialogue_1.services import call_meeting, cancel_dialogue, move_dialogue, say_not_needed
from stafett.meetings.services import MeetingError
from stafett.plans.follow_up_plan.selectors import plan_in
from stafett.portals.calendar_files import calendar_response
from stafett.portals.dialogues import REFUSED, put_on, seen_dialogue
from stafett.portals.employer.meeting_forms import CallForm, CancelForm, MinutesForm, MoveForm, NotNeededForm
from stafett.portals.employer.views.common import may_write, opened, own_actor

ACTS = ("called", "moved", "cancelled", "not_needed", "held", "amended")
"""What is said when it is done: `employer.dialogue.<act>`."""


@requires(Permission.OWN_PEOPLE)
@require_safe
def show(request: StafettRequest, employment_id: int) -> HttpResponse:
    """The meeting as it stands, what those who come have said, and what can be done with it."""
    employee, shown = _opened(request, employment_id)
    return _page(request, employee, shown, {})


@requires(Permission.OWN_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: StafettRequest, employment_id: int) -> HttpResponse:
    """Calls it. The agenda begins with what the plan tells."""
    employee, _shown = _opened(request, employment_id)
    found = plan_in(employee.case, employee.employment)
    form = CallForm(
        drafted_agenda(found.content if found else None), request.POST if request.method == "POST" else None
    )
    if not form.is_bound:
        return _call_page(request, employee, form, 200)
    status = _try(
        form,
        lambda: call_meeting(
            case=employee.case, employment=employee.employment, when=form.when,
            agenda=form.cleaned_data["agenda"].splitlines(), others=form.cleaned_data["others"], **_acts(request),
        ),
    )  # fmt: skip
    return _call_page(request, employee, form, status) if status else _done(request, employee, "called")


@requires(Permission.OWN_PEOPLE)
@require_POST
def move(request: StafettRequest, employment_id: int) -> HttpResponse:
    """Gives it another time or place."""
    employee, shown = _opened(request, employment_id)
    meeting = _newest(employee)
    form = MoveForm(meeting, request.POST)
    status = _try(
        form,
        lambda: move_dialogue(
            meeting=meeting, to=form.when, why=form.cleaned_data["why"], seen=form.cleaned_data["seen"],
            **_acts(request),
        ),
    )  # fmt: skip
    return _end(request, employee, shown, "moved", {"move_form": form}, status)


@requires(Permission.OWN_PEOPLE)
@require_POST
def cancel(request: StafettRequest, employment_id: int) -> HttpResponse:
    """Cancels it, with why."""
    employee, shown = _opened(request, employment_id)
    meeting = _newest(employee)
    form = CancelForm(meeting.sequence, request.POST)
    status = _try(form, lambda: cancel_dialogue(meeting=meeting, **form.cleaned_data, **_acts(request)))
    return _end(request, employee, shown, "cancelled", {"cancel_form": form}, status)


@requires(Permission.OWN_PEOPLE)
@require_POST
def not_needed(request: StafettRequest, employment_id: int) -> HttpResponse:
    """Says that none is needed, with why."""
    employee, shown = _opened(request, employment_id)
    form = NotNeededForm(request.POST)
    status = _try(
        form,
        lambda: say_not_needed(
            case=employee.case, employment=employee.employment, why=form.cleaned_data["why"], **_acts(request)
        ),
    )
    return _end(request, employee, shown, "not_needed", {"not_needed_form": form}, status)


@requires(Permission.OWN_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: StafettRequest, employment_id: int) -> HttpResponse:
    """Says that it was held and what came of it; or puts the minutes right, with why."""
    employee, _shown = _opened(request, employment_id)
    meeting = _newest(employee)
    if meeting.state == DialogueMeeting.State.CANCELLED:
        raise Http404
    newest = next(iter(minutes_of(meeting)), None)
    form = MinutesForm(newest, request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _minutes_page(request, employee, meeting, form, 200)
    if meeting.is_planned and not form.data.get("why"):
        status = _try(form, lambda: hold_dialogue(meeting=meeting, agreed=form.agreed, **_acts(request)))
        done = "held"
    else:
        given = ("why", "seen")
        status = _try(
            form,
            lambda: write_minutes(
                meeting=meeting, agreed=form.agreed, **{name: form.cleaned_data[name] for name in given},
                **_acts(request),
            ),
        )  # fmt: skip
        done = "amended"
    return _minutes_page(request, employee, meeting, form, status) if status else _done(request, employee, done)


@requires(Permission.OWN_PEOPLE)
@require_safe
def invitation(request: StafettRequest, employment_id: int) -> HttpResponse:
    """The calendar file."""
    employee, _shown = _opened(request, employment_id)
    meeting = _newest(employee)
    return calendar_response(dialogue_calendar(meeting, answer="coming", attendee=own_actor(request).name), "mote")


def _opened(request: StafettRequest, employment_id: int) -> tuple[Employee, Shown]:
    """One of those whom the actor leads, and what they see of the meeting. Raises PermissionDenied."""
    employee = opened(request, employment_id, page="employer_meeting")
    question = Question("meeting", employee.facts)
    (shown,) = sight(own_actor(request), [question], law_in_force(), request.day)
    if "agenda" not in shown.fields:
        raise PermissionDenied
    return employee, shown


def _newest(employee: Employee) -> DialogueMeeting:
    found = dialogue_of(employee.case, employee.employment).newest
    if found is None:
        raise Http404
    return found


def _try(form: BaseForm, act: Callable[[], object]) -> int:
    """0 when the form is whole and the act is done; else the status of the page that shows what was written again."""
    if not form.is_valid():
        return REFUSED
    try:
        act()
    except MeetingError as error:
        return put_on(form, error)
    return 0


def _end(
    request: StafettRequest, employee: Employee, shown: Shown, act: str, given: dict[str, BaseForm], status: int
) -> HttpResponse:
    return _page(request, employee, shown, given, status) if status else _done(request, employee, act)


def _done(request: StafettRequest, employee: Employee, act: str) -> HttpResponse:
    messages.success(request, text(f"employer.dialogue.{act}"))
    return redirect("employer_meeting", employee.employment.pk)


def _page(
    request: StafettRequest, employee: Employee, shown: Shown, given: dict[str, BaseForm], status: int = 200
) -> HttpResponse:
    """The page; `given` are refused forms by name."""
    found = dialogue_of(employee.case, employee.employment)
    planned = found.newest if found.newest and found.newest.is_planned else None
    context = {
        **_about(employee),
        "dialogue": seen_dialogue(found.newest, shown) if found.newest else None,
        "earlier": [seen_dialogue(one, shown) for one in found.earlier],
        "not_needed": found.not_needed,
        "may_write": may_write(request, employee),
        "may_hold": planned is not None and planned.day <= request.day,
        "move_form": MoveForm(planned) if planned else None,
        "cancel_form": CancelForm(planned.sequence) if planned else None,
        "not_needed_form": NotNeededForm(),
        "refused_form": next(iter(given.values()), None),
        **given,
    }
    return render(request, "employer/meeting.html", context, status=status)


def _call_page(request: StafettRequest, employee: Employee, form: CallForm, status: int) -> HttpResponse:
    return render(request, "employer/meeting_call.html", {**_about(employee), "form": form}, status=status)


def _minutes_page(
    request: StafettRequest, employee: Employee, meeting: DialogueMeeting, form: MinutesForm, status: int
) -> HttpResponse:
    context = {**_about(employee), "form": form, "meeting": meeting, "amends": not meeting.is_planned}
    return render(request, "employer/meeting_minutes.html", context, status=status)


def _about(employee: Employee) -> dict[str, Any]:
    return {"employee": employee, "person": employee.employment.person}


def _acts(request: StafettRequest) -> dict[str, Any]:
    return {"actor": own_actor(request), "on": request.day, "at": clock.now()}
