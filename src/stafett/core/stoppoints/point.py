"""What a stop point is: whose, when, under which conditions, and the reasons it can have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from stafett.core.dates import Days
from stafett.core.rows import Flags, all_of, is_known
from stafett.core.stoppoints.terms import Terms

THERE, SETTLED = 0, 1  # positions in StopPoint.reasons; why it is not there follows, then its other grounds

Due = Callable[[Terms], Days]
Settled = Callable[[Terms, Days], Flags]
"""What settles a stop point by itself, given the day on which it opens."""


class Ground(NamedTuple):
    """Where a stop point that is there has another ground than the usual one, and is told in other words."""

    name: str
    holds: Callable[[Terms, Days], Flags]
    """Given the day on which it is due."""
    moved_by: tuple[str, ...] = ()
    """As `StopPoint.moved_by`; empty where it is the same."""


@dataclass(frozen=True, slots=True)
class StopPoint:
    """One stop point. `parameter` is the one that carries its nature and reference.

    `cause`: a fact without which it is never there. Most frames lack it, and then nothing is reckoned.
    `recurs`: it comes again with another day after it has been done, which is then another duty.
    `grounds`: the first that holds is told instead of the usual one.
    `settled_by`, `moved_by`: in codes of `core.changes`, what settles it, and what would give it another day, beside
    its conditions and the law. `counted_from`: the fact it is counted from instead of the first day, once it is known.
    """

    kind: str
    actor: str
    parameter: str
    due: Due
    needs: tuple[str, ...]
    occurrence: int = 1
    own_opening: Due | None = None
    cause: str = ""
    from_max_date: bool = False
    while_sick_listed: bool = False
    recurs: bool = False
    settled: Settled | None = None
    settled_by: str = ""
    moved_by: tuple[str, ...] = ("first_day",)
    counted_from: str = ""
    grounds: tuple[Ground, ...] = ()
    facts: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()

    @property
    def column(self) -> str:
        """What tells it from the others, also those of its kind."""
        return self.kind if self.occurrence == 1 else f"{self.kind}_{self.occurrence}"

    @property
    def reason(self) -> str:
        return f"stop_point.{self.column}"

    @property
    def settled_reason(self) -> str:
        return f"{self.reason}.settled"

    @property
    def exceptions(self) -> tuple[str, ...]:
        """The reasons why it is not there, in the order they are looked at."""
        own = {"sick_listed": self.while_sick_listed, "right_to_sick_pay": self.from_max_date}
        names = (*self.needs, *(name for name, needed in own.items() if needed))
        return tuple(f"not_relevant.{name}" for name in names)

    @property
    def other_reasons(self) -> tuple[str, ...]:
        """Why it is there, on each of its other grounds."""
        return tuple(f"{self.reason}.{ground.name}" for ground in self.grounds)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Every reason there can be: why it is there, settled, not there, and there on another ground."""
        return (self.reason, self.settled_reason, *self.exceptions, *self.other_reasons)

    @property
    def first_other(self) -> int:
        """The position in `reasons` of the first of its other grounds."""
        return SETTLED + 1 + len(self.exceptions)

    def opens(self, terms: Terms, due: Days) -> Days:
        if self.own_opening is not None:
            return self.own_opening(terms)
        return due - terms.number("stop_point_window_days")

    def relevant(self, terms: Terms, due: Days) -> Flags:
        return all_of([terms.hold(self.needs), *self._conditions_on(terms, due)])

    def why_not(self, terms: Terms, due: Days) -> Days:
        """The position in `reasons` of the first condition that fails; of `reason` where none does."""
        conditions = [*(terms.holds(name) for name in self.needs), *self._conditions_on(terms, due)]
        first = np.argmin(conditions, axis=0) + SETTLED + 1
        return np.where(all_of(conditions), THERE, first).astype(np.int32)

    def _conditions_on(self, terms: Terms, due: Days) -> list[Flags]:
        conditions = []
        if self.while_sick_listed:
            conditions.append((due <= terms.day("last_day")) | (due > terms.today))
        if self.from_max_date:
            conditions.append(is_known(due))
        return conditions
