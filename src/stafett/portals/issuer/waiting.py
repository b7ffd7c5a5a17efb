"""What waits for the issuer among their patients: questions to answer, and answers that have come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from stafett.access.actors import Actor
from stafett.cases.models import Task
from stafett.dialogue.selectors import ELABORATING, own_requests
from stafett.dialogue.thread_access import Opened, threads_of
from stafett.dialogue.thread_selectors import open_questions_to
from stafett.frontend.words import text
from stafett.meetings.dialogue_1.selectors import invited_of
from stafett.portals.issuer.seen import Seen

_ANSWER_STANDS = timedelta(days=30)
"""How long an answer from Nav stands on top, unless the issuer says before whether it helped."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing: about whom, what, by when (where there is a day), and where it is done."""

    patient: str
    what: str
    due: date | None
    url: str
    is_late: bool


def waiting_for(actor: Actor, seen: Sequence[Seen], on: date) -> list[Waiting]:
    """What is to be answered first, by its day; then the new answers and messages."""
    by_case = {one.patient.case.pk: one for one in seen}
    threads = threads_of(actor, on, patients=by_case)
    found = [
        *_duties(by_case, on), *_questions(threads, on), *_invitations(actor, by_case, on),
        *_answers(actor, by_case, on), *_unread(threads),
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.due is None, one.due or date.min, one.patient))


def _duties(by_case: dict[int, Seen], on: date) -> Iterator[Waiting]:
    tasks = Task.objects.filter(
        case__in=by_case, actor=Task.Actor.ISSUER, state=Task.State.OPEN, window_opens__lte=on
    ).order_by("due", "ordinal")
    for task in tasks:
        one = by_case[task.case_id]
        if "duty" in one.shown.fields:
            place = "#elaborate" if task.kind == ELABORATING else ""
            yield Waiting(one.name, text(f"task.{task.kind}"), task.due, _page(task.case_id) + place, task.due < on)


def _questions(threads: Sequence[Opened], on: date) -> Iterator[Waiting]:
    for question in open_questions_to([one.reader for one in threads]):
        thread = question.message.thread
        yield Waiting(
            thread.person.name, text("issuer_waiting.question", subject=thread.subject), question.due,
            f"{_page(thread.case_id)}#questions", question.due < on,
        )  # fmt: skip


def _invitations(actor: Actor, by_case: dict[int, Seen], on: date) -> Iterator[Waiting]:
    for meeting in invited_of(actor.id, by_case):
        if meeting.is_planned and not meeting.issuer_answer and meeting.day >= on:
            what = text("issuer_waiting.invitation", employer=meeting.employment.employer.name, day=meeting.day)
            place = f"{_page(meeting.case_id)}#meeting-{meeting.pk}"
            yield Waiting(by_case[meeting.case_id].name, what, None, place, is_late=False)


def _answers(actor: Actor, by_case: dict[int, Seen], on: date) -> Iterator[Waiting]:
    answered = own_requests(actor).filter(case__in=by_case, answered_on__gte=on - _ANSWER_STANDS, helped="")
    for asked in answered:
        place = f"{_page(asked.case_id)}#request-{asked.pk}"
        yield Waiting(by_case[asked.case_id].name, text("issuer_waiting.answer"), None, place, is_late=False)


def _unread(threads: Sequence[Opened]) -> Iterator[Waiting]:
    asked = {question.asked_id for question in open_questions_to([one.reader for one in threads])}
    for one in threads:
        if one.is_unread and one.reader.pk not in asked:
            what = text("issuer_waiting.message", subject=one.thread.subject)
            place = reverse("issuer_thread", args=[one.thread.pk])
            yield Waiting(one.thread.person.name, what, None, place, is_late=False)


def _page(case: int) -> str:
    return reverse("issuer_patient", args=[case])
