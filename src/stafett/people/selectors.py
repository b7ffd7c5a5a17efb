"""What more than one place needs to read about units and staff."""

from dataclasses import dataclass, field
from datetime import date

from stafett.cases.models import Case
from stafett.people.models import Protection, Staff, Unit
from stafett.people.office_values import in_force
from stafett.people.registers import Organisation, StaffPart, UnitPart


@dataclass(frozen=True, slots=True)
class Gap:
    """Something without which the program does not do all it could: the text `organisation.gap.<code>`."""

    code: str
    parameters: dict[str, object] = field(default_factory=dict)


def organisation_now(on: date) -> Organisation:
    """Units and staff as they are on the day, in the form in which they can be given."""
    units = Unit.objects.select_related("roe").order_by("kind", "number")
    staff = Staff.objects.select_related("unit").order_by("unit__number", "role", "login")
    return Organisation(
        units=[
            UnitPart.model_validate(
                {name: getattr(unit, name) for name in UnitPart.model_fields if name != "screening_week"}
                | {"roe": unit.roe.number if unit.roe else None, "screening_week": in_force(unit, "screening_week", on)}
            )
            for unit in units
        ],
        staff=[
            StaffPart.model_validate(
                {name: getattr(one, name) for name in StaffPart.model_fields} | {"unit": one.unit.number}
            )
            for one in staff
        ],
    )


def organisation_gaps() -> list[Gap]:
    """What is missing: who takes the unknown, offices that ask nobody, protected cases that nobody may open."""
    offices = Unit.objects.filter(kind=Unit.Kind.LOCAL).order_by("number")
    gaps = [] if offices.filter(receives_unknown=True).exists() else [Gap("no_receiver")]
    if silent := list(offices.filter(screening_basis_recorded_on=None).values_list("name", flat=True)):
        gaps.append(Gap("no_basis", {"units": silent}))
    open_cases = Case.objects.filter(state=Case.State.OPEN).exclude(person__protection=Protection.NONE)
    for unit in Unit.objects.filter(pk__in=open_cases.values("holder_unit")).order_by("number"):
        levels = set(open_cases.filter(holder_unit=unit).values_list("person__protection", flat=True))
        for one in Staff.objects.filter(unit=unit, active=True):
            levels -= set(one.may_open)
        gaps += [Gap(f"nobody_may_open_{level}", {"unit": unit.name}) for level in sorted(levels)]
    return gaps
