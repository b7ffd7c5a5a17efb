"""Dialogue meeting 1 for an issuer whom the employee wants there: the invitation, and the answer to it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.outside import Patient
from stafett.access.permissions import Permission, requires
from stafett.frontend.words import text
from stafett.meetings.dialogue_1.answers import answer_invitation
from stafett.meetings.dialogue_1.models import DialogueMeeting
from stafett.meetings.dialogue_1.selectors import dialogue_calendar, invited_of
from stafett.meetings.services import MeetingError
from stafett.portals.calendar_files import calendar_response
from stafett.portals.dialogues import REFUSED, put_on
from stafett.portals.issuer.forms import InvitationForm
from stafett.portals.issuer.views.patients import opened_patient, own_actor, show_patient


@requires(Permission.OWN_PATIENTS)
@require_POST
def answer(request: StafettRequest, case_id: int, dialogue_id: int) -> HttpResponse:
    """Comes, does not come, or another time suits the surgery."""
    found = opened_patient(request, case_id)
    meeting = _invited(request, found, dialogue_id)
    form, status = InvitationForm(meeting, request.POST), REFUSED
    if form.is_valid():
        try:
            answer_invitation(
                meeting=meeting, said=form.said, seen=form.cleaned_data["seen"], actor=own_actor(request),
                on=request.day, at=clock.now(),
            )  # fmt: skip
        except MeetingError as error:
            status = put_on(form, error)
        else:
            messages.success(request, text("done.invitation_answered"))
            return redirect(f"{reverse('issuer_patient', args=[case_id])}#meeting-{meeting.pk}")
    return show_patient(request, found, {f"meeting{meeting.pk}": form}, status)


@requires(Permission.OWN_PATIENTS)
@require_safe
def invitation(request: StafettRequest, case_id: int, dialogue_id: int) -> HttpResponse:
    """The calendar file."""
    meeting = _invited(request, opened_patient(request, case_id), dialogue_id)
    part = dialogue_calendar(meeting, answer=meeting.issuer_answer, attendee=own_actor(request).name)
    return calendar_response(part, "mote")


def _invited(request: StafettRequest, found: Patient, dialogue_id: int) -> DialogueMeeting:
    invited = invited_of(own_actor(request).id, [found.case.pk])
    meeting = next((one for one in invited if one.pk == dialogue_id), None)
    if meeting is None:
        raise Http404
    return meeting
