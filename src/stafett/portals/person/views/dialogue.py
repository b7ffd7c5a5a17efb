"""Dialogue meeting 1 as the person meets it: the call with its answer, the minutes with their remark."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.access.sharing import Question, sight
from stafett.cases.law import law_in_force
from stafett.frontend.words import text
from stafett.meetings.dialogue_1.answers import answer_call
from stafett.meetings.dialogue_1.ending import remark
from stafett.meetings.dialogue_1.models import DialogueMeeting
from stafett.meetings.dialogue_1.selectors import dialogue_calendar, minutes_of, whole_dialogues
from stafett.meetings.services import MeetingError
from stafett.portals.calendar_files import calendar_response
from stafett.portals.dialogues import REFUSED, put_on, seen_dialogue
from stafett.portals.person.dialogue_forms import DialogueAnswerForm, RemarkForm
from stafett.portals.person.views.common import own_actor, own_id


@requires(Permission.OWN_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def own_dialogue(request: StafettRequest, dialogue_id: int) -> HttpResponse:
    """The meeting, and the form that answers the call."""
    meeting = _own(request, dialogue_id)
    if request.method != "POST":
        return _page(request, meeting, {}, 200)
    form, status = DialogueAnswerForm(meeting, request.POST), REFUSED
    if form.is_valid():
        try:
            answer_call(
                meeting=meeting, said=form.said, wishes=form.wishes, seen=form.cleaned_data["seen"], **_acts(request)
            )
        except MeetingError as error:
            status = put_on(form, error)
        else:
            messages.success(request, text("person.dialogue.answered"))
            return redirect("person_dialogue", meeting.pk)
    return _page(request, meeting, {"answer_form": form}, status)


@requires(Permission.OWN_CASE)
@require_POST
def own_remark(request: StafettRequest, dialogue_id: int) -> HttpResponse:
    """What the person says of the newest minutes."""
    meeting = _own(request, dialogue_id)
    newest = next(iter(minutes_of(meeting)), None)
    if newest is None:
        raise Http404
    form, status = RemarkForm(request.POST), REFUSED
    if form.is_valid():
        try:
            remark(minutes=newest, words=form.cleaned_data["words"].replace("\r\n", "\n"), **_acts(request))
        except MeetingError as error:
            status = put_on(form, error)
        else:
            messages.success(request, text("person.dialogue.remarked"))
            return redirect("person_dialogue", meeting.pk)
    return _page(request, meeting, {"remark_form": form}, status)


@requires(Permission.OWN_CASE)
@require_safe
def own_calendar(request: StafettRequest, dialogue_id: int) -> HttpResponse:
    """The calendar file."""
    meeting = _own(request, dialogue_id)
    written = dialogue_calendar(meeting, answer=meeting.answer, attendee=text("meeting.calendar_attendee"))
    return calendar_response(written, "mote")


def _own(request: StafettRequest, dialogue_id: int) -> DialogueMeeting:
    return get_object_or_404(whole_dialogues(), pk=dialogue_id, person=own_id(request))


def _page(request: StafettRequest, meeting: DialogueMeeting, given: dict[str, Any], status: int) -> HttpResponse:
    question = Question("meeting", {"own_case": True})
    (shown,) = sight(own_actor(request), [question], law_in_force(), request.day)
    context = {
        "dialogue": seen_dialogue(meeting, shown),
        "may_answer": meeting.is_planned and meeting.day >= request.day,
        "answer_form": DialogueAnswerForm(meeting),
        "remark_form": RemarkForm(),
        "refused_form": next(iter(given.values()), None),
        **given,
    }
    return render(request, "person/dialogue.html", context, status=status)


def _acts(request: StafettRequest) -> dict[str, Any]:
    return {"actor": own_actor(request), "on": request.day, "at": clock.now()}
