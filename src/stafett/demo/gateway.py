"""A stand-in for an SMS gateway: a real server on this machine that keeps to docs/formats/notifications.md.

What it does with a message is said by a function, so that tests can have it fail, wait, or drop the connection. It
tells each key once, whatever comes, and nothing leaves the machine.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any, Final, Literal
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

KNOWN_AS: Final = "stand-in"
_AT_ONCE: Final = 100

Act = Literal["take", "refuse", "fault", "busy", "drop", "wait", "wait_before"]
"""What is done with a request: taken over; refused for good; answered with 500 or 503; taken over and the connection
dropped; taken over and answered late; answered late and not taken over, where the caller has gone."""


@dataclass(slots=True)
class Gateway:
    """What the stand-in has been sent, and what it does. `act` is asked with number and how many requests it was sent.

    `receipt` gives the state that a message to a number comes to at once; None: nothing is heard of it.
    """

    act: Callable[[str, int], Act] = lambda _number, _requests: "take"
    receipt: Callable[[str], Literal["delivered", "failed"] | None] = lambda _number: None
    address: str = ""
    # Every request by its key, and of each key the number and text that was told, once.
    requests: Counter[str] = field(default_factory=Counter)
    told: dict[str, tuple[str, str]] = field(default_factory=dict)
    receipts: list[tuple[str, str]] = field(default_factory=list)
    go_on: Event = field(default_factory=Event)
    _name: str = field(default_factory=lambda: uuid4().hex[:8])
    _lock: Lock = field(default_factory=Lock)

    def take(self, key: str, number: str, text: str) -> None:
        """Tells, if it has not told by this key before."""
        with self._lock:
            if key in self.told:
                return
            self.told[key] = (number, text)
            if state := self.receipt(number):
                self.receipts.append((key, state))

    def count(self, key: str) -> int:
        """One more request with the key; how many there were with it."""
        with self._lock:
            self.requests[key] += 1
            return self.requests[key]

    def receipts_after(self, after: str) -> dict[str, Any]:
        """The next receipts. Of a place that another run of it has named it knows nothing: it begins anew."""
        name, _, number = after.partition("-")
        begin = int(number) if name == self._name and number.isdecimal() else 0
        some = self.receipts[begin : begin + _AT_ONCE]
        rows = [{"key": key, "state": state} for key, state in some]
        return {"receipts": rows, "next": f"{self._name}-{begin + len(some)}"}


_STATUSES: Final = {"refuse": 422, "fault": 500, "busy": 503}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 8192  # headers and body go out together
    gateway: Gateway

    def do_POST(self) -> None:
        """A message."""
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if not self._is_let_in():
            return
        message = json.loads(content)
        key, number = str(self.headers["Idempotency-Key"]), str(message["to"])
        act = self.gateway.act(number, self.gateway.count(key))
        if act == "wait_before":
            self.gateway.go_on.wait()
            self.close_connection = True
            return
        if act in _STATUSES:
            self._answer(_STATUSES[act], {})
            return
        self.gateway.take(key, number, str(message["text"]))
        if act == "wait":
            self.gateway.go_on.wait()
        if act == "drop":
            self.close_connection = True
            return
        self._answer(202, {})

    def do_GET(self) -> None:
        """Receipts."""
        if self._is_let_in():
            after = parse_qs(urlsplit(self.path).query).get("after", [""])[0]
            self._answer(200, self.gateway.receipts_after(after))

    def _is_let_in(self) -> bool:
        if self.headers["Authorization"] == f"Bearer {KNOWN_AS}":
            return True
        self._answer(401, {})
        return False

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()
        except OSError:  # whoever asked has been killed
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name for it
        """It says nothing: numbers do not belong in logs."""


@contextmanager
def running(gateway: Gateway) -> Iterator[Gateway]:
    """The stand-in as a server on a free port of this machine, with `address` set, until the end of the block."""
    handler = type("Handler", (_Handler,), {"gateway": gateway})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        gateway.address = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield gateway
        finally:
            gateway.go_on.set()
            server.shutdown()
            thread.join()
