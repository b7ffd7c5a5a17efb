"""Who asks by GET for an address that only takes what is sent (by Back, or Enter in the address bar) is led on."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from stafett.access.permissions import Permission, permission_of

_NOT_ALLOWED = 405


class SentOnlyMiddleware:
    """Leads from such an address to the case that it is about, else to the nearest address above it.

    That one leads on in its turn where it only takes what is sent too. Programs are told (405) as before.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if response.status_code != _NOT_ALLOWED or request.method not in {"GET", "HEAD"} or match is None:
            return response
        if permission_of(match.func) is Permission.RULES:
            return response
        if "case_id" in match.kwargs and match.route.startswith("adviser/"):
            return redirect("adviser_case", case_id=match.kwargs["case_id"])
        return redirect(_above(request.path_info))


def _above(path: str) -> str:
    """The nearest address above that is one; the door is above all."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        break
    return path
