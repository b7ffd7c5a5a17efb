"""The published JSON Schemas of the tools: for each a line that it reads and an answer that it gives.

`python -m stafett.rules.schemas docs/schema` writes them anew.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from stafett.rules.problems import BadLineAnswer, RefusedRequest
from stafett.rules.tool import Tool

_DIALECT: Final = {"$schema": "https://json-schema.org/draft/2020-12/schema"}


def published(tools: Iterable[Tool]) -> dict[str, str]:
    """By the name of the file: `spells.in.json` is a line of `spells`, `spells.out.json` an answer of it."""
    files = {}
    for tool in tools:
        files[f"{tool.name}.in.json"] = _DIALECT | tool.line.model_json_schema()
        either: list[type[BaseModel]] = [tool.answered, BadLineAnswer]
        answers = {"anyOf": [{"$ref": f"#/$defs/{model.__name__}"} for model in either]}
        files[f"{tool.name}.out.json"] = _DIALECT | answers | {"$defs": _defined(either, "#/$defs/{model}")}
    return {name: json.dumps(schema, indent=2) + "\n" for name, schema in files.items()}


def definitions(tools: Iterable[Tool], reference: str) -> dict[str, Any]:
    """The JSON Schemas of all lines and answers by name; `reference` is how one points to another."""
    models = [model for tool in tools for model in (tool.line, tool.answered)]
    return _defined([*models, BadLineAnswer, RefusedRequest], reference)


def _defined(models: Iterable[type[BaseModel]], reference: str) -> dict[str, Any]:
    named: list[tuple[type[BaseModel], Literal["validation"]]] = [
        (model, "validation") for model in dict.fromkeys(models)
    ]
    _, schema = models_json_schema(named, by_alias=True, ref_template=reference)
    found: dict[str, Any] = schema["$defs"]
    return found


if __name__ == "__main__":
    from stafett.rules import TOOLS

    for name, text in published(TOOLS.values()).items():
        (Path(sys.argv[1]) / name).write_text(text, encoding="utf-8")
