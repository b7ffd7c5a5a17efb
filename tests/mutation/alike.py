"""Mutants that do the same as what they were made of: nothing can notice them."""

from __future__ import annotations

import re
from pathlib import Path

LISTED = Path(__file__).with_name("alike.txt")

# The type of a column or an array on the way (what is given has its types tested), and the safeguard that lists of one
# length have one length.
_TYPES = r"(?:None|bool|dtype|np\.\w+|pl\.\w+(?:\(pl\.String\))?)"
_WITHOUT_EFFECT = re.compile(
    rf"\.astype\({_TYPES}?\)|,? *(?:dtype=)?\b{_TYPES}(?=[,)])|,? *(?:return_dtype|strict|copy)=[\w.]+|,\s*(?=\))"
)

_NOTHING = "+ "


def is_alike(difference: str) -> bool:
    """Whether a mutant, as `mutmut show` prints it, is one of LISTED or has another type of number only."""
    block = _block(difference)
    removed, added = ([line[1:] for line in block if line[0] == sign] for sign in "-+")
    return _bare(removed) == _bare(added) or block in _listed()


def _listed() -> set[tuple[str, ...]]:
    """The pairs of LISTED: a line that was taken away, and the one that came instead, if any."""
    lines = _block(LISTED.read_text("utf-8"))
    return {(old,) if new == _NOTHING else (old, new) for old, new in zip(lines[::2], lines[1::2], strict=True)}


def _block(difference: str) -> tuple[str, ...]:
    """The lines that differ, without what surrounds them."""
    lines = [line for line in difference.splitlines() if line[:1] in ("-", "+") and line[:3] not in ("---", "+++")]
    return tuple(f"{line[0]} {line[1:].strip()}" for line in lines)


def _bare(lines: list[str]) -> str:
    return re.sub(r"\s", "", _WITHOUT_EFFECT.sub("", "".join(lines)))
