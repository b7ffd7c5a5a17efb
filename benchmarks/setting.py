"""A database of its own for a benchmark, and what every benchmark prints."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stafett.settings.test")
django.setup()


from django.conf import settings  # noqa: E402 - Django is set up first
from django.db import connection  # noqa: E402 - Django is set up first

from stafett import database  # noqa: E402 - Django is set up first
from stafett.people.models import Unit  # noqa: E402 - Django is set up first

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)

Row = tuple[str, str, str]
"""What was measured, the figure, and the bar it is held against."""


@contextmanager
def empty_database() -> Iterator[None]:
    """A fresh database with durable writes and one local office with its regional unit."""
    if settings.EMBEDDED_DATABASE:
        database.start(settings.VAR / "postgres-bench")
        connection.settings_dict["HOST"] = str(database.socket_directory(settings.VAR / "postgres-bench"))
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        roe = Unit.objects.create(number="0900", name="ROE", kind="roe")
        Unit.objects.create(
            number="0101",
            name="Nav",
            kind="local",
            roe=roe,
            receives_unknown=True,
            screening_basis_recorded_on=date(2020, 1, 1),
        )
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of the values lie."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
