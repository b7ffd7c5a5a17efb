"""Refused records: set aside with reason, place and bytes."""

import hashlib
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from stafett.intake.models import Quarantined, SickNote
from stafett.intake.refusals import Refusal
from stafett.people.models import Person

# Of these only the beginning is kept: the place, too, is needed to tell one from another.
_CUT_SHORT: Final = frozenset({"nested_archive", "too_large", "unknown_format"})
_ELEVEN_DIGITS: Final = re.compile(rb"(?<![0-9])[0-9]{6} ?[0-9]{5}(?![0-9])")
_MESSAGE_ID: Final = re.compile(rb'"message_id"\s*:\s*"([^"]+)"|<(?:\w+:)?MsgId>\s*([^<\s]+)')


def set_aside(refusals: Sequence[Refusal], *, source: str, at: datetime) -> None:
    """Keeps refused records. The same bytes refused for the same reason again are counted, not kept twice."""
    for refusal in refusals:
        digest = _digest(refusal, source)
        known = Quarantined.objects.filter(digest=digest, code=refusal.code)
        if known.update(times_received=F("times_received") + 1):
            continue
        Quarantined.objects.create(
            code=refusal.code,
            parameters=dict(refusal.params),
            also=[{"code": problem.code, "parameters": dict(problem.params)} for problem in refusal.also],
            source=source,
            place=str(refusal.place or source),
            format=refusal.format or "",
            original=refusal.data,
            digest=digest,
            received_at=at,
        )


def known_persons(record: Quarantined) -> list[Person]:
    """The known persons whose identity number stands in a refused record, as it came or as it was corrected.

    What was refused may be no message at all: the digits are looked for in the bytes, whatever the encoding. The note
    that it became, if any, has its person too.
    """
    data = b"\n".join([bytes(record.original), bytes(record.corrected or b"")]).replace(b"\0", b"")
    numbers = {found.group().replace(b" ", b"").decode() for found in _ELEVEN_DIGITS.finditer(data)}
    of_note = {record.note.person_id} if record.note else set()
    found = Person.objects.filter(Q(identity_number__in=numbers) | Q(pk__in=of_note))
    return list(found.order_by("pk"))


def is_of_another(record: Quarantined, message_id: str) -> bool:
    """Whether a corrected text is of another message than the one that was refused: a file given to the wrong number.

    A record without a message id, or refused because of it, may get another one.
    """
    found = {(one or other).decode(errors="replace") for one, other in _MESSAGE_ID.findall(bytes(record.original))}
    return bool(found) and record.code != "message_id_reused" and message_id not in found


def _digest(refusal: Refusal, source: str) -> str:
    """What makes two refused records the same: their bytes, and their place where the bytes are not all there."""
    place = str(refusal.place or source) if refusal.code in _CUT_SHORT or not refusal.data else ""
    return hashlib.blake2b(refusal.data + place.encode(), digest_size=32).hexdigest()


def unmatched_notes(received_until: date) -> QuerySet[SickNote]:
    """Corrections and cancellations received by then whose note has not come, the newest first."""
    named = SickNote.objects.filter(message_id=OuterRef("replaces"), person=OuterRef("person"))
    found = SickNote.objects.exclude(replaces="").filter(received_on__lte=received_until, replaced_on=None)
    return found.filter(~Exists(named)).select_related("person", "issuer").order_by("-id")
