"""Law and method as data: the value of a parameter in force on a case's own day.

The files are described in `law_files`. A value is picked by the case's own date, never by today's, and an
office may have its own value of a parameter that is marked local.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from stafett.core.dates import Days, date_of, day_number
from stafett.core.law_files import UNITS, Basis, Dated, LawFiles, Parameter, Value, read_directory
from stafett.core.law_yaml import LawError, Place
from stafett.core.reasons import Json, as_json
from stafett.core.sharing_table import NOTHING, SharingTable, read_sharing

__all__ = ["Basis", "Dated", "Law", "LawError", "LawOfRows", "LocalValue", "Parameter", "Value", "default_law"]

_KEPT = 65_536
LAW_DIRECTORY = Path(__file__).resolve().parent.parent / "law"


@dataclass(frozen=True, slots=True)
class LocalValue:
    """An office's own value of a parameter marked local, from a day on; None: from then on the common one again."""

    office: str
    name: str
    start: date
    value: Value | None


class Law:
    """All parameters, legal bases and who may see what. Immutable; `version` changes when any of the content does."""

    def __init__(
        self,
        parameters: Mapping[str, Parameter],
        bases: Mapping[str, Basis],
        local: Iterable[LocalValue] = (),
        sharing: SharingTable = NOTHING,
    ) -> None:
        self._parameters = dict(parameters)
        self._bases = dict(bases)
        self.sharing = sharing
        self._local = tuple(sorted(local, key=lambda own: (own.office, own.name, own.start)))
        self._own = self._local_parameters()
        self._offices_with_own = {
            name: frozenset(office for office, own in self._own if own == name) for _, name in self._own
        }

    @classmethod
    def load(cls, source: Path) -> Law:
        """Read every *.yaml straight in the folder `source`. Raises LawError.

        Of a single file the parameters stand in place of those of the law that comes with the package.
        """
        files = read_directory(source)
        if source.is_file():
            return default_law()._with_parameters_of(files, source.name)
        return cls(files.parameters, files.bases, sharing=read_sharing(files))

    def _with_parameters_of(self, files: LawFiles, name: str) -> Law:
        if files.bases or any(files.sharing.values()):
            problem, allowed = "has more than parameters.", "parameters"
            found = ", ".join(["bases"] * bool(files.bases) + [part for part, held in files.sharing.items() if held])
            facts = {"keys": found, "allowed": allowed}
            raise Place(name, "file").error("unknown_key", problem, "Point to a whole folder instead.", **facts)
        for theirs in files.parameters.values():
            place, ours = Place(name, theirs.name), self._parameters.get(theirs.name)
            if ours is None:
                raise place.error("unknown_parameter", "there is no such parameter.", "Check the spelling.")
            if ours.unit != theirs.unit:
                units = {"unit": theirs.unit, "expected_unit": ours.unit}
                raise place.error("other_unit", f"is in {theirs.unit}.", f"Use {ours.unit}.", **units)
        theirs_in_place = {
            key: replace(theirs, file=self._parameters[key].file) for key, theirs in files.parameters.items()
        }
        return Law({**self._parameters, **theirs_in_place}, self._bases, self._local, self.sharing)

    def with_local_values(self, local: Iterable[LocalValue]) -> Law:
        """The same law with offices' own values added. Raises LawError for a parameter that is not local."""
        return Law(self._parameters, self._bases, (*self._local, *local), self.sharing)

    @cached_property
    def version(self) -> str:
        """Twelve hexadecimal digits over the content; comments and order in the files do not count."""
        content = [self._parameters, self._bases, self._local, self.sharing]
        written = json.dumps(content, default=_plainly, sort_keys=True)
        return hashlib.sha256(written.encode()).hexdigest()[:12]

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        return self._parameters

    @property
    def bases(self) -> Mapping[str, Basis]:
        return self._bases

    @property
    def local_values(self) -> tuple[LocalValue, ...]:
        """Offices' own values, by office, name and day."""
        return self._local

    def parameter(self, name: str) -> Parameter:
        """Raises LawError for a name that no file has."""
        try:
            return self._parameters[name]
        except KeyError:
            raise LawError(
                "unknown_parameter",
                file="law",
                name=name,
                problem="there is no such parameter.",
                remedy="Check the spelling, or add it to one of the law files.",
            ) from None

    def value(self, name: str, on: date, office: str | None = None) -> Value:
        """The value in force on a day, the office's own where it has one by then."""
        own = self._own.get((office, name)) if office is not None else None
        return (own or self.parameter(name)).value_on(on)

    def number(self, name: str, on: date, office: str | None = None) -> int:
        """As `value`, for a parameter that is a whole number; raises LawError for any other."""
        return self._number(name, on, office)

    def in_force(self, names: Iterable[str], on: date, office: str | None = None) -> dict[str, Json]:
        """Several values by name, as a reason carries them."""
        return dict(self._in_force(tuple(names), on, office))

    @cached_property
    def _number(self) -> Callable[[str, date, str | None], int]:
        @lru_cache(maxsize=_KEPT)
        def number(name: str, on: date, office: str | None) -> int:
            self.require_number(name)
            return int(str(self.value(name, on, office)))

        return number

    @cached_property
    def _in_force(self) -> Callable[[tuple[str, ...], date, str | None], dict[str, Json]]:
        # The same few days and offices are asked for again and again when many people are evaluated.
        @lru_cache(maxsize=_KEPT)
        def in_force(names: tuple[str, ...], on: date, office: str | None) -> dict[str, Json]:
            return {name: as_json(self.value(name, on, office)) for name in names}

        return in_force

    def starts(self, name: str, offices: Iterable[str | None]) -> set[date]:
        """The days on which the value changes, in common or for one of the offices."""
        own = (self._own.get((office, name)) for office in offices if office is not None)
        return {dated.start for one in (self.parameter(name), *own) if one for dated in one.dated}

    def next_start(self, after: date, office: str | None = None) -> date | None:
        """The first day after a day on which any value begins, in common or for the office."""
        starts = self._starts_by_office.get(office) or self._starts_by_office[None]
        position = bisect_right(starts, after)
        return starts[position] if position < len(starts) else None

    @cached_property
    def _starts_by_office(self) -> dict[str | None, list[date]]:
        common = {dated.start for parameter in self._parameters.values() for dated in parameter.dated}
        own: dict[str | None, set[date]] = {None: common}
        for each in self._local:
            own.setdefault(each.office, set(common)).add(each.start)
        return {office: sorted(days) for office, days in own.items()}

    def offices_with_own(self, name: str) -> frozenset[str]:
        """The offices that have their own value of a parameter."""
        return self._offices_with_own.get(name, frozenset())

    def require_number(self, name: str) -> None:
        """Raises LawError for a parameter that is not a whole number."""
        parameter = self.parameter(name)
        if UNITS[parameter.unit] is not int:
            raise LawError(
                "not_a_number",
                file=parameter.file,
                name=name,
                problem=f"is not a whole number but {parameter.unit}.",
                remedy="Ask with `value`.",
                facts={"unit": parameter.unit},
            )

    def _local_parameters(self) -> dict[tuple[str, str], Parameter]:
        grouped: dict[tuple[str, str], list[LocalValue]] = {}
        for own in self._local:
            parameter = self.parameter(own.name)
            if not parameter.local:
                raise LawError(
                    "not_local",
                    file=parameter.file,
                    name=own.name,
                    problem=f"office {own.office} has its own value, but the parameter is not local.",
                    remedy="Remove the office's value.",
                    facts={"office": own.office},
                )
            if own.value is not None:
                parameter.check(own.value)
            grouped.setdefault((own.office, own.name), []).append(own)
        return {key: self._own_parameter(key, chosen) for key, chosen in grouped.items()}

    def _own_parameter(self, key: tuple[str, str], chosen: list[LocalValue]) -> Parameter:
        """The parameter as the office has it: its own values, and the common ones before, between and after them."""
        office, name = key
        common = self.parameter(name)
        starts = [own.start for own in chosen]
        if len(set(starts)) != len(starts):
            raise LawError(
                "overlapping_dates",
                file=common.file,
                name=name,
                problem=f"office {office} has two values from the same day.",
                remedy="Keep one of them.",
                facts={"office": office},
            )
        return replace(common, dated=tuple(_as_the_office_has_it(common, chosen)))


def _plainly(value: Any) -> Any:
    """What stands in a law, as JSON has it. Sets in order: as they are, they have another one in each process."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _as_the_office_has_it(common: Parameter, chosen: list[LocalValue]) -> Iterator[Dated]:
    """The values in force at an office, in order; `chosen` are in order too."""
    own: Value | None = None
    starts = {each.start: each.value for each in chosen}
    for day in sorted({*starts, *(dated.start for dated in common.dated)}):
        own = starts.get(day, own)
        if own is not None:
            yield Dated(day, own)
        elif day >= common.first_day:
            yield Dated(day, common.value_on(day))


class LawOfRows:
    """The law as many rows meet it: each on its own day, at its own office."""

    def __init__(self, law: Law, days: Days, offices: pl.Series | None = None) -> None:
        self.law = law
        self.days = days
        self._offices = offices
        self._codes: dict[frozenset[str], npt.NDArray[np.int32]] = {}
        if days.size:
            self._earliest, self._latest = date_of(days.min()), date_of(days.max())

    def number(self, name: str) -> int | Days:
        """The value of a whole number: one for all rows where they have the same, else one for each."""
        if not self.days.size:
            self.law.require_number(name)
            return 0
        own = self.law.offices_with_own(name)
        offices = own & self._present if own else own
        if not offices and self._earliest == self._latest:
            return self.law.number(name, self._earliest)
        columns = [None, *sorted(offices)]
        changes = sorted(day for day in self.law.starts(name, columns) if self._earliest < day <= self._latest)
        table = [[self.law.number(name, day, office) for office in columns] for day in (self._earliest, *changes)]
        first = table[0][0]
        if all(value == first for values in table for value in values):
            return first
        period = np.searchsorted(np.array([day_number(day) for day in changes]), self.days, side="right")
        result: Days = np.array(table, dtype=np.int32)[period, self._codes_of(offices)]
        return result

    @cached_property
    def _present(self) -> frozenset[str]:
        return frozenset() if self._offices is None else frozenset(self._offices.unique().drop_nulls())

    def _codes_of(self, offices: frozenset[str]) -> npt.NDArray[np.int32] | int:
        """For each row the position of its office, from 1; 0 for any other."""
        if self._offices is None or not offices:
            return 0
        if offices not in self._codes:
            positions = {office: position for position, office in enumerate(sorted(offices), start=1)}
            codes = self._offices.replace_strict(positions, default=0, return_dtype=pl.Int32)
            self._codes[offices] = codes.to_numpy()
        return self._codes[offices]


@cache
def default_law() -> Law:
    """The law files that come with the package."""
    return Law.load(LAW_DIRECTORY)
