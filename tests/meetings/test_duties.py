"""What a planned meeting asks of Nav: what came of it, who holds it, and whether it is held after the absence."""

import pytest

from stafett.cases.evaluation import evaluate
from stafett.cases.models import Case, Task
from stafett.cases.services import run_tick
from stafett.dialogue.models import Message
from stafett.meetings.models import Meeting
from stafett.people.models import Person, Staff
from tests.cases.handovers import accept, offer
from tests.factories import bring, day, instant, make_staff, note
from tests.mapping.need_world import ON
from tests.meetings.world import MEETING_ON, MeetingWorld

pytestmark = pytest.mark.django_db
AFTER = "2026-06-17"
ENDS, CLOSED_BY, TO_MEET = "2026-03-20", "2026-04-20", "2026-05-05"
KINDS = ("meeting_outcome", "meeting_adviser", "meeting_after_end")


@pytest.fixture
def world() -> MeetingWorld:
    return MeetingWorld()


@pytest.fixture
def short() -> MeetingWorld:
    """Somebody whose absence ends before their meeting."""
    world = MeetingWorld(last_day=ENDS, category="")
    world.plan(world.at(TO_MEET))
    return world


def tick(on: str) -> None:
    run_tick(on=day(on), at=instant(on))


def duties() -> list[tuple[str, str, str]]:
    """Kind, due day and state of what meetings have asked of Nav."""
    rows = Task.objects.filter(kind__in=KINDS).order_by("id").values_list("kind", "due", "state")
    return [(kind, due.isoformat(), state) for kind, due, state in rows]


# --- what came of it


def test_the_day_after_somebody_says_what_came_of_it(world: MeetingWorld) -> None:
    world.plan()
    tick(MEETING_ON)
    assert duties() == []
    tick(AFTER)
    assert duties() == [("meeting_outcome", "2026-06-18", "open")]
    task = Task.objects.get(kind="meeting_outcome")
    assert task.ordinal == world.meeting.pk
    assert task.reason["parameters"] == {"meeting_outcome_working_days": 2}
    world.hold(AFTER)
    assert duties() == [("meeting_outcome", "2026-06-18", "lapsed")]


def test_it_comes_by_itself_though_nothing_else_happens(world: MeetingWorld) -> None:
    world.plan()
    tick(MEETING_ON)
    schedule = world.case.person.schedule
    assert schedule.evaluate_on is not None
    assert schedule.evaluate_on <= day(AFTER)


# --- by whom


def test_when_the_case_changes_hands_the_meeting_needs_another_adviser(world: MeetingWorld) -> None:
    meeting = world.plan()
    handed = offer(world.case, world.region.noe, world.region.adviser, ON)
    assert duties() == []
    accept(make_staff("Nora National", world.region.noe), ON, handed)
    assert duties() == [("meeting_adviser", MEETING_ON, "open")]
    assert Task.objects.get(kind="meeting_adviser").ordinal == meeting.pk
    assert world.case.holder_unit == world.region.noe


def test_it_has_one_when_the_new_holder_takes_it(world: MeetingWorld) -> None:
    world.plan()
    there = make_staff("Nora National", world.region.noe)
    accept(there, ON, offer(world.case, world.region.noe, world.region.adviser, ON))
    world.move(world.at(holder=there))
    assert [state for *_, state in duties()] == ["lapsed"]


def test_an_adviser_who_has_left_holds_no_meeting(world: MeetingWorld) -> None:
    world.plan(world.at(holder=world.colleague))
    Staff.objects.filter(pk=world.colleague.pk).update(active=False)
    evaluate([world.case.person_id], on=day(ON), at=instant(ON))
    assert duties() == [("meeting_adviser", MEETING_ON, "open")]


# --- after the absence


def test_a_case_waits_for_its_meeting_when_the_absence_has_ended(short: MeetingWorld) -> None:
    tick(CLOSED_BY)
    assert short.case.state == Case.State.OPEN
    assert duties() == [("meeting_after_end", TO_MEET, "open")]
    short.cancel(CLOSED_BY, why="Tilbake i full jobb")
    assert short.case.state == Case.State.CLOSED
    assert Message.objects.filter(code="meeting_cancelled").count() == 1


def test_held_after_the_absence_it_lets_the_case_close(short: MeetingWorld) -> None:
    tick(TO_MEET)
    short.hold(TO_MEET)
    assert short.case.state == Case.State.CLOSED
    assert [state for *_, state in duties()] == ["lapsed"]


def test_it_follows_the_person_to_a_new_absence(short: MeetingWorld) -> None:
    tick(CLOSED_BY)
    old = short.case
    bring([note("b", [("2026-04-21", "2026-12-31")])], "2026-04-21")
    new = Case.objects.get(state=Case.State.OPEN)
    assert new.pk != old.pk
    assert Meeting.objects.get().case == new
    assert [state for *_, state in duties()] == ["lapsed"]


def test_whoever_has_died_is_told_nothing(world: MeetingWorld) -> None:
    world.plan()
    Person.objects.update(died_on=day("2026-03-12"))
    evaluate([world.case.person_id], on=day("2026-03-13"), at=instant("2026-03-13"))
    assert world.case.state == Case.State.CLOSED
    world.cancel("2026-03-13")
    assert Meeting.objects.get().state == Meeting.State.CANCELLED
    assert not Message.objects.filter(code="meeting_cancelled").exists()
