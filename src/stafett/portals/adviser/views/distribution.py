"""The leader's page on who has whom: a plan that is looked at, then done, and that can be undone."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.distribution.models import DistributionRule
from stafett.cases.distribution.selectors import newest_redistribution, plan_redistribution, rules_of
from stafett.cases.distribution.services import redistribute, set_key
from stafett.cases.handover.selectors import advisers_of
from stafett.cases.many.choosing import Refused
from stafett.cases.many.models import REDISTRIBUTED, ManyAction
from stafett.cases.many.undo import take_back
from stafett.cases.services import CaseError
from stafett.frontend.words import text
from stafett.portals.adviser.distribution_forms import ALL, KeyForm, WantedForm
from stafett.portals.adviser.views.common import actor_of, page
from stafett.portals.adviser.views.outcome import CONFLICT, REFUSED, in_words

MOVES_ON_A_PAGE = 50


@requires(Permission.LEAD)
@require_safe
def plan(request: StafettRequest) -> HttpResponse:
    """Chooses whose cases and by which key; with both in the address the plan, before anything is done."""
    staff = advisers_of(actor_of(request).unit)
    if "kind" not in request.GET:
        return _page(request, WantedForm(staff, initial={"whose": ALL, "kind": "even_load"}))
    form = WantedForm(staff, request.GET)
    return _page(request, form, status=200 if form.is_valid() else REFUSED)


@requires(Permission.LEAD)
@require_POST
def do(request: StafettRequest) -> HttpResponse:
    """Does the plan that was shown; another one has to be looked at first."""
    actor = actor_of(request)
    form = WantedForm(advisers_of(actor.unit), request.POST)
    if not form.is_valid():
        return _page(request, form, status=REFUSED)
    seen = request.POST.get("seen", "")
    try:
        done = redistribute(wanted=form.wanted, seen=seen, actor=actor, on=request.day, at=clock.now())
    except CaseError as error:
        return _page(request, form, refused=in_words(error.code, error.parameters), status=CONFLICT)
    messages.success(request, text("done.redistributed", count=len(done.before)))
    return redirect("adviser_distribution")


@requires(Permission.LEAD)
@require_POST
def undo(request: StafettRequest, redistribution_id: int) -> HttpResponse:
    """Puts the cases of the last redistribution back; those that have changed hands since are named."""
    actor = actor_of(request)
    found = get_object_or_404(ManyAction, pk=redistribution_id, unit=actor.unit, event=REDISTRIBUTED)
    form = WantedForm(advisers_of(actor.unit), initial={"whose": ALL, "kind": found.how["kind"]})
    try:
        outcome = take_back(action=found.pk, actor=actor, on=request.day, at=clock.now())
    except CaseError as error:
        return _page(request, form, refused=in_words(error.code, error.parameters), status=CONFLICT)
    messages.success(request, text("done.undone", count=outcome.done))
    # A person whom the leader may not open has no name, and is not told of.
    left = [one for one in outcome.refused if one.name]
    return _page(request, form, left=left) if left else redirect("adviser_distribution")


@requires(Permission.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: StafettRequest) -> HttpResponse:
    """The unit's key of one kind: what each adviser has."""
    actor = actor_of(request)
    asked = request.GET.get("kind", "")
    kind = asked if asked in DistributionRule.Kind.values else DistributionRule.Kind.BIRTH_DATE.value
    staff, rules = advisers_of(actor.unit), rules_of(actor.unit, kind)
    form = KeyForm(kind, staff, rules, request.POST) if request.method == "POST" else KeyForm(kind, staff, rules)
    if form.is_bound and form.is_valid():
        set_key(kind=kind, parts=form.parts, actor=actor, on=request.day, at=clock.now())
        messages.success(request, text("done.key_set"))
        return redirect(f"{reverse('adviser_keys')}?kind={kind}")
    kinds = [(each, f"?kind={each}", each == kind) for each in DistributionRule.Kind.values]
    context = {"form": form, "kind": kind, "kinds": kinds}
    status = REFUSED if form.errors else 200
    return page(request, "adviser/keys.html", context, here="adviser_distribution", status=status)


def _page(
    request: StafettRequest,
    form: WantedForm,
    *,
    refused: str = "",
    left: Sequence[Refused] = (),
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "refused": refused,
        "left": [(one.name, in_words(one.code, one.parameters)) for one in left],
        "newest": newest_redistribution(actor_of(request).unit),
    }
    if form.is_bound and form.is_valid():
        shown = plan_redistribution(actor_of(request), form.wanted, on=request.day)
        context |= {"plan": shown, **_moves(request, form, shown.moves)}
    return page(request, "adviser/distribution.html", context, here="adviser_distribution", status=status)


def _moves(request: StafettRequest, form: WantedForm, moves: Sequence[Any]) -> dict[str, Any]:
    """One page of the moves, with the addresses of those before and after."""
    shown = Paginator(moves, MOVES_ON_A_PAGE).get_page(request.GET.get("page"))

    def address(number: int) -> str:
        asked = {"whose": form.cleaned_data["whose"], "kind": form.cleaned_data["kind"], "page": number}
        return f"{reverse('adviser_distribution')}?{urlencode(asked)}"

    return {
        "moves": shown.object_list,
        "previous_url": address(shown.previous_page_number()) if shown.has_previous() else "",
        "next_url": address(shown.next_page_number()) if shown.has_next() else "",
        "first_shown": shown.start_index(),
        "last_shown": shown.end_index(),
    }
