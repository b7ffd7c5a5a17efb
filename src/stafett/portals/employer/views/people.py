"""Who is away, for how long, and what the employer must do next."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stafett.access.middleware import StafettRequest
from stafett.access.outside import employees_of
from stafett.access.permissions import Permission, requires
from stafett.access.sharing import Question, sight
from stafett.cases.law import law_in_force
from stafett.plans.follow_up_plan.advice import questions_on
from stafett.portals.employer.seen import seen_of
from stafett.portals.employer.views.common import opened, own_actor


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
    actor = own_actor(request)
    found = opened(request, employment_id, page="employee")
    (seen,) = seen_of(actor, [found], request.day)
    own = Question("request", {**found.facts, "own_request": True})
    (of_help,) = sight(actor, [own], law_in_force(), request.day)
    context = {
        "seen": seen,
        "may_ask_for_help": bool(of_help),
        "leads": "dates" in seen.sick_note,
        "to_ask": questions_on(request.day, allowed=True),
        "not_to_ask": questions_on(request.day, allowed=False),
    }
    return render(request, "employer/employee.html", context, status=403 if seen.is_closed else 200)
