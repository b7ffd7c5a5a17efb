"""A case goes local → ROE → back → NOE, its holder shown at each step; a sick adviser's 200 people get others."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page, expect

from stafett.access.login import enter_as_person, enter_as_staff
from stafett.cases.models import Case, Tick
from stafett.cases.services import run_tick
from stafett.people.models import Person, Staff
from tests.browser.conftest import Open
from tests.cases.handovers import accept, offer, send_back
from tests.factories import Region, bring, day, instant, make_region, make_staff, note, open_case
from tests.portals import adviser_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ON = "2026-02-02"


@pytest.fixture
def region() -> Region:
    region = make_region()
    bring([note("a", [("2026-01-05", "2026-04-30")])], "2026-01-05")
    run_tick(on=day(ON), at=instant(ON))
    Case.objects.update(holder=region.adviser)
    return region


def enter(page: Page, who: Staff | Person) -> None:
    session = SessionStore()
    if isinstance(who, Staff):
        enter_as_staff(session, who)
    else:
        enter_as_person(session, who)
    session.save()
    address = page.evaluate("location.origin")
    page.context.add_cookies([{"name": "sessionid", "value": str(session.session_key), "url": address}])


def choose_receiver(page: Page, unit: str) -> None:
    page.get_by_role("link", name="Overfør saken").click()
    page.get_by_label("Hvem skal overta?").select_option(label=unit)
    page.get_by_text("Trenger mer oppfølging", exact=True).click()
    for label in (
        "Kort om hvorfor",
        "Det som er avtalt",
        "Det som står åpent",
        "Det som har virket",
        "Hvem som er med",
    ):
        page.get_by_label(label).fill("Ingenting")
    page.get_by_role("button", name="Tilby saken").click()
    expect(page.get_by_role("heading", name="Saken er tilbudt videre")).to_be_visible()


def accept_from_list(page: Page) -> None:
    page.goto("/adviser/handovers/")
    page.get_by_role("link", name="Kari Prøve0").click()
    page.get_by_role("button", name="Ta imot saken").click()
    expect(page.get_by_role("heading", name="Saken er tilbudt videre")).not_to_be_visible()


def baton(page: Page, case: Case) -> str:
    page.goto(f"/adviser/case/{case.pk}/")
    return page.locator(".aw-baton dd").first.inner_text()


def test_a_case_goes_to_the_regional_unit_back_and_to_the_national_one(region: Region, open_page: Open) -> None:
    case, noe_adviser = open_case(), make_staff("Nora National", region.noe)
    local, roe, noe, phone = open_page(), open_page(), open_page(), open_page(phone=True)
    for page, who in ((local, region.adviser), (roe, region.roe_adviser), (noe, noe_adviser), (phone, case.person)):
        enter(page, who)

    assert baton(local, case) == "Anne Adviser, Nav Fjord"
    choose_receiver(local, "ROE Fjell")
    assert baton(local, case) == "Anne Adviser, Nav Fjord"
    assert baton(roe, case) == "Anne Adviser, Nav Fjord"
    accept_from_list(roe)
    assert baton(roe, case) == "Rune Regional, ROE Fjell"
    local.goto("/adviser/handovers/sent/")
    expect(local.get_by_role("row").filter(has_text="Kari Prøve0")).to_contain_text("Rune Regional, ROE Fjell")
    phone.goto("/my/")
    expect(phone.get_by_role("main")).to_contain_text("Rune Regional ved ROE Fjell har saken din.")

    choose_receiver(roe, "Nav Fjord")
    local.goto("/adviser/handovers/")
    local.locator("summary").filter(has_text="Send tilbake").click()
    local.get_by_label("Hvorfor sendes saken tilbake?").fill("Ring personen først")
    local.get_by_role("button", name="Send saken tilbake").click()
    assert baton(roe, case) == "Rune Regional, ROE Fjell"
    roe.get_by_role("link", name="Les hvorfor den kom tilbake").click()
    expect(roe.get_by_role("main")).to_contain_text("Ring personen først")
    roe.go_back()
    choose_receiver(roe, "Nav Fjord")
    accept_from_list(local)
    assert baton(local, case) == "Anne Adviser, Nav Fjord"

    choose_receiver(local, "NOE")
    accept_from_list(noe)
    assert baton(noe, case) == "Nora National, NOE"
    phone.goto("/my/messages/")
    expect(phone.get_by_role("main")).to_contain_text("Fra nå av er det Nora National ved NOE som følger deg opp.")


def test_a_sick_advisers_200_people_get_others(open_page: Open) -> None:
    unit = adviser_world.make_unit()
    leader = adviser_world.make_staff(unit, "Liv Leader", role="leader")
    sick, *_ = [adviser_world.make_staff(unit, name) for name in ("Siri Syk", "Bo Adviser", "Cai Adviser")]
    for n in range(200):
        born = adviser_world.TODAY - timedelta(days=15_000 + n)
        person = adviser_world.make_person(unit, "Kari", f"Prøve{n:03}", birth_date=born)
        adviser_world.make_case(unit, person, holder=sick)
    Tick.objects.create(last_day=adviser_world.TODAY)
    page = open_page()
    enter(page, leader)
    page.goto("/adviser/absences/")
    page.get_by_label("Hvem er borte?").select_option(label="Siri Syk")
    page.get_by_label("Slag").select_option(label="Sykdom")
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_role("row").filter(has_text="Siri Syk")).to_contain_text("inntil videre")
    page.get_by_role("link", name="Fordel sakene til den som er borte").click()
    page.get_by_label("Hvem sine saker?").select_option(label="Siri Syk")
    page.get_by_role("button", name="Vis hva som vil skje").click()
    expect(page.get_by_role("main")).to_contain_text("200 saker får ny veileder, av 200 som er sett på.")
    assert Case.objects.filter(holder=sick).count() == 200
    page.get_by_role("button", name="Gi 200 saker ny veileder").click()
    expect(page.get_by_role("main")).to_contain_text("Forrige omfordeling")
    assert not Case.objects.filter(holder=sick).exists()
    page.get_by_role("button", name="Angre omfordelingen").click()
    page.wait_for_load_state()
    assert Case.objects.filter(holder=sick).count() == 200


@pytest.mark.parametrize("phone", [True, False], ids=["360 px", "1440 px"])
def test_no_page_has_a_flaw_that_axe_finds(region: Region, open_page: Open, phone: bool) -> None:
    case, noe_adviser = open_case(), make_staff("Nora National", region.noe)
    send_back(offer(case, region.noe, region.adviser, ON), noe_adviser, ON)
    accept(
        region.adviser, ON, offer(case, region.local, region.adviser, ON, to_staff=make_staff("Bo Bra", region.local))
    )
    offer(open_case(), region.noe, make_staff("Cai Adviser", region.local), ON)
    page = open_page(phone=phone)
    pages: list[tuple[Staff | Person, list[str]]] = [
        (
            region.adviser,
            [f"/adviser/case/{case.pk}/", f"/adviser/case/{case.pk}/handover/", "/adviser/handovers/sent/"],
        ),
        (noe_adviser, ["/adviser/handovers/", f"/adviser/case/{case.pk}/", "/adviser/absences/"]),
        (
            region.leader,
            [
                "/adviser/distribution/?whose=all&kind=even_load",
                "/adviser/distribution/keys/?kind=benefit",
                "/adviser/distribution/keys/",
                "/adviser/absences/",
            ],
        ),
        (case.person, ["/my/case/", "/my/messages/"]),
    ]
    Case.objects.update(holder=None)
    for who, addresses in pages:
        enter(page, who)
        for address in addresses:
            page.goto(address)
            found = Axe().run(page).response["violations"]
            assert not found, f"{address}: {[(flaw['id'], [n['html'] for n in flaw['nodes']][:2]) for flaw in found]}"
            assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("window.innerWidth"), address
