"""Threads as each party sees them: whom one can write with, what one may read, and what waits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from stafett.access.outside import counting_notes
from stafett.cases.models import Case
from stafett.dialogue.threads import Recipient, Thread, ThreadMessage, ThreadQuestion
from stafett.people.models import Issuer, Leadership

PERSON, NAV = Recipient.Kind.PERSON, Recipient.Kind.NAV
EMPLOYER, ISSUER = Recipient.Kind.EMPLOYER, Recipient.Kind.ISSUER


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who can be in a thread on a case. `of` is the employer's name, where they are a leader there."""

    kind: str
    name: str
    of: str = ""
    contact: int | None = None
    employment: int | None = None
    issuer: int | None = None

    @property
    def key(self) -> str:
        """What tells one party of a case from another."""
        return "-".join(str(part) for part in (self.kind, self.employment or self.issuer) if part)


def parties_of(case: Case, on: date) -> list[Party]:
    """Everybody who may be in a thread on the case: person, Nav, leaders who lead now, issuers with notes in it.

    A leader is one where the person is employed now and has a note to that employer in this absence.
    """
    inside = counting_notes(on).filter(
        person=case.person_id, periods__first_day__lte=case.last_day, periods__last_day__gte=case.first_day
    )
    employers = set(inside.values_list("employer", flat=True)) - {None}
    leads = Leadership.objects.filter(
        Q(last_day=None) | Q(last_day__gte=on),
        Q(employment__last_day=None) | Q(employment__last_day__gte=on),
        first_day__lte=on, leader__active=True, employment__person=case.person_id, employment__employer__in=employers,
    ).select_related("leader", "employment__employer").order_by("employment")  # fmt: skip
    issuers = Issuer.objects.filter(pk__in=inside.values("issuer")).order_by("name", "pk")
    return [
        Party(PERSON, case.person.name),
        Party(NAV, case.holder_unit.name),
        *(
            Party(EMPLOYER, one.leader.name, one.employment.employer.name, one.leader_id, one.employment_id)
            for one in leads
        ),
        *(Party(ISSUER, issuer.name, issuer=issuer.pk) for issuer in issuers),
    ]


def whole_threads() -> QuerySet[Thread]:
    """Threads with all that their pages show."""
    return Thread.objects.select_related("person", "case__holder_unit", "case__person").order_by("-id")


def recipients_of(thread: Thread) -> list[Recipient]:
    """Who is in the thread: the person, Nav, then the others in the order in which they were chosen."""
    found = thread.recipients.select_related("contact", "employment__employer", "issuer", "thread__person")
    return list(found.select_related("thread__case__holder_unit").order_by("id"))


def messages_to(thread: Thread, reader: Recipient, recipients: Iterable[Recipient]) -> list[ThreadMessage]:
    """What the reader may read, in order.

    A leader is shown nothing that the person has not been shown first: what others wrote comes when the person has
    opened it.
    """
    every = list(
        thread.messages.select_related("sender", "staff", "question__asked", "question__answer").order_by("id")
    )
    return [message for message in every if _may_read(message, reader, _seen_by_person(recipients))]


def shown_up_to(thread: Thread, reader: Recipient, recipients: Iterable[Recipient]) -> int:
    """The newest message that the reader may read, with all before it; 0 where there is none."""
    last = 0
    for message in thread.messages.select_related("sender").order_by("id"):
        if not _may_read(message, reader, _seen_by_person(recipients)):
            break
        last = message.pk
    return last


def _seen_by_person(recipients: Iterable[Recipient]) -> int:
    return max((one.read_up_to for one in recipients if one.kind == PERSON), default=0)


def _may_read(message: ThreadMessage, reader: Recipient, seen_by_person: int) -> bool:
    if reader.kind != EMPLOYER:
        return True
    return message.sender.kind == PERSON or message.sender_id == reader.pk or message.pk <= seen_by_person


def open_questions_to(recipients: Sequence[Recipient]) -> list[ThreadQuestion]:
    """What these have been asked and not answered, in open cases, the nearest date first."""
    found = ThreadQuestion.objects.filter(asked__in=recipients, settled_on=None)
    still = found.filter(message__thread__case__state=Case.State.OPEN)
    return list(still.select_related("message__thread__person", "message__sender", "asked").order_by("due", "message"))
