"""Starting and stopping the parts: database, migrations, web and worker."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from types import FrameType

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from stafett import clock, database
from stafett.cli.failure import Failure
from stafett.core.parameters import default_law
from stafett.frontend.words import text
from stafett.people.models import Person

STARTING_TENTHS = 1200
"""Of a second, for which the web server is waited for: two minutes, on a slow machine that does much else."""
_STOP_SECONDS = 10
_WEB_WORKER_STOP_SECONDS = 5  # within the above: a web worker asked while it starts may not have heard it


class _StoppedError(Exception):
    """Somebody asked the program to end."""


def start_demo(*, port: int, persons: int, seed: int) -> None:
    """Brings the demo up, with its region the first time, and stays until it is told to stop."""
    _serve(host="127.0.0.1", port=port, before=lambda: _fill(persons, seed))


def start(*, host: str, port: int) -> None:
    """Brings web and worker up with the settings in force, and stays until it is told to stop."""
    _serve(host=host, port=port, before=_refuse_demo)


def build_demo_data(*, persons: int, seed: int, on: date) -> None:
    """Fills an empty database; a click error when it is not empty or not the demo's."""
    # Its tables exist only where the demo is installed.
    from stafett.demo.build import RegionNotEmptyError, build_region

    if not settings.DEMO:
        raise Failure(text("cli.demo.only_in_demo"))
    with click.progressbar(length=100, label=text("cli.demo.progress"), file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.update(max(0, int(100 * done / max(total, 1)) - bar.pos))

        try:
            build_region(persons=persons, seed=seed, on=on, at=clock.now(), progress=progress)
        except RegionNotEmptyError:
            raise Failure(text("cli.demo.not_empty")) from None


def _fill(persons: int, seed: int) -> None:
    """Makes the region the first time, and finishes one that was stopped half-way; later starts leave it alone."""
    from stafett.demo.models import DemoRegion  # its table exists only where the demo is installed

    begun = DemoRegion.objects.first()
    if begun and begun.played_to < begun.on:
        build_demo_data(persons=begun.persons, seed=begun.seed, on=begun.on)
    elif begun is None and Person.objects.exists():
        raise Failure(text("cli.demo.not_empty"))
    elif begun is None:
        build_demo_data(persons=persons, seed=seed, on=clock.calendar_day())


def bring_tables_up_to_date(*, ask_first: bool) -> None:
    """Migrates; where somebody is to be asked first, fails with what to do when that is needed."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if ask_first:
        raise Failure(text("cli.migrate.needed"))
    call_command("migrate", verbosity=0)


def _refuse_demo() -> None:
    """Real people and a synthetic region never share a database."""
    if "demo_demoregion" in connection.introspection.table_names():
        raise Failure(text("cli.serve.demo_database"))


def _serve(*, host: str, port: int, before: Callable[[], None]) -> None:
    default_law()  # read now, so that what is wrong with it is said before anything has started
    refuse_taken(host, port)
    # Said outright: a shell that starts the program in the background leaves SIGINT ignored.
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, _stop)
    children: list[subprocess.Popen[bytes]] = []
    try:
        if settings.EMBEDDED_DATABASE:
            database.start(settings.DATABASE_DIRECTORY)
        bring_tables_up_to_date(ask_first=False)
        before()
        children = [start_web(host, port), _worker()]
        wait_for(host, port, children)
        click.echo(text("cli.serve.ready", address=f"http://{host}:{port}/"))
        _watch(children)
    except _StoppedError:
        for asked_again in (signal.SIGTERM, signal.SIGINT):
            signal.signal(asked_again, signal.SIG_IGN)
        click.echo(text("cli.serve.stopping"))
    finally:
        end(children)
        if settings.EMBEDDED_DATABASE:
            database.stop(settings.DATABASE_DIRECTORY)


def refuse_taken(host: str, port: int) -> None:
    """Somebody else who answers at the address would be taken for this program."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise Failure(text("cli.serve.port_taken", port=str(port))) from None


def start_web(host: str, port: int) -> subprocess.Popen[bytes]:
    """The web server with the settings of this process.

    Two workers for each core, each doing one request at a time: threads within a worker wait for one another at every
    statement that the database answers, and whoever is connected to a worker waits for one at work there.
    """
    workers = str(2 * (os.cpu_count() or 1))
    return _child(
        "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", workers,
        "--workers-kill-timeout", str(_WEB_WORKER_STOP_SECONDS), "--blocking-threads", "1",
        "--no-access-log", "--log-level", "error", "stafett.wsgi:application",
    )  # fmt: skip


def _worker() -> subprocess.Popen[bytes]:
    return _child("-m", "stafett.cli.worker")


def _child(*arguments: str) -> subprocess.Popen[bytes]:
    # A group of its own: Ctrl-C reaches this program, which then ends the children in order.
    return subprocess.Popen([sys.executable, *arguments], start_new_session=True)  # noqa: S603 - our own interpreter


def wait_for(host: str, port: int, children: list[subprocess.Popen[bytes]]) -> None:
    """Comes back when somebody answers there; raises Failure when a child has ended, or nobody does."""
    for _attempt in range(STARTING_TENTHS):
        with suppress(OSError), socket.create_connection((host, port), timeout=1):
            return
        _all_run(children)
        time.sleep(0.1)
    raise Failure(text("cli.serve.no_answer"))


def _watch(children: list[subprocess.Popen[bytes]]) -> None:
    while True:
        _all_run(children)
        time.sleep(0.5)


def _all_run(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is not None:
            raise Failure(text("cli.serve.part_ended", code=child.returncode))


def end(children: list[subprocess.Popen[bytes]]) -> None:
    """Asks them to end, and ends those that have not a while later, with all that they started."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _StoppedError
