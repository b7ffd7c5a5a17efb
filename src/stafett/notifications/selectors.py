"""What is shown of notifications: their state to adviser and recipient, letters to print, and counts for operators."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, QuerySet

from stafett.access.actors import Actor
from stafett.notifications.models import LETTER, Delivery, Notification

SHOWN_STATES = (
    "waiting", "sending", "sent", "delivered", "failed", "given_up", "not_needed", "not_wanted", "queued",
)  # fmt: skip
"""The states of a delivery, and `queued`: an earlier notification to the same recipient is still under way."""


@dataclass(frozen=True, slots=True)
class Told:
    """How far a notification has come: state and channel, and the day of that state. Nothing of what it is about."""

    state: str
    channel: str
    on: date


def told_of(kind: str, things: Collection[int]) -> Mapping[int, list[Told]]:
    """What became of the notifications of these things, by their keys."""
    found: dict[int, list[Told]] = {}
    rows = Notification.objects.filter(kind=kind, thing__in=[str(thing) for thing in things])
    for one in rows.select_related("delivery").order_by("pk"):
        found.setdefault(int(one.thing), []).append(_told(one))
    return found


def deliveries_to(actor: Actor, most: int = 20) -> list[Told]:
    """The newest notifications to the actor."""
    column = {"person": "person", "employer": "contact", "issuer": "issuer"}[actor.kind]
    own = Delivery.objects.filter(**{column: actor.id}).order_by("-pk")[:most]
    return [Told(one.state, one.channel, one.ended_on or one.begun_on) for one in own]


def _told(notification: Notification) -> Told:
    delivery = notification.delivery
    if delivery is None:
        return Told("queued", "", notification.told_of_at.date())
    return Told(delivery.state, delivery.channel, delivery.ended_on or delivery.begun_on)


def letters_of(actor: Actor) -> QuerySet[Delivery]:
    """The letters that the actor's unit is to print, of persons whom the actor may open, the oldest first."""
    cases = {"notifications__case__holder_unit": actor.unit, "person__protection__in": actor.may_open}
    waiting = Delivery.objects.filter(channel=LETTER, state=Delivery.State.WAITING, **cases)
    return waiting.select_related("person").order_by("begun_on", "pk").distinct()


def counts() -> list[tuple[str, str, int, date]]:
    """Channel, state, how many deliveries, and the day of the oldest, for each that there is."""
    rows = Delivery.objects.values("channel", "state").annotate(number=Count("pk"), oldest=Min("begun_on"))
    return [(row["channel"], row["state"], row["number"], row["oldest"]) for row in rows.order_by("channel", "state")]
