"""Hand-overs: offering a case, answering offers one by one or many at once, and keeping sight of what was given."""

from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.handover.models import HandOver
from stafett.cases.handover.selectors import advisers_of, offers_to, receivers, sent_from
from stafett.cases.handover.services import (
    Record,
    accept_cases,
    answered_error,
    offer_case,
    return_case,
    withdraw_offer,
)
from stafett.cases.models import Case
from stafett.cases.services import CaseError
from stafett.frontend.words import text
from stafett.people.models import Staff, Unit
from stafett.portals.adviser.handover_forms import BatchForm, OfferForm, ReturnForm
from stafett.portals.adviser.handovers import accept_form, begun, return_prefix, shown_offers
from stafett.portals.adviser.views.case import overview_page
from stafett.portals.adviser.views.common import actor_of, case_page, may, opened_case, page
from stafett.portals.adviser.views.outcome import CONFLICT, REFUSED, conflict, done, in_words, written
from stafett.portals.asked import key_before, key_in

STATES = tuple(HandOver.State.values)
WHOSE = ("mine", "unit")
# Those that are due first; the others come when these have been answered.
OFFERS_SHOWN = 200


@requires(Permission.FOLLOW_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: StafettRequest, case_id: int) -> HttpResponse:
    """The page on which a case is offered to somebody else, with its record."""
    case = opened_case(request, case_id, page_name="handover")
    if request.method == "POST":
        return _offer(request, case)
    initial = begun([case])[case.pk]
    return _offer_page(request, case, OfferForm(*_receivers(case), initial=initial))


def _offer(request: StafettRequest, case: Case) -> HttpResponse:
    form = OfferForm(*_receivers(case), request.POST)
    if not form.is_valid():
        return _offer_page(request, case, form, status=REFUSED)
    to_unit, to_staff = form.receiver
    record = Record(**{name: form.cleaned_data[name] for name in ("why", *HandOver.WRITTEN)})
    try:
        offer_case(
            case=case, to_unit=to_unit, to_staff=to_staff, record=record, actor=actor_of(request), on=request.day,
            at=clock.now(),
        )  # fmt: skip
    except CaseError as error:
        if error.code == "handover.may_not_open":
            form.add_error("to", in_words(error.code, error.parameters))
            return _offer_page(request, case, form, status=REFUSED)
        return conflict(request, case, error.code, form, **error.parameters)
    return done(request, case, "done.offered")


def _offer_page(request: StafettRequest, case: Case, form: OfferForm, *, status: int = 200) -> HttpResponse:
    open_one = HandOver.objects.select_related("to_unit").filter(case=case, state=HandOver.State.OFFERED).first()
    context = {"form": form, "open_one": open_one}
    return case_page(request, case, "adviser_case", "adviser/offer.html", context, within=True, status=status)


def _receivers(case: Case) -> tuple[list[Unit], list[Staff]]:
    return receivers(case.holder_unit_id, holder=case.holder_id)


@requires(Permission.FOLLOW_UP)
@require_POST
def accept(request: StafettRequest, case_id: int, handover_id: int) -> HttpResponse:
    """Accepts one offer, from the case page."""
    opened = _opened(request, case_id, handover_id, page_name="handover_accept")
    if isinstance(opened, HttpResponse):
        return opened
    actor = actor_of(request)
    form = accept_form(opened, actor, request.POST)
    if not form.is_valid():
        return overview_page(request, opened.case, forms={"accept": form}, status=REFUSED)
    outcome = accept_cases(offers=[opened.pk], holder=form.chosen, actor=actor, on=request.day, at=clock.now())
    for _, error in outcome.refused:
        return conflict(request, opened.case, error.code, form, **error.parameters)
    return done(request, opened.case, "done.accepted")


@requires(Permission.FOLLOW_UP)
@require_POST
def send_back(request: StafettRequest, case_id: int, handover_id: int) -> HttpResponse:
    """Sends one offer back with why."""
    prefix = f"return{handover_id}"
    form = ReturnForm(request.POST, prefix=prefix)
    opened = _opened(request, case_id, handover_id, page_name="handover_return", form=form)
    if isinstance(opened, HttpResponse):
        return opened
    if not form.is_valid() and opened.is_open:
        return overview_page(request, opened.case, forms={return_prefix(opened): form}, status=REFUSED)
    reason = form.cleaned_data.get("reason", "")
    return _end(
        request, opened, form, "done.returned",
        lambda: return_case(offer=opened, reason=reason, actor=actor_of(request), on=request.day, at=clock.now()),
    )  # fmt: skip


@requires(Permission.FOLLOW_UP)
@require_POST
def withdraw(request: StafettRequest, case_id: int, handover_id: int) -> HttpResponse:
    """Takes an own offer back."""
    case = opened_case(request, case_id, page_name="handover_withdraw")
    found = get_object_or_404(HandOver.objects.select_related("case"), pk=handover_id, case=case)
    return _end(
        request, found, None, "done.withdrawn",
        lambda: withdraw_offer(offer=found, actor=actor_of(request), on=request.day, at=clock.now()),
    )  # fmt: skip


def _end(
    request: StafettRequest, offer: HandOver, form: BaseForm | None, code: str, end: Callable[[], None]
) -> HttpResponse:
    try:
        end()
    except CaseError as error:
        return conflict(request, offer.case, error.code, form, **error.parameters)
    messages.success(request, text(code))
    if offer.case.holder_unit_id == actor_of(request).unit:
        return redirect("adviser_case", case_id=offer.case_id)
    return redirect("adviser_offers")


def _opened(
    request: StafettRequest, case_id: int, handover_id: int, *, page_name: str, form: BaseForm | None = None
) -> HandOver | HttpResponse:
    """The offer with its case, the reading logged; the conflict page when a colleague has answered it already."""
    try:
        case = opened_case(request, case_id, page_name=page_name, offered_too=True)
    except Http404:
        return _answered_by_a_colleague(request, case_id, handover_id, form)
    found = get_object_or_404(HandOver.objects.filter(case=case), pk=handover_id)
    found.case = case
    return found


def _answered_by_a_colleague(
    request: StafettRequest, case_id: int, handover_id: int, form: BaseForm | None
) -> HttpResponse:
    """For somebody whose unit has sent the case back meanwhile: what was done, and their own words, no more."""
    actor = actor_of(request)
    theirs = HandOver.objects.select_related("answered_by").exclude(state=HandOver.State.OFFERED)
    found = get_object_or_404(
        theirs, pk=handover_id, case=case_id, to_unit=actor.unit, case__person__protection__in=actor.may_open
    )
    error = answered_error(found)
    context = {"sentence": in_words(error.code, error.parameters), "written": written(form)}
    return page(request, "adviser/conflict.html", context, here="adviser_offers", status=CONFLICT)


# --- the lists


@requires(Permission.READ_CASES)
@require_safe
def offers(request: StafettRequest) -> HttpResponse:
    """What is offered to the actor's unit, to be accepted many at once."""
    actor = actor_of(request)
    form = BatchForm([], advisers_of(actor.unit), initial={"holder": ""})
    return _offers_page(request, form)


@requires(Permission.FOLLOW_UP)
@require_POST
def accept_many(request: StafettRequest) -> HttpResponse:
    """Accepts the chosen offers; each that could not be is named with why."""
    actor = actor_of(request)
    # Also those that have been answered since the page was shown: they are named, not left out without a word.
    seen = HandOver.objects.filter(to_unit=actor.unit, case__person__protection__in=actor.may_open)
    asked = [key for one in request.POST.getlist("accepted") if (key := key_in(one)) is not None]
    known = [str(key) for key in seen.filter(pk__in=asked).values_list("pk", flat=True)]
    form = BatchForm(known, advisers_of(actor.unit), request.POST)
    if not form.is_valid():
        return _offers_page(request, form, status=REFUSED)
    chosen = [int(key) for key in form.cleaned_data["accepted"]]
    outcome = accept_cases(offers=chosen, holder=form.chosen, actor=actor, on=request.day, at=clock.now())
    if outcome.accepted:
        messages.success(request, text("done.accepted_many", count=len(outcome.accepted)))
    if not outcome.refused:
        return redirect("adviser_offers")
    refused = [(offer.case.person.name, in_words(error.code, error.parameters)) for offer, error in outcome.refused]
    return _offers_page(request, BatchForm([], advisers_of(actor.unit)), refused=refused, status=CONFLICT)


def _offers_page(
    request: StafettRequest, form: BatchForm, *, refused: Sequence[tuple[str, str]] = (), status: int = 200
) -> HttpResponse:
    found = list(offers_to(actor_of(request))[: OFFERS_SHOWN + 1])
    context = {
        "offers": shown_offers(found[:OFFERS_SHOWN]),
        "choose_all": request.GET.get("choose") == "all",
        "more": len(found) > OFFERS_SHOWN,
        "form": form,
        "chosen": form.data.getlist("accepted") if form.is_bound and hasattr(form.data, "getlist") else [],
        "refused": refused,
        "can_write": may(request, Permission.FOLLOW_UP),
    }
    return page(request, "adviser/offers.html", context, here="adviser_offers", status=status)


@requires(Permission.READ_CASES)
@require_safe
def sent(request: StafettRequest) -> HttpResponse:
    """What was given away, by the actor or by the unit: who holds it now, the next date, and what came back."""
    actor = actor_of(request)
    asked = request.GET.get("whose", "")
    whose = asked if asked in WHOSE else ("mine" if actor.role == "adviser" else "unit")
    state = request.GET.get("state", "") if request.GET.get("state") in STATES else ""
    before = key_before(request.GET)
    found = sent_from(actor, mine=whose == "mine", state=state, before=before)
    kept = {"whose": whose, "state": state}
    context = {
        "rows": found.rows,
        "whose": whose,
        "state": state,
        "states": STATES,
        "whose_tabs": [(name, f"?{urlencode(kept | {'whose': name})}", name == whose) for name in WHOSE],
        "first_url": f"?{urlencode(kept)}" if before else "",
        "next_url": f"?{urlencode(kept | {'before': str(found.next)})}" if found.next else "",
    }
    return page(request, "adviser/sent_cases.html", context, here="adviser_offers")
