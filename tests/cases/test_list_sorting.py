"""The list in another order than that of work: by each column, both ways, page by page."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from stafett.access.actors import Actor
from stafett.cases.models import Case
from stafett.cases.worklist import Page, Place, Scope, Sort, read_page
from stafett.cases.worklist.sorting import SORTS
from stafett.core.distribution import norwegian
from stafett.mapping.models import NeedAssessment
from stafett.people.models import Unit
from tests.portals.adviser_world import NOW, TODAY, actor_of, make_case, make_person, make_staff, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return make_unit()


def page_by(adviser: Actor, sort: str, **values: Any) -> Page:
    return read_page(adviser, Scope.UNIT, on=TODAY, sort=Sort.parse(sort), **values)


def ids(page: Page) -> list[int]:
    return [row.case.pk for row in page.rows]


def named(unit: Unit, family: str, given_name: str = "Kari", **values: Any) -> Case:
    return make_case(unit, make_person(unit, given_name, family), **values)


def test_names_are_in_norwegian_order_by_family_name_first(unit: Unit) -> None:
    names = ["Aas", "Berg", "Øen", "Ås", "Ærlig", "ås", "Élan", "Eland", "Zahl", "Berg-Lie", "Müller", "Berg"]
    for number, name in enumerate(names):
        named(unit, name, "Bo" if number else "Anna")
    rows = page_by(actor_of(make_staff(unit)), "name").rows
    shown = [f"{row.case.person.family_name} {row.case.person.given_name}" for row in rows]
    assert shown == sorted(shown, key=norwegian)
    assert [name.split()[0] for name in shown[-5:]] == ["Ærlig", "Øen", "Aas", "Ås", "ås"]


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("weeks", [{"first_day": TODAY - timedelta(days=days)} for days in (1, 10, 100)]),
        ("grade", [{"grade": grade} for grade in (20, 50, 100)]),
        ("next", [{"next_date": TODAY + timedelta(days=days)} for days in (-3, 0, 9)]),
    ],
)
def test_each_column_both_ways(unit: Unit, column: str, values: list[dict[str, Any]]) -> None:
    adviser = actor_of(make_staff(unit))
    upwards = [named(unit, "Test", **one).pk for one in values]
    assert ids(page_by(adviser, column)) == upwards
    assert ids(page_by(adviser, f"{column}_down")) == upwards[::-1]


def test_who_follows_up_and_those_without_come_last_both_ways(unit: Unit) -> None:
    anne, bo = make_staff(unit, "Anne"), make_staff(unit, "Bo")
    of_nobody, of_bo, of_anne = (named(unit, "Test", holder=one).pk for one in (None, bo, anne))
    adviser = actor_of(anne)
    assert ids(page_by(adviser, "holder")) == [of_anne, of_bo, of_nobody]
    assert ids(page_by(adviser, "holder_down")) == [of_bo, of_anne, of_nobody]


def test_weeks_count_to_the_last_known_day_and_a_request_alone_has_none(unit: Unit) -> None:
    request = named(unit, "Test", sick_days=0, grade=0).pk
    ended = named(unit, "Test", first_day=TODAY - timedelta(days=90), last_day=TODAY - timedelta(days=88)).pk
    lasting = named(unit, "Test", first_day=TODAY - timedelta(days=30)).pk
    for column in ("weeks_down", "grade_down", "weeks"):
        assert ids(page_by(actor_of(make_staff(unit)), column))[-1] == request
    assert ids(page_by(actor_of(make_staff(unit)), "weeks_down")) == [lasting, ended, request]


def test_the_category_in_force_goes_from_most_to_least_follow_up(unit: Unit) -> None:
    by_category = {}
    for category in ("on_request", "prioritised", "simplified", "ordinary"):
        by_category[category] = case = named(unit, "Test")
        NeedAssessment.objects.create(
            case=case, category=category, placed_on=TODAY, placed_at=NOW, by=make_staff(unit), suggested=[category],
            named=[], facts={}, judgements={}, law_version="test",
        )  # fmt: skip
    without = named(unit, "Test")
    order = [by_category[name].pk for name in ("prioritised", "ordinary", "simplified", "on_request")]
    adviser = actor_of(make_staff(unit))
    assert ids(page_by(adviser, "category")) == [*order, without.pk]
    assert ids(page_by(adviser, "category_down")) == [*order[::-1], without.pk]


def test_nobody_learns_the_place_of_a_name_that_they_may_not_see(unit: Unit) -> None:
    adviser = actor_of(make_staff(unit))
    named(unit, "Zahl")
    elsewhere = named(make_unit("Nav Sørvik"), "Berg")
    protected = make_case(unit, make_person(unit, "Kari", "Berg", protection="shielded"))
    for case in (elsewhere, protected):
        assert not page_by(adviser, "name", after=Place(None, case.pk)).rows


def test_what_changes_meanwhile_does_not_move_the_page(unit: Unit) -> None:
    adviser = actor_of(make_staff(unit))
    first, second, third = (named(unit, "Test", next_date=TODAY + timedelta(days=n)) for n in range(3))
    page = page_by(adviser, "next", size=2)
    Case.objects.filter(pk=second.pk).update(next_date=TODAY + timedelta(days=90))
    assert ids(page_by(adviser, "next", size=2, after=page.next)) == [third.pk, second.pk]
    assert ids(page) == [first.pk, second.pk]


@pytest.mark.parametrize("text", ["", "x", "_", "1_", "x_1", "-1_1", "1_2_3", "1_" + 30 * "9", 30 * "9" + "_1"])
def test_a_damaged_place_is_no_place(text: str) -> None:
    assert Place.parse(text) is None


@pytest.mark.parametrize("text", ["", "name_up", "-name", "case", "_down", "name_down_down"])
def test_what_is_no_order_is_the_order_of_work(text: str) -> None:
    assert Sort.parse(text) is None


class Paging(TestCase):
    """Properties of walking a sorted list."""

    @settings(max_examples=20, deadline=None)
    @given(
        rows=st.lists(st.tuples(st.sampled_from("aAåÅæ"), st.integers(0, 2), st.booleans()), max_size=9),
        size=st.integers(1, 4),
        sort=st.sampled_from(SORTS),
    )
    def test_the_pages_forward_and_back_are_the_whole_list(
        self, rows: list[tuple[str, int, bool]], size: int, sort: str
    ) -> None:
        unit = make_unit()
        holder = make_staff(unit)
        adviser = actor_of(holder)
        for family, days, held in rows:
            day = date(2026, 2, 1) + timedelta(days=days)
            named(
                unit, family, next_date=day, first_day=day, grade=20 + days, sick_days=days,
                holder=holder if held else None,
            )  # fmt: skip
        whole = ids(page_by(adviser, sort, size=100))
        assert len(whole) == len(rows)
        pages = [page_by(adviser, sort, size=size)]
        while (key := pages[-1].next) is not None:
            pages.append(page_by(adviser, sort, size=size, after=Place.parse(str(key))))
        assert [case for page in pages for case in ids(page)] == whole
        for page, after in pairwise(pages):
            back = page_by(adviser, sort, size=size, before=Place.parse(str(after.previous)))
            assert ids(back) == ids(page)
