"""Untrusted XML: bytes as they come in life -> a tree that is safe to walk; errors name element and line."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final, cast

from lxml import etree

from stafett.core.dates import OSLO
from stafett.intake.refusals import RefusedError

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_UTF8_NAMES: Final = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_LATIN_NAMES: Final = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1", "windows-1252", "cp1252"})
_OTHER_NAMES: Final = frozenset({"iso-8859-15", "iso-8859-10", "iso-8859-4"})
# Senders who declare ISO-8859-1 often mean Windows-1252; the five bytes it leaves out stay what ISO-8859-1
# says.
_WINDOWS: Final = {byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xA0)}

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE_ZONE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,20}))?(Z|[+-]\d{2}:\d{2})?")
_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}


def to_utf8(data: bytes) -> bytes:
    """The same document in UTF-8, whatever its declaration claims.

    Declared ISO-8859-1 is plainly wrong where the bytes form UTF-8 sequences (in Norwegian text two letters
    such as "Ã¥" in a row do not occur); senders have been seen to mix both in one message, so each sequence
    is read by itself. Raises RefusedError (bad_encoding).
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decode(data, "utf-16").encode()
    data = data.removeprefix(b"\xef\xbb\xbf")
    found = _DECLARED.match(data)
    declared = found[1].decode().lower() if found else "utf-8"
    if declared in _UTF8_NAMES:
        _decode(data, "utf-8")
        return data
    if declared in _LATIN_NAMES:
        return data if data.isascii() else _latin_to_utf8(data)
    if declared in _OTHER_NAMES:
        return _decode(data, declared).encode()
    raise RefusedError("bad_encoding", encoding=declared, offset=0)


def _latin_to_utf8(data: bytes) -> bytes:
    try:
        data.decode()
    except UnicodeDecodeError:
        pass
    else:
        return data
    parts: list[str] = []
    end = 0
    for sequence in _UTF8_SEQUENCE.finditer(data):
        parts.append(data[end : sequence.start()].decode("latin-1").translate(_WINDOWS))
        parts.append(sequence[0].decode("utf-8", "replace"))
        end = sequence.end()
    parts.append(data[end:].decode("latin-1").translate(_WINDOWS))
    return "".join(parts).encode()


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise RefusedError("bad_encoding", encoding=encoding.upper(), offset=error.start) from None


def parse_xml(data: bytes) -> etree._Element:
    """The root element. No document type, entities or network, at most 256 levels. Raises RefusedError."""
    utf8 = to_utf8(data)
    if b"<!DOCTYPE" in utf8 or b"<!ENTITY" in utf8:
        raise RefusedError("doctype")
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(utf8, parser)
    except etree.XMLSyntaxError as error:
        raise _syntax_error(error, utf8) from None


def _syntax_error(error: etree.XMLSyntaxError, data: bytes) -> RefusedError:
    message = error.msg or ""
    line = error.lineno or 0
    if "depth" in message:
        return RefusedError("too_deep", line=line)
    whole = data.strip()
    at_end = line >= data.count(b"\n", 0, len(data.rstrip())) + 1
    if at_end and whole.startswith(b"<") and ("Premature end" in message or not whole.endswith(b">")):
        return RefusedError("truncated")
    return RefusedError("not_xml", line=line, column=error.offset or 0)


@lru_cache(maxsize=1024)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def line_of(element: etree._Element) -> int:
    """Counted from 1; 0 where it is not known."""
    return cast("int | None", element.sourceline) or 0


class Node:
    """One element with its children by local name; prefixes and namespaces of children do not matter."""

    __slots__ = ("_children", "_element", "path")

    def __init__(self, element: etree._Element, path: str = "") -> None:
        self._element = element
        name = _local(element.tag)
        self.path = f"{path}/{name}" if path else name
        children: dict[str, list[etree._Element]] = {}
        for child in element:
            children.setdefault(_local(child.tag), []).append(child)
        self._children = children

    @property
    def line(self) -> int:
        return line_of(self._element)

    @property
    def namespace(self) -> str:
        return self._element.tag.rpartition("}")[0].removeprefix("{")

    def child_names(self) -> list[str]:
        return list(self._children)

    def attribute(self, name: str) -> str:
        return (self._element.get(name) or "").strip()

    def all(self, name: str) -> Iterator["Node"]:
        for element in self._children.get(name, ()):
            yield Node(element, self.path)

    def maybe(self, name: str) -> "Node | None":
        element = self._single(name)
        return None if element is None else Node(element, self.path)

    def need(self, name: str) -> "Node":
        found = self.maybe(name)
        if found is None:
            raise self._missing(name)
        return found

    def text(self, name: str) -> str:
        """Text of the child, stripped; empty when the child is missing or empty."""
        element = self._single(name)
        if element is None:
            return ""
        if len(element):
            raise RefusedError("bad_value", element=f"{self.path}/{name}", line=line_of(element))
        return (element.text or "").strip()

    def need_text(self, name: str) -> str:
        text = self.text(name)
        if not text:
            raise self._missing(name)
        return text

    def boolean(self, name: str) -> bool | None:
        text = self.text(name)
        if not text:
            return None
        if text not in _BOOLEANS:
            raise RefusedError("bad_value", element=f"{self.path}/{name}", line=self._line_of(name))
        return _BOOLEANS[text]

    def integer(self, name: str) -> int | None:
        text = self.text(name)
        if not text:
            return None
        if not re.fullmatch(r"[+-]?[0-9]{1,9}", text):
            raise RefusedError("bad_value", element=f"{self.path}/{name}", line=self._line_of(name))
        return int(text)

    def need_integer(self, name: str) -> int:
        self.need_text(name)
        found = self.integer(name)
        if found is None:
            raise self._missing(name)
        return found

    def day(self, name: str) -> date | None:
        """A date; a time zone on it is allowed and changes nothing."""
        text = self.text(name)
        if not text:
            return None
        if not _DATE.fullmatch(text):
            zoned = _DATE_ZONE.fullmatch(text)
            if zoned is None:
                raise self._bad_date(name, text)
            text = zoned[1]
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self._bad_date(name, text) from None

    def need_day(self, name: str) -> date:
        found = self.day(name)
        if found is None:
            raise self._missing(name)
        return found

    def moment(self, name: str) -> datetime | None:
        """A date and time; without a zone it is Norwegian time."""
        text = self.text(name)
        if not text:
            return None
        found = parse_moment(text)
        if found is None:
            raise self._bad_date(name, text)
        return found

    def _single(self, name: str) -> etree._Element | None:
        found = self._children.get(name)
        if found is None:
            return None
        if len(found) > 1:
            raise RefusedError("duplicate_element", element=f"{self.path}/{name}", line=line_of(found[1]))
        return found[0]

    def _line_of(self, name: str) -> int:
        element = self._single(name)
        return 0 if element is None else line_of(element)

    def _missing(self, name: str) -> RefusedError:
        return RefusedError("missing_element", element=f"{self.path}/{name}", line=self.line)

    def _bad_date(self, name: str, value: str) -> RefusedError:
        return RefusedError("bad_date", element=f"{self.path}/{name}", value=value[:40])


def parse_moment(text: str) -> datetime | None:
    """xs:dateTime; None when it is not one."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    plain, fraction, zone = found.groups()
    try:
        moment = datetime.fromisoformat(plain)
    except ValueError:
        return None
    moment = moment.replace(microsecond=int((fraction or "0")[:6].ljust(6, "0")))
    if zone is None:
        return moment.replace(tzinfo=OSLO)
    if zone == "Z":
        return moment.replace(tzinfo=UTC)
    hours, minutes = int(zone[1:3]), int(zone[4:6])
    if hours > 14 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return moment.replace(tzinfo=timezone(-offset if zone[0] == "-" else offset))
