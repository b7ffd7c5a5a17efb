"""May this actor open this case? Every try by staff leaves a row in the reading log."""

from datetime import date, datetime

from stafett.access.actors import Actor
from stafett.access.models import Reading
from stafett.cases.models import Case


class AccessRefusedError(Exception):
    """The actor may not open the case; says nothing about whether it exists."""


def open_case(actor: Actor, case_id: int, *, page: str, on: date, at: datetime) -> Case:
    """The case with person and holder, when `actor` may see it; the reading is logged.

    Staff see cases that their own unit holds and whose protection they may open; a person sees their own.
    Raises AccessRefusedError otherwise; a refused try by staff is logged too.
    """
    case = Case.objects.select_related("person", "holder_unit", "holder").filter(pk=case_id).first()
    if case is None:
        raise AccessRefusedError
    allowed = may_open(actor, case)
    if actor.is_staff and actor.id is not None and actor.unit is not None:
        Reading.objects.create(
            person=case.person, case=case, staff_id=actor.id, role=actor.role, unit_id=actor.unit,
            at=at, on=on, page=page, allowed=allowed,
        )  # fmt: skip
    if not allowed:
        raise AccessRefusedError
    return case


def may_open(actor: Actor, case: Case) -> bool:
    """Role, unit and protection for staff; the own case for a person. Reads `case.person`."""
    if actor.is_person:
        return case.person_id == actor.id
    if not actor.is_staff or case.person.protection not in actor.may_open:
        return False
    return case.holder_unit_id == actor.unit
