"""Whether a folder of law files can stand in for the one that comes with the package."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from stafett.core.law_files import LawError, Parameter, read_with_errors
from stafett.core.parameters import Law, default_law
from stafett.core.sharing_table import NOTHING, read_sharing
from stafett.lawbook.examples import NEEDED, Table, read_tables, unknown_keys
from stafett.lawbook.holding import Difference, differences


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
    found = [] if errors else list(_differences(tables, Law(parameters, files.bases, sharing=sharing)))
    rows = sum(len(section.rows) for table in tables for section in table.sections)
    return Checked(len(parameters), rows, errors, found)


def _differences(tables: list[Table], law: Law) -> Iterator[tuple[str, str, Difference]]:
    for table in tables:
        for section in table.sections:
            for row in section.rows:
                yield from ((table.name, row["name"], each) for each in differences(table.name, section.name, row, law))


def _of_table(table: Table) -> Iterator[LawError]:
    for section in table.sections:
        for row in section.rows:
            yield from _of_example(table.name, row)


def _of_example(table: str, row: Mapping[str, Any]) -> Iterator[LawError]:
    name = str(row.get("name", "?"))
    if lacking := [key for key in NEEDED if not row.get(key)]:
        yield _error("example_without", table, name, keys=", ".join(lacking))
    if unknown := unknown_keys(row):
        yield _error("example_unknown", table, name, keys=", ".join(unknown))


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
