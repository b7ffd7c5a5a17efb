"""Four browsers, as leader, person, issuer and adviser: a plan, a request, meeting 1, a question and its answer.

All that the leader's browser is sent is kept, and searched for every word about health that the case holds.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from stafett.cases.models import Tick
from stafett.cases.services import run_tick
from stafett.meetings.dialogue_1.models import DialogueMeeting
from tests.browser.conftest import Open
from tests.browser.test_main_path import enter_as
from tests.browser.test_places_at_the_table import pages_of
from tests.factories import day, instant
from tests.portals.outside_world import World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ON, MEETING_DAY = "2026-03-02", "2026-03-03"
NOTE: dict[str, Any] = {
    "diagnoses": [{"system": "icpc-2", "code": "P76", "main": True, "text": "Depressiv lidelse"}],
    "answers": [{"group": "6.3", "question": "6.3.1", "question_text": "Hva hindrer?", "answer": "Søvnvansker"}],
    "measures": {"other": "Kognitiv terapi"},
    "message_to_nav": {"help_at_once": False, "text": "Medisineres"},
}
STATED = {
    "Hva kan pasienten gjøre?": "Rolige oppgaver uten grubling",
    "Hva kan pasienten ikke gjøre?": "Tåler ikke støy, panikkanfall",
    "Hvordan ventes det å gå?": "Bedring etter behandling hos psykolog",
}
HEALTH = (
    "P76", "Depressiv", "Søvnvansker", "Kognitiv", "Medisineres", "grubling", "panikkanfall", "psykolog", "sliten",
)  # fmt: skip
"""Words that the case holds, and that nobody has opened to the leader."""


@pytest.fixture
def world() -> World:
    made = make_world(**NOTE)
    run_tick(on=day(ON), at=instant(ON))
    Tick.objects.update(last_day=day(ON))
    return made


def follow(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_role("main").get_by_role("link", name=name).first.click()


def send(page: Page, button: str, **fields: str) -> None:
    for label, words in fields.items():
        page.get_by_label(label).first.fill(words)
    page.get_by_role("button", name=button).first.click()


def test_a_case_goes_round_the_table(world: World, open_page: Open) -> None:
    leader, person, issuer, adviser = (open_page() for _ in range(4))
    told = kept(leader)
    names = (world.leader.name, "Kari Prøve0", "Lege", "Anne Adviser")
    for page, name in zip((leader, person, issuer, adviser), names, strict=True):
        enter_as(page, name)

    # The plan: written by the leader, approved by the person, who shares it with the issuer.
    follow(leader, "Kari Prøve0", "Lag planen", "Skriv planen")
    send(leader, "Lagre planen", **{"Oppgaver som går": "Lager, halve dager"})
    send(leader, "Send planen")
    person.goto("/my/plans/")
    follow(person, "Prøvebedriften")
    person.get_by_text("Jeg er enig i planen").click()
    send(person, "Send svaret")
    send(person, "Del planen med Lege")
    issuer.reload()
    follow(issuer, "Åpne Kari Prøve0")
    expect(issuer.get_by_role("main")).to_contain_text("Lager, halve dager")

    # The issuer answers the elaborating questions, and asks Nav for help; Nav answers.
    send(issuer, "Send til Nav", **STATED)
    issuer.get_by_text("Det haster", exact=True).click()
    send(issuer, "Be Nav om hjelp", **{"Hva trengs?": "Er sliten, trenger møte"})
    adviser.goto(f"/adviser/case/{world.case.pk}/dialogue/")
    expect(adviser.get_by_role("main")).to_contain_text("Er sliten, trenger møte")
    adviser.goto(f"/adviser/case/{world.case.pk}/")
    adviser.locator("#requests summary").first.click()
    send(adviser, "Send svaret", **{"Hva har du vurdert?": "Møte trengs", "Hva skjer videre, og når?": "Vi kaller inn"})
    issuer.goto("/issuer/")
    follow(issuer, "Nav har svart")
    expect(issuer.get_by_role("main")).to_contain_text("Vi kaller inn")

    # Meeting 1: called by the leader, with the issuer because the person wants it; held, and its minutes read.
    leader.goto(f"/employer/employee/{world.employment.pk}/meeting/call/")
    leader.get_by_text("Telefon", exact=True).first.click()
    send(leader, "Send innkallingen", **{"Dag": MEETING_DAY, "Fra klokka": "10:00", "Til klokka": "10:30"})
    expect(leader.get_by_role("status")).to_contain_text("Innkallingen er sendt.")
    person.goto("/my/")
    person.get_by_role("link", name="Se møtet og svar").click()
    person.get_by_text("Ja, jeg kommer").click()
    person.get_by_text("Ja, send sykmelderen en invitasjon").click()
    send(person, "Send svaret")
    issuer.goto(f"/issuer/patient/{world.case.pk}/")
    issuer.get_by_text("Ja, jeg kommer").click()
    issuer.locator("form", has_text="Ja, jeg kommer").get_by_role("button").click()
    Tick.objects.update(last_day=day(MEETING_DAY))
    leader.goto(f"/employer/employee/{world.employment.pk}/meeting/minutes/")
    leader.locator("#id_about_work").fill("Halve dager på lageret til påske")
    send(leader, "Lagre referatet")
    for page, address in (
        (person, f"/my/meetings/employer/{DialogueMeeting.objects.get().pk}/"),
        (issuer, f"/issuer/patient/{world.case.pk}/"),
        (adviser, f"/adviser/case/{world.case.pk}/meetings/"),
    ):  # fmt: skip
        page.goto(address)
        expect(page.get_by_role("main")).to_contain_text("Halve dager på lageret til påske")

    # Nav asks the leader, with the person in the room; the leader sees it when the person has.
    adviser.goto(f"/adviser/case/{world.case.pk}/threads/new/")
    adviser.locator("label", has_text="Prøvebedriften AS").first.click()
    adviser.get_by_label("Hva gjelder det?").fill("Halve dager")
    adviser.get_by_label("Meldingen").fill("Går det med halve dager fra mandag?")
    send(adviser, "Se hvem som får se det")
    expect(adviser.get_by_role("main")).to_contain_text("Disse får se det du sender")
    expect(adviser.get_by_role("main")).to_contain_text("Prøvebedriften AS")
    send(adviser, "Send")
    leader.goto("/employer/threads/")
    expect(leader.get_by_role("main")).not_to_contain_text("Går det med halve dager")
    person.goto("/my/threads/")
    follow(person, "Halve dager")
    leader.reload()
    follow(leader, "Halve dager")
    expect(leader.get_by_role("main")).to_contain_text("Går det med halve dager fra mandag?")
    send(leader, "Send", **{"Meldingen": "Ja, det går fint"})
    person.reload()
    expect(person.get_by_role("main")).to_contain_text("Ja, det går fint")

    # A page that the browser was led on to is not among what is kept: all there is to load is loaded once more.
    told += [leader.request.get(address).text() for address in pages_of(leader, "/employer/")]
    case = f"/adviser/case/{world.case.pk}/"
    to_nav = "\n".join(adviser.request.get(address).text() for address in pages_of(adviser, case)).lower()
    assert [word for word in HEALTH if word.lower() not in to_nav] == []
    sent = "\n".join(told).lower()
    assert "ja, det går fint" in sent
    assert [word for word in HEALTH if word.lower() in sent] == []


def kept(page: Page) -> list[str]:
    """From now on, everything that a browser is sent: the address, the headings and what is in it."""
    told: list[str] = []

    def keep(route: Route) -> None:
        response = route.fetch(max_redirects=0)
        told.append(f"{response.url}\n{response.headers}\n{response.body().decode('utf-8', 'ignore')}")
        route.fulfill(response=response)

    page.context.route("**/*", keep)
    return told
