"""Writing to a person: insert, check, preview, send, read; and the words that an office keeps."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stafett.cases.models import Case
from stafett.cases.services import run_tick
from stafett.dialogue.models import Message, TextBlock
from stafett.people.models import Person
from tests.factories import Region, bring, day, instant, make_region, note, open_case
from tests.portals.adviser_world import enter
from tests.portals.person_world import client_of

pytestmark = pytest.mark.django_db
TODAY = "2026-01-12"
HEAVY = "Arbeidsavklaringspengeforskriftens gjennomføringsbestemmelser forutsetter dokumentasjonsinnhenting."


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def case(client: Client, region: Region) -> Case:
    bring([note("a", [("2026-01-05", "2026-01-31")])], "2026-01-05")
    run_tick(on=day(TODAY), at=instant(TODAY))
    enter(client, region.adviser)
    return open_case()


def post(client: Client, case: Case, do: str, **values: str) -> Any:
    words = {"subject": "Møte på torsdag", "text": "Kan du komme på torsdag?"}
    return client.post(reverse("adviser_write", args=[case.pk]), words | values | {"do": do})


def test_from_preview_to_the_person_who_reads_and_can_answer(client: Client, case: Case) -> None:
    assert "Skriv til personen" in client.get(reverse("adviser_dialogue", args=[case.pk])).content.decode()
    preview = post(client, case, "preview").content.decode()
    for words in ("Slik ser personen meldingen", "Møte på torsdag", "Kan du komme på torsdag?", "LIX"):
        assert words in preview
    assert not Message.objects.filter(code="written").exists()
    sent = post(client, case, "send")
    assert sent["Location"] == reverse("adviser_dialogue", args=[case.pk])
    shown = client.get(sent["Location"]).content.decode()
    assert "Møte på torsdag" in shown
    assert "Meldingen er sendt." in shown
    theirs = client_of(case.person)
    assert "Møte på torsdag" in theirs.get("/my/").content.decode()
    letters = theirs.get("/my/messages/").content.decode()
    for words in ("Kan du komme på torsdag?", "Fra Anne Adviser i Nav", "Svar, eller spør om noe"):
        assert words in letters
    assert "Skrev til deg, eller leste en melding til deg" in theirs.get("/my/readings/").content.decode()
    message = Message.objects.get(code="written")
    assert message.read_on == day(TODAY)
    assert (
        "Kan du komme på torsdag?"
        in client.get(reverse("adviser_message", args=[case.pk, message.pk])).content.decode()
    )


def test_a_template_is_filled_in_after_what_was_typed(client: Client, case: Case, region: Region) -> None:
    block = TextBlock.objects.create(unit=region.local, title="Adresse", text="Vi holder til i Storgata.")
    chosen = {"template": "invite_to_talk", "day": "2026-01-20", "block": str(block.pk)}
    shown = post(client, case, "insert", subject="", text="Hallo der!", **chosen).content.decode()
    for words in ("Vil du snakke med oss?", "Hei, Kari.", "20. januar 2026", "Anne Adviser, Nav Fjord"):
        assert words in shown
    assert shown.index("Hallo der!") < shown.index("Hei, Kari.") < shown.index("Vi holder til i Storgata.")


def test_a_template_without_its_day_is_asked_for_and_nothing_is_lost(client: Client, case: Case) -> None:
    response = post(client, case, "insert", template="invite_to_talk", text="Hallo der!")
    assert response.status_code == 422
    assert "Malen trenger en dag. Velg den." in response.content.decode()
    assert "Hallo der!" in response.content.decode()


def test_the_language_is_checked_without_javascript_and_heavy_words_can_be_sent(client: Client, case: Case) -> None:
    assert "tungt å lese" not in post(client, case, "check").content.decode()
    shown = post(client, case, "check", text=HEAVY).content.decode()
    assert "tungt å lese" in shown
    assert HEAVY in shown
    assert post(client, case, "send", text=HEAVY).status_code == 302


def test_readability_is_a_part_of_the_page_while_it_is_written(client: Client, case: Case) -> None:
    part = client.post(reverse("adviser_readability"), {"text": "Vi ringer deg."}).content.decode()
    assert "LIX 3</strong>, svært lettlest" in part
    assert "<html" not in part
    page = client.get(reverse("adviser_write", args=[case.pk])).content.decode()
    assert f'hx-post="{reverse("adviser_readability")}"' in page


@pytest.mark.parametrize("do", ["preview", "send"])
def test_an_empty_message_is_refused(client: Client, case: Case, do: str) -> None:
    response = post(client, case, do, text=" ")
    assert response.status_code == 422
    assert "Skriv meldingen." in response.content.decode()
    assert "Møte på torsdag" in response.content.decode()


def test_a_letter_is_to_be_printed(client: Client, case: Case) -> None:
    Person.objects.update(reachable_digitally=False)
    post(client, case, "send")
    assert "skriv den ut og legg den i posten" in client.get(reverse("adviser_case", args=[case.pk])).content.decode()
    message = Message.objects.get(code="written")
    assert "Skriv ut siden" in client.get(reverse("adviser_message", args=[case.pk, message.pk])).content.decode()


def test_a_closed_case_is_not_written_in_and_the_words_are_shown(client: Client, case: Case) -> None:
    run_tick(on=day("2026-03-10"), at=instant("2026-03-10"))
    response = post(client, case, "send")
    assert response.status_code == 409
    assert "Kan du komme på torsdag?" in response.content.decode()


# --- the words of the office


def keep(client: Client, **values: str) -> Any:
    words = {"title": "Adresse", "text": "Vi holder til i Storgata.", "active": "on"}
    return client.post(reverse("adviser_text_blocks"), words | values)


def change(client: Client, block: TextBlock, **values: str) -> Any:
    words = {"title": block.title, "text": block.text, "active": "on", "version": str(block.version)}
    return client.post(reverse("adviser_text_block", args=[block.pk]), words | values)


def test_a_leader_keeps_words_that_advisers_insert_until_they_are_put_away(
    client: Client, case: Case, region: Region
) -> None:
    enter(client, region.leader)
    assert keep(client).status_code == 302
    assert "Vi holder til i Storgata." in client.get(reverse("adviser_text_blocks")).content.decode()
    block = TextBlock.objects.get()
    enter(client, region.adviser)
    write = reverse("adviser_write", args=[case.pk])
    assert ">Adresse</option>" in client.get(write).content.decode()
    assert change(client, block, active="").status_code == 302
    assert ">Adresse</option>" not in client.get(write).content.decode()


def test_words_that_cannot_be_kept_are_said_to_be_so(client: Client, case: Case) -> None:
    assert "Gi teksten en tittel." in keep(client, title="").content.decode()
    keep(client)
    twice = keep(client, text="Noe annet")
    assert twice.status_code == 422
    assert "Kontoret har alt en tekst med denne tittelen." in twice.content.decode()
    assert "Noe annet" in twice.content.decode()
    block = TextBlock.objects.get()
    change(client, block, text="Flyttet")
    late = change(client, block, text="Flyttet igjen")
    assert late.status_code == 409
    assert "Flyttet igjen" in late.content.decode()
