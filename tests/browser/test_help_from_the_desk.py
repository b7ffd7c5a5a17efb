"""Writing, follow-up tasks, measures and help from others in a real browser: readable, narrow, live."""

from datetime import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from stafett.cases.models import Case
from stafett.cases.own_work_services import Wish, set_follow_up, write_note
from stafett.cases.services import run_tick
from stafett.dialogue.models import TextBlock
from stafett.dialogue.writing import send_message
from stafett.people.teams import keep_team
from stafett.plans.asking import ask_specialist, refer
from stafett.plans.discussions import When, plan_discussion, put_on_agenda
from stafett.plans.models import CaseDiscussion
from stafett.plans.services import Move, move_measure, propose_measure
from tests.browser.conftest import Open
from tests.browser.test_main_path import enter_as
from tests.factories import Region, as_staff, bring, day, instant, make_region, note, open_case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TODAY = "2026-03-04"


@pytest.fixture
def region() -> Region:
    """A region with one case that has something of everything an adviser can add."""
    region = make_region()
    bring([note("a", [("2026-02-23", "2026-04-30")])], "2026-03-02")
    run_tick(on=day(TODAY), at=instant(TODAY))
    case, by, on, at = open_case(), as_staff(region.adviser), day(TODAY), instant(TODAY)
    set_follow_up(case=case, wish=Wish("contact_employer", day("2026-03-10"), "Vaktplan"), actor=by, on=on, at=at)
    old = write_note(case=case, text="Vil tilbake i mars", actor=by, on=on, at=at)
    write_note(case=case, text="Vil tilbake i mai", actor=by, on=on, at=at, replaces=old)
    send_message(case=case, subject="Møte", text="Kan du komme?", actor=by, on=on, at=at)
    ask_specialist(case=case, specialist="aids", question="Kan dere hjelpe?", actor=by, on=on, at=at)
    refer(case=case, theme="housing", service="Husbanken", line="", has_offer=True, actor=by, on=on, at=at)
    waiting = propose_measure(case=case, code="job_support", why="Vil i jobb", provider="", actor=by, on=on, at=at)
    move_measure(measure=waiting, move=Move("applied", on), version=1, actor=by, on=on, at=at)
    TextBlock.objects.create(unit=region.local, title="Adresse", text="Vi holder til i Storgata.")
    when = When(on, time(9), place="Møterom 2", specialists=["aids"], others="Ola fra Vik")
    discussion = plan_discussion(when=when, actor=by, on=on)
    put_on_agenda(case=case, discussion=discussion, question="Hva nå?", actor=by, on=on, at=at)
    keep_team(unit=region.local, name="Lag Nord", members=[region.adviser.pk], by="Liv", on=on, at=at)
    return region


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")


def addresses(case: Case) -> list[str]:
    base, message = f"/adviser/case/{case.pk}/", case.messages.get(code="written")
    return [
        base, f"{base}message/", f"{base}message/{message.pk}/", f"{base}measures/", f"{base}others/",
        "/adviser/discussions/", f"/adviser/discussions/{CaseDiscussion.objects.get().pk}/", "/adviser/?list=team",
        "/adviser/queue/", "/adviser/directory/", "/adviser/texts/", f"/adviser/texts/{TextBlock.objects.get().pk}/",
    ]  # fmt: skip


@pytest.mark.parametrize("width", [320, 1440])
def test_no_page_has_a_flaw_that_axe_finds(region: Region, open_page: Open, width: int) -> None:
    page = open_page()
    page.set_viewport_size({"width": width, "height": 900})
    for name, pages in {
        "Kari Prøve0": ["/my/messages/", "/my/case/"],
        region.adviser.name: addresses(open_case()),
        region.leader.name: ["/adviser/teams/", "/adviser/distribution/"],
    }.items():
        enter_as(page, name)
        for address in pages:
            page.goto(address)
            unfold(page)
            found = Axe().run(page).response["violations"]
            assert not found, f"{address}: {[(flaw['id'], [n['html'] for n in flaw['nodes']][:2]) for flaw in found]}"
            assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("window.innerWidth"), address


def test_readability_is_shown_while_it_is_written(region: Region, open_page: Open) -> None:
    desk = open_page()
    enter_as(desk, region.adviser.name)
    desk.goto(f"/adviser/case/{open_case().pk}/message/")
    desk.get_by_label("Tekst", exact=True).press_sequentially("Vi ringer deg.")
    expect(desk.locator("#readability")).to_contain_text("LIX 3")
    expect(desk.locator("#readability")).to_contain_text("svært lettlest")


def test_a_case_is_discussed_by_keyboard_and_the_person_reads_what_came_of_it(region: Region, open_page: Open) -> None:
    desk, home = open_page(), open_page()
    enter_as(desk, region.adviser.name)
    desk.goto("/adviser/discussions/")
    desk.get_by_role("link", name="4. mars 2026 kl. 09.00").click()
    desk.locator("summary", has_text="Skriv hva dere kom fram til").focus()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    desk.keyboard.type("Prøv halv stilling")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_contain_text("Det dere kom fram til, er lagret.")
    enter_as(home, "Kari Prøve0")
    home.goto("/my/case/")
    unfold(home)
    expect(home.get_by_text("Prøv halv stilling")).to_be_visible()
