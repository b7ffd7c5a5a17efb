"""Taking back what was done to many cases at once."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.distribution.selectors import newest_redistribution
from stafett.cases.distribution.services import put_back as put_back_redistributed
from stafett.cases.evaluation import lock_people
from stafett.cases.handover.many import withdraw_offers
from stafett.cases.many.choosing import Outcome
from stafett.cases.many.models import OFFERED, REDISTRIBUTED, ManyAction
from stafett.cases.many.services import put_back
from stafett.cases.models import Case
from stafett.cases.services import CaseError
from stafett.people.models import Staff

PutBack = Callable[[ManyAction, Actor, date, datetime], Outcome]
_PUT_BACK: Mapping[str, PutBack] = {REDISTRIBUTED: put_back_redistributed, OFFERED: withdraw_offers}
"""How it is put back, by event; the others change columns of the case."""


@transaction.atomic
def take_back(*, action: int, actor: Actor, on: date, at: datetime) -> Outcome:
    """Puts back what was done to many cases, once, but for what has been changed again since.

    What somebody did from the list is theirs to take back the same day: else CaseError("many.not_to_be_taken_back").
    A redistribution is any leader's of the unit while it is the last one: else CaseError("distribution.not_the_last").
    """
    found = ManyAction.objects.filter(pk=action).first()
    if found is not None:
        lock_people(Case.objects.filter(pk__in=found.cases).values_list("person", flat=True))
    done = ManyAction.objects.select_for_update().filter(pk=action).first()
    if done is None:
        raise CaseError("many.not_to_be_taken_back")
    _refuse(done, actor, on)
    outcome = _PUT_BACK.get(done.event, put_back)(done, actor, on, at)
    ManyAction.objects.filter(pk=action).update(taken_back_on=on, taken_back_by=actor.name)
    return outcome


def _refuse(done: ManyAction, actor: Actor, on: date) -> None:
    if done.event == REDISTRIBUTED:
        newest = newest_redistribution(actor.unit)
        if actor.role != Staff.Role.LEADER or newest is None or newest.pk != done.pk:
            raise CaseError("distribution.not_the_last")
    elif (done.staff_id, done.on, done.taken_back_on) != (actor.id, on, None):
        raise CaseError("many.not_to_be_taken_back")
