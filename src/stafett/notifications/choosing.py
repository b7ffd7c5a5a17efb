"""A recipient chooses how to hear; it counts from the next sending, and can be chosen anew at any time."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.evaluation import lock_people
from stafett.cases.journal import Journal
from stafett.notifications.addresses import Place, kept_address, place_of
from stafett.notifications.models import CHANNELS, LETTER, Choice
from stafett.people.models import EmployerContact, Issuer, Person


class ChoiceError(Exception):
    """Something that cannot be chosen. `code` is a gettext key."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def channels_for(actor: Actor) -> tuple[str, ...]:
    """The channels that the actor may choose. A letter goes to persons alone: of others Nav has no post address."""
    return CHANNELS if actor.is_person else tuple(name for name in CHANNELS if name != LETTER)


def own_place(actor: Actor) -> Place:
    """Where the actor hears now, chosen or not."""
    return place_of(_recipient(actor), own_choice(actor))


def own_choice(actor: Actor) -> Choice | None:
    """What the actor has chosen; None when they have not."""
    return Choice.objects.filter(**_columns(actor)).first()


@transaction.atomic
def choose_channel(*, channel: str, address: str, language: str, actor: Actor, on: date, at: datetime) -> Choice:
    """Keeps the actor's choice in place of an earlier one. The journal says which channel, never the address.

    Raises ChoiceError: notification_error.channel, notification_error.sms (no mobile number),
    notification_error.email (no e-mail address).
    """
    if actor.is_person and actor.id:
        lock_people([actor.id])
    if channel not in channels_for(actor):
        raise ChoiceError("notification_error.channel")
    kept = kept_address(channel, address)
    if kept is None:
        raise ChoiceError(f"notification_error.{channel}")
    before = own_choice(actor)
    said = {"channel": channel, "address": kept, "language": language}
    if before is not None and all(getattr(before, name) == value for name, value in said.items()):
        return before
    choice, _ = Choice.objects.update_or_create(**_columns(actor), defaults={**said, "chosen_on": on})
    if actor.is_person and actor.id:
        journal = Journal(actor, on, at)
        earlier = {"channel": before.channel} if before else {}
        journal.note("notification_chosen", person=actor.id, case=None, before=earlier, after={"channel": channel})
        journal.save()
    return choice


def _columns(actor: Actor) -> dict[str, Any]:
    column = {"person": "person_id", "employer": "contact_id", "issuer": "issuer_id"}[actor.kind]
    return {"person_id": None, "contact_id": None, "issuer_id": None, column: actor.id}


def _recipient(actor: Actor) -> Person | EmployerContact | Issuer:
    key = actor.id or 0
    if actor.is_person:
        return Person.objects.get(pk=key)
    return EmployerContact.objects.get(pk=key) if actor.is_employer else Issuer.objects.get(pk=key)
