"""The overview: where one is, what happens next, when and why, who holds the case, and what is asked of one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.failures import course_or_none
from stafett.cases.models import Case, Task
from stafett.dialogue.models import HelpRequest, Message, Reply
from stafett.mapping.models import Mapping as Talk
from stafett.mapping.selectors import mappings_of
from stafett.meetings.selectors import next_meeting
from stafett.plans.follow_up_plan.selectors import to_answer
from stafett.portals.person.letters import letters_of
from stafett.portals.person.now import now_of
from stafett.portals.person.points import points_for_person
from stafett.portals.person.road import road_of
from stafett.portals.person.views.common import (
    asked_screening,
    own_open_case,
    own_person,
    steps_of,
    waits_for_answer,
)
from stafett.portals.person.where import where_of

EXPECTED = ("questions", "soon_end", "meeting_need", "prepare", "meeting", "dialogue", "plan", "messages")
"""What may be asked of the person; texts `person.expected.<code>`."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Something asked of the person (one of EXPECTED), and where they do it."""

    code: str
    url: str


@requires(Permission.OWN_CASE)
def overview(request: StafettRequest) -> HttpResponse:
    """First where the person is and what is asked of them, then the course, then each thing that waits."""
    person = own_person(request)
    case = own_open_case(request)
    screening = asked_screening(case)
    unread = Message.objects.select_related("written_by").filter(person=person, read_on=None).order_by("-id")
    waiting = HelpRequest.objects.filter(person=person, sender="person", answered_on=None).order_by("-id")
    mappings = mappings_of(case) if case else []
    shown: dict[str, Any] = {
        "person": person,
        "case": case,
        "steps": steps_of(case, request.day) if case else [],
        "asked": _asked(case),
        "next_meeting": next_meeting(case, on=request.day) if case else None,
        "to_answer": screening if waits_for_answer(screening) else None,
        "answered": screening is not None and screening.answers.exists(),
        "plans_to_answer": to_answer(person.pk),
        "now": now_of(case, request.day),
        "unread": letters_of(unread),
        "waiting": waiting,
        "to_prepare": next((each for each in mappings if each.state == Talk.State.PLANNED), None),
        "minutes": next((each for each in mappings if each.state == Talk.State.CLOSED), None),
    }
    course = course_or_none(case, on=request.day) if case else None
    if case is not None and course is not None:
        ahead, behind = points_for_person(course, request.day)
        shown |= {
            "where": where_of(case, course, mappings, request.day),
            "road": road_of(case, ahead, behind, request.day),
        }
    return render(request, "person/overview.html", {**shown, "expected": list(_expected(shown))})


def _expected(shown: Mapping[str, Any]) -> Iterator[Expected]:
    """What is asked of the person now, in the order of the cards on the page."""
    if shown["to_answer"]:
        yield Expected("questions", reverse("person_questions"))
    for kind in shown["asked"]:
        yield Expected(kind, reverse(f"person_{kind}"))
    if shown["to_prepare"]:
        yield Expected("prepare", reverse("person_mapping", args=[shown["to_prepare"].pk]))
    meeting = shown["next_meeting"]
    if meeting and not meeting.answer:
        yield Expected("meeting", reverse("person_meeting", args=[meeting.pk]))
    for dialogue in shown["now"].dialogues:
        if not dialogue.answer:
            yield Expected("dialogue", reverse("person_dialogue", args=[dialogue.pk]))
    for plan in shown["plans_to_answer"]:
        yield Expected("plan", reverse("person_plan", args=[plan.pk]))
    if shown["unread"]:
        yield Expected("messages", reverse("person_messages"))


def _asked(case: Case | None) -> list[str]:
    """The kinds of questions along the way that wait for the person, the most urgent first."""
    if case is None:
        return []
    waiting = case.tasks.filter(actor=Task.Actor.PERSON, state=Task.State.OPEN, kind__in=Reply.Kind.values)
    return list(waiting.order_by("due", "kind").values_list("kind", flat=True))
