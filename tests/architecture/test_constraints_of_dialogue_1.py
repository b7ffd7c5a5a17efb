"""How each constraint of dialogue meeting 1 is broken: one open case is there."""

from collections.abc import Callable
from typing import Any

import pytest

from stafett.meetings.dialogue_1.models import (
    DialogueMeeting,
    DialogueMinutes,
    DialogueMove,
    DialogueRemark,
    NoMeeting,
)
from stafett.people.models import EmployerContact, Employment, Issuer
from tests.architecture import test_constraints
from tests.architecture.test_constraints import World, refused_by
from tests.factories import day, instant
from tests.portals.outside_world import make_contact

pytestmark = pytest.mark.django_db
world = test_constraints.world

ON, AT = day("2026-03-02"), instant("2026-03-02")
Break = Callable[[Any], object]


def _leader() -> EmployerContact:
    return EmployerContact.objects.first() or make_contact(Employment.objects.earliest("pk").employer, "Nils", "leader")


def _of(world: Any) -> dict[str, Any]:
    return {"case": world.case, "employment": Employment.objects.get(person=world.person)}


def _meeting(world: Any, **values: Any) -> DialogueMeeting:
    row = {"person": world.person, "called_on": ON, "called_by": _leader(), "day": ON, "begins": "09:00"}
    row |= {"ends": "10:00", "form": "telephone", "changed_at": AT, **_of(world)}
    return DialogueMeeting.objects.create(**(row | values))


def _same_uid(world: Any) -> None:
    first = _meeting(world, state="cancelled", ended_by=_leader(), ended_on=ON, ended_why="Ferie")
    _meeting(world, uid=first.uid)


def _with(**values: Any) -> Break:
    return lambda world: _meeting(world, **values)


def _with_issuer(**values: Any) -> Break:
    return lambda world: _meeting(world, issuer=Issuer.objects.get(), **values)


def _ended(**values: Any) -> Break:
    return lambda world: _meeting(world, ended_by=_leader(), **values)


def _move(*, times: int = 1, why: str = "Ferie") -> Break:
    def move(world: Any) -> None:
        row = {"meeting": _meeting(world), "sequence": 0, "why": why, "moved_on": ON, "moved_at": AT}
        row |= {"moved_by": _leader(), "form": "telephone", "day": ON, "begins": "09:00", "ends": "10:00"}
        for _time in range(times):
            DialogueMove.objects.create(**row)

    return move


def _minutes(world: Any, **values: Any) -> DialogueMinutes:
    row = {"number": 1, "about_work": "Lager", "on": ON, "at": AT, "contact": _leader()} | values
    return DialogueMinutes.objects.create(**({"meeting": row.pop("meeting", None) or _meeting(world)} | row))


def _minutes_with(**values: Any) -> Break:
    return lambda world: _minutes(world, **values)


def _twice(world: Any) -> None:
    meeting = _meeting(world)
    for _time in range(2):
        _minutes(world, meeting=meeting)


def _no_meeting(*, times: int = 1, **values: Any) -> Break:
    def say(world: Any) -> None:
        for _time in range(times):
            row = {"why": "Snart tilbake", "said_on": ON, "said_by": _leader(), **_of(world)}
            NoMeeting.objects.create(**(row | values))

    return say


BREAKS: list[tuple[str, Break]] = [
    ("DialogueMeeting.uid", _same_uid),
    ("dialogue_form_is_known", _with(form="x")),
    ("dialogue_ends_after_it_begins", _with(ends="09:00")),
    ("dialogue_others_are_known", _with(others=["support_person"])),
    ("dialogue_others_are_known", _with(companions=["x"])),
    ("dialogue_answer_is_whole", _with(answer="x", answered_on=ON)),
    ("dialogue_answer_is_whole", _with(answer="coming")),
    ("dialogue_answer_is_whole", _with(answer_line="Hei")),
    ("dialogue_answer_is_whole", _with(answer="not_needed", answered_on=ON)),
    ("dialogue_answer_is_whole", _with(answer="coming", answered_on=ON, suggested_day=ON)),
    ("issuer_comes_only_when_the_employee_wants", _with_issuer()),
    ("issuer_comes_only_when_the_employee_wants", _with_issuer(wants_issuer=False)),
    ("dialogue_issuer_answer_is_whole", _with(issuer_answer="coming", issuer_answered_on=ON)),
    ("dialogue_issuer_answer_is_whole", _with_issuer(wants_issuer=True, issuer_answer="x", issuer_answered_on=ON)),
    ("dialogue_issuer_answer_is_whole", _with_issuer(wants_issuer=True, issuer_line="Hei")),
    ("dialogue_says_how_it_ended", _with(state="x")),
    ("dialogue_says_how_it_ended", _with(state="held")),
    ("dialogue_says_how_it_ended", _ended(state="cancelled", ended_on=ON)),
    ("dialogue_says_how_it_ended", _ended(state="held", ended_on=ON, ended_why="Hei")),
    ("one_dialogue_planned_at_a_time", lambda world: (_meeting(world), _meeting(world))),
    ("one_dialogue_move_from_one_version", _move(times=2)),
    ("dialogue_move_says_why", _move(why="")),
    ("one_dialogue_minutes_for_one_number", _twice),
    ("amended_minutes_say_why", _minutes_with(why="Feil")),
    ("amended_minutes_say_why", _minutes_with(number=2)),
    ("dialogue_minutes_have_words", _minutes_with(about_work="")),
    ("dialogue_remark_has_words", lambda w: DialogueRemark.objects.create(minutes=_minutes(w), text="", on=ON, at=AT)),
    ("no_meeting_says_why", _no_meeting(why="")),
    ("no_meeting_ends_after_it_is_said", _no_meeting(ended_on=day("2026-03-01"))),
    ("no_meeting_is_said_once", _no_meeting(times=2)),
]


@pytest.mark.parametrize(("name", "change"), BREAKS, ids=[f"{n}-{name}" for n, (name, _) in enumerate(BREAKS)])
def test_the_database_refuses(world: World, name: str, change: Break) -> None:
    said = refused_by(world, change)
    if "." in name:
        assert f"({name.partition('.')[2]}" in said.message_detail
    else:
        assert said.constraint_name == name


@pytest.mark.parametrize(
    ("model", "column"), [(DialogueMinutes, "on"), (DialogueMove, "moved_on"), (DialogueRemark, "on")]
)
def test_what_was_said_and_how_it_stood_is_never_changed(world: World, model: Any, column: str) -> None:
    said = refused_by(world, lambda _made: model.objects.update(**{column: ON}))
    assert "is append-only" in said.message_primary
