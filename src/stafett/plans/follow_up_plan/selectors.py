"""What more than one portal reads of follow-up plans."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from stafett.cases.models import Case
from stafett.people.models import Employment
from stafett.plans.follow_up_plan.content import PlanContent, read_content, store_content
from stafett.plans.follow_up_plan.models import FollowUpPlan, PlanShare, PlanStep, PlanVersion


@dataclass(frozen=True, slots=True)
class WholePlan:
    """A plan with all its versions, steps and shares, each from the first to the last."""

    plan: FollowUpPlan
    versions: Sequence[PlanVersion]
    steps: Sequence[PlanStep]
    shares: Sequence[PlanShare]

    @property
    def content(self) -> PlanContent | None:
        """What stands in it now; None before anything has been written."""
        return read_content(self.versions[-1].content) if self.versions else None

    @property
    def last_step(self) -> PlanStep | None:
        """What was done last with it as it stands: with an older version it is no longer about this one."""
        of_this = [step for step in self.steps if step.number == self.plan.version]
        return of_this[-1] if of_this else None

    @property
    def why_without(self) -> str:
        """Why the employee did not take part; empty where they did."""
        without = [step.words for step in self.steps if step.kind == PlanStep.Kind.WITHOUT_EMPLOYEE]
        return without[-1] if without and self.plan.state == FollowUpPlan.State.WITHOUT_EMPLOYEE else ""

    @property
    def why_unnecessary(self) -> str:
        """Why none is needed; empty where one is."""
        said = [step.words for step in self.steps if step.kind == PlanStep.Kind.UNNECESSARY]
        return said[-1] if said and self.plan.state == FollowUpPlan.State.UNNECESSARY else ""

    @property
    def returned_with(self) -> PlanStep | None:
        """That the employee sent it back, until it is sent to them anew."""
        answers = [step for step in self.steps if step.kind in {PlanStep.Kind.SENT, PlanStep.Kind.RETURNED}]
        is_draft = self.plan.state == FollowUpPlan.State.DRAFT
        return answers[-1] if is_draft and answers and answers[-1].kind == PlanStep.Kind.RETURNED else None

    def share_with(self, shared_with: str, *, by_employer: bool) -> PlanShare | None:
        """The newest share with somebody that one side has made and not taken back."""
        found = [
            share
            for share in self.shares
            if share.shared_with == shared_with and share.taken_back_on is None and share.is_by_employer == by_employer
        ]
        return found[-1] if found else None

    def may_share(self, shared_with: str, *, by_employer: bool) -> bool:
        """Whether one side has something to share: a finished plan that is not with them yet, or is asked for anew."""
        share = self.share_with(shared_with, by_employer=by_employer)
        is_old = share is None or share.version.number != self.plan.version or share.is_asked_anew(self.plan)
        return self.plan.is_ready and is_old

    def version(self, number: int) -> PlanVersion | None:
        """The version with a number."""
        return next((each for each in self.versions if each.number == number), None)


@dataclass(frozen=True, slots=True)
class SharedPlan:
    """A plan as the one it is shared with sees it: the newest version that is shared with them."""

    share: PlanShare
    content: PlanContent
    why_without: str

    @property
    def employer(self) -> str:
        """The employer's name."""
        return str(self.share.plan.employment.employer.name)


def plan_in(case: Case, employment: Employment) -> WholePlan | None:
    """The plan of an employment in a case; None where nothing has been written, asked or said."""
    plan = _plans().filter(case=case, employment=employment).first()
    return whole(plan) if plan else None


def plans_of_person(person: int) -> list[FollowUpPlan]:
    """All plans of a person in which something has been written or said, those of the newest case first."""
    begun = _plans().filter(person=person).exclude(state=FollowUpPlan.State.NOT_BEGUN)
    return list(begun.order_by("-case__first_day", "employment__employer__name", "pk"))


def to_answer(person: int) -> list[FollowUpPlan]:
    """Those that wait for the employee's answer."""
    waiting = _plans().filter(person=person, state=FollowUpPlan.State.WITH_EMPLOYEE, case__state=Case.State.OPEN)
    return list(waiting.order_by("pk"))


def whole(plan: FollowUpPlan) -> WholePlan:
    """The plan with everything in it, in three statements."""
    return WholePlan(
        plan,
        list(plan.versions.select_related("contact").order_by("number")),
        list(plan.steps.select_related("contact").order_by("pk")),
        list(plan.shares.select_related("contact", "issuer", "version").order_by("pk")),
    )


def shared_in(case: Case, shared_with: str, *, issuer: int | None = None) -> list[SharedPlan]:
    """Of each plan in the case the newest version shared with Nav, or with this issuer, and not taken back."""
    shares = PlanShare.objects.filter(plan__case=case, shared_with=shared_with, issuer=issuer, taken_back_on=None)
    rows = shares.select_related("version", "contact", "plan__employment__employer", "plan__person").order_by("pk")
    newest = {share.plan_id: share for share in rows}
    without = _without_employee(newest.values())
    return [
        SharedPlan(share, read_content(share.version.content), without.get((key, share.version.number), ""))
        for key, share in newest.items()
    ]


def asked_for(case: Case) -> list[FollowUpPlan]:
    """The plans of a case, with who asked for each."""
    return list(FollowUpPlan.objects.select_related("asked_by").filter(case=case))


def as_file(found: WholePlan) -> dict[str, Any]:
    """The employer's own documentation: versions, steps and shares, and nothing else of the case."""
    employee = found.plan.person.name

    def by(row: PlanVersion | PlanStep | PlanShare) -> str:
        return row.contact.name if row.contact else employee

    return {
        "employee": employee,
        "employer": found.plan.employment.employer.name,
        "state": found.plan.state,
        "unnecessary_on": found.plan.unnecessary_on,
        "versions": [
            {"number": each.number, "on": each.on, "by": by(each), "content": store_content(read_content(each.content))}
            for each in found.versions
        ],
        "steps": [
            {"version": each.number, "kind": each.kind, "words": each.words, "on": each.on, "by": by(each)}
            for each in found.steps
        ],
        "shares": [
            {
                "version": each.version.number, "with": each.shared_with, "on": each.shared_on, "by": by(each),
                "taken_back_on": each.taken_back_on,
            }
            for each in found.shares
        ],
    }  # fmt: skip


def _plans() -> QuerySet[FollowUpPlan]:
    return FollowUpPlan.objects.select_related("case__holder_unit", "person", "employment__employer")


def _without_employee(shares: Collection[PlanShare]) -> dict[tuple[int, int], str]:
    """Why the employee did not take part, by plan and version. Their own later words do not change that."""
    keys = {share.plan_id for share in shares}
    steps = PlanStep.objects.filter(plan__in=keys, kind__in=[PlanStep.Kind.WITHOUT_EMPLOYEE, PlanStep.Kind.SENT])
    found: dict[tuple[int, int], str] = {}
    of_plan: dict[int, list[PlanStep]] = {}
    for step in steps.order_by("pk") if keys else ():
        of_plan.setdefault(step.plan_id, []).append(step)
    for share in shares:
        before = [step for step in of_plan.get(share.plan_id, ()) if step.number <= share.version.number]
        if before and before[-1].kind == PlanStep.Kind.WITHOUT_EMPLOYEE:
            found[share.plan_id, share.version.number] = before[-1].words
    return found
