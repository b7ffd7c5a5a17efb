"""Case discussions of a unit: when, with whom, which cases are on the agenda, and what came of each.

The question and the outcome stand on the case, where the person sees them; the journal holds none of the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.evaluation import lock_people
from stafett.cases.journal import Journal
from stafett.cases.law import law_in_force
from stafett.cases.models import Case, Task
from stafett.cases.own_work import FOLLOW_UP, FollowUp
from stafett.cases.own_work_services import Wish, change_follow_up, set_follow_up, withdraw_follow_up
from stafett.cases.services import finish_task
from stafett.core.limits import furthest_day
from stafett.people.models import Staff, Unit
from stafett.plans.models import CaseDiscussion, DiscussedCase
from stafett.plans.services import PlanError


@dataclass(frozen=True, slots=True)
class When:
    """When and where a discussion is, and who takes part beside the unit's own (specialists by code, others in words).

    `specialists` are of `core.asking.SPECIALISTS`.
    """

    day: date
    begins: time
    place: str = ""
    specialists: Sequence[str] = ()
    others: str = ""


@transaction.atomic
def plan_discussion(*, when: When, actor: Actor, on: date) -> CaseDiscussion:
    """Plans a discussion in the actor's unit; one at that hour is there already where a form is sent twice.

    Raises PlanError: discussion_error.day_passed, day_error.too_far (furthest).
    """
    planner = Staff.objects.select_related("unit").get(pk=actor.staff_id)
    _refuse_day(when.day, planner.unit, on)
    of_unit = CaseDiscussion.objects.filter(unit=planner.unit, cancelled_on=None)
    if same := of_unit.filter(day=when.day, begins=when.begins).first():
        return same
    return CaseDiscussion.objects.create(unit=planner.unit, planned_by=planner, planned_on=on, **_fields(when))


@transaction.atomic
def move_discussion(*, discussion: CaseDiscussion, when: When, actor: Actor, on: date, at: datetime) -> None:
    """Gives a discussion another day, hour, place or company; the tasks of the cases on its agenda move along.

    Raises PlanError: discussion_error.day_passed, day_error.too_far (furthest), discussion_error.cancelled,
    discussion_error.taken.
    """
    _refuse_day(when.day, discussion.unit, on)
    lock_people(_people_of(discussion))
    locked = _locked(discussion)
    same = CaseDiscussion.objects.filter(unit=locked.unit_id, day=when.day, begins=when.begins, cancelled_on=None)
    if same.exclude(pk=locked.pk).exists():
        raise PlanError("discussion_error.taken")
    CaseDiscussion.objects.filter(pk=locked.pk).update(**_fields(when))
    for item in _undecided(locked):
        own = item.follow_up
        wish = Wish(own.reason, when.day, own.line)
        change_follow_up(follow_up=own, wish=wish, version=own.version, actor=actor, on=on, at=at)


@transaction.atomic
def cancel_discussion(*, discussion: CaseDiscussion, on: date) -> None:
    """Cancels a discussion that has nothing on its agenda: nobody's question is dropped.

    Raises PlanError: discussion_error.cancelled, discussion_error.has_agenda.
    """
    locked = _locked(discussion)
    if locked.agenda.filter(taken_off_on=None).exists():
        raise PlanError("discussion_error.has_agenda")
    locked.cancelled_on = on
    locked.save(update_fields=["cancelled_on"])


@transaction.atomic
def put_on_agenda(
    *, case: Case, discussion: CaseDiscussion, question: str, actor: Actor, on: date, at: datetime
) -> DiscussedCase:
    """Puts a case on the agenda; from that day writing down what came of it is a task of Nav's.

    A case that is on it already stays as it is. Raises PlanError: discussion_error.words_needed,
    discussion_error.cancelled, discussion_error.other_unit, discussion_error.day_passed, day_error.too_far (furthest),
    asking_error.case_closed.
    """
    lock_people([case.person_id])
    case.refresh_from_db(fields=["state"])
    if case.state != Case.State.OPEN:
        raise PlanError("asking_error.case_closed")
    if not question.strip():
        raise PlanError("discussion_error.words_needed")
    locked = _locked(discussion)
    if locked.unit_id != actor.unit:
        raise PlanError("discussion_error.other_unit")
    _refuse_day(locked.day, locked.unit, on)
    if same := locked.agenda.filter(person=case.person_id, taken_off_on=None).first():
        return same
    wish = Wish(FollowUp.Reason.CASE_DISCUSSION, locked.day)
    follow_up = set_follow_up(case=case, wish=wish, actor=actor, on=on, at=at, beside_same=True)
    item = DiscussedCase.objects.create(
        discussion=locked, person_id=case.person_id, case=case, question=question.strip(), put_by_id=actor.staff_id,
        put_on=on, follow_up=follow_up,
    )  # fmt: skip
    _write_down(actor, on, at, "discussion_asked", item)
    return item


@transaction.atomic
def take_off_agenda(*, item: DiscussedCase, actor: Actor, on: date, at: datetime) -> None:
    """Takes a case off the agenda, with its task. Raises PlanError: discussion_error.decided, discussion_error.off."""
    locked = _locked_item(item)
    locked.taken_off_on = on
    locked.save(update_fields=["taken_off_on"])
    own = locked.follow_up
    withdraw_follow_up(follow_up=own, version=own.version, actor=actor, on=on, at=at)
    _write_down(actor, on, at, "discussion_left", locked)


@transaction.atomic
def register_outcome(*, item: DiscussedCase, outcome: str, actor: Actor, on: date, at: datetime) -> None:
    """Writes down what came of a case, which ends its task.

    Raises PlanError: discussion_error.outcome_needed, discussion_error.not_yet, discussion_error.decided,
    discussion_error.off.
    """
    locked = _locked_item(item)
    if not outcome.strip():
        raise PlanError("discussion_error.outcome_needed")
    if locked.discussion.day > on:
        raise PlanError("discussion_error.not_yet", day=locked.discussion.day)
    locked.outcome, locked.decided_on, locked.registered_by_id = outcome.strip(), on, actor.staff_id
    locked.save(update_fields=["outcome", "decided_on", "registered_by"])
    _write_down(actor, on, at, "case_discussed", locked)
    task = Task.objects.filter(kind=FOLLOW_UP, ordinal=locked.follow_up_id, state=Task.State.OPEN).first()
    if task is not None:
        finish_task(task=task, outcome="discussed", actor=actor, on=on, at=at)


def _refuse_day(day: date, unit: Unit, on: date) -> None:
    if day < on:
        raise PlanError("discussion_error.day_passed")
    furthest = furthest_day("discussion_ahead_months", law_in_force(), on, unit.number)
    if day > furthest:
        raise PlanError("day_error.too_far", furthest=furthest)


def _fields(when: When) -> dict[str, Any]:
    return {
        "day": when.day, "begins": when.begins, "place": when.place.strip(), "specialists": list(when.specialists),
        "others": when.others.strip(),
    }  # fmt: skip


def _locked(discussion: CaseDiscussion) -> CaseDiscussion:
    locked = CaseDiscussion.objects.select_for_update().get(pk=discussion.pk)
    if locked.cancelled_on is not None:
        raise PlanError("discussion_error.cancelled")
    return locked


def _locked_item(item: DiscussedCase) -> DiscussedCase:
    lock_people([item.person_id])
    locked = DiscussedCase.objects.select_related("follow_up", "discussion").get(pk=item.pk)
    if locked.decided_on is not None and locked.registered_by is not None:
        raise PlanError("discussion_error.decided", by=locked.registered_by.name, on=locked.decided_on)
    if locked.taken_off_on is not None:
        raise PlanError("discussion_error.off", on=locked.taken_off_on)
    return locked


def _people_of(discussion: CaseDiscussion) -> list[int]:
    return [item.person_id for item in _undecided(discussion)]


def _undecided(discussion: CaseDiscussion) -> list[DiscussedCase]:
    items = discussion.agenda.filter(taken_off_on=None, decided_on=None)
    return list(items.select_related("follow_up").order_by("pk"))


def _write_down(actor: Actor, on: date, at: datetime, event: str, item: DiscussedCase) -> None:
    journal = Journal(actor, on, at)
    after = {"discussed_case": item.pk, "day": item.discussion.day}
    journal.note(event, person=item.person_id, case=item.case_id, after=after)
    journal.save()
