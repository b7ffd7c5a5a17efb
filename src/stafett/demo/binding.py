"""The plan bound to the rows of the database, and one step of playing."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from stafett.access.actors import Actor, staff_actor
from stafett.core.dates import day_number
from stafett.demo.behaviour import RequestPlan, request_of
from stafett.demo.chores import done_on
from stafett.demo.histories import SpellPlan
from stafett.demo.plan import Plan
from stafett.demo.population import PersonPlan
from stafett.people.models import Person, Staff
from stafett.screening.forms import Form, snapshot

_LATE_NOTE_DAYS = 16


@dataclass(frozen=True, slots=True)
class Who:
    """The person and the absence that a case is about."""

    person: PersonPlan
    spell: SpellPlan


class Region:
    """Finds the plan behind a row, and the adviser who has a person."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.seed = plan.seed
        numbers = {person.identity_number: person for person in plan.persons}
        rows = Person.objects.filter(identity_number__in=list(numbers)).values_list("pk", "identity_number")
        self.people = {key: numbers[number] for key, number in rows}
        shares = {each.login: each.share for each in plan.region.staff}
        staff: dict[int, list[Staff]] = defaultdict(list)
        advisers = Staff.objects.filter(role=Staff.Role.ADVISER).select_related("unit")
        for each in sorted(advisers, key=lambda adviser: (shares.get(adviser.login, 0), adviser.login)):
            staff[each.unit_id].append(each)
        self.staff: Mapping[int, list[Staff]] = staff
        self._requests: dict[str, RequestPlan | None] = {}
        self._chores: dict[tuple[int, date], tuple[date, str] | None] = {}

    def who(self, person: int, first_day: date) -> Who | None:
        """The plan behind a case; None when it is about somebody who is not of the region.

        A case begins with the first day known, which for a late note may lie after the absence's own first day.
        """
        planned = self.people.get(person)
        spell = self.plan.spell_on(planned.number, day_number(first_day) + _LATE_NOTE_DAYS) if planned else None
        return Who(planned, spell) if planned and spell else None

    def adviser(self, unit: int, person: PersonPlan) -> Staff:
        """Whoever in the unit has the person's day of birth; for protected persons one who may open them."""
        staff = self.staff[unit]
        return staff[0] if person.protection != "none" else staff[person.birth_date.day % len(staff)]

    def acting(self, unit: int, person: PersonPlan) -> Actor:
        """The same as an actor."""
        return staff_actor(self.adviser(unit, person))

    def request_of(self, who: Who) -> RequestPlan | None:
        """The request for help that the person makes in this absence."""
        key = who.spell.key
        if key not in self._requests:
            self._requests[key] = request_of(self.seed, who.person, who.spell, self.plan.on)
        return self._requests[key]

    def chore_of(self, task: int, about: tuple[str, int, str], opens: date, who: Who) -> tuple[date, str] | None:
        """When a task (key; kind, ordinal, actor) is done, and with what outcome."""
        if (task, opens) not in self._chores:
            self._chores[task, opens] = done_on(self.seed, who.spell, about, opens, self.plan.on)
        return self._chores[task, opens]


@dataclass(frozen=True, slots=True)
class Step:
    """From the day after `since` up to and including `day`; what happens in between is written on `day`."""

    region: Region
    since: date
    day: date
    at: datetime

    def falls(self, day: date) -> bool:
        """Whether something planned for a day happens in this step."""
        return self.since < day <= self.day


@cache
def shown_form(form: Form, language: str) -> dict[str, Any]:
    """The form as it is shown in a language."""
    return snapshot(form, language)
