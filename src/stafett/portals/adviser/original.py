"""The bytes of a refused record shown as text, and text turned back into bytes.

Nothing is interpreted: no entity is resolved, no markup rendered. The template escapes every line.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stafett.intake.refusals import Problem
from stafett.portals.adviser.json_text import is_one_line_of_json, lay_out, on_one_line

MOST_LINES = 2_000
MOST_CHARACTERS = 200_000
DECLARED = re.compile(rb"""<\?xml[^>]{0,200}encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
LINE_IN_PLACE = re.compile(r":(\d+)$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its number in the source; `marked` when the reason names it."""

    number: int
    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Original:
    """`lines` are at most MOST_LINES, `cut` when there are more; `stand_on` says on which line each problem stands.

    `text` is empty when the bytes cannot be read as text without loss: then they can be downloaded and
    replayed, but not corrected here.
    """

    lines: list[Line]
    stand_on: list[int | None]
    text: str
    encoding: str
    cut: bool
    is_text: bool


def show(data: bytes, *, place: str, problems: Sequence[Problem] = ()) -> Original:
    """The bytes as numbered lines; a record of JSON that stands on one line is laid out over many.

    A problem's `line` is a line of the record itself. A place that ends in a line number (`file.txt:12`) names where
    in its file a record of one line stood: the numbering starts there.
    """
    encoding = _encoding(data)
    is_text = _reads(data, encoding)
    words = data.decode(encoding if is_text else "latin-1")
    stand_on = [_line_inside(problem) for problem in problems]
    laid = lay_out(words) if is_text and is_one_line_of_json(words) else None
    if laid:
        words, place = laid.text, ""
        stand_on = [laid.line_of(problem.code, problem.params) for problem in problems]
    shown = (words if is_text else _without_controls(words))[:MOST_CHARACTERS]
    rows = shown.splitlines()
    first, marked = _numbering(rows, place, stand_on)
    lines = [Line(number, row, number in marked) for number, row in enumerate(rows[:MOST_LINES], start=first)]
    cut = len(rows) > MOST_LINES or len(words) > MOST_CHARACTERS
    return Original(lines, stand_on, words if is_text else "", encoding, cut=cut, is_text=is_text)


def to_bytes(text: str, shown: bytes) -> bytes:
    """A corrected text in the encoding of what was shown and with its line ends (a browser sends CR LF).

    What was laid out is put back on one line; unchanged it is the same bytes. Raises UnicodeEncodeError when the
    encoding has no such character.
    """
    encoding = _encoding(shown)
    newline = "\r\n" if b"\r\n" in shown else "\n"
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    before = shown.decode(encoding) if _reads(shown, encoding) else ""
    if is_one_line_of_json(before):
        plain = on_one_line(plain)
        if plain == on_one_line(before):
            return shown
    return plain.replace("\n", newline).encode(encoding)


def _encoding(data: bytes) -> str:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding
    declared = DECLARED.match(data.lstrip())
    return declared[1].decode("ascii") if declared else "utf-8"


def _reads(data: bytes, encoding: str) -> bool:
    try:
        words = data.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        return False
    return "\x00" not in words


def _without_controls(words: str) -> str:
    return "".join(letter if letter.isprintable() or letter in "\r\n\t" else "·" for letter in words)


def _line_inside(problem: Problem) -> int | None:
    line = problem.params.get("line")
    return line if isinstance(line, int) else None


def _numbering(rows: list[str], place: str, stand_on: Sequence[int | None]) -> tuple[int, set[int]]:
    """The number of the first row, and of the rows to mark."""
    inside = {line for line in stand_on if line and line <= len(rows)}
    in_file = LINE_IN_PLACE.search(place)
    if in_file and len(rows) == 1 and not inside:
        return int(in_file[1]), {int(in_file[1])}
    return 1, inside
