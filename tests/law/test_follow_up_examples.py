"""The tables of the six factors and of contact, one test per row."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
import yaml

from stafett.core.contact import contact_windows, reassessments
from stafett.core.factors import judge_factors, suggest_categories
from stafett.core.parameters import LAW_DIRECTORY, default_law
from tests.core.follow_up_frames import CONTACT_SCHEMA, NEEDS_SCHEMA, born, contacts, events, needs

LAW = default_law()
ON = date(2026, 6, 1)


def _table(name: str, *sections: str) -> list[Any]:
    content = yaml.safe_load((LAW_DIRECTORY / "examples" / f"{name}.yaml").read_text(encoding="utf-8"))
    return [pytest.param(row, id=row["name"]) for section in sections for row in content[section]]


def _need(example: dict[str, Any]) -> dict[str, Any]:
    facts = {key: value for key, value in example.items() if key in NEEDS_SCHEMA}
    return {"birth_date": born(example["age"], example.get("seen_on", ON)), **facts}


@pytest.mark.parametrize("example", _table("factors", "vignettes", "guide"))
def test_the_suggestion_is_as_the_example_says(example: dict[str, Any]) -> None:
    on = example.get("seen_on", ON)
    frame = needs([_need(example)])
    row = suggest_categories(frame, LAW, on).row(0, named=True)
    assert row["in_scope"]
    assert (row["suggested"], row["named"]) == (example["suggested"], example["named"])
    assert row["suggestion_reasons"] == example.get("reasons", row["suggestion_reasons"])
    judged = judge_factors(frame, LAW, on).row(0, named=True)
    for factor, judgement in example.get("judged", {}).items():
        assert judged[f"factor_{factor}"] == judgement, factor


@pytest.mark.parametrize("example", _table("factors", "scope"))
def test_the_scope_is_as_the_example_says(example: dict[str, Any]) -> None:
    row = suggest_categories(needs([_need(example)]), LAW, ON).row(0, named=True)
    assert row["in_scope"] == example["in_scope"]
    if "reasons" in example:
        outside = [code for code in row["suggestion_reasons"] if code.startswith("scope.")]
        assert outside == [f"scope.{code}" for code in example["reasons"]]
    assert bool(row["suggested"]) == example["in_scope"]


@pytest.mark.parametrize("example", _table("contact", "windows", "temporary", "pace", "reassess"))
def test_contact_is_as_the_example_says(example: dict[str, Any]) -> None:
    on = example.get("seen_on", ON)
    facts = {key: value for key, value in example.items() if key in CONTACT_SCHEMA}
    frame = contacts([{"placed_on": date(2026, 4, 1), **facts}])
    row = contact_windows(frame, LAW, on).row(0, named=True)
    expected = ("contact_due", "window_opens", "window_closes", "contact_state", "in_force", "returns_on")
    wanted = {key: example[key] for key in expected if key in example}
    assert {key: row[key] for key in wanted} == wanted
    if "reasons" in example:
        assert row["contact_reasons"] == [f"contact.{code}" for code in example["reasons"]]
    happened = [{"case": 0, "kind": kind, "happened_on": day} for kind, day in example.get("events", [])]
    found = reassessments(frame, events(happened), LAW, on)["reason"].to_list()
    if "reassess" in example:
        assert found == [f"reassess.{code}" for code in example["reassess"]]


@pytest.mark.parametrize(
    "example", _table("factors", "vignettes", "guide", "scope") + _table("contact", "windows", "temporary", "pace")
)
def test_every_example_names_its_line(example: dict[str, Any]) -> None:
    assert re.fullmatch(r"S[0-4]:L\d+(-\d+)?", example["source"])
