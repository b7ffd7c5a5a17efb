"""What every page of the portal needs: the frame, the actor, and a case opened with the reading logged."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from stafett import clock
from stafett.access.actors import Actor
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, is_allowed
from stafett.access.services import AccessRefusedError, open_case
from stafett.cases.contents import Contents, contents_of
from stafett.cases.handover.models import HandOver
from stafett.cases.handover.selectors import given_away
from stafett.cases.models import Case
from stafett.frontend.words import text
from stafett.portals.adviser.frame import frame

# The places of the main menu (each with the text `nav.<name>`), and what they need.
PLACES = {
    "adviser_list": Permission.READ_CASES,
    "adviser_week": Permission.READ_CASES,
    "adviser_offers": Permission.READ_CASES,
    "adviser_distribution": Permission.LEAD,
    "adviser_absences": Permission.READ_CASES,
    "adviser_themes": Permission.LEAD,
    "adviser_quarantine": Permission.QUARANTINE,
}


class MovedCaseError(Http404):
    """The case is another unit's since it accepted the `handover` from the actor's unit."""

    def __init__(self, handover: HandOver) -> None:
        super().__init__()
        self.handover = handover


def actor_of(request: StafettRequest) -> Actor:
    """The actor; the middleware lets nobody in without one."""
    if request.actor is None:
        raise Http404
    return request.actor


def may(request: StafettRequest, permission: Permission) -> bool:
    """Whether the actor has the permission: what they lack is not shown to them."""
    return is_allowed(request.actor, permission, demo=settings.DEMO)


def page(
    request: StafettRequest, template: str, context: Mapping[str, Any], *, here: str = "", status: int = 200
) -> HttpResponse:
    """A page in the staff's frame; `here` names the place of the main menu that it belongs to."""
    places = [
        (text(f"nav.{name}"), reverse(name), name == here)
        for name, permission in PLACES.items()
        if may(request, permission)
    ]
    frame = {"navigation": places, "may_follow_up": may(request, Permission.FOLLOW_UP)}
    return render(request, template, {**frame, **context}, status=status)


def case_page(
    request: StafettRequest,
    case: Case,
    tab: str,
    template: str,
    context: Mapping[str, Any],
    *,
    contents: Contents | None = None,
    within: bool = False,
    status: int = 200,
) -> HttpResponse:
    """A page of a case, in its frame (`frame.frame`); `contents` where the caller has read them already.

    The page shows what `context` holds and what stands in the frame; nothing of the other pages is read.
    """
    contents = contents or contents_of(case, on=request.day)
    around = frame(request.actor, case, contents, tab, can_write=can_write(request, case), within=within)
    return page(request, template, {**around, **context}, here="adviser_list", status=status)


def can_write(request: StafettRequest, case: Case) -> bool:
    """Whether the actor may write in the case: it is open, and their own unit's; not where it is only offered to it."""
    follows_up = may(request, Permission.FOLLOW_UP) and case.state == Case.State.OPEN
    return follows_up and request.actor is not None and case.holder_unit_id == request.actor.unit


def opened_case(
    request: StafettRequest,
    case_id: int,
    *,
    page_name: str,
    goes_on: bool = False,
    offered_too: bool = False,
    along: Sequence[str] = (),
) -> Case:
    """The case, its reading logged (`goes_on`, `offered_too` and `along`: as `open_case` says).

    Raises Http404 both for one that is not there and one that is not the actor's; MovedCaseError where something is
    sent to one that the actor's unit has given away. What a page sends by itself (`goes_on`) stands on the page still.
    """
    actor, at, on = actor_of(request), clock.now(), request.day
    try:
        return open_case(
            actor, case_id, page=page_name, on=on, at=at, goes_on=goes_on, offered_too=offered_too, along=along
        )
    except AccessRefusedError:
        given = given_away(actor, case_id) if request.method == "POST" and not goes_on else None
        raise (MovedCaseError(given) if given else Http404) from None
