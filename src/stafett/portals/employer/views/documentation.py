"""The organisation's own documentation about one employee, to keep on paper or as a file (aml. § 4-6 (5); S2:L313)."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.access.sharing import Question, sight
from stafett.cases.law import law_in_force
from stafett.dialogue.thread_access import threads_of
from stafett.meetings.dialogue_1.selectors import dialogue_of
from stafett.plans.follow_up_plan.content import read_content
from stafett.plans.follow_up_plan.selectors import plan_in
from stafett.portals.dialogues import seen_dialogue
from stafett.portals.employer.seen import requests_of, seen_of
from stafett.portals.employer.views.common import opened, own_actor, sight_of_plan
from stafett.portals.plan_words import parts_of
from stafett.portals.threads import conversation


@requires(Permission.OWN_PEOPLE)
@require_safe
def document(request: StafettRequest, employment_id: int) -> HttpResponse:
    """Every version of the plan, the meetings with their minutes, and what the leader has been a party to.

    All of it by the table of sharing, as on the pages; its address and title name nobody. The opening is logged under
    a name of its own.
    """
    actor, on = own_actor(request), request.day
    employee = opened(request, employment_id, page="employer_documentation")
    if "plan" not in sight_of_plan(request, employee).fields:
        raise PermissionDenied
    plan = plan_in(employee.case, employee.employment)
    meetings = dialogue_of(employee.case, employee.employment)
    (of_meeting,) = sight(actor, [Question("meeting", employee.facts)], law_in_force(), on)
    all_meetings = [one for one in (meetings.newest, *meetings.earlier) if one is not None]
    threads = [one for one in threads_of(actor, on) if one.reader.employment_id == employee.employment.pk]
    (seen,) = seen_of(actor, [employee], on)
    context = {
        "seen": seen,
        "employee": employee,
        "person": employee.employment.person,
        "found": plan,
        "versions": [(one, parts_of(read_content(one.content))) for one in (plan.versions if plan else ())],
        "dialogues": [seen_dialogue(one, of_meeting) for one in reversed(all_meetings)],
        "not_needed": meetings.not_needed,
        "requests": requests_of(actor, employee, on),
        "conversations": [conversation(one) for one in threads],
    }
    return render(request, "employer/documentation.html", context)
