"""The door: where one comes in, and goes out."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from stafett.access.login import leave
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.portals.context import HOMES, LARGE, TEXT_SIZE_COOKIE

_YEAR = 365 * 24 * 3600  # seconds


@requires(Permission.PUBLIC)
def door(request: StafettRequest) -> HttpResponse:
    """To the own pages of whoever has entered; else to the demo's role chooser, else a word about login."""
    if request.actor is not None:
        return redirect(HOMES[request.actor.kind])
    if settings.DEMO:
        return redirect("roles")
    return render(request, "door/no_login.html")


@requires(Permission.PUBLIC)
@require_POST
def leave_session(request: StafettRequest) -> HttpResponse:
    """Ends the session."""
    leave(request.session)
    return redirect("door")


@requires(Permission.PUBLIC)
@require_POST
def switch_language(request: StafettRequest) -> HttpResponseBase:
    """Sets the language's cookie and goes back to `next`, if that is an address here."""
    return set_language(request)


@requires(Permission.PUBLIC)
@require_POST
def switch_text_size(request: StafettRequest) -> HttpResponseBase:
    """Large text, or as it was; it stays in this browser. Goes back to `next`, if that is an address here."""
    back = request.POST.get("next", "")
    is_here = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = redirect(back if is_here else "door")
    if request.POST.get("size") == LARGE:
        response.set_cookie(TEXT_SIZE_COOKIE, LARGE, max_age=_YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(TEXT_SIZE_COOKIE, samesite="Lax")
    return response
