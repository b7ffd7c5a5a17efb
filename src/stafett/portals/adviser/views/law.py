"""The law as a document: parameters with their history and offices' own values, and the rules."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.law import law_in_force
from stafett.lawbook.document import law_document
from stafett.portals.adviser.views.common import page


@requires(Permission.READ_CASES)
@require_safe
def law(request: StafettRequest) -> HttpResponse:
    """The whole law as of the day; cases are judged by what was in force on their own days."""
    return page(request, "adviser/law.html", {"subjects": law_document(law_in_force(), request.day)})
