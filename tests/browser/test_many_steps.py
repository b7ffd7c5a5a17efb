"""Many cases from the list in a real browser: offered, taken back, written to; and the list in another order."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from stafett.cases.handover.models import HandOver
from stafett.dialogue.models import Message
from stafett.people.models import Person
from tests.browser import test_list_by_keyboard
from tests.browser.conftest import Open
from tests.browser.test_list_by_keyboard import enter, press
from tests.factories import Region

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
region = test_list_by_keyboard.region


def looked_at(page: Page, name: str) -> None:
    """Axe finds nothing, and nothing is wider than the page."""
    found = Axe().run(page).response["violations"]
    assert not found, [(flaw["id"], [node["html"] for node in flaw["nodes"]][:2]) for flaw in found]
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("window.innerWidth")
    if os.environ.get("SHOTS"):
        page.screenshot(path=Path(os.environ["SHOTS"]) / f"{name}.png", full_page=True)


def test_many_are_offered_by_keyboard_and_taken_back(region: Region, open_page: Open) -> None:
    page = open_page()
    enter(page, region.adviser.name)
    page.goto("/adviser/?list=unit")
    press(page, "j", "x", "j", "x", "o")
    expect(page.get_by_role("heading", name="Overfør 2 saker")).to_be_visible()
    looked_at(page, "offer")
    page.get_by_role("button", name="Tilby 2 saker").click()
    expect(page.get_by_role("alert")).to_contain_text("Velg hvem som skal overta.")
    page.get_by_label("Hvem skal overta?").select_option(region.noe.name)
    page.get_by_role("radio").first.check()
    for label in ("Kort om hvorfor", "Det som er avtalt", "Det som har virket"):
        page.get_by_label(label).fill("Noe")
    page.get_by_role("button", name="Forhåndsvis").click()
    expect(page.locator("#preview")).to_contain_text("Vurder aktivitetskravet")
    looked_at(page, "offer-preview")
    page.get_by_role("button", name="Tilby 2 saker").click()
    expect(page.get_by_role("status").first).to_contain_text("Antall saker som er tilbudt: 2")
    page.get_by_role("button", name="Angre det du nettopp gjorde").click()
    expect(page.get_by_role("status").first).to_contain_text("Angret")
    assert set(HandOver.objects.values_list("state", flat=True)) == {"withdrawn"}


@pytest.mark.parametrize("phone", [False, True])
def test_many_are_written_to_and_who_is_left_out_is_named(region: Region, open_page: Open, *, phone: bool) -> None:
    Person.objects.filter(given_name="Eva").update(reachable_digitally=False)
    size = "phone" if phone else "desk"
    page = open_page(phone=phone)
    enter(page, region.adviser.name)
    page.goto("/adviser/?list=unit")
    for name in ("Anna", "Berit", "Eva"):
        page.get_by_role("checkbox", name=f"Velg {name} Prøve").check()
    looked_at(page, f"list-chosen-{size}")
    if phone:  # there it would cover the rows, and opens when it is asked for
        page.get_by_text("Med sakene du velger").click()
        looked_at(page, f"list-chosen-open-{size}")
    page.get_by_role("button", name="Skriv til dem").click()
    expect(page.get_by_role("heading", name="Skriv til 2 personer")).to_be_visible()
    page.get_by_label("Mal").select_option("Hvordan går det?")
    page.locator("#id_text").fill("Kan jeg ringe deg, [navn]?")
    looked_at(page, f"message-{size}")
    page.get_by_role("button", name="Se hva hver får").click()
    expect(page.get_by_role("main")).to_contain_text("Kan jeg ringe deg, Anna?")
    expect(page.get_by_role("main")).to_contain_text("Eva Prøve: Kan ikke nås digitalt.")
    page.get_by_label("Forhåndsvis for").select_option("Berit Prøve")
    page.get_by_role("button", name="Vis", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Kan jeg ringe deg, Berit?")
    looked_at(page, f"message-preview-{size}")
    page.get_by_role("button", name="Send til 2 personer").click()
    expect(page.get_by_role("main")).to_contain_text("Antall personer som har fått meldingen: 2.")
    looked_at(page, f"message-done-{size}")
    assert Message.objects.filter(code="written").count() == 2


def test_the_list_is_sorted_by_a_heading_and_back(region: Region, open_page: Open) -> None:
    page = open_page()
    enter(page, region.adviser.name)
    page.goto("/adviser/?list=unit")
    page.get_by_role("link", name="Person", exact=True).focus()
    press(page, "Enter")
    expect(page.locator(".aw-order")).to_contain_text("navn, A til Å")
    expect(page.get_by_role("columnheader", name="Person")).to_have_attribute("aria-sort", "ascending")
    expect(page.locator(".aw-open").first).to_have_text("Anna Prøve")
    looked_at(page, "sorted-desk")
    page.get_by_role("link", name="Person", exact=True).click()
    expect(page.locator(".aw-open").first).to_have_text("Frida Prøve")
    page.get_by_role("link", name="Tilbake til arbeidsrekkefølgen").click()
    expect(page.get_by_text("Står i arbeidsrekkefølgen")).to_be_visible()


def test_the_order_is_chosen_with_the_filters_on_a_phone_without_javascript(region: Region, open_page: Open) -> None:
    page = open_page(phone=True, javascript=False)
    enter(page, region.adviser.name)
    page.goto("/adviser/?list=unit")
    expect(page.get_by_role("link", name="Person", exact=True)).to_have_count(0)
    page.get_by_text("Avgrens og sorter").click()
    page.get_by_label("Rekkefølge").select_option("navn, Å til A")
    page.get_by_role("button", name="Vis", exact=True).click()
    expect(page.locator(".aw-open").first).to_have_text("Frida Prøve")
