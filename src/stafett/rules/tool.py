"""What every tool is: its lines, its answers, and how a stream of lines goes through it."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.json_schema import models_json_schema
from pydantic_core import ErrorDetails

from stafett.core.parameters import Law
from stafett.core.reasons import Reason

BATCH: Final = 5_000

# Working days are known for these years and some to either side.
Day = Annotated[date, Field(ge=date(1995, 1, 1), le=date(2065, 12, 31))]
Key = Annotated[str, Field(min_length=1, max_length=100)]
Explain = Callable[[Reason], dict[str, Any]]
"""How a reason is told to whoever asked: its code and values, and its words in their language."""


class Part(BaseModel):
    """What stands in a line; a field that nobody knows is refused, so that none is overlooked."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, populate_by_name=True)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked besides the lines: as of which day, by which law, how reasons are told (None: by code alone)."""

    on: date
    law: Law
    explain: Explain | None = None

    def told(self, reason: Callable[[], Reason]) -> dict[str, Any]:
        """The reason as a field of an answer, where it is wanted."""
        return {"why": self.explain(reason())} if self.explain else {}


@dataclass(frozen=True, slots=True)
class Tool:
    """`answer` gives one answer for each line, in order; `line` and `answered` are what the schema is made of."""

    name: str
    line: type[Part]
    answered: type[Part]
    answer: Callable[[Sequence[Any], Asked], list[dict[str, Any]]]

    def stream(self, lines: Iterable[bytes], asked: Asked, *, batch: int = BATCH) -> Iterator[str]:
        """An answer for each line, as JSON. A line that cannot be read or judged is answered by what is wrong with it.

        Lines are read as they are needed, a batch at a time, so that any number of them can go through. Empty ones are
        passed over.
        """
        numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
        while some := list(islice(numbered, batch)):
            for answer in self._answers(some, asked):
                yield json.dumps(answer, ensure_ascii=False, default=date.isoformat)

    def _answers(self, numbered: Sequence[tuple[int, bytes]], asked: Asked) -> Iterator[dict[str, Any]]:
        read = [(number, self._read(line)) for number, line in numbered]
        good = [(number, line) for number, line in read if isinstance(line, Part)]
        answers = dict(zip((number for number, _ in good), self._judged(good, asked), strict=True))
        for number, line in read:
            yield answers[number] if isinstance(line, Part) else {"line": number, "errors": line}

    def _read(self, line: bytes) -> Part | list[dict[str, Any]]:
        try:
            return self.line.model_validate_json(line)
        except ValidationError as error:
            return [_error(found) for found in error.errors(include_url=False, include_input=False)]

    def _judged(self, lines: Sequence[tuple[int, Part]], asked: Asked) -> list[dict[str, Any]]:
        """When one line cannot be judged, each is judged alone, so that only that one is refused."""
        if not lines:
            return []
        try:
            return self.answer([line for _, line in lines], asked)
        except (ValueError, OverflowError) as error:
            if len(lines) > 1:
                return [answer for line in lines for answer in self._judged([line], asked)]
            return [{"line": lines[0][0], "errors": [{"code": "not_judged", "where": "", "detail": str(error)}]}]


def json_schema(tools: Iterable[Tool]) -> str:
    """The published JSON Schema of the tools' lines and answers, as it stands in docs/formats/rules.schema.json."""
    kinds = [model for tool in tools for model in (tool.line, tool.answered)]
    _, schema = models_json_schema([(model, "validation") for model in dict.fromkeys(kinds)], by_alias=True)
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=2) + "\n"


def _error(found: ErrorDetails) -> dict[str, Any]:
    """What is wrong, by a code a program can test, where it stands, and the validator's own detail."""
    where = ".".join(str(part) for part in found["loc"])
    return {"code": found["type"], "where": where, "detail": found["msg"]}
