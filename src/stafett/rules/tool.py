"""What every tool is: its lines, its answers, and how a stream of lines goes through it."""

import json
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final, Protocol

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema

from stafett.core.parameters import Law
from stafett.core.reasons import Reason
from stafett.rules.problems import (
    Problem,
    day_between,
    problem_of,
    problems_of,
    to_moment,
)

BATCH: Final = 5_000
LINE_BYTES: Final = 8_000_000
"""The longest line that is read, and as much as is read before it is answered."""

_FIRST_DAY, _FIRST_BIRTH, _LAST_DAY = date(1995, 1, 1), date(1900, 1, 1), date(2065, 12, 31)
# Working days are known for these years and some to either side.


def _from(first: date, years: str) -> WithJsonSchema:
    """The limits as a JSON Schema has them, which knows none of days: as a pattern of years."""
    pattern, limits = rf"^({years})-\d\d-\d\d$", f"From {first} to {_LAST_DAY}."
    return WithJsonSchema({"type": "string", "format": "date", "pattern": pattern, "description": limits})


Day = Annotated[
    date, BeforeValidator(day_between(_FIRST_DAY, _LAST_DAY)), _from(_FIRST_DAY, r"199[5-9]|20[0-5]\d|206[0-5]")
]
BirthDay = Annotated[
    date, BeforeValidator(day_between(_FIRST_BIRTH, _LAST_DAY)), _from(_FIRST_BIRTH, r"19\d\d|20[0-5]\d|206[0-5]")
]
Moment = Annotated[datetime, BeforeValidator(to_moment, json_schema_input_type=datetime)]
Key = Annotated[str, Field(min_length=1, max_length=100)]
Explain = Callable[[Reason], dict[str, Any]]
"""How a reason is told to whoever asked: its code and values, and its words in their language."""


class Part(BaseModel):
    """What stands in a line; a field that nobody knows is refused, so that none is overlooked."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True, populate_by_name=True
    )


class Source(Protocol):
    """Where lines are read from: a file, or a request."""

    def readline(self, size: int, /) -> bytes:
        """The next line, or so much of it; empty at the end."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked besides the lines: as of which day, by which law, how reasons and errors are told.

    Without `explain` reasons are told by code alone, without `tell` errors by code and values.
    """

    on: date
    law: Law
    explain: Explain | None = None
    tell: Callable[[Problem], str] | None = None

    def told(self, reason: Callable[[], Reason]) -> dict[str, Any]:
        """The reason as a field of an answer, where it is wanted."""
        return {"why": self.explain(reason())} if self.explain else {}

    def all_told(self, reasons: Iterable[Callable[[], Reason]]) -> dict[str, Any]:
        """As `told`, for several."""
        return {"why": [self.explain(reason()) for reason in reasons]} if self.explain else {}

    def error(self, problem: Problem) -> dict[str, Any]:
        """The problem as an `ErrorAnswer`."""
        return problem.to_json() | ({"words": self.tell(problem)} if self.tell else {})


@dataclass(frozen=True, slots=True)
class Tool:
    """`answer` gives one answer for each line, in order; `line` and `answered` are what the schema is made of."""

    name: str
    line: type[Part]
    answered: type[Part]
    answer: Callable[[Sequence[Any], Asked], list[dict[str, Any]]]

    def stream(self, lines: Iterable[bytes | None], asked: Asked, *, batch: int = BATCH) -> Iterator[str]:
        """An answer for each line, as JSON. A line that cannot be read or judged is answered by what is wrong with it.

        Lines are read as they are needed, a batch at a time, so that any number of them can go through. Empty ones are
        passed over. None among them stands for a pause: those before it are answered then.
        """
        for some in _batches(lines, batch):
            for answer in self._answers(some, asked):
                yield json.dumps(answer, ensure_ascii=False, default=date.isoformat)

    def _answers(self, numbered: Sequence[tuple[int, bytes]], asked: Asked) -> Iterator[dict[str, Any]]:
        read = [(number, self._read(line)) for number, line in numbered]
        good = [(number, line) for number, line in read if isinstance(line, Part)]
        answers = dict(zip((number for number, _ in good), self._judged(good, asked), strict=True))
        for number, line in read:
            yield answers[number] if isinstance(line, Part) else _refused(number, line, asked)

    def _read(self, line: bytes) -> Part | list[Problem]:
        if len(line) > LINE_BYTES:
            return [Problem("too_large", values={"limit": LINE_BYTES})]
        try:
            return self.line.model_validate_json(line)
        except ValidationError as error:
            return problems_of(line, error)

    def _judged(self, lines: Sequence[tuple[int, Part]], asked: Asked) -> list[dict[str, Any]]:
        """When one line cannot be judged, each is judged alone, so that only that one is refused."""
        if not lines:
            return []
        try:
            return self.answer([line for _, line in lines], asked)
        except (ValueError, OverflowError) as error:
            if len(lines) > 1:
                return [answer for line in lines for answer in self._judged([line], asked)]
            return [_refused(lines[0][0], [problem_of(error)], asked)]


def lines_of(source: Source) -> Iterator[bytes]:
    """The lines of a file or a request. Of one that is too long only so much as to see that it is."""
    while line := source.readline(LINE_BYTES + 1):
        yield line
        while len(line) > LINE_BYTES and not line.endswith(b"\n"):
            line = source.readline(LINE_BYTES + 1)


def _batches(lines: Iterable[bytes | None], most: int) -> Iterator[list[tuple[int, bytes]]]:
    """Numbered lines, so many at once, and not more bytes than one line may have."""
    some: list[tuple[int, bytes]] = []
    size = 0
    number = 0
    for read in lines:
        if read is not None:
            number += 1
            line = read.removeprefix(BOM_UTF8) if number == 1 else read  # programs for tables put it before all else
            if line.strip():
                some.append((number, line))
                size += len(line)
        if some and (read is None or len(some) >= most or size >= LINE_BYTES):
            yield some
            some, size = [], 0
    if some:
        yield some


def _refused(number: int, problems: Sequence[Problem], asked: Asked) -> dict[str, Any]:
    return {"line": number, "errors": [asked.error(problem) for problem in problems]}
