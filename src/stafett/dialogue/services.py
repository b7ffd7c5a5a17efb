"""Requests for help and their answers; reading of messages."""

from datetime import date, datetime, timedelta

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.evaluation import evaluate, lock_people
from stafett.cases.journal import Journal
from stafett.cases.law import law_in_force
from stafett.cases.models import Schedule, Task
from stafett.cases.services import case_to_ask_in
from stafett.core.screening import request_answer_due
from stafett.dialogue.models import HelpRequest, Message
from stafett.people.models import Person


class DialogueError(Exception):
    """Something that cannot be said now. `code` is a gettext key, `parameters` fill it."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code, self.parameters = code, parameters


@transaction.atomic
def ask_for_help(
    *, person: Person, sender: str, wanted: str, how_soon: str, actor: Actor, on: date, at: datetime
) -> HelpRequest:
    """Takes a request for help and promises an answer by its `answer_due`; a receipt goes to the person.

    It opens a case where none is open, at the person's own office and until it is answered. Raises
    DialogueError("request_error.dead").
    """
    lock_people([person.pk])
    person.refresh_from_db(fields=["died_on"])
    if person.died_on is not None and person.died_on <= on:
        raise DialogueError("request_error.dead")
    request = HelpRequest.objects.create(
        person=person, case=case_to_ask_in(person=person, on=on), sender=sender, wanted=wanted, how_soon=how_soon,
        received_on=on,
        answer_due=request_answer_due(
            on, law_in_force(), person.home_unit.number, urgent=how_soon == HelpRequest.HowSoon.URGENT
        ),
    )  # fmt: skip
    _write_down(actor, on, at, "help_asked", request)
    _tell(request, "help_received", on)
    evaluate([person.pk], on=on, at=at)
    request.refresh_from_db()
    return request


@transaction.atomic
def answer_request(
    *, request: HelpRequest, assessed: str, next_step: str, actor: Actor, on: date, at: datetime
) -> None:
    """Answers: what was assessed and what happens next; the person is told, whoever asked.

    Raises DialogueError: request_error.already_answered (by, on), request_error.both_needed.
    """
    lock_people([request.person_id])
    locked = HelpRequest.objects.select_related("person", "answered_by").get(pk=request.pk)
    if locked.answered_on is not None:
        by = locked.answered_by.name if locked.answered_by else ""
        raise DialogueError("request_error.already_answered", by=by, on=locked.answered_on)
    if not assessed.strip() or not next_step.strip():
        raise DialogueError("request_error.both_needed")
    locked.assessed, locked.next_step = assessed.strip(), next_step.strip()
    locked.answered_on, locked.answered_by_id = on, actor.id
    locked.save()
    Task.objects.filter(case=locked.case_id, kind="answer_request", ordinal=locked.pk).update(
        state=Task.State.DONE, ended_on=on, ended_by=actor.name, outcome="answered"
    )
    _write_down(actor, on, at, "help_answered", locked)
    _tell(locked, "help_answered", on)
    evaluate([locked.person_id], on=on, at=at)


def read_messages(*, person: Person, on: date) -> int:
    """Marks the person's unread messages as read; gives how many there were.

    Where unread messages may have counted in the order of work, the case is looked at again the next day.
    """
    read = Message.objects.filter(person=person, read_on=None, sent_on__lte=on).update(read_on=on)
    if read:
        tomorrow = on + timedelta(days=1)
        later = Schedule.objects.exclude(evaluate_on__lte=tomorrow).filter(person=person)
        later.filter(person__cases__order_risk__gt=0).update(evaluate_on=tomorrow)
    return read


def _tell(request: HelpRequest, code: str, on: date) -> None:
    person = request.person
    channel = Message.Channel.DIGITAL if person.reachable_digitally else Message.Channel.LETTER
    Message.objects.create(
        person=person, case_id=request.case_id, code=code, channel=channel, sent_on=on,
        parameters={"answer_due": request.answer_due.isoformat()},
    )  # fmt: skip


def _write_down(actor: Actor, on: date, at: datetime, event: str, request: HelpRequest) -> None:
    journal = Journal(actor, on, at)
    journal.note(
        event,
        person=request.person_id,
        case=request.case_id,
        after={"request": request.pk, "sender": request.sender},
    )
    journal.save()
