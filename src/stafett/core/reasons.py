"""What every rule gives beside its outcome: why.

A reason carries codes and values only; the words are made at the edge, in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Codes = tuple[str, ...]
Flags = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.int32]

_AT_ONCE = 16  # conditions, one bit each: 65,536 combinations at most

FIELDS = frozenset({"code", "rule", "reference", "facts", "parameters"})


@dataclass(frozen=True, slots=True)
class Reason:
    """One named condition that held.

    `code` is the gettext key; `rule` the rule's id; `reference` the section of law or the line of the report;
    `facts` the facts looked at and `parameters` the values in force. Dates stand as ISO text, so that a
    stored reason reads the same as a fresh one.
    """

    code: str
    rule: str
    reference: str
    facts: Mapping[str, Json] = field(default_factory=dict)
    parameters: Mapping[str, Json] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        return {
            "code": self.code,
            "rule": self.rule,
            "reference": self.reference,
            "facts": dict(self.facts),
            "parameters": dict(self.parameters),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Reason:
        """Raises ValueError when a field is missing or unknown: a stored reason is evidence."""
        if set(data) != FIELDS:
            raise ValueError(f"A reason has the fields {sorted(FIELDS)}, not {sorted(data)}.")
        return cls(**{name: data[name] for name in FIELDS})


def as_json(value: object) -> Json:
    """A fact as JSON; raises TypeError for what JSON cannot carry."""
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Sequence):
        return [as_json(item) for item in value]
    raise TypeError(f"A fact of type {type(value).__name__} cannot stand in a reason.")


def pick_facts(row: Mapping[str, object], names: Sequence[str]) -> dict[str, Json]:
    """The named facts that the row has; one that is absent is left out, one that is null stays."""
    return {name: as_json(row[name]) for name in names if name in row}


class Combinations(NamedTuple):
    """The few ways in which conditions hold together: what holds in each, and which of them each row has.

    A rule is then decided once for each way, however many rows there are.
    """

    holding: list[Codes]
    of_row: Positions

    @classmethod
    def of(cls, conditions: Sequence[tuple[str, Flags]]) -> Combinations:
        """Of named conditions with a value for each row, in the given order; at least one."""
        return cls._of([(name, holds) for name, holds in conditions if holds.any()], len(conditions[0][1]))

    @classmethod
    def _of(cls, conditions: Sequence[tuple[str, Flags]], height: int) -> Combinations:
        some, rest = conditions[:_AT_ONCE], conditions[_AT_ONCE:]
        masks = np.zeros(height, dtype=np.uint16)
        for bit, (_, holds) in enumerate(some):
            masks |= holds * np.uint16(1 << bit)
        names = [name for name, _ in some]
        found, of_row = _distinct(masks)
        holding = [tuple(name for bit, name in enumerate(names) if mask >> bit & 1) for mask in found]
        if not rest:
            return cls(holding, of_row)
        others = cls._of(rest, height)
        pairs, of_row = _distinct(of_row * np.int32(len(others.holding)) + others.of_row)
        both = (divmod(pair, len(others.holding)) for pair in pairs)
        return cls([(*holding[one], *others.holding[other]) for one, other in both], of_row)

    def spread(self, values: Sequence[Any], dtype: Any) -> pl.Series:
        """One value for each combination, laid out over the rows."""
        different = {value: position for position, value in enumerate(dict.fromkeys(values))}
        positions = np.array([different[value] for value in values], dtype=np.int32)
        return pl.Series(list(different), dtype=dtype)[_picked(positions, self.of_row).view(np.uint32)]


def code_lists(conditions: Sequence[tuple[str, Flags]]) -> pl.Series:
    """For each row the codes whose condition holds, in the given order."""
    combinations = Combinations.of(conditions)
    return combinations.spread(combinations.holding, pl.List(pl.String)).alias("reasons")


def _distinct(numbers: Positions | npt.NDArray[np.uint16]) -> tuple[list[int], Positions]:
    """The numbers that occur, in order, and for each row the position of its own; they are small."""
    places = numbers.astype(np.intp)
    occurs = np.zeros(int(numbers.max(initial=0)) + 1, dtype=np.bool_)
    occurs[places] = True
    positions = np.cumsum(occurs, dtype=np.int32) - np.int32(1)
    return np.flatnonzero(occurs).tolist(), _picked(positions, places)


def _picked(values: Positions, places: npt.NDArray[np.integer[Any]]) -> Positions:
    """As `values[places]`, in half the time: the places are known to be there."""
    return np.take(values, places, mode="clip")
