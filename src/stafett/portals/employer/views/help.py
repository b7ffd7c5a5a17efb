"""The employer asks Nav for help, and reads the answer."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.access.sharing import Question, sight
from stafett.cases.law import law_in_force
from stafett.dialogue.models import HelpRequest
from stafett.dialogue.services import DialogueError, ask_for_help
from stafett.frontend.words import text
from stafett.portals.employer.plan_forms import AskForm
from stafett.portals.employer.seen import requests_of
from stafett.portals.employer.views.common import opened, own_actor

REFUSED = 422


@requires(Permission.OWN_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: StafettRequest, employment_id: int) -> HttpResponse:
    """Two fields; and what the actor has asked before, with the answers."""
    actor = own_actor(request)
    employee = opened(request, employment_id, page="employer_help")
    (shown,) = sight(actor, [Question("request", {**employee.facts, "own_request": True})], law_in_force(), request.day)
    if not shown:
        raise PermissionDenied
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            ask_for_help(
                person=employee.employment.person, sender=HelpRequest.Sender.EMPLOYER, actor=actor, on=request.day,
                at=clock.now(), **form.cleaned_data,
            )  # fmt: skip
        except DialogueError as error:
            form.add_error(None, text(error.code, **error.parameters))
        else:
            return redirect("employer_help", employee.employment.pk)
    context = {
        "employee": employee,
        "person": employee.employment.person,
        "form": form,
        "requests": requests_of(actor, employee, request.day),
    }
    return render(request, "employer/help.html", context, status=REFUSED if form.errors else 200)
