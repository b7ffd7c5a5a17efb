"""What every page of the employer's needs: who has entered, and one of their own people with the reading logged."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from stafett import clock
from stafett.access.actors import Actor
from stafett.access.middleware import StafettRequest
from stafett.access.outside import Employee, open_employee
from stafett.access.services import AccessRefusedError
from stafett.access.sharing import Question, Shown, sight
from stafett.cases.law import law_in_force


def own_actor(request: StafettRequest) -> Actor:
    """The nearest leader, or HR, who has entered."""
    if request.actor is None or not request.actor.is_employer:
        raise PermissionDenied
    return request.actor


def opened(request: StafettRequest, employment_id: int, *, page: str) -> Employee:
    """One of the actor's own people. Raises PermissionDenied; it says nothing about whether there is such a one."""
    try:
        return open_employee(own_actor(request), employment_id, page=page, on=request.day, at=clock.now())
    except AccessRefusedError:
        raise PermissionDenied from None


def sight_of_plan(request: StafettRequest, employee: Employee) -> Shown:
    """What of the plan the actor may see: a leader all of it, HR how far it has come."""
    question = Question("follow_up_plan", employee.facts)
    (shown,) = sight(own_actor(request), [question], law_in_force(), request.day)
    return shown


def opened_for_plan(request: StafettRequest, employment_id: int) -> Employee:
    """One of the actor's own people whose plan they may read and write. Raises PermissionDenied."""
    employee = opened(request, employment_id, page="employer_plan")
    if "plan" not in sight_of_plan(request, employee).fields:
        raise PermissionDenied
    return employee


def may_write(request: StafettRequest, employee: Employee) -> bool:
    """Whether the case is open and the employment goes on; afterwards all can be read, and shares taken back."""
    last_day = employee.employment.last_day
    return employee.case.state == employee.case.State.OPEN and (last_day is None or last_day >= request.day)
