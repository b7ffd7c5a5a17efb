"""An issuer's statement: it ends what was asked, stays as it was, and Nav says whether it was of use."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from stafett.access.actors import Actor, issuer_actor
from stafett.cases.models import JournalEntry, Task
from stafett.cases.services import run_tick
from stafett.dialogue.selectors import questions_to_elaborate
from stafett.dialogue.services import DialogueError
from stafett.dialogue.statement_services import give_statement, say_use
from stafett.dialogue.statements import IssuerStatement, StatementUse
from stafett.dialogue.thread_services import Written, start_thread
from stafett.dialogue.threads import ThreadMessage
from tests.factories import as_staff, day, instant
from tests.portals.outside_world import World, make_world

pytestmark = pytest.mark.django_db
ON = "2026-03-02"
SAID = {"can_do": " Sitte ", "cannot": "Løfte", "adaptation": "", "tried": "Kortere dager", "expected": "Frisk i mai"}


@pytest.fixture
def world() -> World:
    made = make_world()
    run_tick(on=day(ON), at=instant(ON))
    return made


def give(world: World, on: str = ON, actor: Actor | None = None, **words: str) -> IssuerStatement:
    world.case.refresh_from_db()
    return give_statement(
        case=world.case, said=SAID | words, actor=actor or issuer_actor(world.issuer), on=day(on), at=instant(on)
    )


def asked(world: World, on: str = ON) -> list[int]:
    return list(questions_to_elaborate([world.case.pk], day(on)).values_list("ordinal", flat=True))


def test_a_statement_ends_the_elaborating_questions(world: World) -> None:
    ordinals = asked(world)
    assert ordinals
    statement = give(world)
    assert (statement.can_do, statement.issuer, statement.ordinals) == ("Sitte", world.issuer, ordinals)
    task = Task.objects.get(kind="extended_note", ordinal=ordinals[0])
    assert (task.state, task.outcome, task.ended_by) == ("done", "stated", world.issuer.name)
    assert asked(world) == []


def test_they_stay_ended_and_come_again_at_the_next_limit(world: World) -> None:
    first = give(world)
    run_tick(on=day("2026-05-11"), at=instant("2026-05-11"))
    later = asked(world, "2026-05-11")
    assert later
    assert set(later).isdisjoint(first.ordinals)


def test_two_that_are_open_are_answered_by_one(world: World) -> None:
    run_tick(on=day("2026-05-11"), at=instant("2026-05-11"))
    assert len(give(world, "2026-05-11").ordinals) == 2
    assert asked(world, "2026-05-11") == []


def test_what_is_not_asked_is_not_answered(world: World) -> None:
    give(world)
    with pytest.raises(DialogueError, match=r"statement_error\.not_asked"):
        give(world, cannot="Noe annet")
    assert IssuerStatement.objects.count() == 1


def test_the_same_form_sent_twice_is_one_statement(world: World) -> None:
    assert give(world) == give(world)


@pytest.mark.parametrize("name", ["can_do", "cannot", "expected"])
def test_what_can_and_cannot_be_done_and_is_expected_is_said(world: World, name: str) -> None:
    with pytest.raises(DialogueError, match=r"statement_error\.words_needed"):
        give_statement(
            case=world.case, said=SAID | {name: " "}, actor=issuer_actor(world.issuer), on=day(ON), at=instant(ON)
        )
    assert not IssuerStatement.objects.exists()


def test_only_an_issuer_states(world: World) -> None:
    with pytest.raises(ValueError, match="issuer"):
        give(world, actor=as_staff(world.region.adviser))


def test_the_use_of_it_is_said_and_may_be_said_otherwise(world: World) -> None:
    statement = give(world)
    for use, line in (("not_needed", ""), ("used", " Til planen ")):
        say_use(
            statement=statement, use=use, line=line, actor=as_staff(world.region.adviser), on=day(ON), at=instant(ON)
        )
    mark = StatementUse.objects.get()
    assert (mark.use, mark.line, mark.marked_by) == ("used", "Til planen", world.region.adviser)
    with pytest.raises(DialogueError, match=r"statement_error\.use_unknown"):
        say_use(
            statement=statement, use="maybe", line="", actor=as_staff(world.region.adviser), on=day(ON), at=instant(ON)
        )


def test_the_journal_holds_none_of_the_words(world: World) -> None:
    give(world, cannot="Hemmelig")
    entry = JournalEntry.objects.get(event="statement_given")
    assert (entry.actor_kind, entry.actor_name) == ("issuer", world.issuer.name)
    assert "Hemmelig" not in str(entry.after)


@pytest.mark.parametrize("table", [IssuerStatement, ThreadMessage])
@pytest.mark.parametrize("change", ["update {} set id = id", "delete from {}"])
def test_what_was_said_stays_as_it_was(world: World, table: type[Model], change: str) -> None:
    give(world)
    start_thread(
        case=world.case, subject="Jobb", others=[], first=Written("Hei"), actor=as_staff(world.region.adviser),
        on=day(ON), at=instant(ON),
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table._meta.db_table))
