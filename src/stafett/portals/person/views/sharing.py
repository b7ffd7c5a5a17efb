"""Who can see what about the person."""

from django.http import HttpResponse
from django.shortcuts import render

from stafett.access.middleware import StafettRequest
from stafett.access.outside import openers_of
from stafett.access.permissions import Permission, requires
from stafett.cases.models import Case
from stafett.portals.person.sharing import readers_of
from stafett.portals.person.views.common import own_id


@requires(Permission.OWN_CASE)
def who_sees_what(request: StafettRequest) -> HttpResponse:
    """For each of the others what they see now, what they may come to see, and what they cannot see."""
    own = Case.objects.select_related("person__home_unit").filter(person_id=own_id(request))
    case = own.order_by("-state", "-first_day").first()
    readers = list(readers_of(case, request.day, {}))
    employers, issuers = openers_of(own_id(request), request.day)
    context = {"readers": readers, "case": case, "employers": employers, "issuers": issuers}
    return render(request, "person/who_sees_what.html", context)
