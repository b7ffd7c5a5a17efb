"""The patients for whom the issuer has written sick notes."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render

from stafett import clock
from stafett.access.actors import Actor
from stafett.access.middleware import StafettRequest
from stafett.access.outside import open_patient, patients_of
from stafett.access.permissions import Permission, requires
from stafett.access.services import AccessRefusedError
from stafett.portals.issuer.seen import plans_of, seen_of


def own_actor(request: StafettRequest) -> Actor:
    """The issuer who has entered."""
    if request.actor is None or not request.actor.is_issuer:
        raise PermissionDenied
    return request.actor


@requires(Permission.OWN_PATIENTS)
def patients(request: StafettRequest) -> HttpResponse:
    """Those who are on sick leave by the issuer's notes."""
    actor = own_actor(request)
    return render(
        request, "issuer/patients.html", {"seen": seen_of(actor, patients_of(actor, request.day), request.day)}
    )


@requires(Permission.OWN_PATIENTS)
def patient(request: StafettRequest, case_id: int) -> HttpResponse:
    """One of them."""
    actor = own_actor(request)
    try:
        found = open_patient(actor, case_id, page="patient", on=request.day, at=clock.now())
    except AccessRefusedError:
        raise PermissionDenied from None
    (seen,) = seen_of(actor, [found], request.day)
    return render(request, "issuer/patient.html", {"seen": seen, "plans": plans_of(actor, found, request.day)})
