"""The constraints of those who act for an employer, each broken once, by name."""

from datetime import date
from typing import Any

import pytest

from stafett.dialogue.reminders import DutyReminder
from stafett.people.models import Employer, EmployerContact, Leadership
from tests.architecture import test_constraints
from tests.architecture.test_constraints import ON, Break, World, refused_by

pytestmark = pytest.mark.django_db
world = test_constraints.world


def _contact(**values: Any) -> EmployerContact:
    row = {"employer": Employer.objects.get(), "name": "Nils", "login": "nils", "role": "leader"} | values
    return EmployerContact.objects.create(**row)


def _leads(world: World, *spans: tuple[date, date | None]) -> None:
    leader = _contact()
    for first, last in spans:
        Leadership.objects.create(employment=world.employment, leader=leader, first_day=first, last_day=last)


def _remind(world: World, *, times: int = 1, **values: Any) -> None:
    row = {"task": world.task, "employment": world.employment, "contact": _contact(), "due": ON, "sent_on": ON} | values
    for _time in range(times):
        DutyReminder.objects.create(**row)


BREAKS: list[tuple[str, Break]] = [
    ("EmployerContact.login", lambda _: (_contact(), _contact())),
    ("employer_contact_role_is_known", lambda _: _contact(role="x")),
    ("employer_contact_has_a_name", lambda _: _contact(name="")),
    ("leadership_ends_after_start", lambda w: _leads(w, (ON, date(2026, 3, 1)))),
    ("reminded_once_of_a_duty", lambda w: _remind(w, times=2)),
    ("reminder_is_read_after_it_is_sent", lambda w: _remind(w, read_on=date(2026, 3, 1))),
    ("reminder_comes_before_the_duty", lambda w: _remind(w, due=date(2026, 3, 1))),
    ("one_nearest_leader_at_a_time", lambda w: _leads(w, (ON, None), (date(2026, 4, 1), None))),
]


@pytest.mark.parametrize(("name", "change"), BREAKS, ids=[name for name, _ in BREAKS])
def test_the_database_refuses(world: World, name: str, change: Break) -> None:
    said = refused_by(world, change)
    if "." in name:
        assert said.table_name == "people_employercontact"
    else:
        assert said.constraint_name == name
