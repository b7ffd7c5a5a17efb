"""Dialogue meeting 1 in a real browser: called, answered on a phone, read; and what was not sent is offered again."""

import pytest
from playwright.sync_api import Page, expect

from stafett.meetings.dialogue_1.models import DialogueMeeting
from tests.browser.conftest import Open
from tests.browser.test_main_path import enter_as
from tests.browser.test_need import without_flaw
from tests.meetings.dialogue_world import MEETING_DAY, DialogueWorld, make_dialogue_world

LEADER = "Nils Nærmeste"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def made() -> DialogueWorld:
    return make_dialogue_world()


def enter_at(page: Page, name: str, path: str) -> None:
    enter_as(page, name)
    page.goto(path)


def test_called_and_answered(made: DialogueWorld, open_page: Open) -> None:
    job = made.world.employment.pk
    desk = open_page()
    enter_at(desk, LEADER, f"/employer/employee/{job}/meeting/")
    desk.get_by_role("link", name="Kall inn til møtet").click()
    desk.get_by_label("Dag", exact=True).fill(MEETING_DAY)
    desk.get_by_label("Fra klokka").fill("10:00")
    desk.get_by_label("Til klokka").fill("11:00")
    desk.get_by_role("button", name="Send innkallingen").click()
    expect(desk.get_by_role("main")).to_contain_text("Skriv adressen eller lenken.")
    desk.get_by_text("Telefon", exact=True).first.click()
    desk.get_by_role("button", name="Send innkallingen").click()
    expect(desk.get_by_role("status")).to_contain_text("Innkallingen er sendt.")
    meeting = DialogueMeeting.objects.get()

    phone = open_page(phone=True)
    enter_at(phone, "Kari Prøve0", f"/my/meetings/employer/{meeting.pk}/")
    without_flaw(phone, f"/my/meetings/employer/{meeting.pk}/")
    phone.get_by_text("Ja, jeg kommer").click()
    phone.get_by_text("Ja, send sykmelderen en invitasjon").click()
    phone.get_by_role("button", name="Send svaret").click()
    expect(phone.get_by_role("status")).to_contain_text("Svaret ditt er sendt")
    desk.reload()
    expect(desk.get_by_role("main")).to_contain_text("Kommer")


@pytest.mark.parametrize("phone", [True, False], ids=["360 px", "1440 px"])
def test_no_page_of_the_employer_has_a_flaw(made: DialogueWorld, open_page: Open, *, phone: bool) -> None:
    made.call()
    made.answer("other_time", line="Har en avtale")
    job = made.world.employment.pk
    page = open_page(phone=phone)
    enter_at(page, LEADER, "/employer/")
    for path in (
        "/employer/", f"/employer/employee/{job}/", f"/employer/employee/{job}/meeting/",
        f"/employer/employee/{job}/meeting/minutes/", f"/employer/employee/{job}/documentation/",
    ):  # fmt: skip
        without_flaw(page, path)


def test_what_was_written_when_the_login_ended_is_offered_again(made: DialogueWorld, open_page: Open) -> None:
    job = made.world.employment.pk
    page = open_page()
    enter_at(page, LEADER, f"/employer/employee/{job}/plan/write/")
    page.locator("#id_can_do").fill("Telle varer på lageret")
    page.context.clear_cookies()
    page.get_by_role("button", name="Lagre planen").click()
    enter_at(page, LEADER, f"/employer/employee/{job}/plan/write/")
    expect(page.locator("#id_can_do")).to_have_value("")
    page.get_by_role("button", name="Hent fram teksten").click()
    expect(page.locator("#id_can_do")).to_have_value("Telle varer på lageret")
    page.get_by_role("button", name="Lagre planen").click()
    expect(page.get_by_role("main")).to_contain_text("Telle varer på lageret")
    page.goto(f"/employer/employee/{job}/plan/write/")
    expect(page.get_by_role("button", name="Hent fram teksten")).to_have_count(0)


def test_what_was_written_when_the_connection_was_lost_is_offered_and_can_be_deleted(
    made: DialogueWorld, open_page: Open
) -> None:
    job = made.world.employment.pk
    page = open_page()
    enter_at(page, LEADER, f"/employer/employee/{job}/meeting/call/")
    page.locator("#id_agenda").fill("Arbeidstid")
    page.context.set_offline(True)
    page.get_by_role("button", name="Send innkallingen").click()
    page.context.set_offline(False)
    page.goto(f"/employer/employee/{job}/meeting/call/")
    page.get_by_role("button", name="Slett den").click()
    page.reload()
    expect(page.get_by_role("button", name="Hent fram teksten")).to_have_count(0)
