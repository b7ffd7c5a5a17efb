"""The order of work: total, stable, and as a plain oracle has it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stafett.core.factors.grounds import CATEGORIES
from stafett.core.parameters import default_law
from stafett.core.priority import explain_order, one_row_per_person, order_of_work
from stafett.core.reasons import Json, Reason
from tests.core.amount import examples
from tests.core.rule_frames import tasks

LAW = default_law()
ON = date(2026, 3, 2)
ONE = timedelta(days=1)
NEAR = st.integers(-20, 20).map(lambda days: ON + days * ONE)
KINDS = ("confirm", "mapping", "dialogue_2", "contact", "plan")


@st.composite
def task_lists(draw: st.DrawFn) -> list[dict[str, Any]]:
    switch = st.sampled_from([None, False, False, True])
    one = st.fixed_dictionaries(
        {
            "person": st.integers(0, 5),
            "kind": st.sampled_from(KINDS),
            "actor": st.sampled_from(["nav", "nav", "employer"]),
            "nature": st.sampled_from(["law", "practice", "method"]),
            "due": st.none() | NEAR,
            "window_opens": st.none() | NEAR,
            "waiting_for_us": switch,
            "promised_answer": switch,
            "planned_contact": switch,
            "category": st.sampled_from([None, *CATEGORIES]),
            "not_assessed_since": st.none() | NEAR,
            "last_contact": st.none() | NEAR,
            "risk_count": st.none() | st.integers(0, 2),
            "followed": switch,
            "pinned": switch,
            "snoozed_until": st.none() | NEAR,
        }
    )
    found = draw(st.lists(one, min_size=1, max_size=8))
    return [{**task, "task": number} for number, task in enumerate(found)]


def step_by_hand(task: dict[str, Any], on: date) -> int:
    """The first rule that holds, as section by section one would read it."""
    due, ours = task["due"], task["actor"] == "nav" or bool(task["followed"])
    legal = ours and task["nature"] == "law" and due is not None
    if legal and due < on:
        return 1
    if ours and task["promised_answer"] and due is not None and due < on:
        return 2
    mapping_due = task["kind"] == "mapping" and due is not None and due <= on
    if ours and (task["waiting_for_us"] or task["promised_answer"] or task["kind"] == "confirm" or mapping_due):
        return 3
    if legal and due - on <= 14 * ONE:
        return 4
    opens = task["window_opens"] or due
    if ours and task["planned_contact"] and opens is not None and opens <= on:
        return 5
    if ours and task["not_assessed_since"] is not None and task["not_assessed_since"] <= on:
        return 6
    return 7


def snoozed_by_hand(task: dict[str, Any], on: date) -> bool:
    until = task["snoozed_until"]
    if until is None:
        return False
    if task["nature"] == "law" and task["due"] is not None:
        until = min(until, task["due"])
    return bool(on < until)


def key_by_hand(task: dict[str, Any], on: date) -> tuple[Any, ...]:
    step = step_by_hand(task, on)
    day = task["not_assessed_since"] if step == 6 else task["due"]
    others = task["actor"] != "nav" and not task["followed"]
    ranks = {category: rank for rank, category in enumerate(CATEGORIES)}
    last_contact: date | None = task["last_contact"]
    return (
        snoozed_by_hand(task, on),
        not task["pinned"],
        step,
        others,
        ranks.get(task["category"], len(ranks)) if step == 5 else 0,
        day or date.max,
        -(task["risk_count"] or 0),
        last_contact if last_contact is not None and last_contact <= on else date.min,
        task["task"],
    )


@examples(60)
@given(task_lists())
def test_the_order_is_as_by_hand(rows: list[dict[str, Any]]) -> None:
    found = order_of_work(tasks(rows), LAW, ON)
    expected = sorted(rows, key=lambda task: key_by_hand(task, ON))
    assert found["task"].to_list() == [task["task"] for task in expected]
    assert found["step"].to_list() == [step_by_hand(task, ON) for task in expected]
    assert found["snoozed"].to_list() == [snoozed_by_hand(task, ON) for task in expected]


@examples(20)
@given(task_lists(), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_of_the_rows(rows: list[dict[str, Any]], random: Any) -> None:
    shuffled = random.sample(rows, len(rows))
    assert order_of_work(tasks(shuffled), LAW, ON).equals(order_of_work(tasks(rows), LAW, ON))


@examples(30)
@given(task_lists())
def test_a_row_changes_by_time_alone_on_the_day_foretold_and_not_before(rows: list[dict[str, Any]]) -> None:
    found = order_of_work(tasks(rows), LAW, ON)
    by_number = {task["task"]: task for task in rows}
    for row in found.iter_rows(named=True):
        task = by_number[row["task"]]
        now = (step_by_hand(task, ON), snoozed_by_hand(task, ON))
        later = [ON + days * ONE for days in range(1, 40)]
        changed = next((day for day in later if (step_by_hand(task, day), snoozed_by_hand(task, day)) != now), None)
        assert row["changes_on"] == changed


@examples(20)
@given(task_lists())
def test_one_row_per_person_is_the_persons_first(rows: list[dict[str, Any]]) -> None:
    ordered = order_of_work(tasks(rows), LAW, ON)
    found = one_row_per_person(ordered)
    firsts = ordered.unique("person", keep="first", maintain_order=True)
    assert found["task"].to_list() == firsts["task"].to_list()
    assert found["tasks"].sum() == len(rows)
    assert found["kinds"].list.len().to_list() == found["tasks"].to_list()


@pytest.mark.parametrize(
    ("earlier", "later"),
    [({"category": CATEGORIES[at]}, {"category": category}) for at, category in enumerate((*CATEGORIES[1:], None))]
    + [
        ({"risk_count": 2}, {"risk_count": 1}),
        ({"risk_count": 1}, {}),
        ({}, {"last_contact": date(2020, 1, 1)}),
        ({"last_contact": ON - ONE}, {"last_contact": ON}),
        ({"risk_count": 1, "last_contact": ON}, {}),
        ({"due": ON, "risk_count": 0}, {"due": ON + ONE, "risk_count": 2}),
        ({"pinned": True, "due": ON + ONE}, {"due": ON}),
        ({"category": "prioritised", "due": ON}, {"category": "ordinary", "due": ON - ONE}),
        ({}, {"pinned": True, "snoozed_until": ON + ONE}),
        ({}, {"last_contact": date(1969, 1, 1)}),
    ],
)
def test_of_two_contacts_one_comes_first(earlier: dict[str, Any], later: dict[str, Any]) -> None:
    contact = {"person": 1, "kind": "contact", "actor": "nav", "nature": "method", "planned_contact": True, "due": ON}
    contact["window_opens"] = ON - 14 * ONE
    found = order_of_work(tasks([{**contact, **later, "task": 1}, {**contact, **earlier, "task": 2}]), LAW, ON)
    assert found["task"].to_list() == [2, 1]
    assert found["step"].to_list() == [5, 5]


def test_what_is_pinned_comes_before_nav_s_own_overdue_deadline_though_it_is_another_s_duty() -> None:
    overdue = {"task": 1, "person": 1, "kind": "late", "actor": "nav", "nature": "law", "due": ON - 9 * ONE}
    pinned = {"task": 2, "person": 2, "kind": "plan", "actor": "employer", "nature": "law", "due": ON, "pinned": True}
    assert order_of_work(tasks([overdue, pinned]), LAW, ON)["task"].to_list() == [2, 1]


def test_of_two_that_are_alike_the_task_decides() -> None:
    plain = {"person": 1, "kind": "late", "actor": "nav", "nature": "practice", "due": ON}
    rows = [{**plain, "task": task} for task in (3, 1, 2)]
    assert order_of_work(tasks(rows), LAW, ON)["task"].to_list() == [1, 2, 3]


@pytest.mark.parametrize(
    ("facts", "due", "step", "changes"),
    [
        ({"nature": "law"}, 15, 7, 1),
        ({"nature": "law"}, 14, 4, 15),
        ({"nature": "law"}, 0, 4, 1),
        ({"nature": "law"}, -1, 1, None),
        ({"promised_answer": True}, 0, 3, 1),
        ({"promised_answer": True}, -1, 2, None),
        ({"kind": "mapping"}, 1, 7, 1),
        ({"kind": "mapping"}, 0, 3, None),
        ({"kind": "confirm"}, 9, 3, None),
        ({"planned_contact": True}, 1, 7, 1),
        ({"planned_contact": True}, 0, 5, None),
        ({"not_assessed_since": ON + ONE}, 0, 7, 1),
        ({"not_assessed_since": ON}, 0, 6, None),
        ({"nature": "law", "actor": "employer"}, -1, 7, None),
        ({"nature": "law", "actor": "employer", "followed": True}, -1, 1, None),
        ({"snoozed_until": ON + 3 * ONE}, 0, 7, 3),
        ({"snoozed_until": ON}, 0, 7, None),
        ({"nature": "law", "snoozed_until": ON + 9 * ONE}, 2, 4, 2),
    ],
)
def test_a_task_stands_in_its_step_until_its_day(
    facts: dict[str, Any], due: int, step: int, changes: int | None
) -> None:
    plain = {"task": 1, "person": 1, "kind": "late", "actor": "nav", "nature": "practice", "due": ON + due * ONE}
    found = order_of_work(tasks([{**plain, **facts}, {**plain, "task": 2, "due": None}]), LAW, ON)
    row = found.filter(task=1).row(0, named=True)
    assert (row["step"], row["changes_on"]) == (step, None if changes is None else ON + changes * ONE)


def test_persons_stand_in_the_order_of_their_first_task() -> None:
    day = {"kind": "late", "actor": "nav", "nature": "practice"}
    rows = [{**day, "task": task, "person": -task % 97, "due": ON + task * ONE} for task in range(300)]
    found = one_row_per_person(order_of_work(tasks(rows), LAW, ON))
    assert found["person"].to_list() == [-task % 97 for task in range(97)]
    assert found["kinds"].to_list() == [["late"] * (4 if task < 9 else 3) for task in range(97)]


CODES = {
    "order.legal_overdue": "S4:L837",
    "order.answer_overdue": "S2:L1233",
    "order.waiting_for_us": "S2:L1231",
    "order.legal_soon": "S4:L837",
    "order.contact_due": "S4:L734",
    "order.not_assessed": "S1:L3084",
    "order.by_date": "S4:L837",
    "order.others_duty": "S2:L195",
    "order.pinned": "S4:L253",
    **{
        f"order.followed_{when}.{actor}": "S2:L195"
        for when in ("overdue", "soon")
        for actor in ("employer", "issuer", "person")
    },
}


@examples(20)
@given(task_lists())
def test_every_row_says_which_step_it_is_in(rows: list[dict[str, Any]]) -> None:
    for row in order_of_work(tasks(rows), LAW, ON).iter_rows(named=True):
        others = row["step"] == 7 and row["actor"] != "nav" and not row["followed"]
        expected = list(CODES)[7 if others else row["step"] - 1]
        if row["step"] in {1, 4} and row["actor"] != "nav":
            expected = f"order.followed_{'overdue' if row['step'] == 1 else 'soon'}.{row['actor']}"
        assert row["reason_of_step"] == expected
        assert row["reason"] == ("order.pinned" if row["pinned"] and not row["snoozed"] else expected)


@pytest.mark.parametrize(("code", "reference"), CODES.items())
def test_a_place_in_the_order_is_explained_by_what_was_looked_at(code: str, reference: str) -> None:
    row = {"reason": code, "step": 4, "step_date": ON, "due": ON, "followed": True, "birth_date": ON}
    facts: dict[str, Json] = {"due": "2026-03-02", "followed": True, "step": 4, "step_date": "2026-03-02"}
    parameters: dict[str, Json] = {"order_legal_soon_days": 14} if "soon" in code else {}
    assert explain_order(row, LAW, ON) == Reason(code, "order_of_work", reference, facts, parameters)


def test_only_the_needed_columns_are_needed() -> None:
    rows = tasks([{"task": 1, "person": 1, "kind": "late", "actor": "nav", "nature": "practice", "due": ON}])
    bare = rows.select("task", "person", "kind", "actor", "nature", "due")
    assert order_of_work(bare, LAW, ON)["step"].to_list() == [7]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"actor": "employer", "followed": True, "due": ON - ONE}, "followed_overdue.employer"),
        ({"actor": "issuer", "followed": True, "due": ON}, "followed_soon.issuer"),
        ({"actor": "person", "followed": True, "due": ON}, "followed_soon.person"),
        ({"due": ON - ONE}, "legal_overdue"),
        ({"due": ON - ONE, "pinned": True}, "pinned"),
        ({"nature": "method", "due": ON + 90 * ONE, "pinned": True}, "pinned"),
        ({"nature": "method", "due": ON, "pinned": True, "snoozed_until": ON + ONE}, "by_date"),
    ],
)
def test_whose_deadline_it_is_and_that_it_is_pinned_is_said(facts: dict[str, Any], reason: str) -> None:
    row = {"task": 1, "person": 1, "kind": "plan", "actor": "nav", "nature": "law", **facts}
    assert order_of_work(tasks([row]), LAW, ON)["reason"].item() == f"order.{reason}"


def test_a_switch_that_nobody_set_is_off_in_what_is_given() -> None:
    row = {"task": 1, "person": 1, "kind": "late", "actor": "nav", "nature": "practice", "pinned": None}
    found = order_of_work(tasks([row, {**row, "task": 2, "pinned": True}]), LAW, ON)
    switches = ("waiting_for_us", "promised_answer", "planned_contact", "followed", "pinned")
    assert found.select(switches).rows() == [(False, False, False, False, True), (False,) * 5]


def test_no_tasks_have_no_order() -> None:
    assert order_of_work(tasks([]), LAW, ON).is_empty()


def test_an_unknown_category_is_refused() -> None:
    row = {"task": 1, "person": 1, "kind": "contact", "actor": "nav", "nature": "method", "category": "orange"}
    with pytest.raises(ValueError, match="orange"):
        order_of_work(tasks([row]), LAW, ON)
