"""The office's own values in a real browser: chosen and taken back by keyboard, without a flaw that axe finds."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.test_main_path import enter_as
from tests.factories import choose, make_region

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WEEK = "/adviser/own-values/screening_week/"


def without_flaw(page: Page, address: str) -> None:
    page.goto(address)
    found = Axe().run(page).response["violations"]
    assert not found, f"{address}: {[(flaw['id'], [n['html'] for n in flaw['nodes']][:2]) for flaw in found]}"
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("window.innerWidth"), address


@pytest.mark.parametrize("width", [320, 1440])
def test_a_leader_chooses_and_takes_back_and_no_page_has_a_flaw(open_page: Open, width: int) -> None:
    region = make_region()
    choose(region.local, "silence_months", 3)
    page = open_page(phone=width == 320)
    page.set_viewport_size({"width": width, "height": 740})
    enter_as(page, region.leader.name)
    page.goto("/adviser/own-values/")
    page.locator(f'a[href="{WEEK}"]').focus()
    page.keyboard.press("Enter")
    page.get_by_label("Kontorets egen verdi").check()
    page.get_by_role("spinbutton", name="Egen verdi").fill("3")
    page.get_by_role("button", name="Lagre verdien").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Velg et tall fra 4 til 8.")
    flaws = Axe().run(page).response["violations"]
    assert not flaws
    page.get_by_role("spinbutton", name="Egen verdi").fill("6")
    page.get_by_label("Gjelder fra").fill("2027-06-01")
    page.get_by_role("button", name="Lagre verdien").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("6 uker fra 1. juni 2027")
    for address in (WEEK, "/adviser/own-values/", "/adviser/own-values/scope_benefit_required/", "/adviser/law/"):
        without_flaw(page, address)
    page.goto(WEEK)
    page.get_by_role("button", name="Angre endringen").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("angret før den begynte")
    without_flaw(page, WEEK)
