"""Meetings planned, moved, answered and ended, and what that does to the next contact."""

from datetime import date, time
from typing import Any

import pytest

from stafett.cases.evaluation import evaluate
from stafett.cases.evaluation.need import steps_to_come
from stafett.cases.law import law_in_force
from stafett.cases.models import Case, JournalEntry, Task
from stafett.cases.services import run_tick
from stafett.dialogue.models import Message
from stafett.mapping.assessing import window_of
from stafett.mapping.models import Contact
from stafett.meetings.models import Meeting, Move, Slot
from stafett.meetings.services import MeetingError, set_agenda, set_slots
from stafett.people.models import Person, Staff
from tests.factories import day, instant
from tests.mapping.need_world import ON
from tests.meetings.world import MEETING_ON, MeetingWorld, hours

pytestmark = pytest.mark.django_db
OPENS, CLOSES = "2026-05-26", "2026-06-23"


@pytest.fixture
def world() -> MeetingWorld:
    return MeetingWorld()


def tick(on: str) -> None:
    run_tick(on=day(on), at=instant(on))


def messages() -> list[tuple[str, str]]:
    sent = Message.objects.filter(code__startswith="meeting_").order_by("id")
    return list(sent.values_list("code", "channel"))


def refused(act: Any, *args: Any, **more: Any) -> MeetingError:
    with pytest.raises(MeetingError) as error:
        act(*args, **more)
    return error.value


# --- planning


def test_planning_invites_the_person_and_writes_it_down_without_words(world: MeetingWorld) -> None:
    meeting = world.plan(others=["interpreter"], agenda=["Ryggen", " ", "Jobben"])
    assert (meeting.state, meeting.sequence, meeting.agenda) == ("planned", 0, ["Ryggen", "Jobben"])
    assert messages() == [("meeting_planned", "digital")]
    entry = JournalEntry.objects.get(event="meeting_planned")
    assert entry.after == {"meeting": meeting.pk, "day": MEETING_ON}


def test_who_is_not_reached_digitally_gets_a_letter(world: MeetingWorld) -> None:
    Person.objects.update(reachable_digitally=False)
    world.plan()
    assert messages() == [("meeting_planned", "letter")]


def test_the_same_form_sent_twice_is_one_meeting(world: MeetingWorld) -> None:
    assert world.plan().pk == world.plan().pk
    assert len(messages()) == 1
    assert refused(world.plan, agenda=["Noe annet"]).to_confirm == ("double_booked", "person_busy")


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "yesterday": ({"on": "2026-03-08"}, "meeting_error.has_passed"),
    "ends when it begins": ({"ends": "10:00"}, "meeting_error.ends_before"),
    "an hour that is not there": (
        {"on": "2026-03-29", "begins": "02:30", "ends": "03:30"},
        "meeting_error.no_such_hour",
    ),
    "after the calendar": ({"on": "2099-01-01"}, "day_error.too_far"),
    "an unknown form": ({"form": "pigeon"}, "meeting_error.unknown"),
    "a video without its link": ({"form": "video"}, "meeting_error.place_needed"),
}


@pytest.mark.parametrize(("when", "code"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_planned(world: MeetingWorld, when: dict[str, Any], code: str) -> None:
    assert refused(world.plan, world.at(**when)).code == code
    assert not Meeting.objects.exists()


def test_an_unknown_purpose_too_many_points_and_a_closed_case_are_refused(world: MeetingWorld) -> None:
    assert refused(world.plan, purpose="x").code == "meeting_error.unknown"
    assert refused(world.plan, others=["x"]).code == "meeting_error.unknown"
    assert refused(world.plan, agenda=["x"] * 21).code == "meeting_error.too_many_points"
    assert refused(world.plan, agenda=["x" * 301]).code == "meeting_error.too_many_points"
    Case.objects.update(
        state="closed", closed_on=day(ON), closed_why="spell_ended", next_step="", next_date=None, order_step=9
    )
    with pytest.raises(MeetingError, match="case_closed"):
        world.plan()


def test_somebody_who_may_not_have_the_case_holds_no_meeting_in_it(world: MeetingWorld) -> None:
    elsewhere, leader = world.region.other_adviser, world.region.leader
    for holder in (elsewhere, leader):
        assert refused(world.plan, world.at(holder=holder)).code == "meeting_error.holder"
    Person.objects.update(protection="confidential")
    assert refused(world.plan, world.at(holder=world.colleague)).code == "meeting_error.holder"
    Staff.objects.filter(pk=world.colleague.pk).update(may_open=["confidential"])
    assert world.plan(world.at(holder=world.colleague)).holder == world.colleague


# --- what stands in the way


def test_a_time_with_something_in_the_way_is_planned_by_whoever_has_looked_at_it(world: MeetingWorld) -> None:
    world.plan()
    world.away("2026-06-15", "2026-06-17")
    when = world.at(begins="10:30", ends="11:00")
    error = refused(world.plan, when)
    assert (error.code, error.to_confirm) == ("meeting_error.to_confirm", ("double_booked", "person_busy", "away"))
    left = refused(world.plan, when, confirmed=["away", "no_working_day"])
    assert left.to_confirm == ("double_booked", "person_busy")
    assert world.plan(when, confirmed=["away", "double_booked", "person_busy"]).pk
    assert Meeting.objects.count() == 2


def test_a_weekend_and_a_public_holiday_are_asked_about(world: MeetingWorld) -> None:
    for one in ("2026-05-17", "2026-06-13"):
        assert refused(world.plan, world.at(one)).to_confirm == ("no_working_day",)


@pytest.mark.parametrize(("category", "last"), [("on_request", "2026-03-30"), ("simplified", "2026-09-09")])
def test_nothing_is_planned_far_ahead_for_those_who_should_not_have_it(category: str, last: str) -> None:
    world = MeetingWorld(category=category)
    far = world.at(f"{last[:-2]}{int(last[-2:]) + 1:02}")
    error = refused(world.plan, far)
    assert error.ahead is not None
    assert error.ahead.reason is not None
    assert error.ahead.reason.code == f"meeting.ahead_{category}"
    if category == "on_request":
        assert refused(world.plan, far, confirmed=["too_far"]).code == "meeting_error.too_far"
    else:
        assert error.to_confirm == ("too_far",)
        assert world.plan(far, confirmed=["too_far"]).pk
    assert world.plan(world.at(last)).pk


# --- moving


def test_a_move_keeps_what_it_was_tells_the_person_and_asks_again(world: MeetingWorld) -> None:
    uid = world.plan().uid
    world.answer("coming")
    world.move(world.at("2026-06-17", holder=world.colleague, form="office"))
    meeting = world.meeting
    assert (meeting.uid, meeting.sequence, meeting.answer, meeting.holder) == (uid, 1, "", world.colleague)
    before = Move.objects.get()
    assert (before.sequence, before.day, before.holder, before.form, before.why) == (
        0, day(MEETING_ON), world.region.adviser, "telephone", "Kurs",
    )  # fmt: skip
    assert [code for code, _ in messages()] == ["meeting_planned", "meeting_moved"]


def test_nothing_new_is_no_move_and_a_move_says_why(world: MeetingWorld) -> None:
    world.plan()
    assert world.move(world.at()).sequence == 0
    assert refused(world.move, world.at("2026-06-17"), why=" ").code == "meeting_error.why_needed"
    assert not Move.objects.exists()


def test_a_move_is_made_from_what_was_seen(world: MeetingWorld) -> None:
    world.plan()
    world.move(world.at("2026-06-17"))
    assert refused(world.move, world.at("2026-06-18"), seen=0).code == "meeting_error.changed"


def test_a_meeting_is_not_in_its_own_way(world: MeetingWorld) -> None:
    world.plan()
    assert world.move(world.at(begins="10:15", ends="11:00")).begins == time(10, 15)


# --- the answer


def test_who_cannot_come_waits_for_the_adviser_until_the_meeting_is_moved(world: MeetingWorld) -> None:
    world.plan()
    world.answer("cannot", line="Heller etter lunsj", day=day("2026-06-17"), begins=time(13))
    task = Task.objects.get(kind="follow_up")
    assert (task.state, task.due) == ("open", day("2026-03-16"))
    assert world.meeting.follow_up is not None
    assert world.meeting.follow_up.line == "Heller etter lunsj"
    world.move(world.at("2026-06-17", begins="13:00", ends="13:30"))
    task.refresh_from_db()
    assert (task.state, world.meeting.follow_up_id, world.meeting.suggested_day) == ("lapsed", None, None)


def test_the_person_may_change_their_mind(world: MeetingWorld) -> None:
    world.plan()
    world.answer("cannot")
    world.answer("coming", line="Det gikk likevel")
    assert Task.objects.get(kind="follow_up").state == "lapsed"
    assert (world.meeting.answer, world.meeting.answer_line) == ("coming", "Det gikk likevel")
    assert JournalEntry.objects.filter(event="meeting_answered", actor_kind="person").count() == 2


def test_an_answer_to_what_has_changed_or_passed_is_refused(world: MeetingWorld) -> None:
    world.plan()
    world.move(world.at("2026-06-17"))
    assert refused(world.answer, seen=0).code == "meeting_error.changed"
    assert refused(world.answer, on="2026-06-18").code == "meeting_error.has_passed"
    assert refused(world.answer, "cannot", day=day("2026-03-01")).code == "meeting_error.has_passed"
    assert refused(world.answer, "perhaps").code == "meeting_error.unknown"
    world.cancel()
    assert refused(world.answer).code == "meeting_error.ended"


def test_both_keep_their_own_points(world: MeetingWorld) -> None:
    world.plan()
    for own, actor in ((True, world.person), (False, world.adviser)):
        set_agenda(meeting=world.meeting, agenda=["Søvn", ""], own=own, actor=actor, on=day(ON), at=instant(ON))
    assert (world.meeting.agenda, world.meeting.own_points, world.meeting.sequence) == (["Søvn"], ["Søvn"], 0)


# --- how it ends


def test_held_it_is_a_contact_and_the_next_window_runs_from_it(world: MeetingWorld) -> None:
    world.plan(world.at(form="office"))
    tick(MEETING_ON)
    world.hold()
    contact = Contact.objects.get()
    assert (contact.held_on, contact.channel, contact.started_by, contact.missed) == (
        day(MEETING_ON), "physical", "nav", False,
    )  # fmt: skip
    assert (world.meeting.state, world.meeting.contact) == ("held", contact)
    assert world.case.last_contact_on == day(MEETING_ON)
    assert [state for state, *_ in world.tasks("contact")] == ["done"]
    assert refused(world.hold).code == "meeting_error.ended"


def test_missed_it_is_no_contact_and_is_tried_anew(world: MeetingWorld) -> None:
    world.plan()
    tick(MEETING_ON)
    world.miss()
    assert (world.meeting.state, world.meeting.missed_by, world.meeting.ended_why) == ("missed", "person", "Kom ikke")
    assert world.case.last_contact_on is None
    assert world.tasks("contact") == [("open", OPENS, CLOSES)]
    assert Task.objects.get(kind="follow_up", state="open").due == day("2026-06-19")
    world.plan(world.at("2026-06-22"), on=MEETING_ON)
    assert Task.objects.get(kind="follow_up").state == "done"


def test_cancelled_it_keeps_the_promise_open(world: MeetingWorld) -> None:
    world.plan()
    tick(OPENS)
    assert world.tasks("contact") == [("open", OPENS, MEETING_ON)]
    world.cancel(on=OPENS)
    assert (world.meeting.state, world.meeting.sequence, world.meeting.ended_why) == ("cancelled", 1, "Brann")
    assert world.tasks("contact") == [("open", OPENS, CLOSES)]
    assert messages()[-1][0] == "meeting_cancelled"
    assert refused(world.cancel, why="Igjen").code == "meeting_error.ended"


def test_what_has_not_been_is_neither_held_nor_missed(world: MeetingWorld) -> None:
    world.plan()
    assert refused(world.hold, on=ON).code == "meeting_error.not_yet"
    assert refused(world.miss, on=ON).code == "meeting_error.not_yet"
    assert refused(world.miss, by="x").code == "meeting_error.unknown"
    assert refused(world.miss, why="").code == "meeting_error.why_needed"
    assert refused(world.miss, try_again_by=day("2026-06-01")).code == "meeting_error.has_passed"
    assert not Contact.objects.exists()


# --- the task of the next contact


def test_a_contact_with_its_meeting_is_due_on_that_day_and_does_not_climb_before(world: MeetingWorld) -> None:
    tick(OPENS)
    others = Task.objects.filter(actor="nav", state="open").exclude(kind="contact")
    others.update(state="done", ended_on=day(OPENS), ended_by="Anne Adviser", outcome="done")
    evaluate([world.case.person_id], on=day(OPENS), at=instant(OPENS))
    assert (world.case.order_reason, world.case.next_step) == ("order.contact_due", "contact")
    world.plan(on=OPENS)
    task = Task.objects.get(kind="contact")
    assert (task.due, task.reason["code"]) == (day(MEETING_ON), "contact.meeting_planned")
    assert task.reason["facts"] == {"meeting_on": MEETING_ON}
    case = world.case
    assert (case.next_step, case.next_date, case.order_reason) == ("contact", day(MEETING_ON), "order.by_date")
    tick(MEETING_ON)
    assert world.case.order_reason == "order.contact_due"
    tick("2026-06-17")  # nobody has said what came of it
    assert world.tasks("contact") == [("open", OPENS, CLOSES)]


def test_before_the_window_opens_the_meeting_is_what_comes_next(world: MeetingWorld) -> None:
    def coming() -> dict[int, tuple[str, date]]:
        window = window_of(world.case, law_in_force(), day(ON))
        assert window is not None
        return steps_to_come({1: window}, day(ON))

    assert coming() == {1: ("contact", day("2026-06-09"))}
    world.plan()
    assert coming() == {1: ("contact", day(MEETING_ON))}


def test_a_meeting_after_the_window_does_not_keep_the_promise(world: MeetingWorld) -> None:
    world.plan(world.at("2026-06-24"), confirmed=["too_far"])
    tick(OPENS)
    assert world.tasks("contact") == [("open", OPENS, CLOSES)]


# --- the hours for meetings


def test_the_hours_for_meetings_are_replaced_as_a_whole(world: MeetingWorld) -> None:
    staff = world.region.adviser
    set_slots(staff=staff, slots=[(1, hours("13:00", "15:00")), (1, hours("09:00", "11:00")), (3, hours())])
    set_slots(staff=staff, slots=[(1, hours("09:00", "10:00")), (1, hours("10:00", "11:00"))])
    assert [(slot.weekday, slot.begins) for slot in Slot.objects.order_by("begins")] == [(1, time(9)), (1, time(10))]
    overlapping = [(1, hours("09:00", "10:30")), (1, hours("10:00", "11:00"))]
    assert refused(set_slots, staff=staff, slots=overlapping).code == "meeting_error.overlap"
    assert refused(set_slots, staff=staff, slots=[(1, hours("11:00", "10:00"))]).code == "meeting_error.ends_before"
    assert Slot.objects.count() == 2
