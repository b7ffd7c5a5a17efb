"""The constraints of the outbox and of chosen channels, each broken once, by name."""

from typing import Any
from uuid import UUID

import pytest

from stafett.cases.own_work import FollowUp
from stafett.notifications.models import Choice, Delivery, Notification, ReceiptsRead
from stafett.people.models import Issuer
from tests.architecture import test_constraints
from tests.architecture.test_constraints import AT, ON, Break, World, refused_by

pytestmark = pytest.mark.django_db
world = test_constraints.world
KEY = UUID(int=1)


def _choice(world: World, **values: Any) -> Choice:
    row = {"person": world.person, "channel": "sms", "address": "+4740123456", "chosen_on": ON} | values
    return Choice.objects.create(**row)


def _delivery(world: World, **values: Any) -> Delivery:
    row = {"person": world.person, "channel": "sms", "address": "+4740123456", "next_at": AT, "begun_on": ON} | values
    return Delivery.objects.create(**row)


def _notification(world: World, **values: Any) -> Notification:
    row = {"kind": "message", "thing": "1", "person": world.person, "case": world.case, "told_of_at": AT} | values
    return Notification.objects.create(**row)


def _twice(make: Any, **values: Any) -> Break:
    def change(world: World) -> None:
        for _ in range(2):
            make(world, **values)

    return change


BREAKS: list[tuple[str, Break]] = [
    ("notification_choice_is_of_somebody", lambda w: _choice(w, person=None)),
    ("notification_choice_is_of_somebody", lambda w: _choice(w, issuer=Issuer.objects.get())),
    ("one_notification_choice_for_each", _twice(_choice)),
    ("notification_choice_has_its_address", lambda w: _choice(w, address="")),
    ("notification_choice_has_its_address", lambda w: _choice(w, channel="letter")),
    ("notification_choice_has_its_address", lambda w: _choice(w, channel="dove")),
    ("delivery_is_to_somebody", lambda w: _delivery(w, person=None)),
    ("one_unfinished_delivery_for_each", _twice(_delivery)),
    ("Delivery.key", _twice(_delivery, key=KEY, state="sent", ended_on=ON)),
    ("delivery_channel_is_known", lambda w: _delivery(w, channel="dove", address="")),
    ("delivery_address_is_of_its_channel", lambda w: _delivery(w, channel="letter")),
    ("ended_delivery_says_when", lambda w: _delivery(w, state="sent")),
    ("ended_delivery_says_when", lambda w: _delivery(w, ended_on=ON)),
    ("ended_delivery_says_when", lambda w: _delivery(w, state="x", ended_on=ON)),
    ("notification_is_to_somebody", lambda w: _notification(w, person=None)),
    ("told_once", _twice(_notification)),
    ("notification_kind_is_known", lambda w: _notification(w, kind="x")),
    ("escalated_notification_says_when", lambda w: _notification(w, follow_up=_follow_up(w))),
    ("receipts_are_read_once", lambda _: ReceiptsRead.objects.create(only=False)),
]


def _follow_up(world: World) -> FollowUp:
    return FollowUp.objects.create(
        person=world.person, case=world.case, reason="not_reached", due=ON, set_on=ON, line=""
    )


@pytest.mark.parametrize(("name", "change"), BREAKS, ids=[f"{n}-{name}" for n, (name, _) in enumerate(BREAKS)])
def test_the_database_refuses(world: World, name: str, change: Break) -> None:
    said = refused_by(world, change)
    model, dot, column = name.partition(".")
    if dot:
        assert (said.table_name, f"({column}" in said.message_detail) == (f"notifications_{model.lower()}", True)
    else:
        assert said.constraint_name == name
