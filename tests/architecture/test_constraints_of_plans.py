"""How each constraint of follow-up plans, and of who asks for the employer, is broken: one open case is there."""

from collections.abc import Callable
from typing import Any

import pytest

from stafett.dialogue.models import HelpRequest
from stafett.people.models import EmployerContact, Employment, Issuer, Leadership
from stafett.plans.follow_up_plan.models import FollowUpPlan, PlanShare, PlanStep, PlanVersion
from tests.architecture import test_constraints
from tests.architecture.test_constraints import World, refused_by
from tests.factories import day, instant
from tests.portals.outside_world import make_contact

pytestmark = pytest.mark.django_db
world = test_constraints.world

ON, AT = day("2026-03-02"), instant("2026-03-02")
Break = Callable[[Any], object]


def _plan(world: Any, **values: Any) -> FollowUpPlan:
    row = {"person": world.person, "case": world.case, "employment": Employment.objects.get(person=world.person)}
    return FollowUpPlan.objects.create(**(row | values))


def _leader() -> EmployerContact:
    return EmployerContact.objects.first() or make_contact(Employment.objects.earliest("pk").employer, "Nils", "leader")


def _version(plan: FollowUpPlan, **values: Any) -> PlanVersion:
    row = {"number": 1, "content": {}, "contact": _leader(), "on": ON, "at": AT} | values
    return PlanVersion.objects.create(plan=plan, **row)


def _step(**values: Any) -> Break:
    row = {"number": 1, "on": ON, "at": AT} | values
    return lambda world: PlanStep.objects.create(plan=_plan(world), **({"contact": _leader()} | row))


def _share(*, times: int = 1, **values: Any) -> Break:
    def share(world: Any) -> None:
        plan = _plan(world)
        version = _version(plan)
        row = {"shared_with": "nav", "contact": _leader(), "shared_on": ON, "shared_at": AT} | values
        for _time in range(times):
            PlanShare.objects.create(plan=plan, version=version, **row)

    return share


def _shared_with_both(world: Any) -> None:
    _share(issuer=Issuer.objects.get())(world)


def _asked(world: Any) -> None:
    HelpRequest.objects.create(
        person=world.person, case=world.case, sender="person", contact=_leader(), received_on=ON, answer_due=ON
    )


def _contact(**values: Any) -> EmployerContact:
    row = {"name": "Nils", "login": "nils", "role": "leader"} | values
    return EmployerContact.objects.create(employer=Employment.objects.earliest("pk").employer, **row)


def _leads(**values: Any) -> Leadership:
    job = Employment.objects.earliest("pk")
    return Leadership.objects.create(employment=job, leader=_leader(), first_day=ON, **values)


BREAKS: list[tuple[str, Break]] = [
    ("one_plan_for_one_employment_and_case", lambda world: (_plan(world), _plan(world))),
    ("plan_state_is_known", lambda world: _plan(world, state="x", version=1)),
    ("plan_with_words_has_a_version", lambda world: _plan(world, state="draft")),
    ("unnecessary_plan_says_when", lambda world: _plan(world, state="unnecessary")),
    ("unnecessary_plan_says_when", lambda world: _plan(world, unnecessary_on=ON)),
    ("asked_for_plan_says_when_and_by_whom", lambda world: _plan(world, asked_on=ON)),
    ("asked_for_plan_says_when_and_by_whom", lambda world: _plan(world, asked_by=world.region.adviser)),
    ("one_plan_version_for_one_number", lambda world: [_version(plan) for plan in [_plan(world)] * 2]),
    ("plan_versions_are_counted_from_one", lambda world: _version(_plan(world), number=0)),
    ("plan_step_is_known", _step(kind="x", words="x")),
    ("plan_step_says_why", _step(kind="without_employee")),
    ("plan_step_says_why", _step(kind="returned", contact=None)),
    ("plan_step_is_by_its_own_side", _step(kind="approved")),
    ("plan_step_is_by_its_own_side", _step(kind="sent", contact=None)),
    ("plan_is_shared_with_somebody", _share(shared_with="x")),
    ("plan_is_shared_with_somebody", _share(shared_with="issuer")),
    ("plan_is_shared_with_somebody", _shared_with_both),
    ("plan_taken_back_says_when_and_by_whom", _share(taken_back_on=ON)),
    ("plan_taken_back_says_when_and_by_whom", _share(taken_back_by="Nils")),
    ("plan_taken_back_says_when_and_by_whom", _share(taken_back_on=day("2026-03-01"), taken_back_by="Nils")),
    ("one_share_of_a_version_at_a_time", _share(times=2)),
    ("one_share_of_a_version_at_a_time", _share(times=2, contact=None)),
    ("contact_asks_for_the_employer", _asked),
    ("EmployerContact.login", lambda _: [_contact() for _each in range(2)]),
    ("employer_contact_role_is_known", lambda _: _contact(role="x")),
    ("employer_contact_has_a_name", lambda _: _contact(name="")),
    ("leadership_ends_after_start", lambda _: _leads(last_day=day("2026-03-01"))),
    ("one_nearest_leader_at_a_time", lambda _: [_leads() for _each in range(2)]),
]


@pytest.mark.parametrize(("name", "change"), BREAKS, ids=[f"{n}-{name}" for n, (name, _) in enumerate(BREAKS)])
def test_the_database_refuses(world: World, name: str, change: Break) -> None:
    said = refused_by(world, change)
    model, dot, column = name.partition(".")
    if dot:  # what a field alone makes unique has a name of the database's own
        assert (said.table_name, f"({column}" in said.message_detail) == (f"people_{model.lower()}", True)
    else:
        assert said.constraint_name == name
