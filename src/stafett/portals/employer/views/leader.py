"""HR names a new nearest leader."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.dialogue.leadership import change_leader, leaders_of, leadership_on
from stafett.dialogue.services import DialogueError
from stafett.frontend.words import text
from stafett.people.models import EmployerContact
from stafett.portals.employer.leader_forms import LeaderForm
from stafett.portals.employer.views.common import opened, own_actor

REFUSED = 422
_HR = f"employer_{EmployerContact.Role.HR}"


@requires(Permission.OWN_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: StafettRequest, employment_id: int) -> HttpResponse:
    """Who leads now, and who is to lead from a day on. For HR alone: a leader names no other one."""
    actor = own_actor(request)
    if actor.role != _HR:
        raise PermissionDenied
    employee = opened(request, employment_id, page="employer_leader")
    job = employee.employment
    form = LeaderForm(leaders_of(job), request.day, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            change_leader(
                case=employee.case, employment=job, leader=form.chosen, first_day=form.cleaned_data["first_day"],
                actor=actor, on=request.day, at=clock.now(),
            )  # fmt: skip
        except DialogueError as error:
            form.add_error(None, text(error.code, **error.parameters))
        else:
            messages.success(request, text("employer.leader_changed"))
            return redirect("employer_employee", job.pk)
    context = {
        "employee": employee,
        "person": job.person,
        "form": form,
        "leadership": leadership_on(job, request.day),
        "coming": job.leaderships.select_related("leader").filter(first_day__gt=request.day).order_by("first_day"),
    }
    return render(request, "employer/leader.html", context, status=REFUSED if form.errors else 200)
