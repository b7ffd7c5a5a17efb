"""The tables of rule examples that come with the law files, one test per row."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
import yaml

from stafett.core.parameters import LAW_DIRECTORY, default_law
from stafett.core.priority import order_of_work
from stafett.core.screening import segment, who_to_ask
from stafett.core.stoppoints import stop_points
from tests.core.rule_frames import employments, spell_row, spells, tasks

LAW = default_law()
EMPLOYMENT_FACTS = ("plan_asked_on", "plan_shared_on", "meeting_on")


def _table(name: str, section: str) -> list[Any]:
    content = yaml.safe_load((LAW_DIRECTORY / "examples" / f"{name}.yaml").read_text(encoding="utf-8"))
    return [pytest.param(row, id=row["name"]) for row in content[section]]


def _stop_points(example: dict[str, Any]) -> dict[str, dict[str, Any]]:
    facts = {"last_day": date(2026, 12, 31), **example}
    on, wanted = facts.pop("seen_on"), facts.pop("dialogue_1_wanted", False)
    fully_sick = facts.pop("fully_sick", True)
    facts = {name: value for name, value in facts.items() if name not in ("name", "expect")}
    job = {
        **{name: facts.pop(name, None) for name in EMPLOYMENT_FACTS},
        "spell": 0,
        "person": 0,
        "employer": 1,
        "first_day": facts["first_day"],
        "first_full_day": facts["first_day"] if fully_sick else None,
        "last_day": facts["last_day"],
        "dialogue_1_wanted": wanted,
    }
    jobs = [job] if facts.get("employed", True) else []
    found = stop_points(spells([spell_row(on, **facts)]), employments(jobs), law=LAW, on=on)
    return {_name(row): row for row in found.iter_rows(named=True)}


def _name(row: dict[str, Any]) -> str:
    return str(row["kind"]) if row["occurrence"] == 1 else f"{row['kind']}_{row['occurrence']}"


@pytest.mark.parametrize("example", _table("stop_points", "examples"))
def test_stop_points_are_as_the_example_says(example: dict[str, Any]) -> None:
    found = _stop_points(example)
    for name, expected in example["expect"].items():
        if expected == "absent":
            assert name not in found
        else:
            assert {key: found[name][key] for key in expected} == expected, name


def _screening_facts(example: dict[str, Any]) -> tuple[pl.DataFrame, date]:
    facts = {"first_day": date(2026, 1, 5), "last_day": date(2026, 6, 30), "seen_on": date(2026, 3, 9), **example}
    on = facts.pop("seen_on")
    answers = facts.pop("answers", None)
    if answers is not None:
        facts |= dict(zip(("answer_return", "answer_cooperation", "answer_duration"), answers, strict=True))
        facts["answered_on"] = on
    facts = {key: value for key, value in facts.items() if key not in ("name", "outcome", "reasons", "segment")}
    return spells([spell_row(on, **facts)]), on


@pytest.mark.parametrize("example", _table("screening", "ask"))
def test_whom_to_ask_is_as_the_example_says(example: dict[str, Any]) -> None:
    frame, on = _screening_facts(example)
    row = who_to_ask(frame, LAW, on).row(0, named=True)
    assert row["outcome"] == example["outcome"]
    assert row["reasons"] == [f"screening.{code}" for code in example["reasons"]]


@pytest.mark.parametrize("example", _table("screening", "segment"))
def test_the_segment_is_as_the_example_says(example: dict[str, Any]) -> None:
    asked_on = example.get("asked_on", date(2026, 3, 2))
    facts = {key: value for key, value in example.items() if key != "asked_on"}
    frame, on = _screening_facts({**facts, "screening_asked_on": asked_on})
    row = segment(frame, LAW, on).row(0, named=True)
    assert row["segment"] == example["segment"]
    assert row["reasons"] == [f"screening.{code}" for code in example["reasons"]]


@pytest.mark.parametrize("example", _table("priority", "lists"))
def test_the_order_is_as_the_example_says(example: dict[str, Any]) -> None:
    ordinary = {"actor": "nav", "nature": "method", "due": date(2026, 6, 1)}
    expected_only = ("step", "reason", "changes_on")
    rows = [
        {**ordinary, "task": -number, "person": number}
        | {key: value for key, value in row.items() if key not in expected_only}
        for number, row in enumerate(example["tasks"])
    ]
    found = order_of_work(tasks(rows[::-1]), LAW, date(2026, 3, 2))
    assert found["person"].to_list() == list(range(len(rows)))
    for row, expected in zip(found.iter_rows(named=True), example["tasks"], strict=True):
        row["reason"] = row["reason"].removeprefix("order.")
        assert {key: row[key] for key in expected_only if key in expected} == {
            key: expected[key] for key in expected_only if key in expected
        }
