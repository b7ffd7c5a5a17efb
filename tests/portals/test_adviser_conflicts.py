"""What an adviser sees when somebody else was first: what they did, and one's own words to keep."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stafett.access.models import Reading
from stafett.cases.handover.models import HandOver
from stafett.cases.models import Case
from stafett.cases.services import run_tick
from stafett.dialogue.services import ask_for_help
from stafett.people.models import Person
from stafett.screening.models import Screening
from stafett.screening.services import GivenAnswer, give_answers
from tests.cases.handovers import accept, offer
from tests.factories import Region, as_person, bring, day, instant, make_region, make_staff, note, open_case
from tests.portals.adviser_world import enter

pytestmark = pytest.mark.django_db
TODAY = "2026-03-04"
CARED_FOR = ("very_likely", "good", "under_26_weeks")
UNSURE = ("unsure", "not_good", "over_26_weeks")


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def case(region: Region) -> Case:
    """Somebody who has been asked the three questions."""
    bring([note("a", [("2026-01-05", "2026-04-30")])], "2026-01-05")
    run_tick(on=day(TODAY), at=instant(TODAY))
    return open_case()


def answer(case: Case, answers: tuple[str, str, str]) -> None:
    given = GivenAnswer(Screening.objects.get(case=case).pk, *answers, actor=as_person(case.person))
    give_answers([given], on=day(TODAY), at=instant(TODAY))


def post(client: Client, name: str, case: Case, *rest: int, **data: str) -> Any:
    return client.post(reverse(name, args=[case.pk, *rest]), data)


def confirm(client: Client, case: Case, segment: str, *, seen: str, reason: str = "") -> Any:
    return post(client, "adviser_confirm", case, seen=seen, segment=segment, override_reason=reason)


def confirmed_away(client: Client, case: Case, region: Region) -> None:
    """A colleague has confirmed, and the regional unit has accepted the case."""
    enter(client, region.adviser)
    confirm(client, case, "care_in_place", seen="needs_mapping", reason="Ringt i dag, vil hjem")
    assert accept(region.roe_adviser, TODAY, HandOver.objects.get()).accepted


def test_the_second_of_two_who_confirm_sees_what_the_first_did(client: Client, case: Case, region: Region) -> None:
    answer(case, UNSURE)
    enter(client, region.adviser)
    confirm(client, case, "needs_mapping", seen="needs_mapping")
    enter(client, make_staff("Siv Second", region.local))
    response = confirm(client, case, "bypass", seen="needs_mapping", reason="Noe annet")
    assert response.status_code == 409
    words = response.content.decode()
    assert "Anne Adviser bekreftet" in words
    assert "4. mars 2026" in words
    assert "Noe annet" in words
    assert Screening.objects.get(case=case).segment == "needs_mapping"


def test_who_may_not_open_the_case_any_more_hears_only_that_it_has_moved(
    client: Client, case: Case, region: Region
) -> None:
    answer(case, UNSURE)
    confirmed_away(client, case, region)
    second = Client()
    enter(second, make_staff("Siv Second", region.local))
    response = confirm(second, case, "needs_mapping", seen="needs_mapping")
    assert response.status_code == 409
    words = response.content.decode()
    assert "En kollega har bekreftet segmentet, og saken er flyttet til en annen enhet." in words
    case.refresh_from_db()
    for secret in (region.adviser.name, case.person.family_name, "Ringt i dag", "Ivaretas", case.holder_unit.name):
        assert secret not in words
    assert Reading.objects.latest("pk").allowed is False


def test_what_was_written_when_the_case_had_moved_comes_back(client: Client, case: Case, region: Region) -> None:
    wanted = ask_for_help(
        person=case.person, sender="person", wanted="Jeg vil snakke med noen", how_soon="soon",
        actor=as_person(case.person), on=day(TODAY), at=instant(TODAY),
    )  # fmt: skip
    answer(case, UNSURE)
    confirmed_away(client, case, region)
    second = Client()
    enter(second, make_staff("Siv Second", region.local))
    words = {f"request{wanted.pk}-assessed": "Vi har vurdert <dette>", f"request{wanted.pk}-next_step": ""}
    for response, kept in (
        (confirm(second, case, "bypass", seen="needs_mapping", reason="Mitt eget ord"), "Mitt eget ord"),
        (post(second, "adviser_answer_request", case, wanted.pk, **words), "Vi har vurdert &lt;dette&gt;"),
        (post(second, "adviser_answers", case, comment="Snakket i dag", return_likelihood="unsure"), "Snakket i dag"),
    ):
        assert response.status_code == 409
        assert kept in response.content.decode()
        assert case.person.family_name not in response.content.decode()


def test_answers_that_come_after_the_end_are_not_lost(client: Client, case: Case, region: Region) -> None:
    Screening.objects.filter(case=case).update(state="ended")
    enter(client, region.adviser)
    response = post(client, "adviser_answers", case, comment="Snakket i dag", return_likelihood="unsure")
    assert response.status_code == 409
    words = response.content.decode()
    assert "Sykefraværet er over" in words
    assert "Snakket i dag" in words
    assert "Jeg er usikker" in words
    assert "Mitt ord" in confirm(client, case, "bypass", seen="", reason="Mitt ord").content.decode()


def test_a_stranger_does_not_learn_that_a_case_was_confirmed(client: Client, case: Case, region: Region) -> None:
    answer(case, CARED_FOR)
    enter(client, region.adviser)
    confirm(client, case, "care_in_place", seen="care_in_place")
    enter(client, region.other_adviser)
    assert confirm(client, case, "care_in_place", seen="care_in_place").status_code == 404


def _given_away(case: Case, region: Region) -> HandOver:
    """The regional unit has accepted the case while the adviser had its page open."""
    offered = offer(case, region.roe, region.adviser, TODAY)
    assert accept(region.roe_adviser, TODAY, offered).accepted
    return offered


def test_what_is_sent_to_a_case_that_another_unit_has_accepted_comes_back(
    client: Client, case: Case, region: Region
) -> None:
    offered = _given_away(case, region)
    enter(client, region.adviser)
    follow_up = {"follow_up-reason": "contact_employer", "follow_up-due": TODAY, "follow_up-line": "Spør om vakter"}
    contact = {
        "contact-held_on": TODAY,
        "contact-channel": "telephone",
        "contact-outcome": "Prøver <fredag>\nog lørdag",
    }
    for response, kept in (
        (post(client, "adviser_note", case, **{"note-text": "Ringte i dag"}), "Ringte i dag"),
        (post(client, "adviser_follow_up", case, **follow_up), "Spør om vakter"),
        (post(client, "adviser_contact", case, **contact), "Prøver &lt;fredag&gt;\nog lørdag"),
        (post(client, "adviser_answers", case, comment="Snakket i dag"), "Snakket i dag"),
        (post(client, "adviser_plan_meeting", case, agenda="Hva skjer nå"), "Hva skjer nå"),
        (post(client, "adviser_take", case), ""),
        (post(client, "adviser_withdraw", case, offered.pk), ""),
    ):
        words = response.content.decode()
        assert response.status_code == 409
        assert "Rune Regional tok imot saken 4. mars 2026." in words
        assert kept in words
        for hidden in ("contact_employer", case.person.family_name, offered.worked, offered.still_open):
            assert hidden not in words
    assert Reading.objects.latest("pk").allowed is False
    assert Case.objects.get(pk=case.pk).holder_unit == region.roe


def test_to_read_a_case_that_another_unit_has_accepted_is_no_more_than_to_read_any_other(
    client: Client, case: Case, region: Region
) -> None:
    _given_away(case, region)
    enter(client, region.adviser)
    assert client.get(reverse("adviser_case", args=[case.pk])).status_code == 404
    theme = {"theme": "health", "health-answer": "Skrevet mens saken gikk"}
    assert post(client, "adviser_mapping_theme", case, 1, **theme).status_code == 404  # the text stands on the page


def test_others_do_not_learn_that_a_case_was_given_away(client: Client, case: Case, region: Region) -> None:
    _given_away(case, region)
    enter(client, region.other_adviser)
    assert post(client, "adviser_note", case, **{"note-text": "Ringte i dag"}).status_code == 404
    Person.objects.filter(pk=case.person_id).update(protection="strictly_confidential")
    enter(client, region.adviser)
    assert post(client, "adviser_note", case, **{"note-text": "Ringte i dag"}).status_code == 404
