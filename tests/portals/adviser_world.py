"""Rows that the tests of the adviser's pages stand on; every default can be overridden."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from django.test import Client

from stafett.access.actors import Actor, staff_actor
from stafett.access.login import enter_as_staff
from stafett.cases.many.models import REDISTRIBUTED, ManyAction
from stafett.cases.models import Case, Task, Tick
from stafett.dialogue.models import Message
from stafett.people.models import Employer, Employment, Person, Staff, Unit
from stafett.people.numbers import make_identity_number, make_organisation_number

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
# A birth date has about 400 numbers; no test needs as many persons.
NUMBERS_OF_A_DAY = 350
_serial = count(1)


def make_unit(name: str = "Nav Nordvik", kind: str = "local", **values: Any) -> Unit:
    number = f"{next(_serial):04d}"
    return Unit.objects.create(**{"number": number, "name": name, "kind": kind, **values})


def make_staff(unit: Unit, name: str = "Oda Hansen", role: str = "adviser", **values: Any) -> Staff:
    return Staff.objects.create(
        **{"name": name, "login": f"staff{next(_serial)}", "unit": unit, "role": role, **values}
    )


def make_person(unit: Unit, given: str = "Kari", family: str = "Test", **values: Any) -> Person:
    born = values.pop("birth_date", date(1980, 5, 17))
    number = make_identity_number(born, next(_serial) % NUMBERS_OF_A_DAY)
    return Person.objects.create(
        **{
            "identity_number": number,
            "given_name": given,
            "family_name": family,
            "birth_date": born,
            "home_unit": unit,
            **values,
        }
    )


def make_case(unit: Unit, person: Person | None = None, **values: Any) -> Case:
    """An open case eight weeks old, next step to confirm today."""
    first = values.pop("first_day", TODAY - timedelta(days=55))
    defaults = {
        "person": person or make_person(unit),
        "opened_on": first,
        "first_day": first,
        "last_day": TODAY + timedelta(days=10),
        "sick_days": 56,
        "grade": 100,
        "employed": True,
        "holder_unit": unit,
        "next_step": "confirm",
        "next_date": TODAY,
        "order_step": 3,
        "order_date": TODAY,
        "law_version": "test",
    }
    return Case.objects.create(**{**defaults, **values})


def make_task(case: Case, kind: str = "confirm", **values: Any) -> Task:
    due = values.pop("due", TODAY)
    defaults = {
        "case": case,
        "kind": kind,
        "nature": "method",
        "actor": "nav",
        "window_opens": due - timedelta(days=14),
        "due": due,
        "working_due": due,
        "reason": {"code": "", "rule": "", "reference": "", "facts": {}, "parameters": {}},
    }
    return Task.objects.create(**{**defaults, **values})


def make_employment(person: Person, name: str = "Fjord Bakeri AS", **values: Any) -> Employment:
    employer, _ = Employer.objects.get_or_create(
        name=name, defaults={"organisation_number": make_organisation_number(3 * next(_serial))}
    )
    return Employment.objects.create(
        **{"person": person, "employer": employer, "first_day": date(2015, 1, 1), **values}
    )


def make_message(case: Case, **values: Any) -> Message:
    defaults = {
        "person": case.person,
        "case": case,
        "code": "screening_invitation",
        "channel": "digital",
        "sent_on": TODAY - timedelta(days=8),
    }
    return Message.objects.create(**{**defaults, **values})


def make_redistribution(unit: Unit, **values: Any) -> ManyAction:
    defaults = {
        "unit": unit, "by": "Liv Leader", "event": REDISTRIBUTED, "how": {"kind": "even_load"}, "on": TODAY, "at": NOW,
        "before": {}, "after": {},
    }  # fmt: skip
    return ManyAction.objects.create(**{**defaults, **values})


def actor_of(staff: Staff) -> Actor:
    return staff_actor(Staff.objects.select_related("unit").get(pk=staff.pk))


def enter(client: Client, staff: Staff) -> None:
    """`client` is this member of staff from now on."""
    session = client.session
    enter_as_staff(session, staff)
    session.save()
    client.cookies["sessionid"] = str(session.session_key)


def enter_today(client: Client, staff: Staff) -> None:
    """As `enter`, and the program works on TODAY."""
    Tick.objects.get_or_create(only=True, defaults={"last_day": TODAY})
    enter(client, staff)
