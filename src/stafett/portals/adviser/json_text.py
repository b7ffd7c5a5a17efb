"""One line of JSON laid out over many, to be read and corrected by a person, and put back on one line.

Only white space between the parts is touched: a record that is not quite JSON is laid out as far as it goes, and
nothing in it is lost or written another way.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

_PART = re.compile(r'"(?:[^"\\]|\\.?)*"?|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_INDENT = "  "
# Where the refusals stand that name no element.
_PATHS = {
    "invalid_identity_number": "patient.identity_number",
    "invalid_hpr_number": "issuer.hpr_number",
    "missing_hpr": "issuer",
    "invalid_organisation_number": "employer.organisation_number",
    "unsupported_version": "version",
    "replaces_missing": "kind",
    "replaces_not_expected": "replaces",
    "replaces_itself": "replaces",
    "message_id_reused": "message_id",
    "no_periods": "periods",
    "signed_in_future": "signed_at",
}


@dataclass(slots=True)
class LaidOut:
    """The text over many lines, and on which line each part, each value and each path (`periods.1.grade`) stands."""

    text: str = ""
    parts: list[tuple[int, int]] = field(default_factory=list)
    values: dict[str, int] = field(default_factory=dict)
    paths: dict[str, int] = field(default_factory=dict)

    def line_of(self, code: str, parameters: Mapping[str, Any]) -> int | None:
        """The line that a refusal is about, as near as it can be told; None when it cannot."""
        if isinstance(column := parameters.get("column"), int):
            return max((line for start, line in self.parts if start < column), default=None)
        path = str(parameters.get("element") or parameters.get("field") or _PATHS.get(code, ""))
        while path:
            if path in self.paths:
                return self.paths[path]
            path = path.rpartition(".")[0]
        written = [parameters.get(name) for name in ("found", "value")]
        written += _DATE.findall(str(parameters.get("period") or parameters.get("periods") or ""))[:1]
        return next((self.values[value] for value in written if value in self.values), None)


def is_one_line_of_json(text: str) -> bool:
    """Whether it is worth laying out: a record of JSON Lines is an object on one line."""
    return text.lstrip().startswith("{") and len(text.strip().splitlines()) == 1


def on_one_line(text: str) -> str:
    """The parts with nothing between them, but for parts that would run into each other."""
    parts = _PART.findall(text)
    glued = zip(["", *parts], parts, strict=False)
    return "".join(f" {part}" if _is_word(before) and _is_word(part) else part for before, part in glued)


def lay_out(text: str) -> LaidOut:
    """Each member and each item on a line of its own."""
    found = [(match.group(), match.start()) for match in _PART.finditer(text)]
    laid, written, line = LaidOut(), [], 1
    within: list[tuple[str, str | int]] = []  # the bracket, and the key or number of what stands in it now
    before = ""
    for (part, start), (after, _) in pairwise([*found, ("", 0)]):
        closes = part in {"}", "]"}
        if closes and within:
            within.pop()
        if (before in {"{", "["} and not closes) or before == "," or (closes and before not in {"{", "["}):
            written.append("\n" + _INDENT * len(within))
            line += 1
        elif before == ":" or (_is_word(before) and _is_word(part)):
            written.append(" ")
        written.append(part)
        laid.parts.append((len(text[:start].encode(errors="surrogatepass")), line))
        if within and part == ",":
            within[-1] = _next(*within[-1])
        elif within and after == ":" and within[-1][0] == "{":
            within[-1] = ("{", _read(part))
            laid.paths.setdefault(_path(within), line)
        elif not closes and part != ":":
            laid.values.setdefault(_read(part), line)
            laid.paths.setdefault(_path(within), line)
        if part in {"{", "["}:
            within.append((part, 1 if part == "[" else ""))
        before, line = part, line + part.count("\n")
    laid.text = "".join(written)
    return laid


def _next(bracket: str, name: str | int) -> tuple[str, str | int]:
    return bracket, name + 1 if isinstance(name, int) else name


def _path(within: list[tuple[str, str | int]]) -> str:
    return ".".join(str(name) for _, name in within)


def _is_word(part: str) -> bool:
    return bool(part) and part not in {"{", "}", "[", "]", ",", ":"}


def _read(part: str) -> str:
    """What a string says; any other part, and a string that is damaged, as it stands."""
    try:
        return str(json.loads(part)) if part.startswith('"') else part
    except ValueError:
        return part
