"""The person's own meetings with Nav: when and how, what will be talked about, and what they answer."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.frontend.words import text
from stafett.meetings.dialogue_1.selectors import dialogues_of_person
from stafett.meetings.invitation import calendar_file
from stafett.meetings.models import Meeting
from stafett.meetings.selectors import whole_meetings
from stafett.meetings.services import MeetingError, answer_meeting, set_agenda
from stafett.portals.calendar_files import calendar_response
from stafett.portals.person.meeting_forms import AnswerForm, PointsForm
from stafett.portals.person.views.common import not_sent, own_actor, own_id, own_person


@requires(Permission.OWN_CASE)
@require_safe
def own_meetings(request: StafettRequest) -> HttpResponse:
    """Those to come first, then those that are over."""
    rows = list(whole_meetings().filter(case__person=own_id(request)).order_by("day", "begins"))
    to_come = [one for one in rows if one.is_planned and one.day >= request.day]
    over = [one for one in reversed(rows) if one not in to_come]
    dialogues = dialogues_of_person(own_id(request))
    return render(request, "person/meetings.html", {"to_come": to_come, "over": over, "dialogues": dialogues})


@requires(Permission.OWN_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def own_meeting(request: StafettRequest, meeting_id: int) -> HttpResponse:
    """One meeting, and the form that answers it."""
    meeting = _own(request, meeting_id)
    form = AnswerForm(meeting, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            answer_meeting(
                meeting=meeting, answered=form.answered, seen=form.cleaned_data["seen"], actor=own_actor(request),
                on=request.day, at=clock.now(),
            )  # fmt: skip
        except MeetingError as error:
            not_sent(form, text(error.code, **error.parameters), own_person(request))
        else:
            messages.success(request, text(f"person.meeting_answered.{form.cleaned_data['answer']}"))
            return redirect("person_meeting", meeting.pk)
    return _page(request, meeting, {"answer_form": form} if form.is_bound else {})


@requires(Permission.OWN_CASE)
@require_POST
def own_points(request: StafettRequest, meeting_id: int) -> HttpResponse:
    """What the person wants to talk about."""
    meeting = _own(request, meeting_id)
    form = PointsForm(meeting, request.POST)
    if form.is_valid():
        lines = form.cleaned_data["points"].splitlines()
        try:
            set_agenda(
                meeting=meeting, agenda=lines, own=True, actor=own_actor(request), on=request.day, at=clock.now()
            )
        except MeetingError as error:
            not_sent(form, text(error.code, **error.parameters), own_person(request))
        else:
            messages.success(request, text("person.meeting_points_kept"))
            return redirect("person_meeting", meeting.pk)
    return _page(request, meeting, {"points_form": form})


@requires(Permission.OWN_CASE)
@require_safe
def own_invitation(request: StafettRequest, meeting_id: int) -> HttpResponse:
    """The calendar file."""
    return calendar_response(calendar_file(_own(request, meeting_id)))


def _own(request: StafettRequest, meeting_id: int) -> Meeting:
    return get_object_or_404(whole_meetings(), pk=meeting_id, case__person=own_id(request))


def _page(request: StafettRequest, meeting: Meeting, given: dict[str, Any]) -> HttpResponse:
    context = {
        "meeting": meeting,
        "may_answer": meeting.is_planned and meeting.day >= request.day,
        "moves": sorted(meeting.moves.all(), key=lambda move: -move.sequence),
        "answer_form": AnswerForm(meeting),
        "points_form": PointsForm(meeting),
        "refused_form": next(iter(given.values()), None),
        **given,
    }
    return render(request, "person/meeting.html", context, status=422 if given else 200)
