"""What is done to many chosen cases with a page between: offering them to others, and writing to their persons."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.handover.many import offer_cases, to_offer
from stafett.cases.handover.models import HandOver
from stafett.cases.handover.selectors import receivers
from stafett.cases.handover.services import known_of
from stafett.cases.many.choosing import Refused
from stafett.cases.models import Case
from stafett.cases.services import CaseError
from stafett.dialogue.many import send_messages, to_send
from stafett.dialogue.models import TextBlock
from stafett.frontend.words import text
from stafett.people.models import Unit
from stafett.portals.adviser.handovers import ShownHandOver, shown_handover
from stafett.portals.adviser.many_forms import ManyMessageForm, ManyOfferForm, ShownForm
from stafett.portals.adviser.views.common import actor_of, opened_case, page
from stafett.portals.adviser.views.many import back_of, chosen_cases, in_words_of, list_address, told
from stafett.portals.adviser.views.messages import readability_context
from stafett.portals.adviser.views.outcome import REFUSED
from stafett.portals.asked import key_in

Choose = Callable[..., tuple[list[Case], list[Refused]]]


@requires(Permission.FOLLOW_UP)
@require_POST
def offer(request: StafettRequest) -> HttpResponse:
    """Offers the chosen cases to somebody else: first the page with the record, then what became of it."""
    chosen = _chosen(request, to_offer)
    if isinstance(chosen, HttpResponse):
        return chosen
    cases, context = chosen
    actor, do = actor_of(request), request.POST.get("do")
    units = receivers(actor.unit)
    if do not in {"preview", "offer"} or not cases:
        return _page(request, "adviser/many_offer.html", context | {"form": ManyOfferForm(*units)})
    form = ManyOfferForm(*units, request.POST)
    if not form.is_valid():
        return _page(request, "adviser/many_offer.html", context | {"form": form}, status=REFUSED)
    if do == "preview":
        preview = _record(request, form, context["shown_form"].case)
        return _page(request, "adviser/many_offer.html", context | {"form": form, "preview": preview})
    to_unit, to_staff = form.receiver
    outcome = offer_cases(
        records=form.records(cases), seen=_seen(request), to_unit=to_unit, to_staff=to_staff, actor=actor,
        on=request.day, at=clock.now(),
    )  # fmt: skip
    outcome = replace(outcome, refused=[*context["left"], *outcome.refused])
    return told(request, outcome, "offer", back_of(request))


@requires(Permission.FOLLOW_UP)
@require_POST
def message(request: StafettRequest) -> HttpResponse:
    """Writes to the persons of the chosen cases: words, then what each gets and how many do, then it is sent."""
    chosen = _chosen(request, to_send)
    if isinstance(chosen, HttpResponse):
        return chosen
    cases, context = chosen
    actor, do = actor_of(request), request.POST.get("do")
    unit = Unit.objects.get(pk=actor.unit or 0)
    blocks = list(TextBlock.objects.filter(unit=unit, active=True).order_by("title"))
    form = ManyMessageForm(blocks, request.POST if do else None)
    context |= {"form": form}
    if do not in {"preview", "send"} or not form.is_valid() or not cases:
        status = REFUSED if do in {"preview", "send"} and form.errors else 200
        words = readability_context(request, unit.number, request.POST.get("text", ""))
        return _page(request, "adviser/many_message.html", context | words, status=status)
    if do == "preview":
        one = context["shown_form"].case
        filled = form.draft.to(one.person, adviser=actor.name, unit=unit.name)
        context |= {"filled": filled, "one": one, **readability_context(request, unit.number, filled.text)}
        return _page(request, "adviser/many_message_preview.html", context)
    outcome = send_messages(
        cases=chosen_cases(request), seen=_seen(request), draft=form.draft, unit=unit.name, actor=actor,
        on=request.day, at=clock.now(),
    )  # fmt: skip
    return told(request, outcome, "message", back_of(request))


def _chosen(request: StafettRequest, choose: Choose) -> tuple[list[Case], dict[str, Any]] | HttpResponse:
    """The cases that it can be done with, and what every step's page shows; the list where nothing was chosen."""
    actor, keys = actor_of(request), chosen_cases(request)
    if not keys:
        return _back_with(request, text("many.none_chosen"))
    try:
        found, left = choose(keys, seen=_seen(request), actor=actor)
    except CaseError as error:
        return _back_with(request, text(error.code, **error.parameters))
    context = {
        "number": len(found),
        "cases": ",".join(str(key) for key in keys),
        "seen": _seen(request),
        "back": back_of(request),
        "left": left,
        "refused": in_words_of(left),
        "shown_form": ShownForm(found, request.POST),
    }
    return found, context


def _back_with(request: StafettRequest, why: str) -> HttpResponse:
    """The list that the cases were chosen in, with what is wrong."""
    messages.error(request, why)
    return redirect(list_address(back_of(request)))


def _record(request: StafettRequest, form: ManyOfferForm, case: Case) -> ShownHandOver:
    """The record of one of them as its receiver will read it; that it was read is logged."""
    opened = opened_case(request, case.pk, page_name="handover")
    record = form.records([opened])[opened.pk]
    written = {name: getattr(record, name) for name in ("why", *HandOver.WRITTEN)}
    return shown_handover(HandOver(case=opened, known=known_of([opened])[opened.pk], **written))


def _seen(request: StafettRequest) -> int:
    """How far the journal went when the cases were chosen; the beginning where that is not said."""
    return key_in(request.POST.get("seen", "")) or 0


def _page(request: StafettRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return page(request, template, context, here="adviser_list", status=status)
