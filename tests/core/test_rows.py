"""Columns as arrays, and the small tools that the rules are written with."""

from __future__ import annotations

import os
from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stafett.core import rows
from stafett.core.dates import Days, day_number
from stafett.core.parameters import LocalValue, default_law

LAW = default_law()
DAY = date(2026, 3, 2)
FRAME = pl.DataFrame(
    {
        "first_day": [DAY, DAY, DAY],
        "died_on": [None, DAY, None],
        "aap": [None, True, False],
        "portfolio": [80, None, 79],
        "employment": ["none", None, "graded"],
        "fit_from": [DAY, DAY, DAY],
    },
    schema_overrides={"died_on": pl.Date, "aap": pl.Boolean},
)


@pytest.fixture
def read() -> rows.Rows:
    return rows.Rows(FRAME, LAW)


def test_a_day_that_is_not_there_is_never(read: rows.Rows) -> None:
    assert read.day("died_on").tolist() == [rows.NEVER, day_number(DAY), rows.NEVER]
    assert read.day("fit_from").tolist() == [day_number(DAY)] * 3
    assert read.day("ended_on").tolist() == [rows.NEVER] * 3
    assert read.day("died_on") is read.day("died_on")


def test_a_number_that_is_not_there_is_none_or_as_asked(read: rows.Rows) -> None:
    assert read.whole("portfolio").tolist() == [80, 0, 79]
    assert read.whole("portfolio", absent=7).tolist() == [80, 7, 79]
    assert read.whole("risk_count").tolist() == [0, 0, 0]
    assert read.whole("risk_count", absent=-1).tolist() == [-1, -1, -1]
    assert read.whole("risk_count").dtype == np.int32


def test_a_switch_that_is_not_there_is_off(read: rows.Rows) -> None:
    assert read.switch("aap").tolist() == [False, True, False]
    assert read.switch("pinned").tolist() == [False, False, False]
    assert read.switch("aap") is read.switch("aap")


def test_what_is_known_is_what_has_a_value(read: rows.Rows) -> None:
    assert read.known("aap").tolist() == [False, True, True]
    assert read.known("fit_from").tolist() == [True, True, True]
    assert read.known("pinned").tolist() == [False, False, False]
    assert read.known("aap") is read.known("aap")


def test_a_choice_is_read_by_name_and_another_is_refused(read: rows.Rows) -> None:
    assert read.text_is("employment", "graded").tolist() == [False, False, True]
    assert read.text_is("treatment", "graded").tolist() == [False, False, False]
    chosen = read.chosen("employment", ("none", "graded"))
    assert {name: made.tolist() for name, made in chosen.items()} == {
        "none": [True, False, False],
        "graded": [False, False, True],
    }
    with pytest.raises(ValueError, match=r"^employment cannot be 'graded'; it is one of none, on_leave[.]$"):
        read.chosen("employment", ("none", "on_leave"))


@pytest.mark.parametrize("text", ["full", "graded", "other"])
def test_a_code_of_a_few_choices_is_as_good_as_text(text: str) -> None:
    codes = pl.Series("employment", ["graded", None, "full"])
    for column in (codes, codes.cast(pl.Enum(["full", "graded"]))):
        found = rows.Rows(FRAME.with_columns(column), LAW).text_is("employment", text)
        assert found.tolist() == [code == text for code in codes]


def test_a_column_that_must_be_there_is_missed_by_name(read: rows.Rows) -> None:
    with pytest.raises(pl.exceptions.ColumnNotFoundError, match="due"):
        read.day("due")


def test_a_column_without_a_value_says_nothing() -> None:
    empty = rows.Rows(pl.DataFrame({"due": [None, None]}, schema={"due": pl.Date}), LAW)
    assert empty.day("due").tolist() == [rows.NEVER] * 2
    assert empty.offices is None


def test_values_of_the_law_are_those_of_each_rows_day_and_office() -> None:
    law = LAW.with_local_values(
        [LocalValue("0301", "screening_week", DAY, 4), LocalValue("0302", "screening_week", DAY, 6)]
    )
    before = date(2026, 3, 1)
    frame = pl.DataFrame(
        {
            "first_day": [before, DAY, DAY, DAY],
            "ended_on": [DAY, None, before, None],
            "office": ["0301", "0301", "0302", None],
        }
    )
    read = rows.Rows(frame, law)

    def values(found: int | Days) -> list[int]:
        return [int(value) for value in np.broadcast_to(found, 4)]

    assert values(read.number("screening_week")) == [8, 4, 6, 8]
    assert values(read.number("screening_week", "ended_on")) == [4, 4, 8, 8]
    assert values(read.number("plan_weeks")) == [4, 4, 4, 4]
    assert values(read.number_on("screening_week", before)) == [8, 8, 8, 8]
    assert values(read.number_on("screening_week", DAY)) == [4, 4, 6, 8]
    one_office = rows.Rows(frame.drop("office"), law, pl.Series(["0302"] * 4))
    assert values(one_office.number_on("screening_week", DAY)) == [6, 6, 6, 6]


def test_a_switch_of_the_law_is_the_offices_own() -> None:
    law = LAW.with_local_values([LocalValue("0301", "scope_benefit_required", DAY, False)])
    read = rows.Rows(pl.DataFrame({"office": ["0301", "0302", None]}), law)
    assert read.switch_on("scope_benefit_required", DAY).tolist() == [False, True, True]
    assert read.switch_on("scope_benefit_required", date(2026, 3, 1)).tolist() == [True, True, True]


FEW, MOST = 1 << 17, 1 << 19


@pytest.mark.parametrize(
    ("cores", "height", "heights"),
    [
        (2, 0, [0]),
        (2, FEW, [FEW]),
        (2, FEW + 1, [FEW // 2 + 1, FEW // 2]),
        (3, 300_000, [100_000] * 3),
        (None, FEW + 1, [FEW + 1]),  # a machine that does not say
        (2, 2 * MOST, [MOST] * 2),
        (2, 2 * MOST + 1, [MOST, MOST, 1]),
    ],
)
def test_a_frame_is_cut_into_a_piece_for_each_core_that_make_it_up_again(
    cores: int | None, height: int, heights: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    frame = pl.DataFrame({"number": np.arange(height)})
    found = rows.in_blocks(lambda block: block, frame)
    assert [block.height for block in found] == heights
    assert pl.concat(found).equals(frame)


def test_columns_become_a_frame_under_their_names() -> None:
    found = rows.frame_of({"day": pl.Series([DAY]), "number": np.array([1], dtype=np.int16)})
    assert found.equals(pl.DataFrame({"day": [DAY], "number": pl.Series([1], dtype=pl.Int16)}))
    assert found.schema == {"day": pl.Date, "number": pl.Int16}


def test_what_is_wrong_in_a_block_is_told() -> None:
    frame = pl.DataFrame({"first_day": [DAY], "answer_return": ["perhaps"]}).select(
        pl.all().repeat_by(300_000).explode()
    )
    with pytest.raises(ValueError, match="answer_return cannot be 'perhaps'"):
        rows.in_blocks(lambda block: rows.Rows(block, LAW).chosen("answer_return", ("unsure",)), frame)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-5, 5)), max_size=12))
def test_the_earliest_day_of_each_key(pairs: list[tuple[int, int]]) -> None:
    keys = np.array([key for key, _ in pairs], dtype=np.int64)
    days = np.array([day for _, day in pairs], dtype=np.int32)
    expected = {key: min(day for other, day in pairs if other == key) for key, _ in pairs}
    assert rows.earliest(keys, days) == expected


_KEY = st.one_of(st.integers(-3, 3), st.sampled_from([rows.NEVER, -rows.NEVER, rows.NEVER + 1, 2**62, -(2**62)]))


@given(st.lists(st.tuples(_KEY, _KEY, st.integers(-3, 3)), max_size=12), st.permutations(range(12)))
@example([(rows.NEVER, 0, 0), (-rows.NEVER, 0, 0), (rows.NEVER + 1, 0, 0)], list(range(12)))
@example([(rows.NEVER, 0, 0), (-rows.NEVER, 0, 0), (-rows.NEVER - 1, 0, 0)], list(range(12)))
def test_rows_are_sorted_by_the_first_key_first(keys: list[tuple[int, int, int]], last: list[int]) -> None:
    columns = [np.array([key[place] for key in keys], dtype=np.int64) for place in (0, 1)]
    small = [np.array([key[2] for key in keys], dtype=np.int32), np.array(last[: len(keys)], dtype=np.int32)]
    expected = sorted(range(len(keys)), key=lambda row: (*keys[row], last[row]))
    assert rows.sorted_by(*columns, *small).tolist() == expected


@pytest.mark.parametrize("day", [rows.NEVER, -rows.NEVER, 0])
def test_days_that_are_nowhere_known_are_sorted_too(day: int) -> None:
    days, last = np.array([day, rows.NEVER, -rows.NEVER, day], dtype=np.int32), np.array([3, 2, 1, 0])
    expected = sorted(range(4), key=lambda row: (days[row], last[row]))
    assert rows.sorted_by(days, last).tolist() == expected


def test_one_key_alone_is_sorted_by() -> None:
    assert rows.sorted_by(np.array([3, 1, 2])).tolist() == [1, 2, 0]


def test_rows_are_picked_and_put_in_order() -> None:
    frame = pl.DataFrame({"number": [1, 2, 3]})
    for picked in ([1, 3], [1, 2, 3], [1, 2], [2, 3], [2], []):
        mask = np.isin([1, 2, 3], picked)
        assert rows.rows_where(frame, mask)["number"].to_list() == picked
    assert rows.in_order(frame, np.array([2, 0, 1]))["number"].to_list() == [3, 1, 2]
    assert rows.in_order(frame, np.array([0, 1, 2])) is frame
    assert rows.look_up(pl.Series(["a", "b", None]), np.array([2, 0, 1, 0])).to_list() == [None, "a", "b", "a"]


def test_a_column_is_added_or_takes_the_place_of_one_of_its_name() -> None:
    frame = pl.DataFrame({"number": [1, 2], "word": ["a", "b"]})
    new, again = pl.Series("day", [3, 4]), pl.Series("number", [5, 6])
    assert rows.with_added(frame, new).to_dict(as_series=False) == {"number": [1, 2], "word": ["a", "b"], "day": [3, 4]}
    assert rows.with_added(frame, again, new).to_dict(as_series=False) == {
        "number": [5, 6],
        "word": ["a", "b"],
        "day": [3, 4],
    }


def test_a_day_that_is_not_known_becomes_null() -> None:
    days = np.array([0, rows.NEVER, (rows.NEVER >> 1) - 1, rows.NEVER >> 1], dtype=np.int32)
    assert rows.is_known(days).tolist() == [True, False, True, False]
    assert rows.dates(days[:2]).to_list() == [date(1970, 1, 1), None]
    assert rows.dates_where(np.array([False, True]), np.array([0, 1], dtype=np.int32)).to_list() == [
        None,
        date(1970, 1, 2),
    ]
    assert rows.first_known(days[:2], np.array([7, 8], dtype=np.int32)).tolist() == [0, 8]
    assert rows.either(np.array([True, False]), days[:2], 5).tolist() == [0, 5]


def test_conditions_are_put_together() -> None:
    one, other = np.array([True, True, False]), np.array([True, False, False])
    assert rows.all_of([one, other]).tolist() == [True, False, False]
    assert rows.any_of([one, other]).tolist() == [True, True, False]
