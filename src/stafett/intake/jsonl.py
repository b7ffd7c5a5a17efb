"""One line of JSON Lines in Stafett's own format -> a message."""

import json
import re
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from stafett.intake.checks import Options, problems_of, shape_problem_of_number
from stafett.intake.messages import Message
from stafett.intake.refusals import Problem

_KNOWN_WORDS: Final = {
    ("periods", "kind"): "unknown_period_kind",
    ("diagnoses", "system"): "unknown_diagnosis_system",
    ("answers", "restrictions"): "unknown_restriction",
    ("employer", "situation"): "unknown_employer_situation",
}
_MAX_PROBLEMS: Final = 20
# pydantic reads a string of digits as seconds since 1970, also when strict; no sender means that by a date.
_NO_DATE = re.compile(rb'_(?:at|on|from|day|claimed)"\s*:\s*"(?!\d{4}-\d\d-\d\d)')
_COLUMN = re.compile(r"column (\d+)$")


def read_message(data: bytes, options: Options) -> Message | list[Problem]:
    """Never raises for bad data: gives the message, or all that is wrong with it."""
    if len(data) > options.max_message_bytes:
        return [Problem("too_large", {"bytes": len(data), "limit": options.max_message_bytes})]
    try:
        message = Message.model_validate_json(data)
    except ValidationError as error:
        return _problems(data, error.errors(include_url=False))
    if no_date := _NO_DATE.search(data):
        return [_no_date_problem(data, no_date)]
    if b"\\u0000" in data and _holds_null(json.loads(data)):
        return [Problem("bad_character", {"character": "U+0000"})]
    return problems_of(message, options) or message


def _no_date_problem(data: bytes, found: re.Match[bytes]) -> Problem:
    element = data[data.rfind(b'"', 0, found.start()) + 1 : data.find(b'"', found.start())]
    value = data[found.end() : data.find(b'"', found.end())]
    return Problem("bad_date", {"element": _short(element.decode()), "value": _short(value.decode())})


def _problems(data: bytes, errors: list[ErrorDetails]) -> list[Problem]:
    problems: list[Problem] = []
    for error in errors:
        problem = _problem(data, error)
        if problem not in problems:
            problems.append(problem)
    return problems[:_MAX_PROBLEMS]


def _problem(data: bytes, error: ErrorDetails) -> Problem:
    kind, path = error["type"], error["loc"]
    element = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
    if kind == "json_invalid":
        return _syntax_problem(data, str(error["ctx"]["error"]))
    if not path:
        return Problem("wrong_root", {"found": _short(data.decode())})
    if path == ("version",) and kind != "missing":
        return Problem("unsupported_version", {"version": _short(error["input"])})
    if path == ("issuer", "hpr_number") and (kind == "missing" or error["input"] in ("", None)):
        return Problem("missing_hpr", {})
    if kind == "extra_forbidden":
        return Problem("unknown_field", {"element": _short(element)})
    if kind == "missing" or error["input"] in ("", None):
        return Problem("missing_element", {"element": element})
    if number := shape_problem_of_number(element, error["input"]):
        return number
    names = tuple(part for part in path if isinstance(part, str))
    if kind == "literal_error" and names in _KNOWN_WORDS:
        return Problem(_KNOWN_WORDS[names], {"found": _short(error["input"])})
    if kind.startswith(("date", "timezone")):
        return Problem("bad_date", {"element": element, "value": _short(error["input"])})
    return Problem("bad_value", {"element": element})


def _syntax_problem(data: bytes, reason: str) -> Problem:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return Problem("bad_encoding", {"encoding": "UTF-8", "offset": error.start})
    if reason.startswith("EOF"):
        return Problem("truncated", {})
    if "recursion" in reason:
        return Problem("too_deep", {})
    column = _COLUMN.search(reason)
    return Problem("not_json", {"column": int(column[1])} if column else {})


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _holds_null(value: Any) -> bool:
    """PostgreSQL cannot store U+0000, which JSON may carry as an escape."""
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any(_holds_null(part) for part in value.values())
    return isinstance(value, list) and any(_holds_null(part) for part in value)
