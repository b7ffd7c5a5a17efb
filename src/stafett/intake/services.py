"""Taking sick notes in: each message once, corrections and cancellations in any order, nothing lost.

A batch is one transaction: what it says about persons, employers and issuers, the notes, what they replace, the
refusals, the re-evaluation of everybody concerned, and the place to go on from after a kill.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from stafett.access.actors import SYSTEM, Actor
from stafett.cases.failures import Failures
from stafett.core.diagnoses import is_symptom
from stafett.intake.checks import Options
from stafett.intake.files import read_one
from stafett.intake.messages import Message
from stafett.intake.models import NotePeriod, Quarantined, SickNote
from stafett.intake.quarantine import is_of_another, set_aside
from stafett.intake.refusals import Place, Problem, Refusal
from stafett.intake.registry import Registry
from stafett.people import bulk

# One lock for all intake: two processes taking in the same file do not trip over each other's rows.
_INTAKE_LOCK = 7_135_001

_NOTE_COLUMNS = (
    "id", "message_key", "message_id", "replaces", "kind", "status", "person_id", "issuer_id", "employer_id",
    "named_employer", "employer_situation", "signed_at", "received_at", "received_on", "pregnancy",
    "help_at_once", "elaborates", "symptom_diagnosis", "restrictions", "content", "digest",
)  # fmt: skip
_PERIOD_COLUMNS = ("note_id", "first_day", "last_day", "kind", "grade")


@dataclass(slots=True)
class Summary:
    """What became of the records: `replaced` counts the notes that a correction or cancellation took out of force."""

    accepted: int = 0
    repeated: int = 0
    replaced: int = 0
    refused: int = 0

    def add(self, other: "Summary") -> None:
        """Adds the counts of another batch."""
        self.accepted += other.accepted
        self.repeated += other.repeated
        self.replaced += other.replaced
        self.refused += other.refused


@dataclass(frozen=True, slots=True)
class Arrived:
    """One message as it came: read, with its bytes and its place in the source for the quarantine."""

    message: Message
    data: bytes = b""
    place: Place | None = None


@transaction.atomic
def take_in(arrived: Sequence[Arrived | Refusal], *, source: str, on: date, at: datetime) -> Summary:
    """Takes one batch in, in order. Messages known already change nothing; refused ones go to quarantine.

    A message that uses a known id for other content is refused (`message_id_reused`), never dropped. A person who
    cannot be evaluated is set aside (`cases.failures`) with their notes taken in; the next tick tries again.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_INTAKE_LOCK])
    refusals = [item for item in arrived if isinstance(item, Refusal)]
    new, repeated, reused = _sort_out([item for item in arrived if isinstance(item, Arrived)])
    refusals += [_reused(item) for item in reused]
    set_aside(refusals, source=source, at=at)
    summary = Summary(repeated=repeated, refused=len(refusals))
    persons = _write(new, on=on, at=at)
    summary.accepted = len(new)
    concerned, summary.replaced = _replace({item.message.message_id for item in new.values()} | _targets(new))
    Failures(on, at).evaluate(sorted(persons | concerned))
    return summary


def message_key(message: Message) -> str:
    """What makes two messages the same.

    The message id; for KITH with a digest of patient and bar code beside it, because senders have been seen to use one
    message id for notes of several people.
    """
    if message.format == "stafett":
        return message.message_id
    who = f"{message.patient.identity_number}|{message.barcode}".encode()
    return f"{message.message_id}#{hashlib.blake2b(who, digest_size=6).hexdigest()}"


def content_of(message: Message) -> str:
    """The normalised message as JSON text, without what is empty and what says only how it travelled."""
    return message.model_dump_json(exclude_defaults=True, exclude={"received_at", "receiver"})


class _New(NamedTuple):
    """A message that is not known yet, with its content as it is stored and the digest of that."""

    message: Message
    content: str
    digest: str


def _sort_out(arrived: Iterable[Arrived]) -> tuple[dict[str, _New], int, list[Arrived]]:
    """New messages by key, how many were known already, and those that use a known key for something else."""
    keyed = [(message_key(item.message), item) for item in arrived]
    known = bulk.look_up(SickNote, "message_key", [key for key, _ in keyed], "digest")
    new: dict[str, _New] = {}
    repeated, reused = 0, []
    for key, item in keyed:
        content = content_of(item.message)
        digest = hashlib.blake2b(content.encode(), digest_size=32).hexdigest()
        if key not in known:
            known[key] = digest
            new[key] = _New(item.message, content, digest)
        elif known[key] == digest:
            repeated += 1
        else:
            reused.append(item)
    return new, repeated, reused


def _reused(item: Arrived) -> Refusal:
    parameters = {"message_id": item.message.message_id}
    data = item.data or content_of(item.message).encode()
    return Refusal("message_id_reused", parameters, item.place, data, item.message.format)


def _write(new: dict[str, _New], *, on: date, at: datetime) -> set[int]:
    """Writes notes and periods, with the persons, employers and issuers they name; gives the persons' keys."""
    if not new:
        return set()
    registry = Registry.of([item.message for item in new.values()])
    notes: list[Sequence[Any]] = []
    periods: list[Sequence[Any]] = []
    for note_id, (key, (message, content, digest)) in zip(bulk.new_ids(SickNote, len(new)), new.items(), strict=True):
        notes.append((
            note_id, key, message.message_id, message.replaces or "", message.kind, message.status,
            registry.person(message), registry.issuer(message), registry.employer(message),
            registry.named_employer(message),
            message.employer.situation if message.employer else "one", message.signed_at, at, on, message.pregnancy,
            bool(message.message_to_nav and message.message_to_nav.help_at_once),
            any(answer.answer.strip() for answer in message.answers), _has_symptom_diagnosis(message),
            _restrictions(message), content, digest,
        ))  # fmt: skip
        periods += [(note_id, p.first_day, p.last_day, p.kind, p.sick_grade) for p in message.periods]
    bulk.insert(SickNote, _NOTE_COLUMNS, notes)
    bulk.insert(NotePeriod, _PERIOD_COLUMNS, periods)
    return {row[6] for row in notes}


def _restrictions(message: Message) -> list[str]:
    found = {restriction for answer in message.answers for restriction in answer.restrictions}
    if message.shielded_from_patient:
        found.add("not_patient")
    return sorted(found)


def _has_symptom_diagnosis(message: Message) -> bool:
    return any(each.main and is_symptom(each.system, each.code) for each in message.diagnoses)


def _targets(new: dict[str, _New]) -> set[str]:
    return {item.message.replaces for item in new.values() if item.message.replaces}


def _replace(message_ids: set[str]) -> tuple[set[int], int]:
    """Sets since when each note around these message ids is replaced; the persons concerned, and how many notes.

    A note is replaced by a message of the same person that names it, and a correction also by a newer message that
    names the same note: the same outcome in whatever order they came.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            with family as (
                select id from intake_sicknote where message_id = any(%(ids)s)
                union select id from intake_sicknote where replaces <> '' and replaces = any(%(ids)s)
            ), since as (
                select t.id, min(x.received_on) as day
                from intake_sicknote t
                join intake_sicknote x on x.person_id = t.person_id and x.id <> t.id and x.replaces <> '' and (
                    x.replaces = t.message_id
                    or (x.replaces = t.replaces and (x.signed_at, x.message_key) > (t.signed_at, t.message_key)))
                where t.id in (select id from family)
                group by t.id
            )
            update intake_sicknote n set replaced_on = since.day from since
            where n.id = since.id and n.replaced_on is distinct from since.day
            returning n.person_id
            """,
            {"ids": list(message_ids)},
        )
        rows = cursor.fetchall()
    return {row[0] for row in rows}, len(rows)


def intake_options(on: date) -> Options:
    """What is taken in on a day, by the settings of this installation.

    Raises ImproperlyConfigured when SYNTHETIC_NUMBERS is none of refused, allowed and only.
    """
    match settings.SYNTHETIC_NUMBERS:
        case "refused" | "allowed" | "only" as synthetic:
            return Options(synthetic=synthetic, on=on)
        case other:
            raise ImproperlyConfigured(f"SYNTHETIC_NUMBERS must be refused, allowed or only, not {other!r}.")


class ReplayError(Exception):
    """The record is refused again; `problems` say why. What was corrected so far is kept with it, unless it is of
    another message."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


def problems_in(data: bytes, place: str, on: date) -> list[Problem]:
    """What a record would be refused for now; nothing is taken in."""
    found = read_one(data, place, intake_options(on))
    return [Problem(found.code, found.params), *found.also] if isinstance(found, Refusal) else []


def replay(
    quarantined: Quarantined, corrected: bytes | None = None, *, actor: Actor = SYSTEM, on: date, at: datetime
) -> SickNote:
    """Takes a refused record in again, as it came or as `corrected`; gives the note it became.

    Raises ReplayError when it is refused again, or when `corrected` is of another message; one that has been replayed
    already just gives its note.
    """
    if quarantined.state == Quarantined.State.REPLAYED and quarantined.note:
        return quarantined.note
    data = corrected if corrected is not None else bytes(quarantined.corrected or quarantined.original)
    found = read_one(data, quarantined.place, intake_options(on))
    if not isinstance(found, Refusal) and is_of_another(quarantined, found.message_id):
        raise ReplayError([Problem("other_message", {"message_id": found.message_id})])
    if corrected is not None:
        Quarantined.objects.filter(pk=quarantined.pk).update(corrected=corrected)
    if isinstance(found, Refusal):
        raise ReplayError([Problem(found.code, found.params), *found.also])
    with transaction.atomic():
        summary = take_in([Arrived(found, data)], source=quarantined.source, on=on, at=at)
        if summary.refused:
            raise ReplayError([Problem("message_id_reused", {"message_id": found.message_id})])
        note = SickNote.objects.get(message_key=message_key(found))
        Quarantined.objects.filter(pk=quarantined.pk).update(
            state=Quarantined.State.REPLAYED, replayed_at=at, replayed_by=actor.name, note=note
        )
    return note
