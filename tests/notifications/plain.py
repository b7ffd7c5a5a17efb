"""Notifications to one person as plainly as they can be said: lists, loops, and a clock moved minute by minute."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from stafett.core.dates import OSLO

ATTEMPTS, QUIET_FROM, QUIET_UNTIL, UNREAD_DAYS, BACK_DAYS = 6, 21, 8, 14, 30
WAITS = (5, 20, 80, 320, 1280)


@dataclass(slots=True)
class Thing:
    """A message. `noted` when the job has seen that it is read."""

    on: date
    read: bool = False
    taken: bool = False
    noted: bool = False
    escalated: bool = False
    delivery: Telling | None = None


@dataclass(slots=True)
class Telling:
    """One telling, and whether the gateway has told by it."""

    next_at: datetime
    state: str = "waiting"
    attempts: int = 0
    ended_on: date | None = None
    told: bool = False


def is_quiet(at: datetime) -> bool:
    hour = at.astimezone(OSLO).hour
    return hour >= QUIET_FROM or hour < QUIET_UNTIL


def after_quiet(at: datetime) -> datetime:
    while is_quiet(at):
        at += timedelta(minutes=1)
    return at


@dataclass(slots=True)
class Plain:
    """What ought to be. `act` is what the gateway does, `receipts` those that have not been read yet."""

    act: str = "take"
    things: list[Thing] = field(default_factory=list)
    tellings: list[Telling] = field(default_factory=list)
    receipts: list[tuple[Telling, str]] = field(default_factory=list)

    def run(self, at: datetime) -> None:
        """One run of the job."""
        on = at.astimezone(OSLO).date()
        self._take_in(on)
        self._make(at)
        for telling in self.tellings:
            self._send(telling, at, on)
        for telling, state in self.receipts:
            self._receive(telling, state, on)
        self.receipts.clear()
        for thing in self.things:
            thing.escalated |= self._is_unreached(thing, on)

    def of(self, telling: Telling) -> list[Thing]:
        return [thing for thing in self.things if thing.delivery is telling]

    def _take_in(self, on: date) -> None:
        for thing in self.things:
            thing.taken |= not thing.read and (on - thing.on).days <= BACK_DAYS
            thing.noted |= thing.taken and thing.read and not thing.escalated
        for telling in self.tellings:
            if telling.state == "waiting" and all(thing.noted for thing in self.of(telling)):
                telling.state, telling.ended_on = "not_needed", on

    def _make(self, at: datetime) -> None:
        new = [one for one in self.things if one.taken and not (one.noted or one.escalated or one.delivery)]
        if not new:
            return
        open_one = next((one for one in self.tellings if one.state == "waiting"), None)
        if open_one is None:
            self.tellings.append(open_one := Telling(after_quiet(at)))
        if open_one.attempts == 0:
            for thing in new:
                thing.delivery = open_one

    def _send(self, telling: Telling, at: datetime, on: date) -> None:
        if telling.state != "waiting" or telling.next_at > at:
            return
        if is_quiet(at):
            telling.next_at = after_quiet(at)
        elif all(thing.read for thing in self.of(telling)):
            telling.state, telling.ended_on = "not_needed", on
        else:
            telling.attempts += 1
            self._try(telling, at, on)

    def _try(self, telling: Telling, at: datetime, on: date) -> None:
        telling.told |= self.act in {"take", "drop"}
        if self.act in {"take", "refuse"}:
            telling.state, telling.ended_on = ("sent" if self.act == "take" else "failed"), on
        elif telling.attempts == ATTEMPTS:
            telling.state, telling.ended_on = "given_up", on
        else:
            telling.next_at = after_quiet(at + timedelta(minutes=WAITS[telling.attempts - 1]))

    def _receive(self, telling: Telling, state: str, on: date) -> None:
        still = {"waiting", "sent"} | ({"given_up"} if state == "delivered" else set())
        if telling.state in still:
            telling.state, telling.ended_on = state, on

    def _is_unreached(self, thing: Thing, on: date) -> bool:
        telling = thing.delivery
        if telling is None or thing.noted:
            return False
        if telling.state in {"failed", "given_up"}:
            return True
        arrived = telling.state in {"sent", "delivered"} and telling.ended_on is not None
        return arrived and telling.ended_on is not None and (on - telling.ended_on).days >= UNREAD_DAYS
