"""A meeting in a real browser: planned, answered on a phone, moved, held, logged; and no page of it has a flaw."""

import pytest
from playwright.sync_api import expect

from stafett.cases.models import Tick
from stafett.cases.services import run_tick
from stafett.mapping.models import Contact
from stafett.meetings.services import set_slots
from tests.browser.conftest import Open
from tests.browser.test_main_path import enter_as
from tests.browser.test_need import without_flaw
from tests.factories import day, instant
from tests.mapping.need_world import ON
from tests.meetings.world import MEETING_ON, MeetingWorld, hours

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> MeetingWorld:
    made = MeetingWorld()
    Tick.objects.update(last_day=day(ON))
    return made


def test_a_meeting_from_the_plan_to_the_log_of_contacts(world: MeetingWorld, open_page: Open) -> None:
    desk = open_page()
    enter_as(desk, world.region.adviser.name)
    desk.goto(f"/adviser/case/{world.case.pk}/")
    desk.get_by_role("navigation", name="Sidene i saken").get_by_role("link", name="Møter").click()
    desk.get_by_role("link", name="Planlegg et møte").click()
    desk.get_by_label("Dag", exact=True).fill("2026-06-14")
    desk.get_by_label("Fra kl.").fill("10:00")
    desk.get_by_label("Til kl.").fill("10:45")
    desk.get_by_label("Hvordan").select_option("telephone")
    desk.get_by_label("Hva slags samtale").select_option("follow_up")
    desk.get_by_label("Agenda").fill("Veien tilbake")
    desk.get_by_role("button", name="Planlegg og inviter").click()
    expect(desk.get_by_role("main")).to_contain_text("Dagen er en helg eller helligdag")
    expect(desk.get_by_label("Agenda")).to_have_value("Veien tilbake")
    desk.get_by_label("Dag", exact=True).fill(MEETING_ON)
    desk.get_by_role("button", name="Planlegg og inviter").click()
    expect(desk.get_by_role("main")).to_contain_text("Møtet er planlagt, og personen er invitert")

    phone = open_page(phone=True)
    enter_as(phone, "Kari Prøve0")
    phone.get_by_role("link", name="Se møtet og svar").click()
    expect(phone.get_by_role("main")).to_contain_text("Veien tilbake")
    phone.get_by_text("Nei, det passer ikke").click()
    phone.get_by_label("hvilken dag passer bedre").fill("2026-06-17")
    phone.get_by_role("button", name="Send svaret").click()
    expect(phone.get_by_role("status")).to_contain_text("Vi foreslår en ny tid")

    desk.reload()
    expect(desk.get_by_role("main")).to_contain_text("Foreslår 17. juni 2026")
    desk.get_by_text("Flytt møtet", exact=True).click()
    desk.get_by_label("Dag", exact=True).fill("2026-06-17")
    desk.get_by_label("Hvorfor flyttes det?").fill("Passet bedre")
    desk.get_by_role("button", name="Flytt og si fra til personen").click()
    expect(desk.get_by_role("main")).to_contain_text("Slik var det før")
    phone.goto("/my/meetings/")
    phone.get_by_role("link", name="Se møtet og svar").click()
    phone.get_by_text("Ja, jeg kommer").click()
    phone.get_by_role("button", name="Send svaret").click()
    with phone.expect_download() as file:
        phone.get_by_role("link", name="Legg i kalenderen").click()
    assert file.value.suggested_filename == "nav.ics"

    run_tick(on=day("2026-06-17"), at=instant("2026-06-17"))
    desk.reload()
    desk.get_by_text("Møtet er holdt", exact=True).click()
    desk.get_by_label("Hva kom ut av samtalen").fill("Prøver 40 prosent")
    desk.get_by_role("button", name="Lagre samtalen").click()
    expect(desk.get_by_role("main")).to_contain_text("Samtalen er skrevet i kontaktloggen")
    assert Contact.objects.get().held_on == day("2026-06-17")


@pytest.mark.parametrize("phone", [True, False], ids=["360 px", "1440 px"])
def test_no_page_of_a_meeting_has_a_flaw(world: MeetingWorld, open_page: Open, phone: bool) -> None:
    world.plan(others=["interpreter"])
    world.answer("cannot", line="Heller etter lunsj", day=day("2026-06-18"))
    world.plan(world.at(begins="10:30", ends="11:30", form="office"), confirmed=["double_booked", "person_busy"])
    world.move(world.at(begins="10:30", ends="11:00", form="office"), confirmed=["double_booked", "person_busy"])
    absence = world.away("2026-06-16", "2026-06-17")
    set_slots(staff=world.region.adviser, slots=[(1, hours("09:00", "11:30")), (4, hours("13:00", "15:00"))])
    case, meeting = world.case.pk, world.meeting.pk
    page = open_page(phone=phone)
    enter_as(page, world.region.adviser.name)
    base = f"/adviser/case/{case}/meetings"
    for address in (
        f"{base}/", f"{base}/plan/", f"{base}/{meeting}/", f"{base}/{meeting}/letter/", "/adviser/week/?week=2026-W25",
        "/adviser/week/slots/", f"/adviser/absences/{absence.pk}/meetings/", "/adviser/absences/",
    ):  # fmt: skip
        without_flaw(page, address)
    person = open_page(phone=phone)
    enter_as(person, "Kari Prøve0")
    for address in ("/my/", "/my/meetings/", f"/my/meetings/{meeting}/", "/my/messages/"):
        without_flaw(person, address)
