"""What a view may be used for, and by whom. A view that names nothing stops the program from starting."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver, get_resolver

from stafett.access.actors import Actor


class Permission(StrEnum):
    """What an actor may do. Which case it may be done to is decided by `access.services.open_case`."""

    PUBLIC = "public"  # pages without data about anybody: the door, help, static text
    OWN_CASE = "own_case"  # the person's own pages
    OWN_PEOPLE = "own_people"  # the employer's pages: a leader's own people, or HR's organisation
    OWN_PATIENTS = "own_patients"  # the issuer's pages, of those for whom they have written notes
    READ_CASES = "read_cases"  # lists and case pages of the actor's unit
    FOLLOW_UP = "follow_up"  # decide and write on a case
    LEAD = "lead"  # distribute the unit's cases, and set up what is the unit's own, such as its themes of conversation
    OFFICE_TEXTS = "office_texts"  # the words that the actor's own unit keeps for its messages
    QUARANTINE = "quarantine"  # refused sick notes, original bytes included; given to one person at a time
    RULES = "rules"  # the rules over HTTP: they hold no data of ours, and reckon with what is sent alone
    DEMO = "demo"  # role chooser and date control; exist only in the demo


_GRANTED: dict[tuple[str, str], frozenset[Permission]] = {
    ("staff", "adviser"): frozenset(
        {Permission.READ_CASES, Permission.FOLLOW_UP, Permission.OFFICE_TEXTS, Permission.RULES}
    ),
    ("staff", "leader"): frozenset({Permission.READ_CASES, Permission.LEAD, Permission.OFFICE_TEXTS, Permission.RULES}),
    ("person", "person"): frozenset({Permission.OWN_CASE}),
    ("employer", "employer_leader"): frozenset({Permission.OWN_PEOPLE}),
    ("employer", "employer_hr"): frozenset({Permission.OWN_PEOPLE}),
    ("issuer", "issuer"): frozenset({Permission.OWN_PATIENTS}),
    ("program", "program"): frozenset({Permission.RULES}),
}

View = TypeVar("View", bound=Callable[..., Any])


def requires(permission: Permission) -> Callable[[View], View]:
    """Declares the permission of a view."""

    def declare(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined] # functions carry their permission with them
        return view

    return declare


def permission_of(view: Callable[..., Any]) -> Permission | None:
    """The declared permission, or None."""
    return getattr(view, "permission", None)


def is_allowed(actor: Actor | None, permission: Permission, *, demo: bool) -> bool:
    """Whether `actor` (None: nobody has entered) may use views that need `permission`."""
    if permission is Permission.PUBLIC:
        return True
    if permission is Permission.DEMO:
        return demo
    if actor is None:
        return False
    if permission is Permission.QUARANTINE:
        return actor.is_staff and actor.handles_quarantine
    return permission in _GRANTED.get((actor.kind, actor.role), frozenset())


def refuse_undeclared_views() -> None:
    """Raises ImproperlyConfigured when any URL leads to a view without a declared permission."""
    undeclared = [route for route, view in all_views() if permission_of(view) is None]
    if undeclared:
        raise ImproperlyConfigured(f"These views declare no permission: {', '.join(sorted(undeclared))}")


def all_views() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every route of the program with its view."""
    yield from _walk("", get_resolver().url_patterns)


def _walk(prefix: str, patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, Callable[..., Any]]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(route, pattern.url_patterns)
        else:
            yield route, pattern.callback
