"""Lists that somebody keeps under a name."""

import pytest

from stafett.access.actors import Actor
from stafett.cases.desk import (
    MOST_VIEWS,
    delete_view,
    move_view,
    read_desk,
    rename_view,
    save_view,
    share_view,
)
from stafett.cases.models import SavedView
from stafett.cases.services import CaseError
from stafett.people.models import Unit
from tests.portals.adviser_world import actor_of, make_staff, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return make_unit()


@pytest.fixture
def me(unit: Unit) -> Actor:
    return actor_of(make_staff(unit, "Oda Hansen"))


def names(actor: Actor) -> list[str]:
    return [view.name for view in read_desk(actor).views]


def kept(name: str) -> int:
    return SavedView.objects.get(name=name).pk


def test_views_stand_in_the_order_they_are_put_in(me: Actor) -> None:
    for name in ("A", "B", "C"):
        save_view(name=name, query="list=mine", actor=me)
    move_view(view=kept("C"), earlier=True, actor=me)
    move_view(view=kept("A"), earlier=True, actor=me)
    assert names(me) == ["A", "C", "B"]
    delete_view(view=kept("A"), actor=me)
    move_view(view=kept("C"), earlier=False, actor=me)
    assert names(me) == ["B", "C"]
    assert list(SavedView.objects.order_by("position").values_list("position", flat=True)) == [0, 1]


def test_the_same_name_again_keeps_the_new_filters(me: Actor) -> None:
    save_view(name="A", query="list=mine", actor=me)
    save_view(name=" A ", query="list=unit", actor=me)
    assert [(view.name, view.query) for view in read_desk(me).views] == [("A", "list=unit")]


def test_a_shared_view_is_seen_by_the_unit_and_nobody_else(unit: Unit, me: Actor) -> None:
    colleague, stranger = actor_of(make_staff(unit, "Kai Colleague")), actor_of(make_staff(make_unit("Nav Vidde")))
    save_view(name="A", query="list=unit", actor=me)
    assert names(colleague) == []
    share_view(view=kept("A"), shared=True, actor=me)
    assert [(view.name, view.owner, view.is_shared) for view in read_desk(colleague).views] == [
        ("A", "Oda Hansen", True)
    ]
    assert [(view.owner, view.is_shared) for view in read_desk(me).views] == [("", True)]
    assert names(stranger) == []
    share_view(view=kept("A"), shared=False, actor=me)
    assert names(colleague) == []


def test_only_the_owner_changes_a_view(unit: Unit, me: Actor) -> None:
    colleague = actor_of(make_staff(unit, "Kai Colleague"))
    save_view(name="A", query="list=unit", actor=me)
    share_view(view=kept("A"), shared=True, actor=me)
    for act in (delete_view, lambda **v: rename_view(name="B", **v), lambda **v: move_view(earlier=True, **v)):
        with pytest.raises(CaseError, match=r"view.not_yours"):
            act(view=kept("A"), actor=colleague)
    assert names(me) == ["A"]


def test_a_view_has_a_name_of_its_own(me: Actor) -> None:
    save_view(name="A", query="", actor=me)
    save_view(name="B", query="", actor=me)
    for act, code in (
        (lambda: save_view(name=" ", query="", actor=me), "view.name_needed"),
        (lambda: rename_view(view=kept("A"), name="", actor=me), "view.name_needed"),
        (lambda: rename_view(view=kept("A"), name="B", actor=me), "view.name_taken"),
    ):
        with pytest.raises(CaseError, match=code):
            act()
    rename_view(view=kept("A"), name="C", actor=me)
    assert names(me) == ["C", "B"]


def test_there_is_an_end_to_how_many_views(me: Actor) -> None:
    for number in range(MOST_VIEWS):
        save_view(name=str(number), query="", actor=me)
    with pytest.raises(CaseError, match=r"view.too_many"):
        save_view(name="A", query="", actor=me)


def test_the_desk_has_the_units_advisers_and_no_others(unit: Unit, me: Actor) -> None:
    make_staff(unit, "Liv Leader", role="leader")
    make_staff(unit, "Gro Gone", active=False)
    make_staff(make_unit("Nav Vidde"), "Odd Other")
    make_staff(unit, "Kai Colleague")
    assert [name for _, name in read_desk(me).advisers] == ["Kai Colleague", "Oda Hansen"]
