"""Specialists are asked, and people are referred to other services; what is lacking is counted."""

from typing import Any

import pytest

from stafett.cases.models import Case, JournalEntry, Task
from stafett.cases.own_work import FOLLOW_UP
from stafett.cases.services import run_tick
from stafett.core.asking import SPECIALISTS
from stafett.plans.asking import answer_referral, ask_specialist, refer, register_specialist_answer
from stafett.plans.directory import CONTRIBUTORS, contributors_on, directory
from stafett.plans.models import Referral, SpecialistQuestion
from stafett.plans.selectors import gaps, gaps_of_unit
from stafett.plans.services import PlanError
from tests.factories import Region, as_staff, bring, day, instant, make_region, note, open_case

pytestmark = pytest.mark.django_db
ON = "2026-03-02"


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def case(region: Region) -> Case:
    bring([note("a", [("2026-02-23", "2026-04-30")])], ON)
    return open_case()


def ask(case: Case, region: Region, question: str = "Kan gradering prøves?", on: str = ON) -> SpecialistQuestion:
    return ask_specialist(
        case=case, specialist="advisory_doctor", question=question, actor=as_staff(region.adviser), on=day(on),
        at=instant(on),
    )  # fmt: skip


def answer(question: SpecialistQuestion, region: Region, words: str = "Ja, 50 prosent", on: str = "2026-03-10") -> None:
    register_specialist_answer(
        question=question, answer=words, answered_by="Dr. Prøve", actor=as_staff(region.adviser), on=day(on),
        at=instant(on),
    )  # fmt: skip


def task_of(question: SpecialistQuestion) -> Task:
    return Task.objects.get(kind=FOLLOW_UP, ordinal=question.follow_up_id)


def test_looking_for_the_answer_is_a_task_until_it_is_there(case: Case, region: Region) -> None:
    question = ask(case, region)
    task = task_of(question)
    assert (task.state, task.actor, task.due, question.due) == ("open", "nav", day("2026-03-16"), day("2026-03-16"))
    answer(question, region)
    assert (task_of(question).state, task_of(question).outcome) == ("done", "answered")
    run_tick(on=day("2026-03-20"), at=instant("2026-03-20"))
    assert task_of(question).state == "done"


def test_unanswered_it_becomes_overdue_on_the_list(case: Case, region: Region) -> None:
    question = ask(case, region)
    run_tick(on=day("2026-03-17"), at=instant("2026-03-17"))
    assert task_of(question).state == "open"
    assert task_of(question).due < day("2026-03-17")


def test_two_questions_on_a_day_are_two_tasks_and_one_sent_twice_is_one(case: Case, region: Region) -> None:
    first, second = ask(case, region), ask(case, region, "Trengs utredning?")
    assert ask(case, region) == first
    assert task_of(first) != task_of(second)


def test_the_second_to_write_down_an_answer_is_told(case: Case, region: Region) -> None:
    question = ask(case, region)
    answer(question, region)
    with pytest.raises(PlanError, match=r"asking_error\.answered"):
        answer(question, region, "Nei")


def test_the_journal_holds_none_of_the_words(case: Case, region: Region) -> None:
    answer(ask(case, region), region)
    assert {"specialist_asked", "specialist_answered"} <= set(JournalEntry.objects.values_list("event", flat=True))
    written = str(list(JournalEntry.objects.values("before", "after")))
    assert "gradering" not in written
    assert "50 prosent" not in written


def test_what_cannot_be_asked_or_answered_is_refused(case: Case, region: Region) -> None:
    with pytest.raises(PlanError, match=r"asking_error\.words_needed"):
        ask(case, region, " ")
    question = ask(case, region)
    with pytest.raises(PlanError, match=r"asking_error\.answer_needed"):
        answer(question, region, " ")


def offer(case: Case, region: Region, theme: str = "housing", *, has_offer: bool = True, **values: Any) -> Referral:
    said = {"service": "Boligkontoret", "line": "", "on": ON} | values
    on = said.pop("on")
    return refer(
        case=case, theme=theme, has_offer=has_offer, **said, actor=as_staff(region.adviser), on=day(on), at=instant(on)
    )


def test_an_offer_is_answered_once(case: Case, region: Region) -> None:
    referral = offer(case, region)
    actor, on, at = as_staff(region.adviser), day(ON), instant(ON)
    answer_referral(referral=referral, accepted=False, actor=actor, on=on, at=at)
    referral.refresh_from_db()
    assert (referral.state, referral.answered_on) == ("declined", on)
    with pytest.raises(PlanError, match=r"referral_error\.answered"):
        answer_referral(referral=referral, accepted=True, actor=actor, on=on, at=at)


def test_what_is_lacking_is_counted_by_unit_and_theme_each_person_once(case: Case, region: Region) -> None:
    bring([note("b", [("2026-02-23", "2026-04-30")], serial=1)], ON)
    other = Case.objects.exclude(pk=case.pk).get()
    offer(case, region, "economy")
    for service in ("Boligkontoret", "Husbanken"):
        offer(case, region, has_offer=False, service=service)
    offer(other, region, has_offer=False)
    offer(other, region, "language", has_offer=False, on="2026-03-04")
    unit = region.local.pk
    assert gaps(since=day(ON), until=day("2026-03-31")) == {(unit, "housing"): 2, (unit, "language"): 1}
    march = {"since": day(ON), "until": day("2026-03-31")}
    assert gaps_of_unit(unit, **march) == [("housing", 2), ("language", 1)]
    assert gaps_of_unit(region.other.pk, **march) == []
    assert gaps(since=day(ON), until=day("2026-03-03")) == {(unit, "housing"): 2}


def test_what_cannot_be_referred_is_refused(case: Case, region: Region) -> None:
    refused_ones: list[tuple[dict[str, Any], str]] = [
        ({"theme": "weather"}, "referral_error.theme"),
        ({"service": " "}, "referral_error.service"),
        ({"on": "2026-06-01"}, "asking_error.case_closed"),
    ]
    for values, code in refused_ones:
        if "on" in values:
            run_tick(on=day("2026-06-01"), at=instant("2026-06-01"))
        with pytest.raises(PlanError) as refused:
            offer(case, region, **values)
        assert refused.value.code == code


def test_everybody_who_can_be_asked_stands_in_the_directory_from_their_day() -> None:
    assert {one.code for one in directory()} == set(CONTRIBUTORS)
    assert set(SPECIALISTS) <= {one.code for one in contributors_on(day(ON))}
    assert "regional_unit" not in {one.code for one in contributors_on(day("2018-12-31"))}
