"""A sick-listed person as the tests of the person's pages meet them, and a browser that has entered as them."""

from dataclasses import dataclass

from django.test import Client

from stafett.access.login import enter_as_person
from stafett.cases.models import Case
from stafett.cases.services import run_tick
from stafett.people.models import Person
from tests.factories import Region, bring, day, instant, note

ASKED_ON = "2026-03-02"
"""Eight weeks after the first day of the note that `asked_person` brings."""

ANSWERS = {"return_likelihood": "unsure", "employer_relation": "good", "expected_duration": "prefer_not"}


@dataclass(frozen=True, slots=True)
class Entered:
    """A person with the browser in which they have entered."""

    person: Person
    client: Client

    def case(self) -> Case:
        """Their open case as it is now."""
        return Case.objects.get(person=self.person, state="open")


def tick(on: str) -> None:
    """Moves everybody to a day, which becomes the program's day."""
    run_tick(on=day(on), at=instant(on))


def sick_person(region: Region, *, serial: int = 0, first: str = "2026-01-05", last: str = "2026-06-30") -> Entered:
    """A person at the local office with one long note, newly come in."""
    bring([note(f"note-{serial}", [(first, last)], serial=serial)], first)
    person = Person.objects.get(family_name=f"Prøve{serial}")
    assert person.home_unit == region.local
    return Entered(person, client_of(person))


def asked_person(region: Region, *, serial: int = 0) -> Entered:
    """A person who has got the three questions today."""
    entered = sick_person(region, serial=serial)
    tick(ASKED_ON)
    return entered


def client_of(person: Person) -> Client:
    """A browser in which `person` has entered."""
    client = Client()
    session = client.session
    enter_as_person(session, person)
    session.save()
    client.cookies["sessionid"] = str(session.session_key)
    return client
