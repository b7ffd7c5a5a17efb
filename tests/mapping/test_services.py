"""What people do with a mapping before it is closed: invite, prepare, fill in, discard."""

from typing import Any

import pytest

from stafett.cases.models import Case, JournalEntry, Task
from stafett.dialogue.models import Message
from stafett.mapping.models import Mapping, Preparation
from stafett.mapping.selectors import guide_that_fits
from stafett.mapping.services import MappingError, discard_mapping, mark_goal, move_talk, save_entry
from tests.factories import as_person, as_staff, day, instant, make_staff
from tests.mapping.world import ON, World, tick

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def events(world: World) -> list[str]:
    about = JournalEntry.objects.filter(case=world.case).order_by("id").values_list("event", flat=True)
    return [event for event in about if event.startswith("mapping_")]


def code_of(refused: pytest.ExceptionInfo[MappingError]) -> str:
    return refused.value.code.removeprefix("mapping_error.")


# --- inviting


def test_who_is_invited_gets_the_themes_and_the_day(world: World) -> None:
    mapping = world.plan()
    assert (mapping.state, str(mapping.invited_on), str(mapping.talk_on)) == ("planned", ON, "2026-03-16")
    message = Message.objects.get(code="mapping_invitation")
    assert message.parameters["talk_on"] == "2026-03-16"
    assert message.parameters["themes"]["nb"][:2] == ["Arbeidsplassen", "Helsa"]
    assert message.parameters["themes"]["en"][:2] == ["Your workplace", "Your health"]
    assert events(world) == ["mapping_planned"]


def test_without_a_day_the_conversation_begins_now_and_nobody_is_written_to(world: World) -> None:
    mapping = world.plan(talk_on="")
    assert (mapping.state, str(mapping.started_on), mapping.invited_on) == ("in_progress", ON, None)
    assert not Message.objects.filter(code="mapping_invitation").exists()
    assert events(world) == ["mapping_begun"]


def test_the_guide_that_fits_is_suggested(world: World) -> None:
    assert guide_that_fits(world.case, on=day(ON)).guide == "vest_viken"
    Case.objects.update(employed=False)
    assert guide_that_fits(world.case, on=day(ON)).guide == "no_employer"


@pytest.mark.parametrize(
    ("before", "planned", "code"),
    [
        (lambda w: w.plan(), {}, "already_open"),
        (lambda w: w.plan(talk_on=""), {}, "already_open"),
        (lambda _: None, {"guide": "coffee"}, "unknown_guide"),
        (lambda _: None, {"talk_on": "2026-03-08"}, "day_has_passed"),
        (lambda _: Case.objects.update(state="closed", closed_on=day(ON), closed_why="died"), {}, "case_closed"),
    ],
)
def test_a_mapping_that_cannot_be_begun_is_refused(world: World, before: Any, planned: Any, code: str) -> None:
    before(world)
    with pytest.raises(MappingError) as refused:
        world.plan(**planned)
    assert code_of(refused) == code


def move(world: World, talk_on: str) -> None:
    on, at = day("2026-03-10"), instant("2026-03-10")
    move_talk(mapping=world.mapping, talk_on=day(talk_on), actor=world.adviser, on=on, at=at)


def test_another_day_for_the_talk_is_told_once(world: World) -> None:
    world.plan()
    for _twice in range(2):
        move(world, "2026-03-20")
    sent = Message.objects.filter(code="mapping_invitation").order_by("id")
    assert [message.parameters["talk_on"] for message in sent] == ["2026-03-16", "2026-03-20"]
    assert events(world) == ["mapping_planned", "mapping_moved"]
    with pytest.raises(MappingError) as refused:
        move(world, "2026-03-09")
    assert code_of(refused) == "day_has_passed"
    world.start()
    with pytest.raises(MappingError) as refused:
        move(world, "2026-03-30")
    assert code_of(refused) == "not_planned"


def test_the_duty_to_map_stands_until_the_mapping_is_closed(world: World) -> None:
    world.plan()
    tick("2026-03-16")
    world.start(on="2026-03-16")
    tick("2026-03-17")
    assert "mapping" in world.open_tasks()


# --- the person prepares


def test_what_the_person_writes_can_be_changed_until_the_talk_begins(world: World) -> None:
    world.plan()
    world.prepare(health="Vondt i ryggen", workplace="  Bra  ")
    world.prepare(health="Bedre nå", workplace="")
    assert dict(Preparation.objects.values_list("theme", "text")) == {"health": "Bedre nå"}
    entries = JournalEntry.objects.filter(event="mapping_prepared").order_by("id")
    assert [entry.after["themes"] for entry in entries] == [["health", "workplace"]] * 2
    assert "Bedre" not in str([entry.after for entry in entries])
    world.prepare(health="Bedre nå")
    assert entries.count() == 2
    world.start()
    with pytest.raises(MappingError) as refused:
        world.prepare(health="For sent")
    assert code_of(refused) == "talk_has_begun"


def test_a_theme_that_is_not_in_the_guide_is_refused(world: World) -> None:
    world.plan()
    with pytest.raises(MappingError) as refused:
        world.prepare(digital="Mobil")
    assert code_of(refused) == "unknown_theme"


# --- filling in


def test_nothing_is_written_before_the_talk_begins(world: World) -> None:
    world.plan()
    with pytest.raises(MappingError) as refused:
        world.say("health")
    assert code_of(refused) == "not_begun"
    for _twice in range(2):
        world.start()
    assert world.say("health").version == 1
    assert events(world) == ["mapping_planned", "mapping_begun", "mapping_filled_in"]


def test_a_text_saved_again_and_again_in_one_page_is_one_line_in_the_journal(world: World) -> None:
    world.plan(talk_on="")
    for answer in ("Hun", "Hun sover", "Hun sover dårlig"):
        world.say("health", answer=answer)
    world.say("health", "known", "Hun sover dårlig")
    world.say("health", "known", "Hun sover dårlig")
    filled_in = JournalEntry.objects.filter(event="mapping_filled_in").order_by("id")
    assert [entry.after["state"] for entry in filled_in] == ["asked", "known"]
    assert all("sover" not in str(entry.after) for entry in filled_in)
    assert (world.entry("health").version, world.entry("health").answer) == (4, "Hun sover dårlig")


def test_somebody_else_who_wrote_meanwhile_is_not_overwritten(world: World) -> None:
    world.plan(talk_on="")
    seen = world.entry("health").version
    colleague = as_staff(make_staff("Cato Colleague", world.region.local))
    world.say("health", answer="Kollegaens ord", seen=seen, page="b", actor=colleague)
    with pytest.raises(MappingError) as refused:
        world.say("health", answer="Mine ord", seen=seen)
    assert (code_of(refused), refused.value.parameters["by"]) == ("entry_changed", "Cato Colleague")
    assert refused.value.entry is not None
    assert refused.value.entry.answer == world.entry("health").answer == "Kollegaens ord"
    assert world.say("health", answer="Begges ord", seen=1).answer == "Begges ord"


def test_a_page_whose_save_arrived_unknown_to_it_goes_on_from_there(world: World) -> None:
    world.plan(talk_on="")
    world.say("health", answer="Før brudd", seen=0, page="a")
    assert world.say("health", answer="Før brudd", seen=0, page="a").version == 1
    assert world.say("health", answer="Før brudd og etter", seen=0, page="a").version == 2
    with pytest.raises(MappingError):
        world.say("health", answer="Fra en annen side", seen=0, page="b")
    with pytest.raises(MappingError):
        world.say("health", answer="Fra en side uten navn", seen=0, page="")


@pytest.mark.parametrize(
    ("told", "code"), [({"theme": "digital"}, "unknown_theme"), ({"state": "maybe"}, "unknown_state")]
)
def test_what_no_theme_can_become_is_refused(world: World, told: dict[str, str], code: str) -> None:
    world.plan(talk_on="")
    whole = {"theme": "health", "state": "asked", "answer": "", "seen": 0, "page": "a"} | told
    with pytest.raises(MappingError) as refused:
        save_entry(mapping=world.mapping, actor=world.adviser, on=day(ON), at=instant(ON), **whole)  # type: ignore[arg-type] # the table's own values
    assert code_of(refused) == code


# --- discarding


def discard(world: World, why: str) -> None:
    discard_mapping(mapping=world.mapping, why=why, actor=world.adviser, on=day(ON), at=instant(ON))


def test_a_mapping_that_comes_to_nothing_says_why_and_the_invited_are_told(world: World) -> None:
    world.plan()
    with pytest.raises(MappingError) as refused:
        discard(world, "  ")
    assert code_of(refused) == "discard_reason_needed"
    discard(world, "Feil guide")
    assert (world.mapping.state, world.mapping.discarded_why) == ("discarded", "Feil guide")
    assert Message.objects.filter(code="mapping_called_off").count() == 1
    assert Task.objects.get(case=world.case, kind="mapping").state == "open"
    with pytest.raises(MappingError) as refused:
        world.start()
    assert code_of(refused) == "ended"
    world.plan("oslo", talk_on="")
    discard(world, "Feil guide igjen")
    assert Message.objects.filter(code="mapping_called_off").count() == 1


def test_only_staff_map(world: World) -> None:
    with pytest.raises(MappingError) as refused:
        world.plan_as(as_person(world.case.person))
    assert code_of(refused) == "staff_only"
    assert not Mapping.objects.exists()


# --- goals


def test_a_goal_is_reached_or_dropped_or_open_again(world: World) -> None:
    goal = world.mapped().goals.get()
    about = {"goal": goal, "actor": world.adviser, "on": day("2026-03-20"), "at": instant("2026-03-20")}
    for status in ("reached", "reached", "open", "dropped"):
        mark_goal(status=status, **about)  # type: ignore[arg-type] # the same keywords each time
        goal.refresh_from_db()
        assert goal.status == status
    assert JournalEntry.objects.filter(event="goal_marked").count() == 3
    with pytest.raises(MappingError) as refused:
        mark_goal(status="forgotten", **about)  # type: ignore[arg-type] # the same keywords each time
    assert code_of(refused) == "unknown_status"
