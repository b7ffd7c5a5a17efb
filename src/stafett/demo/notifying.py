"""The region notifies too, by stand-ins that never leave this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal

from stafett.core.dates import OSLO
from stafett.demo import gateway, mail_server
from stafett.demo.gateway import KNOWN_AS, Act, Gateway
from stafett.demo.mail_server import Mailbox
from stafett.notifications.channels import Channels, MailServer, SmsGateway
from stafett.notifications.models import LETTER, Delivery
from stafett.notifications.running import Run, notify
from stafett.notifications.sending import post_letters

_TIME: Final = time(12, tzinfo=OSLO)
_POSTED_AFTER: Final = timedelta(days=3)
_SENDER: Final = "varsel@stafett.example"
# By the last two digits of a number: what cannot be reached is a few, and the same ones in each build.
_REFUSED, _FAULT, _FAILED, _SILENT = ("07", "57"), ("13", "63"), ("23", "73"), ("33", "83")


def notify_region(*, on: date) -> Run:
    """One run for a played day, at noon: outside the quiet hours, whatever the time is where the region is built."""
    noon = datetime.combine(on, _TIME).astimezone(UTC)
    _post_letters(on)
    with stand_in_channels() as channels:
        return notify(channels, on=on, clock=lambda: noon)


def _post_letters(on: date) -> None:
    """Offices post what has waited some days."""
    waiting = Delivery.objects.filter(channel=LETTER, state=Delivery.State.WAITING, begun_on__lte=on - _POSTED_AFTER)
    post_letters(keys=list(waiting.values_list("pk", flat=True)), on=on)


@contextmanager
def stand_in_channels() -> Iterator[Channels]:
    """An SMS gateway and a mail server that run as long as the block does."""
    with gateway.running(Gateway(_act, _receipt)) as sms, mail_server.running(Mailbox()) as mail:
        channel = SmsGateway(sms.address, KNOWN_AS)
        yield Channels(channel, MailServer(mail.address, _SENDER))
        channel.close()


def _act(number: str, _requests: int) -> Act:
    if number.endswith(_REFUSED):
        return "refuse"
    return "fault" if number.endswith(_FAULT) else "take"


def _receipt(number: str) -> Literal["delivered", "failed"] | None:
    if number.endswith(_SILENT):
        return None
    return "failed" if number.endswith(_FAILED) else "delivered"
