"""HR names a new nearest leader from a day: the former one sees nothing more from then on, and the employee is told."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from stafett.access.actors import Actor
from stafett.cases.evaluation import lock_people
from stafett.cases.journal import Journal
from stafett.cases.models import Case
from stafett.dialogue.models import Message
from stafett.dialogue.services import DialogueError
from stafett.people.models import EmployerContact, Employment, Leadership

TOLD = "leader_changed"


def leaders_of(employment: Employment) -> list[EmployerContact]:
    """Who can be named: the leaders of the organisation, by name."""
    leaders = EmployerContact.objects.filter(employer=employment.employer_id, role=EmployerContact.Role.LEADER)
    return list(leaders.filter(active=True).order_by("name", "pk"))


def leadership_on(employment: Employment, on: date) -> Leadership | None:
    """Who leads on a day."""
    own = Leadership.objects.select_related("leader").filter(employment=employment, first_day__lte=on)
    return own.filter(Q(last_day=None) | Q(last_day__gte=on)).first()


@transaction.atomic
def change_leader(
    *, case: Case, employment: Employment, leader: EmployerContact, first_day: date, actor: Actor, on: date,
    at: datetime,
) -> Leadership:  # fmt: skip
    """Makes somebody the nearest leader from today or a later day; what was planned from that day on gives way.

    The same leader from then on is the same (a form sent twice). Raises DialogueError: leader_error.has_passed,
    leader_error.not_a_leader (another organisation's, or one who has left), leader_error.employment_ended.
    """
    lock_people([case.person_id])
    Employment.objects.select_for_update(no_key=True).get(pk=employment.pk)
    if first_day < on:
        raise DialogueError("leader_error.has_passed")
    if leader not in leaders_of(employment):
        raise DialogueError("leader_error.not_a_leader")
    if employment.last_day is not None and employment.last_day < first_day:
        raise DialogueError("leader_error.employment_ended")
    before = leadership_on(employment, first_day)
    if before is not None and before.leader_id == leader.pk and before.last_day is None:
        return before
    named = _make_leader(employment, leader, first_day, before)
    journal = Journal(actor, on, at)
    after = {"employment": employment.pk, "leader": leader.name, "first_day": first_day}
    journal.note(
        TOLD, person=case.person_id, case=case.pk, before={"leader": before.leader.name if before else ""}, after=after
    )
    journal.save()
    digital = case.person.reachable_digitally
    Message.objects.create(
        person_id=case.person_id, case=case, code=TOLD, sent_on=on,
        channel=Message.Channel.DIGITAL if digital else Message.Channel.LETTER,
        parameters={
            "leader": leader.name, "employer": employment.employer.name, "first_day": first_day.isoformat(),
        },
    )  # fmt: skip
    return named


def _make_leader(
    employment: Employment, leader: EmployerContact, first_day: date, before: Leadership | None
) -> Leadership:
    """Who leads on the day already goes on; all others from then on give way."""
    own = Leadership.objects.filter(employment=employment)
    if before is not None and before.leader_id == leader.pk:
        own.filter(first_day__gte=first_day).exclude(pk=before.pk).delete()
        before.last_day = None
        before.save(update_fields=["last_day"])
        return before
    own.filter(first_day__gte=first_day).delete()
    own.filter(Q(last_day=None) | Q(last_day__gte=first_day)).update(last_day=first_day - timedelta(days=1))
    return Leadership.objects.create(employment=employment, leader=leader, first_day=first_day)
