"""What is known about the days of people: notes and reports, as arrays.

A fact says one thing about one person at one employer (or none) from one day to another. Facts that have been
replaced, cancelled or rejected never come here: whoever builds the facts leaves them out.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any, Self, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]

NO_EMPLOYER = 0
FULL = 100


class Source(IntEnum):
    """Where a fact comes from. A larger number is believed before a smaller one."""

    NOTE_NEW = 1
    NOTE_CONFIRMED = 2
    NOTE_SENT = 3
    INCOME_REPORT = 4
    APPLICATION = 5


class What(IntEnum):
    """What a fact says about its days.

    A return to work ends a note's effect from that day on, so WORK is given from the day of return to the
    last day of the note that it ends. TREATMENT_DAYS is a note for single days of treatment, TREATMENT_DAY
    one such day that was reported as used.
    """

    SICK = 1
    WORK = 2
    HOLIDAY = 3
    LEAVE = 4
    SELF_CERTIFIED = 5
    TREATMENT_DAYS = 6
    TREATMENT_DAY = 7
    TRAVEL_SUBSIDY = 8
    WAITING = 9
    OTHER_ABSENCE = 10
    EMPLOYER_PERIOD = 11


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts about any number of persons, in any order, as columns of one length.

    `person` and `employer` are the caller's own numbers; employer 0 means none (self-employed, unemployed).
    `grade` is 0 to 100. It counts for SICK, where 0 means full activity, and for the other kinds of absence,
    where 0 means not stated and is read as 100. `first` and `last` are days since 1970-01-01, both included.
    `recorded` is microseconds since 1970-01-01 UTC. `id` names the fact for the caller and never decides
    anything.

    Raises ValueError when columns differ in length or a value is out of range.
    """

    person: Array
    employer: Array
    source: Array
    what: Array
    grade: Array
    first: Array
    last: Array
    recorded: Array
    id: Array

    def __post_init__(self) -> None:
        for name, dtype in _TYPES.items():
            object.__setattr__(self, name, np.ascontiguousarray(getattr(self, name), dtype=dtype))
        if len({len(getattr(self, name)) for name in _TYPES}) != 1:
            raise ValueError("facts.columns_differ_in_length")
        if len(self) == 0:
            return
        _within("source", self.source, min(Source), max(Source))
        _within("what", self.what, min(What), max(What))
        _within("grade", self.grade, 0, FULL)
        _within("last", self.last, np.iinfo(np.int32).min, np.iinfo(np.int32).max - 1)
        if (self.last < self.first).any():
            raise ValueError("facts.last_before_first")

    def __len__(self) -> int:
        return len(self.person)

    @classmethod
    def empty(cls) -> Self:
        return cls(**{name: np.empty(0, dtype) for name, dtype in _TYPES.items()})

    @classmethod
    def from_frame(cls, frame: pl.DataFrame) -> Self:
        """Facts from a frame with the columns of this class.

        `first` and `last` may be Date, `recorded` may be Datetime (read as UTC); a null employer means none.
        Any other null raises ValueError.
        """
        frame = frame.select(
            pl.col("employer").fill_null(NO_EMPLOYER) if name == "employer" else _as_number(frame, name)
            for name in _TYPES
        )
        missing = [name for name, nulls in frame.null_count().row(0, named=True).items() if nulls]
        if missing:
            raise ValueError(f"facts.missing_values: {', '.join(missing)}")
        return cls(**{name: frame[name].to_numpy() for name in _TYPES})

    def take(self, rows: Array) -> Self:
        """The facts at `rows` (indices or a mask), in that order."""
        return type(self)(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})


_TYPES: dict[str, type[np.signedinteger[Any]]] = {
    "person": np.int64,
    "employer": np.int64,
    "source": np.int8,
    "what": np.int8,
    "grade": np.int16,
    "first": np.int32,
    "last": np.int32,
    "recorded": np.int64,
    "id": np.int64,
}


def _within(name: str, values: Array, lowest: int, highest: int) -> None:
    if values.min() < lowest or values.max() > highest:
        raise ValueError(f"facts.out_of_range: {name} must be from {lowest} to {highest}")


def _as_number(frame: pl.DataFrame, name: str) -> pl.Expr:
    dtype = frame.schema[name]
    if dtype == pl.Date:
        return pl.col(name).to_physical()
    if isinstance(dtype, pl.Datetime):
        return pl.col(name).dt.epoch("us")
    return pl.col(name)
