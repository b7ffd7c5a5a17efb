"""Whoever sends more than is taken in hears so: their browser reads no answer before all that it sends is received."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, cast

from django.http import HttpRequest, HttpResponse

TOO_MUCH = 413
_MOST = 50_000_000  # bytes that are received and thrown away; who sends more is cut off
_AT_ONCE = 1 << 16


class TooMuchMiddleware:
    """Receives the rest of what is refused for its size before the answer goes out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == TOO_MUCH:
            source = cast("IO[bytes]", request.META["wsgi.input"])
            left = min(int(request.META.get("CONTENT_LENGTH") or 0), _MOST)
            while left > 0 and (received := source.read(min(left, _AT_ONCE))):
                left -= len(received)
        return response
