"""Puts the actor and the day on every request, and lets nobody past a view's declared permission."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from stafett.access.actors import Actor
from stafett.access.login import current_actor
from stafett.access.permissions import Permission, is_allowed, permission_of
from stafett.access.programs import program_of
from stafett.access.refusals import refused
from stafett.cases.selectors import working_day
from stafett.rules.problems import Problem


class StafettRequest(HttpRequest):
    """A request after the middleware: `actor` has entered (None on public pages only), `day` is today."""

    actor: Actor | None
    day: date
    htmx: Any


class ActorMiddleware:
    """Default deny: the view's permission is checked before the view is called."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: StafettRequest) -> HttpResponse:
        request.actor = current_actor(request.session)
        request.day = working_day()
        return self.get_response(request)

    def process_view(
        self, request: StafettRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Refuses with 403, or sends somebody who has not entered to the door."""
        permission = permission_of(view)
        if permission is Permission.RULES:
            request.actor = request.actor or program_of(request)
        if permission is not None and is_allowed(request.actor, permission, demo=settings.DEMO):
            return None
        if permission is Permission.RULES:  # asked for by programs, which follow no redirect and read no page
            return refused([Problem("not_allowed")], status=403) if request.actor else _not_entered()
        if request.actor is None and permission not in {None, Permission.DEMO}:
            return redirect("door")
        raise PermissionDenied


def _not_entered() -> HttpResponse:
    response = refused([Problem("not_entered")], status=401)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response
