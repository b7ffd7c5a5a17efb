"""The rules over HTTP as the real program serves them: nothing is lost on the way, and nobody waits for ever."""

import json
import signal
import socket
from http.client import HTTPConnection

import pytest

from tests.databases import finished, own_database, stafett
from tests.rules.test_tools import ask, fact, line

PERSON = line(fact("2026-01-05", "2026-06-30"), about={"birth_date": "1980-05-01"})
COUNT = 6_000


@pytest.mark.django_db(transaction=True)
def test_a_client_that_sends_all_before_it_reads_gets_an_answer_to_every_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with own_database("wire"):
        program = stafett("demo", "--port", str(port), "--persons", "1")
        assert program.stdout is not None
        assert "svarer på" in program.stdout.readline(), finished(program)
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        lines = (json.dumps(PERSON) + "\n").encode() * COUNT
        connection.request(
            "POST", "/api/v1/rules/stoppoints?on=2026-03-03", body=lines, headers={"Authorization": "Bearer demo"}
        )
        answers = connection.getresponse().read().splitlines()
        connection.close()
        program.send_signal(signal.SIGTERM)
        finished(program, within=30)
    assert len(answers) == COUNT
    (expected,) = ask("stoppoints", PERSON)
    assert [json.loads(answer) for answer in set(answers)] == [expected]
