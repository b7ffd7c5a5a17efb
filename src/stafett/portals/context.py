"""What the frame around every page shows: who one is, where one can go, and that a demo is a demo."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """`actor`, `day` and `demo` for base.html; absent before the middleware has run (error pages)."""
    return {
        "actor": getattr(request, "actor", None),
        "day": getattr(request, "day", None),
        "demo": settings.DEMO,
    }
