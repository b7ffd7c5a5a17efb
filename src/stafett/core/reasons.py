"""What every rule gives beside its outcome: why.

A reason carries codes and values only; the words are made at the edge, in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

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


def code_lists(frame: pl.DataFrame, conditions: Sequence[tuple[str, pl.Expr]]) -> pl.Series:
    """For each row the codes whose condition holds, in the given order. A null condition does not hold."""
    codes = tuple(code for code, _ in conditions)
    mask = frame.select(
        pl.sum_horizontal(
            condition.fill_null(value=False).cast(pl.Int64) * (1 << bit)
            for bit, (_, condition) in enumerate(conditions)
        ).alias("mask")
    ).to_series()
    numbers = mask.to_numpy()
    # Few of the 2**n combinations occur: a list is made for each of those, and the rows point to it.
    occurs = np.bincount(numbers, minlength=1).astype(bool)
    lists = [list(_codes_of(int(number), codes)) for number in np.flatnonzero(occurs)]
    position = np.cumsum(occurs) - 1
    table = pl.Series("reasons", lists, dtype=pl.List(pl.String))
    return table.gather(pl.Series(position[numbers])) if lists else table


@lru_cache(maxsize=4096)
def _codes_of(mask: int, codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code for bit, code in enumerate(codes) if mask >> bit & 1)
