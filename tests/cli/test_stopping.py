"""`stafett demo` stops all of itself when it is asked to, also where a shell has it in the background."""

import signal
import socket
from collections.abc import Iterator

import pytest

from tests.databases import finished, own_database, stafett


@pytest.fixture
def _in_the_background() -> Iterator[None]:
    """As a shell does it that starts a program with `&`: SIGINT is ignored, and the program inherits that."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_in_the_background")
@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_stop_it_leaves_nothing_running(asked: signal.Signals) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with own_database("stopped"):
        program = stafett("demo", "--port", str(port), "--persons", "1")
        assert program.stdout is not None
        line = program.stdout.readline()
        assert "svarer på" in line, finished(program)
        program.send_signal(asked)
        code, said, errors = finished(program, within=30)
        assert (code, said.strip()) == (0, "Stopper.")
        assert "Traceback" not in errors
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0
