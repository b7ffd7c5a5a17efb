"""Of what somebody outside Nav is told: each thing to those whom it was sent to, and to nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from stafett.access.actors import Actor, employer_actor, issuer_actor, person_actor
from stafett.access.outside import open_employee, open_patient
from stafett.cases.models import Task
from stafett.cases.services import finish_task
from stafett.core.meetings import Hours
from stafett.dialogue.models import HelpRequest
from stafett.dialogue.reminders import DutyReminder
from stafett.dialogue.reminding import read_reminders, remind_leaders
from stafett.dialogue.services import answer_request, ask_for_help
from stafett.dialogue.statement_services import give_statement
from stafett.dialogue.thread_services import Written, read_thread, start_thread, write_in_thread
from stafett.dialogue.threads import Recipient, Thread
from stafett.meetings.dialogue_1.answers import Said, Wanted, answer_call, answer_invitation
from stafett.meetings.dialogue_1.models import DialogueMeeting
from stafett.meetings.dialogue_1.services import When as MeetingTime
from stafett.meetings.dialogue_1.services import call_meeting, cancel_dialogue, move_dialogue
from stafett.notifications.choosing import ChoiceError, choose_channel
from stafett.notifications.models import Notification
from stafett.notifications.selectors import deliveries_to
from stafett.people.models import Leadership
from stafett.plans.follow_up_plan.content import PlanContent
from stafett.plans.follow_up_plan.models import FollowUpPlan
from stafett.plans.follow_up_plan.services import answer_plan, ask_for_plan, save_plan, send_plan
from stafett.plans.follow_up_plan.sharing import share_plan, take_back
from tests.factories import as_staff
from tests.notifications.world import Office, office, world_with_phone
from tests.portals.outside_world import World, make_contact

pytestmark = pytest.mark.django_db
LEADER, ISSUER, HR = "+4740000001", "+4740000002", "+4740000003"


@pytest.fixture
def world() -> World:
    return world_with_phone()


@pytest.fixture
def at_work(world: World) -> Iterator[Office]:
    """Everybody outside Nav has given a number; what was asked before today is no news."""
    with office() as found:
        found.run()
        Notification.objects.all().update(read_on=found.today)
        for actor, number in ((leader(world), LEADER), (issuer(world), ISSUER), (employer_actor(world.hr), HR)):
            choose_channel(channel="sms", address=number, language="en", actor=actor, on=found.today, at=found.now)
        yield found


def leader(world: World) -> Actor:
    return employer_actor(world.leader)


def issuer(world: World) -> Actor:
    return issuer_actor(world.issuer)


def told(at_work: Office) -> list[str]:
    """The numbers outside Nav that have been told, in order."""
    return [number for number, _ in at_work.sms.told.values() if number in {LEADER, ISSUER, HR}]


def start(world: World, at_work: Office, actor: Actor) -> Thread:
    others = [f"employer-{world.employment.pk}", f"issuer-{world.issuer.pk}"]
    return start_thread(
        case=world.case, subject="Jobben", others=others, first=Written("Hei"), actor=actor, on=at_work.today,
        at=at_work.now,
    )  # fmt: skip


def test_what_the_person_writes_is_told_to_leader_and_issuer_in_their_language(world: World, at_work: Office) -> None:
    start(world, at_work, person_actor(world.person))
    at_work.run()
    assert sorted(told(at_work)) == [LEADER, ISSUER]
    assert {text for number, text in at_work.sms.told.values()} == {
        "You have something to read in Stafett. Log in at http://localhost:8000/"
    }
    at_work.later(minutes=1)
    assert len(told(at_work)) == 2
    assert [one.state for one in deliveries_to(issuer(world), most=1)] == ["sent"]


def test_a_leader_hears_of_what_others_write_when_the_person_has_read_it(world: World, at_work: Office) -> None:
    thread = start(world, at_work, as_staff(world.region.adviser))
    at_work.run()
    assert told(at_work) == [ISSUER]
    read_thread(thread=thread, reader=Recipient.objects.get(thread=thread, kind="person"), on=at_work.today)
    at_work.later(minutes=1)
    assert told(at_work) == [ISSUER, LEADER]


def test_nobody_is_told_of_what_they_wrote_or_have_read(world: World, at_work: Office) -> None:
    thread = start(world, at_work, person_actor(world.person))
    own = Recipient.objects.get(thread=thread, kind="issuer")
    read_thread(thread=thread, reader=own, on=at_work.today)
    read_thread(thread=thread, reader=Recipient.objects.get(thread=thread, kind="person"), on=at_work.today)
    write_in_thread(
        thread=thread, sender=own, written=Written("Svar"), actor=issuer(world), on=at_work.today, at=at_work.now
    )
    at_work.run()
    assert told(at_work) == [LEADER]


def test_who_leads_no_more_is_told_no_more(world: World, at_work: Office) -> None:
    Leadership.objects.update(last_day=world.case.first_day)
    newer = make_contact(world.employment.employer, "Nina Ny", "leader")
    Leadership.objects.create(employment=world.employment, leader=newer, first_day=at_work.today)
    plan = FollowUpPlan.objects.create(person=world.person, case=world.case, employment=world.employment)
    ask(world, at_work, plan)
    at_work.run()
    assert told(at_work) == []
    assert Notification.objects.get(kind="plan_asked").contact == newer


def ask(world: World, at_work: Office, plan: FollowUpPlan) -> None:
    ask_for_plan(
        case=world.case, employment=plan.employment, actor=as_staff(world.region.adviser), on=at_work.today,
        at=at_work.now,
    )  # fmt: skip


@pytest.mark.parametrize(("who", "number"), [("leader", LEADER), ("issuer", ISSUER)])
def test_whoever_asked_for_help_is_told_of_the_answer(world: World, at_work: Office, who: str, number: str) -> None:
    actor = leader(world) if who == "leader" else issuer(world)
    sender = "employer" if who == "leader" else "issuer"
    request = ask_for_help(
        person=world.person, sender=sender, wanted="Råd", how_soon="soon", actor=actor, on=at_work.today, at=at_work.now
    )
    at_work.run()
    assert told(at_work) == []
    answer_request(
        request=request, assessed="Ja", next_step="Vi ringer", actor=as_staff(world.region.adviser), on=at_work.today,
        at=at_work.now,
    )  # fmt: skip
    at_work.later(minutes=1)
    assert told(at_work) == [number]
    assert HelpRequest.objects.get().answered_on == at_work.today


def made_plan(world: World, at_work: Office) -> FollowUpPlan:
    actor, on, at = leader(world), at_work.today, at_work.now
    content = PlanContent(can_do="Lager")
    plan = save_plan(
        case=world.case, employment=world.employment, content=content, started_from=0, actor=actor, on=on, at=at
    )
    send_plan(plan=plan, seen=1, actor=actor, on=on, at=at)
    at_work.run()
    assert told(at_work) == []
    return plan


def test_the_leader_is_told_when_the_employee_has_answered_the_plan_and_the_issuer_when_it_is_shared(
    world: World, at_work: Office
) -> None:
    plan = made_plan(world, at_work)
    answer_plan(
        plan=plan, approved=True, words="", seen=1, actor=person_actor(world.person), on=at_work.today, at=at_work.now
    )
    at_work.later(minutes=1)
    assert told(at_work) == [LEADER]
    share_plan(plan=plan, shared_with="issuer", seen=1, actor=leader(world), on=at_work.today, at=at_work.now)
    at_work.later(minutes=1)
    assert told(at_work) == [LEADER, ISSUER]


def test_a_plan_that_is_taken_back_before_it_was_told_of_is_not_told_of(world: World, at_work: Office) -> None:
    plan = made_plan(world, at_work)
    answer_plan(
        plan=plan, approved=True, words="", seen=1, actor=person_actor(world.person), on=at_work.today, at=at_work.now
    )
    share_plan(plan=plan, shared_with="issuer", seen=1, actor=leader(world), on=at_work.today, at=at_work.now)
    at_work.run("2026-03-02 22:00")
    take_back(plan=plan, shared_with="issuer", actor=leader(world), on=at_work.today, at=at_work.now)
    at_work.run("2026-03-03 09:00")
    assert told(at_work) == [LEADER]


def test_the_leader_is_told_each_time_that_nav_asks_for_the_plan(world: World, at_work: Office) -> None:
    plan = FollowUpPlan.objects.create(person=world.person, case=world.case, employment=world.employment)
    for days in (0, 1):
        at_work.later(days=days)
        ask(world, at_work, plan)
        at_work.later(minutes=1)
    assert told(at_work) == [LEADER, LEADER]


def test_who_has_opened_the_page_since_is_not_told(world: World, at_work: Office) -> None:
    plan = FollowUpPlan.objects.create(person=world.person, case=world.case, employment=world.employment)
    ask(world, at_work, plan)
    at_work.run("2026-03-02 22:00")
    open_employee(leader(world), world.employment.pk, page="plan", on=at_work.today, at=at_work.now)
    at_work.run("2026-03-03 09:00")
    assert told(at_work) == []


def test_the_issuer_is_told_when_the_elaborating_questions_are_asked_and_not_when_they_are_answered(
    world: World, at_work: Office
) -> None:
    task = Task.objects.filter(kind="extended_note", state="open").earliest("window_opens")
    at_work.now = at_work.now.replace(month=task.window_opens.month, day=task.window_opens.day)
    Notification.objects.filter(kind="statement_asked").delete()
    at_work.later(hours=12)
    give_statement(
        case=world.case, said={"can_do": "Sitte", "cannot": "Løfte", "expected": "Mai"}, actor=issuer(world),
        on=at_work.today, at=at_work.now,
    )  # fmt: skip
    at_work.later(hours=12)
    assert told(at_work) == []
    assert set(Notification.objects.filter(kind="statement_asked").values_list("issuer", flat=True)) == {
        world.issuer.pk
    }


def remind_of_duty(at_work: Office) -> None:
    """The dialogue meeting is due in some days, and the leader is reminded of it."""
    Task.objects.filter(kind="dialogue_1", state="open").update(due=at_work.today + timedelta(days=3))
    remind_leaders(at_work.today)


def test_the_leader_is_told_once_that_a_duty_is_soon_due(world: World, at_work: Office) -> None:
    remind_of_duty(at_work)
    assert DutyReminder.objects.filter(sent_on=at_work.today, contact=world.leader).exists()
    at_work.run()
    assert told(at_work) == [LEADER]
    remind_leaders(at_work.today)
    at_work.later(minutes=1)
    assert told(at_work) == [LEADER]


@pytest.mark.parametrize("why", ["read", "done", "leads_no_more"])
def test_of_a_duty_that_is_no_news_nobody_is_told(world: World, at_work: Office, why: str) -> None:
    remind_of_duty(at_work)
    at_work.run("2026-03-02 22:00")
    if why == "read":
        read_reminders(leader(world), world.employment.pk, at_work.today)
    elif why == "done":
        task = Task.objects.get(kind="dialogue_1", state="open")
        finish_task(task=task, outcome="held", actor=leader(world), on=at_work.today, at=at_work.now)
    else:
        Notification.objects.filter(kind="duty", read_on=None).delete()
        Leadership.objects.update(last_day=at_work.today - timedelta(days=1))
    at_work.run("2026-03-03 09:00")
    assert told(at_work) == []


def called(world: World, at_work: Office) -> DialogueMeeting:
    meeting = call_meeting(
        case=world.case, employment=world.employment, when=meeting_time(at_work, 7), agenda=["Oppgaver"], others=[],
        actor=leader(world), on=at_work.today, at=at_work.now,
    )  # fmt: skip
    at_work.run()
    assert told(at_work) == []
    return meeting


def meeting_time(at_work: Office, days: int) -> MeetingTime:
    return MeetingTime("telephone", "", at_work.today + timedelta(days=days), Hours(time(10), time(11)))


def answer(world: World, at_work: Office, meeting: DialogueMeeting, said: Said, *, with_issuer: bool = False) -> None:
    answer_call(
        meeting=meeting, said=said, wishes=Wanted(with_issuer), seen=0, actor=person_actor(world.person),
        on=at_work.today, at=at_work.now,
    )  # fmt: skip
    at_work.later(minutes=1)


def test_the_leader_is_told_of_each_answer_to_a_called_meeting(world: World, at_work: Office) -> None:
    meeting = called(world, at_work)
    answer(world, at_work, meeting, Said("coming"))
    assert told(at_work) == [LEADER]
    at_work.later(minutes=1)
    assert told(at_work) == [LEADER]
    answer(world, at_work, meeting, Said("other_time", "Kurs"))
    assert told(at_work) == [LEADER, LEADER]


def test_of_an_answer_to_a_meeting_that_is_cancelled_since_the_leader_is_not_told(
    world: World, at_work: Office
) -> None:
    meeting = called(world, at_work)
    at_work.run("2026-03-02 22:00")
    answer(world, at_work, meeting, Said("coming"))
    cancel_dialogue(meeting=meeting, why="Streik", seen=0, actor=leader(world), on=at_work.today, at=at_work.now)
    at_work.run("2026-03-03 09:00")
    assert told(at_work) == []


def test_the_issuer_is_told_when_invited_and_when_the_meeting_is_moved_and_cancelled(
    world: World, at_work: Office
) -> None:
    meeting = called(world, at_work)
    answer(world, at_work, meeting, Said("coming"))
    assert ISSUER not in told(at_work)
    answer(world, at_work, meeting, Said("coming"), with_issuer=True)
    assert told(at_work).count(ISSUER) == 1
    by: dict[str, Any] = {"actor": leader(world), "on": at_work.today, "at": at_work.now}
    move_dialogue(meeting=meeting, to=meeting_time(at_work, 8), why="Ferie", seen=0, **by)
    at_work.later(minutes=1)
    assert told(at_work).count(ISSUER) == 2
    answer_invitation(meeting=meeting, said=Said("coming"), seen=1, **by | {"actor": issuer(world)})
    at_work.later(minutes=1)
    assert told(at_work).count(ISSUER) == 2
    cancel_dialogue(meeting=meeting, why="Streik", seen=1, **by)
    at_work.later(minutes=1)
    assert told(at_work).count(ISSUER) == 3
    at_work.later(minutes=1)
    assert told(at_work).count(ISSUER) == 3


@pytest.mark.parametrize("why", ["answered", "not_wanted", "opened"])
def test_an_invitation_that_is_no_news_is_not_told_of(world: World, at_work: Office, why: str) -> None:
    meeting = called(world, at_work)
    at_work.run("2026-03-02 22:00")
    answer(world, at_work, meeting, Said("coming"), with_issuer=True)
    by: dict[str, Any] = {"on": at_work.today, "at": at_work.now}
    if why == "answered":
        answer_invitation(meeting=meeting, said=Said("not_coming"), seen=0, actor=issuer(world), **by)
    elif why == "opened":
        open_patient(issuer(world), world.case.pk, page="patient", **by)
    else:
        answer(world, at_work, meeting, Said("coming"), with_issuer=False)
    at_work.run("2026-03-03 09:00")
    assert ISSUER not in told(at_work)


def test_somebody_elses_opening_is_nobodys_reading(world: World, at_work: Office) -> None:
    plan = FollowUpPlan.objects.create(person=world.person, case=world.case, employment=world.employment)
    ask(world, at_work, plan)
    at_work.run("2026-03-02 22:00")
    open_patient(issuer(world), world.case.pk, page="patient", on=at_work.today, at=at_work.now)
    open_employee(employer_actor(world.hr), world.employment.pk, page="people", on=at_work.today, at=at_work.now)
    at_work.run("2026-03-03 09:00")
    assert told(at_work) == [LEADER]


def test_a_leader_that_is_not_reached_is_named_in_the_task(world: World, at_work: Office) -> None:
    at_work.sms.act = lambda number, _requests: "refuse" if number == LEADER else "take"
    start(world, at_work, person_actor(world.person))
    at_work.run()
    follow_up = Notification.objects.exclude(follow_up=None).get().follow_up
    assert follow_up is not None
    assert (follow_up.line, follow_up.set_by) == ("Nils Nærmeste", None)


def test_nobody_outside_nav_and_the_case_chooses_a_letter(world: World, at_work: Office) -> None:
    for actor in (leader(world), issuer(world)):
        with pytest.raises(ChoiceError, match="channel"):
            choose_channel(
                channel="letter", address="", language="nb", actor=replace(actor), on=at_work.today, at=at_work.now
            )
