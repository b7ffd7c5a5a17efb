"""The constraints of threads, statements and what is said of an answer, each broken once, by name."""

from collections.abc import Callable
from typing import Any

import pytest

from stafett.cases.own_work import FollowUp
from stafett.dialogue.models import HelpRequest
from stafett.dialogue.statements import IssuerStatement, StatementUse
from stafett.dialogue.threads import Recipient, Thread, ThreadMessage, ThreadQuestion
from stafett.people.models import Employer, EmployerContact, Issuer
from tests.architecture import test_constraints
from tests.architecture.test_constraints import AT, ON, Break, World, refused_by

pytestmark = pytest.mark.django_db
world = test_constraints.world


def _thread(world: World, **values: Any) -> Thread:
    row = {"person": world.person, "case": world.case, "subject": "Jobb", "started_on": ON} | values
    return Thread.objects.create(**row)


def _recipient(world: World, **values: Any) -> Recipient:
    return Recipient.objects.create(**({"thread": _thread(world), "kind": "person"} | values))


def _message(world: World, **values: Any) -> ThreadMessage:
    one = _recipient(world)
    return ThreadMessage.objects.create(
        **({"thread": one.thread, "sender": one, "text": "Hei", "on": ON, "at": AT} | values)
    )


def _follow_up(world: World, **values: Any) -> FollowUp:
    row = {"reason": "thread_answer", "due": ON, "set_on": ON} | values
    return FollowUp.objects.create(person=world.person, case=world.case, **row)


def _question(world: World, message: ThreadMessage | None = None, **values: Any) -> ThreadQuestion:
    one = message or _message(world)
    row = {"message": one, "asked": one.sender, "due": ON} | values
    return ThreadQuestion.objects.create(**({"follow_up": _follow_up(world)} | row))


def _asked_with_one_follow_up(world: World) -> None:
    first = _question(world)
    _question(world, follow_up=first.follow_up)


def _statement(world: World, **values: Any) -> IssuerStatement:
    row = {"can_do": "Sitte", "cannot": "Løfte", "expected": "Mai", "ordinals": [7], "on": ON, "at": AT} | values
    return IssuerStatement.objects.create(person=world.person, case=world.case, issuer=Issuer.objects.get(), **row)


def _request(**values: Any) -> Callable[[World], None]:
    def change(world: World) -> None:
        named = {name: value(world) if callable(value) else value for name, value in values.items()}
        HelpRequest.objects.filter(pk=world.request.pk).update(**named)

    return change


def _contact(_: World) -> EmployerContact:
    return EmployerContact.objects.create(employer=Employer.objects.get(), name="Nils", login="nils", role="leader")


def _twice_in_a_thread(world: World) -> None:
    _recipient(world, thread=_recipient(world).thread)


def _issuer(_: World) -> Issuer:
    return Issuer.objects.get()


BREAKS: list[tuple[str, Break]] = [
    ("thread_has_a_subject", lambda w: _thread(w, subject="")),
    ("what_is_wrong_is_known", lambda w: _thread(w, about="x")),
    ("recipient_is_somebody", lambda w: _recipient(w, kind="x")),
    ("recipient_is_somebody", lambda w: _recipient(w, kind="employer", contact=_contact(w))),
    ("recipient_is_somebody", lambda w: _recipient(w, kind="issuer")),
    ("recipient_is_somebody", lambda w: _recipient(w, kind="nav", issuer=_issuer(w))),
    ("once_in_a_thread", _twice_in_a_thread),
    ("thread_message_has_words", lambda w: _message(w, text="")),
    ("answered_question_is_settled", lambda w: _question(w, message := _message(w), answer=message)),
    ("ThreadQuestion.follow_up", _asked_with_one_follow_up),
    ("follow_up_is_set_by_somebody", lambda w: _follow_up(w, reason="contact_employer")),
    ("statement_says_what_can_be_done", lambda w: _statement(w, can_do="")),
    ("statement_says_what_can_be_done", lambda w: _statement(w, cannot="")),
    ("statement_says_what_can_be_done", lambda w: _statement(w, expected="")),
    ("statement_answers_something", lambda w: _statement(w, ordinals=[])),
    (
        "statement_use_is_known",
        lambda w: StatementUse.objects.create(
            statement=_statement(w), use="x", marked_by=w.region.adviser, marked_on=ON
        ),
    ),
    ("request_is_of_its_sender", _request(contact=_contact)),
    ("request_is_of_its_sender", _request(issuer=_issuer)),
    ("request_is_of_its_sender", _request(sender="person", note=None, issuer=_issuer)),
    ("request_helped_after_its_answer", _request(helped="yes", helped_on=ON)),
    ("request_helped_after_its_answer", _request(helped_line="Takk")),
]


@pytest.mark.parametrize(("name", "change"), BREAKS, ids=[f"{n}-{name}" for n, (name, _) in enumerate(BREAKS)])
def test_the_database_refuses(world: World, name: str, change: Break) -> None:
    said = refused_by(world, change)
    model, dot, column = name.partition(".")
    if dot:
        assert (said.table_name, f"({column}" in said.message_detail) == (f"dialogue_{model.lower()}", True)
    else:
        assert said.constraint_name == name
