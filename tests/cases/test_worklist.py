"""The list in the order of work, walked page by page."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from stafett.cases.models import Case
from stafett.cases.worklist import (
    Counts,
    Key,
    Page,
    Scope,
    count_cases,
    read_further,
    read_page,
    read_protected,
    search_by_birth_date,
    search_by_name,
)
from stafett.people.models import Team, Unit
from tests.portals.adviser_world import (
    TODAY,
    actor_of,
    make_case,
    make_employment,
    make_message,
    make_person,
    make_staff,
    make_task,
    make_unit,
)

pytestmark = pytest.mark.django_db


def _ids(page: Page) -> list[int]:
    return [row.case.pk for row in page.rows]


@pytest.fixture
def unit() -> Unit:
    return make_unit()


def test_the_order_is_step_then_date_then_risk_then_longest_without_contact_then_id(unit: Unit) -> None:
    adviser = actor_of(make_staff(unit))
    later = make_case(unit, order_step=3, order_date=TODAY)
    urgent = make_case(unit, order_step=1, order_date=TODAY + timedelta(days=30))
    talked_lately = make_case(unit, order_step=3, order_date=date(2026, 1, 1), last_contact_on=TODAY)
    talked_long_ago = make_case(unit, order_step=3, order_date=date(2026, 1, 1), last_contact_on=date(2025, 1, 1))
    never_talked = make_case(unit, order_step=3, order_date=date(2026, 1, 1))
    undated = make_case(unit, order_step=3, order_date=None)
    silent = make_case(unit, order_step=3, order_date=date(2026, 1, 1), order_risk=1, last_contact_on=TODAY)
    at_risk = make_case(unit, order_step=3, order_date=date(2026, 1, 1), order_risk=3, last_contact_on=TODAY)
    expected = [urgent, at_risk, silent, never_talked, talked_long_ago, talked_lately, later, undated]
    assert _ids(read_page(adviser, Scope.UNIT, on=TODAY)) == [case.pk for case in expected]


def test_each_list_has_its_own_cases(unit: Unit) -> None:
    me, other = make_staff(unit), make_staff(unit)
    elsewhere = make_unit("Nav Sørvik")
    mine = make_case(unit, holder=me)
    theirs = make_case(unit, holder=other)
    free = make_case(unit)
    make_case(elsewhere)
    make_case(unit, state="closed", closed_on=TODAY, closed_why="spell_ended")
    adviser = actor_of(me)
    assert _ids(read_page(adviser, Scope.MINE, on=TODAY)) == [mine.pk]
    assert set(_ids(read_page(adviser, Scope.UNIT, on=TODAY))) == {mine.pk, theirs.pk, free.pk}
    assert _ids(read_page(adviser, Scope.UNASSIGNED, on=TODAY)) == [free.pk]
    assert count_cases(adviser, on=TODAY) == Counts(mine=1, unit=3, unassigned=1)


@pytest.mark.parametrize("protection", ["confidential", "strictly_confidential", "shielded"])
def test_protected_persons_are_in_no_ordinary_list_count_or_search(unit: Unit, protection: str) -> None:
    me = make_staff(unit, may_open=[protection])
    person = make_person(unit, "Kari", "Skjult", protection=protection)
    case = make_case(unit, person, holder=me)
    adviser = actor_of(me)
    assert not any(read_page(adviser, scope, on=TODAY).rows for scope in Scope)
    assert count_cases(adviser, on=TODAY) == Counts(mine=0, unit=0, unassigned=0)
    assert not search_by_name(adviser, ["Skjult"], on=TODAY).rows
    assert not search_by_birth_date(adviser, person.birth_date, on=TODAY).rows
    assert _ids(read_protected(adviser, on=TODAY)) == [case.pk]


def test_a_team_sees_the_cases_of_all_its_members_and_of_nobody_else(unit: Unit) -> None:
    team = Team.objects.create(unit=unit, name="Nord")
    me, colleague = make_staff(unit, team=team), make_staff(unit, team=team)
    mine, theirs = make_case(unit, holder=me), make_case(unit, holder=colleague)
    make_case(unit, holder=make_staff(unit))
    make_case(unit)
    adviser = actor_of(me)
    assert sorted(_ids(read_page(adviser, Scope.TEAM, on=TODAY))) == [mine.pk, theirs.pk]
    assert count_cases(adviser, on=TODAY) == Counts(mine=1, unit=4, unassigned=1, team=2)
    assert not read_page(actor_of(make_staff(unit)), Scope.TEAM, on=TODAY).rows


def test_the_list_apart_shows_only_the_levels_that_the_actor_may_open(unit: Unit) -> None:
    make_case(unit, make_person(unit, protection="shielded"))
    make_case(unit)
    assert not read_protected(actor_of(make_staff(unit)), on=TODAY).rows
    assert not read_protected(actor_of(make_staff(unit, may_open=["confidential"])), on=TODAY).rows
    assert len(read_protected(actor_of(make_staff(unit, may_open=["shielded"])), on=TODAY).rows) == 1


def test_a_row_has_the_further_tasks_the_late_duties_the_employers_and_what_is_unread(unit: Unit) -> None:
    case = make_case(unit, next_step="confirm")
    make_task(case, "confirm")
    further = make_task(case, "answer_request", due=TODAY + timedelta(days=3))
    make_task(case, "plan_request", state="done", ended_on=TODAY)
    make_task(case, "plan", actor="employer", nature="law", due=TODAY - timedelta(days=1))
    make_task(case, "dialogue_1", actor="employer", nature="law", due=TODAY)
    make_employment(case.person, "Fjord Bakeri AS")
    make_employment(case.person, "Vik Renhold AS")
    make_employment(case.person, "Gamle Jobben AS", last_day=date(2020, 1, 1))
    make_message(case, sent_on=date(2026, 2, 20), read_on=date(2026, 2, 21))
    make_message(case, sent_on=date(2026, 2, 22))
    make_message(case, sent_on=date(2026, 2, 25))
    make_message(case, sent_on=date(2026, 2, 1), channel="letter")
    adviser = actor_of(make_staff(unit))
    (row,) = read_page(adviser, Scope.UNIT, on=TODAY).rows
    assert row.further == 1
    assert read_further(adviser, case.pk) == [further]
    assert row.duties == [("employer", "plan")]
    assert row.employers == ["Fjord Bakeri AS", "Vik Renhold AS"]
    assert row.unread_since == date(2026, 2, 22)


def test_what_is_folded_in_a_row_is_read_for_nobody_who_cannot_see_the_row(unit: Unit) -> None:
    case = make_case(unit, make_person(unit, protection="shielded"), next_step="confirm")
    further = make_task(case, "answer_request", due=TODAY + timedelta(days=3))
    assert read_further(actor_of(make_staff(unit, may_open=["shielded"])), case.pk) == [further]
    for stranger in (make_staff(unit), make_staff(make_unit("Nav Sørvik"), may_open=["shielded"])):
        with pytest.raises(Case.DoesNotExist):
            read_further(actor_of(stranger), case.pk)


def test_an_employers_late_duty_does_not_move_the_row(unit: Unit) -> None:
    first = make_case(unit, order_date=date(2026, 1, 1))
    second = make_case(unit, order_date=date(2026, 1, 2))
    make_task(second, "plan", actor="employer", due=date(2025, 12, 1))
    assert _ids(read_page(actor_of(make_staff(unit)), Scope.UNIT, on=TODAY)) == [first.pk, second.pk]


@pytest.mark.parametrize(
    ("first", "last", "well", "since", "sick"),
    [
        (TODAY, TODAY + timedelta(days=30), 0, 0, 0),
        (TODAY - timedelta(days=6), TODAY, 0, 1, 1),
        (TODAY - timedelta(days=55), TODAY + timedelta(days=30), 0, 8, 8),
        (TODAY - timedelta(days=55), TODAY + timedelta(days=30), 1, 8, 7),
        (TODAY - timedelta(days=55), TODAY - timedelta(days=49), 0, 1, 1),
        (TODAY + timedelta(days=3), TODAY + timedelta(days=30), 0, 0, 0),
    ],
)
def test_weeks_count_to_today_and_no_further_than_the_last_known_day(
    unit: Unit, first: date, last: date, well: int, since: int, sick: int
) -> None:
    make_case(unit, first_day=first, last_day=last, well_days=well)
    (row,) = read_page(actor_of(make_staff(unit)), Scope.UNIT, on=TODAY).rows
    assert (row.weeks_since_first, row.sick_weeks) == (since, sick)


def test_the_number_of_queries_does_not_grow_with_the_list(unit: Unit) -> None:
    adviser = actor_of(make_staff(unit))
    counts = []
    for _ in range(2):
        for _ in range(4):
            case = make_case(unit)
            make_task(case)
            make_employment(case.person)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            read_page(adviser, Scope.UNIT, on=TODAY)
        counts.append(len(queries))
    assert counts == [3, 3]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["kari"], True),
        (["nor"], True),
        (["anne", "kari", "nordmann"], True),
        (["lien"], True),
        (["ordmann"], False),
        (["kari", "hansen"], False),
        ([], False),
        (["%"], False),
    ],
)
def test_search_finds_every_word_at_the_beginning_of_a_name(unit: Unit, words: list[str], found: bool) -> None:
    make_case(unit, make_person(unit, "Anne Kari", "Nordmann-Lien"))
    assert bool(search_by_name(actor_of(make_staff(unit)), words, on=TODAY).rows) is found


def test_search_stays_within_the_unit_and_finds_closed_cases_last(unit: Unit) -> None:
    elsewhere = make_unit("Nav Sørvik")
    born = date(1990, 1, 31)
    closed = make_case(
        unit,
        make_person(unit, birth_date=born, family="A"),
        state="closed",
        closed_on=TODAY,
        closed_why="died",
    )
    still_open = make_case(unit, make_person(unit, birth_date=born, family="B"))
    make_case(elsewhere, make_person(elsewhere, birth_date=born))
    result = search_by_birth_date(actor_of(make_staff(unit)), born, on=TODAY)
    assert [row.case.pk for row in result.rows] == [still_open.pk, closed.pk]
    assert not result.more


@pytest.mark.parametrize(
    "text", ["", "1_2_3", "a_b_c_d_e", "1_2026-13-01_0__4", "1_2026-01-01__4", "1_2026-01-01_0__4_5", "x"]
)
def test_a_damaged_key_is_no_key(text: str) -> None:
    assert Key.parse(text) is None


days = st.none() | st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 1, 3))


class Paging(TestCase):
    """Properties of walking the list."""

    @settings(max_examples=25, deadline=None)
    @given(
        places=st.lists(st.tuples(st.integers(1, 3), days, st.integers(0, 2), days), max_size=12),
        size=st.integers(1, 5),
    )
    def test_the_pages_forward_and_back_are_the_whole_list(
        self, places: list[tuple[int, date | None, int, date | None]], size: int
    ) -> None:
        unit = make_unit()
        adviser = actor_of(make_staff(unit))
        for step, day, risk, contact in places:
            make_case(unit, order_step=step, order_date=day, order_risk=risk, last_contact_on=contact)
        whole = _ids(read_page(adviser, Scope.UNIT, on=TODAY, size=100))
        pages = [read_page(adviser, Scope.UNIT, on=TODAY, size=size)]
        while (key := pages[-1].next) is not None:
            pages.append(read_page(adviser, Scope.UNIT, on=TODAY, size=size, after=Key.parse(str(key))))
        assert [case for page in pages for case in _ids(page)] == whole
        for page, after in pairwise(pages):
            back = read_page(adviser, Scope.UNIT, on=TODAY, size=size, before=Key.parse(str(after.previous)))
            assert _ids(back) == _ids(page)
        assert pages[0].previous is None
