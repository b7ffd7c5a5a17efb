"""Requests for help are promised an answer and get one; messages are read once."""

import pytest

from stafett.cases.models import Case, JournalEntry, Task
from stafett.cases.services import run_tick
from stafett.dialogue.models import HelpRequest, Message
from stafett.dialogue.services import DialogueError, answer_request, ask_for_help, read_messages
from stafett.people.models import Person
from tests.factories import Region, as_person, as_staff, bring, day, instant, make_region, note, open_case

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
        case=case, sender=sender, wanted="Snakke om jobben", how_soon="soon", actor=actor, on=day(on), at=instant(on)
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
    first, second = ask(open_case()), ask(open_case())
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


def test_a_closed_case_takes_no_request(region: Region) -> None:
    case = open_case()
    run_tick(on=day("2026-08-01"), at=instant("2026-08-01"))
    case.refresh_from_db()
    assert case.state == "closed"
    with pytest.raises(DialogueError, match=r"request_error\.case_closed"):
        ask(case, on="2026-08-01")
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
