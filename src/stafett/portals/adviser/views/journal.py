"""The journal of a case, the newest entry first, and where the case has been."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.course import journal_of
from stafett.cases.handover.selectors import ended_handovers_of
from stafett.cases.journal import UNSHARED
from stafett.portals.adviser.handovers import shown_handover
from stafett.portals.adviser.views.common import case_page, opened_case


@requires(Permission.READ_CASES)
@require_safe
def journal(request: StafettRequest, case_id: int) -> HttpResponse:
    """What has been written down about the case, but for what others have not shared, and its hand-overs so far."""
    case = opened_case(request, case_id, page_name="journal", offered_too=True)
    context = {
        "journal": [entry for entry in journal_of(case)[::-1] if entry.event not in UNSHARED],
        "earlier_handovers": [shown_handover(offer) for offer in ended_handovers_of(case)],
    }
    return case_page(request, case, "adviser_journal", "adviser/case_journal.html", context)
