"""What is read of hand-overs: those of a case, those that wait for an answer, and those that one has given away."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import FilteredRelation, Q, QuerySet

from stafett.access.actors import Actor
from stafett.cases.handover.models import HandOver
from stafett.cases.models import Case
from stafett.people.models import Staff, Unit

PAGE_SIZE = 50

OPEN_OFFER = "open_offer"
"""The name by which `with_open_offer` joins; `open_offer__to_unit` and the like are read along by `select_related`."""
OFFER_ENDS = tuple(f"{OPEN_OFFER}__{end}" for end in ("from_unit", "from_staff", "to_unit", "to_staff"))
"""From whom to whom, for `select_related`."""


@dataclass(frozen=True, slots=True)
class SentPage:
    """Hand-overs that were given, the newest first; `next` is the key from which the page after is read."""

    rows: Sequence[HandOver]
    next: int | None


def handovers_of(case: Case) -> list[HandOver]:
    """All hand-overs of the case, the newest first."""
    return list(_with_names(HandOver.objects.filter(case=case)).order_by("-id"))


def with_open_offer(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The cases, each joined with its open offer, of which there is at most one; it still has to be selected."""
    is_open = Q(handovers__state=HandOver.State.OFFERED)
    return cases.annotate(**{OPEN_OFFER: FilteredRelation("handovers", condition=is_open)})


def open_offer_of(case: Case) -> HandOver | None:
    """The open offer of a case that was read by `with_open_offer`; None for one without (or read otherwise)."""
    return getattr(case, OPEN_OFFER, None)


def ended_handovers_of(case: Case) -> list[HandOver]:
    """The hand-overs that have been answered, withdrawn or have lapsed, the newest first."""
    return list(_with_names(HandOver.objects.filter(case=case).exclude(state=HandOver.State.OFFERED)).order_by("-id"))


def offers_to(actor: Actor) -> QuerySet[HandOver]:
    """What waits for the answer of the actor's unit, of the persons whom the actor may open; by due day."""
    return _seen_by(actor).filter(to_unit=actor.unit, state=HandOver.State.OFFERED).order_by("answer_due", "id")


def sent_from(actor: Actor, *, mine: bool, state: str = "", before: int | None = None) -> SentPage:
    """What the actor (`mine`), or the whole unit, has offered others; of one state where one is given.

    It stays in sight as long as there is a case: who holds it now, and the next date.
    """
    rows = _seen_by(actor).filter(from_unit=actor.unit).order_by("-id")
    if mine:
        rows = rows.filter(Q(offered_by=actor.id) | Q(from_staff=actor.id))
    if state:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE_SIZE + 1])
    return SentPage(found[:PAGE_SIZE], found[PAGE_SIZE - 1].pk if len(found) > PAGE_SIZE else None)


def given_away(actor: Actor, case_id: int) -> HandOver | None:
    """The last hand-over by which the actor's unit gave the case to another unit; None where it did not."""
    given = _seen_by(actor).filter(case=case_id, from_unit=actor.unit, state=HandOver.State.ACCEPTED)
    return given.exclude(to_unit=actor.unit).order_by("-id").first()


def receivers(unit: int | None, *, holder: int | None = None) -> tuple[list[Unit], list[Staff]]:
    """To whom a unit can offer a case: every other unit, and its own advisers besides the one who has it."""
    units = Unit.objects.exclude(pk=unit or 0).order_by("kind", "name")
    return list(units), advisers_of(unit, besides=holder)


def advisers_of(unit: int | None, *, besides: int | None = None) -> list[Staff]:
    """The advisers who work at the unit, by name."""
    there = Staff.objects.filter(unit=unit, active=True, role=Staff.Role.ADVISER)
    there = there.select_related("team").order_by("name", "id")
    return list(there.exclude(pk=besides) if besides else there)


def _seen_by(actor: Actor) -> QuerySet[HandOver]:
    return _with_names(HandOver.objects.filter(case__person__protection__in=actor.may_open))


def _with_names(rows: QuerySet[HandOver]) -> QuerySet[HandOver]:
    return rows.select_related(
        "case__person", "case__holder", "case__holder_unit", "from_unit", "from_staff", "to_unit", "to_staff",
        "offered_by", "answered_by",
    )  # fmt: skip
