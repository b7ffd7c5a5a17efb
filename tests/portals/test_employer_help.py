"""An employer asks Nav for help and reads the answer; and nothing about health is on any of their pages."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from stafett.dialogue.models import HelpRequest
from stafett.dialogue.services import answer_request, ask_for_help
from stafett.meetings.dialogue_1.services import call_meeting
from stafett.people.models import EmployerContact, Leadership
from tests.factories import day, instant
from tests.meetings.dialogue_world import when
from tests.plans.plan_world import ON, PlanWorld, make_plan_world
from tests.portals.adviser_world import enter
from tests.portals.outside_world import client_of, make_contact
from tests.portals.person_world import client_of as client_of_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> PlanWorld:
    return make_plan_world()


def url(made: PlanWorld) -> str:
    return reverse("employer_help", args=[made.world.employment.pk])


def html(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def asked(made: PlanWorld) -> HelpRequest:
    client_of(made.world.leader).post(url(made), {"wanted": "Vi trenger hjelpemidler", "how_soon": "soon"})
    return HelpRequest.objects.get()


def test_an_employer_asks_in_two_fields_and_gets_a_day(made: PlanWorld) -> None:
    request = asked(made)
    assert (request.sender, request.contact, request.person) == ("employer", made.world.leader, made.world.person)
    told = html(client_of(made.world.leader), url(made))
    assert "Vi trenger hjelpemidler" in told
    assert "Svar kommer senest" in told


def test_both_fields_are_needed(made: PlanWorld) -> None:
    response = client_of(made.world.leader).post(url(made), {"wanted": "", "how_soon": ""})
    assert response.status_code == 422
    assert not HelpRequest.objects.exists()


def test_the_answer_is_shown_to_who_asked_and_to_the_person_alone(made: PlanWorld) -> None:
    request = asked(made)
    answer_request(
        request=request, assessed="Dere kan få hev-senk-pult", next_step="Vi sender skjema", actor=made.adviser,
        on=day(ON), at=instant(ON),
    )  # fmt: skip
    told = html(client_of(made.world.leader), url(made))
    assert "Dere kan få hev-senk-pult" in told
    assert "Vi sender skjema" in told
    assert "hev-senk-pult" in html(client_of_person(made.world.person), reverse("person_request", args=[request.pk]))
    Leadership.objects.all().delete()
    other = make_contact(made.world.employment.employer, "Nina Nyleder", "leader")
    Leadership.objects.create(employment=made.world.employment, leader=other, first_day="2026-01-01")
    assert "hev-senk-pult" not in html(client_of(other), url(made))


def test_hr_does_not_ask(made: PlanWorld) -> None:
    assert client_of(made.world.hr).get(url(made)).status_code == 403
    assert client_of(made.world.hr).post(url(made), {"wanted": "x", "how_soon": "soon"}).status_code == 403


def test_the_adviser_is_told_who_reads_the_answer(made: PlanWorld) -> None:
    asked(made)
    adviser = Client()
    enter(adviser, made.world.region.adviser)
    assert "Svaret vises for arbeidsgiveren" in html(adviser, reverse("adviser_case", args=[made.world.case.pk]))


TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
SECRETS = ("L03", "Korsrygg", "Vond rygg", "Sover dårlig", "Bør avklares")
ABOUT_HEALTH = {
    "diagnoses": [{"system": "icpc-2", "code": "L03", "text": "Korsrygg symptomer", "main": True}],
    "message_to_nav": {"text": "Bør avklares", "help_at_once": False},
}


@pytest.mark.parametrize("who", ["leader", "hr"])
def test_no_word_of_health_is_in_anything_an_employer_is_sent(who: str) -> None:
    made = make_plan_world(**ABOUT_HEALTH)
    case, person = made.world.case, made.world.person
    ask_for_help(
        person=person, sender="person", wanted="Sover dårlig av Vond rygg", how_soon="soon", actor=made.person,
        on=day(ON), at=instant(ON),
    )  # fmt: skip
    made.approved()
    made.share("issuer")
    call_meeting(
        case=case, employment=made.world.employment, when=when(), agenda=["Oppgaver"], others=[], actor=made.leader,
        on=day(ON), at=instant(ON),
    )  # fmt: skip
    contact: EmployerContact = getattr(made.world, who)
    client, seen, queue = client_of(contact), set[str](), [reverse("employer_people")]
    while queue:
        address = queue.pop()
        seen.add(address)
        response = client.get(address)
        sent = TOKEN.sub("", response.content.decode()) + str(response.headers)
        assert [word for word in SECRETS if word.lower() in sent.lower()] == []
        assert f"/case/{case.pk}" not in sent
        assert person.identity_number not in sent
        queue += [found for found in re.findall(r'href="(/employer/[^"#?]*)', sent) if found not in seen]
    assert len(seen) == (4 if who == "hr" else 13)
