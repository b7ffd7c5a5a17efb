"""The person sees what others see of them: the real page of each, which nobody can use from here.

It is made by the same selectors, the same context and the same template as the page itself, so the two cannot differ.
Nothing is logged: it is the person's own. The portals do not know each other, so this stands beside them.
"""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from stafett.access.actors import employer_actor, issuer_actor
from stafett.access.middleware import StafettRequest
from stafett.access.outside import employee_of, patient_of
from stafett.access.permissions import Permission, requires
from stafett.cases.models import Case
from stafett.people.models import EmployerContact, Issuer
from stafett.portals.employer.views import people
from stafett.portals.inert import shown_inert
from stafett.portals.issuer.views import patients
from stafett.portals.person.views.common import own_id


@requires(Permission.OWN_CASE)
@require_safe
def seen_by_employer(request: StafettRequest, employment_id: int, contact_id: int) -> HttpResponse:
    """What a nearest leader, or HR, has on their page of the person."""
    contact = get_object_or_404(EmployerContact.objects.select_related("employer"), pk=contact_id, active=True)
    actor, on = employer_actor(contact), request.day
    found = employee_of(actor, employment_id, on)
    if found is None or found.employment.person_id != own_id(request):
        raise Http404
    context = {**people.employee_page(actor, found, on), "day": on}
    return _page(request, contact.name, actor.role, shown_inert(people.TEMPLATE, context))


@requires(Permission.OWN_CASE)
@require_safe
def seen_by_issuer(request: StafettRequest, case_id: int, issuer_id: int) -> HttpResponse:
    """What an issuer has on their page of the person."""
    case = get_object_or_404(Case.objects.select_related("person"), pk=case_id, person=own_id(request))
    actor, on = issuer_actor(get_object_or_404(Issuer, pk=issuer_id)), request.day
    found = patient_of(actor, case, on)
    if found is None:
        raise Http404
    context = {**patients.patient_page(actor, found, on, {}), "day": on}
    return _page(request, actor.name, actor.role, shown_inert(patients.TEMPLATE, context))


def _page(request: StafettRequest, name: str, role: str, seen: SafeString) -> HttpResponse:
    return render(request, "person/seen_by.html", {"name": name, "role": role, "seen": seen})


urlpatterns = [
    path("employer/<int:employment_id>/<int:contact_id>/", seen_by_employer, name="person_seen_by_employer"),
    path("issuer/<int:case_id>/<int:issuer_id>/", seen_by_issuer, name="person_seen_by_issuer"),
]
