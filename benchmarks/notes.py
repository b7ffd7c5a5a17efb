"""Synthetic sick notes in bulk, as lines of Stafett's own format."""

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta

from stafett.people.numbers import make_identity_number, make_organisation_number

_PER_BIRTH_DATE = 300
_EMPLOYERS = [make_organisation_number(serial) for serial in range(1, 401)]


def identity_number(serial: int) -> str:
    """The `serial`-th of many synthetic identity numbers."""
    born = date(1960, 1, 1) + timedelta(days=serial // _PER_BIRTH_DATE)
    return make_identity_number(born, serial % _PER_BIRTH_DATE)


def note_lines(count: int, *, until: date, per_person: int = 3, seed: int = 1) -> Iterator[str]:
    """`count` notes of a year before `until`: spells of one to several notes, most of them short."""
    chance = random.Random(seed)  # noqa: S311 - a benchmark's data, not a secret
    for serial in range(count):
        person, nth = divmod(serial, per_person)
        if nth == 0:
            first = until - timedelta(days=chance.randrange(20, 365))
        days = chance.choice((4, 7, 14, 14, 28))
        yield line(f"n{serial}", person, first, first + timedelta(days=days - 1), grade=chance.choice((100, 100, 50)))
        first += timedelta(days=days if chance.random() < 0.8 else days + 30)


def line(message_id: str, person: int, first: date, last: date, *, grade: int = 100) -> str:
    """One note."""
    kind = {"kind": "full"} if grade == 100 else {"kind": "graded", "grade": grade}
    number = _EMPLOYERS[person % len(_EMPLOYERS)]
    return json.dumps(
        {
            "version": 1,
            "message_id": message_id,
            "signed_at": f"{first}T10:00:00+01:00",
            "patient": {"identity_number": identity_number(person), "family_name": "Prøve", "given_name": "Kari"},
            "employer": {"situation": "one", "organisation_number": number, "name": f"Bedrift {number}"},
            "issuer": {"hpr_number": str(1_000_000 + person % 300), "family_name": "Lege"},
            "status": "sent",
            "diagnoses": [{"system": "icpc-2", "code": "L84", "main": True}],
            "periods": [{"first_day": str(first), "last_day": str(last)} | kind],
        }
    )
