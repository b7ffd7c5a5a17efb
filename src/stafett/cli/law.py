"""`stafett law`: the law as a document, the check of a folder, and the pages for reading; without a database."""

import difflib
import json
from datetime import datetime
from pathlib import Path

import click
from django.utils import translation

from stafett import clock
from stafett.cli.common import DAY
from stafett.cli.failure import Failure
from stafett.cli.language import LANGUAGES, Group
from stafett.core.parameters import LAW_DIRECTORY, Law, LawError, default_law
from stafett.frontend.words import text
from stafett.lawbook import plain
from stafett.lawbook.check import check_folder
from stafett.lawbook.document import as_data, known_names, law_document
from stafett.lawbook.examples import difference_in_words
from stafett.lawbook.pages import write_pages
from stafett.lawbook.words import error_in_words

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
LAW = click.Path(exists=True, path_type=Path)


@click.group(cls=Group, help=text("cli.help.law"))
def law() -> None:
    """The commands about the law."""


@law.command("show", help=text("cli.help.law_show"))
@click.argument("names", nargs=-1, metavar=text("cli.metavar.names"))
@click.option("--on", type=DAY, metavar=text("cli.metavar.day"), help=text("cli.option.law_on"))
@click.option("--language", type=click.Choice(LANGUAGES), metavar=text("cli.metavar.language"),
              help=text("cli.option.language"))  # fmt: skip
@click.option("--law", "folder", type=LAW, metavar=text("cli.metavar.folder_or_file"), help=text("cli.option.law"))
@click.option("--json", "as_json", is_flag=True, help=text("cli.option.json"))
def show(
    names: tuple[str, ...], on: datetime | None, language: str | None, folder: Path | None, *, as_json: bool
) -> None:
    """Each number with its history and each rule, as of a day."""
    day = on.date() if on else clock.calendar_day()
    with translation.override(language or translation.get_language()):
        shown = read_law(folder)
        _refuse_unknown(names, shown)
        subjects = law_document(shown, day, names=names)
        if as_json:
            click.echo(json.dumps(as_data(subjects, shown, day), ensure_ascii=False, indent=2))
            return
        click.echo(text("cli.law.as_of", day=day))
        click.echo("\n".join(plain.lines(subjects)))


@law.command("check", help=text("cli.help.law_check"))
@click.argument("folder", metavar=text("cli.metavar.folder"), type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help=text("cli.option.json"))
def check(folder: Path, *, as_json: bool) -> None:
    """Everything that is wrong with a folder of law files, not only the first."""
    found = check_folder(folder)
    if as_json:
        errors = [{"code": error.code, "file": error.file, "name": error.name, "words": error_in_words(error)}
                  for error in found.errors]  # fmt: skip
        counts = {"parameters": found.parameters, "examples": found.examples}
        differing = [{"table": table, "name": name, **difference._asdict(), "words": difference_in_words(*difference)}
                     for table, name, difference in found.differences]  # fmt: skip
        data = {**counts, "errors": errors, "differences": differing}
        click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))
    elif found.errors:
        click.echo(text("cli.law.bad", count=len(found.errors)))
        click.echo("\n".join(f"- {error_in_words(error)}" for error in found.errors))
    elif found.differences:
        click.echo(text("cli.law.differ", count=len(found.differences)))
        for table, name, difference in found.differences:
            click.echo(f"- {table}: {name}: {difference_in_words(*difference)}")
    else:
        click.echo(text("cli.law.good", parameters=found.parameters, examples=found.examples))
    if found.errors or found.differences:
        raise SystemExit(1)


@law.command("docs", help=text("cli.help.law_docs"))
@click.argument("target", metavar=text("cli.metavar.folder"), type=click.Path(file_okay=False, path_type=Path))
@click.option("--on", type=DAY, metavar=text("cli.metavar.day"), help=text("cli.option.law_on"))
@click.option("--law", "folder", type=FOLDER, metavar=text("cli.metavar.folder"), help=text("cli.option.law_folder"))
def docs(target: Path, on: datetime | None, folder: Path | None) -> None:
    """The law and the examples as pages that stand alone, in each language."""
    day = on.date() if on else clock.calendar_day()
    shown = read_law(folder)
    for language in LANGUAGES:
        for path in write_pages(target / language, shown, folder or LAW_DIRECTORY, day, language):
            click.echo(text("cli.law.written", path=path))


def read_law(folder: Path | None) -> Law:
    """The law of a folder or a file, else that of the package. Ends the command where it cannot be read."""
    if folder is None:
        return default_law()
    try:
        return Law.load(folder)
    except LawError as error:
        raise Failure(text("cli.rules.bad_law", reason=error_in_words(error))) from None


def _refuse_unknown(names: tuple[str, ...], shown: Law) -> None:
    known = known_names(shown)
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known))
            hint = [text("cli.law.meant", names=", ".join(near))] if near else []
            raise Failure(" ".join([text("cli.law.unknown", name=name), *hint]))
