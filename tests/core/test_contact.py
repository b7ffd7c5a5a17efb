"""The next contact and the new assessment, against a plain oracle."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stafett.core.contact import CATEGORIES, PACES, STATES, contact_windows, explain_contact, reassessments
from stafett.core.contact_reasons import EXPLANATIONS, TEMPORARY_KINDS, TRIGGERS
from stafett.core.parameters import LocalValue, default_law
from tests.core import contact_oracle as oracle
from tests.core.amount import examples
from tests.core.follow_up_frames import contacts, events

LAW = default_law()
ONE = timedelta(days=1)
ON = date(2026, 6, 1)
COLUMNS = ("in_force", "contact_due", "window_opens", "window_closes", "contact_state")
Batch = tuple[list[dict[str, Any]], list[dict[str, Any]], date]


@st.composite
def batches(draw: st.DrawFn, size: int = 8) -> Batch:
    on = draw(st.dates(date(2016, 1, 1), date(2030, 1, 1)) | st.sampled_from([date(2028, 2, 29), date(2026, 3, 29)]))
    cases = [{**row, "case": number} for number, row in enumerate(draw(st.lists(rows(on), min_size=1, max_size=size)))]
    happened = st.fixed_dictionaries(
        {
            "case": st.integers(0, len(cases)),
            "kind": st.sampled_from(tuple(TRIGGERS)),
            "happened_on": days_from(on, -60, 3),
            "learned_on": st.none() | days_from(on, -60, 3),
        }
    )
    return cases, draw(st.lists(happened, max_size=6)), on


def days_from(on: date, first: int, last: int) -> st.SearchStrategy[date]:
    return st.integers(first, last).map(lambda days: on + days * ONE)


@st.composite
def rows(draw: st.DrawFn, on: date) -> dict[str, Any]:
    past = days_from(on, -500, 2) | days_from(on, -20, 2) | st.sampled_from(month_ends(on))
    row: dict[str, Any] = {
        "died_on": draw(st.sampled_from([None, None, None, on - ONE, on, on + ONE])),
        "category": draw(st.sampled_from((None, "not_assessed", "clarified", *CATEGORIES * 3))),
        "placed_on": draw(past),
        "last_contact": draw(st.none() | past),
        "temporary_kind": None,
        "temporary_category": None,
        "temporary_from": None,
        "temporary_until": None,
        "pace": draw(st.sampled_from((None, None, None, *PACES))),
        "pace_on": None,
        "pace_from": None,
    }
    if row["pace"] is not None:
        row["pace_on"] = draw(days_from(on, -40, 2))
        row["pace_from"] = draw(days_from(on, -40, 100))
    if draw(st.booleans()):
        start = draw(days_from(on, -300, 5))
        row["temporary_kind"] = draw(st.sampled_from(tuple(TEMPORARY_KINDS)))
        row["temporary_category"] = draw(st.sampled_from(CATEGORIES))
        row["temporary_from"] = start
        row["temporary_until"] = draw(st.none() | st.integers(0, 420).map(lambda days: start + days * ONE))
    return row


def month_ends(on: date) -> list[date]:
    firsts = [date(year, month, 1) for year in range(on.year - 1, on.year + 1) for month in range(1, 13)]
    return [first - ONE for first in firsts]


@examples(100)
@given(batches())
def test_the_next_contact_is_as_by_hand(batch: Batch) -> None:
    cases, _, on = batch
    found = contact_windows(contacts(cases), LAW, on)
    for row, by_rule in zip(cases, found.iter_rows(named=True), strict=True):
        assert tuple(by_rule[name] for name in COLUMNS) == oracle.window(row, on)
        assert by_rule["returns_on"] == oracle.returns_on(row, on)
        assert by_rule["takes_initiative"] == (by_rule["contact_due"] is not None)
        assert by_rule["contact_state"] in STATES


@examples(100)
@given(batches())
def test_why_to_assess_anew_is_as_by_hand(batch: Batch) -> None:
    cases, happened, on = batch
    found = reassessments(contacts(cases), events(happened), LAW, on)
    expected = []
    for row in cases:
        since = oracle.reasons(row, [event for event in happened if event["case"] == row["case"]], on)
        of_case = sorted((day, f"reassess.{code}") for code, day in since.items())
        expected += [(row["case"], code, day, day + 14 * ONE) for day, code in of_case]
    assert found.rows() == expected


@examples(60)
@given(batches(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(batch: Batch, chance: random.Random) -> None:
    cases, happened, on = batch
    frame, told = contacts(cases), events(happened)
    shuffled = frame[chance.sample(range(len(cases)), len(cases))]
    other_order = told[chance.sample(range(told.height), told.height)] if told.height else told
    assert contact_windows(shuffled, LAW, on).sort("case").equals(contact_windows(frame, LAW, on))
    assert reassessments(shuffled, other_order, LAW, on).equals(reassessments(frame, told, LAW, on))


@examples(60)
@given(batches(size=4), st.integers(0, 120))
def test_nothing_changes_by_time_before_the_day_that_is_said(batch: Batch, later: int) -> None:
    cases, _, on = batch
    frame, then = contacts(cases), on + later * ONE
    now, after = contact_windows(frame, LAW, on), contact_windows(frame, LAW, then)
    old, new = reassessments(frame, events([]), LAW, on), reassessments(frame, events([]), LAW, then)
    for before, row in zip(now.iter_rows(named=True), after.iter_rows(named=True), strict=True):
        if before["changes_on"] is None or then < before["changes_on"]:
            assert {name: row[name] for name in (*COLUMNS, "contact_reasons", "changes_on")} == {
                name: before[name] for name in (*COLUMNS, "contact_reasons", "changes_on")
            }
            case = pl.col("case") == row["case"]
            assert new.filter(case).equals(old.filter(case))


@examples(60)
@given(batches())
def test_every_code_given_can_be_explained(batch: Batch) -> None:
    cases, happened, on = batch
    found = contact_windows(contacts(cases), LAW, on)["contact_reasons"].to_list()
    again = reassessments(contacts(cases), events(happened), LAW, on)
    codes = [(row, code) for row, of_row in zip(cases, found, strict=True) for code in of_row]
    codes += [(cases[case], code) for case, code in again.select("case", "reason").rows()]
    for row, code in codes:
        reason = explain_contact(code, row, LAW, on)
        assert reason.code == code
        assert reason.reference
    alive = [of_row for row, of_row in zip(cases, found, strict=True) if row["died_on"] is None]
    assert all(alive)


@pytest.mark.parametrize(("category", "less"), [(CATEGORIES[at], CATEGORIES[at + 1]) for at in range(3)])
def test_more_follow_up_never_means_a_later_contact(category: str, less: str) -> None:
    for days in range(0, 400, 7):
        row = {"placed_on": ON - 500 * ONE, "last_contact": ON - days * ONE}
        found = contact_windows(contacts([{**row, "category": category}, {**row, "category": less}]), LAW, ON)
        sooner, later = found["contact_due"].to_list()
        assert later is None or sooner <= later


@pytest.mark.parametrize(
    ("day", "category", "due"),
    [
        (date(2027, 11, 30), "prioritised", date(2028, 2, 29)),
        (date(2026, 8, 31), "ordinary", date(2027, 2, 28)),
        (date(2028, 2, 29), "simplified", date(2029, 2, 28)),
        (date(2026, 1, 29), "prioritised", date(2026, 4, 29)),  # over the start of summer time
        (date(2026, 10, 25), "ordinary", date(2027, 4, 25)),  # from the end of it
    ],
)
def test_months_are_the_calendars(day: date, category: str, due: date) -> None:
    row = {"category": category, "placed_on": day, "last_contact": day}
    found = contact_windows(contacts([row]), LAW, day).row(0, named=True)
    assert found["contact_due"] == due
    assert (found["window_opens"], found["window_closes"]) == (due - 14 * ONE, due + 14 * ONE)


def test_a_broken_off_measure_returns_the_category_the_day_after() -> None:
    measure = {"temporary_kind": "in_measure", "temporary_category": "simplified", "temporary_from": date(2026, 5, 1)}
    row = {"category": "prioritised", "placed_on": date(2026, 4, 1), "last_contact": date(2026, 4, 20), **measure}
    broken_off = {**row, "temporary_until": date(2026, 5, 31)}
    happened = events([{"case": 0, "kind": "measure_broken_off", "happened_on": date(2026, 5, 31)}])
    found = contact_windows(contacts([broken_off]), LAW, ON).row(0, named=True)
    assert (found["in_force"], found["contact_due"]) == ("prioritised", date(2026, 7, 20))
    again = reassessments(contacts([broken_off]), happened, LAW, ON)["reason"].to_list()
    assert again == ["reassess.measure_broken_off", "reassess.temporary_ended"]


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"category": "urgent", "placed_on": ON}, "urgent"),
        ({"category": "ordinary"}, "placed_on"),
        ({"temporary_kind": "in_measure"}, "temporary_category"),
        ({"pace": "now"}, "pace_on"),
        ({"pace": "from", "pace_on": ON}, "pace_from"),
        ({"pace": "never", "pace_on": ON}, "never"),
    ],
)
def test_what_lacks_its_day_or_does_not_exist_is_refused(facts: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        contact_windows(contacts([facts]), LAW, ON)


def test_an_event_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="moved"):
        reassessments(contacts([{}]), events([{"case": 0, "kind": "moved", "happened_on": ON}]), LAW, ON)


def test_an_unknown_code_cannot_be_explained() -> None:
    with pytest.raises(ValueError, match=r"contact\.coffee"):
        explain_contact("contact.coffee", {}, LAW, ON)


def test_nobody_gives_nothing() -> None:
    assert contact_windows(contacts([]), LAW, ON).height == 0
    assert reassessments(contacts([]), events([]), LAW, ON).height == 0


CHANGES: tuple[tuple[str, int, dict[str, Any]], ...] = (
    ("contact_months_prioritised", 2, {"category": "prioritised"}),
    ("contact_months_ordinary", 4, {"category": "ordinary"}),
    ("contact_months_simplified", 9, {"category": "simplified"}),
    ("contact_window_days", 7, {"category": "ordinary"}),
)


@pytest.mark.parametrize(("name", "value", "facts"), CHANGES)
def test_a_changed_value_counts_for_what_runs_from_its_day(name: str, value: int, facts: dict[str, Any]) -> None:
    law = LAW.with_local_values([LocalValue("0301", name, ON, value)])

    def window(day: date, office: str) -> list[int]:
        row = {**facts, "placed_on": day, "office": office}
        found = contact_windows(contacts([row]), law, ON + 2 * ONE).row(0, named=True)
        return [(found[column] - day).days for column in COLUMNS[1:4]]

    for elapsed in (-1, 0, 1):
        changed = window(ON + elapsed * ONE, "0301") != window(ON + elapsed * ONE, "0302")
        assert changed == (elapsed >= 0)


@pytest.mark.parametrize(
    ("name", "value", "facts"),
    [
        ("reassess_after_months", 6, {"category": "on_request", "placed_on": date(2025, 11, 1)}),
        ("reassess_due_days", 7, {"category": "on_request", "placed_on": date(2025, 5, 1)}),
    ],
)
def test_a_changed_value_of_reassessment_counts_from_its_day(name: str, value: int, facts: dict[str, Any]) -> None:
    law = LAW.with_local_values([LocalValue("0301", name, ON, value)])
    for elapsed in (-1, 0, 1):
        on = ON + elapsed * ONE
        found = [
            reassessments(contacts([{**facts, "office": office}]), events([]), law, on).rows()
            for office in ("0301", "0302")
        ]
        assert (found[0] != found[1]) == (elapsed >= 0)


def test_a_changed_end_of_measure_counts_from_its_day() -> None:
    law = LAW.with_local_values([LocalValue("0301", "measure_end_weeks", ON, 10)])
    row = {"category": "simplified", "placed_on": date(2026, 1, 1), "last_contact": date(2026, 5, 12)}
    row |= {"temporary_kind": "in_measure", "temporary_category": "simplified", "office": "0301"}
    row |= {"temporary_from": date(2026, 1, 1), "temporary_until": date(2026, 9, 30)}
    days = [contact_windows(contacts([row]), law, ON + elapsed * ONE)["contact_due"].item() for elapsed in (-1, 0, 1)]
    assert days == [date(2026, 8, 20), date(2026, 7, 23), date(2026, 7, 23)]


def test_every_explanation_belongs_to_a_code_that_is_given() -> None:
    assert set(TRIGGERS.values()) | set(TEMPORARY_KINDS.values()) <= set(EXPLANATIONS)
