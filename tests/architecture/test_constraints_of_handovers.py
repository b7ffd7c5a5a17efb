"""The constraints of hand-overs, each broken once, by name."""

from datetime import timedelta
from typing import Any

import pytest

from stafett.cases.handover.models import HandOver
from tests.architecture import test_constraints
from tests.architecture.test_constraints import AT, ON, Break, World, refused_by
from tests.cases.handovers import offer

pytestmark = pytest.mark.django_db
world = test_constraints.world


def _offered(**values: Any) -> Break:
    """An offer of the only case, changed past everything that the program checks."""

    def change(world: World) -> None:
        found = offer(world.case, world.region.noe, world.region.adviser, "2026-03-02")
        HandOver.objects.filter(pk=found.pk).update(**values)

    return change


def _twice(world: World) -> None:
    found = offer(world.case, world.region.noe, world.region.adviser, "2026-03-02")
    found.pk = None
    found.save(force_insert=True)


def _to_the_same(world: World) -> None:
    HandOver.objects.create(
        case=world.case, from_unit=world.region.local, to_unit=world.region.local, why="screened", offered_on=ON,
        offered_at=AT, answer_due=ON,
    )  # fmt: skip


def _answered(world: World, **values: Any) -> None:
    whole = {"state": "returned", "answered_on": ON, "answered_by": world.region.roe_adviser, "return_reason": "x"}
    _offered(**(whole | values))(world)


BREAKS: list[tuple[str, Break]] = [
    ("one_open_handover_per_case", _twice),
    ("handover_state_is_known", _offered(state="x", answered_on=ON)),
    ("handover_why_is_known", _offered(why="x")),
    *(("handover_has_its_whole_record", _offered(**{name: ""})) for name in HandOver.WRITTEN),
    ("answered_handover_says_when", _offered(state="withdrawn")),
    ("answered_handover_says_when", _offered(answered_on=ON)),
    ("answered_handover_says_by_whom", lambda w: _answered(w, answered_by=None)),
    ("answered_handover_says_by_whom", lambda w: _answered(w, answered_by=None, state="accepted")),
    ("returned_handover_says_why", lambda w: _answered(w, return_reason="")),
    ("handover_answered_after_offer", lambda w: _answered(w, answered_on=ON - timedelta(days=1))),
    ("handover_is_to_somebody_else", _to_the_same),
]


@pytest.mark.parametrize(("name", "change"), BREAKS, ids=[f"{n}-{name}" for n, (name, _) in enumerate(BREAKS)])
def test_the_database_refuses(world: World, name: str, change: Break) -> None:
    assert refused_by(world, change).constraint_name == name
