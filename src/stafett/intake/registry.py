"""The people and organisations that a batch of messages names: found, or registered from what the messages say."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from stafett.intake.messages import EmployerOnNote, IssuerOfNote, Message, Patient
from stafett.people import bulk
from stafett.people.models import Employer, Employment, Issuer, Person, Unit
from stafett.people.names import normalised, number_of_name
from stafett.people.numbers import parse_identity_number


class NoReceivingUnitError(Exception):
    """No unit takes persons whose address is not known; sick notes cannot be taken in before there is one."""


@dataclass(frozen=True, slots=True)
class Registry:
    """Keys by identity number, organisation number and HPR number; employers by name where that is all there is."""

    persons: dict[str, int]
    employers: dict[str, int]
    issuers: dict[str, int]
    by_name: dict[tuple[int, str], int]

    @classmethod
    def of(cls, messages: Sequence[Message]) -> Self:
        """Looks everybody up with one query a table, and registers the unknown."""
        persons = _persons({message.patient.identity_number: message.patient for message in messages})
        employers = _employers({
            message.employer.organisation_number: message.employer
            for message in messages
            if message.employer and message.employer.organisation_number
        })  # fmt: skip
        issuers = _issuers({message.issuer.hpr_number: message.issuer for message in messages})
        nameless = {
            persons[message.patient.identity_number]
            for message in messages
            if message.employer and message.employer.name and not message.employer.organisation_number
        }
        return cls(persons, employers, issuers, _employers_by_name(nameless))

    def person(self, message: Message) -> int:
        """The patient's key."""
        return self.persons[message.patient.identity_number]

    def issuer(self, message: Message) -> int:
        """The issuer's key."""
        return self.issuers[message.issuer.hpr_number]

    def employer(self, message: Message) -> int | None:
        """The employer's key; by name among the person's own employers; None when it cannot be told."""
        employer = message.employer
        if employer is None or employer.situation == "none":
            return None
        if employer.organisation_number:
            return self.employers[employer.organisation_number]
        return self.by_name.get((self.person(message), normalised(employer.name)))

    def named_employer(self, message: Message) -> int | None:
        """What tells an employer that is known by name alone from the person's others; None for all others."""
        employer = message.employer
        if employer is None or employer.situation == "none" or self.employer(message) is not None:
            return None
        return number_of_name(employer.name)


def _persons(named: dict[str, Patient]) -> dict[str, int]:
    known = bulk.look_up(Person, "identity_number", named)
    unknown = [(number, patient) for number, patient in named.items() if number not in known]
    if unknown:
        unit = Unit.objects.filter(receives_unknown=True).values_list("pk", flat=True).first()
        if unit is None:
            raise NoReceivingUnitError
        ids = bulk.new_ids(Person, len(unknown))
        columns = (
            "id", "identity_number", "given_name", "family_name", "birth_date", "home_unit_id", "municipality",
            "protection", "language", "reachable_digitally", "phone", "disability_benefit", "self_employed",
        )  # fmt: skip
        born = {number: parse_identity_number(number, synthetic="allowed").birth_date for number, _ in unknown}
        rows = [
            (key, number, patient.given_name, patient.family_name, born[number], unit, "", "none", "nb", True, "",
             False, False)
            for key, (number, patient) in zip(ids, unknown, strict=True)
        ]  # fmt: skip
        bulk.insert(Person, columns, rows)
        known |= {row[1]: row[0] for row in rows}
    return known


def _employers(named: dict[str, EmployerOnNote]) -> dict[str, int]:
    known = bulk.look_up(Employer, "organisation_number", named)
    unknown = [number for number in named if number not in known]
    ids = bulk.new_ids(Employer, len(unknown))
    rows = [(key, number, named[number].name or number, "") for key, number in zip(ids, unknown, strict=True)]
    bulk.insert(Employer, ("id", "organisation_number", "name", "industry"), rows)
    return known | {row[1]: row[0] for row in rows}


def _issuers(named: dict[str, IssuerOfNote]) -> dict[str, int]:
    known = bulk.look_up(Issuer, "hpr_number", named)
    unknown = [number for number in named if number not in known]
    ids = bulk.new_ids(Issuer, len(unknown))
    rows = [
        (key, number, " ".join(filter(None, [named[number].given_name, named[number].family_name])),
         named[number].kind or "doctor")
        for key, number in zip(ids, unknown, strict=True)
    ]  # fmt: skip
    bulk.insert(Issuer, ("id", "hpr_number", "name", "kind"), rows)
    return known | {row[1]: row[0] for row in rows}


def _employers_by_name(persons: set[int]) -> dict[tuple[int, str], int]:
    if not persons:
        return {}
    rows = Employment.objects.filter(person__in=persons).values_list("person_id", "employer__name", "employer_id")
    return {(person, normalised(name)): employer for person, name, employer in rows}
