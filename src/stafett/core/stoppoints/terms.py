"""The rows that the stop points are written over, with what many of them share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType

import numpy as np
import polars as pl

from stafett.core.dates import DAYS_PER_WEEK, Days, day_number
from stafett.core.max_date import by_age, estimated_max_dates
from stafett.core.parameters import Law
from stafett.core.rows import Flags, Rows, all_of, first_known, is_known
from stafett.core.stoppoints.conditions import CONDITIONS, SICK


class Terms(Rows):
    """The rows a rule is written over and the day they are seen from, with what many rules share."""

    def __init__(
        self,
        frame: pl.DataFrame,
        law: Law,
        on: date,
        offices: pl.Series | None = None,
        holding: Mapping[str, Flags] = MappingProxyType({}),
    ) -> None:
        """`holding` is what is known already of some CONDITIONS."""
        super().__init__(frame, law, offices)
        self.on = on
        self.today: int = day_number(on)
        self.reckoned: dict[str, Days] = {}
        self._holds = dict(holding)
        self._hold: dict[tuple[str, ...], Flags] = {}

    def holds(self, name: str) -> Flags:
        """One of CONDITIONS."""
        if name not in self._holds:
            self._holds[name] = CONDITIONS[name](self)
        return self._holds[name]

    def hold(self, names: tuple[str, ...]) -> Flags:
        """All of several CONDITIONS."""
        if names not in self._hold:
            self._hold[names] = all_of([self.holds(name) for name in names])
        return self._hold[names]

    def within(self, weeks_parameter: str) -> Days:
        """Day 7N."""
        return self.day("first_day") + (self.number(weeks_parameter) * DAYS_PER_WEEK - 1)

    def passes(self, weeks_parameter: str) -> Days:
        """Day 7N + 1."""
        return self.day("first_day") + self.number(weeks_parameter) * DAYS_PER_WEEK

    @cached_property
    def max_date(self) -> Days:
        """As the benefit line says, else estimated; NEVER where there is no right to sick pay."""
        told = self.day("max_date")
        return told if is_known(told).all() else first_known(told, estimated_max_dates(self))

    @cached_property
    def by_age(self) -> tuple[Flags, Flags]:
        """Where an estimated max date comes from fewer days, and where from the end of sick pay, by age."""
        return by_age(self, self.max_date)


def employment_terms(employments: pl.DataFrame, spells: Terms) -> tuple[Terms, Days]:
    """The employments of the given spells, which are in order of their keys, and the row of each one's spell.

    Whether somebody is sick, and where, is known of the spell.
    """
    place = _places(employments.get_column("spell"), spells.frame.get_column("spell"))
    if (place < 0).any():
        employments, place = employments.filter(place >= 0), place[place >= 0]
    offices = None if spells.offices is None else spells.offices[place]
    sick = {name: spells.holds(name)[place] for name in SICK}
    return Terms(employments, spells.law, spells.on, offices, sick), place


def _places(wanted: pl.Series, among: pl.Series) -> Days:
    """Where each of the wanted keys stands among those given, which are in order; -1 for one that is not there."""
    keys = among.to_numpy()
    if not keys.size:
        return np.full(len(wanted), -1, dtype=np.int32)
    found = np.minimum(np.searchsorted(keys, wanted.to_numpy()), keys.size - 1)
    return np.where(keys[found] == wanted.to_numpy(), found, -1).astype(np.int32)
