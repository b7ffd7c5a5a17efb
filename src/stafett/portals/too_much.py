"""Whoever is refused hears why, however much they send: a browser reads no answer before all of that is received."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from django.http import HttpRequest, HttpResponse, UnreadablePostError

REFUSED_FROM = 400
_MOST = 50_000_000  # bytes that are received and thrown away; who sends more is cut off
_AT_ONCE = 1 << 16


class TooMuchMiddleware:
    """Receives the rest of what was sent, where it is refused unread: for its size, or for who sends it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code >= REFUSED_FROM:
            with suppress(UnreadablePostError):
                received = 0
                while received < _MOST and (part := request.read(_AT_ONCE)):
                    received += len(part)
        return response
