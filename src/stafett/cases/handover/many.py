"""Many cases offered to one receiver at once, each with its own record; and the offers taken back together."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.evaluation import evaluate
from stafett.cases.handover.models import HandOver
from stafett.cases.handover.services import (
    Record,
    answered_error,
    end_offers,
    offered_already,
    refuse_receiver,
    whole,
    with_all,
    write_offers,
)
from stafett.cases.many.choosing import Outcome, Refused, Why, choose_unchanged, keep, refuse, without
from stafett.cases.many.models import OFFERED, ManyAction
from stafett.cases.models import Case
from stafett.cases.services import CaseError
from stafett.people.models import Staff, Unit


def to_offer(cases: Iterable[int], *, seen: int, actor: Actor, lock: bool = False) -> tuple[list[Case], list[Refused]]:
    """The cases that can be offered to somebody, and those that cannot, whoever it is: not before anything is done.

    Raises CaseError("many.too_many"). `seen` as in `many.services`.
    """
    found, refused = choose_unchanged(cases, seen, actor, lock=lock)
    waiting = {case: _why(error) for case, error in offered_already(found).items()}
    return without(found, waiting, refused, actor)


@transaction.atomic
def offer_cases(
    *, records: Mapping[int, Record], seen: int, to_unit: Unit, to_staff: Staff | None = None, actor: Actor, on: date,
    at: datetime,
) -> Outcome:  # fmt: skip
    """Offers each case (key) with its record to a unit, or to somebody in it, as `offer_case` does with one.

    What cannot be offered is left and named. Raises CaseError("many.too_many"), and as `offer_case` what holds of all:
    handover.record_needed, handover.why_unknown.
    """
    written = {case: whole(record) for case, record in records.items()}
    found, refused = to_offer(records, seen=seen, actor=actor, lock=True)
    found, refused = without(found, _not_to(found, to_unit, to_staff), refused, actor)
    if not found:
        return Outcome(0, refused, None)
    offers = write_offers([(case, written[case.pk]) for case in found], to_unit, to_staff, actor, on, at)
    evaluate([case.person_id for case in found], on=on, at=at)
    after = {offer.case_id: {"offer": offer.pk} for offer in offers}
    done = keep(OFFERED, {key: {} for key in after}, after, actor=actor, on=on, at=at)
    return Outcome(len(offers), refused, done.pk)


def withdraw_offers(done: ManyAction, actor: Actor, on: date, at: datetime) -> Outcome:
    """Takes the offers back that nobody has answered. For `many.undo` alone, which has locked the people."""
    offers = with_all(values["offer"] for values in done.after.values())
    waiting, refused = [], []
    for offer in offers:
        if not offer.is_open:
            refused.append(refuse(offer.case, _why(answered_error(offer)), actor))
        elif offer.case.holder_unit_id != actor.unit:
            refused.append(refuse(offer.case, ("case.other_unit", {}), actor))
        else:
            waiting.append(offer)
    end_offers(waiting, HandOver.State.WITHDRAWN, actor, on, at)
    evaluate([offer.case.person_id for offer in waiting], on=on, at=at)
    return Outcome(len(waiting), refused, None)


def _not_to(cases: Iterable[Case], to_unit: Unit, to_staff: Staff | None) -> dict[int, Why]:
    """The cases that this receiver cannot have."""
    why: dict[int, Why] = {}
    for case in cases:
        try:
            refuse_receiver(case, to_unit, to_staff)
        except CaseError as error:
            why[case.pk] = _why(error)
    return why


def _why(error: CaseError) -> Why:
    return error.code, error.parameters
