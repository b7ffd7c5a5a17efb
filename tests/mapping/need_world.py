"""Somebody with AAP in a large portfolio, and what an adviser does with their need, in as few words as a test needs."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import F

from stafett.access.actors import Actor
from stafett.cases.law import law_in_force
from stafett.cases.models import Case, Task
from stafett.mapping.assessing import Choice, ForATime, assess_need, end_temporary, set_temporary
from stafett.mapping.contacts import NewContact, log_contact
from stafett.mapping.models import Contact, NeedAssessment, TemporaryCategory
from stafett.mapping.need import Judged, judge, known_facts, newest_assessment
from tests.factories import Region, as_staff, bring, day, instant, make_region, note
from tests.mapping.world import tick

FIRST_DAY, ON = "2026-01-05", "2026-03-09"
"""The note begins; the day on which what has no other day is done."""
IN_SCOPE: dict[str, Any] = {"aap": True, "portfolio": 120}
UNSURE: dict[str, Any] = IN_SCOPE | {"employment": "on_leave", "going_back": "unsure"}
"""Born in 1980 and unsure whether the job can be gone back to: prioritised and ordinary are suggested."""


@dataclass(slots=True)
class NeedWorld:
    """A case of somebody born in 1980, evaluated up to ON."""

    region: Region = field(default_factory=make_region)
    last_day: str = "2027-12-31"

    def __post_init__(self) -> None:
        bring([note("a", [(FIRST_DAY, self.last_day)])], FIRST_DAY)
        tick(ON)

    @property
    def case(self) -> Case:
        return Case.objects.select_related("person__home_unit", "holder_unit").get()

    @property
    def adviser(self) -> Actor:
        return as_staff(self.region.adviser)

    @property
    def assessment(self) -> NeedAssessment:
        """The newest."""
        return NeedAssessment.objects.latest("id")

    def judged(self, on: str = ON, **facts: Any) -> Judged:
        case = self.case
        known = known_facts(case, newest_assessment(case))
        return judge(known | (facts or UNSURE), law_in_force(), day(on))

    def assess(self, category: str = "ordinary", reason: str = "", on: str = ON, **more: Any) -> NeedAssessment:
        """Chooses a category, having seen what the rules suggest and what stands."""
        newest = newest_assessment(self.case)
        facts = more.pop("facts", UNSURE)
        judged = self.judged(on, **facts)
        chosen: dict[str, Any] = {
            "seen": newest.pk if newest else 0,
            "suggested": tuple(judged.suggested),
            "facts": judged.facts,
        } | more
        choice = Choice(category=category, reason=reason, **chosen)
        return assess_need(case=self.case, choice=choice, actor=self.adviser, on=day(on), at=instant(on))

    def for_a_time(
        self, category: str = "simplified", until: str = "2026-06-30", on: str = ON, **more: Any
    ) -> TemporaryCategory:
        given: dict[str, Any] = {"kind": "in_measure", "from_day": day(on)} | more
        chosen = ForATime(category=category, until=day(until) if until else None, **given)
        return set_temporary(case=self.case, chosen=chosen, actor=self.adviser, on=day(on), at=instant(on))

    def end(self, why: str = "Tiltaket ble avbrutt", on: str = ON) -> None:
        end_temporary(case=self.case, why=why, actor=self.adviser, on=day(on), at=instant(on))

    def contact(self, held_on: str = ON, on: str = ON, **more: Any) -> Contact:
        given: dict[str, Any] = {"channel": "telephone", "started_by": "nav", "outcome": "Prøver 40 prosent"} | more
        contact = NewContact(held_on=day(held_on), **given)
        return log_contact(case=self.case, contact=contact, actor=self.adviser, on=day(on), at=instant(on))

    def tasks(self, kind: str) -> list[tuple[str, str, str]]:
        """State, the day it opens and the day it is due."""
        found = Task.objects.filter(case=self.case, kind=kind).order_by("window_opens", "id")
        return [
            (state, opens.isoformat(), due.isoformat())
            for state, opens, due in found.values_list("state", F("window_opens"), "due")
        ]

    def reassessed_for(self) -> list[str]:
        """Why the need is to be assessed anew, in order of the day."""
        found = Task.objects.filter(case=self.case, kind="reassess", state="open").order_by("window_opens", "id")
        return [task.reason["code"] for task in found]
