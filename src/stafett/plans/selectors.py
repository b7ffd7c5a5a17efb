"""What more than one place needs to read about measures and help from others."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from stafett.access.actors import Actor
from stafett.cases.models import Case
from stafett.core.measures import QUEUED, days_waited
from stafett.people.models import Protection
from stafett.plans.models import Measure, Referral, SpecialistQuestion


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


def questions_of(case: Case) -> list[SpecialistQuestion]:
    """What specialists have been asked about the person, the newest first."""
    own = SpecialistQuestion.objects.select_related("asked_by").filter(person=case.person_id)
    return list(own.order_by("-pk"))


def referrals_of(case: Case) -> list[Referral]:
    """What other services the person has been offered, or could not be, the newest first."""
    return list(Referral.objects.select_related("made_by").filter(person=case.person_id).order_by("-pk"))


def gaps(*, since: date, until: date) -> dict[tuple[int, str], int]:
    """How often there was no offer to be had, by unit (key) and theme. Counts people, each once in each."""
    found = Referral.objects.filter(state=Referral.State.NO_OFFER, made_on__range=(since, until))
    counted = found.values("unit", "theme").annotate(people=Count("person", distinct=True)).order_by()
    return {(row["unit"], row["theme"]): row["people"] for row in counted}
