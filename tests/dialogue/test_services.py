"""Requests for help are promised an answer and get one; messages are read once."""

import pytest

from stafett.cases.models import Case, JournalEntry, Task
from stafett.cases.services import run_tick
from stafett.dialogue.models import HelpRequest, Message
from stafett.dialogue.services import DialogueError, answer_request, ask_for_help, read_messages
from stafett.people.models import Person
from stafett.screening.models import Screening
from tests.factories import (
    Region,
    as_person,
    as_staff,
    bring,
    day,
    instant,
    make_person,
    make_region,
    note,
    open_case,
)

pytestmark = pytest.mark.django_db
ON = "2026-03-02"


@pytest.fixture
def region() -> Region:
    region = make_region()
    bring([note("a", [(ON, "2026-04-30")])], ON)
    return region


def ask(case: Case, on: str = ON, sender: str = "person") -> HelpRequest:
    actor = as_person(case.person)
    return ask_for_help(
        person=case.person,
        sender=sender,
        wanted="Snakke om jobben",
        how_soon="soon",
        actor=actor,
        on=day(on),
        at=instant(on),
    )


def answer(region: Region, request: HelpRequest, on: str = "2026-03-04", **words: str) -> None:
    said = {"assessed": " Vi har sett på det ", "next_step": "Vi ringer"} | words
    answer_request(request=request, actor=as_staff(region.adviser), on=day(on), at=instant(on), **said)


def test_a_request_gets_a_promised_day_a_task_and_a_receipt(region: Region) -> None:
    request = ask(open_case())
    assert (request.answer_due, request.answered_on) == (day("2026-03-09"), None)
    task = Task.objects.get(kind="answer_request")
    assert (task.state, task.due, task.ordinal, task.actor) == ("open", request.answer_due, request.pk, "nav")
    receipt = Message.objects.get(code="help_received")
    assert (receipt.sent_on, receipt.parameters) == (day(ON), {"answer_due": "2026-03-09"})
    assert (open_case().next_step, open_case().next_date) == ("answer_request", request.answer_due)


def test_the_promise_passes_over_days_off(region: Region) -> None:
    assert ask(open_case(), on="2026-03-27").answer_due == day("2026-04-08")  # Easter between


def test_two_requests_are_two_tasks(region: Region) -> None:
    first, second = ask(open_case()), ask(open_case(), sender="employer")
    answer(region, first)
    states = dict(Task.objects.filter(kind="answer_request").values_list("ordinal", "state"))
    assert states == {first.pk: "done", second.pk: "open"}
    assert open_case().next_step == "answer_request"


@pytest.mark.parametrize("sender", ["person", "employer", "issuer"])
def test_whoever_asks_the_person_hears_of_the_answer(region: Region, sender: str) -> None:
    request = ask(open_case(), sender=sender)
    answer(region, request)
    request.refresh_from_db()
    assert (request.assessed, request.next_step, request.answered_by) == (
        "Vi har sett på det", "Vi ringer", region.adviser,
    )  # fmt: skip
    task = Task.objects.get(kind="answer_request")
    assert (task.state, task.ended_by, task.ended_on) == ("done", "Anne Adviser", day("2026-03-04"))
    assert Message.objects.filter(code="help_answered").count() == 1
    told = JournalEntry.objects.filter(event__startswith="help_").order_by("pk").values_list("event", flat=True)
    assert list(told) == ["help_asked", "help_answered"]


@pytest.mark.parametrize("words", [{"assessed": " "}, {"next_step": ""}])
def test_an_answer_has_both_parts(region: Region, words: dict[str, str]) -> None:
    request = ask(open_case())
    with pytest.raises(DialogueError, match=r"request_error\.both_needed"):
        answer(region, request, **words)
    request.refresh_from_db()
    assert request.answered_on is None


def test_the_second_to_answer_hears_who_was_first(region: Region) -> None:
    request = ask(open_case())
    answer(region, request)
    with pytest.raises(DialogueError, match=r"request_error\.already_answered") as refused:
        answer(region, request, assessed="Noe annet")
    assert refused.value.parameters == {"by": "Anne Adviser", "on": day("2026-03-04")}
    request.refresh_from_db()
    assert request.assessed == "Vi har sett på det"
    assert Message.objects.filter(code="help_answered").count() == 1


def closed_case(region: Region, **held_by: object) -> Case:
    """The case when its spell has ended; what it had come to before that is `held_by`."""
    Case.objects.update(**held_by)
    run_tick(on=day("2026-08-01"), at=instant("2026-08-01"))
    return Case.objects.get(state="closed")


def test_a_request_opens_the_closed_case_until_it_is_answered(region: Region) -> None:
    request = ask(closed_case(region), on="2026-08-03")
    case = open_case()
    assert (case.next_step, case.next_date) == ("answer_request", request.answer_due)
    assert (request.answer_due, request.case) == (day("2026-08-10"), case)
    run_tick(on=day("2026-08-12"), at=instant("2026-08-12"))
    assert open_case().next_date == day("2026-08-10")
    answer(region, request, on="2026-08-12")
    case.refresh_from_db()
    assert (case.state, case.closed_why, case.closed_on) == ("closed", "spell_ended", day("2026-08-12"))
    told = JournalEntry.objects.filter(case=case, event__startswith="case_").order_by("pk")
    assert list(told.values_list("event", flat=True))[-3:] == ["case_closed", "case_opened", "case_closed"]


def test_who_asks_after_the_spell_is_answered_by_their_own_office(region: Region) -> None:
    case = closed_case(region, holder_unit=region.roe, holder=region.roe_adviser)
    ask(case, on="2026-08-03")
    assert (open_case().holder_unit, open_case().holder) == (region.local, None)


def test_the_adviser_who_knows_them_keeps_who_asks_again(region: Region) -> None:
    ask(closed_case(region, holder=region.adviser), on="2026-08-03")
    assert (open_case().holder_unit, open_case().holder) == (region.local, region.adviser)


def test_a_mapping_does_not_come_back_with_a_question(region: Region) -> None:
    case = closed_case(region, segment="needs_mapping")
    Screening.objects.update(
        state="confirmed", segment="needs_mapping", suggestion="needs_mapping", confirmed_on=day(ON), round=1,
        confirmed_by=region.adviser,
    )  # fmt: skip
    ask(case, on="2026-08-03")
    assert set(open_case().tasks.filter(state="open").values_list("kind", flat=True)) == {"answer_request"}


def test_who_was_never_sick_listed_gets_a_case_for_the_question_alone(region: Region) -> None:
    person = make_person(region.local, 7)
    request = ask_for_help(
        person=person, sender="person", wanted="Er på vei til å bli syk", how_soon="soon", actor=as_person(person),
        on=day(ON), at=instant(ON),
    )  # fmt: skip
    case = open_case(person)
    assert (case.holder_unit, case.next_step, case.next_date) == (region.local, "answer_request", day("2026-03-09"))
    assert not case.has_spell
    run_tick(on=day("2026-05-01"), at=instant("2026-05-01"))
    answer(region, request, on="2026-05-01")
    case.refresh_from_db()
    assert (case.state, case.closed_why) == ("closed", "no_spell")
    ask(case, on="2026-05-04")
    assert open_case(person) == case


def test_a_note_that_comes_takes_the_question_over(region: Region) -> None:
    person = make_person(region.local, 7)
    request = ask_for_help(
        person=person, sender="person", wanted="Er på vei til å bli syk", how_soon="soon", actor=as_person(person),
        on=day(ON), at=instant(ON),
    )  # fmt: skip
    alone = open_case(person)
    bring([note("b", [("2026-03-04", "2026-04-30")], serial=7)], "2026-03-04")
    request.refresh_from_db()
    assert (request.case, request.case.first_day) == (open_case(person), day("2026-03-04"))
    alone.refresh_from_db()
    assert (alone.state, alone.closed_why) == ("closed", "no_spell")
    assert open_case(person).next_step == "answer_request"


def test_a_note_from_the_day_of_asking_makes_the_case_one_of_a_spell(region: Region) -> None:
    person = make_person(region.local, 7)
    ask_for_help(
        person=person, sender="person", wanted="Blir sykmeldt", how_soon="soon", actor=as_person(person),
        on=day(ON), at=instant(ON),
    )  # fmt: skip
    alone = open_case(person)
    bring([note("b", [("2026-03-01", "2026-04-30")], serial=7)], "2026-03-04")
    assert open_case(person) == alone
    assert open_case(person).has_spell


def test_nobody_asks_for_somebody_who_is_dead(region: Region) -> None:
    case = closed_case(region)
    Person.objects.update(died_on=day("2026-07-01"))
    with pytest.raises(DialogueError, match=r"request_error\.dead"):
        ask(case, on="2026-08-03", sender="employer")
    assert not HelpRequest.objects.exists()


def test_what_was_asked_before_the_end_is_answered_after_it(region: Region) -> None:
    request = ask(open_case())
    run_tick(on=day("2026-08-01"), at=instant("2026-08-01"))
    answer(region, request, on="2026-08-03")
    request.refresh_from_db()
    assert request.answered_on == day("2026-08-03")
    assert Message.objects.filter(code="help_answered").exists()


def test_messages_are_read_once_and_not_before_they_are_sent(region: Region) -> None:
    ask(open_case())
    person = Person.objects.get()
    ahead = Message.objects.create(
        person=person, case=open_case(), code="activity_info", channel="digital", sent_on=day("2026-03-09")
    )
    sent = Message.objects.filter(person=person, sent_on=day(ON))
    assert set(sent.values_list("code", flat=True)) == {"help_received", "screening_invitation"}
    assert read_messages(person=person, on=day(ON)) == 2
    assert read_messages(person=person, on=day(ON)) == 0
    ahead.refresh_from_db()
    assert ahead.read_on is None


def test_nobody_reads_the_messages_of_another(region: Region) -> None:
    ask(open_case())
    bring([note("b", [(ON, "2026-04-30")], serial=1)], ON)
    other = Person.objects.get(family_name="Prøve1")
    assert read_messages(person=other, on=day(ON)) == 0
