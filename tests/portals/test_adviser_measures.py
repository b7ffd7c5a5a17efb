"""The page of a person's measures, the queue, and what the person sees."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stafett.cases.models import Case
from stafett.cases.services import run_tick
from stafett.plans.models import Measure
from tests.factories import Region, bring, day, instant, make_region, make_staff, note, open_case
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
    return client.get(reverse("adviser_measures", args=[case.pk])).content.decode()


def propose(client: Client, case: Case, **values: str) -> Any:
    data = {"code": "clarification", "why": "Vil prøve andre oppgaver", "provider": "Fjord Arbeid"}
    return client.post(reverse("adviser_propose", args=[case.pk]), data | values)


def move(client: Client, measure: Measure, to: str, **values: str) -> Any:
    data = {"day": TODAY, "version": str(measure.version)} | values
    named = {f"{to}{measure.pk}-{name}": value for name, value in data.items()}
    return client.post(reverse("adviser_move_measure", args=[measure.case_id, measure.pk]), named | {"to": to})


def moved(client: Client, measure: Measure, to: str, **values: str) -> None:
    measure.refresh_from_db()
    assert move(client, measure, to, **values).status_code == 302


def test_a_measure_is_proposed_waited_for_and_begun_and_the_person_sees_it(client: Client, case: Case) -> None:
    of_case = client.get(reverse("adviser_case", args=[case.pk])).content.decode()
    assert f'href="{reverse("adviser_measures", args=[case.pk])}"' in of_case
    assert propose(client, case).status_code == 302
    measure = Measure.objects.get()
    moved(client, measure, "applied")
    queue = client.get(reverse("adviser_queue")).content.decode()
    for words in ("Kari Prøve0", "Avklaring", "Ventetid er aldri et argument for uføretrygd."):
        assert words in queue
    moved(client, measure, "running", planned_end="2026-04-20")
    shown = page(client, case)
    for words in ("i gang", "Vil prøve andre oppgaver", "Fjord Arbeid", "20. april 2026"):
        assert words in shown
    theirs = client_of(case.person).get("/my/case/").content.decode()
    for words in ("Finne ut hva du kan klare i jobb", "Det er i gang.", "Hvorfor: Vil prøve andre oppgaver"):
        assert words in theirs
    assert "Så på eller endret tiltakene dine" in client_of(case.person).get("/my/readings/").content.decode()


def test_a_measure_that_outlasts_sick_pay_warns(client: Client, case: Case) -> None:
    propose(client, case)
    measure = Measure.objects.get()
    moved(client, measure, "applied")
    moved(client, measure, "running", planned_end="2026-06-01")
    assert "Tiltaket varer lenger enn sykepengene" not in page(client, case)
    Measure.objects.update(planned_end=day("2027-06-01"))
    assert "Tiltaket varer lenger enn sykepengene" in page(client, case)


def test_bad_input_is_said_and_nothing_is_lost(client: Client, case: Case) -> None:
    for values, said in (({"code": ""}, "Velg et tiltak."), ({"why": " "}, "Skriv hvorfor.")):
        response = propose(client, case, **values)
        assert response.status_code == 422
        assert said in response.content.decode()
        assert "Fjord Arbeid" in response.content.decode()
    propose(client, case)
    measure = Measure.objects.get()
    for to, step, said in (
        ("applied", {"day": ""}, "Skriv en dato."),
        ("applied", {"day": "2026-03-05"}, "Velg en dag fra 23. februar 2026 til i dag."),
        ("broken_off", {"broken_why": "other", "line": ""}, "Si hvorfor."),
    ):
        response = move(client, measure, to, **step)
        assert response.status_code == 422
        assert said in response.content.decode()
    assert client.post(reverse("adviser_move_measure", args=[case.pk, measure.pk]), {"to": "x"}).status_code == 404


def test_the_second_adviser_is_told(client: Client, case: Case) -> None:
    propose(client, case)
    seen = Measure.objects.get()
    assert move(client, seen, "applied").status_code == 302
    late = move(client, seen, "broken_off", broken_why="other", line="Ombestemte seg")
    assert late.status_code == 409
    for words in ("Du har alt gjort dette", "Anne Adviser endret tiltaket", "Ombestemte seg"):
        assert words in late.content.decode()
    assert move(client, seen, "applied").status_code == 302
    enter(client, make_staff("Siv Second", case.holder_unit))
    late = move(client, seen, "applied")
    assert late.status_code == 409
    assert "Noen kom før deg" in late.content.decode()


def test_a_leader_sees_and_changes_nothing(client: Client, case: Case, region: Region) -> None:
    propose(client, case)
    enter(client, region.leader)
    shown = page(client, case)
    assert "Vil prøve andre oppgaver" in shown
    assert "Foreslå tiltaket" not in shown
    assert propose(client, case).status_code == 403
