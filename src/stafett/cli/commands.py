"""The commands: taking sick notes in, the quarantine, the tick, and starting the program."""

import sys
from datetime import datetime
from pathlib import Path

import click
from django.db.models import OuterRef, Subquery

from stafett import clock
from stafett.access.services import write_down_command
from stafett.cases.models import Case, EvaluationFailure
from stafett.cases.selectors import working_day
from stafett.cases.services import CaseError, run_tick
from stafett.cli import serve
from stafett.cli.common import DAY, all_there, bar, database_ready, day_of, operator
from stafett.cli.failure import Failure
from stafett.cli.language import Group
from stafett.cli.law import law
from stafett.cli.registers import organisation, people
from stafett.cli.replay import replay_command
from stafett.cli.rules import rules
from stafett.frontend.words import moment, text
from stafett.intake.imports import AlreadyImportedError, count_records, import_paths
from stafett.intake.models import Quarantined
from stafett.intake.services import ReplayError, intake_options, replay
from stafett.notifications.selectors import counts
from stafett.portals.refusals import record_in_words, refusal_in_words


@click.group(cls=Group, help=text("cli.help.stafett"))
def cli() -> None:
    """The commands."""


cli.add_command(organisation)
cli.add_command(people)
cli.add_command(replay_command)
cli.add_command(rules)
cli.add_command(law)


@cli.command("demo", help=text("cli.help.demo"))
@click.option(
    "--port", default=8000, show_default=True, metavar=text("cli.metavar.number"), help=text("cli.option.port")
)
@click.option(
    "--persons", default=6000, show_default=True, metavar=text("cli.metavar.number"), help=text("cli.option.persons")
)
@click.option("--seed", default=1, show_default=True, metavar=text("cli.metavar.number"), help=text("cli.option.seed"))
def demo(port: int, persons: int, seed: int) -> None:
    """Starts everything with a synthetic region: database, web and worker, until Ctrl-C."""
    serve.start_demo(port=port, persons=persons, seed=seed)


@cli.command("run", help=text("cli.help.run"))
@click.option(
    "--host", default="127.0.0.1", show_default=True, metavar=text("cli.metavar.address"), help=text("cli.option.host")
)
@click.option(
    "--port", default=8000, show_default=True, metavar=text("cli.metavar.number"), help=text("cli.option.port")
)
def run(host: str, port: int) -> None:
    """Starts web and worker with real settings and no demo data, until Ctrl-C."""
    serve.start(host=host, port=port)


@cli.group("import", help=text("cli.help.import"))
def import_() -> None:
    """Takes data in."""


@import_.command("sicknotes", help=text("cli.help.import_sicknotes"))
@click.argument("paths", nargs=-1, required=True, metavar=text("cli.metavar.paths"), type=click.Path(path_type=Path))
@click.option("--on", type=DAY, metavar=text("cli.metavar.day"), help=text("cli.option.arrive_on"))
def import_sicknotes(paths: tuple[Path, ...], on: datetime | None) -> None:
    """Takes in sick notes from files, folders and archives: JSON Lines or KITH XML."""
    all_there(paths)
    with database_ready():
        day = day_of(on)
        options = intake_options(day)
        with bar(count_records(paths), text("cli.import.progress")) as advance:
            try:
                summary = import_paths(paths, on=day, at=clock.now(), options=options, progress=advance)
            except AlreadyImportedError as error:
                raise Failure(text("cli.import.under_way", path=error.path)) from None
        for name in ("accepted", "repeated", "replaced", "refused"):
            click.echo(f"{text(f'cli.import.{name}'):<46}{getattr(summary, name):>10}")
        if summary.refused:
            click.echo(text("cli.import.see_quarantine"))
        if failed := EvaluationFailure.objects.count():
            raise Failure(text("cli.tick.failed", count=failed))


@cli.group("quarantine", help=text("cli.help.quarantine"))
def quarantine() -> None:
    """Sick notes that were refused."""


@quarantine.command("list", help=text("cli.help.quarantine_list"))
@click.option("--all", "everything", is_flag=True, help=text("cli.option.all"))
def quarantine_list(everything: bool) -> None:
    """Lists refused records: number, place, reason."""
    with database_ready():
        rows = Quarantined.objects.order_by("pk")
        if not everything:
            rows = rows.filter(state=Quarantined.State.OPEN)
        for row in rows.defer("original", "corrected").iterator():
            click.echo(f"{row.pk}\t{row.place}\t{record_in_words(row)}")
        if not rows.exists():
            click.echo(text("cli.quarantine.empty"))


@quarantine.command("show", help=text("cli.help.quarantine_show"))
@click.argument("number", type=int, metavar=text("cli.metavar.number"))
@click.option("--raw", is_flag=True, help=text("cli.option.raw"))
def quarantine_show(number: int, raw: bool) -> None:
    """Shows one refused record: reasons, place and the record itself."""
    with database_ready():
        row = _opened(number, "refused_note")
        if raw:
            sys.stdout.buffer.write(bytes(row.original))
            return
        click.echo(f"{text('cli.quarantine.place')}: {row.place}")
        for problem in [{"code": row.code, "parameters": row.parameters}, *row.also]:
            click.echo(f"- {refusal_in_words(problem['code'], problem['parameters'])}")
        click.echo(bytes(row.original).decode("utf-8", errors="replace"))


@quarantine.command("replay", help=text("cli.help.quarantine_replay"))
@click.argument("numbers", nargs=-1, type=int, metavar=text("cli.metavar.numbers"))
@click.option("--with", "corrected", type=click.Path(path_type=Path), metavar=text("cli.metavar.file"),
              help=text("cli.option.with"))  # fmt: skip
@click.option("--on", type=DAY, metavar=text("cli.metavar.day"), help=text("cli.option.arrive_on"))
def quarantine_replay(numbers: tuple[int, ...], corrected: Path | None, on: datetime | None) -> None:
    """Takes refused records in again, as they are or corrected. Without numbers: all that are open."""
    if corrected and len(numbers) != 1:
        raise Failure(text("cli.quarantine.one_number"))
    all_there([corrected] if corrected else [])
    with database_ready():
        keys = numbers or Quarantined.objects.filter(state=Quarantined.State.OPEN).values_list("pk", flat=True)
        data = corrected.read_bytes() if corrected else None
        failed = 0
        for number in list(keys):
            try:
                row = _opened(number, "refused_note_again")
                replay(row, data, actor=operator(), on=day_of(on), at=clock.now())
                click.echo(f"{number}\t{text('cli.quarantine.replayed')}")
            except ReplayError as error:
                failed += 1
                for problem in error.problems:
                    click.echo(f"{number}\t{refusal_in_words(problem.code, problem.params)}")
        if failed:
            raise SystemExit(1)


@cli.command("migrate", help=text("cli.help.migrate"))
def migrate() -> None:
    """Brings the database's tables up to date with this version."""
    with database_ready(ask_first=False):
        click.echo(text("cli.migrate.done"))


@cli.command("tick", help=text("cli.help.tick"))
@click.option("--on", type=DAY, metavar=text("cli.metavar.day"), help=text("cli.option.tick_on"))
@click.option("--failed", is_flag=True, help=text("cli.option.failed"))
def tick(on: datetime | None, *, failed: bool) -> None:
    """Re-evaluates everybody up to and including a day. Can be run again, and after missed days."""
    with database_ready():
        if failed:
            _list_failures()
            return
        with bar(None, text("cli.tick.progress")) as advance:
            done = 0

            def progress(now: int, _total: int) -> None:
                nonlocal done
                advance(now - done)
                done = now

            try:
                result = run_tick(on=day_of(on), at=clock.now(), progress=progress)
            except CaseError as error:
                raise Failure(text(f"error.{error.code}", **error.parameters)) from None
        click.echo(text("cli.tick.done", on=result.on, people=result.people))
        if result.failed:
            raise Failure(text("cli.tick.failed", count=result.failed))


@cli.command("notifications", help=text("cli.help.notifications"))
def notifications() -> None:
    """How many deliveries of notifications stand in each state, by channel, and since when. Nobody is named."""
    with database_ready():
        for channel, state, number, oldest in counts():
            said = text(f"notification_channel.{channel}"), text(f"notification_state.{state}")
            click.echo("\t".join([*said, str(number), str(oldest)]))


@cli.command("demo-data", help=text("cli.help.demo_data"))
@click.option(
    "--persons", default=6000, show_default=True, metavar=text("cli.metavar.number"), help=text("cli.option.persons")
)
@click.option("--seed", default=1, show_default=True, metavar=text("cli.metavar.number"), help=text("cli.option.seed"))
@click.option("--on", type=DAY, metavar=text("cli.metavar.day"), help=text("cli.option.region_on"))
def demo_data(persons: int, seed: int, on: datetime | None) -> None:
    """Fills an empty database with a synthetic region."""
    with database_ready():
        serve.build_demo_data(persons=persons, seed=seed, on=on.date() if on else clock.calendar_day())


def _list_failures() -> None:
    """Each by the numbers of person and open case in the database: identity numbers have no place here."""
    open_case = Case.objects.filter(person=OuterRef("person"), state=Case.State.OPEN).values("pk")
    rows = EvaluationFailure.objects.annotate(case=Subquery(open_case)).order_by("first_failed_at", "person")
    for row in rows:
        since, last = moment(row.first_failed_at), moment(row.last_failed_at)
        numbers = {"person": str(row.person_id), "case": str(row.case or "-")}
        click.echo(text("cli.tick.failure", since=since, last=last, error=row.error, place=row.place, **numbers))
    if not rows:
        click.echo(text("cli.tick.no_failures"))


def _opened(number: int, page: str) -> Quarantined:
    """The refused record, the reading logged."""
    row = Quarantined.objects.filter(pk=number).first()
    if row is None:
        raise Failure(text("cli.quarantine.unknown", number=number))
    write_down_command(operator(), row, page=page, on=working_day(), at=clock.now())
    return row
