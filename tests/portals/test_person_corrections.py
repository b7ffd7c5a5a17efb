"""The person says that a fact is wrong; Nav has a task with a day, and the answer stands where the person reads it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from stafett.cases.models import Task
from stafett.core.asking import correction_answer_due
from stafett.core.parameters import default_law
from stafett.dialogue.services import DialogueError
from stafett.dialogue.thread_services import settle_question
from stafett.dialogue.threads import Thread, ThreadQuestion
from stafett.screening.models import Screening
from tests.factories import Region, as_staff, day, instant, make_region
from tests.portals.adviser_world import enter
from tests.portals.person_world import Entered, sick_person, tick

pytestmark = pytest.mark.django_db
ON = "2026-01-20"
SAID = {"about": "grade", "wrong": "Det står 100 %.", "right": "Jeg jobber 50 %."}
PAGE = "/my/correct/"


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def entered(region: Region) -> Entered:
    made = sick_person(region)
    tick(ON)
    return made


def test_it_becomes_a_task_of_navs_with_the_day_that_the_law_file_has(entered: Entered) -> None:
    response = entered.client.post(PAGE, SAID)
    thread = Thread.objects.get()
    assert response["Location"] == reverse("person_thread", args=[thread.pk])
    assert (thread.about, thread.messages.get().text) == (
        "grade", "Dette er feil: Det står 100 %.\n\nDette er riktig: Jeg jobber 50 %.",
    )  # fmt: skip
    due = correction_answer_due(day(ON), default_law())
    assert due == day("2026-01-27")
    assert Task.objects.get(case=entered.case(), kind="follow_up").due == due


def test_the_answer_stands_on_the_persons_page_and_ends_the_task(entered: Entered, region: Region) -> None:
    entered.client.post(PAGE, SAID)
    assert "Svar kommer senest 27. januar 2026." in entered.client.get(PAGE).content.decode()
    thread, staff = Thread.objects.get(), Client()
    enter(staff, region.adviser)
    case = entered.case()
    shown = staff.get(reverse("adviser_thread", args=[case.pk, thread.pk])).content.decode()
    assert "Den sykmeldte sier at noe er feil." in shown
    assert "Trenger ikke svar" not in shown
    assert "Retting" in staff.get(reverse("adviser_dialogue", args=[case.pk])).content.decode()
    staff.post(reverse("adviser_write_in_thread", args=[case.pk, thread.pk]), {"text": "Graden er rettet."})
    assert Task.objects.get(case=case, kind="follow_up").state == "done"
    assert "Besvart 20. januar 2026." in entered.client.get(PAGE).content.decode()
    assert "Graden er rettet." in entered.client.get(reverse("person_thread", args=[thread.pk])).content.decode()


def test_it_cannot_be_put_away_without_an_answer(entered: Entered, region: Region) -> None:
    entered.client.post(PAGE, SAID)
    with pytest.raises(DialogueError, match=r"thread_error\.correction"):
        settle_question(
            question=ThreadQuestion.objects.get(), actor=as_staff(region.adviser), on=day(ON), at=instant(ON)
        )


def test_it_is_no_request_for_help_and_asks_no_questions_early(entered: Entered) -> None:
    entered.client.post(PAGE, SAID)
    assert not entered.case().help_requests.exists()
    assert not Screening.objects.filter(asked_on__isnull=False).exists()


def test_what_is_left_out_is_said_beside_the_field_and_nothing_is_lost(entered: Entered) -> None:
    response = entered.client.post(PAGE, {**SAID, "wrong": "", "about": ""})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Skriv hva som er feil." in html
    assert "Jeg jobber 50 %." in html
    assert not Thread.objects.exists()


def test_the_fact_that_one_came_from_is_chosen(entered: Entered) -> None:
    html = entered.client.get(f"{PAGE}?about=days").content.decode()
    assert re.search(r'<input[^>]*value="days"[^>]*checked', html)
    assert f"{PAGE}?about=days" in entered.client.get("/my/case/").content.decode()


def test_the_same_sent_twice_is_said_once(entered: Entered) -> None:
    entered.client.post(PAGE, SAID)
    entered.client.post(PAGE, SAID)
    assert Thread.objects.count() == 1


def test_who_has_no_case_is_led_to_help(entered: Entered) -> None:
    entered.person.cases.update(state="closed", closed_on=ON, closed_why="spell_ended", next_date=None, next_step="")
    assert reverse("person_help") in entered.client.get(PAGE).content.decode()
    response = entered.client.post(PAGE, SAID)
    assert response.status_code == 422
    assert "Det står 100 %." in response.content.decode()
