"""Each constraint of offices' own values is broken once, by name, and nothing said is ever changed."""

from typing import Any

import pytest
from django.db import connection

from stafett.people.models import OfficeValue
from tests.architecture import test_constraints
from tests.architecture.test_constraints import AT, ON, Break, World, refused_by
from tests.factories import choose

pytestmark = pytest.mark.django_db
world = test_constraints.world


def _said(**values: Any) -> Break:
    given = {"name": "screening_week", "first_day": ON, "value": 6, "by": "Liv Leader", "at": AT, **values}
    return lambda world: OfficeValue.objects.create(unit=world.region.local, **given)


BREAKS: list[tuple[str, Break]] = [
    ("office_value_says_of_what_and_by_whom", _said(name="")),
    ("office_value_says_of_what_and_by_whom", _said(by="")),
    ("office_value_is_a_number_or_a_switch", _said(value="six")),
    ("withdrawn_office_value_has_no_value", _said(withdrawn=True)),
]


@pytest.mark.parametrize(("name", "change"), BREAKS, ids=[f"{n}-{name}" for n, (name, _) in enumerate(BREAKS)])
def test_the_database_refuses(world: World, name: str, change: Break) -> None:
    assert refused_by(world, change).constraint_name == name


@pytest.mark.parametrize("change", ["update {} set value = '5'", "delete from {}"])
def test_what_was_said_stays(world: World, change: str) -> None:
    choose(world.region.local, "screening_week", 6)

    def undo(_: World) -> None:
        with connection.cursor() as cursor:
            cursor.execute(change.format("people_officevalue"))

    assert "people_officevalue is append-only" in str(refused_by(world, undo).message_primary)
