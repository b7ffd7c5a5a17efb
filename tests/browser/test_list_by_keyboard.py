"""A morning at the list without a mouse, and two advisers at one task."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from stafett.cases.models import Case, SavedView, Task, Tick
from stafett.cases.services import run_tick
from tests.browser.conftest import Open
from tests.factories import Region, bring, day, instant, make_person, make_region, make_staff, note
from tests.portals.adviser_world import make_task

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ON = day("2026-03-02")
NAMES = ("Anna", "Berit", "Cecilie", "Dagny", "Eva", "Frida")


@pytest.fixture
def region() -> Region:
    """Six persons of one office, on sick leave since 5 January; nobody follows them up yet."""
    region = make_region()
    for serial, name in enumerate(NAMES):
        make_person(region.local, serial, given_name=name, family_name="Prøve")
    bring([note(f"n{n}", [("2026-01-05", "2026-08-31")], serial=n) for n in range(len(NAMES))], "2026-01-05")
    run_tick(on=ON, at=instant("2026-03-02"))
    Tick.objects.update_or_create(only=True, defaults={"last_day": ON})
    return region


def enter(page: Page, name: str) -> None:
    page.goto("/roles/")
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def case_of(name: str) -> Case:
    return Case.objects.get(person__given_name=name)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_ten_things_are_done_from_the_list_by_keyboard_alone(region: Region, open_page: Open) -> None:
    make_staff("Kai Colleague", region.local)
    page = open_page()
    enter(page, region.adviser.name)
    page.goto("/adviser/?list=unit")

    press(page, "?")
    expect(page.get_by_role("dialog")).to_contain_text("Hurtigtaster")
    assert Axe().run(page).response["violations"] == []
    press(page, "Escape")

    first, second = (page.locator(".aw-open").nth(n).inner_text().split()[0] for n in (0, 1))
    press(page, "j", "x", "j", "x", "g")  # 1: two cases to oneself
    page.keyboard.type("Anne")
    press(page, "Tab", "Enter")
    expect(page.get_by_role("status")).to_contain_text("Antall saker som fikk ny veileder: 2")
    assert {case_of(name).holder for name in (first, second)} == {region.adviser}

    page.get_by_role("button", name="Angre det du nettopp gjorde").focus()  # 2: undo
    press(page, "Enter")
    expect(page.get_by_role("status")).to_contain_text("Angret")
    assert not Case.objects.filter(holder=region.adviser).exists()

    press(page, "j", "j", "j", "x", "t")  # 3: pin the third
    expect(page.get_by_role("heading", name="Festet øverst")).to_be_visible()
    pinned = Case.objects.get(pinned=True)
    expect(page.locator(".aw-open").first).to_have_text(pinned.person.name)

    press(page, "j", "x")  # 4: unpin
    page.get_by_role("button", name="Løsne").focus()
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Festet øverst")).to_have_count(0)

    press(page, "j", "x", "u")  # 5: put off
    page.locator("#many_until").fill(str(ON + timedelta(days=5)))
    page.locator("#many_reason").focus()
    page.keyboard.type("På ferie")
    press(page, "Tab", "Enter")
    expect(page.get_by_role("status")).to_contain_text("Antall saker utsatt: 1")
    expect(page.locator(".aw-list tr").last).to_contain_text("På ferie")

    press(page, "f")  # 6: narrow the list
    page.keyboard.type("Vurder aktivitetskravet")
    page.get_by_role("button", name="Vis", exact=True).focus()
    press(page, "Enter")
    expect(page.get_by_text("saker passer med")).to_be_visible()

    page.get_by_text("Ta vare på denne lista").focus()  # 7: keep it
    press(page, "Enter", "Tab")
    page.keyboard.type("Aktivitetskrav")
    press(page, "Enter")
    expect(page.get_by_role("link", name="Aktivitetskrav", exact=True)).to_have_attribute("aria-current", "page")
    assert SavedView.objects.get().query == "list=unit&kind=activity_requirement"

    press(page, "/")  # 8: search
    page.keyboard.type("Eva")
    press(page, "Enter")
    page.get_by_role("link", name="Eva Prøve").focus()  # 9: open the case and take it
    press(page, "Enter")
    page.get_by_role("button", name="Ta saken").focus()
    press(page, "Enter")
    expect(page.get_by_role("status")).to_be_visible()
    assert case_of("Eva").holder == region.adviser

    page.get_by_role("link", name=re.compile("^Vurder ?: Vurder aktivitetskravet")).focus()  # 10: assess a duty
    press(page, "Enter")
    page.get_by_role("radio").first.focus()
    press(page, "Space")
    page.get_by_role("main").get_by_role("button").last.focus()
    press(page, "Enter")
    expect(page.get_by_role("status")).to_be_visible()
    assert Task.objects.get(case=case_of("Eva"), kind="activity_requirement").state == "done"


def test_keys_can_be_turned_off_and_do_nothing_while_one_writes(region: Region, open_page: Open) -> None:
    page = open_page()
    enter(page, region.adviser.name)
    page.goto("/adviser/?list=unit")
    press(page, "/")
    page.keyboard.type("x?j")
    expect(page.locator("#q")).to_have_value("x?j")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Hurtigtaster (?)").click()
    page.get_by_role("checkbox", name="Bruk hurtigtaster").uncheck()
    press(page, "Escape", "?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.reload()
    press(page, "?")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_list_works_without_javascript_on_a_phone(region: Region, open_page: Open) -> None:
    page = open_page(phone=True, javascript=False)
    enter(page, region.adviser.name)
    page.goto("/adviser/?list=unit")
    page.get_by_role("checkbox", name="Velg Eva Prøve").check()
    page.get_by_text("Med sakene du velger").click()
    page.get_by_label("Veileder", exact=True).select_option("Anne Adviser")
    page.get_by_role("button", name="Gi til").click()
    expect(page.get_by_role("status")).to_contain_text("Antall saker som fikk ny veileder: 1")
    assert case_of("Eva").holder == region.adviser


def test_two_browsers_on_one_case_and_the_second_learns_what_the_first_did(region: Region, open_page: Open) -> None:
    colleague = make_staff("Kai Colleague", region.local)
    mine, theirs = open_page(), open_page()
    enter(mine, region.adviser.name)
    enter(theirs, "Kai Colleague")
    for page in (mine, theirs):
        page.goto("/adviser/?list=unit")
        page.get_by_role("checkbox", name="Velg Eva Prøve").check()
        page.get_by_label("Veileder", exact=True).select_option("Kai Colleague")
    theirs.get_by_role("button", name="Gi til").click()
    expect(theirs.get_by_role("status")).to_be_visible()
    mine.get_by_role("button", name="Gi til").click()
    expect(mine.get_by_role("main")).to_contain_text("Eva Prøve: Kai Colleague har gjort noe i saken")
    assert case_of("Eva").holder == colleague


def test_the_further_tasks_of_a_row_are_read_when_it_is_unfolded(region: Region, open_page: Open) -> None:
    page = open_page()
    enter(page, region.adviser.name)
    page.goto("/adviser/?list=unit")
    name = page.locator(".aw-open").first.inner_text().split()[0]
    make_task(case_of(name), "answer_request", due=ON + timedelta(days=3))
    make_task(case_of(name), "plan_request", due=ON + timedelta(days=9))
    page.reload()
    folded = page.locator(".aw-further").first
    expect(folded.locator("summary")).to_have_text("2 oppgaver til")
    expect(folded.get_by_role("listitem")).to_have_count(0)
    folded.locator("summary").focus()
    press(page, "Enter")
    expect(folded.get_by_role("listitem")).to_have_text(
        [re.compile(r", 05\.03\.2026$"), re.compile(r", 11\.03\.2026$")]
    )
    assert Axe().run(page).response["violations"] == []
