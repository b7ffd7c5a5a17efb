"""Follow-up plans in the region: written, sent, added to, answered, shared, asked for, or found unnecessary."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from stafett.core.dates import add_working_days
from stafett.demo.outside_parties import Act, Parties
from stafett.plans.follow_up_plan.content import PlanContent, Tried
from stafett.plans.follow_up_plan.models import FollowUpPlan, PlanShare
from stafett.plans.follow_up_plan.services import (
    add_words,
    answer_plan,
    ask_for_plan,
    find_unnecessary,
    save_plan,
    send_plan,
)
from stafett.plans.follow_up_plan.sharing import share_plan


def _plan(of: Parties) -> FollowUpPlan:
    return FollowUpPlan.objects.select_related("case__person", "person", "employment__employer").get(
        case=of.case, employment=of.employment
    )


def _save(of: Parties) -> None:
    can_do, cannot_do, own, with_help = of.said("plans")
    day = of.step.day
    tried = Tried(kind="shorter_hours", first_day=day - timedelta(days=10), last_day=day, result=of.said("tried"))
    content = PlanContent(
        can_do=can_do, cannot_do=cannot_do, own_measures=own, measures_with_help=with_help, tried=(tried,),
        how_followed_up=of.said("followed_up"), next_on=add_working_days(day, 15),
    )  # fmt: skip
    save_plan(case=of.case, employment=of.employment, content=content, started_from=0, actor=of.leader, **of.now)


def _send(of: Parties) -> None:
    plan = _plan(of)
    send_plan(plan=plan, seen=plan.version, actor=of.leader, **of.now)


def _add_words(of: Parties) -> None:
    plan = _plan(of)
    add_words(plan=plan, words=of.said("own_words"), started_from=plan.version, actor=of.person, **of.now)


def _approve(of: Parties) -> None:
    plan = _plan(of)
    answer_plan(plan=plan, approved=True, words="", seen=plan.version, actor=of.person, **of.now)


def _return(of: Parties) -> None:
    plan = _plan(of)
    words = of.said("returned")
    answer_plan(plan=plan, approved=False, words=words, seen=plan.version, actor=of.person, **of.now)


def _share(of: Parties, shared_with: str) -> None:
    plan = _plan(of)
    share_plan(plan=plan, shared_with=shared_with, seen=plan.version, actor=of.leader, **of.now)


def _find_unnecessary(of: Parties) -> None:
    why = of.said("no_plan")
    find_unnecessary(case=of.case, employment=of.employment, why=why, actor=of.leader, **of.now)


def _ask_for(of: Parties) -> None:
    ask_for_plan(case=of.case, employment=of.employment, actor=of.adviser, **of.now)


PLAN_ACTS: Final[Mapping[str, Act]] = {
    "save_plan": _save,
    "send_plan": _send,
    "add_words": _add_words,
    "approve_plan": _approve,
    "return_plan": _return,
    "share_with_issuer": lambda of: _share(of, PlanShare.With.ISSUER),
    "share_with_nav": lambda of: _share(of, PlanShare.With.NAV),
    "no_plan": _find_unnecessary,
    "ask_for_plan": _ask_for,
}
