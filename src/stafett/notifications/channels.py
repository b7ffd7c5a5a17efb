"""The channels by which notifications go out: an SMS gateway over HTTP (docs/formats/notifications.md), and SMTP.

A channel is given the key of the delivery with each attempt: one that gets the same key twice tells once. What it
answers becomes a code; its own words may hold an address, and are neither kept nor logged.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Final, Literal, Protocol
from urllib.parse import quote, unquote, urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from stafett.notifications.models import EMAIL, SMS
from stafett.notifications.words import Words

PROBLEMS = ("refused", "server_error", "busy", "no_connection", "not_let_in")
"""Why an attempt did not succeed."""
OF_CHANNEL: Final = frozenset({"busy", "no_connection", "not_let_in"})
"""These are so for everybody: it is the channel that cannot be used now."""
SECONDS: Final = 10
"""How long a channel may take to answer."""
_REFUSED_STATUSES: Final = frozenset({400, 404, 410, 422})
_OK: Final = range(200, 300)
_PERMANENT: Final = 500
_NOT_LET_IN: Final = frozenset({401, 403})
_BUSY: Final = frozenset({429, 503})


class LaterError(Exception):
    """It may succeed another time. `code` is one of PROBLEMS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class RefusedError(Exception):
    """The channel will never tell this recipient at this address."""


class Channel(Protocol):
    """Something that can tell one recipient. It comes back when the channel has taken the notification over."""

    def send(self, key: UUID, address: str, words: Words) -> None:
        """Raises LaterError or RefusedError."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a delivery that an SMS gateway had taken over."""

    key: UUID
    state: Literal["delivered", "failed"]


@dataclass(slots=True)
class SmsGateway:
    """An SMS gateway at an address (`https://host/path`), with the key by which it knows us.

    The connection is kept from one message to the next; `close` ends it.
    """

    address: str
    secret: str
    seconds: float = SECONDS
    _open: HTTPConnection | None = field(default=None, init=False)

    def send(self, key: UUID, address: str, words: Words) -> None:
        """Hands one message over. 400, 404, 410 and 422 are taken for a refusal, anything else but 2xx for a fault."""
        content = json.dumps({"key": str(key), "to": address, "text": words.text}).encode()
        status, _ = self._ask("POST", "/messages", content, {"Idempotency-Key": str(key)})
        if status in _REFUSED_STATUSES:
            raise RefusedError
        _expect_ok(status)

    def receipts(self, after: str) -> tuple[list[Receipt], str]:
        """The receipts that have come since, and where to go on; those that nobody understands are left out.

        Raises LaterError.
        """
        status, body = self._ask("GET", f"/receipts?after={quote(after, safe='')}")
        _expect_ok(status)
        try:
            answer = json.loads(body)
            found = [receipt for one in answer["receipts"] if (receipt := _receipt(one))]
            return found, str(answer["next"])
        except (ValueError, KeyError, TypeError):
            raise LaterError("server_error") from None

    def close(self) -> None:
        """Ends the connection, if there is one."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _ask(
        self, method: str, path: str, content: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        parts = urlsplit(self.address)
        given = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json", **(headers or {})}
        kept = self._open
        if self._open is None:
            kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
            self._open = kind(parts.netloc, timeout=self.seconds)
        connection = self._open
        try:
            connection.request(method, parts.path.rstrip("/") + path, content, given)
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, HTTPException) as error:
            self.close()
            if kept is not None and not isinstance(error, TimeoutError):
                # The gateway may have ended a connection that it had kept open. By the key it tells once all the same.
                return self._ask(method, path, content, headers)
            raise LaterError("no_connection") from None


def _expect_ok(status: int) -> None:
    if status in _NOT_LET_IN:
        raise LaterError("not_let_in")
    if status in _BUSY:
        raise LaterError("busy")
    if status not in _OK:
        raise LaterError("server_error")


def _receipt(one: Mapping[str, object]) -> Receipt | None:
    state = one.get("state")
    if state != "delivered" and state != "failed":
        return None
    try:
        return Receipt(UUID(str(one.get("key"))), "delivered" if state == "delivered" else "failed")
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class MailServer:
    """An SMTP server (`smtp://user:password@host:port`; `smtps` for TLS from the start, `smtp+tls` for STARTTLS).

    The key stands in the Message-ID, by which mail programs know a message that comes twice.
    """

    address: str
    sender: str
    seconds: float = SECONDS

    def send(self, key: UUID, address: str, words: Words) -> None:
        """Hands one message over; what the server refuses with a code of 500 or more it refuses for good."""
        parts = urlsplit(self.address)
        connection = get_connection(
            "django.core.mail.backends.smtp.EmailBackend", host=parts.hostname, port=parts.port,
            username=unquote(parts.username or ""), password=unquote(parts.password or ""),
            use_ssl=parts.scheme == "smtps", use_tls=parts.scheme == "smtp+tls", timeout=self.seconds,
        )  # fmt: skip
        host = self.sender.rpartition("@")[2]
        headers = {"Message-ID": f"<{key}@{host}>", "Date": formatdate(), "Auto-Submitted": "auto-generated"}
        message = EmailMessage(words.subject, words.text, self.sender, [address], headers=headers)
        try:
            connection.send_messages([message])
        except SMTPRecipientsRefused as error:
            if all(code >= _PERMANENT for code, _ in error.recipients.values()):
                raise RefusedError from None
            raise LaterError("server_error") from None
        except SMTPException:
            raise LaterError("server_error") from None
        except OSError:
            raise LaterError("no_connection") from None

    def close(self) -> None:
        """Each message has a connection of its own."""


@dataclass(frozen=True, slots=True)
class Channels:
    """The channels that are set up."""

    sms: SmsGateway | None = None
    email: MailServer | None = None

    @property
    def by_name(self) -> Mapping[str, Channel]:
        """Those that are there, by the names of `models.CHANNELS`."""
        named: Sequence[tuple[str, Channel | None]] = ((SMS, self.sms), (EMAIL, self.email))
        return {name: channel for name, channel in named if channel is not None}


@contextmanager
def channels_of_settings() -> Iterator[Channels]:
    """The channels that the environment names; connections end with it."""
    sms = SmsGateway(settings.SMS_ADDRESS, settings.SMS_KEY) if settings.SMS_ADDRESS else None
    email = MailServer(settings.MAIL_ADDRESS, settings.MAIL_FROM) if settings.MAIL_ADDRESS else None
    try:
        yield Channels(sms, email)
    finally:
        if sms:
            sms.close()
