"""The bytes of a refused record shown as text, and text turned back into bytes.

Nothing is interpreted: no entity is resolved, no markup rendered. The template escapes every line.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
    """`lines` are at most MOST_LINES, `cut` when there are more.

    `text` is empty when the bytes cannot be read as text without loss: then they can be downloaded and
    replayed, but not corrected here.
    """

    lines: list[Line]
    text: str
    encoding: str
    cut: bool
    is_text: bool


def show(data: bytes, *, place: str, parameters: Mapping[str, Any]) -> Original:
    """The bytes as numbered lines.

    `parameters["line"]` is a line of the record itself. A place that ends in a line number (`file.jsonl:12`)
    names where in its file a record of one line stood: the numbering starts there.
    """
    encoding = _encoding(data)
    is_text = _reads(data, encoding)
    words = data.decode(encoding if is_text else "latin-1")
    shown = (words if is_text else _without_controls(words))[:MOST_CHARACTERS]
    rows = shown.splitlines()
    first, marked = _numbering(rows, place, parameters)
    lines = [Line(number, row, number == marked) for number, row in enumerate(rows[:MOST_LINES], start=first)]
    cut = len(rows) > MOST_LINES or len(words) > MOST_CHARACTERS
    return Original(lines, words if is_text else "", encoding, cut=cut, is_text=is_text)


def to_bytes(text: str, original: bytes) -> bytes:
    """A corrected text in the original's encoding and with its line ends (a browser sends CR LF).

    Raises UnicodeEncodeError when the encoding has no such character.
    """
    newline = "\r\n" if b"\r\n" in original else "\n"
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return plain.replace("\n", newline).encode(_encoding(original))


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


def _numbering(rows: list[str], place: str, parameters: Mapping[str, Any]) -> tuple[int, int | None]:
    """The number of the first row, and of the row to mark."""
    inside = parameters.get("line")
    if isinstance(inside, int) and 1 <= inside <= len(rows):
        return 1, inside
    in_file = LINE_IN_PLACE.search(place)
    if in_file and len(rows) == 1:
        return int(in_file[1]), int(in_file[1])
    return 1, None
