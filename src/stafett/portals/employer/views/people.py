"""Who is away, for how long, and what the employer must do next."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stafett.access.actors import Actor
from stafett.access.middleware import StafettRequest
from stafett.access.outside import Employee, employees_of
from stafett.access.permissions import Permission, requires
from stafett.access.sharing import Question, sight
from stafett.cases.law import law_in_force
from stafett.plans.follow_up_plan.advice import questions_on
from stafett.portals.employer.seen import seen_of
from stafett.portals.employer.views.common import opened, own_actor

TEMPLATE = "employer/employee.html"


@requires(Permission.OWN_PEOPLE)
@require_safe
def people(request: StafettRequest) -> HttpResponse:
    """A leader's own people who are away, or everybody's for HR."""
    actor = own_actor(request)
    seen = [one for one in seen_of(actor, employees_of(actor, request.day), request.day) if not one.is_closed]
    return render(request, "employer/people.html", {"seen": seen})


@requires(Permission.OWN_PEOPLE)
@require_safe
def employee(request: StafettRequest, employment_id: int) -> HttpResponse:
    """One of them: the absence, the duties, the plan; for the leader what may be asked, and the way to Nav's help."""
    context = employee_page(own_actor(request), opened(request, employment_id, page="employee"), request.day)
    return render(request, TEMPLATE, context, status=403 if context["seen"].is_closed else 200)


def employee_page(actor: Actor, found: Employee, on: date) -> dict[str, Any]:
    """What TEMPLATE shows of one of the actor's own people; the person sees the same page about themselves."""
    (seen,) = seen_of(actor, [found], on)
    own = Question("request", {**found.facts, "own_request": True})
    (of_help,) = sight(actor, [own], law_in_force(), on)
    return {
        "seen": seen,
        "may_ask_for_help": bool(of_help),
        "leads": "dates" in seen.sick_note,
        "to_ask": questions_on(on, allowed=True),
        "not_to_ask": questions_on(on, allowed=False),
    }
