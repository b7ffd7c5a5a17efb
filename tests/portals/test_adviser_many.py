"""What is done from the list to many cases, lists that are kept, and what stands in the address."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stafett.cases.desk import read_desk
from stafett.cases.many.models import ManyAction
from stafett.cases.models import Case, ListVisit, SavedView
from stafett.people.models import Staff, Unit
from tests.portals.adviser_world import (
    TODAY,
    actor_of,
    enter_today,
    make_case,
    make_employment,
    make_person,
    make_staff,
    make_unit,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return make_unit()


@pytest.fixture
def adviser(unit: Unit) -> Staff:
    return make_staff(unit)


@pytest.fixture
def inside(client: Client, adviser: Staff) -> Client:
    enter_today(client, adviser)
    return client


def send(client: Client, adviser: Staff, *cases: Case, **fields: Any) -> Any:
    seen = read_desk(actor_of(adviser)).newest
    form = {"seen": seen, "back": "list=unit", "case": [case.pk for case in cases]} | fields
    return client.post(reverse("adviser_many"), form)


def words(response: Any) -> str:
    return str(response.content.decode())


def test_many_are_given_to_somebody_and_the_receipt_offers_to_take_it_back(
    inside: Client, unit: Unit, adviser: Staff
) -> None:
    colleague = make_staff(unit, "Kai Colleague")
    cases = [make_case(unit) for _ in range(3)]
    response = send(inside, adviser, *cases[:2], do="assign", holder=colleague.pk)
    action = ManyAction.objects.get()
    assert response["Location"] == f"/adviser/?list=unit&done={action.pk}"
    assert [Case.objects.get(pk=case.pk).holder for case in cases] == [colleague, colleague, None]
    shown = words(inside.get(response["Location"]))
    assert "Antall saker som fikk ny veileder: 2." in shown
    assert "Angre det du nettopp gjorde" in shown
    undone = inside.post(reverse("adviser_undo", args=[action.pk]), {"back": "list=unit"})
    assert undone["Location"] == "/adviser/?list=unit"
    assert not Case.objects.filter(holder=colleague).exists()
    again = inside.post(reverse("adviser_undo", args=[action.pk]), {"back": "list=unit"}, follow=True)
    assert "Dette kan ikke angres lenger." in words(again)


def test_each_case_left_as_it_was_is_named_with_why(inside: Client, unit: Unit, adviser: Staff) -> None:
    ended = {"state": "closed", "closed_on": TODAY, "closed_why": "spell_ended", "next_step": "", "next_date": None}
    done = make_case(unit, make_person(unit, "Kari", "Ferdig"), **ended)
    response = send(inside, adviser, done, make_case(unit), do="pin")
    assert response.status_code == 409
    for said in ("Noen saker ble ikke endret", "Kari Ferdig", "Antall saker festet øverst: 1.", "1 sak er som før:"):
        assert said in words(response)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"do": "assign"}, "Velg hvem som skal følge opp."),
        ({"do": "assign", "holder": "999999"}, "Velg"),
        ({"do": "snooze", "reason": "På ferie"}, "Velg en dag fram i tid."),
        ({"do": "snooze", "until": "2026-03-20"}, "Skriv hvorfor saken kan vente."),
        ({"do": "snooze", "until": "2026-03-02", "reason": "På ferie"}, "Dagen du utsetter til, må ligge fram i tid."),
        ({"do": "snooze", "until": "snart", "reason": "På ferie"}, "Skriv datoen som 17.05.2026."),
        ({"do": "pin", "case": []}, "Velg minst én sak i lista først."),
        ({"do": "pin", "case": ["x", "9" * 30]}, "Velg minst én sak i lista først."),
        ({"do": "explode"}, "Velg"),
        ({"do": "pin", "seen": "9" * 40}, "Arbeidsliste"),
    ],
)
def test_a_form_that_lacks_something_is_shown_again_with_what_was_chosen(
    inside: Client, unit: Unit, adviser: Staff, fields: dict[str, Any], said: str
) -> None:
    case = make_case(unit)
    response = send(inside, adviser, case, **fields)
    assert response.status_code == 422
    assert said in words(response)
    if "case" not in fields:
        assert f'value="{case.pk}" aria-label="Velg Kari Test" checked' in words(response)
    assert not ManyAction.objects.exists()


def test_a_leader_chooses_nothing(client: Client, unit: Unit) -> None:
    enter_today(client, make_staff(unit, "Liv Leader", role="leader"))
    make_case(unit)
    shown = words(client.get("/adviser/?list=unit"))
    assert 'name="case"' not in shown
    assert "Med sakene du velger" not in shown


def test_filters_stand_in_the_address_and_each_can_be_taken_away(inside: Client, unit: Unit, adviser: Staff) -> None:
    make_case(unit, make_person(unit, "Kari", "Finnes"), segment="needs_mapping", grade=50)
    make_case(unit, make_person(unit, "Ola", "Borte"), segment="needs_mapping")
    shown = words(inside.get("/adviser/?list=unit&segment=needs_mapping&grade=graded"))
    assert "Kari Finnes" in shown
    assert "Ola Borte" not in shown
    assert "<strong>1 sak</strong>" in shown
    assert 'href="?list=unit&amp;segment=needs_mapping"' in shown
    assert 'href="?list=unit&amp;grade=graded"' in shown


def test_a_filter_goes_along_from_page_to_page(inside: Client, unit: Unit) -> None:
    for _ in range(51):
        make_case(unit, segment="bypass")
    shown = words(inside.get("/adviser/?list=unit&segment=bypass"))
    assert 'rel="next" href="?list=unit&amp;segment=bypass&amp;after=' in shown


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("due_from=2026-05-01&due_until=2026-04-01", "Den siste kan ikke være mindre enn den første."),
        ("weeks_from=9&weeks_until=8", "Den siste kan ikke være mindre enn den første."),
        ("due_from=tull", "Skriv datoen som 17.05.2026."),
        ("segment=tull", "Velg"),
        ("weeks_from=-1", "0"),
        ("holder=tull", "Velg"),
    ],
)
def test_a_filter_that_makes_no_sense_is_told_and_the_list_still_shown(
    inside: Client, unit: Unit, query: str, said: str
) -> None:
    make_case(unit, make_person(unit, "Kari", "Finnes"))
    response = inside.get(f"/adviser/?list=unit&{query}")
    assert response.status_code == 200
    assert "Kari Finnes" in words(response)
    assert 'role="alert"' in words(response)
    assert said in words(response)


def test_nothing_that_fits_says_so_and_leads_back(inside: Client, unit: Unit) -> None:
    make_case(unit)
    shown = words(inside.get("/adviser/?list=unit&age=67_up"))
    assert "Ingen saker passer" in shown
    assert "Vis hele lista" in shown


def test_a_list_is_kept_shared_and_found_again(inside: Client, unit: Unit, adviser: Staff, client: Client) -> None:
    response = inside.post(
        reverse("adviser_save_view"), {"name": "Må ringes", "query": "list=unit&segment=needs_mapping"}
    )
    assert response["Location"] == "/adviser/?list=unit&segment=needs_mapping"
    shown = words(inside.get(response["Location"]))
    assert '?list=unit&amp;segment=needs_mapping" aria-current="page">Må ringes' in shown
    view = SavedView.objects.get()
    inside.post(reverse("adviser_edit_view", args=[view.pk]), {"do": "share"})
    enter_today(client, make_staff(unit, "Kai Colleague"))
    assert "Må ringes <span" in words(client.get("/adviser/"))
    assert "Delt av andre i enheten" in words(client.get(reverse("adviser_views")))
    refused = client.post(reverse("adviser_edit_view", args=[view.pk]), {"do": "delete"}, follow=True)
    assert "Lista er ikke din, eller den er slettet." in words(refused)
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize("name", ["", "x" * 61])
def test_a_list_without_a_name_is_not_kept(inside: Client, name: str) -> None:
    response = inside.post(reverse("adviser_save_view"), {"name": name, "query": "list=unit"})
    assert response.status_code == 422
    assert not SavedView.objects.exists()


def test_somebody_says_that_they_have_seen_what_changed(inside: Client, adviser: Staff) -> None:
    assert "Vis meg heretter hva som er endret" in words(inside.get("/adviser/"))
    inside.post(reverse("adviser_seen"), {"seen": "12", "back": "list=mine"})
    assert ListVisit.objects.get().seen == 12
    shown = words(inside.get("/adviser/"))
    assert "Endret siden" in shown
    assert "Jeg har sett alt" in shown
    assert inside.post(reverse("adviser_seen"), {"seen": "tull"}).status_code == 302


@pytest.mark.parametrize("wanted", ["identity number", "identity number with a space", "employer"])
def test_somebody_is_found_by_number_and_by_employer(inside: Client, unit: Unit, wanted: str) -> None:
    person = make_person(unit, "Kari", "Finnes")
    make_case(unit, person)
    make_employment(person, "Nordlys Fisk AS")
    make_case(unit, make_person(unit, "Ola", "Borte"))
    number = person.identity_number
    said = {
        "identity number": number,
        "identity number with a space": f"{number[:6]} {number[6:]}",
        "employer": "nordlys fisk",
    }
    shown = words(inside.post(reverse("adviser_search"), {"q": said[wanted]}))
    assert "Kari Finnes" in shown
    assert "Ola Borte" not in shown
