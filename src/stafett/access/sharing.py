"""What one reader may see of one case, by the table of sharing (law/sharing.yaml).

A page for somebody else than the holder's unit shows only what comes through here: it gives each field of an item its
value, and gets back those that the table opens. What the table does not name cannot be shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import polars as pl

from stafett.access.actors import Actor
from stafett.core.parameters import Law
from stafett.core.reasons import Reason
from stafett.core.sharing import explain_sharing, may_see
from stafett.rules.frames import column_types
from stafett.rules.sharing import SharingLine

Value = TypeVar("Value")
_TYPES = column_types(SharingLine, without=("question",))


@dataclass(frozen=True, slots=True)
class Question:
    """One item of one case. `facts`: the conditions that hold for it beside those of the case, by their names."""

    item: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be seen of one item, and why that and no more."""

    item: str
    fields: tuple[str, ...]
    withheld: tuple[str, ...]
    reasons: tuple[Reason, ...]
    logged: bool

    def __bool__(self) -> bool:
        return bool(self.fields)

    def only(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """The values of the fields that may be seen. Raises ValueError for fields that are not those of the item."""
        if unknown := set(values).difference(self.fields, self.withheld):
            raise ValueError(f"The table of sharing has no {self.item}.{min(unknown)}.")
        return {field: values[field] for field in self.fields if field in values}


def sight(actor: Actor, questions: Sequence[Question], law: Law, on: date) -> Iterator[Shown]:
    """What `actor` may see of each of the items, in the order asked."""
    return seen_by(actor.reader, questions, law, on)


def seen_by(reader: str, questions: Sequence[Question], law: Law, on: date) -> Iterator[Shown]:
    """As `sight`, for a reader by the name that the table has."""
    rows = [{**dict.fromkeys(_TYPES), **one.facts, "reader": reader, "item": one.item} for one in questions]
    frame = pl.DataFrame(rows, schema=dict(_TYPES))
    for row in may_see(frame, law, on).iter_rows(named=True):
        yield Shown(
            item=row["item"],
            fields=tuple(row["fields"]),
            withheld=tuple(row["withheld"]),
            reasons=tuple(explain_sharing(code, row, law, on) for code in row["sharing_reasons"]),
            logged=row["logged"],
        )
