"""The person's own pages of their follow-up plans."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stafett.plans.follow_up_plan.content import LONGEST_TEXT
from tests.factories import make_person
from tests.plans.plan_world import PlanWorld, make_plan_world
from tests.portals.outside_world import client_of
from tests.portals.person_world import client_of as client_of_person

pytestmark = pytest.mark.django_db
ACTS = ("person_plan_words", "person_plan_answer", "person_share_plan", "person_withdraw_plan")


@pytest.fixture
def made() -> PlanWorld:
    return make_plan_world()


@pytest.fixture
def person(made: PlanWorld) -> Client:
    return client_of_person(made.world.person)


def page(client: Client, name: str, *args: int) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return str(response.content.decode())


def sent(client: Client, made: PlanWorld, name: str, **data: Any) -> tuple[int, str]:
    response = client.post(reverse(name, args=[made.plan.pk]), data, follow=True)
    return response.status_code, response.content.decode()


def test_a_plan_that_waits_is_the_first_thing_the_person_sees(made: PlanWorld, person: Client) -> None:
    made.save()
    assert "En oppfølgingsplan venter på deg" not in page(person, "person_home")
    made.send()
    assert "En oppfølgingsplan venter på deg" in page(person, "person_home")
    assert "Planen venter på svar fra deg." in page(person, "person_plans")
    assert "Du har fått en oppfølgingsplan" in page(person, "person_messages")


def test_a_plan_nobody_has_begun_is_not_there(made: PlanWorld, person: Client) -> None:
    made.ask()
    assert "Ingen plan ennå" in page(person, "person_plans")
    assert person.get(reverse("person_plan", args=[made.plan.pk])).status_code == 404


def test_the_person_adds_own_words_and_approves(made: PlanWorld, person: Client) -> None:
    made.save()
    made.send()
    status, html = sent(person, made, "person_plan_words", started_from="1", words="Jeg kan begynne kl. 10")
    assert (status, "Jeg kan begynne kl. 10" in html) == (200, True)
    status, html = sent(person, made, "person_plan_answer", seen="2", answer="approved", why="")
    assert (status, made.plan.state, "Du har godkjent planen." in html) == (200, "approved", True)


def test_the_person_sends_it_back_with_words(made: PlanWorld, person: Client) -> None:
    made.save()
    made.send()
    for data, told in (({"answer": "returned"}, "Skriv hva som må endres."), ({}, "Velg ett av svarene.")):
        status, html = sent(person, made, "person_plan_answer", seen="1", why="", **data)
        assert (status, told in html) == (422, True)
    status, html = sent(person, made, "person_plan_answer", seen="1", answer="returned", why="Kassen går ikke")
    assert (status, "Kassen går ikke" in html, made.plan.state) == (200, True, "draft")


def test_what_the_person_wrote_is_still_there_when_the_leader_came_first(made: PlanWorld, person: Client) -> None:
    made.save()
    made.save(1, can_do="Noe nytt")
    status, html = sent(person, made, "person_plan_words", started_from="1", words="Mine egne ord")
    assert (status, made.plan.version) == (409, 2)
    for told in ("Mine egne ord", "Noe nytt", made.world.leader.name, 'name="started_from" value="2"'):
        assert told in html


def test_an_answer_to_another_version_is_refused(made: PlanWorld, person: Client) -> None:
    made.save()
    made.send()
    assert sent(person, made, "person_plan_answer", seen="7", answer="approved", why="")[0] == 409
    made.answer()
    assert sent(person, made, "person_plan_answer", seen="1", answer="returned", why="Nei")[0] == 422


def test_too_long_words_come_back(made: PlanWorld, person: Client) -> None:
    made.save()
    words = "x" * (LONGEST_TEXT + 1)
    status, html = sent(person, made, "person_plan_words", started_from="1", words=words)
    assert (status, words in html) == (422, True)


def test_the_person_shares_by_name_and_takes_back(made: PlanWorld, person: Client) -> None:
    made.approved()
    html = page(person, "person_plan", made.plan.pk)
    assert f"Del planen med {made.world.issuer.name}" in html
    assert "Del planen med Nav Fjord" in html
    _, html = sent(person, made, "person_share_plan", seen="1", shared_with="issuer")
    assert f"Slutt å dele med {made.world.issuer.name}" in html
    assert f"Delt av {made.world.person.name}" in html
    _, html = sent(person, made, "person_withdraw_plan", seen="1", shared_with="issuer")
    assert "Trukket tilbake av" in html
    assert person.post(reverse("person_share_plan", args=[made.plan.pk]), {"shared_with": "x"}).status_code == 404


def test_the_person_sees_every_version_and_every_share(made: PlanWorld, person: Client) -> None:
    made.save(can_do="Lager")
    made.save(1, can_do="Kasse")
    html = page(person, "person_plan_versions", made.plan.pk)
    assert all(told in html for told in ("Lager", "Kasse", made.world.leader.name))
    made.unnecessary("Tilbake på mandag")
    assert "Tilbake på mandag" in page(person, "person_plan", made.plan.pk)


def test_scripts_are_shown_as_text(made: PlanWorld, person: Client) -> None:
    made.save(can_do="<script>alert(1)</script>")
    assert "<script>alert(1)" not in page(person, "person_plan", made.plan.pk)


def test_somebody_elses_plan_is_not_there(made: PlanWorld) -> None:
    made.save()
    stranger = client_of_person(make_person(made.world.region.local, 9))
    assert "Ingen plan ennå" in page(stranger, "person_plans")
    for name in ("person_plan", "person_plan_versions"):
        assert stranger.get(reverse(name, args=[made.plan.pk])).status_code == 404
    for name in ACTS:
        assert stranger.post(reverse(name, args=[made.plan.pk]), {"shared_with": "nav"}).status_code == 404


def test_what_happened_stands_in_the_case_and_who_read_it_in_the_log(made: PlanWorld, person: Client) -> None:
    made.save()
    client_of(made.world.leader).get(reverse("employer_plan", args=[made.world.employment.pk]))
    assert "Lederen din skrev i oppfølgingsplanen" in page(person, "person_case")
    html = page(person, "person_readings")
    assert "Oppfølgingsplanen, hos arbeidsgiveren" in html
    assert made.world.leader.name in html


@pytest.mark.parametrize("language", ["nn", "en"])
def test_every_page_is_there_in_the_other_languages(made: PlanWorld, language: str) -> None:
    made.save()
    made.send()
    client = client_of_person(made.world.person)
    client.post("/language/", {"language": language, "next": "/"})
    for name in ("person_home", "person_plans", "person_messages", "person_readings"):
        page(client, name)
    for name in ("person_plan", "person_plan_versions"):
        page(client, name, made.plan.pk)
