"""The constraints of meetings, each broken once, by name."""

from datetime import time, timedelta
from typing import Any

import pytest

from stafett.mapping.models import Contact
from stafett.meetings.models import Meeting, Move, Slot
from tests.architecture import test_constraints
from tests.architecture.test_constraints import AT, ON, Break, World, refused_by

pytestmark = pytest.mark.django_db
world = test_constraints.world


def _made(world: World, **values: Any) -> Meeting:
    whole: dict[str, Any] = {
        "case": world.case, "holder": world.region.adviser, "planned_by": world.region.adviser, "purpose": "status",
        "form": "telephone", "day": ON, "begins": time(9), "ends": time(10), "planned_on": ON, "changed_at": AT,
    }  # fmt: skip
    return Meeting.objects.create(**(whole | values))


def _meeting(**values: Any) -> Break:
    return lambda world: _made(world, **values)


def _ended(state: str, *, logged: bool = False, **values: Any) -> Break:
    def add(world: World) -> None:
        contact = _contact(world) if logged else None
        _made(world, state=state, ended_on=ON, ended_by=world.region.adviser, contact=contact, **values)

    return add


def _contact(world: World) -> Contact:
    return Contact.objects.create(
        case=world.case, held_on=ON, channel="telephone", started_by="nav", outcome="x", logged_on=ON, at=AT,
        by=world.region.adviser,
    )  # fmt: skip


def _contact_twice(world: World) -> None:
    contact = _contact(world)
    for _ in range(2):
        _made(world, state="held", ended_on=ON, ended_by=world.region.adviser, contact=contact)


def _same_name(world: World) -> None:
    _made(world, uid=_made(world).uid)


def _moved(world: World, *, times: int = 1, why: str = "x") -> None:
    meeting, adviser = _made(world), world.region.adviser
    for _ in range(times):
        Move.objects.create(
            meeting=meeting, sequence=0, holder=adviser, form="video", day=ON, begins=time(9), ends=time(10), why=why,
            moved_on=ON, moved_at=AT, moved_by=adviser,
        )  # fmt: skip


def _change_a_move(world: World) -> None:
    _moved(world)
    Move.objects.update(why="y")


def _slot(*, times: int = 1, **values: Any) -> Break:
    def add(world: World) -> None:
        for _ in range(times):
            whole: dict[str, Any] = {"weekday": 1, "begins": time(9), "ends": time(10)} | values
            Slot.objects.create(staff=world.region.adviser, **whole)

    return add


BREAKS: list[tuple[str, Break]] = [
    ("Meeting.uid", _same_name),
    ("meeting_purpose_is_known", _meeting(purpose="x")),
    ("meeting_form_is_known", _meeting(form="x")),
    ("meeting_others_are_known", _meeting(others=["employer", "x"])),
    ("meeting_ends_after_it_begins", _meeting(ends=time(9))),
    ("meeting_answer_is_whole", _meeting(answer="x", answered_on=ON)),
    ("meeting_answer_is_whole", _meeting(answer="coming")),
    ("meeting_answer_is_whole", _meeting(answered_on=ON)),
    ("meeting_answer_is_whole", _meeting(answer_line="x")),
    ("meeting_answer_is_whole", _meeting(answer="coming", answered_on=ON, suggested_day=ON + timedelta(days=1))),
    ("suggested_hour_has_its_day", _meeting(answer="cannot", answered_on=ON, suggested_begins=time(9))),
    ("meeting_says_how_it_ended", _meeting(state="x")),
    ("meeting_says_how_it_ended", _meeting(ended_on=ON)),
    ("meeting_says_how_it_ended", _meeting(state="cancelled", ended_why="x")),
    ("meeting_says_how_it_ended", _ended("cancelled")),
    ("meeting_says_how_it_ended", _ended("cancelled", logged=True, ended_why="x")),
    ("meeting_says_how_it_ended", _ended("held")),
    ("meeting_says_how_it_ended", _ended("held", logged=True, missed_by="person")),
    ("meeting_says_how_it_ended", _ended("missed", ended_why="x", missed_by="person")),
    ("meeting_says_how_it_ended", _ended("missed", logged=True, ended_why="x")),
    ("meeting_says_how_it_ended", _ended("missed", logged=True, missed_by="person")),
    ("Meeting.contact", _contact_twice),
    ("one_move_from_one_version", lambda w: _moved(w, times=2)),
    ("move_says_why", lambda w: _moved(w, why="")),
    ("slot_is_on_a_weekday", _slot(weekday=6)),
    ("slot_ends_after_it_begins", _slot(ends=time(8))),
    ("one_slot_from_one_hour", _slot(times=2)),
]


@pytest.mark.parametrize(("name", "change"), BREAKS, ids=[f"{n}-{name}" for n, (name, _) in enumerate(BREAKS)])
def test_the_database_refuses(world: World, name: str, change: Break) -> None:
    said = refused_by(world, change)
    if "." in name:
        assert f"({name.partition('.')[2]}" in said.message_detail
    else:
        assert said.constraint_name == name


def test_what_a_meeting_was_stays_as_it_was(world: World) -> None:
    assert "meetings_move is append-only" in str(refused_by(world, _change_a_move).message_primary)
