"""The need in a real browser: the pages have no flaw that axe finds, and the choice is made by keyboard or touch."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.test_main_path import enter_as
from tests.mapping.need_world import NeedWorld

UNFOLD = "document.querySelectorAll(':is(#need, #contacts, #suggestion) details').forEach(one => { one.open = true })"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def without_flaw(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate(UNFOLD)
    found = Axe().run(page).response["violations"]
    assert not found, f"{address}: {[(flaw['id'], [n['html'] for n in flaw['nodes']][:2]) for flaw in found]}"
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("window.innerWidth"), address


@pytest.mark.parametrize("phone", [True, False], ids=["360 px", "1440 px"])
def test_the_need_is_assessed_in_the_browser_and_no_page_of_it_has_a_flaw(open_page: Open, phone: bool) -> None:
    world = NeedWorld()
    page = open_page(phone=phone)
    enter_as(page, world.region.adviser.name)
    page.goto(f"/adviser/case/{world.case.pk}/need/")
    page.get_by_label("Har AAP").select_option("yes")
    page.get_by_label("Personer i porteføljen").fill("120")
    page.get_by_label("Skal tilbake til arbeidsgiveren").select_option("unsure")
    page.get_by_role("button", name="Oppdater forslaget").click()
    expect(page.get_by_role("main")).to_contain_text("Ingenting er lagret ennå")
    page.get_by_label("Ordinær oppfølging").check()
    page.get_by_role("button", name="Lagre vurderingen").click()
    expect(page.get_by_role("main")).to_contain_text("Vurderingen er lagret")
    world.for_a_time("on_request", kind="in_treatment", until="2026-06-30")
    world.contact()
    world.contact(outcome="", missed_why="Kom ikke")
    for address in (f"/adviser/case/{world.case.pk}/need/", f"/adviser/case/{world.case.pk}/", "/adviser/?list=unit"):
        without_flaw(page, address)
    person = open_page(phone=phone)
    enter_as(person, "Kari Prøve0")
    for address in ("/my/messages/", "/my/case/"):
        without_flaw(person, address)
