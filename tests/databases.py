"""A database of one's own beside the test database, for programs that are started, killed and started again."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo

PROJECT = Path(__file__).resolve().parents[1]


@contextmanager
def own_database(name: str) -> Iterator[str]:
    """A copy of the test database (empty but for the tables), under a name of its own; dropped afterwards.

    Inside, models read and write there. For tests marked `django_db(transaction=True)`.
    """
    settings = connection.settings_dict
    original = settings["NAME"]
    own = f"{original}_{name}"
    leave(original)
    _administer(f'drop database if exists "{own}" with (force)', f'create database "{own}" template "{original}"')
    settings["NAME"] = own
    try:
        yield own
    finally:
        connection.close()
        settings["NAME"] = original
        _administer(f'drop database if exists "{own}" with (force)')


def leave(name: str) -> None:
    """Ends every session in a database: it is only copied or dropped when nobody is in it.

    The live server's threads may still hold one from the browser's last request.
    """
    connection.close()
    _administer(
        f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}' and pid <> pg_backend_pid()"
    )


def database_url() -> str:
    """Where models read and write now, as a URL for other programs."""
    settings = connection.settings_dict
    user = quote(str(settings["USER"]), safe="")
    password = f":{quote(str(settings['PASSWORD']), safe='')}" if settings["PASSWORD"] else ""
    host = urlencode({"host": settings["HOST"]} | ({"port": settings["PORT"]} if settings["PORT"] else {}))
    return f"postgresql://{user}{password}@/{quote(settings['NAME'], safe='')}?{host}"


def stafett(*arguments: str, environment: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    """The `stafett` command as a program of its own, on the database where models read and write now."""
    program = [sys.executable, "-c", "from stafett.cli import main; main()", *arguments]
    own = {"DJANGO_SETTINGS_MODULE": "stafett.settings.test", "DATABASE_URL": database_url(), "LANG": "C.UTF-8"}
    return subprocess.Popen(
        program,
        env=os.environ | own | dict(environment or {}),
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def finished(program: subprocess.Popen[str], within: float = 120) -> tuple[int, str, str]:
    """Exit code, output and errors of a program, once it has ended."""
    output, errors = program.communicate(timeout=within)
    return program.returncode, output, errors


def _administer(*statements: str) -> None:
    settings = connection.settings_dict
    server = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    given = {name: str(settings[key]) for name, key in server.items() if settings[key]}
    with psycopg.connect(make_conninfo(dbname="postgres", **given), autocommit=True) as administration:
        for statement in statements:
            administration.execute(statement.encode())
