"""What more than one place needs to read about measures and help from others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from stafett.access.actors import Actor
from stafett.cases.models import Case
from stafett.cases.worklist.need import category_in_force
from stafett.core.measures import QUEUED, days_waited
from stafett.people.models import Protection
from stafett.plans.models import CaseDiscussion, DiscussedCase, Measure, Referral, SpecialistQuestion

_LAST = 10


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits for a place, for how many days, and the category in force (empty: never assessed)."""

    measure: Measure
    days: int
    category: str


@dataclass(frozen=True, slots=True)
class Agenda:
    """The cases of a discussion that somebody may see, and how many more there are."""

    items: Sequence[DiscussedCase]
    hidden: int


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
    rows = list(waiting.order_by("applied_on", "pk"))
    placed = Case.objects.filter(pk__in={measure.case_id for measure in rows})
    categories = dict(placed.annotate(category=category_in_force(on)).values_list("pk", "category"))
    return [
        Waiting(measure, days_waited(measure.applied_on, on), categories[measure.case_id] or "")
        for measure in rows
        if measure.applied_on is not None
    ]


def questions_of(case: Case) -> list[SpecialistQuestion]:
    """What specialists have been asked about the person, the newest first."""
    own = SpecialistQuestion.objects.select_related("asked_by").filter(person=case.person_id)
    return list(own.order_by("-pk"))


def discussions_of(case: Case) -> list[DiscussedCase]:
    """The discussions in which the person's cases are on the agenda, or have been, the newest first."""
    own = DiscussedCase.objects.select_related("discussion__unit", "put_by").filter(
        person=case.person_id, taken_off_on=None
    )
    return list(own.order_by("-discussion__day", "-pk"))


def coming_discussions(unit: int | None, *, on: date) -> QuerySet[CaseDiscussion]:
    """The discussions of a unit that are not over on the day, the first first."""
    return CaseDiscussion.objects.filter(unit=unit or 0, cancelled_on=None, day__gte=on).order_by("day", "begins")


def unit_discussions(actor: Actor, *, on: date) -> list[CaseDiscussion]:
    """The coming discussions of the actor's unit, then the last that are over; with the number of cases on each."""
    on_agenda = Count("agenda", filter=Q(agenda__taken_off_on=None))
    left = Count("agenda", filter=Q(agenda__taken_off_on=None, agenda__decided_on=None))
    coming = coming_discussions(actor.unit, on=on).annotate(cases=on_agenda, undecided=left)
    over = CaseDiscussion.objects.filter(unit=actor.unit or 0, cancelled_on=None, day__lt=on)
    over = over.annotate(cases=on_agenda, undecided=left).order_by("-day", "-begins")
    return [*coming, *over[:_LAST]]


def agenda_of(discussion: CaseDiscussion, actor: Actor) -> Agenda:
    """The cases on the agenda that the actor may open, in the order in which they were put on it."""
    items = list(
        discussion.agenda.filter(taken_off_on=None)
        .select_related("case__person", "case__holder", "case__holder_unit", "put_by", "registered_by")
        .order_by("pk")
    )
    shown = [
        item
        for item in items
        if item.case.holder_unit_id == actor.unit and item.case.person.protection in actor.may_open
    ]
    return Agenda(shown, len(items) - len(shown))


def referrals_of(case: Case) -> list[Referral]:
    """What other services the person has been offered, or could not be, the newest first."""
    return list(Referral.objects.select_related("made_by").filter(person=case.person_id).order_by("-pk"))


def gaps_of_unit(unit: int | None, *, since: date, until: date) -> list[tuple[str, int]]:
    """For each theme how many people of a unit there was no offer for, the most first."""
    found = {theme: people for (of, theme), people in gaps(since=since, until=until).items() if of == unit}
    return sorted(found.items(), key=lambda each: (-each[1], each[0]))


def gaps(*, since: date, until: date) -> dict[tuple[int, str], int]:
    """How often there was no offer to be had, by unit (key) and theme. Counts people, each once in each."""
    found = Referral.objects.filter(state=Referral.State.NO_OFFER, made_on__range=(since, until))
    counted = found.values("unit", "theme").annotate(people=Count("person", distinct=True)).order_by()
    return {(row["unit"], row["theme"]): row["people"] for row in counted}
