"""The page of help from others, the directory, and what the person sees."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stafett.cases.models import Case
from stafett.cases.services import run_tick
from stafett.plans.models import Referral, SpecialistQuestion
from tests.factories import Region, bring, day, instant, make_region, note, open_case
from tests.portals.adviser_world import enter
from tests.portals.person_world import client_of

pytestmark = pytest.mark.django_db
TODAY = "2026-03-04"


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def case(client: Client, region: Region) -> Case:
    bring([note("a", [("2026-02-23", "2026-04-30")])], "2026-03-02")
    run_tick(on=day(TODAY), at=instant(TODAY))
    enter(client, region.adviser)
    return open_case()


def page(client: Client, case: Case) -> str:
    return client.get(reverse("adviser_others", args=[case.pk])).content.decode()


def post(client: Client, name: str, prefix: str, *keys: int, **values: str) -> Any:
    return client.post(reverse(name, args=keys), {f"{prefix}-{key}": value for key, value in values.items()})


def test_a_specialist_is_asked_and_the_answer_is_seen_by_the_person(client: Client, case: Case) -> None:
    words = {"specialist": "advisory_doctor", "question": "Kan gradering prøves?"}
    assert "Bare det du skriver her, deles." in page(client, case)
    assert post(client, "adviser_ask", "ask", case.pk, **words).status_code == 302
    assert "Svar ventes innen 18. mars 2026." in page(client, case)
    of_case = client.get(reverse("adviser_case", args=[case.pk])).content.decode()
    assert "Se etter svar fra en spesialist" in of_case
    assert "Skriv inn svaret" in of_case
    question = SpecialistQuestion.objects.get()
    keys, name = (case.pk, question.pk), f"question{question.pk}"
    empty = post(client, "adviser_specialist_answer", name, *keys, answer="Ja, halv stilling", answered_by="")
    assert empty.status_code == 422
    assert "Skriv hvem som svarte." in empty.content.decode()
    said = {"answer": "Ja, halv stilling", "answered_by": "Dr. Prøve"}
    assert post(client, "adviser_specialist_answer", name, *keys, **said).status_code == 302
    twice = post(client, "adviser_specialist_answer", name, *keys, answer="Nei", answered_by="Dr. Annen")
    assert twice.status_code == 409
    assert "Dr. Annen" in twice.content.decode()
    theirs = client_of(case.person)
    shown = theirs.get("/my/case/").content.decode()
    for each in ("Vi spurte en av legene i Nav", "Kan gradering prøves?", "Ja, halv stilling"):
        assert each in shown
    assert "Så på eller ba om hjelp fra andre til deg" in theirs.get("/my/readings/").content.decode()


def test_a_referral_is_made_and_answered_and_a_gap_is_told(client: Client, case: Case) -> None:
    words = {"theme": "housing", "service": "Boligkontoret", "has_offer": "yes"}
    assert post(client, "adviser_refer", "refer", case.pk, **words).status_code == 302
    referral = Referral.objects.get()
    address = reverse("adviser_referral", args=[case.pk, referral.pk])
    assert client.post(address, {"value": "yes"}).status_code == 302
    assert client.post(address, {"value": "no"}).status_code == 409
    gap = words | {"service": "", "theme": "language", "has_offer": "no"}
    post(client, "adviser_refer", "refer", case.pk, **gap)
    shown = page(client, case)
    for each in ("Bolig: Boligkontoret", "takket ja", "Språk", "fant ikke noe tilbud"):
        assert each in shown
    lacking = client.get(reverse("adviser_directory")).content.decode()
    assert "færre enn 5" in lacking
    Referral.objects.filter(state="no_offer").update(made_on="2025-01-01")
    assert "Ingen slike er registrert." in client.get(reverse("adviser_directory")).content.decode()
    assert "Vi fant ikke noe tilbud." in client_of(case.person).get("/my/case/").content.decode()


@pytest.mark.parametrize(
    ("name", "prefix", "values", "said"),
    [
        ("adviser_ask", "ask", {"specialist": "", "question": "Kan gradering prøves?"}, "Velg hvem du vil spørre."),
        ("adviser_ask", "ask", {"specialist": "aids", "question": " "}, "Skriv spørsmålet."),
        ("adviser_refer", "refer", {"theme": "housing", "service": "Husbanken"}, "Velg om det finnes et tilbud."),
        ("adviser_refer", "refer", {"theme": "housing", "has_offer": "yes"}, "Skriv hvilken tjeneste."),
    ],
)
def test_bad_input_is_said_and_nothing_is_lost(
    client: Client, case: Case, name: str, prefix: str, values: dict[str, str], said: str
) -> None:
    response = post(client, name, prefix, case.pk, **values)
    assert response.status_code == 422
    assert said in response.content.decode()
    for words in ("question", "service"):
        assert values.get(words, "").strip() in response.content.decode()


def test_the_directory_says_who_contributes_what(client: Client, case: Case) -> None:
    shown = client.get(reverse("adviser_directory")).content.decode()
    for words in ("Rådgivende lege (ROL)", "Arbeidslivssenter (ALS)", "Når:", "Bolig, økonomi og gjeld"):
        assert words in shown
