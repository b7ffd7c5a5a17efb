"""What can be wrong with a line: codes of our own for programs, where it is, and the values that words are made of."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, LiteralString

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from stafett.core.dates import DayOutOfRangeError
from stafett.core.parameters import LawError

# Each code has its text under the key `rules.error.<code>`; its values are filled in there.
CODES: Final = (
    # the request, where they are asked over HTTP
    "not_entered",
    "not_allowed",
    "length_missing",
    "body_too_large",
    "cut_short",
    # the line
    "bad_encoding",
    "not_json",
    "not_json_from",
    "too_large",
    "too_many_errors",
    "not_an_object",
    # a field
    "missing",
    "unknown_field",
    "wrong_value",
    "unknown_word",
    "not_text",
    "empty_text",
    "text_too_long",
    "not_a_number",
    "number_too_small",
    "number_too_large",
    "not_yes_or_no",
    "not_a_date",
    "date_too_early",
    "date_too_late",
    "not_a_moment",
    "not_a_list",
    "too_many",
    # what it says
    "ends_before_it_begins",
    "named_twice",
    "replaces_itself",
    "lacks_another",
    "not_with_another",
    "before_the_law",
    "day_out_of_reach",
    "not_judged",
)
_TOLD: Final = 20
_COUNTED: Final = 1_000  # to put more of them in words takes more time than a whole file
_OF_KIND: Final = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "literal_error": "unknown_word",
    "string_type": "not_text",
    "string_unicode": "bad_encoding",
    "string_too_short": "empty_text",
    "string_too_long": "text_too_long",
    "int_type": "not_a_number",
    "int_from_float": "not_a_number",
    "int_parsing_size": "number_too_large",
    "greater_than_equal": "number_too_small",
    "less_than_equal": "number_too_large",
    "bool_type": "not_yes_or_no",
    "bool_parsing": "not_yes_or_no",
    "tuple_type": "not_a_list",
    "too_long": "too_many",
    "model_type": "not_an_object",
}
_LIMITS: Final = {"ge": "limit", "le": "limit", "max_length": "limit"}
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d.*", re.DOTALL)
_COLUMN: Final = re.compile(r"column (\d+)$")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `where` is the way to the field, counted from 0; empty for the line as a whole."""

    code: str
    where: tuple[str | int, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As an `ErrorAnswer` without words."""
        return {"code": self.code, "where": ".".join(map(str, self.where)), "values": dict(self.values)}


class ErrorAnswer(BaseModel):
    """What is wrong, and what to do."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    code: str
    """For programs."""
    where: str
    """The way to the field, counted from 0; empty for the line as a whole."""
    values: dict[str, Any]
    """Limits and the like, by name."""
    words: str | None = None
    """For people, in the language asked for."""


class RefusedRequest(BaseModel):
    """The answer to a request of which no line is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    errors: tuple[ErrorAnswer, ...]


class BadLineAnswer(BaseModel):
    """The answer to a line that cannot be read or judged; the rest goes on."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    line: int
    """Its number in the input, from 1."""
    errors: tuple[ErrorAnswer, ...]


def refuse(code: LiteralString, **values: str) -> PydanticCustomError:
    """What a line's own check raises, so that it is told by that code."""
    return PydanticCustomError(code, code, values)


def day_between(first: date, last: date) -> Callable[[object], object]:
    """Reads a date as text, written in full: a plain number would be read as seconds since 1970."""

    def read(given: object) -> date:
        if isinstance(given, str) and _DAY.fullmatch(given):
            with suppress(ValueError):
                given = date.fromisoformat(given)
        if not isinstance(given, date):
            raise refuse("not_a_date")
        if given < first:
            raise refuse("date_too_early", limit=first.isoformat())
        if given > last:
            raise refuse("date_too_late", limit=last.isoformat())
        return given

    return read


def to_moment(given: object) -> object:
    """A moment as text with its time zone, for the same reason."""
    if isinstance(given, str) and _MOMENT.fullmatch(given):
        with suppress(ValueError):
            given = datetime.fromisoformat(given)
    if not isinstance(given, datetime) or given.tzinfo is None:
        raise refuse("not_a_moment")
    return given


def problems_of(data: bytes, error: ValidationError) -> list[Problem]:
    """All that is wrong with a line, up to twenty; of a list the first part that is not right."""
    if error.error_count() > _COUNTED:
        return [Problem("too_many_errors", values={"count": error.error_count()})]
    details = error.errors(include_url=False, include_input=False)[:_TOLD]
    found = [
        _not_json(data, str(one["ctx"]["error"])) if one["type"] == "json_invalid" else problem_of_field(one)
        for one in details
    ]
    return list({(one.code, one.where): one for one in found}.values())


def problem_of(error: ValueError | OverflowError) -> Problem:
    """Why the rules could not judge a line that could be read."""
    if isinstance(error, LawError) and error.code == "before_first_value":
        return Problem("before_the_law", values={"parameter": error.name})
    if isinstance(error, DayOutOfRangeError | OverflowError):
        return Problem("day_out_of_reach")
    return Problem("not_judged")


def problem_of_field(found: ErrorDetails) -> Problem:
    """What the validator says of one field, by our codes."""
    kind, where, context = found["type"], found["loc"], found.get("ctx", {})
    if kind in CODES and kind not in _OF_KIND:
        return Problem(kind, where, context)
    code = _OF_KIND.get(kind, "wrong_value")
    values = {_LIMITS[name]: value for name, value in context.items() if name in _LIMITS}
    if code == "unknown_word":
        values = {"allowed": re.findall(r"'([^']*)'", str(context["expected"]))}
    return Problem(code, where, values)


def _not_json(data: bytes, reason: str) -> Problem:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return Problem("bad_encoding", values={"byte": error.start + 1})
    column = _COLUMN.search(reason)
    return Problem("not_json_from", values={"character": int(column[1])}) if column else Problem("not_json")
