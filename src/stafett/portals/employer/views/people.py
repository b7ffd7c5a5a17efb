"""Who is away, for how long, and what the employer must do next."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stafett.access.actors import Actor
from stafett.access.middleware import StafettRequest
from stafett.access.outside import Employee, employees_of
from stafett.access.permissions import Permission, requires
from stafett.access.sharing import Question, sight
from stafett.cases.guidance import Advice, guidance_for, stage_of
from stafett.cases.law import law_in_force
from stafett.dialogue.reminding import read_reminders, reminders_of
from stafett.plans.follow_up_plan.advice import questions_on
from stafett.portals.employer.listing import SHOWN, SORTS, page_of, wanted
from stafett.portals.employer.seen import Seen, seen_of
from stafett.portals.employer.views.common import opened, own_actor

TEMPLATE = "employer/employee.html"


@requires(Permission.OWN_PEOPLE)
@require_safe
def people(request: StafettRequest) -> HttpResponse:
    """A leader's own people who are away, or everybody's for HR; on top what they have been reminded of."""
    actor, on = own_actor(request), request.day
    seen = {one.employee.employment.pk: one for one in seen_of(actor, employees_of(actor, on), on) if not one.is_closed}
    asked = wanted(request.GET)
    page = page_of(seen.values(), asked, request.GET.get("page", "1"))
    sees_weeks = any(one.weeks is not None for one in seen.values())
    context = {
        "page": page,
        "asked": asked,
        "any": bool(seen),
        "sorts": [name for name in SORTS if name != "weeks" or sees_weeks],
        "choices": SHOWN,
        "previous_url": asked.address(page=page.previous_page_number()) if page.has_previous() else "",
        "next_url": asked.address(page=page.next_page_number()) if page.has_next() else "",
        "sees_weeks": sees_weeks,
        "reminders": [(one, seen[one.employment_id]) for one in reminders_of(actor) if one.employment_id in seen],
    }
    return render(request, "employer/people.html", context)


@requires(Permission.OWN_PEOPLE)
@require_safe
def employee(request: StafettRequest, employment_id: int) -> HttpResponse:
    """One of them: the absence, the duties, the plan; for the leader what may be asked, and the way to Nav's help."""
    actor = own_actor(request)
    context = employee_page(actor, opened(request, employment_id, page="employee"), request.day)
    read_reminders(actor, employment_id, request.day)
    return render(request, TEMPLATE, context, status=403 if context["seen"].is_closed else 200)


def employee_page(actor: Actor, found: Employee, on: date) -> dict[str, Any]:
    """What TEMPLATE shows of one of the actor's own people; the person sees the same page about themselves."""
    (seen,) = seen_of(actor, [found], on)
    own = Question("request", {**found.facts, "own_request": True})
    (of_help,) = sight(actor, [own], law_in_force(), on)
    return {
        "seen": seen,
        "names_leader": actor.role == "employer_hr",
        "may_ask_for_help": bool(of_help),
        "leads": "dates" in seen.sick_note,
        "guidance": _guidance(seen, on),
        "to_ask": questions_on(on, allowed=True),
        "not_to_ask": questions_on(on, allowed=False),
    }


def _guidance(seen: Seen, on: date) -> list[tuple[str, list[Advice]]]:
    """What holds in this week of the absence from this employer; nothing for whoever does not see its days."""
    if "dates" not in seen.sick_note:
        return []
    stage = stage_of(seen.sick_note["dates"][0], on, grade=seen.sick_note.get("grade"), employed=True)
    return guidance_for("employer", stage, on)
