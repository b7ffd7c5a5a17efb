"""Who is around one absence, and what they say: what the acts between people, leaders and issuers begin with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from stafett.access.actors import Actor, employer_actor, person_actor
from stafett.cases.models import Case
from stafett.core.dates import add_working_days, is_working_day
from stafett.demo.binding import Step, Who
from stafett.demo.chance import pick, uniform
from stafett.demo.words import words
from stafett.dialogue.thread_selectors import EMPLOYER, ISSUER, parties_of
from stafett.people.models import EmployerContact, Employment, Issuer


@dataclass(frozen=True, slots=True)
class Parties:
    """The case with its person, the nearest leader in one employment, the issuer of a note, and the adviser."""

    step: Step
    who: Who
    case: Case
    employment: Employment
    leader: Actor
    issuer: Issuer
    adviser: Actor

    @property
    def person(self) -> Actor:
        """The person as an actor."""
        return person_actor(self.case.person)

    @property
    def now(self) -> dict[str, Any]:
        """The day and the time at which somebody acts."""
        return {"on": self.step.day, "at": self.step.at}

    def said(self, what: str) -> Any:
        """What one of them says, the same in each build."""
        return pick(words()["outside"][what], uniform(self.step.region.seed, "says", what, self.who.spell.key))


Act = Callable[[Parties], None]


def parties_in(step: Step, person: int) -> Parties | None:
    """Those around the person's open case; None where there is none, or somebody is lacking."""
    case = Case.objects.filter(person=person, state=Case.State.OPEN).select_related("person", "holder_unit").first()
    who = step.region.who(person, case.first_day) if case else None
    if case is None or who is None:
        return None
    parties = parties_of(case, step.day)
    leader = next((one for one in parties if one.kind == EMPLOYER), None)
    issuer = next((one for one in parties if one.kind == ISSUER), None)
    if leader is None or issuer is None:
        return None
    contact = EmployerContact.objects.select_related("employer").get(pk=leader.contact or 0)
    return Parties(
        step, who, case, Employment.objects.select_related("employer").get(pk=leader.employment or 0),
        employer_actor(contact), Issuer.objects.get(pk=issuer.issuer or 0),
        step.region.acting(case.holder_unit_id, who.person),
    )  # fmt: skip


def day_before(day: date, days: int) -> date:
    """So many days before a day, or the working day before that."""
    found = day - timedelta(days=days)
    return found if is_working_day(found) else add_working_days(found, -1)
