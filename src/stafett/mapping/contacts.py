"""The log of contacts: conversations that were held, and those that were missed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from stafett.access.actors import Actor
from stafett.cases.evaluation import evaluate, lock_people
from stafett.cases.evaluation.need import CONTACT
from stafett.cases.journal import Journal
from stafett.cases.models import Case, Task
from stafett.dialogue.models import Reply
from stafett.mapping.assessing import NeedError, finish_tasks
from stafett.mapping.models import Contact, ContactWithdrawal, Mapping
from stafett.mapping.models.need import CHANNELS, STARTERS
from stafett.screening.models import Answer


@dataclass(frozen=True, slots=True)
class NewContact:
    """A conversation. `outcome` says what came of it; `missed_why`, of one that was not held, why."""

    held_on: date
    channel: str
    started_by: str
    outcome: str = ""
    missed_why: str = ""


@transaction.atomic
def log_contact(*, case: Case, contact: NewContact, actor: Actor, on: date, at: datetime) -> Contact:
    """Writes a contact down. One that was held moves the next window, and does the task that it was.

    The words stand in the log alone, not in the journal. The same again on the same day is one contact. Raises
    NeedError: need_error.case_closed, need_error.not_yet, day_error.before_case (first), need_error.unknown_contact,
    need_error.outcome_needed.
    """
    lock_people([case.person_id])
    case = Case.objects.get(pk=case.pk)
    if case.state != Case.State.OPEN:
        raise NeedError("need_error.case_closed")
    outcome, missed_why = contact.outcome.strip(), contact.missed_why.strip()
    _refuse(case, contact, outcome, missed_why, on)
    words = {
        "held_on": contact.held_on, "channel": contact.channel, "started_by": contact.started_by,
        "outcome": "" if missed_why else outcome, "missed": bool(missed_why), "missed_why": missed_why,
    }  # fmt: skip
    same = Contact.objects.filter(case=case, logged_on=on, by_id=actor.staff_id, **words).first()
    if same is not None:
        return same
    made = Contact.objects.create(case=case, logged_on=on, at=at, by_id=actor.staff_id, **words)
    if not made.missed:
        _counts(case, made, actor, on)
    journal = Journal(actor, on, at)
    after = {"contact": made.pk, "held_on": made.held_on, "channel": made.channel, "started_by": made.started_by}
    event = "contact_missed" if made.missed else "contact_held"
    journal.note(event, person=case.person_id, case=case.pk, after=after)
    journal.save()
    evaluate([case.person_id], on=on, at=at)
    return made


@transaction.atomic
def withdraw_contact(*, contact: Contact, why: str, actor: Actor, on: date, at: datetime) -> None:
    """Says that a contact was written down by mistake. It stays in the log, and counts no more.

    The window is reckoned from the contact before it, and the tasks that it had done are open again. Raises NeedError:
    need_error.case_closed, need_error.why_withdrawn, need_error.of_meeting, need_error.withdrawn (by, on), unless the
    same actor sends the same again on the same day.
    """
    lock_people([contact.case.person_id])
    locked = Contact.objects.select_related("case", "by", "withdrawal__by", "meeting").get(pk=contact.pk)
    case = locked.case
    if case.state != Case.State.OPEN:
        raise NeedError("need_error.case_closed")
    if hasattr(locked, "withdrawal"):
        was = locked.withdrawal
        if (was.by_id, was.on, was.why) == (actor.id, on, why.strip()):
            return
        raise NeedError("need_error.withdrawn", by=was.by.name, on=was.on)
    if not why.strip():
        raise NeedError("need_error.why_withdrawn")
    if hasattr(locked, "meeting"):
        raise NeedError("need_error.of_meeting")
    ContactWithdrawal.objects.create(contact=locked, on=on, why=why.strip(), by_id=actor.staff_id)
    if not locked.missed:
        _counts_no_more(locked, actor, on)
    journal = Journal(actor, on, at)
    after = {"contact": locked.pk, "held_on": locked.held_on}
    journal.note("contact_withdrawn", person=case.person_id, case=case.pk, after=after)
    journal.save()
    evaluate([case.person_id], on=on, at=at)


def _refuse(case: Case, contact: NewContact, outcome: str, missed_why: str, on: date) -> None:
    if contact.held_on > on:
        raise NeedError("need_error.not_yet")
    if contact.held_on < case.earliest_day:
        raise NeedError("day_error.before_case", first=case.earliest_day)
    if contact.channel not in CHANNELS or contact.started_by not in STARTERS:
        raise NeedError("need_error.unknown_contact")
    if not (outcome or missed_why):
        raise NeedError("need_error.outcome_needed")


def _counts(case: Case, made: Contact, actor: Actor, on: date) -> None:
    """It is the newest contact, unless there has been a later one; the tasks it could have been are done."""
    if case.last_contact_on is None or case.last_contact_on < made.held_on:
        Case.objects.filter(pk=case.pk).update(last_contact_on=made.held_on)
    _has_done(case, made.held_on, actor, on)


def _has_done(case: Case, held_on: date, actor: Actor, on: date) -> None:
    """The tasks that a contact on that day was are done."""
    finish_tasks(case, [CONTACT], actor, on, window_opens__lte=held_on)
    finish_tasks(case, ["agreed_contact"], actor, on, due__lte=held_on)


def _counts_no_more(contact: Contact, actor: Actor, on: date) -> None:
    """The case has the contact before it, and what no other contact has done is to be done again."""
    case = contact.case
    done = Task.objects.filter(case=case, kind__in=[CONTACT, "agreed_contact"], state=Task.State.DONE, outcome="done")
    done.filter(ended_on=contact.logged_on, ended_by=contact.by.name).update(
        state=Task.State.OPEN, ended_on=None, ended_by="", outcome=""
    )
    newest = _newest_contact(case)
    Case.objects.filter(pk=case.pk).update(last_contact_on=newest)
    if newest is not None:
        _has_done(case, newest, actor, on)


def _newest_contact(case: Case) -> date | None:
    """The day of the last conversation: logged, in a mapping, or with answers written down by somebody at Nav."""
    days = (
        Contact.objects.filter(case=case, missed=False, withdrawal=None).aggregate(day=Max("held_on")),
        Mapping.objects.filter(case=case, state=Mapping.State.CLOSED).aggregate(day=Max("ended_on")),
        Answer.objects.filter(screening__case=case).exclude(registered_by=None).aggregate(day=Max("given_on")),
        Reply.objects.filter(case=case).exclude(registered_by=None).aggregate(day=Max("given_on")),
    )
    return max((found["day"] for found in days if found["day"]), default=None)
