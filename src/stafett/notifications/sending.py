"""Deliveries are sent: each is claimed, handed to its channel, and what came of it written, in transactions of its own.

Whoever claims a delivery has it for a while (`_HELD`). A worker that is killed loses it by then, and another one sends
it again with the same key; the channel tells once. So any number of workers is safe, and none has to end well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from stafett.cases.law import law_in_force
from stafett.core.notifying import after_quiet_hours, may_try_again, next_attempt
from stafett.notifications.addresses import place_of
from stafett.notifications.channels import OF_CHANNEL, Channels, LaterError, Receipt, RefusedError
from stafett.notifications.models import LETTER, NONE, Choice, Delivery, ReceiptsRead
from stafett.notifications.outbox import is_unread
from stafett.notifications.words import words_in
from stafett.people.models import Person

State = Delivery.State
_HELD: Final = timedelta(minutes=5)
"""Longer than a channel may take: two never send the same delivery at once."""
_FAULTS_IN_A_ROW: Final = 3
"""After so many a channel is left alone until the next run: it is the channel, and not the recipients."""
_RECEIPTS_AT_MOST: Final = 100
"""So many times in one run the gateway is asked for more."""


@dataclass(slots=True)
class Sent:
    """What came of the deliveries of one run, by state."""

    states: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Claimed:
    delivery: Delivery
    office: str
    language: str


def send_due(channels: Channels, *, on: date, clock: Callable[[], datetime]) -> Sent:
    """Sends all that is due by `clock`, which is read before each attempt. Never inside a transaction of the caller's.

    A channel that is not set up, or is down, is left alone; what waits for it stays.
    """
    by_name, faults, done = channels.by_name, Counter[str](), Sent()
    while open_channels := [name for name in by_name if faults[name] < _FAULTS_IN_A_ROW]:
        claimed = _claim(open_channels, on, clock())
        if claimed is None:
            break
        delivery = claimed.delivery
        if delivery.state == State.SENDING:
            state, problem = State.SENT, ""
            try:
                by_name[delivery.channel].send(delivery.key, delivery.address, words_in(claimed.language))
                faults[delivery.channel] = 0
            except RefusedError:
                state, problem, faults[delivery.channel] = State.FAILED, "refused", 0
            except LaterError as error:
                state, problem = State.WAITING, error.code
                faults[delivery.channel] += error.code in OF_CHANNEL
            state = _write(claimed, state, problem, on, clock())
        else:
            state = State(delivery.state)
        done.states[state] += 1
    return done


@transaction.atomic
def _claim(names: Collection[str], on: date, at: datetime) -> _Claimed | None:
    """The next delivery that is due, `sending` now; or one that ended without being sent. None when there is none.

    The channel is chosen again until the first attempt; later attempts go to the address of the first, for its key
    stands for what was said there.
    """
    law = law_in_force()
    while True:
        due = Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        found = due.filter(state__in=Delivery.UNFINISHED, next_at__lte=at, channel__in=names)
        delivery = found.select_related("person", "contact", "issuer").order_by("next_at", "id").first()
        if delivery is None:
            return None
        office, kinds = _about(delivery)
        later = after_quiet_hours(at, law, office)
        if later > at:
            _set(delivery, next_at=later)
            continue
        place = place_of(delivery.recipient, _choice_of(delivery))
        if not delivery.attempts and (place.channel, place.address) != (delivery.channel, delivery.address):
            _readdress(delivery, place.channel, place.address, on)
            continue
        if _is_dead(delivery, on) or not is_unread(delivery.pk, kinds):
            _set(delivery, state=State.NOT_NEEDED, ended_on=on)
        elif not may_try_again(delivery.attempts, law, on):  # whoever made the last attempt was killed in it
            _set(delivery, state=State.GIVEN_UP, ended_on=on)
        else:
            _set(delivery, state=State.SENDING, attempts=delivery.attempts + 1, next_at=at + _HELD)
        return _Claimed(delivery, office, place.language)


def _readdress(delivery: Delivery, channel: str, address: str, on: date) -> None:
    """The recipient has chosen otherwise before the first attempt."""
    _set(delivery, channel=channel, address=address)
    if channel == NONE:
        _set(delivery, state=State.NOT_WANTED, ended_on=on)


def _about(delivery: Delivery) -> tuple[str, set[str]]:
    """The office of the person whom it is about, whose quiet hours count, and the kinds of what it tells of."""
    rows = list(delivery.notifications.order_by("pk").values_list("case__person__home_unit__number", "kind"))
    return rows[0][0], {kind for _, kind in rows}


def _choice_of(delivery: Delivery) -> Choice | None:
    return Choice.objects.filter(
        person=delivery.person_id, contact=delivery.contact_id, issuer=delivery.issuer_id
    ).first()


def _is_dead(delivery: Delivery, on: date) -> bool:
    died_on = delivery.person.died_on if isinstance(delivery.person, Person) else None
    return died_on is not None and died_on <= on


def _set(delivery: Delivery, **values: object) -> None:
    for name, value in values.items():
        setattr(delivery, name, value)
    delivery.save(update_fields=list(values))


@transaction.atomic
def _write(claimed: _Claimed, state: State, problem: str, on: date, at: datetime) -> State:
    """What came of an attempt, unless somebody else has the delivery by now, or its receipt came first."""
    delivery, law = claimed.delivery, law_in_force()
    own = Delivery.objects.filter(pk=delivery.pk, state=State.SENDING, attempts=delivery.attempts)
    if state == State.WAITING and may_try_again(delivery.attempts, law, on):
        again = next_attempt(at, delivery.attempts, law, on, claimed.office)
        own.update(state=state, problem=problem, next_at=again)
        return state
    state = State.GIVEN_UP if state == State.WAITING else state
    own.update(state=state, problem=problem, ended_on=on)
    return state


def collect_receipts(channels: Channels, *, on: date) -> int:
    """Takes in the receipts that have come to the SMS gateway; how many there were.

    Where it has read up to is kept with what they changed, so a run that is killed reads them again, which changes
    nothing. A gateway that does not answer is asked in the next run.
    """
    taken = 0
    for _ in range(_RECEIPTS_AT_MOST if channels.sms else 0):
        with transaction.atomic():
            read, _ = ReceiptsRead.objects.select_for_update().get_or_create(only=True)
            try:
                receipts, after = channels.sms.receipts(read.after) if channels.sms else ([], "")
            except LaterError:
                break
            for receipt in receipts:
                _take_receipt(receipt, on)
            ReceiptsRead.objects.update(after=after)
        taken += len(receipts)
        if not receipts:
            break
    return taken


def _take_receipt(receipt: Receipt, on: date) -> None:
    """The first receipt counts, also before it is known here that the message was taken over.

    That it came through counts for one that is not tried any more, too.
    """
    came_through = receipt.state == "delivered"
    before = [*Delivery.UNFINISHED, State.SENT, *([State.GIVEN_UP] if came_through else [])]
    tried = Delivery.objects.filter(key=receipt.key, state__in=before, attempts__gt=0)
    tried.update(state=receipt.state, problem="" if came_through else "refused", ended_on=on)


@transaction.atomic
def post_letters(*, keys: Collection[int], on: date) -> int:
    """The letters have been put in the post; how many of them had not been before."""
    waiting = Delivery.objects.filter(pk__in=keys, channel=LETTER, state=State.WAITING)
    return waiting.update(state=State.SENT, ended_on=on)
