"""The three questions, as the person meets them."""

import re

import pytest

from stafett.cases.models import Case
from stafett.screening.models import Answer, Screening
from tests.factories import Region, make_region
from tests.portals.meanwhile import meanwhile
from tests.portals.person_world import ANSWERS, ASKED_ON, Entered, asked_person, sick_person, tick

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def asked(region: Region) -> Entered:
    return asked_person(region)


def page(entered: Entered, address: str) -> str:
    response = entered.client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_who_has_been_asked_finds_the_questions_on_the_overview(asked: Entered) -> None:
    overview = page(asked, "/my/")
    assert "Vi har tre korte spørsmål til deg" in overview
    assert 'href="/my/questions/"' in overview
    assert "Svar gjerne innen 16. mars 2026." in overview


def test_who_has_not_been_asked_has_no_questions(region: Region) -> None:
    early = sick_person(region)
    tick("2026-01-20")
    assert "Du har ingen spørsmål å svare på nå" in page(early, "/my/questions/")
    assert early.client.post("/my/questions/", ANSWERS).status_code == 422
    assert not Answer.objects.exists()


def test_answers_to_a_case_closed_since_the_page_was_opened_come_back_with_whom_to_telephone(asked: Entered) -> None:
    Case.objects.update(state="closed", closed_on=ASKED_ON, closed_why="spell_ended")
    response = asked.client.post("/my/questions/", {**ANSWERS, "comment": "Jeg trenger noe."})
    assert response.status_code == 422
    shown = response.content.decode()
    assert "Du har ingen spørsmål å svare på nå. Det du skrev, er ikke sendt" in shown
    assert "Ring Nav Fjord" in shown
    assert "Jeg trenger noe.</textarea>" in shown
    assert shown.count(" checked") == 3


def test_answers_that_come_just_after_the_end_come_back_as_they_were(asked: Entered) -> None:
    with meanwhile(lambda: Screening.objects.update(state="ended")):
        response = asked.client.post("/my/questions/", {**ANSWERS, "comment": "Jeg trenger noe."})
    assert response.status_code == 422
    shown = response.content.decode()
    assert "Sykefraværet er over, og svarene kan ikke registreres. Det du skrev, er ikke sendt" in shown
    assert "Jeg trenger noe.</textarea>" in shown
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "said",
    [
        "Det er frivillig å svare",
        "Svarene leses av veilederen som har saken din, og av dem som følger opp saker på Nav-kontoret ditt",
        "Hvis den regionale oppfølgingsenheten overtar saken, leses de der",
        "Arbeidsgiveren din kan ikke se svarene",
        "Svarene brukes ikke til å vurdere sykepengene dine",
        "Svarene skal ikke lagres lenger enn tre år etter at saken din er avsluttet",
        "Vi spør fordi",
    ],
)
def test_the_page_says_why_and_who_reads_and_what_it_is_not_for(asked: Entered, said: str) -> None:
    assert said in page(asked, "/my/questions/")


def test_answers_are_kept_with_the_form_as_it_was_shown(asked: Entered) -> None:
    response = asked.client.post("/my/questions/", ANSWERS | {"comment": "Venter på operasjon."})
    assert response.status_code == 302
    answer = Answer.objects.get()
    assert {name: getattr(answer, name) for name in ANSWERS} == ANSWERS
    assert (answer.comment, answer.registered_by) == ("Venter på operasjon.", None)
    assert (answer.form["version"], answer.form["language"]) == (1, "nb")
    assert [question["name"] for question in answer.form["questions"]] == list(ANSWERS)


def test_the_receipt_says_what_was_answered_and_what_happens_next(asked: Entered) -> None:
    asked.client.post("/my/questions/", ANSWERS)
    receipt = page(asked, "/my/questions/received/")
    assert "Jeg er usikker" in receipt
    assert "En veileder ser på saken din" in receipt
    assert "Senest 5. mars 2026." in receipt
    assert "Nav Fjord har saken din." in receipt


def test_the_receipt_without_answers_leads_to_the_questions(asked: Entered) -> None:
    response = asked.client.get("/my/questions/received/")
    assert (response.status_code, response["Location"]) == (302, "/my/questions/")


@pytest.mark.parametrize("missing", sorted(ANSWERS))
def test_a_question_left_open_is_told_on_top_and_beside_it(asked: Entered, missing: str) -> None:
    given = {name: value for name, value in ANSWERS.items() if name != missing}
    response = asked.client.post("/my/questions/", given)
    refused = response.content.decode()
    assert response.status_code == 422
    assert refused.count("Velg ett av svarene.") == 2
    assert f'href="#id_{missing}_0"' in refused
    assert not Answer.objects.exists()


def test_a_choice_that_does_not_exist_is_refused(asked: Entered) -> None:
    assert asked.client.post("/my/questions/", ANSWERS | {"employer_relation": "bad"}).status_code == 422
    assert not Answer.objects.exists()


def test_what_was_chosen_stays_chosen_when_the_form_is_refused(asked: Entered) -> None:
    refused = asked.client.post("/my/questions/", {"return_likelihood": "unlikely"}).content.decode()
    assert re.search(r'value="unlikely"[^>]*\schecked', refused)
    assert refused.count(" checked") == 1


def test_answering_again_adds_to_the_series(asked: Entered) -> None:
    asked.client.post("/my/questions/", ANSWERS)
    tick("2026-03-09")
    assert "Svar på nytt" in page(asked, "/my/questions/")
    asked.client.post("/my/questions/", ANSWERS | {"return_likelihood": "very_likely"})
    series = page(asked, "/my/questions/")
    assert series.index("9. mars 2026") < series.index("2. mars 2026")
    assert Answer.objects.count() == 2


def test_answers_can_be_given_after_the_window_and_after_the_decision(asked: Entered, region: Region) -> None:
    Screening.objects.update(
        state="confirmed", suggestion="needs_mapping", segment="needs_mapping", confirmed_by=region.adviser,
        confirmed_on=ASKED_ON,
    )  # fmt: skip
    assert asked.client.post("/my/questions/", ANSWERS).status_code == 302
    assert Answer.objects.count() == 1


def test_nothing_can_be_answered_when_the_spell_is_over(asked: Entered) -> None:
    Case.objects.update(state="closed", closed_why="spell_ended", closed_on="2026-03-02", next_step="", next_date=None)
    assert "Du har ingen spørsmål å svare på nå" in page(asked, "/my/questions/")


def test_the_questions_come_in_the_language_that_is_chosen(asked: Entered) -> None:
    asked.client.cookies["django_language"] = "nn"
    assert "Kor sannsynleg er det" in page(asked, "/my/questions/")
    asked.client.post("/my/questions/", ANSWERS)
    assert Answer.objects.get().form["language"] == "nn"


def test_answers_sent_twice_are_kept_once(asked: Entered) -> None:
    for _ in range(2):
        asked.client.post("/my/questions/", ANSWERS)
    assert Answer.objects.count() == 1
    asked.client.post("/my/questions/", ANSWERS | {"comment": "Noe mer"})
    assert Answer.objects.count() == 2


def test_the_questions_can_be_printed_with_every_choice_and_where_to_hand_them_in(asked: Entered) -> None:
    assert "/my/questions/paper/" in asked.client.get("/my/questions/").content.decode()
    paper = asked.client.get("/my/questions/paper/").content.decode()
    shown = asked.client.get("/my/questions/").content.decode()
    for label in re.findall(r"<legend[^>]*>\s*([^<]+?)\s*<", shown):
        if label != "Språk":
            assert label in paper
    assert paper.count('class="st-boxes"') == 3
    assert "Til Nav Fjord." in paper
