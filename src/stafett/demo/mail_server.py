"""A stand-in for a mail server: a real SMTP server on this machine. Nothing leaves it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Literal

Act = Literal["take", "refuse", "fault", "drop"]
"""What is done with a recipient: taken; refused for good (550); put off (450); taken, and the connection dropped."""


@dataclass(slots=True)
class Mailbox:
    """What the stand-in has taken over, message by message, and what it does with an address."""

    act: Callable[[str], Act] = lambda _address: "take"
    address: str = ""
    received: list[Message] = field(default_factory=list)


class _Handler(StreamRequestHandler):
    mailbox: Mailbox

    def handle(self) -> None:
        """One conversation by SMTP (RFC 5321), as far as it is needed."""
        self._say("220 stand-in")
        act: Act = "take"
        while line := self.rfile.readline().decode("ascii", "replace").strip():
            command = line.upper()
            if command.startswith("RCPT TO:"):
                act = self.mailbox.act(line[8:].strip("<> "))
                self._say({"refuse": "550 no such mailbox", "fault": "450 try later"}.get(act, "250 ok"))
            elif command == "DATA":
                self._say("354 go on")
                self.mailbox.received.append(message_from_bytes(self._content(), policy=default))
                if act == "drop":
                    return
                self._say("250 taken")
            elif command == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _content(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def running(mailbox: Mailbox) -> Iterator[Mailbox]:
    """The stand-in on a free port of this machine, with `address` set, until the end of the block."""
    handler = type("Handler", (_Handler,), {"mailbox": mailbox})
    with ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        mailbox.address = f"smtp://127.0.0.1:{server.server_address[1]}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield mailbox
        finally:
            server.shutdown()
            thread.join()
