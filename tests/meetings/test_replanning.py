"""The meetings in an absence: given to others or cancelled, as was looked at; and somebody's week."""

from collections.abc import Mapping

import pytest

from stafett.cases.distribution.models import StaffAbsence
from stafett.dialogue.models import Message
from stafett.meetings.models import Meeting
from stafett.meetings.replanning import CANCEL, Plan, plan_absence, replan
from stafett.meetings.selectors import meetings_in, week
from stafett.meetings.services import MeetingError, set_slots
from stafett.people.models import Person
from tests.factories import as_staff, day, instant
from tests.mapping.need_world import ON
from tests.meetings.world import MeetingWorld, hours

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> MeetingWorld:
    made = MeetingWorld()
    for on in ("2026-06-12", "2026-06-16", "2026-06-17", "2026-06-19"):
        made.plan(made.at(on))
    return made


def found(world: MeetingWorld, absence: StaffAbsence) -> list[str]:
    return [one.day.isoformat() for one in meetings_in(absence, world.adviser, on=day(ON))]


def looked_at(world: MeetingWorld, absence: StaffAbsence, chosen: Mapping[int, str]) -> Plan:
    return plan_absence(absence, chosen, [world.colleague], world.adviser, on=day(ON))


def done(world: MeetingWorld, absence: StaffAbsence, chosen: Mapping[int, str], seen: str, why: str = "Ferie") -> Plan:
    return replan(
        absence=absence, chosen=chosen, staff=[world.colleague], why=why, seen=seen, actor=world.adviser, on=day(ON),
        at=instant(ON),
    )  # fmt: skip


def test_those_in_the_absence_are_found_also_when_it_has_no_end(world: MeetingWorld) -> None:
    assert found(world, world.away("2026-06-15", "2026-06-18")) == ["2026-06-16", "2026-06-17"]
    assert found(world, world.away("2026-06-19", None)) == ["2026-06-19"]


def test_what_was_looked_at_is_done_and_each_person_is_told(world: MeetingWorld) -> None:
    absence = world.away("2026-06-15", "2026-06-18")
    first, second = meetings_in(absence, world.adviser, on=day(ON))
    Meeting.objects.filter(day="2026-06-12").update(day="2026-06-16", holder=world.colleague)
    chosen = {first.pk: str(world.colleague.pk), second.pk: CANCEL}
    plan = looked_at(world, absence, chosen)
    assert [(change.to, change.hindrances) for change in plan.changes] == [
        (world.colleague, ("double_booked", "person_busy")), (None, ()),
    ]  # fmt: skip
    assert not Message.objects.filter(code__in=["meeting_moved", "meeting_cancelled"]).exists()
    done(world, absence, chosen, plan.digest)
    for one in (first, second):
        one.refresh_from_db()
    assert (first.holder, first.sequence, second.state) == (world.colleague, 1, "cancelled")
    told = Message.objects.filter(code__in=["meeting_moved", "meeting_cancelled"]).order_by("id")
    assert [message.code for message in told] == ["meeting_moved", "meeting_cancelled"]
    assert found(world, absence) == []


def test_another_plan_than_was_looked_at_is_not_done(world: MeetingWorld) -> None:
    absence = world.away("2026-06-15", "2026-06-18")
    chosen = {one.pk: CANCEL for one in meetings_in(absence, world.adviser, on=day(ON))}
    seen = looked_at(world, absence, chosen).digest
    Meeting.objects.filter(day="2026-06-16").update(sequence=1)
    for choices, why, code in (
        (chosen, "Ferie", "plan_changed"), ({}, "Ferie", "nothing_chosen"), (chosen, " ", "why_needed"),
    ):  # fmt: skip
        digest = seen if code == "plan_changed" else looked_at(world, absence, choices).digest
        with pytest.raises(MeetingError) as error:
            done(world, absence, choices, digest, why)
        assert error.value.code == f"meeting_error.{code}"
    assert not Meeting.objects.exclude(state="planned").exists()


def test_a_person_who_may_not_be_opened_is_not_there(world: MeetingWorld) -> None:
    absence = world.away("2026-06-15", "2026-06-18")
    Person.objects.update(protection="confidential")
    assert found(world, absence) == []


def test_a_week_holds_meetings_free_hours_and_days_away(world: MeetingWorld) -> None:
    set_slots(staff=world.region.adviser, slots=[(2, hours("09:00", "12:00")), (4, hours("09:00", "10:00"))])
    world.away("2026-06-18", "2026-06-21")
    days = {one.day.isoformat(): one for one in week(world.adviser, day("2026-06-17"))}
    assert next(iter(days)) == "2026-06-15"
    tuesday = days["2026-06-16"]
    assert [meeting.day for meeting, _ in tuesday.meetings] == [day("2026-06-16")]
    assert tuesday.free == [hours("09:00", "10:00"), hours("10:45", "12:00")]
    assert [one for one in days if days[one].away] == ["2026-06-18", "2026-06-19", "2026-06-20", "2026-06-21"]
    assert [one for one in days if not days[one].is_working] == ["2026-06-20", "2026-06-21"]
    assert week(as_staff(world.colleague), day("2026-06-17"))[1].meetings == []


def test_two_at_once_are_marked_and_what_is_no_longer_ones_own_has_no_name(world: MeetingWorld) -> None:
    world.plan(world.at(begins="10:30", ends="11:00"), confirmed=["double_booked", "person_busy"])
    assert [doubled for _, doubled in week(world.adviser, day("2026-06-16"))[1].meetings] == [True, True]
    Person.objects.update(protection="confidential")
    tuesday = week(world.adviser, day("2026-06-16"))[1]
    assert (tuesday.meetings, tuesday.hidden) == ([], [hours(), hours("10:30", "11:00")])
