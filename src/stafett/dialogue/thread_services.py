"""Threads: begun with recipients who stay the same, written in, read, and what is asked in them answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.evaluation import evaluate, lock_people
from stafett.cases.journal import Journal
from stafett.cases.law import law_in_force
from stafett.cases.models import Case, Task
from stafett.cases.own_work import FOLLOW_UP, FollowUp
from stafett.cases.services import finish_task
from stafett.core.asking import correction_answer_due
from stafett.core.limits import furthest_day
from stafett.core.screening import request_answer_due
from stafett.dialogue.models import Message
from stafett.dialogue.services import DialogueError
from stafett.dialogue.thread_selectors import NAV, PERSON, Party, parties_of, recipients_of, shown_up_to
from stafett.dialogue.threads import Recipient, Thread, ThreadMessage, ThreadQuestion

TOLD = "thread_message"
"""The code of the message by which the person hears that somebody has written in a thread."""
LONGEST_LINE = 300


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody writes. `asked` is the key of the party that is to answer (`Party.key`), and `due` by when."""

    text: str
    asked: str = ""
    due: date | None = None


@transaction.atomic
def start_thread(
    *, case: Case, subject: str, others: Sequence[str], first: Written, actor: Actor, on: date, at: datetime,
    about: str = "",
) -> Thread:  # fmt: skip
    """Begins a thread between the person, Nav, the actor and `others` (keys of `parties_of`); nobody can be added.

    `about` (`Thread.About`): the fact that the person says is wrong, which Nav answers by a day of its own.
    The same thread again on the same day (a form sent twice) is the same one. Raises DialogueError:
    thread_error.case_closed, thread_error.words_needed, thread_error.not_a_party (somebody who is not one, or is one no
    more), thread_error.starter (a leader answers, and begins none), and what `write_in_thread` raises.
    """
    lock_people([case.person_id])
    _refuse_closed(case)
    if not subject.strip() or not first.text.strip():
        raise DialogueError("thread_error.words_needed")
    everybody = {party.key: party for party in parties_of(case, on)}
    own = _own_key(actor)
    chosen = dict.fromkeys([PERSON.value, NAV.value, own, *others])
    if not everybody.keys() >= chosen.keys():
        raise DialogueError("thread_error.not_a_party")
    same = Thread.objects.filter(case=case, subject=subject.strip(), about=about, started_on=on).order_by("-id")
    for thread in same:
        if _is_the_same(thread, first, set(chosen), own, actor):
            return thread
    thread = Thread.objects.create(
        person_id=case.person_id, case=case, subject=subject.strip(), started_on=on, about=about
    )
    for key in chosen:
        _take_in(thread, everybody[key])
    _write_down(actor, on, at, "thread_started", thread, recipients=len(chosen))
    sender = next(one for one in recipients_of(thread) if key_of(one) == own)
    write_in_thread(thread=thread, sender=sender, written=first, actor=actor, on=on, at=at)
    return thread


@transaction.atomic
def write_in_thread(
    *, thread: Thread, sender: Recipient, written: Written, actor: Actor, on: date, at: datetime
) -> ThreadMessage:
    """Writes as one of the recipients, which settles what they were asked; the person is told that there is something.

    What a party outside Nav writes is Nav's to answer where nobody else is asked, by the day that every request for
    help is promised; of another party the day is to be said. The same words again on the same day are the same
    message. Raises DialogueError: thread_error.case_closed, thread_error.words_needed, thread_error.not_a_party,
    thread_error.due_needed, thread_error.due_passed, day_error.too_far (furthest).
    """
    lock_people([thread.person_id])
    _refuse_closed(thread.case)
    text = written.text.strip()
    if not text:
        raise DialogueError("thread_error.words_needed")
    same = thread.messages.filter(sender=sender, text=text, on=on, staff=actor.id if actor.is_staff else None).first()
    if same is not None:
        return same
    asked, due = _question(thread, sender, written, on)
    message = ThreadMessage.objects.create(
        thread=thread, sender=sender, staff_id=actor.id if actor.is_staff else None, text=text, on=on, at=at
    )
    _settle(thread, sender, message, actor, on, at)
    if asked is not None and due is not None:
        _ask(message, asked, due, actor, on)
    if sender.kind != PERSON:
        _tell_person(thread, on)
    _write_down(actor, on, at, "thread_written", thread, message=message.pk)
    evaluate([thread.person_id], on=on, at=at)
    return message


@transaction.atomic
def settle_question(*, question: ThreadQuestion, actor: Actor, on: date, at: datetime) -> None:
    """Nav says that a message needs no answer (any more).

    Raises DialogueError: thread_error.settled, thread_error.correction (who says that a fact is wrong gets an answer).
    """
    thread = question.message.thread
    if thread.about:
        raise DialogueError("thread_error.correction")
    lock_people([thread.person_id])
    locked = ThreadQuestion.objects.get(pk=question.pk)
    if locked.settled_on is not None:
        raise DialogueError("thread_error.settled")
    locked.settled_on = on
    locked.save(update_fields=["settled_on"])
    _write_down(actor, on, at, "thread_settled", thread, message=locked.message_id)
    _end_follow_up(locked, actor, on, at)


def read_thread(*, thread: Thread, reader: Recipient, on: date) -> None:
    """Keeps that the reader has opened the thread, and how far they have been shown it.

    When the person has been shown all that stands in their threads, the message that told of it counts as read.
    """
    up_to = max(reader.read_up_to, shown_up_to(thread, reader, recipients_of(thread)))
    Recipient.objects.filter(pk=reader.pk).update(read_on=on, read_up_to=up_to)
    if reader.kind == PERSON and not _has_more_to_read(thread.person_id):
        told = Message.objects.filter(person=thread.person_id, code=TOLD, read_on=None, sent_on__lte=on)
        told.update(read_on=on)


def key_of(recipient: Recipient) -> str:
    """The key of the party that a recipient is (`Party.key`)."""
    return Party(
        recipient.kind, "", employment=recipient.employment_id, issuer=recipient.issuer_id, contact=recipient.contact_id
    ).key


def _has_more_to_read(person: int) -> bool:
    own = Recipient.objects.filter(thread__person=person, kind=PERSON)
    return any(
        ThreadMessage.objects.filter(thread=one.thread_id, pk__gt=one.read_up_to).exclude(sender=one).exists()
        for one in own
    )


def _own_key(actor: Actor) -> str:
    if actor.is_issuer:
        return Party("issuer", "", issuer=actor.id).key
    if actor.is_person or actor.is_staff:
        return PERSON.value if actor.is_person else NAV.value
    raise DialogueError("thread_error.starter")


def _is_the_same(thread: Thread, first: Written, keys: set[str], own: str, actor: Actor) -> bool:
    message = thread.messages.order_by("id").select_related("sender").first()
    if message is None or message.text != first.text.strip() or key_of(message.sender) != own:
        return False
    by_same = not actor.is_staff or message.staff_id == actor.id
    return by_same and {key_of(one) for one in recipients_of(thread)} == keys


def _take_in(thread: Thread, party: Party) -> None:
    Recipient.objects.create(
        thread=thread, kind=party.kind, contact_id=party.contact, employment_id=party.employment,
        issuer_id=party.issuer,
    )  # fmt: skip


def _question(thread: Thread, sender: Recipient, written: Written, on: date) -> tuple[Recipient | None, date | None]:
    """Who is to answer, and by when."""
    recipients = {key_of(one): one for one in recipients_of(thread)}
    key = written.asked or ("" if sender.kind == NAV else NAV.value)
    if not key:
        return None, None
    if key not in recipients or recipients[key].pk == sender.pk:
        raise DialogueError("thread_error.not_a_party")
    case = thread.case
    if key == NAV.value:
        promised = correction_answer_due if thread.about else request_answer_due
        return recipients[key], promised(on, law_in_force(), case.person.home_unit.number)
    if written.due is None:
        raise DialogueError("thread_error.due_needed")
    if written.due < on:
        raise DialogueError("thread_error.due_passed")
    furthest = furthest_day("follow_up_ahead_months", law_in_force(), on, case.person.home_unit.number)
    if written.due > furthest:
        raise DialogueError("day_error.too_far", furthest=furthest)
    return recipients[key], written.due


def _ask(message: ThreadMessage, asked: Recipient, due: date, actor: Actor, on: date) -> None:
    thread = message.thread
    follow_up = FollowUp.objects.create(
        person_id=thread.person_id, case_id=thread.case_id, reason=FollowUp.Reason.THREAD_ANSWER, due=due, set_on=on,
        line=f"{thread.subject} ({asked.name})"[:LONGEST_LINE], set_by_id=actor.id if actor.is_staff else None,
    )  # fmt: skip
    ThreadQuestion.objects.create(message=message, asked=asked, due=due, follow_up=follow_up)


def _settle(thread: Thread, sender: Recipient, answer: ThreadMessage, actor: Actor, on: date, at: datetime) -> None:
    """What the sender was asked is answered by what they write."""
    for question in ThreadQuestion.objects.filter(message__thread=thread, asked=sender, settled_on=None):
        question.settled_on, question.answer = on, answer
        question.save(update_fields=["settled_on", "answer"])
        _end_follow_up(question, actor, on, at)


def _end_follow_up(question: ThreadQuestion, actor: Actor, on: date, at: datetime) -> None:
    task = Task.objects.filter(kind=FOLLOW_UP, ordinal=question.follow_up_id, state=Task.State.OPEN).first()
    if task is not None:
        finish_task(task=task, outcome="answered", actor=actor, on=on, at=at)
    else:  # it has been marked as done already, or is no task yet: then it is not to become one
        FollowUp.objects.filter(pk=question.follow_up_id, withdrawn_on=None).update(withdrawn_on=on)


def _tell_person(thread: Thread, on: date) -> None:
    """Once, until they have read it: never two messages for the same thing."""
    person = thread.case.person
    if Message.objects.filter(person=person, code=TOLD, read_on=None, channel=Message.Channel.DIGITAL).exists():
        return
    channel = Message.Channel.DIGITAL if person.reachable_digitally else Message.Channel.LETTER
    Message.objects.create(person=person, case_id=thread.case_id, code=TOLD, channel=channel, sent_on=on)


def _refuse_closed(case: Case) -> None:
    case.refresh_from_db(fields=["state"])
    if case.state != Case.State.OPEN:
        raise DialogueError("thread_error.case_closed")


def _write_down(actor: Actor, on: date, at: datetime, event: str, thread: Thread, **more: object) -> None:
    """The entry holds no word of what was written."""
    journal = Journal(actor, on, at)
    after = {"thread": thread.pk, **more}
    journal.note(event, person=thread.person_id, case=thread.case_id, after=after)
    journal.save()
