"""A conversation in a real browser: saved as it is written, cut by a lost connection, a lost login, a colleague."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from playwright.sync_api import Dialog, Locator, Page, expect

from stafett.cases.models import Tick
from stafett.mapping.models import GuideAddition, Preparation
from tests.browser.conftest import Open
from tests.browser.test_main_path import enter_as
from tests.factories import as_staff, day, make_staff
from tests.mapping.world import ON, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> World:
    made = World()
    Tick.objects.update(last_day=day(ON))
    return made


def talk(world: World, page: Page) -> Page:
    """The adviser's page of the conversation."""
    world.plan(talk_on="")
    enter_as(page, world.region.adviser.name)
    page.goto(f"/adviser/case/{world.case.pk}/mapping/{world.mapping.pk}/")
    return page


def answer(page: Page, theme: str) -> Locator:
    return page.get_by_role("textbox", name=f"{theme}: det som ble sagt")


def status(page: Page) -> Locator:
    return page.get_by_role("status")


def test_a_conversation_cut_by_a_lost_connection_goes_on_and_nothing_is_lost(world: World, open_page: Open) -> None:
    desk = talk(world, open_page())
    answer(desk, "Helsa").fill("Sover dårlig")
    expect(status(desk)).to_have_text("Ikke lagret ennå")
    expect(status(desk)).to_contain_text("Lagret ")
    assert world.entry("health").answer == "Sover dårlig"

    desk.context.set_offline(True)
    answer(desk, "Helsa").fill("Sover dårlig, og er redd for å miste jobben")
    desk.get_by_role("group", name="Helsa: hva ble det til?").get_by_text("Snakket om", exact=True).click()
    answer(desk, "Arbeidsplassen").fill("Tungt på gulvet")
    expect(status(desk)).to_contain_text("ingen forbindelse")
    desk.get_by_role("button", name="Lagre og gå til avslutning").click()
    expect(answer(desk, "Arbeidsplassen")).to_have_value("Tungt på gulvet")
    assert world.entry("workplace").answer == ""
    assert desk.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]

    desk.context.set_offline(False)
    expect(status(desk)).to_contain_text("Lagret ")
    entry = world.entry("health")
    assert (entry.state, entry.answer) == ("asked", "Sover dårlig, og er redd for å miste jobben")
    assert world.entry("workplace").answer == "Tungt på gulvet"
    desk.get_by_role("button", name="Lagre og gå til avslutning").click()
    expect(desk.get_by_role("heading", name="Avslutt kartleggingen")).to_be_visible()
    expect(desk.get_by_role("main")).not_to_contain_text("«Helsa»")


def test_a_login_that_ends_loses_nothing_and_a_new_one_in_another_window_saves_it(
    world: World, open_page: Open
) -> None:
    desk = talk(world, open_page())
    Session.objects.all().delete()
    answer(desk, "Helsa").fill("Det hun sa til slutt")
    expect(status(desk)).to_contain_text("du er logget ut")
    assert world.entry("health").answer == ""
    window = desk.context.new_page()
    enter_as(window, world.region.adviser.name)
    expect(status(desk)).to_contain_text("Lagret ")
    assert world.entry("health").answer == "Det hun sa til slutt"


def test_who_leaves_with_something_unsaved_is_warned(world: World, open_page: Open) -> None:
    desk = talk(world, open_page())
    warned: list[str] = []

    def stay(dialog: Dialog) -> None:
        warned.append(dialog.type)
        dialog.dismiss()

    desk.on("dialog", stay)
    desk.context.set_offline(True)
    answer(desk, "Helsa").press_sequentially("Sover")
    expect(status(desk)).to_contain_text("ingen forbindelse")
    desk.get_by_role("link", name="Les utkastet til referat").click()
    expect(answer(desk, "Helsa")).to_have_value("Sover")
    assert warned == ["beforeunload"]
    desk.context.set_offline(False)
    expect(status(desk)).to_contain_text("Lagret ")


def test_what_a_colleague_wrote_meanwhile_is_shown_beside(world: World, open_page: Open) -> None:
    desk = talk(world, open_page())
    colleague = as_staff(make_staff("Cato Colleague", world.region.local))
    world.say("health", answer="Kollegaens ord", page="b", actor=colleague)
    answer(desk, "Helsa").fill("Mine ord")
    expect(desk.get_by_role("region", name="Helsa")).to_contain_text("Kollegaens ord")
    expect(status(desk)).to_contain_text("se temaet som er merket")
    assert world.entry("health").answer == "Kollegaens ord"
    answer(desk, "Helsa").fill("Begges ord")
    desk.get_by_role("button", name="Lagre min tekst i stedet").click()
    expect(status(desk)).to_contain_text("Lagret ")
    assert world.entry("health").answer == "Begges ord"
    expect(desk.get_by_role("region", name="Helsa")).not_to_contain_text("Kollegaens ord")


def test_preparing_and_filling_in_work_without_javascript(world: World, open_page: Open) -> None:
    world.plan()
    phone = open_page(phone=True, javascript=False)
    enter_as(phone, "Kari Prøve0")
    phone.get_by_role("link", name="Se temaene").click()
    phone.get_by_role("textbox", name="Helsa").fill("Ryggen er verst")
    phone.get_by_role("button", name="Lagre").click()
    assert Preparation.objects.get().text == "Ryggen er verst"
    desk = open_page(javascript=False)
    enter_as(desk, world.region.adviser.name)
    desk.goto(f"/adviser/case/{world.case.pk}/mapping/{world.mapping.pk}/")
    expect(desk.get_by_role("main")).to_contain_text("Ryggen er verst")
    desk.get_by_role("button", name="Samtalen begynner nå").click()
    answer(desk, "Helsa").fill("Ryggen, og søvnen")
    desk.get_by_role("button", name="Lagre alt").click()
    expect(desk.get_by_role("status").first).to_contain_text("Alt er lagret")
    assert world.entry("health").answer == "Ryggen, og søvnen"


@pytest.mark.parametrize("phone", [True, False], ids=["360 px", "1440 px"])
def test_no_page_of_a_mapping_has_a_flaw_that_axe_finds(world: World, open_page: Open, phone: bool) -> None:
    GuideAddition.objects.create(
        unit=world.region.local, guide="vest_viken", code="local_1", title="Barna", why="Derfor", questions=["Hvem?"],
        from_day=day(ON),
    )  # fmt: skip
    closed = world.mapped()
    GuideAddition.objects.update(to_day=day(ON))
    world.plan(talk_on="2026-03-20", on="2026-03-10")
    base, own = f"/adviser/case/{world.case.pk}", "/my/conversation"
    planned = world.mapping.pk
    page = open_page(phone=phone)
    enter_as(page, world.region.leader.name)
    _find_nothing(page, ["/adviser/themes/"])
    enter_as(page, "Kari Prøve0")
    _find_nothing(page, ["/my/", f"{own}/{planned}/", f"{own}/{closed.pk}/minutes/", "/my/case/"])
    enter_as(page, world.region.adviser.name)
    _find_nothing(
        page, [f"{base}/", f"{base}/mapping/", f"{base}/mapping/{planned}/", f"{base}/mapping/{closed.pk}/minutes/"]
    )
    world.start(on="2026-03-10")
    _find_nothing(page, [f"{base}/mapping/{planned}/", f"{base}/mapping/{planned}/close/"])
    page.get_by_role("button", name="Avslutt og send referatet").click()
    expect(page.get_by_role("alert")).to_contain_text("Velg hva kartleggingen viste")
    _find_nothing(page, [])


def _find_nothing(page: Page, addresses: list[str]) -> None:
    """Axe finds nothing on the pages (none: on the one that is shown), and none is wider than the window."""
    for address in addresses or [""]:
        if address:
            page.goto(address)
        found = Axe().run(page).response["violations"]
        assert not found, f"{address}: {[(flaw['id'], [n['html'] for n in flaw['nodes']][:2]) for flaw in found]}"
        assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("window.innerWidth"), address
