"""One law file: what an entry looks like, and what is refused.

parameters:
  plan_weeks:
    unit: weeks
    values: {2011-07-01: 4}        # the day from which a value is in force
    reference: aml. § 4-6 (3)      # a section of law or a line of a report; a list for several
    note: …                        # optional
    nature: law                    # law | practice | method
    local: false                   # may an office have its own value?
    assumed: false                 # true where no source gives the number
    min: 1                         # bounds, also for an office's own value: needed for a local number
    max: 52
bases:
  screening_answers:
    purpose: …
    basis: [nav-loven § 14 a]
    retention: …
    note: …
    confirmed_by_office: true      # must an office record its basis before the data are handled there?

Who may see what (`sharing_readers`, `sharing_conditions`, `sharing_items`) is described in `sharing_table`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from stafett.core.law_yaml import LawError, Place, read_yaml

Value = int | bool | str | tuple[str, ...]

UNITS: Mapping[str, type] = {
    "clock_hour": int,
    "minutes": int,
    "hours": int,
    "days": int,
    "working_days": int,
    "weekdays": int,
    "weeks": int,
    "months": int,
    "years": int,
    "count": int,
    "percent": int,
    "switch": bool,
    "codes": tuple,
}
NATURES = frozenset({"law", "practice", "method"})
SHARING = ("sharing_readers", "sharing_conditions", "sharing_items")
SECTIONS = frozenset({"parameters", "bases", *SHARING})
PARAMETER_KEYS = frozenset({"unit", "values", "reference", "nature", "local", "assumed"})
PARAMETER_OPTIONS = frozenset({"note", "min", "max"})
BASIS_KEYS = frozenset({"purpose", "basis", "retention", "confirmed_by_office"})
BASIS_OPTIONS = frozenset({"note"})
Bounds = tuple[int | None, int | None]
_START = attrgetter("start")
_WRITTEN_DAY = re.compile(r"\d{4}-\d\d?-\d\d?")


@dataclass(frozen=True, slots=True)
class Dated:
    """A value and the day from which it is in force."""

    start: date
    value: Value


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value of law or method as its file states it.

    `dated` are its values in order of the day they begin; `nature` is law, practice or method; an office may have its
    own value where `local` holds, within `bounds`; `assumed` says that no source gives the number.
    """

    name: str
    unit: str
    dated: tuple[Dated, ...]
    reference: tuple[str, ...]
    note: str
    nature: str
    local: bool
    assumed: bool
    bounds: Bounds
    file: str

    @property
    def first_day(self) -> date:
        return self.dated[0].start

    def value_on(self, day: date) -> Value:
        """Raises LawError for a day before the first dated value."""
        position = bisect_right(self.dated, day, key=_START) - 1
        if position < 0:
            raise self.too_early(day)
        return self.dated[position].value

    def value_near(self, day: date) -> Value:
        """As `value_on`; before the first dated value the first one."""
        return self.value_on(max(day, self.first_day))

    def too_early(self, day: date) -> LawError:
        return LawError(
            "before_first_value",
            file=self.file,
            name=self.name,
            problem=f"asked for {day.isoformat()}, but its first value is from {self.first_day.isoformat()}.",
            remedy="Add the value that was in force then under `values`, or leave the case out.",
            facts={"day": day, "first_day": self.first_day},
        )

    def check(self, value: object) -> Value:
        """The value as this parameter's type; raises LawError when it is of another type or out of bounds."""
        return _checked_value(Place(self.file, self.name), value, self.unit, self.bounds)


@dataclass(frozen=True, slots=True)
class Basis:
    """Why a kind of data may be handled at all."""

    name: str
    purpose: str
    basis: tuple[str, ...]
    retention: str
    note: str
    confirmed_by_office: bool


class LawFiles(NamedTuple):
    """What a folder of law files holds, by name. `sharing` is as it stands, for `sharing_table` to read."""

    parameters: dict[str, Parameter]
    bases: dict[str, Basis]
    sharing: dict[str, dict[str, tuple[Place, Any]]]


def read_directory(directory: Path) -> LawFiles:
    """Every *.yaml straight in `directory`, or one such file. Raises LawError, the first of them."""
    files, errors = read_with_errors(directory)
    if errors:
        raise errors[0]
    return files


def read_with_errors(directory: Path) -> tuple[LawFiles, list[LawError]]:
    """As `read_directory`, but what is wrong stands in a list, and the rest is read."""
    files = LawFiles({}, {}, {section: {} for section in SHARING})
    seen: set[tuple[str, str]] = set()
    errors: list[LawError] = []
    for place, section, entry in _entries(directory, errors):
        try:
            if (section, place.name) in seen:
                raise place.error("named_twice", "another file has it too.", "Keep one of them.")
            seen.add((section, place.name))
            if section == "parameters":
                files.parameters[place.name] = _parameter(place, entry)
            elif section == "bases":
                files.bases[place.name] = _basis(place, entry)
            else:
                files.sharing[section][place.name] = (place, entry)
        except LawError as error:
            errors.append(error)
    if not files.parameters and not errors:
        errors.append(
            Place(str(directory), "parameters").error(
                "no_parameters", "there are no parameters here.", "Point to the folder that holds the law files."
            )
        )
    return files, errors


def _entries(directory: Path, errors: list[LawError]) -> Iterator[tuple[Place, str, Any]]:
    for path in [directory] if directory.is_file() else sorted(directory.glob("*.yaml")):
        try:
            sections = _sections(path)
        except LawError as error:
            errors.append(error)
            continue
        for section, entries in sections.items():
            for name, entry in entries.items():
                yield Place(path.name, name), section, entry


def _sections(path: Path) -> dict[str, dict[str, Any]]:
    place = Place(path.name, "file")
    content = read_yaml(path, place.name)
    if not isinstance(content, dict) or not content:
        raise place.error("empty", "holds no sections.", f"Use {listed(SECTIONS)}.", allowed=listed(SECTIONS))
    for section, entries in content.items():
        if section not in SECTIONS:
            allowed = listed(SECTIONS)
            problem = f"unknown section {section!r}."
            raise place.error("unknown_key", problem, f"Use {allowed}.", keys=str(section), allowed=allowed)
        if not isinstance(entries, dict) or not all(isinstance(name, str) for name in entries):
            raise _wrong(place, section, "names", f"{section} is not a mapping of names.", "Write `name:` entries.")
    return content


def _parameter(place: Place, entry: object) -> Parameter:
    fields = fields_of(place, entry, PARAMETER_KEYS, PARAMETER_OPTIONS)
    unit = _one_of(place, "unit", fields["unit"], frozenset(UNITS))
    bounds = (_bound(place, "min", fields), _bound(place, "max", fields))
    local = flag_of(place, "local", fields["local"])
    dated = _dated(place, fields["values"], unit, bounds)
    if local and UNITS[unit] is not bool and None in bounds:
        problem = "offices may choose, but within no bounds."
        raise place.error("no_bounds", problem, "Give min and max, or write local: false.")
    return Parameter(
        name=place.name,
        unit=unit,
        dated=dated,
        reference=references_of(place, "reference", fields["reference"]),
        note=text_of(place, "note", fields.get("note", "")),
        nature=_one_of(place, "nature", fields["nature"], NATURES),
        local=local,
        assumed=flag_of(place, "assumed", fields["assumed"]),
        bounds=bounds,
        file=place.file,
    )


def _basis(place: Place, entry: object) -> Basis:
    fields = fields_of(place, entry, BASIS_KEYS, BASIS_OPTIONS)
    return Basis(
        name=place.name,
        purpose=text_of(place, "purpose", fields["purpose"]),
        basis=references_of(place, "basis", fields["basis"]),
        retention=text_of(place, "retention", fields["retention"]),
        note=text_of(place, "note", fields.get("note", "")),
        confirmed_by_office=flag_of(place, "confirmed_by_office", fields["confirmed_by_office"]),
    )


def fields_of(place: Place, entry: object, needed: frozenset[str], optional: frozenset[str]) -> dict[str, Any]:
    """The entry as a mapping that has every needed key and no unknown one. Raises LawError."""
    if not isinstance(entry, dict):
        raise _wrong(place, place.name, "mapping", "is not a mapping.", f"Give it {listed(needed)}.")
    unknown = set(entry) - needed - optional
    if unknown:
        allowed, keys = listed(needed | optional), listed(unknown)
        raise place.error("unknown_key", f"unknown key {keys}.", f"Allowed: {allowed}.", keys=keys, allowed=allowed)
    missing = needed - set(entry)
    if missing:
        raise place.error("missing_key", f"lacks {listed(missing)}.", "Add it.", keys=listed(missing))
    return entry


def _dated(place: Place, values: object, unit: str, bounds: Bounds) -> tuple[Dated, ...]:
    if not isinstance(values, dict) or not values:
        raise _wrong(place, "values", "dated", "values is not a mapping.", "Write `values: {YYYY-MM-DD: value}`.")
    for start in values:
        check_day(place, start)
    starts = list(values)
    if starts != sorted(starts):
        raise place.error("unordered_dates", "its dates are not in order.", "Put the earliest date first.")
    return tuple(Dated(start, _checked_value(place, value, unit, bounds)) for start, value in values.items())


def _checked_value(place: Place, value: object, unit: str, bounds: Bounds) -> Value:
    if UNITS[unit] is bool:
        return flag_of(place, "value", value)
    if UNITS[unit] is tuple:
        return references_of(place, "value", value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong(place, str(value), "whole_number", f"{value!r} is not a whole number.", f"Give whole {unit}.")
    lowest, highest = bounds[0] or 0, bounds[1]
    too_low = value < lowest
    if too_low or (highest is not None and value > highest):
        problem, words = f"{value} is outside {lowest} to {highest}.", "too_low" if too_low else "too_high"
        limits = {"lowest": lowest, "highest": highest}
        raise place.error("out_of_bounds", problem, "Choose a value inside.", words=words, value=value, **limits)
    return value


def _bound(place: Place, key: str, fields: Mapping[str, Any]) -> int | None:
    value = fields.get(key)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise _wrong(place, key, "whole_number", f"{key} is not a whole number.", "Give a number or leave it out.")


def references_of(place: Place, key: str, value: object) -> tuple[str, ...]:
    """One or several texts, none of them empty. Raises LawError."""
    found = value if isinstance(value, list) else [value]
    if not found or not all(isinstance(item, str) and item.strip() for item in found):
        problem = f"{key} is empty or not text."
        raise place.error(f"missing_{key}", problem, "Name at least one.", words="nothing_named", what=key)
    return tuple(found)


def text_of(place: Place, key: str, value: object) -> str:
    """Raises LawError for anything but text."""
    if not isinstance(value, str):
        raise _wrong(place, key, "text", f"{key} is not text.", "Write text, in quotes where needed.")
    return value


def flag_of(place: Place, key: str, value: object) -> bool:
    """Raises LawError for anything but true or false."""
    if not isinstance(value, bool):
        raise _wrong(place, key, "switch", f"{key} is neither true nor false.", "Write true or false.")
    return value


def check_day(place: Place, value: object) -> None:
    """Raises LawError for anything but a day of the calendar."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return
    if isinstance(value, str) and _WRITTEN_DAY.fullmatch(value):
        problem, remedy = f"{value} is no day of the calendar.", "Write one that is."
        raise place.error("wrong_type", problem, remedy, words="no_such_day", what=value)
    raise _wrong(place, str(value), "date", f"{value!r} is not a date.", "Write dates as YYYY-MM-DD.")


def _one_of(place: Place, key: str, value: object, allowed: frozenset[str]) -> str:
    if not isinstance(value, str) or value not in allowed:
        names, problem = listed(allowed), f"{key} cannot be {value!r}."
        raise place.error("wrong_type", problem, f"Use {names}.", words="unknown_value", what=key, allowed=names)
    return value


def _wrong(place: Place, what: str, expected: str, problem: str, remedy: str) -> LawError:
    """Not what is `expected`: names | mapping | dated | date | whole_number | text | switch."""
    return place.error("wrong_type", problem, remedy, what=what, expected=expected)


def listed(names: frozenset[str] | set[Any]) -> str:
    """Names in order, as an error lists them."""
    return ", ".join(sorted(map(str, names)))
