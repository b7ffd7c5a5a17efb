"""Threads: who can be in one, that they stay the same, who is told and who is asked, and what a leader may read."""

from __future__ import annotations

from datetime import date

import pytest

from stafett.access.actors import Actor, employer_actor, issuer_actor, person_actor
from stafett.access.models import Reading
from stafett.access.services import AccessRefusedError
from stafett.cases.models import Case, JournalEntry, Task
from stafett.cases.own_work import FollowUp
from stafett.cases.services import run_tick
from stafett.dialogue.models import Message
from stafett.dialogue.services import DialogueError
from stafett.dialogue.thread_access import open_for_nav, open_thread, threads_of
from stafett.dialogue.thread_selectors import messages_to, parties_of, recipients_of
from stafett.dialogue.thread_services import (
    Written,
    key_of,
    read_thread,
    settle_question,
    start_thread,
    write_in_thread,
)
from stafett.dialogue.threads import Recipient, Thread, ThreadQuestion
from stafett.people.models import Employer, Employment, Issuer, Leadership
from tests.factories import OTHER_EMPLOYER, as_staff, bring, day, instant, make_person, note
from tests.portals.outside_world import World, employ, make_contact, make_world

pytestmark = pytest.mark.django_db
ON, LATER = "2026-03-02", "2026-03-10"


@pytest.fixture
def world() -> World:
    made = make_world()
    run_tick(on=day(ON), at=instant(ON))
    return made


def keys(world: World) -> tuple[str, str]:
    """Of the leader and the issuer."""
    return f"employer-{world.employment.pk}", f"issuer-{world.issuer.pk}"


def nav(world: World) -> Actor:
    return as_staff(world.region.adviser)


def start(
    world: World, *others: str, actor: Actor | None = None, on: str = ON, asked: str = "", due: str = "",
    text: str = "Hvordan går det?",
) -> Thread:  # fmt: skip
    written = Written(text, asked, day(due) if due else None)
    return start_thread(
        case=world.case, subject="Tilbake i jobb", others=others, first=written, actor=actor or nav(world),
        on=day(on), at=instant(on),
    )  # fmt: skip


def in_it(thread: Thread, kind: str) -> Recipient:
    return next(one for one in recipients_of(thread) if one.kind == kind)


def write(
    thread: Thread, kind: str, actor: Actor, text: str = "Det går", asked: str = "", due: date | None = None
) -> None:
    write_in_thread(
        thread=thread, sender=in_it(thread, kind), written=Written(text, asked, due), actor=actor, on=day(LATER),
        at=instant(LATER),
    )  # fmt: skip


def read(thread: Thread, kind: str) -> None:
    read_thread(thread=thread, reader=in_it(thread, kind), on=day(LATER))


def read_by(thread: Thread, kind: str) -> list[str]:
    return [message.text for message in messages_to(thread, in_it(thread, kind), recipients_of(thread))]


def test_person_nav_leader_and_issuer_can_be_in_one(world: World) -> None:
    assert [(party.kind, party.name) for party in parties_of(world.case, day(ON))] == [
        ("person", "Kari Prøve0"), ("nav", "Nav Fjord"), ("employer", "Nils Nærmeste"), ("issuer", world.issuer.name),
    ]  # fmt: skip


def test_hr_a_leader_no_more_and_another_employer_cannot(world: World) -> None:
    elsewhere = Employer.objects.create(organisation_number=OTHER_EMPLOYER, name="En annen")
    employ(world.person, elsewhere, make_contact(elsewhere, "Lise Annen", "leader"))
    Leadership.objects.filter(leader=world.leader).update(last_day="2026-03-01")
    assert [party.kind for party in parties_of(world.case, day(ON))] == ["person", "nav", "issuer"]


def test_the_leader_of_an_ended_employment_cannot(world: World) -> None:
    Employment.objects.update(last_day="2026-03-01")
    assert keys(world)[0] not in {party.key for party in parties_of(world.case, day(ON))}


def test_the_person_and_nav_are_in_every_thread(world: World) -> None:
    of_issuer = start(world, keys(world)[0], actor=issuer_actor(world.issuer))
    assert [key_of(one) for one in recipients_of(of_issuer)] == ["person", "nav", keys(world)[1], keys(world)[0]]


def test_who_has_no_part_in_the_case_is_not_written_to(world: World) -> None:
    other = Issuer.objects.create(hpr_number="7654321", name="En annen")
    with pytest.raises(DialogueError, match=r"thread_error\.not_a_party"):
        start(world, f"issuer-{other.pk}")
    with pytest.raises(DialogueError, match=r"thread_error\.not_a_party"):
        start(world, actor=issuer_actor(other))
    assert not Thread.objects.exists()


def test_a_leader_begins_none(world: World) -> None:
    with pytest.raises(DialogueError, match=r"thread_error\.starter"):
        start(world, actor=employer_actor(world.leader))


def test_the_same_form_sent_twice_is_one_thread(world: World) -> None:
    assert start(world, keys(world)[1]) == start(world, keys(world)[1])
    assert start(world) != start(world, keys(world)[1])


@pytest.mark.parametrize("text", ["", "  \n"])
def test_nothing_is_no_message(world: World, text: str) -> None:
    with pytest.raises(DialogueError, match=r"thread_error\.words_needed"):
        start(world, text=text)


def test_nobody_writes_when_the_absence_is_over(world: World) -> None:
    thread = start(world)
    settle_all(world)
    run_tick(on=day("2026-08-01"), at=instant("2026-08-01"))
    thread = Thread.objects.get(pk=thread.pk)
    with pytest.raises(DialogueError, match=r"thread_error\.case_closed"):
        write(thread, "person", person_actor(world.person))
    with pytest.raises(DialogueError, match=r"thread_error\.case_closed"):
        start(world)


def settle_all(world: World) -> None:
    for question in ThreadQuestion.objects.filter(settled_on=None):
        settle_question(question=question, actor=nav(world), on=day(LATER), at=instant(LATER))


# --- nothing to a leader before the person has been shown it


def test_a_leader_reads_what_nav_writes_when_the_person_has_opened_it(world: World) -> None:
    thread = start(world, keys(world)[0])
    assert read_by(thread, "employer") == []
    assert threads_of(employer_actor(world.leader), day(ON)) == [], "not even what it is about"
    read(thread, "person")
    assert read_by(thread, "employer") == ["Hvordan går det?"]


def test_a_leader_reads_what_the_person_and_they_themselves_write_at_once(world: World) -> None:
    thread = start(world, keys(world)[0], actor=person_actor(world.person))
    assert read_by(thread, "employer") == ["Hvordan går det?"]
    write(thread, "employer", employer_actor(world.leader), "Kom innom")
    write(thread, "nav", nav(world), "Fint")
    assert read_by(thread, "employer") == ["Hvordan går det?", "Kom innom"]
    assert read_by(thread, "person") == ["Hvordan går det?", "Kom innom", "Fint"]


def test_another_leader_waits_for_the_person_too(world: World) -> None:
    other_job = employ_too(world)
    thread = start(world, keys(world)[0], f"employer-{other_job.pk}", actor=person_actor(world.person))
    first, other = [one for one in recipients_of(thread) if one.kind == "employer"]
    write_in_thread(
        thread=thread, sender=first, written=Written("Vi har plass"), actor=employer_actor(world.leader),
        on=day(LATER), at=instant(LATER),
    )  # fmt: skip
    assert [message.text for message in messages_to(thread, other, recipients_of(thread))] == ["Hvordan går det?"]


def employ_too(world: World) -> Employment:
    """A second employment with a note to that employer."""
    elsewhere = {"situation": "one", "organisation_number": OTHER_EMPLOYER, "name": "En annen"}
    bring([note("n2", [("2026-01-05", "2026-06-30")], employer=elsewhere)], ON)
    employer = Employer.objects.get(organisation_number=OTHER_EMPLOYER)
    return employ(world.person, employer, make_contact(employer, "Lise Annen", "leader"))


def test_what_came_late_to_a_leader_is_new_to_them_still(world: World) -> None:
    thread = start(world, keys(world)[0])
    write(thread, "person", person_actor(world.person), "Ja")
    read(thread, "employer")
    read(thread, "person")
    (seen,) = threads_of(employer_actor(world.leader), day(LATER))
    assert seen.is_unread


# --- what waits


def test_what_somebody_outside_writes_is_navs_to_answer_by_the_promised_day(world: World) -> None:
    start(world, actor=person_actor(world.person))
    question = ThreadQuestion.objects.get()
    assert (question.asked.kind, question.due) == ("nav", day("2026-03-09"))
    task = Task.objects.get(kind="follow_up")
    assert (task.state, task.actor, task.due) == ("open", "nav", day("2026-03-09"))
    assert FollowUp.objects.get().set_by is None


def test_the_answer_of_nav_settles_it(world: World) -> None:
    thread = start(world, actor=person_actor(world.person))
    write(thread, "nav", nav(world), "Vi ringer")
    question = ThreadQuestion.objects.get()
    assert (question.settled_on, question.answer.text if question.answer else "") == (day(LATER), "Vi ringer")
    task = Task.objects.get(kind="follow_up")
    assert (task.state, task.outcome, task.ended_by) == ("done", "answered", "Anne Adviser")


def test_nav_says_that_no_answer_is_needed_once(world: World) -> None:
    start(world, actor=person_actor(world.person))
    settle_all(world)
    assert Task.objects.get(kind="follow_up").state == "done"
    question = ThreadQuestion.objects.get()
    with pytest.raises(DialogueError, match=r"thread_error\.settled"):
        settle_question(question=question, actor=nav(world), on=day(LATER), at=instant(LATER))


def test_a_question_to_an_issuer_comes_back_to_the_holder_when_its_day_has_passed(world: World) -> None:
    start(world, keys(world)[1], asked=keys(world)[1], due="2026-03-06")
    run_tick(on=day("2026-03-09"), at=instant("2026-03-09"))
    task = Task.objects.get(kind="follow_up")
    assert (task.state, task.due, task.due < day("2026-03-09")) == ("open", day("2026-03-06"), True)
    assert world.issuer.name in FollowUp.objects.get().line


def test_the_answer_of_the_issuer_ends_that_and_is_navs_to_read(world: World) -> None:
    thread = start(world, keys(world)[1], asked=keys(world)[1], due="2026-03-06")
    write(thread, "issuer", issuer_actor(world.issuer), "Kan prøve halve dager")
    asked, answered = ThreadQuestion.objects.order_by("pk")
    assert (asked.settled_on, answered.asked.kind, answered.settled_on) == (day(LATER), "nav", None)
    states = dict(Task.objects.filter(kind="follow_up").values_list("ordinal", "state"))
    assert states == {asked.follow_up_id: "done", answered.follow_up_id: "open"}


def test_a_question_far_ahead_that_is_settled_never_becomes_a_task(world: World) -> None:
    thread = start(world, keys(world)[1], asked=keys(world)[1], due="2026-05-29")
    write(thread, "issuer", issuer_actor(world.issuer))
    settle_all(world)
    run_tick(on=day("2026-06-01"), at=instant("2026-06-01"))
    assert not Task.objects.filter(kind="follow_up", state="open").exists()


@pytest.mark.parametrize(
    ("asked", "due", "code"),
    [
        ("issuer", "", "thread_error.due_needed"),
        ("issuer", "2026-03-01", "thread_error.due_passed"),
        ("issuer", "2036-03-01", "day_error.too_far"),
        ("leader", "2026-03-20", "thread_error.not_a_party"),
        ("nav", "2026-03-20", "thread_error.not_a_party"),
    ],
)
def test_whoever_is_asked_is_in_the_thread_and_has_a_day(world: World, asked: str, due: str, code: str) -> None:
    key = {"issuer": keys(world)[1], "leader": keys(world)[0], "nav": "nav"}[asked]
    with pytest.raises(DialogueError, match=code.replace(".", r"\.")):
        start(world, keys(world)[1], asked=key, due=due)
    assert not Thread.objects.exists()


# --- who is told, who has read


def test_the_person_is_told_once_until_they_have_read_it(world: World) -> None:
    thread = start(world, keys(world)[1])
    write(thread, "issuer", issuer_actor(world.issuer))
    told = Message.objects.get(code="thread_message")
    assert told.read_on is None
    read(thread, "person")
    told.refresh_from_db()
    assert told.read_on == day(LATER)
    write(thread, "nav", nav(world), "Takk")
    assert Message.objects.filter(code="thread_message").count() == 2


def test_nobody_is_told_of_what_they_wrote_themselves(world: World) -> None:
    start(world, actor=person_actor(world.person))
    assert not Message.objects.filter(code="thread_message").exists()


def test_reading_is_kept_for_each(world: World) -> None:
    thread = start(world, keys(world)[1])
    read(thread, "issuer")
    assert {one.kind: one.read_on for one in recipients_of(thread)} == {
        "person": None, "nav": None, "issuer": day(LATER),
    }  # fmt: skip
    (seen,) = threads_of(issuer_actor(world.issuer), day(LATER))
    assert not seen.is_unread


def test_the_journal_says_what_was_done_and_none_of_the_words(world: World) -> None:
    start(world, keys(world)[1], text="Hemmelig")
    entries = JournalEntry.objects.filter(event__startswith="thread_").order_by("pk")
    assert [entry.event for entry in entries] == ["thread_started", "thread_written"]
    assert not any("Hemmelig" in str(entry.after) for entry in entries)


# --- who may open one


def opened(world: World, thread: Thread, actor: Actor, on: str = ON) -> bool:
    try:
        open_thread(actor, thread.pk, on=day(on), at=instant(on))
    except AccessRefusedError:
        return False
    return True


def test_each_recipient_opens_it_and_it_is_logged(world: World) -> None:
    thread = start(world, *keys(world), actor=person_actor(world.person))
    assert opened(world, thread, person_actor(world.person))
    assert opened(world, thread, employer_actor(world.leader))
    assert opened(world, thread, issuer_actor(world.issuer))
    assert open_for_nav(nav(world), world.case.pk, thread.pk, day(ON)) is not None
    assert list(Reading.objects.order_by("pk").values_list("role", "page", "allowed")) == [
        ("employer_leader", "thread", True), ("issuer", "thread", True),
    ]  # fmt: skip


def test_nobody_else_opens_it_and_the_try_is_logged(world: World) -> None:
    thread = start(world)
    other = Issuer.objects.create(hpr_number="7654321", name="En annen")
    for actor in (employer_actor(world.leader), employer_actor(world.hr), issuer_actor(world.issuer)):
        assert not opened(world, thread, actor)
    assert not opened(world, thread, issuer_actor(other))
    assert list(Reading.objects.values_list("allowed", flat=True)) == [False] * 4
    assert not opened(world, thread, nav(world)), "Nav opens the case first"


def test_a_leader_no_more_loses_the_thread(world: World) -> None:
    thread = start(world, keys(world)[0], actor=person_actor(world.person))
    Leadership.objects.update(last_day="2026-03-01")
    assert not opened(world, thread, employer_actor(world.leader))
    assert threads_of(employer_actor(world.leader), day(ON)) == []
    assert not Reading.objects.get().allowed


def test_when_the_employment_has_ended_so_has_the_thread_for_its_leader(world: World) -> None:
    thread = start(world, keys(world)[0], actor=person_actor(world.person))
    Employment.objects.update(last_day="2026-03-01")
    assert not opened(world, thread, employer_actor(world.leader))
    assert threads_of(employer_actor(world.leader), day(ON)) == []


def test_a_new_leader_does_not_read_what_the_old_one_was_told(world: World) -> None:
    thread = start(world, keys(world)[0], actor=person_actor(world.person))
    Leadership.objects.update(last_day="2026-03-01")
    new = make_contact(world.employment.employer, "Nina Ny", "leader")
    Leadership.objects.create(employment=world.employment, leader=new, first_day="2026-03-02")
    assert not opened(world, thread, employer_actor(new))


def test_some_months_after_the_absence_a_leader_reads_no_more(world: World) -> None:
    thread = start(world, keys(world)[0], actor=person_actor(world.person))
    assert opened(world, thread, employer_actor(world.leader), "2026-10-30")
    assert not opened(world, thread, employer_actor(world.leader), "2026-10-31")


def test_nobody_reads_another_persons_thread(world: World) -> None:
    thread = start(world)
    assert not opened(world, thread, person_actor(make_person(world.region.local, 7)))


def test_an_open_question_keeps_the_case_open(world: World) -> None:
    start(world, actor=person_actor(world.person))
    run_tick(on=day("2026-08-01"), at=instant("2026-08-01"))
    assert Case.objects.get().state == "open"
