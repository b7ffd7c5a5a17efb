"""An office's own values: said from a day on, replaced, planned and taken back, and what is refused."""

from typing import Any

import pytest

from stafett.people.models import OfficeValue, Unit
from stafett.people.office_values import OfficeValueError, in_force, say_value, standing, withdraw_value
from tests.factories import day, instant, make_region

pytestmark = pytest.mark.django_db
ON = "2026-03-02"
WEEK = "screening_week"


@pytest.fixture
def unit() -> Unit:
    return make_region().local


def say(unit: Unit, value: Any, first_day: str = ON, name: str = WEEK, **more: Any) -> OfficeValue:
    given = {"by": "Liv Leader", "on": day(ON), "at": instant(ON), **more}
    return say_value(unit=unit, name=name, value=value, first_day=day(first_day), **given)


def take_back(unit: Unit, first_day: str, on: str = ON) -> OfficeValue:
    return withdraw_value(unit=unit, name=WEEK, first_day=day(first_day), by="Liv Leader", on=day(on), at=instant(on))


def weeks(unit: Unit, *days: str) -> list[Any]:
    return [in_force(unit, WEEK, day(each)) for each in days]


def test_a_value_counts_from_its_day_until_another_one_does_or_the_common_one_is_back(unit: Unit) -> None:
    say(unit, 6, why=" Mange venter ")
    say(unit, 5, "2026-04-01")
    say(unit, None, "2026-05-01")
    asked = ("2026-03-01", ON, "2026-03-31", "2026-04-01", "2026-04-30", "2026-05-01", "2030-01-01")
    assert weeks(unit, *asked) == [None, 6, 6, 5, 5, None, None]
    first = OfficeValue.objects.earliest("pk")
    assert (first.by, first.at, first.why) == ("Liv Leader", instant(ON), "Mange venter")


def test_of_what_was_said_for_one_day_the_newest_counts(unit: Unit) -> None:
    say(unit, 6)
    say(unit, 5)
    assert weeks(unit, ON) == [5]
    assert OfficeValue.objects.count() == 2
    say(unit, None)
    assert weeks(unit, ON) == [None]


def test_a_planned_change_is_taken_back_and_what_was_in_force_goes_on(unit: Unit) -> None:
    say(unit, 6)
    say(unit, 5, "2026-04-01")
    say(unit, 4, "2026-04-01")
    take_back(unit, "2026-04-01")
    assert weeks(unit, "2026-03-31", "2026-04-01") == [6, 6]
    say(unit, 7, "2026-04-01")  # said anew
    assert weeks(unit, "2026-03-31", "2026-04-01") == [6, 7]


@pytest.mark.parametrize(
    ("first_day", "on", "code"),
    [("2026-03-02", ON, "begun"), ("2026-04-01", "2026-04-01", "begun"), ("2026-04-02", ON, "nothing_planned")],
)
def test_what_has_begun_or_is_not_there_is_not_taken_back(unit: Unit, first_day: str, on: str, code: str) -> None:
    say(unit, 6)
    say(unit, 5, "2026-04-01")
    with pytest.raises(OfficeValueError) as refused:
        take_back(unit, first_day, on)
    assert refused.value.code == f"office_value_error.{code}"


def test_what_is_taken_back_is_not_taken_back_again(unit: Unit) -> None:
    say(unit, 5, "2026-04-01")
    take_back(unit, "2026-04-01")
    with pytest.raises(OfficeValueError) as refused:
        take_back(unit, "2026-04-01")
    assert refused.value.code == "office_value_error.nothing_planned"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"value": 3}, "out_of_bounds"),
        ({"value": 9}, "out_of_bounds"),
        ({"value": 10**30}, "out_of_bounds"),
        ({"value": -1}, "out_of_bounds"),
        ({"value": 0}, "out_of_bounds"),
        ({"value": True}, "not_a_value"),
        ({"value": "6"}, "not_a_value"),
        ({"value": 1, "name": "scope_benefit_required"}, "not_a_value"),
        ({"value": 6, "name": "plan_weeks"}, "not_local"),
        ({"value": 6, "name": "no_such_parameter"}, "not_local"),
        ({"value": None, "name": "plan_weeks"}, "not_local"),
        ({"value": 6, "first_day": "2026-03-01"}, "day_before"),
        ({"value": 6, "first_day": "0001-01-01"}, "day_before"),
        ({"value": 6, "first_day": "2028-03-03"}, "day_too_late"),
        ({"value": 6, "first_day": "9999-12-31"}, "day_too_late"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(unit: Unit, said: dict[str, Any], code: str) -> None:
    with pytest.raises(OfficeValueError) as refused:
        say(unit, **said)
    assert refused.value.code == f"office_value_error.{code}"
    assert not OfficeValue.objects.exists()


def test_the_common_value_and_the_bounds_themselves_are_allowed(unit: Unit) -> None:
    for value in (4, 8):
        say(unit, value)
    say(unit, False, name="scope_benefit_required")
    say(unit, 6, "2028-03-02")
    assert len(standing(OfficeValue.objects.all())) == 3


def test_a_unit_knows_what_it_said_last(unit: Unit) -> None:
    newest = say(unit, 6)
    assert unit.newest_value == newest
    assert Unit.objects.get(pk=unit.pk).newest_value == newest
    assert Unit.objects.exclude(pk=unit.pk).exclude(newest_value=None).count() == 0
