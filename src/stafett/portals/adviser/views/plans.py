"""The follow-up plans that are shared with Nav, and asking an employer for one."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.course import employments_of
from stafett.people.models import Employment
from stafett.plans.follow_up_plan.services import ask_for_plan
from stafett.plans.services import PlanError
from stafett.portals.adviser.plans import shown_plans
from stafett.portals.adviser.views.common import actor_of, case_page, opened_case
from stafett.portals.adviser.views.outcome import conflict, done


@requires(Permission.READ_CASES)
@require_safe
def plans(request: StafettRequest, case_id: int) -> HttpResponse:
    """The plan of each employment that reaches into the case, where it is shared with Nav."""
    case = opened_case(request, case_id, page_name="plans", offered_too=True)
    here = [job for job in employments_of(case) if job.last_day is None or job.last_day >= case.first_day]
    context = {"plans": shown_plans(actor_of(request), case, here, request.day)}
    return case_page(request, case, "adviser_plans", "adviser/case_plans.html", context)


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
    return done(request, case, "done.plan_asked", at="adviser_plans")
