"""Every page of person, leader, HR and issuer in a real browser: no flaw, nothing wider than a phone, nothing heavy."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Page

from tests.browser.conftest import Open
from tests.browser.test_main_path import enter_as
from tests.browser.test_need import without_flaw
from tests.portals.marked_world import make_marked_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLACES = {
    "person": ("Kari Prøve0", "/my/"),
    "leader": ("Nils Nærmeste", "/employer/"),
    "hr": ("Hilde Personal", "/employer/"),
    "issuer": ("Lege", "/issuer/"),
}
MOST_BYTES = 200_000
"""Of a first view, with all that it loads."""
LINK = re.compile(r'<a [^>]*href="(/[^"#?]*)')


def pages_of(page: Page, home: str) -> list[str]:
    """Every page of a place that links lead to from its first one."""
    waiting, found = [home], list[str]()
    while waiting:
        address = waiting.pop()
        response = page.request.get(address)
        if "text/html" not in response.headers["content-type"] or address in found:
            continue
        found.append(address)
        links = sorted(set(LINK.findall(response.text())))
        waiting += [link for link in links if link.startswith(home) and link not in {*found, *waiting}]
    return found


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("phone", [True, False], ids=["360 px", "1440 px"])
def test_no_page_has_a_flaw(open_page: Open, place: str, phone: bool) -> None:
    make_marked_world()
    page = open_page(phone=phone)
    name, home = PLACES[place]
    enter_as(page, name)
    for address in pages_of(page, home):
        without_flaw(page, address)


@pytest.mark.parametrize("place", PLACES)
def test_a_first_view_is_light_and_can_be_read_without_scripts(open_page: Open, place: str) -> None:
    """What the browser loads, in the size in which the application sends it."""
    make_marked_world()
    name, home = PLACES[place]
    page = open_page(phone=True, javascript=False)
    enter_as(page, name)
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(urlsplit(request.url).path))
    page.goto(home, wait_until="networkidle")
    assert page.get_by_role("heading", level=1).inner_text()
    client = Client(headers={"accept-encoding": "gzip"})
    client.cookies["sessionid"] = next(one["value"] for one in page.context.cookies() if one["name"] == "sessionid")
    assert sum(name.endswith(".css") for name in loaded) > 1
    assert sum(_bytes(client, path) for path in dict.fromkeys(loaded)) <= MOST_BYTES


def _bytes(client: Client, path: str) -> int:
    response = client.get(path)
    assert response.status_code == 200, path
    return len(response.getvalue() if response.streaming else response.content)
