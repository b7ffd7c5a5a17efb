"""Reasons as stored evidence, and lists of codes."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stafett.core.reasons import Reason, as_json, code_lists, pick_facts


def test_a_reason_survives_being_stored() -> None:
    facts = pick_facts(
        {"due": date(2026, 2, 1), "grade": 50, "employers": [1, 2], "other": 1}, ("due", "grade", "employers")
    )
    reason = Reason("stop_point.plan", "stop_point.plan", "aml. § 4-6 (3)", facts, {"plan_weeks": 4})
    assert facts["due"] == "2026-02-01"
    assert Reason.from_json(json.loads(json.dumps(reason.to_json()))) == reason


@pytest.mark.parametrize("change", [{"colour": "red"}, {"facts": None}])
def test_a_stored_reason_with_other_fields_is_refused(change: dict[str, object]) -> None:
    stored = {key: value for key, value in Reason("a", "b", "c").to_json().items() if key not in change}
    extra = {key: value for key, value in change.items() if value is not None}
    with pytest.raises(ValueError, match="fields"):
        Reason.from_json({**stored, **extra})


def test_a_fact_that_json_cannot_carry_is_refused() -> None:
    with pytest.raises(TypeError, match=r"^A fact of type object cannot stand in a reason\.$"):
        as_json({"day": object()}["day"])


def test_a_list_of_facts_is_carried_one_by_one() -> None:
    assert as_json((date(2026, 2, 1), None, [True, 1.5])) == ["2026-02-01", None, [True, 1.5]]


@given(st.lists(st.tuples(*[st.none() | st.booleans()] * 4)))
def test_each_row_lists_the_codes_that_hold_in_order(rows: list[tuple[bool | None, ...]]) -> None:
    frame = pl.DataFrame(rows, schema=dict.fromkeys("abcd", pl.Boolean), orient="row")
    found = code_lists([(name, frame[name].fill_null(value=False).to_numpy()) for name in "abcd"])
    assert found.to_list() == [[name for name, holds in zip("abcd", row, strict=True) if holds] for row in rows]


def test_lists_of_codes_are_a_column_of_their_own_even_when_nothing_holds() -> None:
    found = code_lists([("a", np.array([False, False]))])
    assert (found.name, found.dtype, found.to_list()) == ("reasons", pl.List(pl.String), [[], []])


@given(st.lists(st.integers(0, 2**40 - 1), max_size=20))
def test_there_may_be_more_conditions_than_are_packed_together(rows: list[int]) -> None:
    conditions = [(str(bit), np.array([row >> bit & 1 == 1 for row in rows], dtype=np.bool_)) for bit in range(40)]
    expected = [[str(bit) for bit in range(40) if row >> bit & 1] for row in rows]
    assert code_lists(conditions).to_list() == expected
