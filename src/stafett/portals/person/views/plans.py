"""The follow-up plans in the person's employments: read, added to, approved or sent back, shared and taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.models import Case
from stafett.frontend.words import text
from stafett.plans.follow_up_plan.models import FollowUpPlan
from stafett.plans.follow_up_plan.selectors import plans_of_person, whole
from stafett.plans.follow_up_plan.services import add_words, answer_plan
from stafett.plans.follow_up_plan.sharing import newest_issuer, share_plan, take_back
from stafett.portals.comparing import compared
from stafett.portals.person.plan_forms import PlanAnswerForm, SeenForm, WordsForm
from stafett.portals.person.views.common import own_actor, own_id
from stafett.portals.plan_acting import done_or_status, receiver_of
from stafett.portals.plan_words import parts_of

DONE = ("words", "approved", "returned", "shared", "taken_back")
"""What is said when it is done: `person.plan.done.<act>`."""


@requires(Permission.OWN_CASE)
@require_safe
def own_plans(request: StafettRequest) -> HttpResponse:
    """The plan of each employment, those of the newest absence first."""
    return render(request, "person/plans.html", {"plans": plans_of_person(own_id(request))})


@requires(Permission.OWN_CASE)
@require_safe
def own_plan(request: StafettRequest, plan_id: int) -> HttpResponse:
    """One plan as it stands, and what the person can do with it."""
    return _page(request, _own(request, plan_id), {})


@requires(Permission.OWN_CASE)
@require_POST
def own_words(request: StafettRequest, plan_id: int) -> HttpResponse:
    """The person's own words in the plan."""
    plan = _own(request, plan_id)
    form = WordsForm(plan.version, "", request.POST)
    return _do(
        request, plan, "words", form,
        lambda: add_words(
            plan=plan, words=form.cleaned_data["words"].replace("\r\n", "\n"),
            started_from=form.cleaned_data["started_from"], **_acts(request),
        ),
    )  # fmt: skip


@requires(Permission.OWN_CASE)
@require_POST
def own_answer(request: StafettRequest, plan_id: int) -> HttpResponse:
    """Approves the plan, or sends it back."""
    plan = _own(request, plan_id)
    form = PlanAnswerForm(plan.version, request.POST)
    return _do(
        request, plan, request.POST.get("answer", ""), form,
        lambda: answer_plan(
            plan=plan, approved=form.cleaned_data["answer"] == "approved", words=form.cleaned_data["why"],
            seen=form.cleaned_data["seen"], **_acts(request),
        ),
    )  # fmt: skip


@requires(Permission.OWN_CASE)
@require_POST
def own_share(request: StafettRequest, plan_id: int) -> HttpResponse:
    """Shares the plan with the issuer or Nav."""
    plan, receiver = _own(request, plan_id), receiver_of(request)
    form = SeenForm(request.POST)
    return _do(
        request, plan, "shared", form,
        lambda: share_plan(plan=plan, shared_with=receiver, seen=form.cleaned_data["seen"], **_acts(request)),
    )  # fmt: skip


@requires(Permission.OWN_CASE)
@require_POST
def own_withdrawal(request: StafettRequest, plan_id: int) -> HttpResponse:
    """Takes back for the future what the person has shared."""
    plan, receiver = _own(request, plan_id), receiver_of(request)
    form = SeenForm(request.POST)
    return _do(request, plan, "taken_back", form, lambda: take_back(plan=plan, shared_with=receiver, **_acts(request)))


@requires(Permission.OWN_CASE)
@require_safe
def own_versions(request: StafettRequest, plan_id: int) -> HttpResponse:
    """What has changed between two versions."""
    found = whole(_own(request, plan_id))
    context = {"plan": found.plan, "person": found.plan.person, "versions": found.versions[::-1]}
    return render(request, "person/plan_versions.html", {**context, **compared(found, request.GET)})


def _own(request: StafettRequest, plan_id: int) -> FollowUpPlan:
    begun = FollowUpPlan.objects.exclude(state=FollowUpPlan.State.NOT_BEGUN)
    whose = begun.select_related("case__holder_unit", "person", "employment__employer")
    return get_object_or_404(whose, pk=plan_id, person=own_id(request))


def _acts(request: StafettRequest) -> dict[str, Any]:
    return {"actor": own_actor(request), "on": request.day, "at": clock.now()}


def _do(
    request: StafettRequest, plan: FollowUpPlan, name: str, form: BaseForm, act: Callable[[], object]
) -> HttpResponse:
    """Acts where the form is whole; a refusal stands on the page with what was written."""
    if status := done_or_status(form, act):
        plan.refresh_from_db()
        return _page(request, plan, {name: form}, status=status)
    messages.success(request, text(f"person.plan.done.{name}"))
    return redirect("person_plan", plan.pk)


def _page(
    request: StafettRequest, plan: FollowUpPlan, given: dict[str, BaseForm], *, status: int = 200
) -> HttpResponse:
    found = whole(plan)
    content = found.content
    may_write = plan.case.state == Case.State.OPEN and plan.state != FollowUpPlan.State.UNNECESSARY
    refused = next(iter(given.values()), None)
    names = {"issuer": newest_issuer(plan.case, request.day), "nav": plan.case.holder_unit}
    context = {
        "plan": plan,
        "person": plan.person,
        "found": found,
        "parts": parts_of(content) if content else [],
        "may_write": may_write and content is not None,
        "waits": plan.state == FollowUpPlan.State.WITH_EMPLOYEE and plan.case.state == Case.State.OPEN,
        "words_form": given.get("words") or WordsForm(plan.version, content.employee_words if content else ""),
        "answer_form": next((form for form in given.values() if isinstance(form, PlanAnswerForm)), None)
        or PlanAnswerForm(plan.version),
        "receivers": [
            (
                receiver,
                name,
                found.share_with(receiver, by_employer=False) is not None,
                found.may_share(receiver, by_employer=False),
            )
            for receiver, name in names.items()
            if name is not None
        ],
        "refused_form": refused,
    }
    return render(request, "person/plan.html", context, status=status)
