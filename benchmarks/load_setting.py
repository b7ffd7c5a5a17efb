"""The database of `benchmarks.load`, made where it is not there, with the settings of a real server."""

import os
from pathlib import Path

import django
import psycopg

from stafett import database

DATABASE = "stafett_load"


def _address() -> tuple[str, str]:
    """Where it is, and another database of the same server."""
    if url := os.environ.get("DATABASE_URL", ""):
        server, _, _ = url.rpartition("/")
        return f"{server}/{DATABASE}", f"{server}/postgres"
    directory = Path(__file__).resolve().parents[1] / "var" / "postgres-load"
    database.start(directory)
    server, query = f"postgresql://{database.SUPERUSER}@", f"?host={database.socket_directory(directory)}"
    return f"{server}/{DATABASE}{query}", f"{server}/postgres{query}"


_url, _beside = _address()
with psycopg.connect(_beside, autocommit=True) as _connection:
    if not _connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
        _connection.execute(f"create database {DATABASE}")
os.environ |= {"DATABASE_URL": _url, "DJANGO_SETTINGS_MODULE": "stafett.settings.demo"}
django.setup()
