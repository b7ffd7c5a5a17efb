"""The embedded PostgreSQL, started for real in a folder of its own, and the settings that a URL gives."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from stafett import database
from stafett.database import DatabaseError, connection_settings, socket_directory, start, stop

LONGEST_SOCKET = 107


# --- what a URL says


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://u:p@h:5433/n", {"NAME": "n", "USER": "u", "PASSWORD": "p", "HOST": "h", "PORT": "5433"}),
        ("postgres://h/n", {"NAME": "n", "USER": "", "PASSWORD": "", "HOST": "h", "PORT": "", "OPTIONS": {}}),
        ("postgresql://u%40x:p%2F%3A%20%C3%A5+@h/n%20m", {"USER": "u@x", "PASSWORD": "p/: å+", "NAME": "n m"}),
        ("postgresql:///n?host=/var/Sockets", {"HOST": "", "OPTIONS": {"host": "/var/Sockets"}}),
        ("postgresql://u@%2Fvar%2FSockets/n", {"HOST": "/var/Sockets", "USER": "u"}),
        ("postgresql://u@[::1]:5432/n", {"HOST": "::1", "PORT": "5432"}),
        (
            "postgresql://h/n?sslmode=require&options=-c%20lock_timeout%3D5s",
            {"OPTIONS": {"sslmode": "require", "options": "-c lock_timeout=5s"}},
        ),
    ],
)
def test_a_url_says_where_the_database_is(url: str, expected: dict[str, object]) -> None:
    found = connection_settings(url, Path("nowhere"))
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    "url",
    ["mysql://h/n", "postgresql://h", "postgresql://h/", "h/n", "postgresql://h:port/n", "postgresql://h:99999/n"],
)
def test_a_url_that_names_no_database_is_refused(url: str) -> None:
    with pytest.raises(DatabaseError, match="DATABASE_URL must look like"):
        connection_settings(url, Path("nowhere"))


def test_a_refused_url_is_not_repeated_with_its_password() -> None:
    with pytest.raises(DatabaseError) as refused:
        connection_settings("postgresql://u:secret@h:port/n", Path("nowhere"))
    assert "secret" not in str(refused.value)


def test_without_a_url_it_is_the_embedded_one(tmp_path: Path) -> None:
    found = connection_settings("", tmp_path)
    assert (found["HOST"], found["NAME"]) == (str(socket_directory(tmp_path)), "stafett")
    assert "PASSWORD" not in found


def test_sockets_have_short_paths_and_every_cluster_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / "/".join(["folder"] * 30)
    assert len(str(socket_directory(deep) / ".s.PGSQL.5432")) <= LONGEST_SOCKET
    assert socket_directory(deep) != socket_directory(tmp_path)
    before = socket_directory(tmp_path)
    monkeypatch.setenv("TMPDIR", str(deep))
    monkeypatch.setattr("tempfile.tempdir", None)
    assert socket_directory(tmp_path) == before


# --- a server of one's own


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder for a server, which is gone afterwards with everything that it left elsewhere."""
    yield tmp_path / "cluster"
    stop(tmp_path / "cluster")
    places = [socket_directory(tmp_path / "cluster"), database._home(tmp_path / "cluster")]
    subprocess.run(["rm", "-rf", *map(str, places)], check=True)


def asked(folder: Path, question: str) -> list[tuple[object, ...]]:
    with psycopg.connect(host=str(socket_directory(folder)), user="stafett", dbname="stafett", autocommit=True) as own:
        cursor = own.execute(question.encode())
        return cursor.fetchall() if cursor.description else []


def postmaster(folder: Path) -> int:
    return int((database._home(folder) / "data" / "postmaster.pid").read_text().splitlines()[0])


def test_started_twice_killed_recovered_and_stopped(folder: Path) -> None:
    """One test, since making a cluster takes seconds."""
    assert start(folder)
    first = postmaster(folder)
    assert not start(folder)
    assert postmaster(folder) == first
    sockets = socket_directory(folder)
    assert sockets.stat().st_mode & 0o777 == 0o700
    assert asked(folder, "show listen_addresses") == [("",)]
    assert asked(folder, "show fsync") == [("on",)]

    asked(folder, "create table kept as select n from generate_series(1, 1000) n")
    os.kill(first, signal.SIGKILL)
    assert start(folder)
    assert postmaster(folder) != first
    assert asked(folder, "select count(*) from kept") == [(1000,)]

    unfinished = psycopg.connect(host=str(sockets), user="stafett", dbname="stafett")
    unfinished.execute("insert into kept values (0)")
    stop(folder)
    unfinished.close()
    with pytest.raises(psycopg.OperationalError):
        asked(folder, "select 1")
    stop(folder)

    both = [subprocess.Popen([sys.executable, "-c", _START, str(folder)], stdout=subprocess.PIPE) for _ in range(2)]
    said = sorted(program.communicate()[0] for program in both)
    assert said == [b"False\n", b"True\n"]
    assert asked(folder, "select count(*) from kept") == [(1000,)]

    os.kill(postmaster(folder), signal.SIGKILL)
    stop(folder)


_START = "import sys, pathlib; from stafett.database import start; print(start(pathlib.Path(sys.argv[1])))"


def test_a_folder_that_somebody_else_has_laid_out_is_not_used(folder: Path, tmp_path: Path) -> None:
    sockets = socket_directory(folder)
    sockets.symlink_to(tmp_path)
    try:
        with pytest.raises(DatabaseError, match="belongs to somebody else"):
            start(folder)
    finally:
        sockets.unlink()
    assert tmp_path.stat().st_uid == os.getuid()
