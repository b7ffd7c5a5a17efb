"""What is recorded about the person, told in plain words, and what an issuer has restricted."""

from typing import Any

import pytest
from django.test import Client

from stafett.access.actors import SYSTEM
from stafett.cases.models import Case
from stafett.intake.models import SickNote
from stafett.people.registers import People
from stafett.people.services import register_people
from stafett.screening.models import Screening
from stafett.screening.services import Confirmation, confirm_segments
from tests.factories import Region, as_staff, bring, day, instant, make_region, note
from tests.portals.adviser_world import enter
from tests.portals.person_world import ANSWERS, Entered, asked_person, client_of, sick_person, tick

pytestmark = pytest.mark.django_db
CARED_FOR = {"return_likelihood": "very_likely", "employer_relation": "good", "expected_duration": "under_26_weeks"}
DIAGNOSIS = {"diagnoses": [{"system": "icpc-2", "code": "L84", "main": True, "text": "Ryggsmerter"}]}
ANSWERED = [
    {"group": "6.3", "question": "6.3.1", "question_text": "Hva hindrer?", "answer": "Smerter ved løft."},
    {
        "group": "6.3",
        "question": "6.3.2",
        "question_text": "Hva er behandlingen?",
        "answer": "Noe som ikke skal vises.",
        "restrictions": ["not_patient"],
    },
]


@pytest.fixture
def region() -> Region:
    return make_region()


def case_page(entered: Entered) -> str:
    response = entered.client.get("/my/case/")
    assert response.status_code == 200
    return response.content.decode()


def with_note(region: Region, **fields: Any) -> Entered:
    bring([note("note-0", [("2026-01-05", "2026-02-01"), ("2026-02-02", "2026-03-01", 50)], **fields)], "2026-01-05")
    tick("2026-01-06")
    person = Case.objects.get().person
    return Entered(person, client_of(person))


def confirm(region: Region, segment: str, reason: str = "") -> None:
    choice = Confirmation(Screening.objects.get().pk, segment, as_staff(region.adviser), reason)
    confirm_segments([choice], on=day("2026-03-04"), at=instant("2026-03-04"))
    tick("2026-03-04")


def test_sick_notes_are_shown_with_what_they_say(region: Region) -> None:
    shown = case_page(with_note(region, **DIAGNOSIS, answers=ANSWERED[:1]))
    for words in (
        "L84 Ryggsmerter",
        "Helt sykmeldt",
        "Delvis sykmeldt, 50\u00a0%",
        "Prøvebedriften AS",
        "Smerter ved løft.",
    ):
        assert words in shown
    assert "forvaltningsloven § 19" not in shown


def test_an_answer_kept_from_the_patient_is_withheld_and_that_is_said(region: Region) -> None:
    shown = case_page(with_note(region, **DIAGNOSIS, answers=ANSWERED))
    assert "Noe som ikke skal vises." not in shown
    assert "Hva er behandlingen?" not in shown
    assert "Smerter ved løft." in shown
    assert "forvaltningsloven § 19" in shown


def test_a_shielded_note_shows_its_days_and_nothing_medical(region: Region) -> None:
    shown = case_page(with_note(region, **DIAGNOSIS, shielded_from_patient=True, answers=ANSWERED[:1]))
    assert "Ryggsmerter" not in shown
    assert "Smerter ved løft." not in shown
    assert "Helt sykmeldt" in shown
    assert "forvaltningsloven § 19" in shown


def test_a_restriction_that_points_at_nothing_covers_the_whole_note(region: Region) -> None:
    entered = with_note(region, **DIAGNOSIS)
    SickNote.objects.update(restrictions=["not_patient"])
    assert "Ryggsmerter" not in case_page(entered)


def test_a_note_kept_from_others_is_open_to_the_patient(region: Region) -> None:
    entered = with_note(region, **DIAGNOSIS)
    SickNote.objects.update(restrictions=["not_employer", "not_nav"])
    assert "Ryggsmerter" in case_page(entered)


def test_who_is_cared_for_hears_who_follows_them_up_and_why(region: Region) -> None:
    entered = asked_person(region)
    entered.client.post("/my/questions/", CARED_FOR)
    confirm(region, "care_in_place")
    shown = case_page(entered)
    assert "Arbeidsgiveren din og den som sykmelder deg, følger deg opp." in shown
    assert "Det bestemte Anne Adviser 4. mars 2026." in shown
    assert "Du regner med å komme tilbake til jobben innen et halvt år" in shown
    assert "Nav Fjord spurte 4. mars 2026 om ROE Fjell kan følge deg opp." in shown
    assert "Nav Fjord har saken din." in shown


def test_another_choice_is_told_with_its_reason(region: Region) -> None:
    entered = asked_person(region)
    entered.client.post("/my/questions/", CARED_FOR)
    confirm(region, "needs_mapping", "Har ringt og vil snakke.")
    assert "Har ringt og vil snakke." in case_page(entered)
    assert "tar kontakt for en samtale" in case_page(entered)


def test_before_the_decision_it_says_that_nothing_is_decided(region: Region) -> None:
    entered = asked_person(region)
    entered.client.post("/my/questions/", ANSWERS)
    shown = case_page(entered)
    assert "Det er ikke bestemt ennå." in shown
    assert "Du er usikker på om du kommer tilbake til jobben." in shown


def test_who_has_not_answered_is_not_blamed(region: Region) -> None:
    entered = asked_person(region)
    tick("2026-03-20")
    assert "Du har ikke svart på spørsmålene. Det er i orden." in case_page(entered)


def test_what_the_program_has_sent_stands_as_done(region: Region) -> None:
    shown = case_page(asked_person(region))
    behind = shown[shown.index("Datoer framover") :]
    sent = behind[behind.index("Du får tre korte spørsmål fra Nav") :]
    assert "2. mars 2026. Gjort." in sent[:400]


def test_measuring_the_method_is_no_date_of_the_persons(region: Region) -> None:
    entered = asked_person(region)
    entered.client.post("/my/questions/", CARED_FOR)
    assert "Nav ser på om det går som ventet" not in case_page(entered)


def test_the_history_says_who_did_what(region: Region) -> None:
    entered = asked_person(region)
    entered.client.post("/my/questions/", CARED_FOR)
    confirm(region, "care_in_place")
    history = case_page(entered).split("Alt som har skjedd i saken")[1]
    assert history.index("Spørsmålene ble besvart") < history.index("Det ble bestemt hvordan du følges opp")
    assert "Anne Adviser" in history


def test_an_earlier_case_has_its_own_page(region: Region) -> None:
    entered = sick_person(region, first="2025-01-06", last="2025-01-31")
    tick("2025-03-01")
    bring([note("later", [("2026-01-05", "2026-03-01")])], "2026-01-05")
    tick("2026-01-06")
    earlier = Case.objects.get(state="closed")
    assert f'href="/my/case/{earlier.pk}/"' in case_page(entered)
    shown = entered.client.get(f"/my/case/{earlier.pk}/").content.decode()
    assert "Sykefraværet er over." in shown
    assert "Hva skjer nå" not in shown


def test_what_was_written_about_the_person_outside_any_case_is_shown(region: Region, client: Client) -> None:
    entered = sick_person(region)
    people = People.model_validate({"people": [{"identity_number": entered.person.identity_number, "phone": "1"}]})
    register_people(people, synthetic="allowed", actor=SYSTEM, on=day("2026-01-06"), at=instant("2026-01-06"))
    assert "Opplysninger om deg ble endret: telefon" in case_page(entered)
    enter(client, region.adviser)
    staff = client.get(f"/adviser/case/{Case.objects.get().pk}/journal/").content.decode()
    assert "Opplysninger om personen ble endret fra fil" in staff


def test_a_day_that_has_passed_says_who_was_to_act(region: Region) -> None:
    entered = sick_person(region, last="2026-12-31")
    tick("2026-07-20")
    shown = case_page(entered).partition("Datoer som har vært")[2]
    late = shown.partition("<strong>Nav ser på om du kan være i noe aktivitet</strong>")[2].partition("</li>")[0]
    assert "Vi er sent ute med dette." in late
    plan = shown.partition("<strong>Oppfølgingsplan med arbeidsgiveren din</strong>")[2].partition("</li>")[0]
    assert "Vi vet ikke om det er gjort." in plan
