"""What a refused request leaves in the log."""

import logging

import pytest
from django.test import Client

from tests.factories import make_region
from tests.portals.adviser_world import enter

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "status"), [("/adviser/protected/", 403), ("/adviser/case/999999/", 404), ("/my/", 403)]
)
def test_a_refusal_is_one_line_without_what_stood_behind_the_address(
    client: Client, caplog: pytest.LogCaptureFixture, address: str, status: int
) -> None:
    enter(client, make_region().adviser)
    assert client.get(f"{address}?q=hemmelig").status_code == status
    written = [logging.Formatter().format(record) for record in caplog.records if record.name == "django.request"]
    assert len(written) == 1
    assert written[0].count("\n") == 0
    assert "hemmelig" not in caplog.text


def test_a_failure_keeps_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        logging.getLogger("django.request").exception("Failed", extra={"status_code": 500})
    assert "Traceback" in caplog.text
