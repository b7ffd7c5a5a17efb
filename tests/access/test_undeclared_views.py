"""A view without a permission is let in by nobody, and stops the start."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from types import ModuleType

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import include, path

from stafett.access.permissions import Permission, refuse_undeclared_views, requires
from tests.access import test_every_address
from tests.access.address_world import World
from tests.access.test_every_address import PERMISSIONS, ROUTES

pytestmark = pytest.mark.django_db
world = test_every_address.world


def _undeclared(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@requires(Permission.PUBLIC)
def _declared(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _addresses(view: Callable[..., HttpResponse]) -> ModuleType:
    addresses = ModuleType("addresses")
    vars(addresses)["urlpatterns"] = [path("in/", include([path("deep/<int:key>/", view)]))]
    return addresses


@pytest.fixture
def addresses_of_another(request: pytest.FixtureRequest) -> Iterator[None]:
    with override_settings(ROOT_URLCONF=_addresses(request.param)):
        yield


@pytest.mark.parametrize("addresses_of_another", [_undeclared], indirect=True)
def test_a_view_without_a_permission_stops_the_start(addresses_of_another: None) -> None:
    with pytest.raises(ImproperlyConfigured, match="in/deep/<int:key>/"):
        refuse_undeclared_views()


@pytest.mark.parametrize("addresses_of_another", [_undeclared], indirect=True)
def test_even_if_it_started_nobody_would_get_in(world: World, addresses_of_another: None) -> None:
    for client in world.clients.values():
        assert client.get("/in/deep/1/").status_code == 403


@pytest.mark.parametrize("addresses_of_another", [_declared], indirect=True)
def test_a_view_with_one_does_not(addresses_of_another: None) -> None:
    refuse_undeclared_views()


def test_the_programs_own_views_all_have_one() -> None:
    refuse_undeclared_views()
    assert len(ROUTES) > 25


def test_production_has_no_address_that_needs_a_demo() -> None:
    """In a program of its own, since addresses are made when a program starts; the web application itself starts."""
    program = (
        "import stafett.wsgi\n"
        "from stafett.access.permissions import Permission, all_views, permission_of\n"
        "print(sum(1 for _ in all_views()), [r for r, v in all_views() if permission_of(v) is Permission.DEMO])"
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "stafett.settings.production",
        "STAFETT_SECRET_KEY": "x" * 50,
        "STAFETT_HOSTS": "stafett.example",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    }
    said = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    count, _, found = said.stdout.strip().partition(" ")
    assert (int(count), found) == (sum(permission is not Permission.DEMO for permission in PERMISSIONS.values()), "[]")
