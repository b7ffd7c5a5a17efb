"""Facts are refused when they cannot be true, before any rule sees them."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import polars as pl
import pytest

from stafett.core.dates import date_of
from stafett.core.spells import Facts, Source, What
from tests.core.spells_cases import START
from tests.core.spells_oracle import Fact, facts_of

FULL_NOTE = Fact(1, 501, Source.NOTE_SENT, What.SICK, 100, START, START + 9, 7, 1)


def test_facts_are_read_from_a_frame_with_dates_times_and_missing_employers() -> None:
    row = FULL_NOTE._asdict() | {"employer": None, "first": date_of(START), "last": date_of(START + 9)}
    frame = pl.DataFrame([row], schema_overrides={"employer": pl.Int64}).with_columns(
        pl.from_epoch("recorded", "us").dt.replace_time_zone("UTC").dt.convert_time_zone("Europe/Oslo")
    )
    read = Facts.from_frame(frame)
    assert [getattr(read, f.name).tolist() for f in fields(Facts)] == [
        [value] for value in FULL_NOTE._replace(employer=0)
    ]


@pytest.mark.parametrize("column", ["person", "what", "grade", "last", "recorded"])
def test_a_missing_value_is_refused_by_name(column: str) -> None:
    frame = pl.DataFrame([FULL_NOTE._asdict() | {column: None}])
    with pytest.raises(ValueError, match=rf"facts\.missing_values: {column}"):
        Facts.from_frame(frame)


def test_all_that_is_missing_is_named() -> None:
    frame = pl.DataFrame([FULL_NOTE._asdict() | {"what": None, "grade": None}])
    with pytest.raises(ValueError, match=r"^facts\.missing_values: what, grade$"):
        Facts.from_frame(frame)


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_times_are_microseconds_whatever_the_frame_counts_in(unit: str) -> None:
    frame = pl.DataFrame([FULL_NOTE._asdict() | {"recorded": 7_000}]).with_columns(
        pl.from_epoch("recorded", "us").dt.cast_time_unit(unit)  # type: ignore[arg-type]  # one of three words
    )
    assert Facts.from_frame(frame).recorded.tolist() == [7_000]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"last": START - 1}, "facts.last_before_first"),
        ({"last": 2**31 - 1}, "facts.out_of_range: last"),
        ({"grade": 101}, "facts.out_of_range: grade"),
        ({"grade": -1}, "facts.out_of_range: grade"),
        ({"source": 0}, "facts.out_of_range: source"),
        ({"what": 12}, "facts.out_of_range: what"),
    ],
)
def test_impossible_facts_are_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(ValueError, match=f"^{code}"):
        facts_of([FULL_NOTE._replace(**changes)])


def test_the_last_day_there_is_can_be_told() -> None:
    last = 2**31 - 2
    assert facts_of([FULL_NOTE._replace(last=last)]).last.tolist() == [last]


def test_no_facts_have_the_columns_of_some() -> None:
    none, one = Facts.empty(), facts_of([FULL_NOTE])
    assert [getattr(none, f.name).dtype for f in fields(Facts)] == [getattr(one, f.name).dtype for f in fields(Facts)]
    assert len(none) == 0


def test_columns_are_of_the_stated_types_whatever_was_given() -> None:
    columns = {f.name: getattr(facts_of([FULL_NOTE]), f.name) for f in fields(Facts)}
    read = Facts(**{name: column.astype(np.int64) for name, column in columns.items()})
    found = [getattr(read, f.name).dtype.name for f in fields(Facts)]
    assert found == ["int64", "int64", "int8", "int8", "int16", "int32", "int32", "int64", "int64"]


def test_columns_of_unequal_length_are_refused() -> None:
    columns = {f.name: getattr(facts_of([FULL_NOTE]), f.name) for f in fields(Facts)}
    with pytest.raises(ValueError, match=r"^facts\.columns_differ_in_length$"):
        Facts(**columns | {"person": np.array([1, 2])})
