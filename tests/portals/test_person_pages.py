"""The overview, messages, requests for help, and the walls between people."""

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from stafett import clock
from stafett.access.models import Reading
from stafett.cases.models import Case
from stafett.dialogue.models import HelpRequest, Message
from stafett.dialogue.services import answer_request
from stafett.frontend.words import text
from stafett.people.models import Person
from tests.factories import Region, as_staff, day, instant, make_person, make_region
from tests.portals.meanwhile import meanwhile
from tests.portals.person_world import ANSWERS, Entered, asked_person, client_of, sick_person, tick

pytestmark = pytest.mark.django_db
PAGES = ["/my/", "/my/questions/", "/my/messages/", "/my/help/", "/my/case/", "/my/readings/"]
WISH = {"wanted": "Jeg trenger råd om tilrettelegging.", "how_soon": "soon"}


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def asked(region: Region) -> Entered:
    return asked_person(region)


def page(entered: Entered, address: str) -> str:
    response = entered.client.get(address, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_the_overview_says_what_comes_next_when_why_and_who(region: Region) -> None:
    entered = sick_person(region)
    tick("2026-01-20")
    overview = page(entered, "/my/")
    assert "Oppfølgingsplan med arbeidsgiveren din" in overview
    assert "Senest 1. februar 2026." in overview
    assert "Arbeidsgiveren din gjør dette." in overview
    assert "arbeidsmiljøloven § 4-6" in overview
    assert "Nav Fjord har saken din." in overview


def test_the_overview_names_the_adviser_who_holds_the_case(region: Region) -> None:
    entered = sick_person(region)
    case = entered.case()
    case.holder = region.adviser
    case.save()
    assert "Anne Adviser ved Nav Fjord har saken din." in page(entered, "/my/")


def test_who_has_not_answered_is_not_told_that_an_answer_is_read(asked: Entered) -> None:
    tick("2026-03-17")
    overview = page(asked, "/my/")
    assert "En veileder ser på saken din" in overview
    assert "leser det du har svart" not in overview


def test_what_the_person_is_asked_stands_before_what_nav_does(asked: Entered) -> None:
    Case.objects.update(next_step="activity_requirement", next_date="2026-03-30")
    for address in ("/my/", "/my/case/"):
        shown = page(asked, address)
        own, navs = shown.index("Du kan svare på tre korte spørsmål"), shown.index("Nav ser på om du kan være i noe")
        assert own < shown.index("Senest 16. mars 2026.") < shown.index("Dette er det du som gjør.") < navs
        assert navs < shown.index("Senest 30. mars 2026.")
    assert asked.case().next_step == "activity_requirement"


def test_what_has_been_answered_or_has_run_out_is_not_asked_any_more(asked: Entered) -> None:
    Case.objects.update(next_step="activity_requirement", next_date="2026-03-30")
    tick("2026-03-17")
    assert "Du kan svare på tre korte spørsmål" not in page(asked, "/my/")
    asked.client.post("/my/questions/", ANSWERS)
    assert "Du kan svare på tre korte spørsmål" not in page(asked, "/my/questions/received/")


def test_a_step_that_is_the_persons_own_is_told_once(asked: Entered) -> None:
    Case.objects.update(next_step="await_answer", next_date="2026-03-16")
    shown = page(asked, "/my/")
    assert shown.count("Du kan svare på tre korte spørsmål") == 1
    assert "Neste steg i saken" not in shown


def test_what_is_late_at_nav_is_told_as_navs_fault(region: Region) -> None:
    entered = sick_person(region)
    tick("2026-03-30")
    case = entered.case()
    case.next_step, case.next_date = "mapping", day("2026-03-20")
    case.save()
    assert "Det er vi som er sent ute, ikke du." in page(entered, "/my/")


@pytest.mark.parametrize("address", PAGES)
def test_a_person_without_a_case_gets_a_friendly_page(region: Region, address: str) -> None:
    entered = Entered(person := make_person(region.local, 7), client_of(person))
    assert page(entered, address)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_its_words_in_every_language(asked: Entered, address: str, language: str) -> None:
    asked.client.cookies["django_language"] = language
    assert f'<html lang="{language}"' in page(asked, address)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_the_person_asks_a_fixed_number_of_questions(
    asked: Entered, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(36):  # the case page shows all that is recorded, each kind in a query or two
        asked.client.get(address)


@pytest.mark.parametrize("address", PAGES)
def test_no_category_or_rank_is_ever_told(asked: Entered, address: str) -> None:
    shown = page(asked, address).lower()
    for word in ("segment", "care_in_place", "needs_mapping", "prioriter", "kategori", "bypass"):
        assert word not in shown


def test_a_message_counts_as_read_by_being_opened(asked: Entered) -> None:
    assert "Nye meldinger" in page(asked, "/my/")
    opened = page(asked, "/my/messages/")
    assert "Det er frivillig å svare" in opened
    assert Message.objects.get(code="screening_invitation").read_on == day("2026-03-02")
    assert "Nye meldinger" not in page(asked, "/my/")


def test_opening_messages_again_changes_nothing(asked: Entered) -> None:
    page(asked, "/my/messages/")
    tick("2026-03-04")
    page(asked, "/my/messages/")
    assert Message.objects.get(code="screening_invitation").read_on == day("2026-03-02")


@pytest.mark.parametrize("address", [address for address in PAGES if address != "/my/messages/"])
def test_other_pages_leave_messages_unread(asked: Entered, address: str) -> None:
    page(asked, address)
    assert Message.objects.get(code="screening_invitation").read_on is None


def test_who_asks_for_help_is_promised_an_answer_by_a_day(asked: Entered) -> None:
    response = asked.client.post("/my/help/", WISH)
    request = HelpRequest.objects.get()
    assert (request.sender, request.wanted, request.how_soon) == ("person", WISH["wanted"], "soon")
    assert response["Location"] == f"/my/help/{request.pk}/"
    assert "Du får svar fra Nav Fjord senest 9. mars 2026." in page(asked, response["Location"])
    assert "Du får svar senest 9. mars 2026." in page(asked, "/my/")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"wanted": "  ", "how_soon": "soon"}, "Skriv kort hva du vil snakke om."),
        ({"wanted": "Ring meg"}, "Velg hvor fort du trenger svar."),
        ({"wanted": "x" * 5001, "how_soon": "soon"}, "Teksten er for lang."),
    ],
)
def test_half_a_request_is_told_on_top_and_beside_the_field(asked: Entered, given: dict[str, str], told: str) -> None:
    response = asked.client.post("/my/help/", given)
    assert response.status_code == 422
    assert response.content.decode().count(told) == 2
    assert not HelpRequest.objects.exists()


def test_the_answer_says_what_was_assessed_and_what_comes(asked: Entered, region: Region) -> None:
    asked.client.post("/my/help/", WISH)
    request = HelpRequest.objects.get()
    answer_request(
        request=request, assessed="Vi har sett på saken.", next_step="Anne ringer deg fredag.",
        actor=as_staff(region.adviser), on=day("2026-03-03"), at=instant("2026-03-03"),
    )  # fmt: skip
    answered = page(asked, f"/my/help/{request.pk}/")
    assert "Vi har sett på saken." in answered
    assert "Anne ringer deg fredag." in answered
    assert "Anne Adviser" in answered


def test_an_answer_that_is_late_is_told_as_navs_fault(asked: Entered) -> None:
    asked.client.post("/my/help/", WISH)
    tick("2026-03-12")
    late = page(asked, f"/my/help/{HelpRequest.objects.get().pk}/")
    assert "Du skulle fått svar senest 9. mars 2026." in late


def refused_wish(entered: Entered, wish: dict[str, str]) -> str:
    """The help form as it comes back; nothing was taken in."""
    response = entered.client.post("/my/help/", wish)
    assert response.status_code == 422
    assert not HelpRequest.objects.exists()
    return response.content.decode()


def test_who_has_no_case_asks_and_is_promised_an_answer(region: Region) -> None:
    entered = Entered(person := make_person(region.local, 7), client_of(person))
    tick("2026-03-02")
    assert "Du kan be om hjelp også når du ikke er sykmeldt." in page(entered, "/my/")
    assert entered.client.post("/my/help/", WISH).status_code == 302
    assert "Du får svar fra Nav Fjord senest 9. mars 2026." in page(
        entered, f"/my/help/{HelpRequest.objects.get().pk}/"
    )
    assert "Du spurte om hjelp 2. mars 2026." in page(entered, "/my/")
    shown = page(entered, "/my/case/")
    assert "Du er ikke sykmeldt" in shown
    assert "Sykmeldt til og med" not in shown
    assert "Nav Fjord har saken din." in shown


def test_a_wish_that_comes_just_after_the_case_is_closed_is_taken_in(asked: Entered) -> None:
    with meanwhile(lambda: Case.objects.update(state="closed", closed_on="2026-03-02", closed_why="spell_ended")):
        assert asked.client.post("/my/help/", WISH).status_code == 302
    assert asked.case() == HelpRequest.objects.get().case


def test_a_wish_that_cannot_be_sent_comes_back_as_it_was(asked: Entered) -> None:
    with meanwhile(lambda: Person.objects.update(died_on="2026-03-01")):
        shown = refused_wish(asked, WISH)
    assert "Det du skrev, er ikke sendt" in shown
    assert f"{WISH['wanted']}</textarea>" in shown


@pytest.mark.parametrize("wish", [{}, WISH | {"wanted": "Hjelp\0"}, WISH | {"wanted": ""}])
def test_a_wish_that_cannot_be_taken_in_is_refused(asked: Entered, wish: dict[str, str]) -> None:
    assert "aria-invalid" in refused_wish(asked, wish)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("code", ["screening_invitation", "screening_reminder"])
def test_the_messages_promise_no_deletion_and_name_both_readers(code: str, language: str) -> None:
    with translation.override(language):
        said = text(f"message.{code}.body", window_ends_on=day("2026-03-16"))
    readers, kept = {
        "nb": ("Hvis den regionale oppfølgingsenheten overtar saken", "skal ikke lagres lenger enn tre år"),
        "nn": ("Dersom den regionale oppfølgingseininga tek over saka", "skal ikkje lagrast lenger enn tre år"),
        "en": ("If the regional follow-up unit takes over the case", "not to be kept longer than three years"),
    }[language]
    assert readers in said
    assert kept in said


def test_what_somebody_else_asked_or_has_is_not_there(asked: Entered, region: Region) -> None:
    asked.client.post("/my/help/", WISH)
    other = sick_person(region, serial=5)
    assert other.client.get(f"/my/help/{HelpRequest.objects.get().pk}/").status_code == 404
    assert other.client.get(f"/my/case/{asked.case().pk}/").status_code == 404
    assert other.client.get("/my/case/999999/").status_code == 404


def test_the_reading_log_shows_who_when_and_refused_tries(asked: Entered, region: Region) -> None:
    for staff, allowed in ((region.adviser, True), (region.other_adviser, False)):
        Reading.objects.create(
            person=asked.person, case=asked.case(), staff=staff, role="adviser", unit=staff.unit, at=clock.now(),
            on=day("2026-03-02"), page="case", allowed=allowed,
        )  # fmt: skip
    log = page(asked, "/my/readings/")
    assert "Anne Adviser" in log
    assert "Nav Vidde" in log
    assert log.count("Stoppet") == 1
    assert log.index("Odd Adviser") < log.index("Anne Adviser")


def test_a_long_reading_log_is_divided_into_pages(asked: Entered, region: Region) -> None:
    Reading.objects.bulk_create(
        Reading(
            person=asked.person, case=None, staff=region.adviser, role="adviser", unit=region.local, at=clock.now(),
            on=day("2026-03-02"), page="case", allowed=True,
        )
        for _ in range(51)
    )  # fmt: skip
    assert "51\u201351 av 51" in page(asked, "/my/readings/?page=2")


@pytest.mark.parametrize("address", PAGES)
def test_who_has_not_entered_comes_to_the_door(client: Client, address: str) -> None:
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (302, "/")


@pytest.mark.parametrize("address", PAGES)
def test_staff_have_no_business_on_the_persons_pages(region: Region, address: str) -> None:
    client = Client()
    client.post(f"/roles/staff/{region.adviser.pk}/")
    assert client.get(address).status_code == 403
