"""One file's bytes, read as a stream -> the messages in it, each with its place; nothing is parsed yet."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from stafett.intake.refusals import Place, Problem

Format = Literal["stafett", "kith"]
Read = Callable[[int], bytes]

CHUNK: Final = 1024 * 1024
# What is kept of a record that is too large to be held, or of a file of unknown kind.
KEPT: Final = 64 * 1024

_JSON_NAMES: Final = (".jsonl", ".ndjson", ".json")
_UNIT_START = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?(?:EI_fellesformat|MsgHead))(?=[\s/>])")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_TAG = re.compile(rb"<(/?)([A-Za-z_][\w.:-]*)[^<>]*?(/?)>")
_LONGEST_TAG: Final = 256
_NO_MESSAGE = re.compile(rb"\s+|<!--.*?-->|<\?.*?\?>|</?[A-Za-z_][^<>]*>", re.DOTALL)


class Piece(NamedTuple):
    """A message as bytes, or (`problem`) what stands in the place of one."""

    place: Place
    data: bytes
    format: Format | None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Stream:
    """A file or an archive's member. `read` gives at most the asked number of bytes, none at the end."""

    place: Place
    read: Read
    max_message_bytes: int

    @property
    def name(self) -> str:
        return (self.place.member or self.place.path).lower()

    def fill(self, data: bytes, size: int) -> bytes:
        """Reads on until `data` holds `size` bytes or the stream ends."""
        parts, length = [data], len(data)
        while length < size:
            more = self.read(size - length)
            if not more:
                break
            parts.append(more)
            length += len(more)
        return b"".join(parts)

    def too_large(self, place: Place, data: bytes, length: int, form: Format) -> Piece:
        problem = Problem("too_large", {"bytes": length, "limit": self.max_message_bytes})
        return Piece(place, data[:KEPT], form, problem)


def split(stream: Stream, head: bytes) -> Iterator[Piece]:
    """The messages of the stream, of which `head` has been read already, in the order in which they stand."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start and not (head := stream.fill(head, KEPT)).strip():
        yield Piece(stream.place, head, None, Problem("empty_file"))
    elif start.startswith(b"<") or head.startswith((b"\xff\xfe<", b"\xfe\xff\0<")):
        yield from _split_xml(stream, head)
    elif start.startswith(b"{") or stream.name.endswith(_JSON_NAMES):
        yield from _split_json(stream, head)
    elif stream.name.endswith(".xml"):
        yield from _whole(stream, head, "kith")
    else:
        yield Piece(stream.place, head[:KEPT], None, Problem("unknown_format"))


def _whole(stream: Stream, head: bytes, form: Format) -> Iterator[Piece]:
    limit = stream.max_message_bytes
    data = stream.fill(head, limit + 1)
    if len(data) > limit:
        yield stream.too_large(stream.place, data, len(data), form)
    else:
        yield Piece(stream.place, data, form)


def _split_json(stream: Stream, head: bytes) -> Iterator[Piece]:
    """One message a line; a file that holds one object on several lines is one message."""
    first_line = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")[0].strip()
    if first_line == b"{" or first_line.startswith(b"["):
        return _whole(stream, head.removeprefix(b"\xef\xbb\xbf"), "stafett")
    return _split_lines(stream, head)


def _split_lines(stream: Stream, head: bytes) -> Iterator[Piece]:
    limit = stream.max_message_bytes
    path, member = stream.place.path, stream.place.member
    offset, number = 0, 0
    if head.startswith(b"\xef\xbb\xbf"):
        head, offset = head[3:], 3
    buffer: bytes = head
    at_end = False
    while not at_end:
        more = stream.read(CHUNK)
        at_end = not more
        *lines, rest = (buffer + more).split(b"\n")
        if at_end:
            lines.append(rest)
        for line in lines:
            number += 1
            data = line.strip()
            if len(data) > limit:
                yield stream.too_large(Place(path, member, number, None, offset), data, len(data), "stafett")
            elif data:
                yield Piece(Place(path, member, number, None, offset), data, "stafett")
            offset += len(line) + 1
        buffer = rest
        if len(buffer) > limit and not at_end:
            number += 1
            kept, length, buffer = _pass_line(stream, buffer)
            yield stream.too_large(Place(path, member, number, None, offset), kept, length, "stafett")
            offset += length + 1


def _pass_line(stream: Stream, start: bytes) -> tuple[bytes, int, bytes]:
    """Reads past a line that is too long: its beginning, its length, and what was read after it."""
    length = len(start)
    while more := stream.read(CHUNK):
        end = more.find(b"\n")
        if end >= 0:
            return start[:KEPT], length + end, more[end + 1 :]
        length += len(more)
    return start[:KEPT], length, b""


def _split_xml(stream: Stream, head: bytes) -> Iterator[Piece]:
    """One message is a file as it stands; several are cut out, each in the wrapping that they share."""
    limit = stream.max_message_bytes
    data = stream.fill(head, limit + 1)
    if len(data) <= limit:
        first = _UNIT_START.search(data)
        end = _unit_end(data, first) if first else None
        if end is None or not _UNIT_START.search(data, end):
            yield Piece(stream.place, data, "kith")
            return
    yield from _XmlSplitter(stream, data).pieces()


def _unit_end(data: bytes, start: re.Match[bytes]) -> int | None:
    found = re.compile(rb"</" + re.escape(start[1]) + rb"\s*>").search(data, start.end())
    return found.end() if found else None


class _XmlSplitter:
    """Messages one after the other: in a common root, or as documents put together in one file.

    What stands before `_at` in the buffer has been dealt with; `_at` is `_offset` bytes into the stream.
    """

    def __init__(self, stream: Stream, data: bytes) -> None:
        self._stream = stream
        self._buffer = data
        self._at = 0
        self._offset = 0
        self._number = 0
        self._opening = b""
        self._closing = b""

    def pieces(self) -> Iterator[Piece]:
        while (start := self._next_start()) is not None or self._is_oversize():
            if start is not None:
                yield from self._gap(start.start())
                yield self._unit(start[1])
            else:
                yield self._piece(self._buffer[self._at :])
                self._move(len(self._buffer) - _LONGEST_TAG)
                if self._read_on(0) < 0:
                    self._move(len(self._buffer))
        rest = self._buffer[self._at :]
        if self._number == 0 or _NO_MESSAGE.sub(b"", rest):
            yield self._piece(rest)

    def _is_oversize(self) -> bool:
        return len(self._buffer) - self._at > self._stream.max_message_bytes

    def _next_start(self) -> re.Match[bytes] | None:
        """The next start tag of a message that does not stand in a comment."""
        searched = self._at
        while True:
            start = _UNIT_START.search(self._buffer, searched)
            if start is None:
                if self._is_oversize():
                    return None
                searched = self._read_on(_LONGEST_TAG)
                if searched < 0:
                    return None
            elif self._buffer.rfind(b"<!--", self._at, start.start()) > self._buffer.rfind(
                b"-->", self._at, start.start()
            ):
                searched = start.end()
            else:
                return start

    def _gap(self, end: int) -> Iterator[Piece]:
        """What stands before a message: its prolog and wrapping, or something that belongs to no message."""
        gap = self._buffer[self._at : end]
        prolog = gap.rfind(b"<?xml")
        if self._number == 0 or prolog >= 0:
            # A longer wrapping than this is not repeated for each message in it.
            self._opening = gap[max(prolog, 0) :] if len(gap) <= KEPT else b""
            self._closing = _closing_tags(self._opening)
            gap = gap[: max(prolog, 0)]
        if _NO_MESSAGE.sub(b"", gap):
            yield self._piece(gap)
        self._move(end)

    def _unit(self, name: bytes) -> Piece:
        """The message that starts here; without an end it reaches to the end of the stream."""
        end_tag = re.compile(rb"</" + re.escape(name) + rb"\s*>")
        searched = self._at
        while (end := end_tag.search(self._buffer, searched)) is None:
            if self._is_oversize():
                return self._oversize_unit(end_tag)
            searched = self._read_on(_LONGEST_TAG)
            if searched < 0:
                piece = self._piece(self._opening + self._buffer[self._at :])
                self._move(len(self._buffer))
                return piece
        piece = self._piece(self._opening + self._buffer[self._at : end.end()] + self._closing)
        self._move(end.end())
        return piece

    def _oversize_unit(self, end_tag: re.Pattern[bytes]) -> Piece:
        """Passed over up to its end tag, holding no more than a chunk at a time."""
        kept, begun = self._buffer[self._at : self._at + KEPT], self._offset
        place = self._next_place()
        while (end := end_tag.search(self._buffer, self._at)) is None:
            self._move(max(self._at, len(self._buffer) - _LONGEST_TAG))
            if self._read_on(0) < 0:
                break
        self._move(end.end() if end else len(self._buffer))
        return self._stream.too_large(place, kept, self._offset - begun, "kith")

    def _piece(self, data: bytes) -> Piece:
        place = self._next_place()
        if len(data) > self._stream.max_message_bytes:
            return self._stream.too_large(place, data, len(data), "kith")
        return Piece(place, data, "kith")

    def _next_place(self) -> Place:
        self._number += 1
        return self._stream.place._replace(message=self._number, offset=self._offset)

    def _read_on(self, overlap: int) -> int:
        """Reads a chunk; gives where it begins in the buffer, less the overlap, or -1 at the end of the stream."""
        more = self._stream.read(CHUNK)
        if not more:
            return -1
        rest = self._buffer[self._at :]
        self._buffer, self._at = rest + more, 0
        return max(0, len(rest) - overlap)

    def _move(self, place: int) -> None:
        self._offset += place - self._at
        self._at = place


def _closing_tags(opening: bytes) -> bytes:
    """End tags for the elements that `opening` leaves open, innermost first."""
    names: list[bytes] = []
    for end, name, empty in _TAG.findall(_COMMENT.sub(b"", opening)):
        if end and names and names[-1] == name:
            names.pop()
        elif not end and not empty:
            names.append(name)
    return b"".join(b"</" + name + b">" for name in reversed(names))
