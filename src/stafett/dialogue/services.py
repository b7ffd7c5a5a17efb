"""Requests for help and their answers; reading of messages."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.evaluation import evaluate, lock_people
from stafett.cases.journal import Journal
from stafett.cases.law import law_in_force
from stafett.cases.models import Case, Schedule, Task
from stafett.cases.services import case_to_ask_in
from stafett.core.screening import request_answer_due
from stafett.dialogue.models import HelpRequest, Message, Reply
from stafett.dialogue.replies import wants_something
from stafett.people.models import Person


class DialogueError(Exception):
    """Something that cannot be said now. `code` is a gettext key, `parameters` fill it."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code, self.parameters = code, parameters


@dataclass(frozen=True, slots=True)
class GivenReply:
    """One person's answers by the names of `dialogue.replies.QUESTIONS`, with the words in which they were asked.

    A staff actor has written them down on the telephone.
    """

    case: Case
    kind: str
    answers: Mapping[str, str]
    wording: list[list[str]]
    actor: Actor
    comment: str = ""


@transaction.atomic
def ask_for_help(
    *, person: Person, sender: str, wanted: str, how_soon: str, actor: Actor, on: date, at: datetime
) -> HelpRequest:
    """Takes a request for help and promises an answer by its `answer_due`; a receipt goes to the person.

    An employer's contact or an issuer who asks is kept with it: the answer reaches them too. It opens a case where none
    is open, at the person's own office and until it is answered. The same words again on the same day (a form sent
    twice) are the same request. Raises DialogueError("request_error.dead").
    """
    lock_people([person.pk])
    person.refresh_from_db(fields=["died_on"])
    if person.died_on is not None and person.died_on <= on:
        raise DialogueError("request_error.dead")
    said: dict[str, Any] = {"sender": sender, "wanted": wanted, "how_soon": how_soon}
    said |= {"contact_id": actor.id if actor.is_employer else None, "issuer_id": actor.id if actor.is_issuer else None}
    same = HelpRequest.objects.filter(
        person=person, received_on=on, answered_on=None, reply=None, note=None, **said
    ).first()
    if same is not None:
        return same
    case = case_to_ask_in(person=person, on=on)
    request = _take_request(HelpRequest(case=case, **said), actor, on, at)
    evaluate([person.pk], on=on, at=at)
    request.refresh_from_db()
    return request


@transaction.atomic
def give_replies(given: Sequence[GivenReply], *, on: date, at: datetime) -> list[Reply]:
    """Keeps each person's answers beside earlier ones, finishes what they were asked, and re-evaluates the people.

    A wish for help, or for a meeting, becomes a request for help. The same answers again on the same day (a form sent
    twice) are one reply. Raises DialogueError: reply_error.case_closed,
    reply_error.not_asked (nobody answers about the end of sick pay before it is near).
    """
    lock_people({item.case.person_id for item in given})
    replies = [_keep_reply(item, on, at) for item in given]
    if given:
        evaluate({item.case.person_id for item in given}, on=on, at=at)
    return replies


def _keep_reply(given: GivenReply, on: date, at: datetime) -> Reply:
    case = given.case
    case.refresh_from_db(fields=["state"])
    if case.state != Case.State.OPEN:
        raise DialogueError("reply_error.case_closed")
    if not may_reply(case, given.kind):
        raise DialogueError("reply_error.not_asked")
    by = given.actor.id if given.actor.is_staff else None
    said = {**given.answers, "comment": given.comment.strip(), "given_on": on, "registered_by_id": by}
    newest = Reply.objects.filter(case=case, kind=given.kind).order_by("-id").first()
    if newest is not None and all(getattr(newest, name) == value for name, value in said.items()):
        return newest
    reply = Reply.objects.create(
        person_id=case.person_id, case=case, kind=given.kind, wording=given.wording, given_at=at, **said
    )
    if given.actor.is_staff:  # a conversation, whatever channel; a form filled in by the person is none
        Case.objects.filter(pk=case.pk).update(last_contact_on=on)
    Task.objects.filter(case=case, kind=given.kind, actor=Task.Actor.PERSON, state=Task.State.OPEN).update(
        state=Task.State.DONE, ended_on=on, ended_by=given.actor.name, outcome=reply.answer
    )
    journal = Journal(given.actor, on, at)
    after = {"kind": reply.kind, "answer": reply.answer, "help": reply.help}
    journal.note("reply_given", person=case.person_id, case=case.pk, after=after)
    journal.save()
    if wants_something(given.kind, given.answers):
        asked = HelpRequest(case=case, sender=HelpRequest.Sender.PERSON, wanted=reply.comment, reply=reply)
        _take_request(asked, given.actor, on, at)
    return reply


def may_reply(case: Case, kind: str, *, asked: Collection[str] | None = None) -> bool:
    """Whether the person can answer now: about a meeting whenever there is an employer, else once they are asked.

    `asked` are the kinds of the person's own tasks, where the caller has them at hand.
    """
    if kind == Reply.Kind.MEETING_NEED:
        return case.employed
    if asked is not None:
        return kind in asked
    return Task.objects.filter(case=case, kind=kind, actor=Task.Actor.PERSON).exists()


def _take_request(request: HelpRequest, actor: Actor, on: date, at: datetime) -> HelpRequest:
    case, urgent = request.case, request.how_soon == HelpRequest.HowSoon.URGENT
    request.person_id, request.received_on = case.person_id, on
    request.answer_due = request_answer_due(on, law_in_force(), case.person.home_unit.number, urgent=urgent)
    request.save()
    _write_down(actor, on, at, "help_asked", request)
    _tell(request, "help_received", on)
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


@transaction.atomic
def say_if_it_helped(*, request: HelpRequest, helped: str, line: str, actor: Actor, on: date, at: datetime) -> None:
    """Whether an answer helped (`HelpRequest.Helped`), said by the one who asked; what they say later takes its place.

    Raises DialogueError: request_error.not_answered, request_error.helped_unknown. Whose request it is, is for the
    caller to see to (`dialogue.selectors.own_requests`).
    """
    lock_people([request.person_id])
    locked = HelpRequest.objects.get(pk=request.pk)
    if locked.answered_on is None:
        raise DialogueError("request_error.not_answered")
    if helped not in HelpRequest.Helped.values:
        raise DialogueError("request_error.helped_unknown")
    if (locked.helped, locked.helped_line) == (helped, line.strip()):
        return
    locked.helped, locked.helped_line, locked.helped_on = helped, line.strip(), on
    locked.save(update_fields=["helped", "helped_line", "helped_on"])
    _write_down(actor, on, at, "help_judged", locked, helped=helped)


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


def _write_down(actor: Actor, on: date, at: datetime, event: str, request: HelpRequest, **more: str) -> None:
    journal = Journal(actor, on, at)
    after = {"request": request.pk, "sender": request.sender, **more}
    journal.note(event, person=request.person_id, case=request.case_id, after=after)
    journal.save()
