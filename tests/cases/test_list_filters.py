"""What a list can be narrowed by, held against the same said in plain Python for each case."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from stafett.access.actors import SYSTEM
from stafett.cases.desk import mark_seen, read_desk
from stafett.cases.journal import Journal
from stafett.cases.models import Case, Task
from stafett.cases.worklist import Filters, Row, Scope, count_cases, read_page
from stafett.core.dates import age_on
from stafett.people.models import Staff, Unit
from tests.portals.adviser_world import (
    NOW,
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
WEEK = timedelta(days=7)


@pytest.fixture
def unit() -> Unit:
    return make_unit()


@pytest.fixture
def adviser(unit: Unit) -> Staff:
    return make_staff(unit)


@pytest.fixture
def many_cases(unit: Unit, adviser: Staff) -> None:
    """Cases on either side of every border."""
    for years in (18, 29, 30, 39, 40, 59, 60, 66, 67):
        for days in (0, 1):
            born = TODAY.replace(year=TODAY.year - years) + timedelta(days=days)
            make_case(unit, make_person(unit, birth_date=born))
    for day in (-8, -1, 0, 1, 14, 15, 40):
        due = TODAY + timedelta(days=day)
        case = make_case(unit, next_date=due)
        make_task(case, "mapping", due=due)
        make_task(case, "plan", actor="employer", nature="law", due=due)
    for days in (0, 6, 7, 55, 56, 62, 63):
        first = TODAY - timedelta(days=days)
        make_case(unit, first_day=first, last_day=TODAY + WEEK)
        make_case(unit, first_day=first, last_day=max(first, TODAY - WEEK))
    make_case(unit, segment="needs_mapping", grade=50, holder=adviser)
    make_case(unit, segment="care_in_place", grade=99, order_risk=2)
    make_case(unit, pinned=True, next_step="note_ends")
    make_case(unit, snoozed_until=TODAY, snooze_reason="Ferie")
    make_case(unit, snoozed_until=TODAY + WEEK, snooze_reason="Ferie")
    make_case(unit, sick_days=0, grade=0)
    make_message(make_case(unit))
    make_message(make_case(unit), read_on=TODAY)
    make_message(make_case(unit), channel="letter")
    make_employment(make_case(unit).person, "Nordlys Fisk AS")
    make_employment(make_case(unit).person, "Nordlys Fisk AS", first_day=date(2020, 1, 1), last_day=date(2021, 1, 1))
    make_task(make_case(unit), "confirm", state="done", ended_on=TODAY)


def tasks(row: Row, **values: Any) -> list[Task]:
    return list(Task.objects.filter(case=row.case, **values))


def due(row: Row) -> date:
    assert row.case.next_date
    return row.case.next_date


def late_duties(row: Row) -> list[Task]:
    return [task for task in tasks(row, state="open") if task.actor in {"employer", "issuer"} and task.due < TODAY]


def age(row: Row) -> int:
    return age_on(row.case.person.birth_date, TODAY)


def mapping_within(first: int, last: int) -> Callable[[Row], bool]:
    days = (TODAY + timedelta(days=first), TODAY + timedelta(days=last))
    return lambda row: any(days[0] <= task.due <= days[1] for task in tasks(row, kind="mapping", state="open"))


CASES: list[tuple[dict[str, Any], Callable[[Row], object]]] = [
    ({"age": "under_30"}, lambda row: age(row) < 30),
    ({"age": "30_39"}, lambda row: 30 <= age(row) < 40),
    ({"age": "40_49"}, lambda row: 40 <= age(row) < 50),
    ({"age": "60_66"}, lambda row: 60 <= age(row) < 67),
    ({"age": "67_up"}, lambda row: age(row) >= 67),
    ({"deadline": "past"}, lambda row: due(row) < TODAY),
    ({"deadline": "today"}, lambda row: due(row) == TODAY),
    ({"deadline": "soon"}, lambda row: TODAY <= due(row) <= TODAY + 2 * WEEK),
    ({"deadline": "between", "due_from": TODAY, "due_until": TODAY + WEEK},
     lambda row: TODAY <= due(row) <= TODAY + WEEK),
    ({"deadline": "between", "due_from": TODAY + WEEK}, lambda row: due(row) >= TODAY + WEEK),
    ({"deadline": "between", "due_until": TODAY}, lambda row: due(row) <= TODAY),
    ({"kind": "mapping"}, lambda row: tasks(row, kind="mapping", state="open")),
    ({"kind": "mapping", "deadline": "past"}, mapping_within(-9_000, -1)),
    ({"kind": "mapping", "deadline": "soon"}, mapping_within(0, 14)),
    ({"task_state": "done"}, lambda row: tasks(row, state="done")),
    ({"kind": "mapping", "task_state": "done"}, lambda row: tasks(row, kind="mapping", state="done")),
    ({"weeks_from": 8}, lambda row: row.weeks_since_first >= 8),
    ({"weeks_from": 1, "weeks_until": 8}, lambda row: 1 <= row.weeks_since_first <= 8),
    ({"weeks_until": 7}, lambda row: row.weeks_since_first <= 7),
    ({"segment": "needs_mapping"}, lambda row: row.case.segment == "needs_mapping"),
    ({"segment": "none"}, lambda row: not row.case.segment),
    ({"grade": "full"}, lambda row: row.case.grade == 100),
    ({"grade": "graded"}, lambda row: 0 < row.case.grade < 100),
    ({"grade": "not_sick"}, lambda row: not row.case.has_spell),
    ({"unread": True}, lambda row: row.unread_since),
    ({"late_duty": True}, late_duties),
    ({"risk": True}, lambda row: row.case.order_risk),
    ({"pinned": True}, lambda row: row.case.pinned),
    ({"snoozed": True}, lambda row: row.case.snoozed_until and row.case.snoozed_until > TODAY),
    ({"next_step": "note_ends"}, lambda row: row.case.next_step == "note_ends"),
    ({"employer": "lys fisk"}, lambda row: any("Nordlys" in name for name in row.employers)),
    ({"segment": "needs_mapping", "grade": "graded"},
     lambda row: (row.case.segment, row.case.grade) == ("needs_mapping", 50)),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "holds"), CASES, ids=[str(list(asked.items())) for asked, _ in CASES])
def test_a_filter_leaves_those_of_whom_it_holds(
    adviser: Staff, many_cases: None, asked: dict[str, Any], holds: Callable[[Row], object]
) -> None:
    actor, filters = actor_of(adviser), Filters(**asked)
    everybody = read_page(actor, Scope.UNIT, on=TODAY, size=1_000).rows
    expected = [row.case.pk for row in everybody if holds(row)]
    found = [row.case.pk for row in read_page(actor, Scope.UNIT, on=TODAY, filters=filters, size=1_000).rows]
    assert found == expected
    assert count_cases(actor, Scope.UNIT, on=TODAY, filters=filters).found == len(expected)
    if asked != {"kind": "mapping", "task_state": "done"}:
        assert 0 < len(found) < len(everybody)


def test_a_filter_by_holder_leaves_what_a_colleague_follows_up(unit: Unit, adviser: Staff, many_cases: None) -> None:
    colleague = make_staff(unit, "Kai Colleague")
    theirs = make_case(unit, holder=colleague)
    found = read_page(actor_of(adviser), Scope.UNIT, on=TODAY, filters=Filters(holder=colleague.pk)).rows
    assert [row.case for row in found] == [theirs]


def test_a_unit_for_several_offices_sees_whose_cases_they_are() -> None:
    roe = make_unit("ROE Fjell", kind="roe")
    ours, also_ours = make_unit("Nav Fjord", roe=roe), make_unit("Nav Dal", roe=roe)
    make_unit("Nav Vidde")
    regional = actor_of(make_staff(roe))
    assert list(read_desk(regional).offices) == [(also_ours.pk, "Nav Dal"), (ours.pk, "Nav Fjord")]
    assert list(read_desk(actor_of(make_staff(ours))).offices) == []
    national = read_desk(actor_of(make_staff(make_unit("NOE", kind="noe"))))
    assert [name for _, name in national.offices] == ["Nav Dal", "Nav Fjord", "Nav Vidde"]
    case, _ = (make_case(roe, make_person(office)) for office in (ours, also_ours))
    found = read_page(regional, Scope.UNIT, on=TODAY, filters=Filters(unit=ours.pk)).rows
    assert [row.case for row in found] == [case]


def test_a_filter_narrows_the_list_it_stands_on(unit: Unit, adviser: Staff) -> None:
    mine = make_case(unit, holder=adviser, segment="bypass")
    make_case(unit, segment="bypass")
    actor, filters = actor_of(adviser), Filters(segment="bypass")
    assert [row.case for row in read_page(actor, Scope.MINE, on=TODAY, filters=filters).rows] == [mine]
    counts = count_cases(actor, Scope.MINE, on=TODAY, filters=filters)
    assert (counts.mine, counts.unit, counts.unassigned, counts.found) == (1, 2, 1, 1)


def test_what_others_and_time_changed_since_last_time_is_found(unit: Unit, adviser: Staff) -> None:
    me, colleague = actor_of(adviser), actor_of(make_staff(unit, "Kai Colleague"))
    old, own, others, by_time = (make_case(unit) for _ in range(4))

    def note(case: Case, actor: Any) -> None:
        journal = Journal(actor, TODAY, NOW)
        journal.note("case_changed", person=case.person_id, case=case.pk)
        journal.save()

    note(old, colleague)
    mark_seen(up_to=read_desk(me).newest, actor=me, at=NOW)
    note(own, me)
    note(others, colleague)
    note(by_time, SYSTEM)
    desk = read_desk(me)
    found = read_page(me, Scope.UNIT, on=TODAY, filters=Filters(changed=True, since=desk.seen)).rows
    assert {row.case.pk for row in found} == {others.pk, by_time.pk}
    mark_seen(up_to=desk.newest, actor=me, at=NOW)
    assert not read_page(me, Scope.UNIT, on=TODAY, filters=Filters(changed=True, since=read_desk(me).seen)).rows
    mark_seen(up_to=0, actor=me, at=NOW)
    assert read_desk(me).seen == desk.newest
