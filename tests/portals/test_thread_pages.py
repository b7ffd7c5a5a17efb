"""The pages of threads: person, leader, issuer and adviser, each in their own frame."""

import pytest
from django.test import Client
from django.urls import reverse

from stafett.access.actors import person_actor
from stafett.access.models import Reading
from stafett.cases.services import run_tick
from stafett.dialogue.thread_services import Written, start_thread
from stafett.dialogue.threads import Recipient, Thread, ThreadMessage, ThreadQuestion
from stafett.people.models import Leadership
from tests.factories import as_staff, day, instant, make_person
from tests.portals import person_world
from tests.portals.adviser_world import enter
from tests.portals.outside_world import World, client_of, make_world

pytestmark = pytest.mark.django_db
ON = "2026-03-02"


@pytest.fixture
def world() -> World:
    made = make_world()
    run_tick(on=day(ON), at=instant(ON))
    return made


def person(world: World) -> Client:
    return person_world.client_of(world.person)


def adviser(world: World) -> Client:
    client = Client()
    enter(client, world.region.adviser)
    return client


def shown(client: Client, name: str, *args: int) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def start(world: World, *, by_nav: bool = False, text: str = "Hei alle") -> Thread:
    others = [f"employer-{world.employment.pk}", f"issuer-{world.issuer.pk}"]
    actor = as_staff(world.region.adviser) if by_nav else person_actor(world.person)
    return start_thread(
        case=world.case, subject="Veien tilbake", others=others, first=Written(text), actor=actor, on=day(ON),
        at=instant(ON),
    )  # fmt: skip


def test_before_sending_the_person_is_told_who_will_see_it(world: World) -> None:
    leader = f"employer-{world.employment.pk}"
    form = {"subject": "Oppgaver", "text": "Kan vi snakke?", "others": [leader], "asked": "nav"}
    url = reverse("person_start_thread")
    assert "Nils Nærmeste" in shown(person(world), "person_start_thread")
    page = person(world).post(url, form | {"do": "preview"})
    html = page.content.decode()
    for told in ("Nils Nærmeste, nærmeste leder", "Kari Prøve0, den sykmeldte", "Nav Fjord", "Kan vi snakke?"):
        assert told in html
    assert world.issuer.name not in html
    assert not Thread.objects.exists()
    assert person(world).post(url, form | {"do": "edit"}).status_code == 200
    assert person(world).post(url, form | {"do": "send"}).status_code == 302
    assert Recipient.objects.filter(kind="employer", contact=world.leader).exists()


@pytest.mark.parametrize(
    ("change", "where"),
    [({"text": ""}, "id_text"), ({"subject": ""}, "id_subject"), ({"asked": "issuer-{issuer}"}, "id_asked"),
     ({"text": "x" * 5001}, "id_text")],
)  # fmt: skip
def test_a_refused_form_keeps_all_words(world: World, change: dict[str, str], where: str) -> None:
    words = {"subject": "Oppgaver", "text": "Kan vi snakke?", "asked": "nav", "do": "send"} | change
    data = {name: value.format(issuer=world.issuer.pk) for name, value in words.items()}
    response = person(world).post(reverse("person_start_thread"), data)
    assert response.status_code == 422
    html = response.content.decode()
    assert f"#{where}" in html
    assert data["text"] in html
    assert data["subject"] in html
    assert not Thread.objects.exists()


def test_everybody_in_it_reads_and_writes(world: World) -> None:
    thread = start(world)
    for client, name in (
        (person(world), "person_thread"), (client_of(world.leader), "employer_thread"),
        (client_of(world.issuer), "issuer_thread"),
    ):  # fmt: skip
        assert "Veien tilbake" in shown(client, f"{name}s")
        assert "Hei alle" in shown(client, name, thread.pk)
        assert client.post(reverse(name, args=[thread.pk]), {"text": f"Fra {name}"}).status_code == 302
    url = reverse("adviser_write_in_thread", args=[world.case.pk, thread.pk])
    assert adviser(world).post(url, {"text": "Fra Nav"}).status_code == 302
    page = shown(adviser(world), "adviser_thread", world.case.pk, thread.pk)
    for said in ("Hei alle", "Fra person_thread", "Fra employer_thread", "Fra issuer_thread", "Fra Nav"):
        assert said in page


def test_a_leader_hears_nothing_before_the_person_has_opened_it(world: World) -> None:
    thread = start(world, by_nav=True, text="Vi har et forslag")
    leader = client_of(world.leader)
    assert "Veien tilbake" not in shown(leader, "employer_threads")
    assert leader.get(reverse("employer_thread", args=[thread.pk])).status_code == 403
    shown(person(world), "person_thread", thread.pk)
    assert "Vi har et forslag" in shown(leader, "employer_thread", thread.pk)


def test_when_others_opened_it_the_person_and_nav_see_and_the_leader_does_not(world: World) -> None:
    thread = start(world)
    shown(client_of(world.issuer), "issuer_thread", thread.pk)
    assert "åpnet 2. mars" in shown(person(world), "person_thread", thread.pk)
    assert "åpnet 2." not in shown(client_of(world.leader), "employer_thread", thread.pk)


def test_who_is_not_in_it_is_refused_and_logged(world: World) -> None:
    thread = start_thread(
        case=world.case, subject="Mellom oss", others=[], first=Written("Bare Nav"), actor=person_actor(world.person),
        on=day(ON), at=instant(ON),
    )  # fmt: skip
    assert client_of(world.leader).get(reverse("employer_thread", args=[thread.pk])).status_code == 403
    assert client_of(world.hr).get(reverse("employer_thread", args=[thread.pk])).status_code == 403
    refused = client_of(world.issuer).post(reverse("issuer_thread", args=[thread.pk]), {"text": "x"})
    assert refused.status_code == 403
    stranger = person_world.client_of(make_person(world.region.local, 7))
    assert stranger.get(reverse("person_thread", args=[thread.pk])).status_code == 404
    assert list(Reading.objects.values_list("page", "allowed")) == [("thread", False)] * 3
    assert ThreadMessage.objects.count() == 1


def test_another_office_and_another_case_do_not_lead_to_it(world: World) -> None:
    thread = start(world)
    other = Client()
    enter(other, world.region.other_adviser)
    assert other.get(reverse("adviser_thread", args=[world.case.pk, thread.pk])).status_code == 404
    elsewhere = make_world_beside(world)
    assert adviser(world).get(reverse("adviser_thread", args=[elsewhere, thread.pk])).status_code == 404
    url = reverse("adviser_settle_question", args=[elsewhere, thread.pk, ThreadQuestion.objects.get().pk])
    assert adviser(world).post(url).status_code == 404


def make_world_beside(world: World) -> int:
    """Another case at the same office."""
    person_world.sick_person(world.region, serial=5)
    return int(world.region.local.held_cases.exclude(pk=world.case.pk).get().pk)


def test_a_changed_leader_is_out_at_once(world: World) -> None:
    thread = start(world)
    leader = client_of(world.leader)
    shown(leader, "employer_thread", thread.pk)
    Leadership.objects.update(last_day="2026-03-01")
    assert leader.get(reverse("employer_thread", args=[thread.pk])).status_code == 403
    assert leader.post(reverse("employer_thread", args=[thread.pk]), {"text": "x"}).status_code == 403
    assert "Veien tilbake" not in shown(leader, "employer_threads")


def test_nav_says_that_no_answer_is_needed(world: World) -> None:
    thread = start(world)
    question = ThreadQuestion.objects.get()
    assert "Trenger ikke svar" in shown(adviser(world), "adviser_thread", world.case.pk, thread.pk)
    url = reverse("adviser_settle_question", args=[world.case.pk, thread.pk, question.pk])
    assert adviser(world).post(url).status_code == 302
    assert adviser(world).post(url).status_code == 409
    assert "Trenger ikke svar" not in shown(adviser(world), "adviser_thread", world.case.pk, thread.pk)


def test_the_task_of_a_message_leads_to_the_thread(world: World) -> None:
    thread = start(world)
    page = shown(adviser(world), "adviser_case", world.case.pk)
    assert reverse("adviser_thread", args=[world.case.pk, thread.pk]) in page


def test_an_adviser_asks_the_issuer_with_a_day(world: World) -> None:
    key = f"issuer-{world.issuer.pk}"
    form = {"subject": "Halve dager", "text": "Går det?", "others": [key], "asked": key, "due": "2026-03-20"}
    url = reverse("adviser_start_thread", args=[world.case.pk])
    assert adviser(world).post(url, form | {"due": "", "do": "preview"}).status_code == 422
    assert f"{world.issuer.name}, sykmelder" in adviser(world).post(url, form | {"do": "preview"}).content.decode()
    assert adviser(world).post(url, form | {"do": "send"}).status_code == 302
    question = ThreadQuestion.objects.get()
    assert (question.asked.issuer, question.due) == (world.issuer, day("2026-03-20"))


def test_when_the_absence_is_over_what_was_written_is_shown_and_not_sent(world: World) -> None:
    thread = start(world)
    question = ThreadQuestion.objects.get()
    adviser(world).post(reverse("adviser_settle_question", args=[world.case.pk, thread.pk, question.pk]))
    run_tick(on=day("2026-08-01"), at=instant("2026-08-01"))
    response = person(world).post(reverse("person_thread", args=[thread.pk]), {"text": "Er dere der?"})
    assert response.status_code == 422
    assert "Er dere der?" in response.content.decode()
    assert person(world).get(reverse("person_start_thread"))["Location"] == reverse("person_help")


def test_ten_megabytes_are_refused_in_words(world: World) -> None:
    response = person(world).post(reverse("person_start_thread"), {"subject": "x", "text": "x" * 10_000_000})
    assert response.status_code == 413
    assert "Det var for mye på én gang" in response.content.decode()


def test_scripts_are_shown_as_text(world: World) -> None:
    bad = "<script>alert(1)</script>"
    thread = start(world, text=bad)
    page = shown(client_of(world.leader), "employer_thread", thread.pk)
    assert bad not in page
    assert "&lt;script&gt;" in page


def test_the_person_is_spoken_to_and_others_are_told_of_them(world: World) -> None:
    thread = start(world)
    to_person, to_issuer = (
        shown(person(world), "person_thread", thread.pk), shown(client_of(world.issuer), "issuer_thread", thread.pk)
    )  # fmt: skip
    assert "når du har åpnet det" in to_person
    assert "når den sykmeldte har åpnet det" in to_issuer
    assert "Du og Nav er med i alle samtaler om deg" in shown(person(world), "person_threads")
    assert "Du og Nav er alltid med" in shown(person(world), "person_start_thread")
