"""What happens to my income."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.failures import course_or_none
from stafett.portals.person.income import income_facts, own_end
from stafett.portals.person.views.common import own_open_case


@requires(Permission.OWN_CASE)
@require_safe
def income(request: StafettRequest) -> HttpResponse:
    """First when the person's own sick pay ends, by estimate; then what the law says, with its sources."""
    case = own_open_case(request)
    course = course_or_none(case, on=request.day) if case else None
    own = own_end(case, course, request.day) if case and course else None
    return render(request, "person/income.html", {"own": own, "facts": list(income_facts(request.day))})
