"""zip, tar, gzip and gzipped tar -> their members as streams. Nothing is ever written to disk.

Members that an archive should not hold (links, devices, paths that lead out, other archives, passwords) are
given with a problem instead of a stream. How much may be unpacked is bounded in total and in proportion to
the archive's size.
"""

import gzip
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO, Final, Literal, NamedTuple, cast

from stafett.intake.refusals import Problem, RefusedError
from stafett.intake.splitting import Read

ArchiveKind = Literal["zip", "tar", "gzip", "unsupported"]

# What damaged or hostile archives make the standard library raise.
DAMAGE: Final = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    RuntimeError,
    struct.error,
)
_UNSUPPORTED: Final = (b"BZh", b"\xfd7zXZ\0", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x28\xb5\x2f\xfd")
_TAR_BLOCK: Final = 512
# Small archives of repetitive text may pack very well without being bombs.
_RATIO_COUNTS_FROM: Final = 16 * 1024 * 1024


class Member(NamedTuple):
    """`read` is valid until the next member is asked for."""

    name: str
    read: Read | None
    problem: Problem | None = None


class Budget:
    """How much may still come out of one archive; RefusedError (archive_too_large) when it is spent."""

    def __init__(self, packed_bytes: int, max_bytes: int, max_ratio: int) -> None:
        self._spent = 0
        self._limit = min(max_bytes, max(_RATIO_COUNTS_FROM, packed_bytes * max_ratio))

    def counted(self, read: Read) -> Read:
        def read_counted(size: int) -> bytes:
            data = read(size)
            self._spent += len(data)
            if self._spent > self._limit:
                raise RefusedError("archive_too_large", limit=self._limit)
            return data

        return read_counted


def archive_kind(head: bytes) -> ArchiveKind | None:
    """By the first bytes, never by the name."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith(_UNSUPPORTED):
        return "unsupported"
    return "tar" if head[257:262] == b"ustar" else None


def members_of(file: IO[bytes], kind: ArchiveKind, name: str, budget: Budget) -> Iterator[Member]:
    """Members in the archive's own order, zip by name. Raises RefusedError and whatever DAMAGE holds."""
    if kind == "zip":
        return _zip_members(file, budget)
    if kind == "tar":
        return _tar_members(file, budget)
    if kind == "gzip":
        return _gzip_members(file, name, budget)
    raise RefusedError("archive_unsupported")


def _zip_members(file: IO[bytes], budget: Budget) -> Iterator[Member]:
    with zipfile.ZipFile(file) as archive:
        for info in sorted(archive.infolist(), key=lambda info: (info.filename, info.header_offset)):
            if info.is_dir():
                continue
            problem = _name_problem(info.filename)
            if stat.S_ISLNK(info.external_attr >> 16):
                problem = Problem("link")
            elif info.flag_bits & 0x1:
                problem = Problem("archive_password")
            if problem:
                yield Member(info.filename, None, problem)
                continue
            with archive.open(info) as member:
                yield Member(info.filename, budget.counted(member.read))


def _gzip_members(file: IO[bytes], name: str, budget: Budget) -> Iterator[Member]:
    with gzip.open(file) as unpacked:
        stream = cast("IO[bytes]", unpacked)
        if archive_kind(stream.read(_TAR_BLOCK)) == "tar":
            stream.seek(0)
            yield from _tar_members(stream, budget)
            return
        stream.seek(0)
        yield Member(PurePosixPath(name).name.removesuffix(".gz"), budget.counted(stream.read))


class _Counted:
    """The one method that tarfile's stream mode needs, so that headers count too."""

    def __init__(self, read: Read) -> None:
        self.read = read


def _tar_members(file: IO[bytes], budget: Budget) -> Iterator[Member]:
    counted = cast("IO[bytes]", _Counted(budget.counted(file.read)))
    with tarfile.open(fileobj=counted, mode="r|") as archive:
        for info in archive:
            # The library keeps every header it has read; a long archive would fill the memory.
            archive.members = []  # type: ignore[attr-defined] # not in the stubs
            if info.isdir():
                continue
            problem = _name_problem(info.name)
            if info.issym() or info.islnk():
                problem = Problem("link")
            elif not info.isreg() or info.issparse():
                problem = Problem("not_a_file")
            member = None if problem else archive.extractfile(info)
            yield Member(info.name, member.read if member else None, problem)


def _name_problem(name: str) -> Problem | None:
    """Paths are only shown, never written to; one that leads out still tells that somebody tries."""
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or not parts[0] or parts[0].endswith(":") or "\0" in name:
        return Problem("unsafe_member_path")
    return None
