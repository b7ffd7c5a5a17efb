"""Dialogue meeting 1: called, answered, moved, cancelled, held, and the duty that it settles (aml. § 4-6 (4))."""

from datetime import time
from typing import Any

import pytest

from stafett.cases.models import JournalEntry, Task
from stafett.dialogue.models import Message
from stafett.intake.models import SickNote
from stafett.meetings.dialogue_1.models import NoMeeting
from stafett.meetings.dialogue_1.selectors import drafted_agenda
from stafett.meetings.services import MeetingError
from stafett.plans.follow_up_plan.content import PlanContent
from tests.factories import day
from tests.meetings.dialogue_world import MEETING_DAY, ON, DialogueWorld, make_dialogue_world, when

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> DialogueWorld:
    return make_dialogue_world()


def told() -> list[str]:
    """What the employee has been told of the meeting."""
    return list(Message.objects.filter(code__startswith="dialogue_").order_by("pk").values_list("code", flat=True))


def refused(act: Any) -> str:
    with pytest.raises(MeetingError) as error:
        act()
    return error.value.code


def test_the_employee_is_told_of_the_call_and_no_word_of_its_agenda(made: DialogueWorld) -> None:
    made.call(agenda=("Hemmelig punkt",))
    message = Message.objects.get(code="dialogue_called")
    assert message.person == made.world.person
    assert "Hemmelig" not in str(message.parameters)


def test_called_twice_is_called_once_and_another_one_is_refused(made: DialogueWorld) -> None:
    made.call()
    made.call()
    assert refused(lambda: made.call(when("2026-02-18"))) == "dialogue_error.there_is_one"
    assert told() == ["dialogue_called"]


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (when("2026-02-01"), "meeting_error.has_passed"),
        (when("2035-02-01"), "day_error.too_far"),
        (when(form="workplace"), "meeting_error.place_needed"),
        (when(form="x"), "meeting_error.unknown"),
    ],
)
def test_a_time_that_cannot_be_met_at_is_refused(made: DialogueWorld, at: Any, code: str) -> None:
    assert refused(lambda: made.call(at)) == code


def test_held_the_duty_is_done_with_who_and_when(made: DialogueWorld) -> None:
    made.call()
    made.go_to(MEETING_DAY)
    made.hold()
    task = made.task
    assert (task.state, task.ended_by, task.ended_on) == ("done", "Nils Nærmeste", day(MEETING_DAY))
    assert task.reason["code"] == "stop_point.dialogue_1.settled"
    assert told() == ["dialogue_called", "dialogue_minutes"]


def test_it_is_not_held_before_its_day(made: DialogueWorld) -> None:
    made.call()
    assert refused(made.hold) == "meeting_error.not_yet"


def test_obviously_unnecessary_ends_the_duty_until_one_is_called_after_all(made: DialogueWorld) -> None:
    made.not_needed()
    assert (made.task.state, made.task.ended_by) == ("done", "Nils Nærmeste")
    made.not_needed("Noe annet")
    assert NoMeeting.objects.get().why == "Tilbake på mandag"
    made.call()
    assert made.task.state == "open"
    assert refused(made.not_needed) == "dialogue_error.there_is_one"
    assert told() == ["dialogue_not_needed", "dialogue_called"]


@pytest.mark.parametrize(("why", "code"), [(" ", "meeting_error.why_needed"), ("x" * 301, "dialogue_error.too_long")])
def test_unnecessary_needs_a_reason_of_a_line(made: DialogueWorld, why: str, code: str) -> None:
    assert refused(lambda: made.not_needed(why)) == code


def test_cancelled_the_duty_stands(made: DialogueWorld) -> None:
    made.call()
    made.cancel()
    made.go_to("2026-02-23")
    assert (made.task.state, made.meeting.state) == ("open", "cancelled")
    assert refused(lambda: made.cancel(seen=1)) == "meeting_error.ended"


def test_moved_it_is_answered_anew_and_the_wishes_stand(made: DialogueWorld) -> None:
    made.call()
    made.answer("coming", issuer=True, companions=["union_representative"])
    made.issuer_answers()
    made.move()
    meeting = made.meeting
    assert (meeting.answer, meeting.issuer_answer, meeting.sequence) == ("", "", 1)
    assert (meeting.wants_issuer, meeting.companions, meeting.issuer) == (
        True, ["union_representative"], made.world.issuer,
    )  # fmt: skip
    assert list(meeting.moves.values_list("day", "why")) == [(day(MEETING_DAY), "Ferie")]
    assert refused(lambda: made.move("2026-02-18", seen=0)) == "meeting_error.changed"


def test_moved_to_where_it_is_changes_nothing(made: DialogueWorld) -> None:
    made.call()
    made.move(MEETING_DAY, why="")
    assert (made.meeting.sequence, told()) == (0, ["dialogue_called"])


def test_the_issuer_is_invited_only_when_the_employee_wants_it_and_no_longer_than_that(made: DialogueWorld) -> None:
    made.call()
    assert made.meeting.issuer is None
    assert refused(made.issuer_answers) == "dialogue_error.not_invited"
    made.answer(issuer=True)
    made.issuer_answers("other_time", day=day("2026-02-18"), begins=time(12), line="Etter lunsj")
    assert made.meeting.issuer_begins == time(12)
    made.answer(issuer=False)
    meeting = made.meeting
    assert (meeting.issuer, meeting.issuer_answer, meeting.issuer_day, meeting.issuer_line) == (None, "", None, "")


def test_an_issuer_of_whom_no_note_tells_cannot_be_invited(made: DialogueWorld) -> None:
    made.call()
    SickNote.objects.update(issuer=None)
    assert refused(lambda: made.answer(issuer=True)) == "dialogue_error.no_issuer"
    assert made.meeting.answer == ""


def test_the_employee_suggests_another_time(made: DialogueWorld) -> None:
    made.call()
    made.answer("other_time", day=day("2026-02-18"), begins=time(12), points=["Arbeidstid"])
    meeting = made.meeting
    assert (meeting.suggested_day, meeting.suggested_begins, meeting.own_points) == (
        day("2026-02-18"), time(12), ["Arbeidstid"],
    )  # fmt: skip
    made.answer("coming", day=day("2026-02-18"))
    assert made.meeting.suggested_day is None


def test_that_the_employee_finds_it_unnecessary_is_said_with_a_reason_and_ends_no_duty(made: DialogueWorld) -> None:
    made.call()
    assert refused(lambda: made.answer("not_needed")) == "meeting_error.why_needed"
    made.answer("not_needed", line="Jeg er tilbake")
    assert (made.meeting.is_planned, made.task.state) == (True, "open")


def test_an_answer_to_a_version_that_stands_no_more_is_refused(made: DialogueWorld) -> None:
    made.call()
    made.move()
    assert refused(lambda: made.answer(seen=0)) == "meeting_error.changed"
    assert refused(lambda: made.answer("x", seen=1)) == "meeting_error.unknown"
    assert refused(lambda: made.answer(seen=1, companions=["x"])) == "meeting_error.unknown"


def test_who_is_graded_has_no_duty_until_a_party_finds_the_meeting_useful() -> None:
    made = make_dialogue_world(("2026-01-05", "2026-06-30", 50))
    assert not Task.objects.filter(kind="dialogue_1").exists()
    made.call()
    assert made.task.state == "open"
    made.cancel()
    assert made.task.state == "lapsed"


def test_minutes_are_put_right_with_a_reason_and_a_remark_stays_where_it_was_said(made: DialogueWorld) -> None:
    made.call()
    assert refused(lambda: made.amend("x")) == "dialogue_error.not_held"
    made.go_to(MEETING_DAY)
    made.hold()
    made.remark("Det var tre dager")
    made.remark("Det var tre dager")
    assert refused(lambda: made.amend("Tre dager", why="")) == "meeting_error.why_needed"
    made.amend("Tre dager")
    made.amend("Tre dager")
    assert refused(lambda: made.amend("Fire dager", seen=1)) == "meeting_error.changed"
    first, second = made.meeting.minutes.order_by("number")
    assert [one.text for one in first.remarks.all()] == ["Det var tre dager"]
    assert (second.why, second.remarks.count()) == ("Feil dag", 0)


@pytest.mark.parametrize(("words", "code"), [(" ", "words_needed"), ("x" * 4001, "too_long")])
def test_minutes_and_remarks_have_words_and_not_too_many(made: DialogueWorld, words: str, code: str) -> None:
    made.call()
    made.go_to(MEETING_DAY)
    assert refused(lambda: made.hold(words)) == f"dialogue_error.{code}"
    assert made.meeting.is_planned
    made.hold()
    assert refused(lambda: made.remark(words)) == f"dialogue_error.{code}"


def test_after_the_employment_nothing_is_called(made: DialogueWorld) -> None:
    made.world.employment.last_day = day("2026-02-01")
    assert refused(made.call) == "dialogue_error.employment_ended"
    made.world.employment.last_day = None
    made.world.case.state, made.world.case.closed_on, made.world.case.closed_why = "closed", day(ON), "spell_ended"
    made.world.case.save()
    assert refused(made.not_needed) == "meeting_error.case_closed"


def test_the_journal_names_who_did_what_without_a_word_of_it(made: DialogueWorld) -> None:
    made.call()
    made.answer("other_time", line="Hemmelig")
    made.cancel("Hemmelig")
    rows = JournalEntry.objects.filter(event__startswith="dialogue_").order_by("pk")
    assert [(row.event, row.actor_name) for row in rows] == [
        ("dialogue_called", "Nils Nærmeste"), ("dialogue_answered", "Kari Prøve0"),
        ("dialogue_cancelled", "Nils Nærmeste"),
    ]  # fmt: skip
    assert "Hemmelig" not in str([(row.before, row.after) for row in rows])


def test_who_has_died_is_told_nothing(made: DialogueWorld) -> None:
    made.call()
    person = made.world.person
    person.died_on = day(ON)
    person.save()
    made.cancel()
    assert told() == ["dialogue_called"]


def test_the_agenda_begins_with_the_parts_of_the_plan_and_none_of_its_words() -> None:
    content = PlanContent(can_do="Telle hemmelige varer", employee_words="Savner kollegaene")
    assert drafted_agenda(content) == [
        "Oppgaver som kan gjøres nå", "Det arbeidstakeren selv har skrevet i planen",
        "Hva som er mulig i jobben fremover", "Hva vi gjør nå, og når vi ser på det igjen",
    ]  # fmt: skip
    assert len(drafted_agenda(None)) == 2
