"""Measures: those of one person, from proposal to end, and the queue of those who wait for a place."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.contents import contents_of
from stafett.cases.course import max_date_of
from stafett.cases.failures import or_none
from stafett.cases.models import Case
from stafett.core.measures import NEXT, days_waited, outlasts_sick_pay
from stafett.frontend.words import text
from stafett.plans.catalogue import offered
from stafett.plans.models import Measure
from stafett.plans.selectors import measures_of, queue_of
from stafett.plans.services import PlanError, move_measure, propose_measure
from stafett.portals.adviser.measure_forms import MoveForm, ProposeForm
from stafett.portals.adviser.views.common import actor_of, can_write, case_page, opened_case, page
from stafett.portals.adviser.views.outcome import REFUSED, conflict

# What whoever wrote it can put right themselves stands beside the field; for the rest somebody else was first.
_FIELDS = {
    "measure_error.day_wrong": "day",
    "measure_error.end_needed": "planned_end",
    "day_error.too_far": "planned_end",
    "measure_error.reason_needed": "line",
}


@dataclass(frozen=True, slots=True)
class ShownMeasure:
    """A measure, how long it has been waited for, whether it outlasts sick pay, and a form for each next step."""

    measure: Measure
    days: int | None
    outlasts: bool
    steps: list[MoveForm]


@requires(Permission.READ_CASES)
@require_safe
def measures(request: StafettRequest, case_id: int) -> HttpResponse:
    """The person's measures, and what can be proposed."""
    return _page(request, opened_case(request, case_id, page_name="measures", offered_too=True), {})


@requires(Permission.FOLLOW_UP)
@require_POST
def propose(request: StafettRequest, case_id: int) -> HttpResponse:
    """Proposes a measure."""
    case = opened_case(request, case_id, page_name="measures")
    form = ProposeForm(offered(request.day), request.POST)
    if not form.is_valid():
        return _page(request, case, {"propose": form}, status=REFUSED)
    try:
        propose_measure(case=case, **form.cleaned_data, actor=actor_of(request), on=request.day, at=clock.now())
    except PlanError as error:
        return conflict(request, case, error.code, form, **error.parameters)
    return _done(request, case, "done.measure_proposed")


@requires(Permission.FOLLOW_UP)
@require_POST
def move(request: StafettRequest, case_id: int, measure_id: int) -> HttpResponse:
    """Says what has become of a measure."""
    case = opened_case(request, case_id, page_name="measures")
    measure = get_object_or_404(Measure, pk=measure_id, case=case)
    to = request.POST.get("to", "")
    if to not in {state for states in NEXT.values() for state in states}:
        raise Http404
    form = MoveForm(measure, to, request.day, request.POST)
    if form.is_valid():
        try:
            move_measure(
                measure=measure, move=form.move, version=form.cleaned_data["version"], actor=actor_of(request),
                on=request.day, at=clock.now(),
            )  # fmt: skip
        except PlanError as error:
            if error.code not in _FIELDS:
                return conflict(request, case, error.code, form, **error.parameters)
            form.add_error(_FIELDS[error.code], text(error.code, **error.parameters))
        else:
            return _done(request, case, "done.measure_moved")
    return _page(request, case, {form.prefix or "": form}, status=REFUSED)


def _done(request: StafettRequest, case: Case, code: str) -> HttpResponse:
    messages.success(request, text(code))
    return redirect("adviser_measures", case_id=case.pk)


def _page(request: StafettRequest, case: Case, given: dict[str, Any], *, status: int = 200) -> HttpResponse:
    contents = contents_of(case, on=request.day)
    max_date = or_none(case, lambda: max_date_of(case, on=request.day, contents=contents))
    writes = can_write(request, case)
    offers = offered(request.day)
    context = {
        "max_date": max_date,
        "measures": [
            _shown(measure, max_date, given, request.day, can_write=writes and measure.case_id == case.pk)
            for measure in measures_of(case)
        ],
        "offers": offers,
        "propose_form": given.get("propose") or ProposeForm(offers),
        "refused_form": next(iter(given.values()), None),
    }
    return case_page(
        request, case, "adviser_measures", "adviser/measures.html", context, contents=contents, status=status
    )


def _shown(
    measure: Measure, max_date: date | None, given: dict[str, Any], on: date, *, can_write: bool
) -> ShownMeasure:
    waits = measure.applied_on is not None and measure.state in {"applied", "waiting"}
    steps = [
        given.get(f"{to}{measure.pk}") or MoveForm(measure, to, on) for to in (NEXT[measure.state] if can_write else ())
    ]
    return ShownMeasure(
        measure,
        days_waited(measure.applied_on, on) if waits and measure.applied_on else None,
        measure.state == Measure.State.RUNNING and outlasts_sick_pay(measure.planned_end, max_date),
        steps,
    )


@requires(Permission.READ_CASES)
@require_safe
def queue(request: StafettRequest) -> HttpResponse:
    """Who waits for a place in the cases of the actor's unit."""
    context = {"waiting": queue_of(actor_of(request), on=request.day)}
    return page(request, "adviser/queue.html", context)
