"""What advisers do with hand-overs: they accept what they are offered, as a rule the day it comes. And who is away."""

from collections import defaultdict
from datetime import timedelta

from stafett.access.actors import staff_actor
from stafett.cases.distribution.services import register_absence
from stafett.cases.handover.models import HandOver
from stafett.cases.handover.services import accept_cases, return_case
from stafett.demo.binding import Step, Who
from stafett.demo.chance import pick, uniform
from stafett.demo.words import words
from stafett.people.models import Staff, Unit

# Of the offers of the region's last days some wait, and some have come back, so that there is something to see.
_SHOWN_DAYS = 4
_WAITS = 0.3
_COMES_BACK = 0.06
_AWAY_BEFORE = 2
_AWAY_OFFICE = "9901"
_AWAY_PLACE = 3


def answer_offers(step: Step) -> None:
    """Accepts by unit, many in one go; a few are sent back with why."""
    region = step.region
    offers = HandOver.objects.filter(state=HandOver.State.OFFERED).select_related("case", "to_unit")
    accepted: dict[int, list[int]] = defaultdict(list)
    for offer in offers.order_by("pk"):
        who = region.who(offer.case.person_id, offer.case.first_day)
        if who is None or _waits(step, offer, who):
            continue
        if _comes_back(step, offer, who):
            reason = str(pick(words()["return_reasons"], uniform(region.seed, "return_reason", who.spell.key)))
            actor = region.acting(offer.to_unit_id, who.person)
            return_case(offer=offer, reason=reason, actor=actor, on=step.day, at=step.at)
        else:
            accepted[offer.to_unit_id].append(offer.pk)
    for unit, keys in accepted.items():
        # The first in each unit may open everybody's case.
        accept_cases(offers=keys, actor=staff_actor(region.staff[unit][0]), on=step.day, at=step.at)


def _waits(step: Step, offer: HandOver, who: Who) -> bool:
    """Offers of the region's last days wait a while; also those that it is moved on to."""
    demo_day = step.region.plan.on
    shown = demo_day - timedelta(days=_SHOWN_DAYS) < offer.offered_on <= demo_day
    until = demo_day + timedelta(days=1)
    return shown and step.day < until and uniform(step.region.seed, "offer_waits", who.spell.key) < _WAITS


def _comes_back(step: Step, offer: HandOver, who: Who) -> bool:
    if HandOver.objects.filter(case=offer.case_id, state=HandOver.State.RETURNED).exists():
        return False
    return uniform(step.region.seed, "offer_returned", who.spell.key, offer.to_unit.number) < _COMES_BACK


def fall_ill(step: Step) -> None:
    """An adviser of the largest office falls ill, and the leader registers it: somebody has to take the cases."""
    if not step.falls(step.region.plan.on - timedelta(days=_AWAY_BEFORE)):
        return
    unit = Unit.objects.get(number=_AWAY_OFFICE)
    adviser = step.region.staff[unit.pk][_AWAY_PLACE]
    leader = Staff.objects.select_related("unit").get(unit=unit, role=Staff.Role.LEADER)
    register_absence(
        staff=adviser, kind="sickness", first_day=step.day, last_day=None, actor=staff_actor(leader), on=step.day,
        at=step.at,
    )  # fmt: skip
