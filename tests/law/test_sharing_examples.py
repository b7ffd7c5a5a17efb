"""The table of who sees what, one test per cell and per example."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
import yaml

from stafett.core.parameters import LAW_DIRECTORY, default_law
from stafett.core.sharing import may_see
from stafett.core.sharing_table import HINDRANCES, OPENINGS

LAW = default_law()
ON = date(2026, 6, 1)
CONTENT = yaml.safe_load((LAW_DIRECTORY / "examples" / "sharing.yaml").read_text(encoding="utf-8"))
CONTENT.pop("about")
TABLE = CONTENT.pop("table")
EXAMPLES = [row for rows in CONTENT.values() for row in rows]
OWN = {name: True for name in OPENINGS if name.startswith("own_") and name != "own_request"}
BEFORE = {**OWN, "basis_recorded": True, "people": 5}
AFTER = {**dict.fromkeys(OPENINGS, True), "people": 5}


def seen(reader: str, item: str, facts: dict[str, Any], on: date = ON) -> dict[str, Any]:
    """The answer to one question."""
    return may_see(pl.DataFrame([{"reader": reader, "item": item, **facts}]), LAW, on).row(0, named=True)


def fields_of(item: str, sees: Any) -> list[str]:
    return {"all": list(LAW.sharing.items[item].fields), "none": []}[sees] if isinstance(sees, str) else list(sees)


CELLS = [pytest.param(row, reader, id=f"{row['item']}-{reader}") for row in TABLE for reader in LAW.sharing.readers]


@pytest.mark.parametrize(("row", "reader"), CELLS)
def test_every_cell_of_the_table_is_as_it_says(row: dict[str, Any], reader: str) -> None:
    answer = seen(reader, row["item"], AFTER)
    assert answer["fields"] == fields_of(row["item"], row[reader])
    assert seen(reader, row["item"], BEFORE)["fields"] == fields_of(row["item"], row["before"].get(reader, "none"))


def test_the_table_has_every_row_and_every_column() -> None:
    assert [row["item"] for row in TABLE] == list(LAW.sharing.items)
    assert {tuple(name for name in row if name not in ("name", "item", "source", "before")) for row in TABLE} == {
        tuple(LAW.sharing.readers)
    }


@pytest.mark.parametrize("example", [pytest.param(row, id=row["name"]) for row in EXAMPLES])
def test_sharing_is_as_the_example_says(example: dict[str, Any]) -> None:
    expected = {key: example[key] for key in ("shown", "fields", "withheld") if key in example}
    facts = {key: value for key, value in example.items() if key not in ("name", "source", "seen_on", "reasons")}
    given = {key: value for key, value in facts.items() if key not in (*expected, "reader", "item")}
    answer = seen(example["reader"], example["item"], given, example.get("seen_on", ON))
    assert {key: answer[key] for key in expected} == expected
    if "reasons" in example:
        assert answer["sharing_reasons"] == [f"sharing.{code}" for code in example["reasons"]]


def test_every_condition_has_an_example() -> None:
    """Of every opening one where it is lacking or held, of every hindrance one where it stands in the way."""
    named = {code.removeprefix("without.") for row in EXAMPLES for code in row.get("reasons", ())}
    assert {*OPENINGS, *HINDRANCES} <= named
