"""Days on which somebody on the staff is away: one's own, and for a leader the unit's."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, is_allowed, requires
from stafett.cases.distribution.models import StaffAbsence
from stafett.cases.distribution.selectors import absences_seen_by
from stafett.cases.distribution.services import end_absence, register_absence
from stafett.cases.handover.selectors import advisers_of
from stafett.cases.services import CaseError
from stafett.frontend.words import text
from stafett.people.models import Staff
from stafett.portals.adviser.distribution_forms import AbsenceForm
from stafett.portals.adviser.views.common import actor_of, may, page
from stafett.portals.adviser.views.outcome import REFUSED, in_words

_ONE_DAY = timedelta(days=1)


@requires(Permission.READ_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: StafettRequest) -> HttpResponse:
    """Who is away and will be, with a form to add days."""
    staff = _staff(request)
    if request.method == "POST":
        return _register(request, AbsenceForm(staff, request.POST))
    return _page(request, AbsenceForm(staff, initial={"first_day": request.day}))


@requires(Permission.READ_CASES)
@require_POST
def end(request: StafettRequest, absence_id: int) -> HttpResponse:
    """Somebody is back today: yesterday was the last day away."""
    seen = absences_seen_by(actor_of(request), on=request.day)
    found = get_object_or_404(StaffAbsence.objects.filter(pk__in=seen.values("pk")), pk=absence_id)
    try:
        end_absence(
            absence=found, last_day=request.day - _ONE_DAY, actor=actor_of(request), on=request.day, at=clock.now()
        )
    except CaseError:
        raise Http404 from None
    messages.success(request, text("done.absence_ended"))
    return redirect("adviser_absences")


def _register(request: StafettRequest, form: AbsenceForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, form, status=REFUSED)
    first_day, last_day = form.days
    try:
        register_absence(
            staff=form.by_key[form.cleaned_data["staff"]], kind=form.cleaned_data["kind"], first_day=first_day,
            last_day=last_day, actor=actor_of(request), on=request.day, at=clock.now(),
        )  # fmt: skip
    except CaseError as error:
        ends_wrong = error.code in {"absence.ends_before_start", "day_error.too_far"} and last_day is not None
        form.add_error("last_day" if ends_wrong else "first_day", in_words(error.code, error.parameters))
        return _page(request, form, status=REFUSED)
    messages.success(request, text("done.absence_registered"))
    return redirect("adviser_absences")


def _staff(request: StafettRequest) -> list[Staff]:
    """Those whom the actor may register: oneself, for a leader also the unit's advisers."""
    actor = actor_of(request)
    oneself = list(Staff.objects.filter(pk=actor.id or 0))
    leads = is_allowed(actor, Permission.LEAD, demo=False)
    return [*advisers_of(actor.unit), *oneself] if leads else oneself


def _page(request: StafettRequest, form: AbsenceForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "absences": absences_seen_by(actor_of(request), on=request.day),
        "may_distribute": may(request, Permission.LEAD),
    }
    return page(request, "adviser/absences.html", context, here="adviser_absences", status=status)
