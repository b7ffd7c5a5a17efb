"""One person on sick leave, somebody around them, and channels that stand in for the real ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from stafett.cases.services import run_tick
from stafett.core.dates import OSLO
from stafett.demo import gateway, mail_server
from stafett.demo.gateway import KNOWN_AS, Gateway
from stafett.demo.mail_server import Mailbox
from stafett.dialogue.models import Message
from stafett.notifications.channels import Channels, MailServer, SmsGateway
from stafett.notifications.models import Delivery
from stafett.notifications.running import Run, notify
from stafett.people.models import Person
from tests.factories import day, instant
from tests.portals.outside_world import World, make_world

PHONE, NUMBER = "04 12 34 56", "+4704123456"
BEGINS = "2026-03-02"
SENDER = "varsel@stafett.example"


def oslo(text: str) -> datetime:
    """An instant from what the clock on the wall says in Norway: `2026-03-02 12:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=OSLO).astimezone(UTC)


@dataclass(slots=True)
class Office:
    """Channels that are there, and the time; `run` is the job."""

    sms: Gateway
    mail: Mailbox
    channels: Channels
    now: datetime = field(default_factory=lambda: oslo("2026-03-02 12:00"))

    @property
    def today(self) -> date:
        return self.now.astimezone(OSLO).date()

    def run(self, at: str = "") -> Run:
        if at:
            self.now = oslo(at)
        return notify(self.channels, on=self.today, clock=lambda: self.now)

    def later(self, **by: int) -> Run:
        self.now += timedelta(**by)
        return self.run()


@contextmanager
def office() -> Iterator[Office]:
    """The stand-ins, running."""
    with gateway.running(Gateway()) as sms, mail_server.running(Mailbox()) as mail:
        channel = SmsGateway(sms.address, KNOWN_AS, seconds=2)
        try:
            yield Office(sms, mail, Channels(channel, MailServer(mail.address, SENDER, seconds=2)))
        finally:
            channel.close()


def world_with_phone() -> World:
    """The person can be called, and what the sick note has brought about until BEGINS is read."""
    world = make_world()
    run_tick(on=day(BEGINS), at=instant(BEGINS))
    Person.objects.update(phone=PHONE, language="nn")
    Message.objects.update(read_on=day(BEGINS))
    world.person.refresh_from_db()
    return world


def send(world: World, on: date, **columns: object) -> Message:
    """A message to the person, by whatever service."""
    row = {"person": world.person, "case": world.case, "code": "help_received", "channel": "digital", "sent_on": on}
    return Message.objects.create(**{**row, "parameters": {"answer_due": "2026-03-20"}, **columns})


def states() -> list[str]:
    """The state of each delivery to a person, in order."""
    return list(Delivery.objects.exclude(person=None).order_by("pk").values_list("state", flat=True))
