"""The meetings that fall in an absence: what becomes of each is chosen, looked at, and then done."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.distribution.models import StaffAbsence
from stafett.cases.distribution.selectors import absences_seen_by
from stafett.cases.handover.selectors import advisers_of
from stafett.frontend.words import text
from stafett.meetings.models import Meeting
from stafett.meetings.replanning import CANCEL, KEEP, Plan, plan_absence, replan
from stafett.meetings.selectors import may_hold, meetings_in
from stafett.meetings.services import MeetingError
from stafett.people.models import Staff
from stafett.portals.adviser.meeting_forms import ReplanForm
from stafett.portals.adviser.views.common import actor_of, page
from stafett.portals.adviser.views.outcome import CONFLICT, REFUSED


@requires(Permission.READ_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def meetings_of_absence(request: StafettRequest, absence_id: int) -> HttpResponse:
    """One's own absence, or for a leader that of anybody in the unit.

    The button `look` shows what would happen and keeps nothing; `do` does what was looked at.
    """
    actor = actor_of(request)
    absence = get_object_or_404(absences_seen_by(actor, on=request.day), pk=absence_id)
    staff = advisers_of(absence.staff.unit_id, besides=absence.staff_id)
    found = meetings_in(absence, actor, on=request.day)
    form = ReplanForm({one: _choices(one, staff) for one in found}, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, absence, form, status=REFUSED if form.errors else 200)
    try:
        if "do" not in request.POST:
            plan = plan_absence(absence, form.chosen, staff, actor, on=request.day)
            return _look(request, absence, form, plan)
        done = replan(
            absence=absence, chosen=form.chosen, staff=staff, why=form.cleaned_data["why"],
            seen=request.POST.get("seen", ""), actor=actor, on=request.day, at=clock.now(),
        )  # fmt: skip
    except MeetingError as error:
        form.add_error(
            "why" if error.code == "meeting_error.why_needed" else None, text(error.code, **error.parameters)
        )
        return _page(request, absence, form, status=CONFLICT)
    messages.success(request, text("done.meetings_replanned", count=len(done.changes)))
    return redirect("adviser_absence_meetings", absence_id=absence.pk)


def _look(request: StafettRequest, absence: StaffAbsence, form: ReplanForm, plan: Plan) -> HttpResponse:
    if not plan.changes:
        form.add_error(None, text("meeting_error.nothing_chosen"))
    if not form.cleaned_data.get("why", "").strip():
        form.add_error("why", text("meeting_error.why_needed"))
    if form.errors:
        return _page(request, absence, form, status=REFUSED)
    return _page(request, absence, form, plan=plan)


def _choices(meeting: Meeting, staff: Sequence[Staff]) -> list[tuple[str, str]]:
    others = [(str(one.pk), text("replan.to", name=one.name)) for one in staff if may_hold(one, meeting.case)]
    return [(KEEP, text("replan.keep")), *others, (CANCEL, text("replan.cancel"))]


def _page(
    request: StafettRequest, absence: StaffAbsence, form: ReplanForm, *, plan: Plan | None = None, status: int = 200
) -> HttpResponse:
    context = {"absence": absence, "form": form, "plan": plan}
    return page(request, "adviser/absence_meetings.html", context, here="adviser_absences", status=status)
