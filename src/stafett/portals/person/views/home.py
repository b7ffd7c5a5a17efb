"""The overview: what happens next, when, why, and who holds the case."""

from django.http import HttpResponse
from django.shortcuts import render

from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.models import Case, Task
from stafett.dialogue.models import HelpRequest, Message, Reply
from stafett.mapping.models import Mapping
from stafett.mapping.selectors import mappings_of
from stafett.meetings.selectors import next_meeting
from stafett.plans.follow_up_plan.selectors import to_answer
from stafett.portals.person.letters import letters_of
from stafett.portals.person.now import now_of
from stafett.portals.person.views.common import (
    asked_screening,
    own_open_case,
    own_person,
    steps_of,
    waits_for_answer,
)


@requires(Permission.OWN_CASE)
def overview(request: StafettRequest) -> HttpResponse:
    """First what is asked of the person, then what happens, then who can be reached."""
    person = own_person(request)
    case = own_open_case(request)
    screening = asked_screening(case)
    unread = Message.objects.select_related("written_by").filter(person=person, read_on=None).order_by("-id")
    waiting = HelpRequest.objects.filter(person=person, sender="person", answered_on=None).order_by("-id")
    mappings = mappings_of(case) if case else []
    return render(
        request,
        "person/overview.html",
        {
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
            "to_prepare": next((each for each in mappings if each.state == Mapping.State.PLANNED), None),
            "minutes": next((each for each in mappings if each.state == Mapping.State.CLOSED), None),
        },
    )


def _asked(case: Case | None) -> list[str]:
    """The kinds of questions along the way that wait for the person, the most urgent first."""
    if case is None:
        return []
    waiting = case.tasks.filter(actor=Task.Actor.PERSON, state=Task.State.OPEN, kind__in=Reply.Kind.values)
    return list(waiting.order_by("due", "kind").values_list("kind", flat=True))
