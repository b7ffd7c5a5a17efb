"""The constraints of what belongs to the list."""

from collections.abc import Callable
from typing import Any

import pytest

from stafett.cases.models import Case, ListVisit, SavedView, Task
from tests.architecture import test_constraints
from tests.architecture.test_constraints import World, refused_by
from tests.factories import instant
from tests.portals.adviser_world import TODAY, make_redistribution

pytestmark = pytest.mark.django_db
world = test_constraints.world


def _case(**values: Any) -> Callable[[Any], object]:
    return lambda world: Case.objects.filter(pk=world.case.pk).update(**values)


def _view(world: Any, **values: Any) -> SavedView:
    return SavedView.objects.create(**{"owner": world.region.adviser, "name": "Mine", "position": 0, **values})


def _two_views(**values: Any) -> Callable[[Any], object]:
    return lambda world: (_view(world), _view(world, **values))


def _two_visits(world: Any) -> None:
    for seen in (1, 2):
        ListVisit(staff=world.region.adviser, seen=seen, at=instant("2026-03-02")).save(force_insert=True)


def _action(**values: Any) -> Callable[[Any], object]:
    return lambda world: make_redistribution(world.region.local, **values)


BREAKS: list[tuple[str, Callable[[Any], Any]]] = [
    ("snoozed_case_says_why", _case(snoozed_until="2026-04-01")),
    ("only_others_duties_are_followed", lambda world: Task.objects.filter(pk=world.task.pk).update(
        actor="nav", followed=True)),
    ("one_view_for_one_name", _two_views(position=1)),
    ("one_view_in_one_place", _two_views(name="Andre")),
    ("many_action_event_is_known", _action(event="x")),
    ("redistribution_says_by_which_key", _action(how={"kind": "x"})),
    ("redistribution_says_by_which_key", _action(how={})),
    ("many_taken_back_says_by_whom", _action(taken_back_on=TODAY)),
    ("many_taken_back_says_by_whom", _action(taken_back_by="x")),
    ("saved_view_has_a_name", lambda world: _view(world, name="")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change"), BREAKS, ids=[f"{n}-{name}" for n, (name, _) in enumerate(BREAKS)])
def test_the_database_refuses(world: World, name: str, change: Callable[[Any], Any]) -> None:
    assert refused_by(world, change).constraint_name == name
