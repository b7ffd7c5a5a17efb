"""The follow-up plans of a case as Nav sees them: what is shared, and what has been asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from stafett.access.actors import Actor
from stafett.access.sharing import Question, sight
from stafett.cases.law import law_in_force
from stafett.cases.models import Case
from stafett.people.models import Employment
from stafett.plans.follow_up_plan.models import FollowUpPlan, PlanShare
from stafett.plans.follow_up_plan.selectors import SharedPlan, asked_for, shared_in
from stafett.portals.plan_words import PlanPart, parts_of


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """One employment of the case: what of its plan is shared with Nav, and whether and when Nav has asked for it."""

    employment: Employment
    shared: SharedPlan | None
    parts: Sequence[PlanPart]
    asked: FollowUpPlan | None
    may_ask: bool


def shown_plans(actor: Actor, case: Case, employments: Sequence[Employment], on: date) -> list[ShownPlan]:
    """The plan of each employment; nothing of one that is not shared, but that Nav has asked for it."""
    asked = {plan.employment_id: plan for plan in asked_for(case) if plan.asked_on}
    shared = _seen(actor, case, on)
    return [
        ShownPlan(
            job,
            shared.get(job.pk),
            parts_of(shared[job.pk].content) if job.pk in shared else (),
            asked.get(job.pk),
            may_ask=job.last_day is None or job.last_day >= on,
        )
        for job in employments
    ]


def _seen(actor: Actor, case: Case, on: date) -> dict[int, SharedPlan]:
    """By employment, those that the table of sharing opens for the unit."""
    facts = {
        "own_unit": case.holder_unit_id == actor.unit,
        "protection": case.person.protection,
        "may_open_protected": case.person.protection in actor.may_open,
        "shared_with_nav": True,
    }
    shared = shared_in(case, PlanShare.With.NAV)
    sights = sight(actor, [Question("follow_up_plan", facts) for _ in shared], law_in_force(), on)
    return {
        one.share.plan.employment_id: one
        for one, shown in zip(shared, sights, strict=True)
        if "plan" in shown.only({"plan": one})
    }
