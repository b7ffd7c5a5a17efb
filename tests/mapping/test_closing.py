"""Closing a mapping, its minutes, and how it comes back."""

from datetime import time, timedelta
from typing import Any

import pytest

from stafett.cases.models import Case, JournalEntry, Schedule, Task
from stafett.cases.services import finish_task
from stafett.core.mapping import Lack
from stafett.core.meetings import Hours
from stafett.dialogue.models import Message
from stafett.mapping.closing import NewGoal
from stafett.mapping.models import Goal, Mapping
from stafett.mapping.selectors import minutes_of
from stafett.mapping.services import MappingError, give_remark, plan_mapping
from stafett.meetings.ending import cancel_meeting, hold_meeting
from stafett.meetings.models import Meeting
from stafett.meetings.selectors import Appointment
from stafett.meetings.services import Content, plan_meeting
from stafett.screening.models import Screening
from stafett.screening.services import Confirmation, GivenAnswer, confirm_segments, give_answers
from tests.factories import as_person, day, instant
from tests.mapping.world import ON, UNLIKELY, World, tick

TEN_O_CLOCK = Hours(time(10), time(10, 45))
pytestmark = pytest.mark.django_db
UNTIL = "2026-04-20"


@pytest.fixture
def world() -> World:
    return World()


def lacks(world: World, **changes: Any) -> list[Lack]:
    with pytest.raises(MappingError) as refused:
        world.close(**changes)
    assert refused.value.code == "mapping_error.incomplete"
    return list(refused.value.lacks)


# --- the minimum and the checklist


def test_the_minimum_must_be_covered_and_what_lacks_is_named(world: World) -> None:
    world.plan(talk_on="")
    world.say("health", "declined", "")
    lacking = ["workplace", "job_mobility", "what_matters"]
    assert lacks(world) == [Lack("theme_not_covered", theme) for theme in lacking]
    for theme in lacking:
        world.say(theme, "not_relevant", "")
    assert world.close().state == "closed"


def test_all_that_the_checklist_lacks_is_told_at_once(world: World) -> None:
    world.plan(talk_on="")
    world.cover()
    nothing: dict[str, Any] = {"outcome": "", "what_matters": "", "nav_does": "", "next_on": None, "goals": ()}
    assert [lack.code for lack in lacks(world, **nothing)] == [
        "outcome_needed", "what_matters_needed", "nav_does_needed", "next_on_needed", "goal_needed",
    ]  # fmt: skip
    assert [lack.code for lack in lacks(world, outcome="need_assessment")] == ["outcome_needed"]
    assert not Goal.objects.exists()


def test_a_goal_in_the_past_is_refused(world: World) -> None:
    world.plan(talk_on="")
    world.cover()
    assert [lack.code for lack in lacks(world, goals=(_goal_due("2026-03-08"),))] == ["goal_due_has_passed"]


def _goal_due(on: str) -> Any:
    return NewGoal("Jobb", "Kari søker", day(on))


def test_who_thinks_return_unlikely_must_have_heard_of_other_work() -> None:
    world = World(answers=UNLIKELY)
    world.plan(talk_on="")
    world.cover(job_mobility="not_relevant")
    assert lacks(world) == [Lack("mobility_not_covered", "job_mobility")]
    world.say("job_mobility", "asked", "§ 8-5 er forklart")
    assert world.close().state == "closed"


def test_a_mapping_that_has_not_begun_or_has_ended_is_not_closed(world: World) -> None:
    world.plan()
    with pytest.raises(MappingError) as refused:
        world.close()
    assert refused.value.code == "mapping_error.not_begun"
    world.start()
    world.cover()
    world.close()
    world.close()  # a form sent twice
    assert JournalEntry.objects.filter(event="mapping_closed").count() == 1
    others: list[dict[str, Any]] = [
        {"nav_does": "Ringer"},
        {"goals": (), "no_goal_why": "Venter"},
        {"on": "2026-03-10"},
    ]
    for other in others:
        with pytest.raises(MappingError) as refused:
            world.close(**other)
        assert (refused.value.code, refused.value.parameters["by"]) == ("mapping_error.ended", "Anne Adviser")
    with pytest.raises(MappingError) as refused:
        world.say("health", answer="For sent", seen=1)
    assert refused.value.code == "mapping_error.ended"


# --- what closing does


def test_closing_does_the_task_counts_as_contact_and_sends_the_minutes(world: World) -> None:
    mapping = world.mapped(outcome="own_job_cared_for")
    task = Task.objects.get(case=world.case, kind="mapping")
    assert (task.state, task.ended_by, task.outcome) == ("done", "Anne Adviser", "own_job_cared_for")
    assert world.case.last_contact_on == day(ON)
    assert Message.objects.filter(code="mapping_minutes").count() == 1
    entry = JournalEntry.objects.get(event="mapping_closed")
    assert (entry.after["outcome"], entry.after["route"], entry.after["goals"]) == ("own_job_cared_for", "roe", 1)
    assert (world.case.holder_unit, world.case.segment) == (world.region.local, "needs_mapping")
    assert (mapping.goals.get().text, mapping.goals.get().status) == ("Prøve 40 prosent", "open")


def test_no_goal_now_needs_only_its_line(world: World) -> None:
    world.mapped(goals=(), no_goal_why="Venter på operasjon")
    assert (world.mapping.no_goal_why, Goal.objects.count()) == ("Venter på operasjon", 0)


def test_the_date_agreed_on_is_the_next_contact_and_the_next_mapping_replaces_it(world: World) -> None:
    world.mapped()
    assert world.open_tasks()["agreed_contact"] == day("2026-04-13")
    tick("2026-04-14")
    task = Task.objects.get(kind="agreed_contact")
    assert (task.state, task.reason["code"]) == ("open", "duty.agreed_contact")
    world.mapped(on="2026-04-15", next_on=day("2026-06-01"))
    task.refresh_from_db()
    assert task.state == "done"
    assert world.open_tasks()["agreed_contact"] == day("2026-06-01")
    newest = Task.objects.get(kind="agreed_contact", state="open")
    on, at = day("2026-06-01"), instant("2026-06-01")
    finish_task(task=newest, outcome="done", actor=world.adviser, on=on, at=at)
    assert "agreed_contact" not in world.open_tasks()


def agreed() -> list[tuple[str, str]]:
    """The day and the state of each contact that was agreed on."""
    rows = Task.objects.filter(kind="agreed_contact").order_by("id").values_list("due", "state")
    return [(due.isoformat(), state) for due, state in rows]


def meet(world: World, on: str) -> Meeting:
    return plan_meeting(
        case=world.case, appointment=Appointment(world.region.adviser, "telephone", "", day(on), TEN_O_CLOCK),
        content=Content(purpose="follow_up", agenda=["Hva skjer nå"]), confirmed=("outside_hours", "sick", "no_window"),
        actor=world.adviser, on=day(ON), at=instant(ON),
    )  # fmt: skip


@pytest.mark.parametrize(("met_on", "due"), [("2026-04-09", "2026-04-09"), ("2026-04-27", "2026-04-27"),
                                             ("2026-04-28", "2026-04-13"), ("2026-03-26", "2026-04-13")])  # fmt: skip
def test_a_meeting_near_the_day_agreed_on_is_that_contact(world: World, met_on: str, due: str) -> None:
    world.mapped()
    meet(world, met_on)
    tick("2026-03-25")
    assert agreed() == [(due, "open")]


def test_the_contact_agreed_on_is_done_when_its_meeting_is_held_and_stays_when_it_is_cancelled(world: World) -> None:
    world.mapped()
    meeting, on, at = meet(world, "2026-04-09"), day("2026-04-08"), instant("2026-04-08")
    cancel_meeting(meeting=meeting, why="Brann", seen=meeting.sequence, actor=world.adviser, on=on, at=at)
    tick("2026-04-08")
    assert agreed() == [("2026-04-13", "open")]
    meeting, on, at = meet(world, "2026-04-10"), day("2026-04-10"), instant("2026-04-10")
    tick("2026-04-10")
    hold_meeting(meeting=meeting, outcome="Prøver 40 prosent", started_by="nav", actor=world.adviser, on=on, at=at)
    assert agreed() == [("2026-04-10", "done")]


# --- the quick exit


def test_who_is_cared_for_until_a_day_comes_back_by_itself_on_it(world: World) -> None:
    world.mapped(outcome="cared_for_until", cared_for_until=day(UNTIL), next_on=None)
    assert (world.mapping.next_on, world.case.segment) == (day(UNTIL), "care_in_place")
    assert Schedule.objects.get().evaluate_on is not None
    tick("2026-04-19")
    assert "mapping" not in world.open_tasks()
    assert world.case.segment == "care_in_place"
    tick(UNTIL)
    assert world.open_tasks()["mapping"] == day(UNTIL) + timedelta(days=14)
    assert world.case.segment == "needs_mapping"
    back = Task.objects.get(kind="mapping", state="open")
    assert (back.reason["code"], back.reason["facts"]["since"]) == ("duty.mapping_returned", UNTIL)
    assert JournalEntry.objects.get(event="mapping_returned").after["cared_for_until"] == UNTIL
    world.mapped(on="2026-04-21", next_on=day("2026-06-01"))
    tick("2026-06-02")
    assert "mapping" not in world.open_tasks()


def test_it_comes_back_on_its_day_also_when_the_tick_was_late(world: World) -> None:
    world.mapped(outcome="cared_for_until", cared_for_until=day(UNTIL), next_on=None)
    tick("2026-05-01")
    assert JournalEntry.objects.get(event="mapping_returned").on == day(UNTIL)
    assert world.open_tasks()["mapping"] == day("2026-05-04")


def test_it_does_not_come_back_when_the_spell_is_over_or_a_human_has_chosen_since(world: World) -> None:
    world.mapped(outcome="cared_for_until", cared_for_until=day(UNTIL), next_on=None)
    screening, person = Screening.objects.get(), as_person(world.case.person)
    good = {"return_likelihood": "very_likely", "employer_relation": "good", "expected_duration": "under_26_weeks"}
    on, at = day("2026-03-20"), instant("2026-03-20")
    give_answers([GivenAnswer(screening_id=screening.pk, actor=person, form={}, **good)], on=on, at=at)
    chosen = Confirmation(screening.pk, "care_in_place", world.adviser, "")
    confirm_segments([chosen], on=on, at=at)
    tick("2026-04-27")
    assert Case.objects.get().segment == "care_in_place"
    assert not Task.objects.filter(kind="mapping", state="open").exists()


# --- minutes, remarks, the next one


def test_the_minutes_are_made_of_the_answers_and_remarks_stand_beside(world: World) -> None:
    world.plan(talk_on="")
    world.cover(health="declined", other_actors="not_relevant")
    world.say("workplace", "asked", "Tungt på gulvet")
    world.close()
    minutes = minutes_of(world.mapping, "nb")
    assert [(theme.title, theme.entry.state) for theme in minutes.themes][:2] == [
        ("Arbeidsplassen", "asked"), ("Helsa", "declined"),
    ]  # fmt: skip
    assert minutes.themes[0].entry.answer == "Tungt på gulvet"
    assert minutes.not_relevant == ["Andre som følger deg opp"]
    assert minutes_of(world.mapping, "en").themes[0].title == "Your workplace"
    before = list(Mapping.objects.values()), list(world.mapping.entries.values())
    for text in ("Det var ikke gulvet", "Det var ikke gulvet", "Det var trappa"):
        remark(world, text)
    assert [made.text for made in minutes_of(world.mapping, "nb").remarks] == ["Det var ikke gulvet", "Det var trappa"]
    assert (list(Mapping.objects.values()), list(world.mapping.entries.values())) == before
    assert JournalEntry.objects.filter(event="mapping_remarked").count() == 2


def remark(world: World, text: str) -> None:
    person = as_person(world.case.person)
    give_remark(mapping=world.mapping, text=text, actor=person, on=day(ON), at=instant(ON))


def test_there_is_no_remark_before_the_minutes_and_none_without_words(world: World) -> None:
    world.plan(talk_on="")
    with pytest.raises(MappingError) as refused:
        remark(world, "For tidlig")
    assert refused.value.code == "mapping_error.no_minutes"
    world.cover()
    world.close()
    with pytest.raises(MappingError) as refused:
        remark(world, " ")
    assert refused.value.code == "mapping_error.remark_needed"


def test_a_new_mapping_starts_from_the_texts_of_the_last(world: World) -> None:
    first = world.mapped()
    again = world.plan("no_employer", on="2026-04-01", talk_on="2026-04-02")
    assert again.started_from == first
    texts = {entry.theme: (entry.state, entry.answer, entry.version) for entry in again.entries.all()}
    assert texts["health"] == ("", "Dette sa hun", 0)
    assert texts["work"] == ("", "", 0)


def test_it_does_not_start_from_what_another_unit_holds(world: World) -> None:
    mapping = world.mapped()
    Case.objects.update(holder_unit=world.region.other)
    other = Case.objects.get()
    assert mapping.case == other
    Case.objects.filter(pk=other.pk).update(
        state="closed", closed_on=day("2026-03-30"), closed_why="spell_ended", first_day=day("2025-01-01"),
        last_day=day("2025-02-01"),
    )  # fmt: skip
    on = day("2026-04-01")
    new = Case.objects.create(
        person=other.person, opened_on=on, first_day=on, last_day=on, sick_days=1, grade=100, employed=True,
        holder_unit=world.region.local, next_step="x", next_date=on, law_version="x",
    )  # fmt: skip
    made = plan_mapping(
        case=new, guide="vest_viken", talk_on=None, actor=world.adviser, on=on, at=instant("2026-04-01")
    )
    assert made.started_from is None
    assert not made.entries.exclude(answer="").exists()
