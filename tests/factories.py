"""Small builders for tests. Notes enter by the real intake, so that cases come about as they do in life."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from stafett.access.actors import Actor, person_actor, staff_actor
from stafett.cases.models import Case
from stafett.intake.messages import Message
from stafett.intake.services import Arrived, Summary, take_in
from stafett.people.models import Person, Staff, Unit
from stafett.people.numbers import make_identity_number, make_organisation_number
from stafett.people.office_values import record_value

BIRTH_DATE = date(1980, 3, 4)
EMPLOYER = make_organisation_number(1)
OTHER_EMPLOYER = make_organisation_number(2)

Days = tuple[str, str] | tuple[str, str, int]
"""First day, last day and, for graded ones, the grade."""


@dataclass(frozen=True, slots=True)
class Region:
    """Two local offices, a regional and a national unit, with somebody at each."""

    local: Unit
    other: Unit
    roe: Unit
    noe: Unit
    adviser: Staff
    other_adviser: Staff
    roe_adviser: Staff
    leader: Staff


def make_region() -> Region:
    """The smallest region in which everything can happen; its units have recorded their basis for screening."""
    roe = Unit.objects.create(number="0900", name="ROE Fjell", kind="roe")
    noe = Unit.objects.create(number="0901", name="NOE", kind="noe")
    local = Unit.objects.create(
        number="0101",
        name="Nav Fjord",
        kind="local",
        roe=roe,
        receives_unknown=True,
        screening_basis_recorded_on=date(2020, 1, 1),
    )
    other = Unit.objects.create(
        number="0102", name="Nav Vidde", kind="local", roe=roe, screening_basis_recorded_on=date(2020, 1, 1)
    )
    return Region(
        local, other, roe, noe,
        adviser=make_staff("Anne Adviser", local), other_adviser=make_staff("Odd Adviser", other),
        roe_adviser=make_staff("Rune Regional", roe), leader=make_staff("Liv Leader", local, role="leader"),
    )  # fmt: skip


def make_staff(name: str, unit: Unit, *, role: str = "adviser", may_open: Sequence[str] = (), **columns: Any) -> Staff:
    """A member of staff; the login is made from the name."""
    login = name.lower().replace(" ", ".")
    return Staff.objects.create(name=name, login=login, unit=unit, role=role, may_open=list(may_open), **columns)


def choose(unit: Unit, name: str, value: int | None, *, since: str = "2011-07-01", on: str = "2011-07-01") -> None:
    """The office has its own value of a parameter since a day, said on another."""
    record_value(unit=unit, name=name, value=value, first_day=day(since), by="Liv Leader", at=instant(on))


def number(serial: int, birth_date: date = BIRTH_DATE) -> str:
    """The `serial`-th synthetic identity number of a birth date."""
    return make_identity_number(birth_date, serial)


def make_person(unit: Unit, serial: int = 0, *, birth_date: date = BIRTH_DATE, **columns: Any) -> Person:
    """A person who belongs to `unit`."""
    names = {"given_name": "Kari", "family_name": f"Prøve{serial}"}
    return Person.objects.create(
        identity_number=number(serial, birth_date), birth_date=birth_date, home_unit=unit, **(names | columns)
    )


def note(message_id: str, periods: Sequence[Days], *, serial: int = 0, signed: str = "", **fields: Any) -> Message:
    """A sick note as a message. `signed` is a day, the first day of the note when not given."""
    content = {
        "version": 1,
        "message_id": message_id,
        "signed_at": f"{signed or periods[0][0]}T10:00:00+01:00",
        "patient": {"identity_number": number(serial), "family_name": f"Prøve{serial}", "given_name": "Kari"},
        "employer": {"situation": "one", "organisation_number": EMPLOYER, "name": "Prøvebedriften AS"},
        "issuer": {"hpr_number": "1234567", "family_name": "Lege"},
        "status": "sent",
        "periods": [_period(days) for days in periods],
    }
    return Message.model_validate_json(json.dumps(content | fields))


def bring(messages: Sequence[Message], on: str) -> Summary:
    """Takes the messages in on a day."""
    return take_in([Arrived(message) for message in messages], source="test", on=day(on), at=instant(on))


def open_case(person: Person | None = None) -> Case:
    """The open case, of `person` or of the only one there is."""
    cases = Case.objects.select_related("person", "holder_unit").filter(state="open")
    return cases.get(person=person) if person else cases.get()


def day(text: str) -> date:
    """A day from its ISO text."""
    return date.fromisoformat(text)


def instant(text: str) -> datetime:
    """Noon of a day, in UTC."""
    return datetime.combine(day(text), time(12), UTC)


def as_staff(staff: Staff) -> Actor:
    """The actor that somebody on the staff is."""
    return staff_actor(staff)


def as_person(person: Person) -> Actor:
    """The actor that a sick-listed person is."""
    return person_actor(person)


def _period(days: Days) -> dict[str, Any]:
    period: dict[str, Any] = {"first_day": days[0], "last_day": days[1], "kind": "full"}
    return period if len(days) == 2 else period | {"kind": "graded", "grade": days[2]}
