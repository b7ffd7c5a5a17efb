"""The issuer's pages: what waits, one patient, help in one click, the elaborating questions, and what came of it."""

import pytest
from django.test import Client
from django.urls import reverse

from stafett.access.models import Reading
from stafett.cases.models import Task
from stafett.cases.services import run_tick
from stafett.dialogue.models import HelpRequest
from stafett.dialogue.services import answer_request
from stafett.dialogue.statement_services import say_use
from stafett.dialogue.statements import IssuerStatement
from stafett.dialogue.thread_services import Written, start_thread
from stafett.dialogue.threads import ThreadMessage
from stafett.people.models import Issuer
from tests.factories import as_staff, bring, day, instant, note
from tests.portals.adviser_world import enter
from tests.portals.outside_world import World, client_of, make_world

pytestmark = pytest.mark.django_db
ON = "2026-03-02"
SAID = {"can_do": "Sitte", "cannot": "Løfte", "adaptation": "", "tried": "", "expected": "Frisk i mai"}


@pytest.fixture
def world() -> World:
    made = make_world(message_to_nav={"help_at_once": True, "text": "Ring pasienten"})
    run_tick(on=day(ON), at=instant(ON))
    return made


@pytest.fixture
def client(world: World) -> Client:
    return client_of(world.issuer)


def shown(client: Client, name: str, *args: int) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def answer(world: World, request: HelpRequest) -> None:
    answer_request(
        request=request, assessed="Trenger tilrettelegging", next_step="Vi ringer lederen",
        actor=as_staff(world.region.adviser), on=day(ON), at=instant(ON),
    )  # fmt: skip


def test_what_waits_stands_on_top_of_the_list(world: World, client: Client) -> None:
    page = shown(client, "issuer_patients")
    assert page.index("Venter på deg") < page.index("Sykmeldt</dt>")
    assert f"/issuer/patient/{world.case.pk}/#elaborate" in page


def test_the_newest_note_comes_first(world: World, client: Client) -> None:
    bring([note("n9", [("2026-02-20", "2026-04-30")], serial=9)], ON)
    page = shown(client, "issuer_patients").split("Venter på deg")[-1].split("</section>", 1)[1]
    assert page.index("Kari Prøve9") < page.index("Kari Prøve0")


def test_help_at_once_on_a_note_is_the_issuers_own_request(world: World, client: Client) -> None:
    page = shown(client, "issuer_patient", world.case.pk)
    assert "Ring pasienten" in page
    assert "på sykmeldingen" in page
    assert "Du får svar senest" in page or "Du skulle hatt svar" in page


def test_help_is_asked_for_in_one_click(world: World, client: Client) -> None:
    response = client.post(reverse("issuer_help", args=[world.case.pk]), {"how_soon": "urgent", "wanted": ""})
    assert response.status_code == 302
    asked = HelpRequest.objects.get(note=None)
    assert (asked.sender, asked.issuer, asked.how_soon, asked.wanted) == ("issuer", world.issuer, "urgent", "")


def test_a_line_that_is_too_long_comes_back_whole(world: World, client: Client) -> None:
    words = "æ" * 1001
    response = client.post(reverse("issuer_help", args=[world.case.pk]), {"how_soon": "soon", "wanted": words})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert HelpRequest.objects.count() == 1


def test_the_issuer_hears_what_was_assessed_and_what_happens(world: World, client: Client) -> None:
    asked = HelpRequest.objects.get()
    answer(world, asked)
    assert f"#request-{asked.pk}" in shown(client, "issuer_patients")
    page = shown(client, "issuer_patient", world.case.pk)
    for told in ("Trenger tilrettelegging", "Vi ringer lederen", "Anne Adviser", "Hjalp svaret?"):
        assert told in page


def test_the_issuer_says_if_it_helped_and_nav_sees_it(world: World, client: Client) -> None:
    asked = HelpRequest.objects.get()
    url = reverse("issuer_helped", args=[world.case.pk, asked.pk])
    prefix = f"helped{asked.pk}"
    early = client.post(url, {f"{prefix}-helped": "yes"})
    assert early.status_code == 422
    answer(world, asked)
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {f"{prefix}-helped": "partly", f"{prefix}-helped_line": "Litt sent"}).status_code == 302
    assert f"#request-{asked.pk}" not in shown(client, "issuer_patients")
    adviser = Client()
    enter(adviser, world.region.adviser)
    page = shown(adviser, "adviser_dialogue", world.case.pk)
    assert "Litt sent" in page
    assert "Delvis" in page


def test_the_elaborating_questions_are_answered_in_form(world: World, client: Client) -> None:
    assert 'id="elaborate"' in shown(client, "issuer_patient", world.case.pk)
    assert client.post(reverse("issuer_statement", args=[world.case.pk]), SAID).status_code == 302
    page = shown(client, "issuer_patient", world.case.pk)
    assert 'id="elaborate"' not in page
    assert "Frisk i mai" in page
    assert Task.objects.filter(kind="extended_note", state="done").exists()


def test_what_lacks_words_comes_back_with_the_others_in_it(world: World, client: Client) -> None:
    response = client.post(reverse("issuer_statement", args=[world.case.pk]), SAID | {"cannot": ""})
    assert response.status_code == 422
    assert "Frisk i mai" in response.content.decode()
    assert not IssuerStatement.objects.exists()


def test_an_answer_to_a_closed_question_is_refused_and_stands_on_the_page(world: World, client: Client) -> None:
    client.post(reverse("issuer_statement", args=[world.case.pk]), SAID)
    response = client.post(reverse("issuer_statement", args=[world.case.pk]), SAID | {"cannot": "Gå i trapper"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "Gå i trapper" in page
    assert "Nav ber ikke om disse opplysningene nå" in page
    assert IssuerStatement.objects.count() == 1


def test_the_issuer_sees_whether_the_statement_was_of_use(world: World, client: Client) -> None:
    client.post(reverse("issuer_statement", args=[world.case.pk]), SAID)
    assert "Nav har ikke sagt ennå" in shown(client, "issuer_patient", world.case.pk)
    say_use(
        statement=IssuerStatement.objects.get(), use="used", line="Til samtalen", actor=as_staff(world.region.adviser),
        on=day(ON), at=instant(ON),
    )  # fmt: skip
    page = shown(client, "issuer_patient", world.case.pk)
    assert "Ja, vi brukte det. Til samtalen" in page


def test_navs_question_is_answered_on_the_patients_page(world: World, client: Client) -> None:
    key = f"issuer-{world.issuer.pk}"
    thread = start_thread(
        case=world.case, subject="Halve dager", others=[key], first=Written("Går det?", key, day("2026-03-09")),
        actor=as_staff(world.region.adviser), on=day(ON), at=instant(ON),
    )  # fmt: skip
    assert "Spørsmål til deg: Halve dager" in shown(client, "issuer_patients")
    page = shown(client, "issuer_patient", world.case.pk)
    assert "Går det?" in page
    assert client.post(reverse("issuer_thread", args=[thread.pk]), {"text": "Ja, i april"}).status_code == 302
    assert ThreadMessage.objects.latest("pk").text == "Ja, i april"
    assert 'id="questions"' not in shown(client, "issuer_patient", world.case.pk)


def test_scripts_are_shown_as_text(world: World, client: Client) -> None:
    bad = "<script>alert(1)</script>"
    client.post(reverse("issuer_statement", args=[world.case.pk]), SAID | {"cannot": bad})
    client.post(reverse("issuer_help", args=[world.case.pk]), {"how_soon": "soon", "wanted": bad})
    page = shown(client, "issuer_patient", world.case.pk)
    assert bad not in page
    assert page.count("&lt;script&gt;") == 2


def test_another_issuer_does_nothing_here_and_each_try_is_logged(world: World) -> None:
    other = client_of(Issuer.objects.create(hpr_number="7654321", name="En annen"))
    asked = HelpRequest.objects.get()
    answer(world, asked)
    for name, args, data in (
        ("issuer_help", [world.case.pk], {"how_soon": "soon"}),
        ("issuer_statement", [world.case.pk], SAID),
        ("issuer_helped", [world.case.pk, asked.pk], {f"helped{asked.pk}-helped": "yes"}),
        ("issuer_start_thread", [world.case.pk], {"do": "send", "subject": "x", "text": "y"}),
    ):
        assert other.post(reverse(name, args=args), data).status_code == 403, name
    assert list(Reading.objects.values_list("allowed", flat=True)) == [False] * 4
    assert (HelpRequest.objects.count(), IssuerStatement.objects.count(), ThreadMessage.objects.count()) == (1, 0, 0)


def test_a_request_of_somebody_else_is_not_judged(world: World, client: Client) -> None:
    HelpRequest.objects.update(sender="employer", note=None)
    asked = HelpRequest.objects.get()
    answer(world, asked)
    url = reverse("issuer_helped", args=[world.case.pk, asked.pk])
    assert client.post(url, {f"helped{asked.pk}-helped": "yes"}).status_code == 404


def test_who_comes_to_an_address_that_takes_forms_alone_ends_on_the_patient(world: World, client: Client) -> None:
    response = client.get(reverse("issuer_help", args=[world.case.pk]))
    assert (response.status_code, response["Location"]) == (302, f"/issuer/patient/{world.case.pk}/")
