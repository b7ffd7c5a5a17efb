"""What the person is asked along the way: the end of sick pay, and the need for a dialogue meeting."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from stafett.cases.models import Case, JournalEntry, Task
from stafett.dialogue.models import HelpRequest, Message, Reply
from stafett.dialogue.services import DialogueError, GivenReply, give_replies
from tests.factories import Region, as_person, bring, day, instant, make_region, note
from tests.portals.adviser_world import enter
from tests.portals.person_world import Entered, sick_person, tick

pytestmark = pytest.mark.django_db
ENDS_SOON = "2026-09-14"  # the day with fewer than 80 sick-pay days left, for somebody sick from 5 January
ASKED = "2026-08-31"
HOPEFUL = {"answer": "back_graded", "help": "no"}
WISHES_HELP = {"answer": "still_sick", "help": "yes", "comment": "Jeg vet ikke hva som skjer etterpå"}


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def asked(region: Region) -> Entered:
    entered = sick_person(region, last="2026-12-31")
    tick(ASKED)
    return entered


def soon_end(entered: Entered) -> Task:
    return Task.objects.get(case=entered.case(), kind="soon_end")


def kinds_of_nav(case: Case) -> set[str]:
    return set(case.tasks.filter(actor="nav", state="open").values_list("kind", flat=True))


def test_the_person_is_told_and_asked_when_sick_pay_ends_soon(asked: Entered) -> None:
    assert (soon_end(asked).state, str(soon_end(asked).due)) == ("open", ENDS_SOON)
    assert Message.objects.filter(code="soon_end").count() == 1
    page = asked.client.get(reverse("person_home")).content.decode()
    assert reverse("person_soon_end") in page
    form = asked.client.get(reverse("person_soon_end")).content.decode()
    for words in ("Vil ikke svare", "Arbeidsgiveren din ser ikke svarene", "leses av veilederen", "få sykepengedager"):
        assert words in form
    tick("2026-09-01")
    assert Message.objects.filter(code="soon_end").count() == 1


def test_an_answer_is_kept_and_finishes_what_was_asked(asked: Entered) -> None:
    response = asked.client.post(reverse("person_soon_end"), HOPEFUL)
    assert response["Location"] == reverse("person_soon_end_received")
    assert (soon_end(asked).state, soon_end(asked).outcome) == ("done", "back_graded")
    assert soon_end(asked).ended_by == asked.person.name
    entry = JournalEntry.objects.get(event="reply_given")
    assert (entry.actor_kind, entry.after) == ("person", {"kind": "soon_end", "answer": "back_graded", "help": "no"})
    assert "Jeg jobber noe, men ikke fullt" in asked.client.get(response["Location"]).content.decode()
    assert "Jeg jobber noe, men ikke fullt" in asked.client.get(reverse("person_case")).content.decode()
    assert not HelpRequest.objects.exists()
    tick("2026-09-25")
    assert "soon_end_silence" not in kinds_of_nav(asked.case())


def test_a_wish_for_help_is_a_request_that_is_answered(asked: Entered, region: Region) -> None:
    asked.client.post(reverse("person_soon_end"), WISHES_HELP)
    request = HelpRequest.objects.get()
    assert (request.sender, request.wanted, str(request.answer_due)) == (
        "person",
        WISHES_HELP["comment"],
        "2026-09-07",
    )
    assert "answer_request" in kinds_of_nav(asked.case())
    receipt = asked.client.get(reverse("person_soon_end_received")).content.decode()
    assert "senest 7. september 2026" in receipt
    adviser = Client()
    enter(adviser, region.adviser)
    page = adviser.get(reverse("adviser_case", args=[asked.case().pk])).content.decode()
    for words in ("Svar underveis", "Jeg er fortsatt for syk til å jobbe", "Vil ha hjelp fra Nav", request.wanted):
        assert words in page


def test_who_has_not_answered_for_ten_days_is_followed_up_by_nav(asked: Entered) -> None:
    tick("2026-09-23")
    assert "soon_end_silence" not in kinds_of_nav(asked.case())
    tick("2026-09-24")
    silence = Task.objects.get(kind="soon_end_silence")
    assert (silence.actor, silence.state, str(silence.window_opens)) == ("nav", "open", "2026-09-24")
    asked.client.post(reverse("person_soon_end"), {"answer": "prefer_not", "help": "prefer_not"})
    silence.refresh_from_db()
    assert silence.state == "lapsed"


def test_an_incomplete_form_comes_back_with_what_was_filled_in(asked: Entered) -> None:
    response = asked.client.post(reverse("person_soon_end"), {"answer": "unsure", "comment": "Vanskelig"})
    assert response.status_code == 422
    page = response.content.decode()
    assert re.search(r'value="unsure"[^>]* checked', page)
    assert "Vanskelig" in page
    assert not Reply.objects.exists()


def test_a_need_for_a_meeting_may_be_said_at_any_time_and_is_asked_for_again_in_week_16(region: Region) -> None:
    entered = sick_person(region, last="2026-12-31")
    tick("2026-01-20")
    assert "dialogmøte" in entered.client.get(reverse("person_home")).content.decode()
    entered.client.post(reverse("person_meeting_need"), {"answer": "yes"})
    assert HelpRequest.objects.get().reply == Reply.objects.get(kind="meeting_need")
    tick("2026-05-01")
    need = Task.objects.get(kind="meeting_need", actor="person")
    assert need.state == "open"
    entered.client.post(reverse("person_meeting_need"), {"answer": "no"})
    need.refresh_from_db()
    assert (need.state, need.outcome) == ("done", "no")
    assert Reply.objects.count() == 2
    assert HelpRequest.objects.count() == 1


def test_nobody_is_asked_about_the_end_before_it_is_near(region: Region) -> None:
    entered = sick_person(region, last="2026-12-31")
    assert "ingen spørsmål" in entered.client.get(reverse("person_soon_end")).content.decode()
    refused = entered.client.post(reverse("person_soon_end"), HOPEFUL)
    assert refused.status_code == 422
    assert not Reply.objects.exists()


def test_without_an_employer_there_is_no_meeting_to_need(region: Region) -> None:
    bring([note("a", [("2026-01-05", "2026-06-30")], employer={"situation": "none"})], "2026-01-05")
    case = Case.objects.get()
    given = GivenReply(case, "meeting_need", {"answer": "yes"}, [], as_person(case.person))
    with pytest.raises(DialogueError, match="not_asked"):
        give_replies([given], on=day("2026-02-01"), at=instant("2026-02-01"))


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("name", ["person_soon_end", "person_meeting_need", "person_messages", "person_home"])
def test_the_pages_have_their_texts_in_every_language(asked: Entered, language: str, name: str) -> None:
    asked.client.post("/language/", {"language": language})
    assert asked.client.get(reverse(name)).status_code == 200


def test_what_a_person_says_on_the_telephone_is_written_down_by_an_adviser(
    asked: Entered, region: Region, client: Client
) -> None:
    enter(client, region.adviser)
    case = asked.case()
    address = reverse("adviser_soon_end", args=[case.pk])
    empty = client.post(address)
    assert empty.status_code == 422
    assert "Velg det personen svarte." in empty.content.decode()
    said = {f"soon_end-{name}": value for name, value in WISHES_HELP.items()}
    shown = client.post(address, said, follow=True).content.decode()
    reply = Reply.objects.get()
    assert (reply.registered_by, reply.answer, reply.comment) == (region.adviser, "still_sick", WISHES_HELP["comment"])
    assert "på telefon, Anne Adviser" in shown
    assert (soon_end(asked).state, HelpRequest.objects.get().reply) == ("done", reply)
    assert asked.case().last_contact_on == day(ASKED)
    assert "Skrevet ned av Anne Adviser på telefon." in asked.client.get("/my/case/").content.decode()


def test_nothing_is_written_down_that_was_not_asked(region: Region, client: Client) -> None:
    entered = sick_person(region)
    enter(client, region.adviser)
    response = client.post(reverse("adviser_soon_end", args=[entered.case().pk]))
    assert response.status_code == 409
    assert not Reply.objects.exists()


def test_what_is_sent_twice_is_kept_once(asked: Entered) -> None:
    for _ in range(2):
        asked.client.post(reverse("person_soon_end"), WISHES_HELP)
    assert (Reply.objects.count(), HelpRequest.objects.count()) == (1, 1)
    asked.client.post(reverse("person_soon_end"), HOPEFUL)
    assert Reply.objects.count() == 2
    for _ in range(2):
        asked.client.post(reverse("person_help"), {"wanted": "Ring meg", "how_soon": "soon"})
    assert HelpRequest.objects.count() == 2
    asked.client.post(reverse("person_help"), {"wanted": "Ring meg", "how_soon": "urgent"})
    assert HelpRequest.objects.count() == 3
