"""The overview: what happens next, when, why, and who holds the case."""

from django.http import HttpResponse
from django.shortcuts import render

from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.dialogue.models import HelpRequest, Message
from stafett.portals.person.letters import letters_of
from stafett.portals.person.views.common import asked_screening, next_step_of, own_open_case, own_person
from stafett.screening.models import Screening


@requires(Permission.OWN_CASE)
def overview(request: StafettRequest) -> HttpResponse:
    """First what is asked of the person, then what happens, then who can be reached."""
    person = own_person(request)
    case = own_open_case(request)
    screening = asked_screening(case)
    unread = Message.objects.filter(person=person, read_on=None).order_by("-id")
    waiting = HelpRequest.objects.filter(person=person, sender="person", answered_on=None).order_by("-id")
    return render(
        request,
        "person/overview.html",
        {
            "person": person,
            "case": case,
            "step": next_step_of(case, request.day) if case else None,
            "to_answer": screening if _waits(screening) else None,
            "answered": screening is not None and screening.answers.exists(),
            "unread": letters_of(unread),
            "waiting": waiting,
        },
    )


def _waits(screening: Screening | None) -> bool:
    """Whether an answer is wanted: also after the window, until somebody has looked at the case."""
    if screening is None or screening.state == Screening.State.CONFIRMED:
        return False
    return not screening.answers.exists()
