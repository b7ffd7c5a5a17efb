"""A follow-up plan between a leader and their employee, one step after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stafett.access.actors import Actor, employer_actor, person_actor, staff_actor
from stafett.cases.models import Task
from stafett.cases.services import run_tick
from stafett.people.models import Staff
from stafett.plans.follow_up_plan.content import PlanContent
from stafett.plans.follow_up_plan.models import FollowUpPlan, PlanShare
from stafett.plans.follow_up_plan.selectors import WholePlan, plan_in
from stafett.plans.follow_up_plan.services import (
    add_words,
    answer_plan,
    ask_for_plan,
    find_unnecessary,
    go_on_without,
    save_plan,
    send_plan,
)
from stafett.plans.follow_up_plan.sharing import share_plan, take_back
from tests.factories import day, instant
from tests.portals.outside_world import World, make_world

ON = "2026-01-26"
"""Three weeks after the first day: the plan is due on 1 February."""


@dataclass(slots=True)
class PlanWorld:
    """The people around one employment, and the day on which they act."""

    world: World
    on: str = ON

    @property
    def leader(self) -> Actor:
        return employer_actor(self.world.leader)

    @property
    def person(self) -> Actor:
        return person_actor(self.world.person)

    @property
    def adviser(self) -> Actor:
        return staff_actor(Staff.objects.select_related("unit").get(pk=self.world.region.adviser.pk))

    @property
    def plan(self) -> FollowUpPlan:
        return FollowUpPlan.objects.select_related("case", "person", "employment__employer").get()

    @property
    def whole(self) -> WholePlan:
        found = plan_in(self.world.case, self.world.employment)
        assert found is not None
        return found

    def go_to(self, on: str) -> None:
        """Moves everybody to a day."""
        self.on = on
        run_tick(on=day(on), at=instant(on))

    def task(self, kind: str = "plan") -> Task:
        return Task.objects.get(kind=kind)

    def save(self, started_from: int = 0, **content: Any) -> FollowUpPlan:
        written = PlanContent(**({"can_do": "Varelager"} | content))
        return save_plan(
            case=self.world.case, employment=self.world.employment, content=written, started_from=started_from,
            **self._by(self.leader),
        )  # fmt: skip

    def send(self) -> None:
        send_plan(plan=self.plan, seen=self.plan.version, **self._by(self.leader))

    def answer(self, *, approved: bool = True, words: str = "", seen: int | None = None) -> None:
        version = self.plan.version if seen is None else seen
        answer_plan(plan=self.plan, approved=approved, words=words, seen=version, **self._by(self.person))

    def approved(self) -> None:
        """Written, sent and approved."""
        self.save()
        self.send()
        self.answer()

    def without(self, why: str = "Har ringt tre ganger") -> None:
        go_on_without(plan=self.plan, why=why, seen=self.plan.version, **self._by(self.leader))

    def unnecessary(self, why: str = "Tilbake på mandag") -> FollowUpPlan:
        return find_unnecessary(
            case=self.world.case, employment=self.world.employment, why=why, **self._by(self.leader)
        )

    def words(self, words: str, started_from: int | None = None) -> FollowUpPlan:
        version = self.plan.version if started_from is None else started_from
        return add_words(plan=self.plan, words=words, started_from=version, **self._by(self.person))

    def share(self, shared_with: str, actor: Actor | None = None) -> PlanShare:
        by = self._by(actor or self.leader)
        return share_plan(plan=self.plan, shared_with=shared_with, seen=self.plan.version, **by)

    def take_back(self, shared_with: str, actor: Actor | None = None) -> None:
        take_back(plan=self.plan, shared_with=shared_with, **self._by(actor or self.leader))

    def ask(self) -> FollowUpPlan:
        return ask_for_plan(case=self.world.case, employment=self.world.employment, **self._by(self.adviser))

    def _by(self, actor: Actor) -> dict[str, Any]:
        return {"actor": actor, "on": day(self.on), "at": instant(self.on)}


def make_plan_world(**fields: Any) -> PlanWorld:
    """Nothing has been written; the duty to make a plan has opened. `fields` are more of the sick note."""
    made = PlanWorld(make_world(**fields))
    made.go_to(ON)
    return made
