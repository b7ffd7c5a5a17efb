"""Law and method as data: the value of a parameter in force on a case's own day.

The files are described in `law_files`. A value is picked by the case's own date, never by today's, and an
office may have its own value of a parameter that is marked local.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from stafett.core.dates import Days, date_of, day_number, day_numbers
from stafett.core.law_files import UNITS, Basis, Dated, LawError, Parameter, Value, read_directory
from stafett.core.reasons import Json, as_json

__all__ = ["Basis", "Dated", "Law", "LawError", "LocalValue", "Parameter", "Value", "default_law"]

LAW_DIRECTORY = Path(__file__).resolve().parent.parent / "law"


@dataclass(frozen=True, slots=True)
class LocalValue:
    """An office's own value of a parameter marked local, from a day on."""

    office: str
    name: str
    start: date
    value: Value


class Law:
    """All parameters and legal bases. Immutable; `version` changes when any of the content does."""

    def __init__(
        self,
        parameters: Mapping[str, Parameter],
        bases: Mapping[str, Basis],
        local: Iterable[LocalValue] = (),
    ) -> None:
        self._parameters = dict(parameters)
        self._bases = dict(bases)
        self._local = tuple(sorted(local, key=lambda own: (own.office, own.name, own.start)))
        self._own = self._local_parameters()

    @classmethod
    def load(cls, directory: Path) -> Law:
        """Read every *.yaml straight in `directory`. Raises LawError."""
        return cls(*read_directory(directory))

    def with_local_values(self, local: Iterable[LocalValue]) -> Law:
        """The same law with offices' own values added. Raises LawError for a parameter that is not local."""
        return Law(self._parameters, self._bases, (*self._local, *local))

    @cached_property
    def version(self) -> str:
        """Twelve hexadecimal digits over the content; comments and order in the files do not count."""
        content = {
            "parameters": [repr(self._parameters[name]) for name in sorted(self._parameters)],
            "bases": [repr(self._bases[name]) for name in sorted(self._bases)],
            "local": [repr(own) for own in self._local],
        }
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:12]

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        return self._parameters

    @property
    def bases(self) -> Mapping[str, Basis]:
        return self._bases

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
        if own is not None and own.first_day <= on:
            return own.value_on(on)
        return self.parameter(name).value_on(on)

    def number(self, name: str, on: date, office: str | None = None) -> int:
        """As `value`, for a parameter that is a whole number; raises LawError for any other."""
        self._require_number(name)
        return int(str(self.value(name, on, office)))

    def values(self, name: str, days: Days, offices: npt.NDArray[np.object_] | None = None) -> npt.NDArray[np.int32]:
        """The value in force on each row's own day (and for each row's own office). Whole numbers only."""
        self._require_number(name)
        result = _values_on(self.parameter(name), days)
        if offices is None:
            return result
        for (office, own_name), own in self._own.items():
            rows = (offices == office) & (days >= day_number(own.first_day)) if own_name == name else None
            if rows is not None and rows.any():
                result[rows] = _values_on(own, days[rows])
        return result

    def column(self, name: str, days: pl.Series, offices: pl.Series | None = None) -> pl.Expr:
        """As `values`, as an expression: a literal where every row has the same value."""
        self._require_number(name)
        alike = self._alike(name, days, offices)
        if alike is not None:
            return pl.lit(alike, dtype=pl.Int32)
        names = None if offices is None else offices.to_numpy()
        return pl.lit(pl.Series(self.values(name, day_numbers(days), names)))

    def _alike(self, name: str, days: pl.Series, offices: pl.Series | None) -> int | None:
        """The one value that all rows have, or None when they may differ."""
        if offices is not None and any(own_name == name for _, own_name in self._own):
            return None
        earliest, latest = days.min(), days.max()
        if not isinstance(earliest, date) or not isinstance(latest, date):
            return 0  # no rows
        first, last = self.number(name, earliest), self.number(name, latest)
        starts = (dated.start for dated in self.parameter(name).dated)
        return first if first == last and not any(earliest < start <= latest for start in starts) else None

    def in_force(self, names: Iterable[str], on: date, office: str | None = None) -> dict[str, Json]:
        """Several values by name, as a reason carries them."""
        return {name: as_json(self.value(name, on, office)) for name in names}

    def _require_number(self, name: str) -> None:
        parameter = self.parameter(name)
        if UNITS[parameter.unit] is not int:
            raise LawError(
                "not_a_number",
                file=parameter.file,
                name=name,
                problem=f"is not a whole number but {parameter.unit}.",
                remedy="Ask with `value`.",
            )

    def _local_parameters(self) -> dict[tuple[str | None, str], Parameter]:
        grouped: dict[tuple[str, str], list[Dated]] = {}
        for own in self._local:
            parameter = self.parameter(own.name)
            if not parameter.local:
                raise LawError(
                    "not_local",
                    file=parameter.file,
                    name=own.name,
                    problem=f"office {own.office} has its own value, but the parameter is not local.",
                    remedy="Remove the office's value.",
                )
            grouped.setdefault((own.office, own.name), []).append(Dated(own.start, parameter.check(own.value)))
        return {key: self._own_parameter(key, dated) for key, dated in grouped.items()}

    def _own_parameter(self, key: tuple[str, str], dated: list[Dated]) -> Parameter:
        office, name = key
        common = self.parameter(name)
        starts = [entry.start for entry in dated]
        if len(set(starts)) != len(starts):
            raise LawError(
                "overlapping_dates",
                file=common.file,
                name=name,
                problem=f"office {office} has two values from the same day.",
                remedy="Keep one of them.",
            )
        return replace(common, dated=tuple(dated))


def _values_on(parameter: Parameter, days: Days) -> npt.NDArray[np.int32]:
    starts = np.array([day_number(dated.start) for dated in parameter.dated], dtype=np.int32)
    numbers = np.array([dated.value for dated in parameter.dated], dtype=np.int32)
    if days.size and days.min() < starts[0]:
        raise parameter.too_early(date_of(int(days.min())))
    if starts.size == 1:
        return np.full(days.shape, numbers[0], dtype=np.int32)
    return numbers[np.searchsorted(starts, days, side="right") - 1]


@cache
def default_law() -> Law:
    """The law files that come with the package."""
    return Law.load(LAW_DIRECTORY)
