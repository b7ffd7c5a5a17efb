"""Who is away, for how long, and what the employer must do next."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render

from stafett import clock
from stafett.access.actors import Actor
from stafett.access.middleware import StafettRequest
from stafett.access.outside import employees_of, open_employee
from stafett.access.permissions import Permission, requires
from stafett.access.services import AccessRefusedError
from stafett.portals.employer.seen import seen_of


def own_actor(request: StafettRequest) -> Actor:
    """The nearest leader, or HR, who has entered."""
    if request.actor is None or not request.actor.is_employer:
        raise PermissionDenied
    return request.actor


@requires(Permission.OWN_PEOPLE)
def people(request: StafettRequest) -> HttpResponse:
    """A leader's own people who are away, or everybody's for HR."""
    actor = own_actor(request)
    seen = [one for one in seen_of(actor, employees_of(actor, request.day), request.day) if not one.is_closed]
    return render(request, "employer/people.html", {"seen": seen})


@requires(Permission.OWN_PEOPLE)
def employee(request: StafettRequest, employment_id: int) -> HttpResponse:
    """One of them."""
    actor = own_actor(request)
    try:
        found = open_employee(actor, employment_id, page="employee", on=request.day, at=clock.now())
    except AccessRefusedError:
        raise PermissionDenied from None
    (seen,) = seen_of(actor, [found], request.day)
    return render(request, "employer/employee.html", {"seen": seen}, status=403 if seen.is_closed else 200)
