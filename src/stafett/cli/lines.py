"""Lines that are read as they come: whoever writes slowly gets their answers without having to write more."""

import select
import time
from collections.abc import Iterator
from typing import IO, Any, Final

from stafett.rules.tool import lines_of

_PAUSE_SECONDS: Final = 0.1
"""For so long nothing has come when it is a pause; a program that writes all it has does not stop so long."""
_MOST_WAITING_SECONDS: Final = 0.5
"""After so much waiting in all, what has come is answered, though more comes all the time."""
_AT_ONCE: Final = 65_536


class LinesAsTheyCome:
    """The lines of an open file, with None where the input pauses; `paused` says whether it has just done so.

    A file that is no pipe, terminal or file of the machine, as in a test, never pauses.
    """

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._raw: Any = getattr(source, "raw", None)
        self._held = bytearray()
        self.paused = False

    def __iter__(self) -> Iterator[bytes | None]:
        waited = 0.0
        lines = lines_of(self if self._raw is not None else self._source)
        while True:
            if self._raw is not None and b"\n" not in self._held:
                began = time.monotonic()
                ready = bool(select.select([self._raw], [], [], _PAUSE_SECONDS)[0])
                waited += time.monotonic() - began
                self.paused = not ready or waited > _MOST_WAITING_SECONDS
                if self.paused:
                    waited = 0.0
                    yield None
            line = next(lines, None)
            if line is None:
                return
            yield line

    def readline(self, size: int, /) -> bytes:
        """The next line, or so much of it; empty at the end."""
        looked = 0
        while (end := self._held.find(b"\n", looked, size)) < 0 and len(self._held) < size:
            looked = len(self._held)
            more = self._raw.read(_AT_ONCE)
            if not more:
                break
            self._held += more
        line = bytes(self._held[: end + 1 if end >= 0 else size])
        del self._held[: len(line)]
        return line
