"""Nav asks an employer for the follow-up plan."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.people.models import Employment
from stafett.plans.follow_up_plan.services import ask_for_plan
from stafett.plans.services import PlanError
from stafett.portals.adviser.views.common import actor_of, opened_case
from stafett.portals.adviser.views.outcome import conflict, done


@requires(Permission.FOLLOW_UP)
@require_POST
def ask(request: StafettRequest, case_id: int, employment_id: int) -> HttpResponse:
    """The employer then has 14 days, and sees it on their page of the employee."""
    case = opened_case(request, case_id, page_name="ask_for_plan")
    employment = get_object_or_404(Employment, pk=employment_id, person=case.person_id)
    try:
        ask_for_plan(case=case, employment=employment, actor=actor_of(request), on=request.day, at=clock.now())
    except PlanError as error:
        return conflict(request, case, error.code, **error.parameters)
    return done(request, case, "done.plan_asked", at="adviser_stop_points")
