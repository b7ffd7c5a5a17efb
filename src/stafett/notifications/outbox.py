"""The outbox is filled: what is new is taken in once for each recipient, and all that waits becomes one delivery."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from stafett.cases.law import law_in_force
from stafett.core.notifying import after_quiet_hours
from stafett.core.parameters import Law
from stafett.notifications.addresses import Place, place_of
from stafett.notifications.models import LETTER, NONE, Choice, Delivery, Notification
from stafett.notifications.sources import SOURCES

State = Delivery.State
Key = tuple[int | None, int | None, int | None]
"""Person, contact and issuer: one of them is somebody."""

_LOCK: Final = 7_301_144
_NEW: Final = """
    insert into notifications_notification (kind, thing, case_id, person_id, contact_id, issuer_id, told_of_at)
    select distinct %(kind)s, thing, case_id, person_id, contact_id, issuer_id, %(at)s::timestamptz
    from ({new}) as found
    where not exists (
      select from notifications_notification n where n.kind = %(kind)s and n.thing = found.thing
        and (n.person_id, n.contact_id, n.issuer_id) is not distinct from
            (found.person_id, found.contact_id, found.issuer_id))
    on conflict do nothing"""
_READ: Final = """
    update notifications_notification n set read_on = %(on)s
    where n.kind = %(kind)s and n.read_on is null and n.escalated_on is null and {read}"""
_UNREAD: Final = """
    select exists (
      select from notifications_notification n
      where n.delivery_id = %(delivery)s and n.read_on is null and not case n.kind {read} end)"""


@transaction.atomic
def fill_outbox(*, on: date, at: datetime) -> None:
    """Takes in what is new up to the day, and makes deliveries of what waits.

    Can be run again, and by several at once: each thing is told once to each recipient. What is not read yet is found
    as long as `notification_back_days`, so a job that did not run loses nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        law = law_in_force()
        since = on - timedelta(days=law.number("notification_back_days", on))
        for kind, source in SOURCES.items():
            cursor.execute(_NEW.format(new=source.new), {"kind": kind, "on": on, "since": since, "at": at})
    _note_what_is_read(on)
    _end_what_is_not_needed(on)
    _make_deliveries(law, on, at)


def is_unread(delivery: int, kinds: Collection[str]) -> bool:
    """Whether anything is left to read this moment of what a delivery tells of, which is of these kinds."""
    read = " ".join(f"when '{kind}' then {SOURCES[kind].read}" for kind in sorted(kinds))
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD.format(read=read), {"delivery": delivery})
        return bool(cursor.fetchone()[0])


def _note_what_is_read(on: date) -> None:
    with connection.cursor() as cursor:
        for kind, source in SOURCES.items():
            cursor.execute(_READ.format(read=source.read), {"kind": kind, "on": on})


def _end_what_is_not_needed(on: date) -> None:
    """Nobody is told of what they have read, and nobody who is dead is told of anything."""
    waiting = Delivery.objects.filter(state=State.WAITING)
    all_read = ~Exists(Notification.objects.filter(delivery=OuterRef("pk"), read_on=None))
    waiting.filter(all_read | Q(person__died_on__lte=on)).update(state=State.NOT_NEEDED, ended_on=on)


def key_of(row: Notification | Delivery | Choice) -> Key:
    """Who the recipient of a row is."""
    return row.person_id, row.contact_id, row.issuer_id


def of_recipients(keys: Iterable[Key]) -> Q:
    """The rows of these recipients."""
    persons, contacts, issuers = ([one for one in column if one] for column in zip(*keys, strict=True))
    return Q(person__in=persons) | Q(contact__in=contacts) | Q(issuer__in=issuers)


def _make_deliveries(law: Law, on: date, at: datetime) -> None:
    """One for each recipient. What comes before it is tried joins it, what comes later waits for its end."""
    waiting: dict[Key, list[Notification]] = defaultdict(list)
    new = Notification.objects.filter(delivery=None, read_on=None, escalated_on=None)
    for one in new.select_related("case__person__home_unit", "person", "contact", "issuer").order_by("pk"):
        waiting[key_of(one)].append(one)
    if not waiting:
        return
    choices = {key_of(one): one for one in Choice.objects.filter(of_recipients(waiting))}
    # Locked: one that a job begins to send meanwhile is joined by nothing.
    under_way = Delivery.objects.select_for_update().filter(of_recipients(waiting), state__in=Delivery.UNFINISHED)
    open_ones = {key_of(one): one for one in under_way}
    told: list[Notification] = []
    made: list[Delivery] = []
    for key, some in waiting.items():
        delivery = open_ones.get(key)
        if delivery is None:
            made.append(delivery := _new_delivery(some[0], place_of(some[0].recipient, choices.get(key)), law, on, at))
        elif delivery.attempts:
            continue
        for one in some:
            one.delivery = delivery
            told.append(one)
    Delivery.objects.bulk_create(made)
    for one in told:
        one.delivery_id = one.delivery.pk if one.delivery else None
    Notification.objects.bulk_update(told, ["delivery"], batch_size=2_000)


def _new_delivery(first: Notification, place: Place, law: Law, on: date, at: datetime) -> Delivery:
    wanted = place.channel != NONE
    office = first.case.person.home_unit.number
    return Delivery(
        person_id=first.person_id, contact_id=first.contact_id, issuer_id=first.issuer_id, channel=place.channel,
        address=place.address, begun_on=on, state=State.WAITING if wanted else State.NOT_WANTED,
        ended_on=None if wanted else on,
        next_at=at if place.channel == LETTER else after_quiet_hours(at, law, office),
    )  # fmt: skip
