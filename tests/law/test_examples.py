"""The tables of rule examples that come with the law files, one test per row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from stafett.core.parameters import LAW_DIRECTORY, Dated, Law, default_law
from stafett.lawbook.examples import EXPECTED_OF_TASK, expected_of, read_tables, unknown_keys
from stafett.lawbook.holding import differences

LAW = default_law()
TABLES, ERRORS = read_tables(LAW_DIRECTORY)
ROWS = [
    pytest.param(table.name, section.name, row, id=f"{table.name}: {row['name']}")
    for table in TABLES
    for section in table.sections
    for row in section.rows
]
SOURCE = re.compile(
    r"S[0-4]:L\d+(-\d+)?|NAV:[\d.]+|(aml|ftrl|fvl)\. § .+|(nav-loven|helsepersonelloven) § .+"
    r"|personvernforordningen art\. .+"
)


def test_every_table_can_be_read() -> None:
    assert ERRORS == []
    assert {table.name for table in TABLES} >= {"stop_points", "screening", "priority", "factors", "contact"}


@pytest.mark.parametrize(("table", "section", "row"), ROWS)
def test_the_rules_give_what_the_example_expects(table: str, section: str, row: Mapping[str, Any]) -> None:
    assert differences(table, section, row, LAW) == []


@pytest.mark.parametrize(("table", "section", "row"), ROWS)
def test_every_example_names_its_source_and_only_facts_that_there_are(
    table: str, section: str, row: Mapping[str, Any]
) -> None:
    assert SOURCE.fullmatch(row["source"])
    assert unknown_keys(row) == []


def _spoilt(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return f"not {value}"
    if isinstance(value, list):
        return [*value, "not this"]
    return "something" if value is None else {key: _spoilt(each) for key, each in value.items()}


@pytest.mark.parametrize(("table", "section", "row"), ROWS)
def test_whatever_an_example_expects_is_held_against_the_rules(
    table: str, section: str, row: Mapping[str, Any]
) -> None:
    for key in expected_of(row, LAW) & set(row):
        assert differences(table, section, {**row, key: _spoilt(row[key])}, LAW), key
    if "tasks" in row:
        first, *rest = row["tasks"]
        for key in set(EXPECTED_OF_TASK) & set(first):
            assert differences(table, section, {**row, "tasks": [{**first, key: _spoilt(first[key])}, *rest]}, LAW), key
        assert differences(table, section, {**row, "tasks": row["tasks"][::-1]}, LAW)


def test_an_example_follows_the_law_that_it_is_tried_against() -> None:
    """A value that begins on a day counts for an example from that day, and not for one from the day before."""
    plan = LAW.parameter("plan_weeks")
    changed = replace(plan, dated=(*plan.dated, Dated(date(2026, 1, 5), 3)))
    law = Law({**LAW.parameters, "plan_weeks": changed}, LAW.bases)
    example = {"name": "…", "source": "…", "seen_on": date(2026, 1, 19)}
    on_the_day = {**example, "first_day": date(2026, 1, 5), "expect": {"plan": {"due": date(2026, 1, 25)}}}
    day_before = {**example, "first_day": date(2026, 1, 4), "expect": {"plan": {"due": date(2026, 1, 31)}}}
    for row, old in ((on_the_day, date(2026, 2, 1)), (day_before, date(2026, 1, 31))):
        assert differences("stop_points", "examples", row, law) == []
        found = differences("stop_points", "examples", {**row, "expect": {"plan": {"due": old}}}, law)
        assert bool(found) == (row is on_the_day)
