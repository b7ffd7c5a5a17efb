"""`stafett rules`: the rules for others, JSON Lines in and out, without a database."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

import click
from django.utils import translation

from stafett import clock
from stafett.cli.common import DAY
from stafett.cli.failure import Failure
from stafett.cli.language import LANGUAGES, Group
from stafett.cli.law import read_law
from stafett.cli.lines import LinesAsTheyCome
from stafett.frontend.words import text
from stafett.rules import TOOLS, Tool
from stafett.rules.tool import Asked
from stafett.rules.words import problem_in_words, reason_in_words


@click.group(cls=Group, help=text("cli.help.rules"))
def rules() -> None:
    """One command for each tool."""


def _command(tool: Tool) -> None:
    @rules.command(tool.name, help=text(f"cli.help.rules_{tool.name}"))
    @click.argument("file", default="-", metavar=text("cli.metavar.file"), type=click.Path(path_type=Path))
    @click.option("--on", type=DAY, metavar=text("cli.metavar.day"), help=text("cli.option.seen_from"))
    @click.option("--explain", is_flag=True, help=text("cli.option.explain"))
    @click.option("--law", metavar=text("cli.metavar.folder_or_file"), type=click.Path(path_type=Path),
                  help=text("cli.option.law"))  # fmt: skip
    @click.option("--language", type=click.Choice(LANGUAGES), metavar=text("cli.metavar.language"),
                  help=text("cli.option.language"))  # fmt: skip
    def run(file: Path, on: datetime | None, law: Path | None, language: str | None, *, explain: bool) -> None:
        day = on.date() if on else clock.calendar_day()
        with translation.override(language or translation.get_language()), _opened(file) as source:
            asked = Asked(day, read_law(law), reason_in_words if explain else None, problem_in_words)
            lines = LinesAsTheyCome(source)
            for answer in tool.stream(lines, asked):
                sys.stdout.write(f"{answer}\n")
                if lines.paused:
                    sys.stdout.flush()


for _tool in TOOLS.values():
    _command(_tool)


@contextmanager
def _opened(file: Path) -> Iterator[IO[bytes]]:
    """Standard input for `-`."""
    if str(file) == "-":
        yield sys.stdin.buffer
        return
    try:
        opened = file.open("rb")
    except OSError:
        raise Failure(text("cli.no_such_path", path=file)) from None
    with opened:
        yield opened
