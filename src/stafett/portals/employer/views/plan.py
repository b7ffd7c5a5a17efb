"""The follow-up plan at the employer: read, written, compared, printed, taken out as a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.outside import Employee
from stafett.access.permissions import Permission, requires
from stafett.frontend.words import text
from stafett.plans.follow_up_plan.advice import accommodations_on, questions_on
from stafett.plans.follow_up_plan.content import PlanContent
from stafett.plans.follow_up_plan.models import PlanShare
from stafett.plans.follow_up_plan.selectors import WholePlan, as_file, plan_in
from stafett.plans.follow_up_plan.services import save_plan
from stafett.plans.services import PlanError
from stafett.portals.comparing import compared
from stafett.portals.employer.plan_forms import PlanForm, SeenForm, WhyForm
from stafett.portals.employer.views.common import may_write, opened_for_plan, own_actor
from stafett.portals.plan_acting import CONFLICT, REFUSED
from stafett.portals.plan_words import changed_parts, parts_of


@requires(Permission.OWN_PEOPLE)
@require_safe
def show(request: StafettRequest, employment_id: int) -> HttpResponse:
    """The plan as it stands, and what can be done with it."""
    return plan_page(request, opened_for_plan(request, employment_id), {})


def plan_page(
    request: StafettRequest, employee: Employee, given: dict[str, SeenForm], *, status: int = 200
) -> HttpResponse:
    """The page; `given` are refused forms by name."""
    found = plan_in(employee.case, employee.employment)
    version = found.plan.version if found else 0
    context = {
        **_about(employee, found),
        "may_write": may_write(request, employee),
        "send_form": given.get("send") or SeenForm(version),
        "without_form": given.get("without") or WhyForm(version, prefix="without"),
        "unnecessary_form": given.get("unnecessary") or WhyForm(version, prefix="unnecessary"),
        "receivers": [
            (receiver, found.share_with(receiver, by_employer=True), found.may_share(receiver, by_employer=True))
            for receiver in PlanShare.With.values
            if found
        ],
        "refused_form": next(iter(given.values()), None),
    }
    return render(request, "employer/plan.html", context, status=status)


@requires(Permission.OWN_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: StafettRequest, employment_id: int) -> HttpResponse:
    """Writes the plan. Where somebody else has written meanwhile, both texts are shown and nothing is lost."""
    employee = opened_for_plan(request, employment_id)
    found = plan_in(employee.case, employee.employment)
    content, version = (found.content if found else None) or PlanContent(), found.plan.version if found else 0
    form = PlanForm(content, version, request.day, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            save_plan(
                case=employee.case, employment=employee.employment, content=form.content,
                started_from=form.cleaned_data["started_from"], actor=own_actor(request), on=request.day,
                at=clock.now(),
            )  # fmt: skip
        except PlanError as error:
            if error.code == "plan_error.changed":
                return _both_texts(request, employee, form, error)
            form.add_error(None, text(error.code, **error.parameters))
        else:
            messages.success(request, text("employer.plan.saved"))
            return redirect("employer_plan", employee.employment.pk)
    return _write_page(request, employee, form, status=REFUSED if form.errors else 200)


def _both_texts(request: StafettRequest, employee: Employee, form: PlanForm, error: PlanError) -> HttpResponse:
    """The own text in the form, what the other one wrote beside it; whoever sends again has seen both."""
    found = plan_in(employee.case, employee.employment)
    theirs = (found.content if found else None) or PlanContent()
    mine = form.content.with_words_of(theirs)
    again = request.POST.copy()
    again["started_from"] = str(found.plan.version if found else 0)
    return _write_page(
        request, employee, PlanForm(theirs, 0, request.day, again), status=CONFLICT,
        conflict=text(error.code, **error.parameters), differing=changed_parts(theirs, mine),
    )  # fmt: skip


def _write_page(
    request: StafettRequest, employee: Employee, form: PlanForm, *, status: int, **more: Any
) -> HttpResponse:
    context = {
        "employee": employee,
        "person": employee.employment.person,
        "form": form,
        "accommodations": accommodations_on(request.day),
        "not_to_ask": questions_on(request.day, allowed=False),
        **more,
    }
    return render(request, "employer/plan_write.html", context, status=status)


@requires(Permission.OWN_PEOPLE)
@require_safe
def versions(request: StafettRequest, employment_id: int) -> HttpResponse:
    """What has changed between two versions."""
    employee = opened_for_plan(request, employment_id)
    found = plan_in(employee.case, employee.employment)
    context = {**_about(employee, found), **compared(found, request.GET)}
    return render(request, "employer/plan_versions.html", context)


@requires(Permission.OWN_PEOPLE)
@require_safe
def print_out(request: StafettRequest, employment_id: int) -> HttpResponse:
    """The plan alone, to print."""
    employee = opened_for_plan(request, employment_id)
    return render(request, "employer/plan_print.html", _about(employee, plan_in(employee.case, employee.employment)))


@requires(Permission.OWN_PEOPLE)
@require_safe
def file(request: StafettRequest, employment_id: int) -> HttpResponse:
    """The employer's own documentation as a file; its name says nothing of whom it is about."""
    employee = opened_for_plan(request, employment_id)
    found = plan_in(employee.case, employee.employment)
    response = JsonResponse(as_file(found) if found else {}, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="oppfolgingsplan.json"'
    return response


def _about(employee: Employee, found: WholePlan | None) -> dict[str, Any]:
    content = found.content if found else None
    return {
        "employee": employee,
        "person": employee.employment.person,
        "found": found,
        "plan": found.plan if found else None,
        "parts": parts_of(content) if content else [],
        "versions": found.versions[::-1] if found else [],
    }
