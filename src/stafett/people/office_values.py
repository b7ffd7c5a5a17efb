"""An office's own values of the law's parameters: said from a day on, never changed, taken back by saying more."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from stafett.core.law_files import Parameter, Value
from stafett.core.law_yaml import LawError
from stafett.core.parameters import LocalValue, default_law
from stafett.people.models import OfficeValue, Unit

FURTHEST_AHEAD: Final = timedelta(days=731)
"""A change is planned two years ahead at most."""


class OfficeValueError(Exception):
    """What hinders a value; `code` is the key of a text and `parameters` fill it."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code, self.parameters = code, parameters


def say_value(
    *, unit: Unit, name: str, value: Value | None, first_day: date, by: str, on: date, at: datetime, why: str = ""
) -> OfficeValue:
    """What the unit's leader chooses from today or a later day; None is the common value again.

    Raises OfficeValueError: office_value_error.not_local, .not_a_value, .out_of_bounds, .day_before, .day_too_late.
    """
    if first_day < on:
        raise OfficeValueError("office_value_error.day_before")
    if first_day > on + FURTHEST_AHEAD:
        raise OfficeValueError("office_value_error.day_too_late", last_day=on + FURTHEST_AHEAD)
    return record_value(unit=unit, name=name, value=value, first_day=first_day, by=by, at=at, why=why)


def record_value(
    *, unit: Unit, name: str, value: Value | None, first_day: date, by: str, at: datetime, why: str = ""
) -> OfficeValue:
    """As `say_value` from any day, as the files do with which an installation is set up."""
    parameter = local_parameter(name)
    if value is not None:
        _refuse_value(parameter, value)
    return _add(OfficeValue(unit=unit, name=name, value=value, first_day=first_day, by=by, at=at, why=why.strip()))


@transaction.atomic
def withdraw_value(*, unit: Unit, name: str, first_day: date, by: str, on: date, at: datetime) -> OfficeValue:
    """Takes back a change that is planned from a day to come; nothing changes on that day after all.

    Raises OfficeValueError: office_value_error.begun, .nothing_planned.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    if first_day <= on:
        raise OfficeValueError("office_value_error.begun")
    if all((one.name, one.first_day) != (name, first_day) for one in standing(OfficeValue.objects.filter(unit=unit))):
        raise OfficeValueError("office_value_error.nothing_planned")
    return _add(OfficeValue(unit=unit, name=name, first_day=first_day, withdrawn=True, by=by, at=at))


def local_parameter(name: str) -> Parameter:
    """Raises OfficeValueError for one that no office may choose for itself."""
    parameter = default_law().parameters.get(name)
    if parameter is None or not parameter.local:
        raise OfficeValueError("office_value_error.not_local")
    return parameter


def standing(said: Iterable[OfficeValue]) -> list[OfficeValue]:
    """What counts of all that was said, one for a unit, a parameter and a first day, in order of the day."""
    newest = {(one.unit_id, one.name, one.first_day): one for one in sorted(said, key=lambda one: one.pk)}
    return sorted((one for one in newest.values() if not one.withdrawn), key=lambda one: one.first_day)


def local_values(said: Iterable[OfficeValue]) -> list[LocalValue]:
    """What stands, as the law takes it; each comes with its unit."""
    return [LocalValue(one.unit.number, one.name, one.first_day, one.value) for one in standing(said)]


def in_force(unit: Unit, name: str, on: date) -> Value | None:
    """The unit's own value on a day; None where it has the common one."""
    begun = [one for one in standing(unit.own_values.filter(name=name)) if one.first_day <= on]
    value: Value | None = begun[-1].value if begun else None
    return value


@transaction.atomic
def _add(said: OfficeValue) -> OfficeValue:
    """One at a time in a unit, so that nobody sees the newest before those said earlier."""
    Unit.objects.select_for_update(no_key=True).get(pk=said.unit_id)
    said.save(force_insert=True)
    Unit.objects.filter(pk=said.unit_id).update(newest_value=said)
    said.unit.newest_value = said
    return said


def _refuse_value(parameter: Parameter, value: Value) -> None:
    try:
        parameter.check(value)
    except LawError as error:
        if error.code != "out_of_bounds":
            raise OfficeValueError("office_value_error.not_a_value") from None
        lowest, highest = parameter.bounds
        raise OfficeValueError("office_value_error.out_of_bounds", lowest=lowest, highest=highest) from None
