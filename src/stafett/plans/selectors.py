"""What more than one place needs to read about measures."""

from dataclasses import dataclass
from datetime import date

from stafett.access.actors import Actor
from stafett.cases.models import Case
from stafett.core.measures import QUEUED, days_waited
from stafett.people.models import Protection
from stafett.plans.models import Measure


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits for a place, and for how many days."""

    measure: Measure
    days: int


def measures_of(case: Case) -> list[Measure]:
    """The person's measures, also those of earlier cases: the newest first."""
    own = Measure.objects.select_related("proposed_by").filter(person=case.person_id)
    return list(own.order_by("-proposed_on", "-pk"))


def queue_of(actor: Actor, *, on: date) -> list[Waiting]:
    """Who waits for a place in the cases that the actor's unit holds, those who have waited longest first.

    Protected persons stand in no ordinary list.
    """
    waiting = Measure.objects.select_related("case__person", "case__holder").filter(
        state__in=QUEUED, applied_on__lte=on, case__state=Case.State.OPEN, case__holder_unit=actor.unit or 0,
        person__protection=Protection.NONE,
    )  # fmt: skip
    return [
        Waiting(measure, days_waited(measure.applied_on, on))
        for measure in waiting.order_by("applied_on", "pk")
        if measure.applied_on is not None
    ]
