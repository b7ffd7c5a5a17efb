"""A plan is shared with the issuer or with Nav: an act of its own, by name and date, that can be taken back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from stafett.access.actors import Actor
from stafett.cases.evaluation import evaluate, lock_people
from stafett.cases.journal import Journal
from stafett.cases.models import Case
from stafett.intake.models import SickNote
from stafett.people.models import Issuer
from stafett.plans.follow_up_plan.models import FollowUpPlan, PlanShare
from stafett.plans.services import PlanError


def newest_issuer(case: Case, on: date) -> Issuer | None:
    """Who wrote the newest note in the absence that counts on the day and has an issuer."""
    notes = SickNote.objects.filter(
        Q(replaced_on=None) | Q(replaced_on__gt=on), person=case.person_id, received_on__lte=on, issuer__isnull=False,
        periods__first_day__lte=case.last_day, periods__last_day__gte=case.first_day,
    ).exclude(kind=SickNote.Kind.CANCELLATION)  # fmt: skip
    newest = notes.select_related("issuer").order_by("-signed_at", "-pk").first()
    return newest.issuer if newest else None


@transaction.atomic
def share_plan(*, plan: FollowUpPlan, shared_with: str, seen: int, actor: Actor, on: date, at: datetime) -> PlanShare:
    """Shares version `seen` with the one who writes the sick notes, or with Nav; who shares is employer or employee.

    Either of them settles the employer's duty to make a plan, and with Nav also that Nav has asked for it. The same
    again while it is shared (a form sent twice) is the same, but where Nav has asked for it since. Raises PlanError:
    plan_error.not_ready, plan_error.changed (by, on), plan_error.no_issuer (no note says who wrote it).
    """
    lock_people([plan.person_id])
    locked = FollowUpPlan.objects.select_related("case", "person").get(pk=plan.pk)
    if not locked.is_ready:
        raise PlanError("plan_error.not_ready")
    version = locked.versions.select_related("contact").get(number=locked.version)
    if version.number != seen:
        by = version.contact.name if version.contact else locked.person.name
        raise PlanError("plan_error.changed", by=by, on=version.on)
    issuer = newest_issuer(locked.case, on) if shared_with == PlanShare.With.ISSUER else None
    if shared_with == PlanShare.With.ISSUER and issuer is None:
        raise PlanError("plan_error.no_issuer")
    same = {"version": version, "shared_with": shared_with, "issuer": issuer, "contact_id": _contact(actor)}
    earlier = PlanShare.objects.filter(**same, taken_back_on=None).first()
    if earlier is not None and not earlier.is_asked_anew(locked):
        return earlier
    if earlier is not None:
        PlanShare.objects.filter(pk=earlier.pk).update(taken_back_on=on, taken_back_by=actor.name)
    share = PlanShare.objects.create(plan=locked, **same, shared_on=on, shared_at=at)
    _note(locked, "plan_shared", shared_with, actor, on, at)
    evaluate([locked.person_id], on=on, at=at)
    return share


@transaction.atomic
def take_back(*, plan: FollowUpPlan, shared_with: str, actor: Actor, on: date, at: datetime) -> None:
    """Takes back for the future what the actor's own side has shared: what was read has been read.

    Neither side takes back what the other has shared: the employer has duties by law, the employee has a choice of
    their own. The duties that the share had settled open again. Raises PlanError("plan_error.not_shared").
    """
    lock_people([plan.person_id])
    by_employer = {"contact__isnull": not actor.is_employer}
    own = PlanShare.objects.filter(plan=plan.pk, shared_with=shared_with, taken_back_on=None, **by_employer)
    if not own.update(taken_back_on=on, taken_back_by=actor.name):
        raise PlanError("plan_error.not_shared")
    _note(plan, "plan_taken_back", shared_with, actor, on, at)
    evaluate([plan.person_id], on=on, at=at)


def _contact(actor: Actor) -> int | None:
    return actor.id if actor.is_employer else None


def _note(plan: FollowUpPlan, event: str, shared_with: str, actor: Actor, on: date, at: datetime) -> None:
    journal = Journal(actor, on, at)
    after = {"plan": plan.pk, "version": plan.version, "shared_with": shared_with}
    journal.note(event, person=plan.person_id, case=plan.case_id, after=after)
    journal.save()
