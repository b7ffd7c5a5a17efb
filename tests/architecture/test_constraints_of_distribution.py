"""The constraints of distribution, each broken once, by name."""

from datetime import timedelta
from typing import Any

import pytest

from stafett.cases.distribution.models import DistributionRule, Redistributed, Redistribution, StaffAbsence
from stafett.people.models import Staff
from tests.architecture import test_constraints
from tests.architecture.test_constraints import AT, ON, Break, World, refused_by

pytestmark = pytest.mark.django_db
world = test_constraints.world


def _rule(**values: Any) -> Break:
    def add(world: World) -> None:
        whole = {"kind": "alphabet", "first": "A", "last": "F"} | values
        DistributionRule.objects.create(unit=world.region.local, staff=world.region.adviser, **whole)

    return add


def _twice(world: World) -> None:
    for last in ("F", "G"):
        _rule(last=last)(world)


def _absence(**values: Any) -> Break:
    def add(world: World) -> None:
        whole = {"kind": "holiday", "first_day": ON, "registered_by": "x", "registered_on": ON} | values
        StaffAbsence.objects.create(staff=world.region.adviser, **whole)

    return add


def _away_twice(world: World) -> None:
    _absence(last_day=ON)(world)
    _absence(first_day=ON - timedelta(days=3))(world)


def _made(world: World, **values: Any) -> Redistribution:
    whole = {"kind": "even_load", "done_on": ON, "done_at": AT, "done_by": "x"} | values
    return Redistribution.objects.create(unit=world.region.local, **whole)


def _redistribution(**values: Any) -> Break:
    return lambda world: _made(world, **values)


def _moved(world: World, *, times: int = 1, from_staff: Staff | None = None) -> None:
    made = _made(world)
    for _ in range(times):
        Redistributed.objects.create(
            redistribution=made, case=world.case, from_staff=from_staff, to_staff=world.region.adviser
        )


BREAKS: list[tuple[str, Break]] = [
    ("one_part_from_one_value", _twice),
    ("part_fits_its_kind", _rule(kind="x")),
    ("part_fits_its_kind", _rule(first="")),
    ("part_fits_its_kind", _rule(last="")),
    ("part_fits_its_kind", _rule(kind="birth_date", first="1", last="31")),
    ("part_fits_its_kind", _rule(kind="birth_date", first="01", last="32")),
    ("part_fits_its_kind", _rule(kind="birth_date", first="20", last="10")),
    ("part_fits_its_kind", _rule(kind="industry", first="4", last="43")),
    ("part_fits_its_kind", _rule(kind="industry", first="43", last="41")),
    ("part_fits_its_kind", _rule(kind="benefit", first="x", last="x")),
    ("part_fits_its_kind", _rule(kind="benefit", first="none", last="sick_pay")),
    ("staff_absence_kind_is_known", _absence(kind="x")),
    ("staff_absence_ends_after_start", _absence(last_day=ON - timedelta(days=1))),
    ("one_staff_absence_at_a_time", _away_twice),
    ("redistribution_kind_is_known", _redistribution(kind="x")),
    (
        "redistribution_is_of_somebody_or_nobody",
        lambda w: _made(w, of_staff=w.region.adviser, of_nobody=True),
    ),
    ("undone_redistribution_says_by_whom", _redistribution(undone_on=ON)),
    ("undone_redistribution_says_by_whom", _redistribution(undone_by="x")),
    ("a_case_is_redistributed_once_at_a_time", lambda w: _moved(w, times=2)),
    ("redistributed_to_somebody_else", lambda w: _moved(w, from_staff=w.region.adviser)),
]


@pytest.mark.parametrize(("name", "change"), BREAKS, ids=[f"{n}-{name}" for n, (name, _) in enumerate(BREAKS)])
def test_the_database_refuses(world: World, name: str, change: Break) -> None:
    assert refused_by(world, change).constraint_name == name
