"""What stands around every page of a case: who it is about, the baton, and the way to the other pages."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from django.urls import reverse

from stafett.access.actors import Actor
from stafett.cases.contents import Contents
from stafett.cases.handover.selectors import open_offer_of
from stafett.cases.models import Case
from stafett.core.stoppoints import EMPLOYMENT_POINTS, SPELL_POINTS

# The pages of a case in the order of their tabs (each with the text `case_page.<name>`), and what is counted on them.
COUNTED: Final[Mapping[str, Callable[[Contents], int] | None]] = {
    "adviser_case": None,
    "adviser_contacts": lambda contents: contents.contacts,
    "adviser_mappings": lambda contents: contents.mappings,
    "adviser_meetings": lambda contents: contents.meetings,
    "adviser_dialogue": lambda contents: contents.said,
    "adviser_measures": lambda contents: contents.measures,
    "adviser_plans": lambda contents: contents.shared_plans,
    "adviser_others": lambda contents: contents.asked_of_others,
    "adviser_notes": lambda contents: contents.notes,
    "adviser_stop_points": None,
    "adviser_journal": None,
}

# Where a next step is taken: the page, and the place on it. What Nav has to do otherwise stands among the tasks.
_TAKEN_AT: Final = {
    "confirm": ("adviser_case", "screening"),
    "await_answer": ("adviser_case", "screening"),
    "answer_request": ("adviser_case", "requests"),
    "accept_handover": ("adviser_case", "handover"),
    "mapping": ("adviser_mappings", "mapping"),
    "contact": ("adviser_contacts", "contacts"),
    "reassess": ("adviser_contacts", "need"),
    "meeting_outcome": ("adviser_meetings", "meetings"),
    "meeting_adviser": ("adviser_meetings", "meetings"),
    "meeting_after_end": ("adviser_meetings", "meetings"),
    "note_ends": ("adviser_stop_points", "notes"),
    "case_closes": ("adviser_stop_points", "notes"),
}
_OF_NAV: Final = {point.kind for point in SPELL_POINTS if point.actor in {"nav", "system"}}
_OF_OTHERS: Final = {point.kind for point in (*SPELL_POINTS, *EMPLOYMENT_POINTS)} - _OF_NAV


class Tab(NamedTuple):
    """The way to one page of the case, and how much stands there.

    `current` is "page" on the page itself, "true" on one that belongs to it, and empty elsewhere.
    """

    name: str
    url: str
    number: int
    current: str

    @property
    def label(self) -> str:
        """The gettext key of the page's name."""
        return f"case_page.{self.name}"


def frame(
    actor: Actor | None, case: Case, contents: Contents, tab: str, *, can_write: bool, within: bool
) -> dict[str, Any]:
    """What `adviser/case_frame.html` shows. `tab` is one of COUNTED; `within`: the page is one that belongs to it."""
    return {
        "case": case,
        "tabs": [
            Tab(
                name,
                reverse(name, args=[case.pk]),
                counted(contents) if counted else 0,
                ("true" if within else "page") if name == tab else "",
            )
            for name, counted in COUNTED.items()
        ],
        "wish": contents.wish,
        "category": contents.window["in_force"] if contents.window else "",
        "next_step_url": place_of(case.next_step, case),
        "is_mine": actor is not None and case.holder_id == actor.id,
        "is_offered": open_offer_of(case) is not None,
        "can_write": can_write,
    }


def place_of(step: str, case: Case) -> str:
    """Where on the pages of the case a step, or a task of that kind, is taken."""
    otherwise = ("adviser_stop_points", "duties") if step in _OF_OTHERS else ("adviser_case", "tasks")
    name, place = _TAKEN_AT.get(step, otherwise)
    return f"{reverse(name, args=[case.pk])}#{place}"
