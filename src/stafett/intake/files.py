"""Files, folders and archives -> a stream of records, each of which becomes a message or a refusal.

The order is the same every time: folders by name, archives as `archives` says, messages as they stand. A
record's position in its source therefore names it, and a run that was killed goes on with `read_source(…,
skip=position)`.

Hidden files (a leading dot, __MACOSX) are passed over. Archives inside archives are refused.
"""

import hashlib
import io
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, NamedTuple

from stafett.intake import jsonl, kith
from stafett.intake.archives import DAMAGE, ArchiveKind, Budget, Member, archive_kind, members_of
from stafett.intake.checks import MIB, Options
from stafett.intake.messages import Message
from stafett.intake.refusals import Place, Problem, Refusal, RefusedError
from stafett.intake.splitting import CHUNK, KEPT, Format, Piece, Stream, split


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is read. `max_ratio`: unpacked to packed bytes of one archive, from 16 MiB unpacked."""

    max_message_bytes: int = 2 * MIB
    max_unpacked_bytes: int = 16 * 1024 * MIB
    max_ratio: int = 200
    max_members: int = 2_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """A path as given, and the SHA-256 of its content (of a folder: of all names and contents in it)."""

    path: Path
    digest: str

    @property
    def name(self) -> str:
        return _shown(self.path.name or self.path.resolve().name)


class Record(NamedTuple):
    """One message as bytes. `position` counts from 0 within the source; `problem`: it could not be read."""

    source: Source
    position: int
    place: Place
    data: bytes
    format: Format | None
    problem: Problem | None


DEFAULT_LIMITS: Final = Limits()


def find_sources(paths: Iterable[Path]) -> list[Source]:
    """One source for each path, in the order given. Raises FileNotFoundError for a path that is not there."""
    return [Source(path, _digest(path)) for path in paths]


def read_records(paths: Iterable[Path], limits: Limits = DEFAULT_LIMITS) -> Iterator[Record]:
    for source in find_sources(paths):
        yield from read_source(source, limits)


def read_source(source: Source, limits: Limits = DEFAULT_LIMITS, *, skip: int = 0) -> Iterator[Record]:
    """The records of the source from position `skip` on."""
    for position, piece in enumerate(_pieces(source, limits)):
        if position >= skip:
            yield Record(source, position, *piece)


def parse_record(record: Record, options: Options) -> Message | Refusal:
    """Never raises for bad data."""
    if record.problem is not None:
        problems = [record.problem]
    else:
        read_message = jsonl.read_message if record.format == "stafett" else kith.read_message
        found = read_message(record.data, options)
        if isinstance(found, Message):
            return found
        problems = found
    first, *also = problems
    return Refusal(first.code, first.params, record.place, record.data, record.format, tuple(also))


def read_one(data: bytes, shown: str, options: Options) -> Message | Refusal:
    """One message given as bytes, such as a corrected record; `shown` names where it came from.

    More or less than one message in them is refused (`several_notes`, `empty_file`).
    """
    source = Source(Path(shown), "")
    pieces = list(split(Stream(Place(shown), io.BytesIO(b"").read, DEFAULT_LIMITS.max_message_bytes), data))
    if len(pieces) > 1:
        return Refusal("several_notes", {"count": len(pieces)}, Place(shown), data)
    if not pieces:
        return Refusal("empty_file", {}, Place(shown), data)
    return parse_record(Record(source, 0, *pieces[0]), options)


def _pieces(source: Source, limits: Limits) -> Iterator[Piece]:
    for path, shown in _walk(source.path, source.name):
        if path.is_symlink() and path != source.path:
            yield Piece(Place(shown), b"", None, Problem("link"))
        elif path.is_dir():
            yield Piece(Place(shown), b"", None, Problem("unreadable_file"))
        elif not path.is_file():
            yield Piece(Place(shown), b"", None, Problem("not_a_file"))
        else:
            yield from _file_pieces(path, shown, limits)


def _walk(path: Path, shown: str) -> Iterator[tuple[Path, str]]:
    """The files of a folder and its folders, by name; links and folders that may not be read are given themselves."""
    children = _children(path)
    if children is None:
        yield path, shown
        return
    for child in children:
        child_shown = f"{shown}/{_shown(child.name)}"
        if _is_hidden(child.name):
            continue
        if child.is_symlink():
            yield child, child_shown
        else:
            yield from _walk(child, child_shown)


def _children(path: Path) -> list[Path] | None:
    """What a folder holds, by name; None for what is no folder, or one that may not be read."""
    try:
        return sorted(path.iterdir(), key=lambda child: os.fsencode(child.name)) if path.is_dir() else None
    except PermissionError:
        return None


def _file_pieces(path: Path, shown: str, limits: Limits) -> Iterator[Piece]:
    try:
        file = path.open("rb")
    except OSError:
        yield Piece(Place(shown), b"", None, Problem("unreadable_file"))
        return
    with file:
        head = file.read(CHUNK)
        kind = archive_kind(head)
        if kind is None:
            yield from split(Stream(Place(shown), file.read, limits.max_message_bytes), head)
            return
        file.seek(0)
        yield from _archive_pieces(file, kind, Place(shown), limits)


def _archive_pieces(file: IO[bytes], kind: ArchiveKind, place: Place, limits: Limits) -> Iterator[Piece]:
    """All members; when the archive turns out to be damaged or too large, that stands last."""
    budget = Budget(os.fstat(file.fileno()).st_size, limits.max_unpacked_bytes, limits.max_ratio)
    count = 0
    try:
        for member in members_of(file, kind, place.path, budget):
            if any(map(_is_hidden, member.name.split("/"))):
                continue
            count += 1
            if count > limits.max_members:
                raise RefusedError("archive_too_large", limit=limits.max_members)
            yield from _member_pieces(member, place._replace(member=_shown(member.name)), limits)
    except RefusedError as refused:
        yield Piece(place, b"", None, refused.problem)
    except DAMAGE as error:
        yield Piece(place, b"", None, Problem("archive_damaged", {"reason": type(error).__name__}))
    else:
        if count == 0:
            yield Piece(place, b"", None, Problem("empty_archive"))


def _member_pieces(member: Member, place: Place, limits: Limits) -> Iterator[Piece]:
    if member.read is None:
        yield Piece(place, b"", None, member.problem)
        return
    stream = Stream(place, member.read, limits.max_message_bytes)
    head = stream.fill(b"", KEPT)
    if archive_kind(head) is not None:
        yield Piece(place, head, None, Problem("nested_archive"))
    else:
        yield from split(stream, head)


def _digest(path: Path) -> str:
    """Raises FileNotFoundError."""
    if not path.is_dir():
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    whole = hashlib.sha256()
    for child, shown in _walk(path, ""):
        content = _digest_of_file(child) if child.is_file() and not child.is_symlink() else ""
        whole.update(f"{shown}\0{content}\n".encode())
    return whole.hexdigest()


def _digest_of_file(path: Path) -> str:
    """Empty for a file that may not be read; it is refused when its turn comes."""
    try:
        return _digest(path)
    except PermissionError:
        return ""


def _is_hidden(name: str) -> bool:
    return (name.startswith(".") and name not in {".", ".."}) or name == "__MACOSX"


def _shown(name: str) -> str:
    """File names are bytes and may be no text; the database wants text."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\0", "\ufffd")
