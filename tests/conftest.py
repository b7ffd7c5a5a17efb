"""The whole suite runs on a real PostgreSQL: the embedded one, or the one that DATABASE_URL names."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker

from stafett import database
from stafett.frontend.build import build
from tests.browser.chromium import QUIET, executable
from tests.databases import leave


def pytest_configure() -> None:
    """The server must answer before pytest-django makes the test database."""
    if settings.EMBEDDED_DATABASE:
        database.start(settings.DATABASE_DIRECTORY, durable=False)


@pytest.fixture(scope="session", autouse=True)
def _nobody_left_inside(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """At the end the test database is dropped."""
    yield
    with django_db_blocker.unblock():
        leave(connection.settings_dict["NAME"])


@pytest.fixture(autouse=True)
def _bokmaal() -> Iterator[None]:
    """Each test begins in bokmål, whatever language the one before it chose."""
    with translation.override("nb"):
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a worker: Playwright allows one loop in a thread."""
    build()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable(), args=list(QUIET))
        yield chromium
        chromium.close()
