"""Hand-overs as pages: offered with a record, answered one by one or many at once, kept in sight by the giver."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stafett.access.models import Reading
from stafett.cases.handover.models import HandOver
from stafett.cases.models import Case
from stafett.cases.services import run_tick
from stafett.people.models import Person, Staff
from tests.cases.handovers import RECORD, accept, offer, send_back
from tests.factories import Region, bring, day, instant, make_region, make_staff, note, open_case
from tests.portals.adviser_world import enter
from tests.portals.person_world import client_of

pytestmark = pytest.mark.django_db
ON = "2026-02-02"
WORDS = {name: getattr(RECORD, name) for name in ("why", *HandOver.WRITTEN)}


@pytest.fixture
def region() -> Region:
    region = make_region()
    bring([note(f"n{n}", [("2026-01-05", "2026-04-30")], serial=n) for n in range(3)], "2026-01-05")
    Case.objects.update(holder=region.adviser)
    run_tick(on=day(ON), at=instant(ON))
    return region


@pytest.fixture
def case(region: Region) -> Case:
    return Case.objects.earliest("pk")


@pytest.fixture
def noe_adviser(region: Region) -> Staff:
    return make_staff("Nora National", region.noe)


def page_of(client: Client, name: str, *args: int, **asked: str) -> str:
    response = client.get(reverse(name, args=args), asked)
    assert response.status_code == 200
    return response.content.decode()


def post(client: Client, name: str, *args: int, **data: Any) -> Any:
    return client.post(reverse(name, args=args), data)


def test_an_offer_is_made_with_its_record_and_begins_with_what_is_known(
    client: Client, region: Region, case: Case
) -> None:
    enter(client, region.adviser)
    begun = page_of(client, "adviser_offer", case.pk)
    assert "Send oppfølgingsplanen til Nav" not in begun
    response = post(client, "adviser_offer", case.pk, to=f"unit-{region.noe.pk}", **WORDS)
    assert response["Location"] == reverse("adviser_case", args=[case.pk])
    shown = page_of(client, "adviser_case", case.pk)
    for words in ("Saken er tilbudt videre", "Nav Fjord har saken til", "Kurs er ikke valgt", "Trekk tilbudet"):
        assert words in shown
    assert "Overfør saken" not in shown
    assert "Saken er allerede tilbudt" in page_of(client, "adviser_offer", case.pk)


def test_what_is_missing_is_told_and_what_was_written_is_kept(client: Client, region: Region, case: Case) -> None:
    enter(client, region.adviser)
    response = post(client, "adviser_offer", case.pk, to="", **(WORDS | {"worked": " "}))
    assert response.status_code == 422
    words = response.content.decode()
    for kept in ("Samtale i mars", "Velg hvem som skal overta.", "Skriv noe her."):
        assert kept in words
    assert not HandOver.objects.exists()


def test_the_unit_to_which_it_is_offered_reads_answers_and_does_nothing_else(
    client: Client, region: Region, case: Case, noe_adviser: Staff
) -> None:
    handover = offer(case, region.noe, region.adviser, ON)
    enter(client, noe_adviser)
    shown = page_of(client, "adviser_case", case.pk)
    assert "Ta imot saken" in shown
    assert "Ta saken" not in shown
    assert "Merk som gjort" not in shown
    assert post(client, "adviser_take", case.pk).status_code == 404
    assert post(client, "adviser_withdraw", case.pk, handover.pk).status_code == 404
    assert post(client, "adviser_accept", case.pk, handover.pk, holder="999999").status_code == 422
    response = post(client, "adviser_accept", case.pk, handover.pk, holder=str(noe_adviser.pk))
    assert response["Location"] == reverse("adviser_case", args=[case.pk])
    case.refresh_from_db()
    assert (case.holder_unit, case.holder) == (region.noe, noe_adviser)


def test_what_is_sent_back_needs_a_reason_which_the_giver_reads(
    client: Client, region: Region, case: Case, noe_adviser: Staff
) -> None:
    handover = offer(case, region.noe, region.adviser, ON)
    enter(client, noe_adviser)
    prefix = f"return{handover.pk}-reason"
    refused = post(client, "adviser_return", case.pk, handover.pk, **{prefix: "  "})
    assert refused.status_code == 422
    assert "Skriv hvorfor saken sendes tilbake." in refused.content.decode()
    response = post(client, "adviser_return", case.pk, handover.pk, **{prefix: "Må kartlegges først"})
    assert response["Location"] == reverse("adviser_offers")
    enter(client, region.adviser)
    shown = page_of(client, "adviser_case", case.pk)
    assert "Se på saken som kom tilbake" in shown
    assert f"{reverse('adviser_journal', args=[case.pk])}#handovers" in shown
    assert "Må kartlegges først" in page_of(client, "adviser_journal", case.pk)
    assert "Må kartlegges først" in page_of(client, "adviser_sent")


def test_many_are_accepted_in_one_go_and_each_that_is_not_is_named_with_why(
    client: Client, region: Region, noe_adviser: Staff
) -> None:
    offers = [offer(case, region.noe, region.adviser, ON) for case in Case.objects.order_by("pk")]
    enter(client, noe_adviser)
    shown = page_of(client, "adviser_offers")
    assert [f"Prøve{n}" in shown for n in range(3)] == [True] * 3
    send_back(offers[1], noe_adviser, ON)
    response = post(client, "adviser_accept_many", accepted=[str(each.pk) for each in offers], holder="")
    assert response.status_code == 409
    words = response.content.decode()
    assert "Kari Prøve1: Overføringen er besvart: Sendt tilbake" in words
    assert "Antall saker som er tatt imot: 2." in words
    assert Case.objects.filter(holder_unit=region.noe).count() == 2


def test_the_list_of_the_receiving_unit_leads_to_what_is_offered(
    client: Client, region: Region, case: Case, noe_adviser: Staff
) -> None:
    enter(client, noe_adviser)
    assert "Tilbudt oss" not in page_of(client, "adviser_list")
    offer(case, region.noe, region.adviser, ON)
    assert "Tilbudt oss" in page_of(client, "adviser_list")


def test_nothing_chosen_is_told(client: Client, region: Region, case: Case, noe_adviser: Staff) -> None:
    offer(case, region.noe, region.adviser, ON)
    enter(client, noe_adviser)
    response = post(client, "adviser_accept_many", holder="")
    assert response.status_code == 422
    assert "Velg minst én sak." in response.content.decode()


def test_what_is_offered_to_others_is_neither_shown_nor_accepted(client: Client, region: Region, case: Case) -> None:
    handover = offer(case, region.noe, region.adviser, ON)
    enter(client, region.roe_adviser)
    assert "Prøve0" not in page_of(client, "adviser_offers")
    response = post(client, "adviser_accept_many", accepted=[str(handover.pk)], holder="")
    assert response.status_code == 422
    assert "Prøve0" not in response.content.decode()
    assert post(client, "adviser_accept", case.pk, handover.pk).status_code == 404
    handover.refresh_from_db()
    assert handover.state == "offered"


def test_the_giver_keeps_sight_of_holder_and_next_date(
    client: Client, region: Region, case: Case, noe_adviser: Staff
) -> None:
    accept(noe_adviser, ON, offer(case, region.noe, region.adviser, ON), holder=noe_adviser)
    enter(client, region.adviser)
    shown = page_of(client, "adviser_sent")
    case.refresh_from_db()
    assert case.next_date is not None
    for words in ("Tatt imot", "Nora National, NOE", f"{case.next_date:%d.%m.%Y}"):
        assert words in shown
    assert reverse("adviser_case", args=[case.pk]) not in shown
    assert "Prøve0" not in page_of(client, "adviser_sent", state="returned")
    enter(client, make_staff("Siv Second", region.local))
    assert "Prøve0" not in page_of(client, "adviser_sent")
    assert "Prøve0" in page_of(client, "adviser_sent", whose="unit")


def test_protected_persons_are_seen_by_those_alone_who_may(client: Client, region: Region, case: Case) -> None:
    trusted = make_staff("Tora Trusted", region.noe, may_open=["confidential"])
    Person.objects.filter(pk=case.person_id).update(protection="confidential")
    offer(Case.objects.get(pk=case.pk), region.noe, region.adviser, ON)
    for staff, sees in ((make_staff("Nora National", region.noe), False), (trusted, True)):
        enter(client, staff)
        assert ("Prøve0" in page_of(client, "adviser_offers")) is sees


def test_who_answers_second_learns_what_a_colleague_did_and_keeps_their_words(
    client: Client, region: Region, case: Case, noe_adviser: Staff
) -> None:
    handover = offer(case, region.noe, region.adviser, ON)
    send_back(handover, make_staff("Nils National", region.noe), ON, reason="Hemmelig grunn")
    enter(client, noe_adviser)
    response = post(client, "adviser_return", case.pk, handover.pk, **{f"return{handover.pk}-reason": "Mine ord"})
    assert response.status_code == 409
    words = response.content.decode()
    assert "Sendt tilbake 2. februar 2026, Nils National" in words
    assert "Mine ord" in words
    assert "Prøve0" not in words
    assert Reading.objects.latest("pk").allowed is False


def test_who_answers_what_has_lapsed_is_told_so(client: Client, region: Region, case: Case, noe_adviser: Staff) -> None:
    handover = offer(case, region.noe, region.adviser, ON)
    run_tick(on=day("2026-07-01"), at=instant("2026-07-01"))
    enter(client, noe_adviser)
    response = post(client, "adviser_accept", case.pk, handover.pk, holder="")
    assert response.status_code == 409
    assert "Tilbudet falt bort" in response.content.decode()


def test_the_second_of_two_who_offer_sees_what_the_first_did(client: Client, region: Region, case: Case) -> None:
    offer(case, region.roe, region.adviser, ON)
    enter(client, make_staff("Siv Second", region.local))
    response = post(client, "adviser_offer", case.pk, to=f"unit-{region.noe.pk}", **WORDS)
    assert response.status_code == 409
    words = response.content.decode()
    assert "Anne Adviser har allerede tilbudt saken til ROE Fjell" in words
    assert "Samtale i mars" in words


def test_an_offer_is_taken_back_from_the_case(client: Client, region: Region, case: Case) -> None:
    handover = offer(case, region.noe, region.adviser, ON)
    enter(client, region.adviser)
    assert post(client, "adviser_withdraw", case.pk, handover.pk).status_code == 302
    shown = page_of(client, "adviser_case", case.pk)
    assert "Overfør saken" in shown
    assert "Trukket" in page_of(client, "adviser_journal", case.pk)
    assert post(client, "adviser_withdraw", case.pk, handover.pk).status_code == 409


def test_the_person_sees_who_was_asked_what_was_written_and_who_took_over(
    region: Region, case: Case, noe_adviser: Staff
) -> None:
    handover = offer(case, region.noe, region.adviser, ON)
    person = client_of(case.person)
    assert "Nav avklarer hvem som skal følge deg opp" in page_of(person, "person_home")
    shown = page_of(person, "person_case")
    for words in ("om NOE kan følge deg opp", "Nav Fjord har saken din til svaret kommer", "Kurs er ikke valgt"):
        assert words in shown
    accept(noe_adviser, ON, handover, holder=noe_adviser)
    assert "NOE overtok saken din fra Nav Fjord" in page_of(person, "person_case")
    letters = page_of(person, "person_messages")
    assert "Fra nå av er det Nora National ved NOE som følger deg opp." in letters
    send_back(offer(open_case(case.person), region.local, noe_adviser, ON), region.adviser, ON)
    assert "Nav Fjord svarte" in page_of(person, "person_case")
    assert "Nav ser på hvordan du følges opp videre" in page_of(person, "person_home")


@pytest.mark.parametrize("digits", [19, 30, 5_000])
def test_a_number_longer_than_any_key_is_no_key(client: Client, region: Region, case: Case, digits: int) -> None:
    offer(case, region.other, region.adviser, ON)
    long = "9" * digits
    enter(client, region.adviser)
    assert "Nav Vidde" in page_of(client, "adviser_sent", before=long)
    assert page_of(client, "adviser_list", after=f"3_2026-02-02_0__{long}", done=long)
    assert post(client, "adviser_seen", seen=long).status_code == 302
    assert post(client, "adviser_many", do="pin", seen="0", case=[long]).status_code == 422
    enter(client, region.other_adviser)
    assert post(client, "adviser_accept_many", accepted=[long]).status_code == 422
    assert HandOver.objects.get().is_open
