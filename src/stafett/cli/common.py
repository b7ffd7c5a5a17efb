"""What the commands share: the database they need, the day, and the bar of progress."""

import getpass
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import click
from django.conf import settings

from stafett import database
from stafett.access.actors import SYSTEM, Actor
from stafett.cases.selectors import working_day
from stafett.cli import serve
from stafett.cli.failure import Failure
from stafett.core.parameters import Law, LawError
from stafett.frontend.words import text
from stafett.intake.registry import NoReceivingUnitError

DAY = click.DateTime(formats=["%Y-%m-%d"])


def day_of(given: datetime | None) -> date:
    """The day given, else the one on which the program works."""
    return given.date() if given else working_day()


def all_there(paths: Iterable[Path]) -> None:
    """Before anything is begun: each path is there and may be read."""
    for path in paths:
        if not os.access(path, os.R_OK):
            raise Failure(text("cli.no_such_path", path=path))


def law_from(folder: Path) -> Law:
    """The law in a folder, or a sentence about what is wrong there."""
    try:
        return Law.load(folder)
    except LawError as error:
        raise Failure(text("cli.rules.bad_law", reason=str(error))) from None


def operator() -> Actor:
    """Whoever gives the command, by the name they have on this machine."""
    with suppress(KeyError, OSError):  # a user whom the machine has no name for
        return replace(SYSTEM, name=getpass.getuser())
    return SYSTEM


@contextmanager
def database_ready(*, ask_first: bool = True) -> Iterator[None]:
    """The embedded database runs while a command needs it; one that ran before goes on running."""
    started = settings.EMBEDDED_DATABASE and database.start(settings.DATABASE_DIRECTORY)
    try:
        serve.bring_tables_up_to_date(ask_first=ask_first and not settings.EMBEDDED_DATABASE)
        yield
    except NoReceivingUnitError:
        raise Failure(text("cli.import.no_receiving_unit")) from None
    finally:
        if started:
            database.stop(settings.DATABASE_DIRECTORY)


@contextmanager
def bar(length: int | None, label: str) -> Iterator[Callable[[int], None]]:
    """A bar of progress on standard error, out of the way of what the command says."""
    with click.progressbar(length=length or 0, label=label, file=sys.stderr) as shown:
        yield shown.update
