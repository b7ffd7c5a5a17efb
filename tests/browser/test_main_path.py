"""The main job, end to end: a file of sick notes, three answers on a phone, a segment with reasons, a decision."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from stafett.access.models import Reading
from stafett.cases.models import Tick
from stafett.cases.services import run_tick
from stafett.intake.checks import Options
from stafett.intake.imports import import_paths
from stafett.people.models import Staff
from tests.browser.conftest import Open
from tests.factories import Region, day, instant, make_person, make_region, note, open_case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST_DAY = "2026-03-02"
ASKED_ON = "2026-04-27"  # day 57: the spell passes week 8
QUESTIONS = ("Hvor sannsynlig", "Hvordan er samarbeidet", "Hvor lenge")


@pytest.fixture
def region(tmp_path: Path) -> Region:
    """A region in which Kari has been on sick leave since FIRST_DAY, by notes from a file, up to the day of asking."""
    region = make_region()
    make_person(region.local, given_name="Kari", family_name="Prøve")
    _import_notes(tmp_path)
    run_tick(on=day(ASKED_ON), at=instant(ASKED_ON))
    return region


def _import_notes(folder: Path) -> None:
    starts = [day(FIRST_DAY) + timedelta(days=28 * number) for number in range(3)]
    messages = [
        note(f"n{number}", [(str(start), str(start + timedelta(days=27)))]) for number, start in enumerate(starts)
    ]
    file = folder / "notes.jsonl"
    lines = [message.model_dump_json() for message in messages]
    file.write_text("\n".join([*lines, json.dumps({"version": 9})]))
    on = day(FIRST_DAY)
    summary = import_paths([file], on=on, at=instant(FIRST_DAY), options=Options(synthetic="only"))
    assert (summary.accepted, summary.refused) == (3, 1)
    Tick.objects.update_or_create(only=True, defaults={"last_day": on})


def choose(page: Page, question: str, choice: str) -> None:
    page.get_by_role("group", name=question).get_by_text(choice, exact=True).click()


def enter_as(page: Page, name: str) -> None:
    page.goto("/roles/")
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def answer(page: Page, *choices: str) -> None:
    page.goto("/my/questions/")
    for question, choice in zip(QUESTIONS, choices, strict=False):
        choose(page, question, choice)
    page.get_by_role("button", name="Send svarene").click()


def test_from_sick_note_to_the_person_seeing_who_follows_up(region: Region, open_page: Open) -> None:
    phone = open_page(phone=True)
    enter_as(phone, "Kari Prøve")
    expect(phone.get_by_role("link", name="Meldinger")).to_be_visible()
    answer(phone, "Veldig sannsynlig", "Godt", "Under 26 uker (et halvt år)")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Takk")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360

    desk = open_page()
    enter_as(desk, region.adviser.name)
    desk.goto("/adviser/?list=unassigned")
    row = desk.get_by_role("row").filter(has_text="Kari Prøve")
    expect(row).to_contain_text("Venter på Nav")
    row.get_by_role("link", name="Kari Prøve").click()
    expect(desk.get_by_role("main")).to_contain_text("regner med å komme tilbake innen 26 uker")
    desk.get_by_role("button", name="Bekreft").first.click()
    expect(desk.get_by_role("main")).not_to_contain_text("Internal")
    assert open_case().holder_unit == region.local

    roe = open_page()
    enter_as(roe, region.roe_adviser.name)
    roe.get_by_role("link", name="Overføringer").click()
    expect(roe.get_by_role("row").filter(has_text="Kari Prøve")).to_contain_text("Nav Fjord")
    expect(roe.get_by_role("checkbox", name="Velg Kari Prøve")).not_to_be_checked()
    roe.get_by_role("link", name="Velg alle").click()
    roe.get_by_role("button", name="Ta imot de valgte").click()
    roe.wait_for_load_state()
    assert open_case().holder_unit == region.roe
    roe.goto("/adviser/?list=unit")
    expect(roe.get_by_role("row").filter(has_text="Kari Prøve")).to_be_visible()

    phone.goto("/my/")
    expect(phone.get_by_role("main")).to_contain_text("ROE Fjell")
    phone.goto("/my/readings/")
    expect(phone.get_by_role("main")).to_contain_text(region.adviser.name)
    assert Reading.objects.filter(staff=region.adviser, allowed=True).exists()


def test_the_questions_work_without_javascript_and_a_forgotten_one_is_named(region: Region, open_page: Open) -> None:
    phone = open_page(phone=True, javascript=False)
    enter_as(phone, "Kari Prøve")
    answer(phone, "Jeg er usikker", "Godt")
    expect(phone.get_by_role("alert").first).to_be_visible()
    expect(phone.get_by_role("radio", name="Jeg er usikker")).to_be_checked()
    choose(phone, QUESTIONS[2], "Vil ikke svare")
    phone.get_by_role("button", name="Send svarene").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Takk")
    assert open_case().screening.suggestion == "needs_mapping"
    assert {reason["code"] for reason in open_case().screening.reasons} == {
        "screening.answer_unsure",
        "screening.prefer_not_duration",
    }


def test_the_second_adviser_learns_what_the_first_did(region: Region, open_page: Open) -> None:
    phone = open_page(phone=True)
    enter_as(phone, "Kari Prøve")
    answer(phone, "Lite sannsynlig", "Ikke godt", "Over 26 uker (et halvt år)")
    case = open_case()
    first, second = open_page(), open_page()
    for desk in (first, second):
        enter_as(desk, region.adviser.name)
        desk.goto(f"/adviser/case/{case.pk}/")
    first.get_by_role("button", name="Bekreft").first.click()
    second.get_by_role("button", name="Bekreft").first.click()
    expect(second.get_by_role("main")).to_contain_text(region.adviser.name)
    expect(second.get_by_role("link", name="Åpne saken slik den er nå")).to_be_visible()


def test_staff_of_another_office_do_not_find_the_case_and_the_person_sees_the_try(
    region: Region, open_page: Open
) -> None:
    desk = open_page()
    enter_as(desk, region.other_adviser.name)
    desk.goto(f"/adviser/case/{open_case().pk}/")
    expect(desk.get_by_role("main")).not_to_contain_text("Kari")
    phone = open_page(phone=True)
    enter_as(phone, "Kari Prøve")
    phone.goto("/my/readings/")
    expect(phone.get_by_role("main")).to_contain_text(region.other_adviser.name)


@pytest.mark.parametrize("phone", [True, False], ids=["360 px", "1440 px"])
def test_no_page_has_a_flaw_that_axe_finds(region: Region, open_page: Open, phone: bool) -> None:
    pages: dict[str, list[str]] = {
        "Kari Prøve": ["/my/", "/my/questions/", "/my/messages/", "/my/help/", "/my/case/", "/my/readings/"],
        region.adviser.name: [
            "/adviser/?list=unit",
            f"/adviser/case/{open_case().pk}/",
            "/adviser/quarantine/",
            "/adviser/?list=mine",
            "/adviser/law/",
        ],
    }
    Staff.objects.filter(pk=region.adviser.pk).update(handles_quarantine=True)
    page = open_page(phone=phone)
    for name, addresses in pages.items():
        enter_as(page, name)
        for address in addresses:
            page.goto(address)
            found = Axe().run(page).response["violations"]
            assert not found, f"{address}: {[(flaw['id'], [n['html'] for n in flaw['nodes']][:2]) for flaw in found]}"
            assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("window.innerWidth"), address
