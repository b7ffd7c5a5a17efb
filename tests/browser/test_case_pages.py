"""The pages of a case in a real browser: by keyboard and back again, readable, narrow, and on paper."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from stafett.cases.models import Tick
from stafett.portals.adviser.frame import COUNTED
from tests.browser.conftest import DESK, PHONE, Open
from tests.browser.test_help_from_the_desk import unfold
from tests.browser.test_main_path import enter_as
from tests.factories import day
from tests.mapping.need_world import ON, NeedWorld
from tests.portals.case_world import full_case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> NeedWorld:
    """A case with something on every page."""
    made = full_case()
    Tick.objects.update_or_create(only=True, defaults={"last_day": day(ON)})
    return made


def opened(open_page: Open, world: NeedWorld, *, phone: bool = False) -> Page:
    page = open_page(phone=phone)
    enter_as(page, world.region.adviser.name)
    page.goto(f"/adviser/case/{world.case.pk}/")
    return page


def here(page: Page) -> str:
    """What the tab of the page says."""
    return page.locator(".aw-case-tabs [aria-current=page]").inner_text()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1440 px", "360 px"])
def test_the_tabs_are_walked_by_keyboard_and_back_again(
    world: NeedWorld, open_page: Open, size: dict[str, int]
) -> None:
    page = opened(open_page, world, phone=size is PHONE)
    tabs = page.get_by_role("navigation", name="Sidene i saken").get_by_role("link")
    names = tabs.all_inner_texts()
    assert len(names) == len(COUNTED)
    visited = [here(page)]
    for number in range(1, len(names)):
        tabs.nth(number - 1).focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(tabs.nth(number)).to_have_attribute("aria-current", "page")
        visited.append(here(page))
        unfold(page)
        found = Axe().run(page).response["violations"]
        assert not found, f"{here(page)}: {[(flaw['id'], [n['html'] for n in flaw['nodes']][:2]) for flaw in found]}"
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], here(page)
    assert visited == names
    for name in reversed(names[:-1]):
        page.go_back()
        expect(page.locator(".aw-case-tabs [aria-current=page]")).to_have_text(name)


def test_who_has_the_baton_and_what_to_do_now_are_in_sight_at_once(world: NeedWorld, open_page: Open) -> None:
    page = opened(open_page, world)
    for heading in ("Stafettpinnen", "Å gjøre nå"):
        top = page.get_by_role("heading", name=heading).evaluate("one => one.getBoundingClientRect().top")
        assert top < DESK["height"], heading


def test_what_is_refused_stays_on_its_page_with_what_was_written(world: NeedWorld, open_page: Open) -> None:
    page = opened(open_page, world)
    page.get_by_role("link", name="Behov og kontakt").click()
    page.get_by_text("Skriv ned en samtale").click()
    page.get_by_label("Hva kom ut av samtalen").fill("Vil prøve seg")
    page.get_by_role("button", name="Lagre samtalen").click()
    expect(page.get_by_role("alert").first).to_be_focused()
    assert here(page).startswith("Behov og kontakt")
    expect(page.get_by_label("Hva kom ut av samtalen")).to_have_value("Vil prøve seg")


def test_on_paper_stand_the_case_and_the_picture_without_forms_and_tabs(world: NeedWorld, open_page: Open) -> None:
    page = opened(open_page, world)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kari")
    expect(page.locator(".aw-baton")).to_be_visible()
    expect(page.locator("svg.tl").first).to_be_visible()
    expect(page.locator(".aw-case-tabs")).to_be_hidden()
    assert page.locator(":is(button, input, textarea, select):visible").count() == 0
