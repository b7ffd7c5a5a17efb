"""The task: its input, the form in which the answers are held together, and the law as numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from benchmarks.rules import ON, open_tasks, ready_spells
from stafett.core.dates import add_months, days_of_age, last_births, next_working_days
from stafett.core.parameters import default_law
from stafett.core.rows import NEVER
from stafett.core.stoppoints import SPELL_POINTS

TODAY = (ON - ON.replace(year=1970, month=1, day=1)).days
COLUMNS = tuple(point.column for point in SPELL_POINTS if not point.cause)  # no spell here has those other causes
_AT_ONCE = 1_000_000

Days = npt.NDArray[np.int32]
Segments = list[tuple[str | None, tuple[str, ...]]]
Order = list[tuple[int, int]]
"""Tasks in order, each with its step."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What every peer must give: for each spell a due day for each of COLUMNS (0 where there is none), and the segment
    with its reasons."""

    days: Days
    segments: Segments


class Peer(Protocol):
    """One way of solving the task. What is ready beforehand is not timed; `told` and `told_order` are for the check."""

    def ready(self, spells: pl.DataFrame) -> Any:
        """The spells in the form in which this peer likes them best."""

    def solve(self, ready: Any) -> Any:
        """All stop points, segments and reasons: this is timed."""

    def told(self, solved: Any) -> Answers:
        """The answers in one form."""

    def ready_tasks(self, tasks: pl.DataFrame) -> Any:
        """The tasks in the form in which this peer likes them best."""

    def order(self, ready: Any) -> Any:
        """The order of work: this is timed."""

    def told_order(self, ordered: Any) -> Order:
        """The order in one form."""


class Numbers:
    """The law's numbers on the day of the benchmark, which are the same for every spell in it."""

    def __getattr__(self, name: str) -> int:
        return default_law().number(name, ON)

    @cached_property
    def limited(self) -> tuple[str, ...]:
        """The issuers who may not go on."""
        kinds = default_law().value("issuer_limit_kinds", ON)
        assert isinstance(kinds, tuple)
        return kinds

    @cached_property
    def born_by(self) -> int:
        """The last day of birth of those who are not asked for their age."""
        return int(last_births(ON)[self.bypass_age])


NUMBERS = Numbers()


def in_pieces(make: Callable[[int, int], pl.DataFrame], size: int) -> pl.DataFrame:
    """`size` rows, made so many at a time that making them takes less memory than they do."""
    starts = range(0, size, _AT_ONCE)
    return pl.concat([make(min(_AT_ONCE, size - start), 1 + number) for number, start in enumerate(starts)])


def spells_of(size: int) -> pl.DataFrame:
    """Ready spells."""
    return in_pieces(ready_spells, size).with_columns(pl.int_range(pl.len()).alias("spell"))


def tasks_of(size: int) -> pl.DataFrame:
    """Open tasks."""
    return in_pieces(open_tasks, size).with_columns(pl.int_range(pl.len()).alias("task"))


def as_numbers(frame: pl.DataFrame) -> dict[str, npt.NDArray[Any]]:
    """The columns as arrays, dates as day numbers; NEVER for a date that is not there."""
    arrays = {}
    for name, dtype in frame.schema.items():
        column = frame.get_column(name)
        arrays[name] = (column.cast(pl.Int32).fill_null(NEVER) if dtype == pl.Date else column).to_numpy()
    return arrays


def with_calendar(spells: pl.DataFrame) -> pl.DataFrame:
    """The spells with what needs a calendar, for peers whose language has none that fits.

    counts_until: the working day until which an answer comes in time; turns_older and turns_end: the days on which the
    person gets to the ages at which sick pay is shortened and ends; silence: so many months after the first day.
    """
    born = spells.get_column("birth_date").cast(pl.Int32).to_numpy()
    asked = spells.get_column("screening_asked_on").cast(pl.Int32)
    window = (asked.fill_null(TODAY) + NUMBERS.screening_window_days).to_numpy()
    first = spells.get_column("first_day").cast(pl.Int32).to_numpy()
    ages = {"turns_older": NUMBERS.sick_pay_older_age, "turns_end": NUMBERS.sick_pay_end_age}
    return spells.with_columns(
        pl.when(asked.is_not_null()).then(pl.Series(next_working_days(window))).alias("counts_until"),
        pl.Series("silence", add_months(first, NUMBERS.silence_months)),
        *(
            pl.Series(name, days_of_age(born, np.full(born.size, years, dtype=np.int32)))
            for name, years in ages.items()
        ),
    )


def rows_of(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """One dictionary for each row, dates as day numbers."""
    return frame.with_columns(pl.col(pl.Date).cast(pl.Int32)).to_dicts()


def table_of(rows: Sequence[Sequence[int | None]]) -> Days:
    """Rows of days as an array with 0 for none."""
    return np.array([[day or 0 for day in row] for row in rows], dtype=np.int32)
