"""The commands that set an installation up: units and staff, and what is known about persons."""

import sys
from datetime import datetime
from pathlib import Path

import click
import yaml

from stafett import clock
from stafett.cli.common import DAY, all_there, database_ready, day_of, operator
from stafett.cli.failure import Failure
from stafett.cli.language import Group
from stafett.frontend.words import text
from stafett.intake.services import intake_options
from stafett.people.registers import File, Lines, Organisation, People, Problem, RegisterError, read_register
from stafett.people.selectors import organisation_gaps, organisation_now
from stafett.people.services import Outcome, register_people, set_up_organisation

A_FILE = click.Path(path_type=Path)


@click.group("organisation", cls=Group, help=text("cli.help.organisation"))
def organisation() -> None:
    """Units and staff."""


@organisation.command("import", help=text("cli.help.organisation_import"))
@click.argument("file", type=A_FILE, metavar=text("cli.metavar.file"))
@click.option("--on", type=DAY, metavar=text("cli.metavar.day"), help=text("cli.option.set_up_on"))
def import_organisation(file: Path, on: datetime | None) -> None:
    """Adds and changes units and staff from a YAML file. All of it, or nothing; nobody is deleted."""
    found, lines = _read(file, Organisation)
    with database_ready():
        try:
            _tell(set_up_organisation(found, actor=operator(), on=day_of(on), at=clock.now()))
        except RegisterError as error:
            raise _refused(file, error.problems, lines) from None
        _tell_gaps()


@organisation.command("show", help=text("cli.help.organisation_show"))
def show_organisation() -> None:
    """Shows units and staff in the form in which they are imported."""
    with database_ready():
        shown = organisation_now(day_of(None)).model_dump(mode="json", exclude_defaults=True)
        yaml.safe_dump(shown, sys.stdout, allow_unicode=True, sort_keys=False)
        _tell_gaps()


@click.group("people", cls=Group, help=text("cli.help.people"))
def people() -> None:
    """What is known about persons besides their sick notes."""


@people.command("import", help=text("cli.help.people_import"))
@click.argument("file", type=A_FILE, metavar=text("cli.metavar.file"))
@click.option("--on", type=DAY, metavar=text("cli.metavar.day"), help=text("cli.option.known_on"))
def import_people(file: Path, on: datetime | None) -> None:
    """Sets protection, home unit and other facts about persons from a YAML file. All of it, or nothing."""
    found, lines = _read(file, People)
    with database_ready():
        day = day_of(on)
        synthetic = intake_options(day).synthetic
        try:
            _tell(register_people(found, synthetic=synthetic, actor=operator(), on=day, at=clock.now()))
        except RegisterError as error:
            raise _refused(file, error.problems, lines) from None
        _tell_gaps()


def _read(file: Path, kind: type[File]) -> tuple[File, Lines]:
    all_there([file])
    try:
        return read_register(file, kind)
    except RegisterError as error:
        raise _refused(file, error.problems, error.lines) from None


def _refused(file: Path, problems: list[Problem], lines: Lines | None) -> Failure:
    """Every reason on a line of its own, with its place, and that nothing was changed."""
    said = [_in_words(problem, lines or Lines({})) for problem in problems]
    return Failure("\n".join([text("cli.register.refused", path=file), *said]))


def _in_words(problem: Problem, lines: Lines) -> str:
    place = ".".join(str(part + 1) if isinstance(part, int) else part for part in problem.at)
    coded = {"why": "number_error"}
    worded = {
        name: text(f"{coded[name]}.{value}") if name in coded else value for name, value in problem.parameters.items()
    }
    said = text(f"register.{problem.code}", **worded)
    line = lines.line(problem.at)
    return text("cli.register.problem", line=line, place=place, problem=said)


def _tell(outcome: Outcome) -> None:
    for name in ("added", "changed", "unchanged"):
        click.echo(f"{text(f'cli.register.{name}'):<40}{getattr(outcome, name):>10}")


def _tell_gaps() -> None:
    """What is still missing, out of the way of what is shown."""
    for gap in organisation_gaps():
        click.echo(text(f"organisation.gap.{gap.code}", **gap.parameters), err=True)
