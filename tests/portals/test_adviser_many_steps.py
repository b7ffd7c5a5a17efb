"""From the list to a page with a record or a message for many, and back with what became of it."""

import re
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from stafett.access.models import Reading
from stafett.cases.desk import read_desk
from stafett.cases.handover.models import HandOver
from stafett.cases.many.models import ManyAction
from stafett.cases.models import Case
from stafett.cases.services import run_tick
from stafett.dialogue.models import Message, TextBlock
from stafett.people.models import Person, Staff, Unit
from tests.factories import Region, bring, make_person, make_region, note
from tests.portals.adviser_world import (
    NOW,
    TODAY,
    actor_of,
    enter_today,
    make_case,
    make_employment,
    make_staff,
)

pytestmark = pytest.mark.django_db
RECORD = {"why": "new_job", "line": "Ny jobb", "agreed": "Samtale", "worked": "Telefon"}


@pytest.fixture
def region() -> Region:
    """Three persons on sick leave since 5 January: two who can be reached digitally, and one who gets letters."""
    region = make_region()
    for serial, name in enumerate(("Anna", "Bo", "Cai")):
        person = make_person(region.local, serial, given_name=name, family_name="Prøve")
        Person.objects.filter(pk=person.pk).update(reachable_digitally=name != "Cai")
    bring([note(f"n{n}", [("2026-01-05", "2026-08-31")], serial=n) for n in range(3)], "2026-01-05")
    run_tick(on=TODAY, at=NOW)
    return region


@pytest.fixture
def unit(region: Region) -> Unit:
    return region.local


@pytest.fixture
def other(region: Region) -> Unit:
    return region.noe


@pytest.fixture
def adviser(region: Region) -> Staff:
    return region.adviser


@pytest.fixture
def inside(client: Client, adviser: Staff) -> Client:
    enter_today(client, adviser)
    return client


@pytest.fixture
def three(region: Region) -> list[Case]:
    return list(Case.objects.order_by("person__given_name"))


def send(client: Client, adviser: Staff, step: str, ticked: list[Case], **fields: Any) -> Any:
    chosen = {"case": [case.pk for case in ticked], "seen": read_desk(actor_of(adviser)).newest, "back": "list=unit"}
    return client.post(reverse(f"adviser_many_{step}"), chosen | fields)


def written() -> QuerySet[Message]:
    return Message.objects.filter(code="written")


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_list_leads_to_both(inside: Client, three: list[Case]) -> None:
    shown = words(inside.get("/adviser/?list=unit"))
    for step in ("offer", "message"):
        assert f'formaction="{reverse(f"adviser_many_{step}")}"' in shown


@pytest.mark.parametrize("step", ["offer", "message"])
def test_nothing_chosen_and_too_many_are_told_on_the_list(inside: Client, adviser: Staff, step: str) -> None:
    for fields, said in (({}, "Velg minst én sak"), ({"cases": ",".join(map(str, range(1, 1_002)))}, "Velg høyst")):
        response = send(inside, adviser, step, [], **fields)
        assert response["Location"] == "/adviser/?list=unit"
        assert said in words(inside.get(response["Location"]))


def test_a_record_is_previewed_offered_and_taken_back(
    inside: Client, unit: Unit, adviser: Staff, other: Unit, three: list[Case]
) -> None:
    make_employment(three[1].person, "Fjord Bakeri AS")
    first = words(send(inside, adviser, "offer", three))
    assert "Overfør 3 saker" in first
    assert f'name="cases" value="{",".join(str(case.pk) for case in three)}"' in first
    fields = RECORD | {"to": f"unit-{other.pk}", "still_open": "Kurs", "cases": ",".join(str(c.pk) for c in three)}
    preview = words(send(inside, adviser, "offer", [], do="preview", shown=three[1].pk, **fields))
    for said in ("<strong>Bo Prøve</strong>", "Kurs", "Fjord Bakeri AS", "Samtale"):
        assert said in preview
    assert Reading.objects.get(case=three[1], page="handover").allowed
    assert not HandOver.objects.exists()
    response = send(inside, adviser, "offer", [], do="offer", **fields)
    assert response["Location"] == f"/adviser/?list=unit&done={ManyAction.objects.get().pk}"
    assert "Antall saker som er tilbudt: 3." in words(inside.get(response["Location"]))
    assert HandOver.objects.get(case=three[1]).involved == "Fjord Bakeri AS\nPrøvebedriften AS"
    assert HandOver.objects.get(case=three[0]).involved == "Prøvebedriften AS"
    assert HandOver.objects.get(case=three[0]).still_open.startswith("Kurs\n")
    inside.post(reverse("adviser_undo", args=[ManyAction.objects.get().pk]), {"back": ""})
    assert set(HandOver.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_who_is_left_out_is_named_before_and_after(
    inside: Client, unit: Unit, adviser: Staff, other: Unit, three: list[Case]
) -> None:
    Case.objects.filter(pk=three[0].pk).update(
        state="closed", closed_on=TODAY, closed_why="spell_ended", next_step="", next_date=None
    )
    shown = words(send(inside, adviser, "offer", three))
    assert "1 av sakene du valgte, er ikke med" in shown
    assert "<strong>Anna Prøve</strong>: Saken er avsluttet." in shown
    response = send(inside, adviser, "offer", three, do="offer", to=f"unit-{other.pk}", **RECORD)
    assert response.status_code == 409
    assert "Antall saker som er tilbudt: 2." in words(response)
    assert "<strong>Anna Prøve</strong>: Saken er avsluttet." in words(response)
    assert "Angre det som ble endret" in words(response)
    again = words(send(inside, adviser, "offer", three, do="offer", to=f"unit-{other.pk}", **RECORD))
    assert "Ingen av sakene kan være med" in again
    assert "har allerede tilbudt saken til NOE" in again


@pytest.mark.parametrize("do", ["preview", "offer"])
def test_a_record_that_lacks_something_is_shown_again_with_what_was_written(
    inside: Client, adviser: Staff, other: Unit, three: list[Case], do: str
) -> None:
    response = send(inside, adviser, "offer", three, do=do, to="", **RECORD | {"agreed": "", "worked": "Turer"})
    assert response.status_code == 422
    for said in ("Velg hvem som skal overta.", "Skriv noe her.", "Turer"):
        assert said in words(response)
    assert not HandOver.objects.exists()


def test_a_message_is_written_seen_and_sent(inside: Client, unit: Unit, adviser: Staff, three: list[Case]) -> None:
    block = TextBlock.objects.create(unit=unit, title="Adresse", text="Vi holder til i Storgata.")
    assert "Skriv til 2 personer" in words(send(inside, adviser, "message", three))
    fields = {"template": "how_are_you", "text": "Kan vi ringe deg, [navn]?", "block": block.pk, "shown": three[1].pk}
    preview = words(send(inside, adviser, "message", three, do="preview", **fields))
    for said in (
        "2 personer får meldingen", "Hei, Bo.", "Kan vi ringe deg, Bo?", "Storgata", "LIX", "Send til 2 personer",
        "En melding som er sendt, kan ikke angres.", "<strong>Cai Prøve</strong>: Kan ikke nås digitalt.",
    ):  # fmt: skip
        assert said in preview
    assert not written().exists()
    back = words(send(inside, adviser, "message", three, do="edit", **fields))
    assert "Kan vi ringe deg, [navn]?" in back
    response = send(inside, adviser, "message", three, do="send", **fields)
    assert response.status_code == 409
    assert "Antall personer som har fått meldingen: 2." in words(response)
    assert "<strong>Cai Prøve</strong>: Kan ikke nås digitalt." in words(response)
    assert "Angre" not in words(response)
    assert sorted(written().values_list("case", flat=True)) == [three[0].pk, three[1].pk]
    assert "Hei, Anna." in written().get(case=three[0]).text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Skriv meldingen, eller velg en mal."),
        ({"text": "Hei, alle"}, "Skriv en overskrift, eller velg en mal."),
        ({"template": "invite_to_talk"}, "Malen trenger en dag. Velg den."),
        ({"template": "confirm_agreed"}, "Velg"),
        ({"subject": "x" * 121, "text": "Hei, alle"}, "120"),
    ],
)
def test_a_message_that_lacks_something_is_not_sent_and_nothing_is_lost(
    inside: Client, adviser: Staff, three: list[Case], fields: dict[str, str], said: str
) -> None:
    for do in ("preview", "send"):
        response = send(inside, adviser, "message", three, do=do, **fields)
        assert response.status_code == 422
        assert said in words(response)
        assert fields.get("text", "") in words(response)
    assert not written().exists()


def test_all_in_the_list_are_chosen_on_every_page_of_it(inside: Client, unit: Unit, adviser: Staff) -> None:
    colleague = make_staff(unit, "Kai Colleague")
    for n in range(52):
        make_case(unit, segment="bypass" if n else "")
    assert "51 saker i lista" in words(inside.get("/adviser/?list=unit&segment=bypass"))
    assert 'name="all"' not in words(inside.get("/adviser/?list=unit&segment=none"))
    back = {"back": "list=unit&segment=bypass", "all": "on"}
    assert "Skriv til 51 personer" in words(send(inside, adviser, "message", [], **back))
    form = {"do": "assign", "holder": colleague.pk, "seen": read_desk(actor_of(adviser)).newest}
    assert inside.post(reverse("adviser_many"), form | back).status_code == 302
    assert Case.objects.filter(holder=colleague).count() == 51
