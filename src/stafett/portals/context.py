"""What the frame around every page shows: who one is, where one can go, and that a demo is a demo."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from stafett.access.actors import Actor
from stafett.frontend.words import text

# Where each kind of actor comes in.
HOMES = {
    "person": "person_home",
    "staff": "adviser_list",
    "employer": "employer_people",
    "issuer": "issuer_patients",
}

TEXT_SIZE_COOKIE, LARGE = "text_size", "lg"
"""Where the choice of large text is kept, and what it is called there and in the page's `data-size`."""

_SHOWS_ROLE = ("staff", "employer", "issuer")

# The main menu of a role, else of a kind of actor: names of addresses, each with the text `nav.<name>`.
NAVIGATION = {
    "person": ("person_home", "person_messages", "person_help", "person_case"),
    "employer": ("employer_people", "employer_threads", "employer_notifications"),
    "employer_hr": ("employer_people", "employer_notifications"),  # HR is in no thread
    "issuer": ("issuer_patients", "issuer_threads", "issuer_notifications"),
}


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """What base.html reads; absent before the middleware has run (error pages)."""
    actor: Actor | None = getattr(request, "actor", None)
    day: date | None = getattr(request, "day", None)
    return {
        "actor": actor,
        "day": day,
        "demo": settings.DEMO,
        "large_text": request.COOKIES.get(TEXT_SIZE_COOKIE) == LARGE,
        "actor_name": actor.name if actor else "",
        "actor_role": text(f"person.role.{actor.role}") if actor and actor.kind in _SHOWS_ROLE else "",
        "navigation": _navigation(actor, request.path) if actor else [],
        "demo_banner": {"day": day, "url": _roles_address(request)} if settings.DEMO and day else None,
    }


def _navigation(actor: Actor, path: str) -> list[tuple[str, str, bool]]:
    """(label, address, whether this is the page)."""
    names = NAVIGATION.get(actor.role) or NAVIGATION.get(actor.kind, ())
    return [(text(f"nav.{name}"), reverse(name), reverse(name) == path) for name in names]


def _roles_address(request: HttpRequest) -> str:
    """The role chooser, which leads back to the page one is on."""
    here = request.get_full_path() if request.method == "GET" else request.path
    chooser = reverse("roles")
    return chooser if request.path.startswith(chooser) else f"{chooser}?{urlencode({'next': here})}"
