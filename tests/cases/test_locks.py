"""Everybody who writes about a person locks the person first: two writers wait for each other, never in a ring."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stafett.access.actors import Actor, employer_actor
from stafett.cases.distribution.selectors import Wanted, plan_redistribution
from stafett.cases.distribution.services import redistribute
from stafett.cases.handover.models import HandOver
from stafett.cases.handover.services import withdraw_offer
from stafett.cases.many.models import ManyAction
from stafett.cases.many.services import assign_cases
from stafett.cases.many.undo import take_back
from stafett.cases.models import Task
from stafett.cases.services import finish_task, run_tick, take_case
from stafett.dialogue.models import HelpRequest
from stafett.dialogue.services import answer_request, ask_for_help
from stafett.people.models import Employer, EmployerContact, Employment
from stafett.plans.follow_up_plan.content import PlanContent
from stafett.plans.follow_up_plan.models import FollowUpPlan
from stafett.plans.follow_up_plan.services import go_on_without, save_plan
from stafett.plans.follow_up_plan.sharing import share_plan
from stafett.plans.follow_up_plan.sharing import take_back as take_plan_back
from stafett.screening.models import Screening
from stafett.screening.services import (
    Confirmation,
    GivenAnswer,
    confirm_segments,
    explain_recurrence,
    give_answers,
    mark_conditions,
)
from tests.cases.handovers import accept, offer, send_back
from tests.factories import Region, as_person, as_staff, bring, day, instant, make_region, note, open_case
from tests.portals.outside_world import employ, make_contact

pytestmark = pytest.mark.django_db

ON, AT = day("2026-04-28"), instant("2026-04-28")
WRITES = ("insert", "update", "delete")


def _answer(_: Region) -> None:
    screening = Screening.objects.get()
    given = GivenAnswer(screening.pk, "unsure", "good", "under_26_weeks", as_person(screening.case.person))
    give_answers([given], on=ON, at=AT)


def _confirm(region: Region) -> None:
    chosen = Confirmation(Screening.objects.get().pk, "needs_mapping", as_staff(region.adviser))
    confirm_segments([chosen], on=ON, at=AT)


def _mark(region: Region) -> None:
    mark_conditions(screening=Screening.objects.get(), uncertain=True, actor=as_staff(region.adviser), on=ON, at=AT)


def _explain(region: Region) -> None:
    explain_recurrence(screening=Screening.objects.get(), explained=True, actor=as_staff(region.adviser), on=ON, at=AT)


def _ask(_: Region) -> None:
    case = open_case()
    ask_for_help(
        person=case.person, sender="person", wanted="Hjelp", how_soon="soon", actor=as_person(case.person), on=ON, at=AT
    )


def _answer_request(region: Region) -> None:
    answer_request(
        request=HelpRequest.objects.get(), assessed="a", next_step="b", actor=as_staff(region.adviser), on=ON, at=AT
    )


def _take(region: Region) -> None:
    take_case(case=open_case(), staff=region.adviser, actor=as_staff(region.adviser), on=ON, at=AT)


def _finish(region: Region) -> None:
    task = Task.objects.get(kind="activity_requirement")
    finish_task(task=task, outcome="fulfilled", actor=as_staff(region.adviser), on=ON, at=AT)


def _offer(region: Region) -> None:
    offer(open_case(), region.roe, region.adviser, str(ON))


def _accept(region: Region) -> None:
    accept(region.roe_adviser, str(ON), HandOver.objects.get())


def _send_back(region: Region) -> None:
    send_back(HandOver.objects.get(), region.roe_adviser, str(ON))


def _withdraw(region: Region) -> None:
    withdraw_offer(offer=HandOver.objects.get(), actor=as_staff(region.adviser), on=ON, at=AT)


def _redistribute(region: Region) -> None:
    wanted, actor = Wanted("even_load"), as_staff(region.leader)
    seen = plan_redistribution(actor, wanted, on=ON).digest
    redistribute(wanted=wanted, seen=seen, actor=actor, on=ON, at=AT)


def _undo(region: Region) -> None:
    take_back(action=ManyAction.objects.get().pk, actor=as_staff(region.leader), on=ON, at=AT)


def _assign_many(region: Region) -> None:
    case, adviser = open_case(), region.adviser
    assign_cases(cases=[case.pk], seen=2**31, holder=adviser, actor=as_staff(adviser), on=ON, at=AT)


def _take_back(region: Region) -> None:
    take_back(action=ManyAction.objects.get().pk, actor=as_staff(region.adviser), on=ON, at=AT)


def _employ(_: Region) -> None:
    employer = Employer.objects.get()
    employ(open_case().person, employer, make_contact(employer, "Nils", "leader"))


def _plan(_: Region) -> None:
    save_plan(
        case=open_case(), employment=Employment.objects.get(), content=PlanContent(can_do="Lager"), started_from=0,
        actor=_leader(), on=ON, at=AT,
    )  # fmt: skip


def _leader() -> Actor:
    return employer_actor(EmployerContact.objects.get())


def _finish_plan(_: Region) -> None:
    go_on_without(plan=FollowUpPlan.objects.get(), why="Svarer ikke", seen=1, actor=_leader(), on=ON, at=AT)


def _share_plan(_: Region) -> None:
    share_plan(plan=FollowUpPlan.objects.get(), shared_with="nav", seen=1, actor=_leader(), on=ON, at=AT)


def _take_plan_back(_: Region) -> None:
    take_plan_back(plan=FollowUpPlan.objects.get(), shared_with="nav", actor=_leader(), on=ON, at=AT)


@pytest.mark.parametrize(
    ("before", "service"),
    [
        ([], _answer),
        ([_answer], _confirm),
        ([_answer], _mark),
        ([_answer], _explain),
        ([], _ask),
        ([_ask], _answer_request),
        ([], _take),
        ([], _finish),
        ([], _offer),
        ([_offer], _accept),
        ([_offer], _send_back),
        ([_offer], _withdraw),
        ([], _redistribute),
        ([_redistribute], _undo),
        ([], _assign_many),
        ([_assign_many], _take_back),
        ([_employ], _plan),
        ([_employ, _plan], _finish_plan),
        ([_employ, _plan, _finish_plan], _share_plan),
        ([_employ, _plan, _finish_plan, _share_plan], _take_plan_back),
    ],
)
def test_the_person_is_locked_before_anything_is_written(
    before: list[Callable[[Region], None]], service: Callable[[Region], None]
) -> None:
    region = make_region()
    bring([note("a", [("2026-03-02", "2026-06-30")])], "2026-03-02")
    run_tick(on=day("2026-04-27"), at=instant("2026-04-27"))
    for step in before:
        step(region)
    with CaptureQueriesContext(connection) as queries:
        service(region)
    said = [query["sql"].lower().lstrip() for query in queries]
    lock = next(number for number, sql in enumerate(said) if "for no key update of p" in sql)
    assert not [sql for sql in said[:lock] if sql.startswith(WRITES) or "for update" in sql]
