"""Who may open a thread now: its recipients, as long as they have their part in the case. Each opening is logged."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from stafett.access.actors import Actor
from stafett.access.outside import employees_of, open_employee, open_patient, patients_of, refuse
from stafett.access.services import AccessRefusedError
from stafett.access.sharing import Question, Shown, sight
from stafett.cases.law import law_in_force
from stafett.dialogue.thread_selectors import (
    EMPLOYER,
    ISSUER,
    NAV,
    PERSON,
    messages_to,
    recipients_of,
    whole_threads,
)
from stafett.dialogue.threads import Recipient, Thread, ThreadMessage

PAGE = "thread"
"""The name of the page in the reading log."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A thread as one of its recipients may see it: who they are in it, and what the table of sharing opens."""

    thread: Thread
    reader: Recipient
    recipients: Sequence[Recipient]
    messages: Sequence[ThreadMessage]
    shown: Shown

    @property
    def is_unread(self) -> bool:
        """Whether somebody else has written what the reader has not been shown."""
        others = [message.pk for message in self.messages if message.sender_id != self.reader.pk]
        return max(others, default=0) > self.reader.read_up_to


def threads_of(actor: Actor, on: date, *, patients: Collection[int] | None = None) -> list[Opened]:
    """The threads that the actor may open now, the newest first; a person's are all that they are in.

    `patients`: the cases that an issuer has been found to have; looked up where they are not given.
    """
    if actor.is_person:
        own = Recipient.objects.filter(kind=PERSON, thread__person=actor.id)
    elif actor.is_issuer:
        cases = [one.case.pk for one in patients_of(actor, on)] if patients is None else patients
        own = Recipient.objects.filter(kind=ISSUER, issuer=actor.id, thread__case__in=cases)
    elif actor.is_employer:
        jobs = [one.employment.pk for one in employees_of(actor, on)]
        own = Recipient.objects.filter(kind=EMPLOYER, contact=actor.id, employment__in=jobs)
    else:
        own = Recipient.objects.none()
    return _seen(actor, list(own.select_related("employment")), on)


def threads_in(case: int, actor: Actor, on: date) -> list[Opened]:
    """The threads of a case for whoever of Nav has opened that case."""
    return _seen(actor, list(Recipient.objects.filter(kind=NAV, thread__case=case).select_related("employment")), on)


def open_thread(actor: Actor, thread_id: int, *, on: date, at: datetime) -> Opened:
    """A thread for the person, a leader or an issuer in it; the opening is logged, and a refused try too.

    A leader must lead in the employment still, an issuer have a note in the case. Raises AccessRefusedError; it says
    nothing about whether the thread exists.
    """
    thread = whole_threads().filter(pk=thread_id).first()
    if thread is None or actor.is_staff:
        raise AccessRefusedError
    if actor.is_person:
        return _opened_by_person(actor, thread, on)
    own = [one for one in recipients_of(thread) if _is(actor, one)]
    seen = _seen(actor, own, on)
    if not seen:
        refuse(actor, thread.case, page=PAGE, on=on, at=at)
    reader = seen[0].reader
    if reader.employment_id is not None:
        open_employee(actor, reader.employment_id, page=PAGE, on=on, at=at)
    else:
        open_patient(actor, thread.case_id, page=PAGE, on=on, at=at)
    return seen[0]


def _opened_by_person(actor: Actor, thread: Thread, on: date) -> Opened:
    seen = _seen(actor, [one for one in recipients_of(thread) if one.kind == PERSON], on)
    if thread.person_id != actor.id or not seen:
        raise AccessRefusedError
    return seen[0]


def open_for_nav(actor: Actor, case: int, thread_id: int, on: date) -> Opened | None:
    """A thread of a case that somebody of Nav has opened; None where there is none."""
    return next((one for one in threads_in(case, actor, on) if one.thread.pk == thread_id), None)


def _is(actor: Actor, recipient: Recipient) -> bool:
    if actor.is_employer:
        return recipient.contact_id == actor.id
    return actor.is_issuer and recipient.issuer_id == actor.id


def _seen(actor: Actor, own: Sequence[Recipient], on: date) -> list[Opened]:
    """The threads of these recipients, as the table of sharing lets the actor see them, and only what is there to see.

    A leader hears of a thread when there is something in it that they may read.
    """
    going_on = [one for one in own if not _is_over(one, on)]
    threads = {one.pk: one for one in whole_threads().filter(pk__in=[one.thread_id for one in going_on])}
    questions = [Question("thread", _facts(actor, threads[one.thread_id])) for one in going_on]
    found = []
    for reader, shown in zip(going_on, sight(actor, questions, law_in_force(), on), strict=True):
        thread = threads[reader.thread_id]
        recipients = recipients_of(thread)
        messages = messages_to(thread, reader, recipients)
        if shown and messages:
            found.append(Opened(thread, reader, recipients, messages, shown))
    return sorted(found, key=lambda one: one.thread.pk, reverse=True)


def _is_over(recipient: Recipient, on: date) -> bool:
    job = recipient.employment
    return job is not None and job.last_day is not None and job.last_day < on


def _facts(actor: Actor, thread: Thread) -> Mapping[str, Any]:
    return {
        "recipient": True,
        "own_case": actor.is_person,
        "own_unit": actor.is_staff,
        "own_employment": actor.is_employer,
        "spell_last_day": thread.case.last_day,
    }
