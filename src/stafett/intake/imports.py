"""Importing files, folders and archives of sick notes: in batches, with a place to go on from after a kill."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from time import sleep
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F

from stafett.intake.checks import Options
from stafett.intake.files import Record, Source, find_sources, parse_record, read_source
from stafett.intake.messages import Message
from stafett.intake.models import ImportRun
from stafett.intake.refusals import Refusal
from stafett.intake.services import Arrived, Summary, take_in

BATCH = 4_000
_PATIENCE, _ATTEMPTS = 10.0, 50  # seconds, and how often within them

Item = TypeVar("Item")

Progress = Callable[[int], None]
"""Called with how many further records are done."""


class AlreadyImportedError(Exception):
    """Another process is taking in the same content at this moment. `path` is what was given here."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


def import_paths(
    paths: Sequence[Path],
    *,
    on: date,
    at: datetime,
    options: Options,
    progress: Progress | None = None,
    batch: int = BATCH,
) -> Summary:
    """Takes in every record of the paths.

    A source whose earlier run was killed goes on where it was; the summary counts that run's records too. Raises
    FileNotFoundError for a path that is not there, AlreadyImportedError for one that somebody else is taking in.
    """
    total = Summary()
    for source in find_sources(paths):
        with _alone(source):
            total.add(_import_source(source, on=on, at=at, options=options, progress=progress, batch=batch))
    return total


def count_records(paths: Iterable[Path]) -> int:
    """How many records there are to take in."""
    return sum(1 for source in find_sources(paths) for _ in read_source(source))


@contextmanager
def _alone(source: Source) -> Iterator[None]:
    """One process at a time takes in one content.

    When a process is killed, the database lets go of it once it has ended the statement at hand, so that a moment's
    patience is needed.
    """
    lock = int(source.digest[:15], 16)
    for _attempt in range(_ATTEMPTS):
        if _locked(lock):
            break
        sleep(_PATIENCE / _ATTEMPTS)
    else:
        raise AlreadyImportedError(source.path)
    try:
        yield
    finally:
        # Without a connection there is no lock either, and what was raised first tells more.
        with suppress(OperationalError, InterfaceError), connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [lock])


def _locked(lock: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [lock])
        return bool(cursor.fetchone() == (True,))


def _import_source(
    source: Source, *, on: date, at: datetime, options: Options, progress: Progress | None, batch: int
) -> Summary:
    run = _begin(source, at)
    if progress and run.position:
        progress(run.position)
    records = read_source(source, skip=run.position)
    position = run.position
    for arrived in _ahead(_batches((_read(record, options) for record in records), batch)):
        position += len(arrived)
        with transaction.atomic():
            summary = take_in(arrived, source=str(source.path), on=on, at=at)
            _count(run, summary, position)
        if progress:
            progress(len(arrived))
    ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.FINISHED, finished_at=at)
    run.refresh_from_db()
    return Summary(run.accepted, run.repeated, run.replaced, run.refused)


def _begin(source: Source, at: datetime) -> ImportRun:
    """The run of this content: gone on with when it was killed, begun anew when it was finished or is new."""
    fresh = {
        "source": str(source.path), "state": ImportRun.State.RUNNING, "started_at": at, "finished_at": None,
        "position": 0, "accepted": 0, "repeated": 0, "replaced": 0, "refused": 0,
    }  # fmt: skip
    killed = ImportRun.objects.filter(digest=source.digest, state=ImportRun.State.RUNNING).first()
    return killed or ImportRun.objects.update_or_create(digest=source.digest, defaults=fresh)[0]


def _count(run: ImportRun, summary: Summary, position: int) -> None:
    ImportRun.objects.filter(pk=run.pk).update(
        position=position,
        accepted=F("accepted") + summary.accepted,
        repeated=F("repeated") + summary.repeated,
        replaced=F("replaced") + summary.replaced,
        refused=F("refused") + summary.refused,
    )


def _batches(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    while some := list(islice(items, size)):
        yield some


def _ahead(batches: Iterator[list[Item]]) -> Iterator[list[Item]]:
    """The same batches; the next one is read in a thread of its own while the database writes this one."""
    with ThreadPoolExecutor(1) as reader:
        coming: Future[list[Item]] = reader.submit(next, batches, [])
        while some := coming.result():
            coming = reader.submit(next, batches, [])
            yield some


def _read(record: Record, options: Options) -> Arrived | Refusal:
    found = parse_record(record, options)
    return Arrived(found, record.data, record.place) if isinstance(found, Message) else found
