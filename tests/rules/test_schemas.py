"""The published JSON Schemas: one for each tool and direction, as the tools are now, with the limits that they keep."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stafett.rules import TOOLS
from stafett.rules.schemas import published
from tests.rules.test_tools import ask, fact, line

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "schema"
FILES = published(TOOLS.values())


def schema(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FOLDER / name).read_text("utf-8"))
    return read


def test_they_are_those_of_the_tools() -> None:
    assert {path.name: path.read_text("utf-8") for path in FOLDER.iterdir()} == FILES, (
        "write them anew: python -m stafett.rules.schemas docs/schema"
    )
    assert set(FILES) == {f"{tool}.{direction}.json" for tool in TOOLS for direction in ("in", "out")}


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_the_schema_of_a_line_is_of_one_line_and_of_nothing_else(tool: str) -> None:
    root = schema(f"{tool}.in.json")
    assert (root["type"], root["additionalProperties"]) == ("object", False)
    assert set(root["required"]) <= set(root["properties"]) == _names(tool)


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_an_answer_is_one_of_the_tool_or_what_is_wrong(tool: str) -> None:
    root = schema(f"{tool}.out.json")
    names = [one["$ref"].removeprefix("#/$defs/") for one in root["anyOf"]]
    assert names == [TOOLS[tool].answered.__name__, "BadLineAnswer"]
    assert all(root["$defs"][name]["additionalProperties"] is False for name in names)


@pytest.mark.parametrize("name", sorted(FILES))
def test_whatever_is_pointed_to_is_there(name: str) -> None:
    root = schema(name)
    pointed_to = {value for key, value in _pairs(root) if key == "$ref"}
    assert pointed_to == {f"#/$defs/{defined}" for defined in root.get("$defs", {})}


def _names(tool: str) -> set[str]:
    return {field.alias or name for name, field in TOOLS[tool].line.model_fields.items()}


def _pairs(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list):
        for part in value:
            yield from _pairs(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield key, part
            yield from _pairs(part)


def _accepts(pattern: str, given: str) -> bool:
    return re.search(pattern, given) is not None


@pytest.mark.parametrize(
    "day", ["1994-12-31", "1995-01-01", "1999-12-31", "2000-01-01", "2065-12-31", "2066-01-01", "20260105"]
)
def test_a_day_has_the_limits_of_the_tool(day: str) -> None:
    pattern = schema("spells.in.json")["$defs"]["FactLine"]["properties"]["from"]["pattern"]
    (answer,) = ask("spells", line(fact(day, "2065-12-31")))
    wheres = [error["where"] for error in answer.get("errors", [])]
    assert _accepts(pattern, day) == ("facts.0.from" not in wheres)


@pytest.mark.parametrize("day", ["1899-12-31", "1900-01-01", "1995-05-01", "2065-12-31", "2066-01-01"])
def test_so_has_a_day_of_birth(day: str) -> None:
    (of_text, _) = schema("stoppoints.in.json")["$defs"]["AboutPerson"]["properties"]["birth_date"]["anyOf"]
    (answer,) = ask("stoppoints", line(about={"birth_date": day}))
    assert _accepts(of_text["pattern"], day) == ("errors" not in answer)
