"""What an employer does with a plan: sends it, goes on without an answer, finds none necessary, shares, takes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.outside import Employee
from stafett.access.permissions import Permission, requires
from stafett.frontend.words import text
from stafett.plans.follow_up_plan.models import FollowUpPlan
from stafett.plans.follow_up_plan.selectors import plan_in
from stafett.plans.follow_up_plan.services import find_unnecessary, go_on_without, send_plan
from stafett.plans.follow_up_plan.sharing import share_plan, take_back
from stafett.portals.employer.plan_forms import SeenForm, WhyForm
from stafett.portals.employer.views.common import opened_for_plan, own_actor
from stafett.portals.employer.views.plan import plan_page
from stafett.portals.plan_acting import done_or_status, receiver_of

ACTS = ("send", "without", "unnecessary", "shared", "taken_back")
"""What is said when it is done: `employer.plan.<act>`."""


@requires(Permission.OWN_PEOPLE)
@require_POST
def send(request: StafettRequest, employment_id: int) -> HttpResponse:
    """Gives the plan to the employee."""
    employee = opened_for_plan(request, employment_id)
    form = SeenForm(0, request.POST)
    plan = _plan(employee)
    return _do(request, employee, "send", form, lambda: send_plan(plan=plan, **_seen(form), **_acts(request)))


@requires(Permission.OWN_PEOPLE)
@require_POST
def without(request: StafettRequest, employment_id: int) -> HttpResponse:
    """Says that the employee is silent or will not take part."""
    employee = opened_for_plan(request, employment_id)
    form = WhyForm(0, request.POST, prefix="without")
    plan = _plan(employee)
    return _do(
        request, employee, "without", form,
        lambda: go_on_without(plan=plan, why=form.cleaned_data["why"], **_seen(form), **_acts(request)),
    )  # fmt: skip


@requires(Permission.OWN_PEOPLE)
@require_POST
def unnecessary(request: StafettRequest, employment_id: int) -> HttpResponse:
    """Says that a plan is obviously unnecessary."""
    employee = opened_for_plan(request, employment_id)
    form = WhyForm(0, request.POST, prefix="unnecessary")
    return _do(
        request, employee, "unnecessary", form,
        lambda: find_unnecessary(
            case=employee.case, employment=employee.employment, why=form.cleaned_data["why"], **_acts(request)
        ),
    )  # fmt: skip


@requires(Permission.OWN_PEOPLE)
@require_POST
def share(request: StafettRequest, employment_id: int) -> HttpResponse:
    """Shares it with the issuer or Nav."""
    employee = opened_for_plan(request, employment_id)
    form, receiver = SeenForm(0, request.POST), receiver_of(request)
    plan = _plan(employee)
    return _do(
        request, employee, "shared", form,
        lambda: share_plan(plan=plan, shared_with=receiver, **_seen(form), **_acts(request)),
    )  # fmt: skip


@requires(Permission.OWN_PEOPLE)
@require_POST
def withdraw(request: StafettRequest, employment_id: int) -> HttpResponse:
    """Takes back for the future what the employer has shared."""
    employee = opened_for_plan(request, employment_id)
    form, receiver = SeenForm(0, request.POST), receiver_of(request)
    plan = _plan(employee)
    return _do(
        request, employee, "taken_back", form, lambda: take_back(plan=plan, shared_with=receiver, **_acts(request))
    )


def _do(
    request: StafettRequest, employee: Employee, name: str, form: SeenForm, act: Callable[[], object]
) -> HttpResponse:
    """Acts where the form is whole; a refusal stands on the page with what was written."""
    if status := done_or_status(form, act):
        return plan_page(request, employee, {name: form}, status=status)
    messages.success(request, text(f"employer.plan.{name}"))
    return redirect("employer_plan", employee.employment.pk)


def _plan(employee: Employee) -> FollowUpPlan:
    found = plan_in(employee.case, employee.employment)
    if found is None:
        raise Http404
    return found.plan


def _seen(form: SeenForm) -> dict[str, Any]:
    return {"seen": form.cleaned_data["seen"]}


def _acts(request: StafettRequest) -> dict[str, Any]:
    return {"actor": own_actor(request), "on": request.day, "at": clock.now()}
