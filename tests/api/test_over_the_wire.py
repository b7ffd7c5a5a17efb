"""The program as it really serves: nothing is lost on the way, and whoever sends too much is told."""

import json
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

import pytest

from tests.databases import finished, own_database, stafett
from tests.rules.test_tools import ask, fact, line

PERSON = line(fact("2026-01-05", "2026-06-30"), about={"birth_date": "1980-05-01"})
COUNT = 6_000
TOO_MUCH = 10_000_000
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={'a' * 32}"}

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def served() -> Iterator[HTTPConnection]:
    """A connection to the demo, on a database of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with own_database("wire"):
        program = stafett("demo", "--port", str(port), "--persons", "1")
        assert program.stdout is not None
        assert "svarer på" in program.stdout.readline(), finished(program)
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            yield connection
        finally:
            connection.close()
            program.send_signal(signal.SIGTERM)
            finished(program, within=30)


def test_a_client_that_sends_all_before_it_reads_gets_its_answers_and_is_told_of_too_much() -> None:
    with served() as connection:
        lines = (json.dumps(PERSON) + "\n").encode() * COUNT
        connection.request(
            "POST", "/api/v1/rules/stoppoints?on=2026-03-03", body=lines, headers={"Authorization": "Bearer demo"}
        )
        answers = connection.getresponse().read().splitlines()
        connection.close()
        connection.request("POST", "/language/", body=b"next=" + b"a" * TOO_MUCH, headers=FORM)
        refused = connection.getresponse()
        words = refused.read().decode()
    assert len(answers) == COUNT
    (expected,) = ask("stoppoints", PERSON)
    assert [json.loads(answer) for answer in set(answers)] == [expected]
    assert refused.status == 413
    assert "Det du skrev, står der fortsatt" in words
