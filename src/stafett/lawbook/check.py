"""Whether a folder of law files can stand in for the one that comes with the package."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from polars.exceptions import PolarsError

from stafett.core.law_files import LawFiles, Parameter, check_day, read_with_errors
from stafett.core.law_yaml import LawError, Place
from stafett.core.parameters import Law, default_law
from stafett.core.sharing_table import NOTHING, SharingTable, read_sharing
from stafett.lawbook.examples import NEEDED, Table, read_tables, unknown_keys
from stafett.lawbook.holding import Difference, differences
from stafett.lawbook.sources import misled

IS_DAY: Final = re.compile(r"(\w+_)?(on|from|until|day|date|due|opens|closes|since)|last_contact|furthest")
"""The names of what is a day in an example."""


class Checked(NamedTuple):
    """What a folder holds, everything that is wrong with it, and which of its examples the rules do not bear out."""

    parameters: int
    examples: int
    errors: list[LawError]
    differences: list[tuple[str, str, Difference]]


def check_folder(folder: Path) -> Checked:
    """Reads the law files and the tables of examples in `folder`; raises nothing for what they hold.

    The examples are tried when nothing else is wrong; a difference stands with its table and the example's name.
    """
    files, errors = read_with_errors(folder)
    parameters = files.parameters
    misread = {error.name for error in errors}
    tables, unreadable = read_tables(folder)
    errors += [*unreadable, *(error for table in tables for error in _of_table(table))]
    if parameters:
        errors += _unlike_ours(folder, parameters, misread)
    sharing = NOTHING
    try:
        sharing = read_sharing(files)
    except LawError as error:
        errors.append(error)
    errors += _misled(files, sharing)
    found = [] if errors else list(_differences(tables, Law(parameters, files.bases, sharing=sharing), errors))
    rows = sum(len(section.rows) for table in tables for section in table.sections)
    return Checked(len(parameters), rows, errors, found)


def _differences(tables: list[Table], law: Law, errors: list[LawError]) -> Iterator[tuple[str, str, Difference]]:
    for table in tables:
        for section in table.sections:
            for row in section.rows:
                try:
                    found = differences(table.name, section.name, row, law)
                except (ValueError, TypeError, LookupError, AttributeError, PolarsError) as error:
                    errors.append(_error("example_not_tried", _file(table.name), row["name"], reason=str(error)))
                else:
                    yield from ((table.name, row["name"], each) for each in found)


def _of_table(table: Table) -> Iterator[LawError]:
    for section in table.sections:
        for row in section.rows:
            yield from _of_example(table.name, row)


def _of_example(table: str, row: Mapping[str, Any]) -> Iterator[LawError]:
    file, name = _file(table), str(row.get("name", "?"))
    if lacking := [key for key in NEEDED if not row.get(key)]:
        yield _error("example_without", file, name, keys=", ".join(lacking))
    if unknown := unknown_keys(row):
        yield _error("example_unknown", file, name, keys=", ".join(unknown))
    yield from misled(Place(file, name), [str(row.get("source"))])
    for day in _days(row):
        try:
            check_day(Place(file, name), day)
        except LawError as error:
            yield error


def _days(facts: Any) -> Iterator[Any]:
    """Whatever stands where an example has a day, at any depth."""
    if isinstance(facts, Mapping):
        for key, value in facts.items():
            if IS_DAY.fullmatch(str(key)) and value is not None:
                yield value
            elif key == "events" and isinstance(value, list):
                yield from (event[-1] for event in value if isinstance(event, list) and event)
            else:
                yield from _days(value)
    elif isinstance(facts, list):
        for part in facts:
            yield from _days(part)


def _file(table: str) -> str:
    return f"examples/{table}.yaml"


def _misled(files: LawFiles, sharing: SharingTable) -> Iterator[LawError]:
    """What refers to a line or a section that its source does not have."""
    for parameter in files.parameters.values():
        yield from misled(Place(parameter.file, parameter.name), parameter.reference)
    for basis in files.bases.values():
        yield from misled(Place("bases", basis.name), basis.basis)
    for name, condition in sharing.conditions.items():
        yield from misled(files.sharing["sharing_conditions"][name][0], condition.reference)
    for name, item in sharing.items.items():
        yield from misled(files.sharing["sharing_items"][name][0], item.reference)


def _unlike_ours(folder: Path, parameters: Mapping[str, Parameter], misread: set[str]) -> Iterator[LawError]:
    """The rules ask for names and units of their own: a folder has them all, and may have more."""
    for ours in default_law().parameters.values():
        theirs = parameters.get(ours.name)
        if theirs is None and ours.name not in misread:
            yield _error("missing_parameter", str(folder / ours.file), ours.name)
        elif theirs is not None and theirs.unit != ours.unit:
            yield _error("other_unit", theirs.file, ours.name, unit=theirs.unit, expected_unit=ours.unit)


def _error(code: str, file: str, name: str, **facts: object) -> LawError:
    problem, remedy = code.replace("_", " "), ", ".join(f"{key}: {value}" for key, value in facts.items())
    return LawError(code, file=file, name=name, problem=f"{problem}.", remedy=remedy, facts=facts)
