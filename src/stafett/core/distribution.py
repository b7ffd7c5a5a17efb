"""Who gets whom when the cases of a unit are distributed among its advisers (S1:L1193-1209).

A key looks at one thing about each person: the day of the month of birth, the family name, the employer's name, the
employer's industry, or the benefit. Its parts are ranges, each an adviser's. Where the key names several who are
there, the one with fewest cases gets the person; where it names nobody who is there, so does whoever has fewest of
all: nobody is without an adviser while somebody is there who may open the case. The outcome does not depend on the
order of the cases, and says why for each of them.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

KINDS = ("birth_date", "alphabet", "employer", "industry", "benefit", "even_load")
BENEFITS = ("sick_pay", "disability_benefit", "none")
# Why somebody gets a person: the key says so; it names several; whom it names are away, or may not open the case; it
# names nobody for this person; fewest cases; or nobody can have the case.
REASONS = ("key", "several", "away", "no_part", "even", "nobody")
OPEN_TO_ALL = "none"

# The three last letters of the Norwegian alphabet, and what is written for them in its neighbours, after z in order.
_LAST_LETTERS = {0xE6: "{", 0xE4: "{", 0xF8: "|", 0xF6: "|", 0xE5: "}"}


@dataclass(frozen=True, slots=True)
class Part:
    """The values from `first` to `last`, both included, are the adviser's; a letter is all that begins with it."""

    adviser: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Adviser:
    """Somebody who is there, with how many cases they have besides those that are distributed."""

    id: int
    load: int = 0
    may_open: frozenset[str] = frozenset({OPEN_TO_ALL})


@dataclass(frozen=True, slots=True)
class Item:
    """A case to distribute: who has it now, and what the key looks at (empty when that is not known)."""

    case: int
    holder: int | None = None
    value: str = ""
    protection: str = OPEN_TO_ALL


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who is to have a case, and why (one of REASONS); None when nobody who is there may open it."""

    case: int
    adviser: int | None
    reason: str


def distribute(kind: str, parts: Sequence[Part], advisers: Sequence[Adviser], items: Iterable[Item]) -> list[Assigned]:
    """Everybody's adviser by the key of `kind` (one of KINDS), in the order of the cases' keys."""
    there = sorted(advisers, key=lambda adviser: adviser.id)
    loads = Counter({adviser.id: adviser.load for adviser in there})
    assigned: dict[int, Assigned] = {}
    left: list[tuple[Item, str]] = []
    for item in sorted(items, key=lambda item: (item.protection == OPEN_TO_ALL, norwegian(item.value), item.case)):
        named = [] if kind == "even_load" else _named(item, parts)
        candidates = [adviser for adviser in there if adviser.id in named and item.protection in adviser.may_open]
        if candidates:
            chosen = _fewest(candidates, loads, item.holder)
            loads[chosen] += 1
            assigned[item.case] = Assigned(item.case, chosen, "key" if len(candidates) == 1 else "several")
        else:
            left.append((item, "even" if kind == "even_load" else "away" if named else "no_part"))
    assigned |= {each.case: each for each in _evenly(left, there, loads)}
    return [assigned[case] for case in sorted(assigned)]


def norwegian(text: str) -> str:
    """The text as it sorts in Norwegian: aa is the last letter, other accents do not count, nor does case."""
    folded = unicodedata.normalize("NFC", text.casefold().strip()).replace("aa", chr(0xE5))
    last = folded.translate(_LAST_LETTERS)
    return "".join(sign for sign in unicodedata.normalize("NFD", last) if not unicodedata.combining(sign))


def is_within(value: str, first: str, last: str) -> bool:
    """Whether a value lies in a range in Norwegian order; all that begins with `last` does."""
    low, high, at = norwegian(first), norwegian(last), norwegian(value)
    return bool(at) and low <= at and at[: len(high)] <= high


def _named(item: Item, parts: Sequence[Part]) -> set[int]:
    return {part.adviser for part in parts if is_within(item.value, part.first, part.last)}


def _fewest(candidates: Sequence[Adviser], loads: Counter[int], holder: int | None) -> int:
    """Fewest cases; of those with as many whoever has the case now, then the first by key."""
    return min(candidates, key=lambda adviser: (loads[adviser.id], adviser.id != holder, adviser.id)).id


def _evenly(left: Sequence[tuple[Item, str]], there: Sequence[Adviser], loads: Counter[int]) -> Iterable[Assigned]:
    """As even as the cases allow, with as few as possible given to somebody else; protected persons first."""
    for item, reason in left:
        candidates = [adviser for adviser in there if item.protection in adviser.may_open]
        if not candidates:
            yield Assigned(item.case, None, "nobody")
        elif item.protection != OPEN_TO_ALL:
            chosen = _fewest(candidates, loads, item.holder)
            loads[chosen] += 1
            yield Assigned(item.case, chosen, reason)
    if there:
        yield from _spread([pair for pair in left if pair[0].protection == OPEN_TO_ALL], there, loads)


def _spread(left: Sequence[tuple[Item, str]], there: Sequence[Adviser], loads: Counter[int]) -> Iterable[Assigned]:
    """Each adviser's number is found first; whoever has a case keeps it within that number."""
    held = Counter(item.holder for item, _ in left)
    room = Counter[int]()
    for _ in left:
        chosen = min(there, key=lambda each: (loads[each.id] + room[each.id], room[each.id] - held[each.id], each.id))
        room[chosen.id] += 1
    to_move = []
    for item, reason in left:
        if item.holder is not None and room[item.holder] > 0:
            room[item.holder] -= 1
            yield Assigned(item.case, item.holder, reason)
        else:
            to_move.append((item, reason))
    free = [adviser for adviser, count in sorted(room.items()) for _ in range(count)]
    for (item, reason), adviser in zip(to_move, free, strict=True):
        yield Assigned(item.case, adviser, reason)
