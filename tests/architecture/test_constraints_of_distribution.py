"""The constraints of distribution, each broken once, by name."""

from datetime import timedelta
from typing import Any

import pytest

from stafett.cases.distribution.models import DistributionRule, StaffAbsence
from tests.architecture import test_constraints
from tests.architecture.test_constraints import ON, Break, World, refused_by

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
]


@pytest.mark.parametrize(("name", "change"), BREAKS, ids=[f"{n}-{name}" for n, (name, _) in enumerate(BREAKS)])
def test_the_database_refuses(world: World, name: str, change: Break) -> None:
    assert refused_by(world, change).constraint_name == name
