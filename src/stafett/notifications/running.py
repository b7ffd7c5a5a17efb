"""One run of all that notifications need: what is new, what is due, the receipts, and those who were not reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from stafett.notifications.channels import Channels
from stafett.notifications.escalating import escalate
from stafett.notifications.outbox import fill_outbox
from stafett.notifications.sending import collect_receipts, send_due


@dataclass(frozen=True, slots=True)
class Run:
    """What one run did: deliveries by the state they were left in, receipts, and notifications that became work."""

    states: dict[str, int]
    receipts: int
    escalated: int


def notify(channels: Channels, *, on: date, clock: Callable[[], datetime]) -> Run:
    """Tells those who have something to read. Can be run again at any time, and by several at once.

    Where no channel is set up nothing is done: the installation does not notify.
    """
    if not channels.by_name:
        return Run({}, 0, 0)
    fill_outbox(on=on, at=clock())
    sent = send_due(channels, on=on, clock=clock)
    receipts = collect_receipts(channels, on=on)
    return Run(dict(sent.states), receipts, escalate(on=on, at=clock()))
