"""A plan is written by the employer, added to and answered by the employee; or said, with a reason, to be unnecessary.

Whoever writes names the version they started from: on an older one nothing is kept and nothing is lost, the page shows
both texts. Each service locks the person first.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.evaluation import evaluate, lock_people
from stafett.cases.journal import Journal
from stafett.cases.models import Case
from stafett.dialogue.models import Message
from stafett.people.models import Employment
from stafett.plans.follow_up_plan.content import LONGEST_TEXT, PlanContent, read_content, store_content
from stafett.plans.follow_up_plan.models import FollowUpPlan, PlanStep, PlanVersion
from stafett.plans.services import PlanError

State = FollowUpPlan.State
Kind = PlanStep.Kind


@transaction.atomic
def save_plan(
    *, case: Case, employment: Employment, content: PlanContent, started_from: int, actor: Actor, on: date, at: datetime
) -> FollowUpPlan:
    """Keeps what the employer has written as a new version; the plan is a draft again until the employee has seen it.

    The employee's own words stay as they are. What is sent twice is one version. Raises PlanError:
    plan_error.changed (by, on: somebody has written since version `started_from`), plan_error.empty,
    plan_error.case_closed, plan_error.employment_ended.
    """
    plan = _plan_to_write(case, employment, on)
    newest = _newest(plan)
    content = content.with_words_of(read_content(newest.content) if newest else PlanContent())
    if content.is_empty:
        raise PlanError("plan_error.empty")
    if newest is not None and store_content(content) == newest.content and plan.state != State.UNNECESSARY:
        return plan
    _refuse_older(plan, newest, started_from)
    before, was_unnecessary = _state_of(plan), plan.state == State.UNNECESSARY
    plan.unnecessary_on = None
    _write(plan, content, State.DRAFT, actor, on, at)
    _note(plan, "plan_saved", before, actor, on, at)
    if was_unnecessary:
        evaluate([plan.person_id], on=on, at=at)
    return plan


@transaction.atomic
def add_words(
    *, plan: FollowUpPlan, words: str, started_from: int, actor: Actor, on: date, at: datetime
) -> FollowUpPlan:
    """Keeps the employee's own words as a new version; a plan that they have approved stays approved.

    Raises PlanError: plan_error.changed, plan_error.too_long (most), plan_error.no_plan, plan_error.case_closed,
    plan_error.employment_ended.
    """
    plan = _plan_to_write(plan.case, plan.employment, on)
    newest = _newest(plan)
    if newest is None or plan.state == State.UNNECESSARY:
        raise PlanError("plan_error.no_plan")
    _refuse_long(words)
    content = read_content(newest.content)
    changed = content.model_copy(update={"employee_words": words.strip()})
    if changed == content:
        return plan
    _refuse_older(plan, newest, started_from)
    before = _state_of(plan)
    _write(plan, changed, plan.state, actor, on, at)
    _note(plan, "plan_words_added", before, actor, on, at)
    return plan


@transaction.atomic
def send_plan(*, plan: FollowUpPlan, seen: int, actor: Actor, on: date, at: datetime) -> None:
    """Gives a draft to the employee to read and answer, with a message that it is there.

    Raises PlanError: plan_error.changed (it is not version `seen` any more), plan_error.not_draft,
    plan_error.case_closed, plan_error.employment_ended.
    """
    plan = _plan_to_write(plan.case, plan.employment, on)
    if plan.state == State.WITH_EMPLOYEE and plan.version == seen:
        return
    if plan.state != State.DRAFT:
        raise PlanError("plan_error.not_draft")
    _refuse_older(plan, _newest(plan), seen)
    _step(plan, Kind.SENT, State.WITH_EMPLOYEE, "", actor, on, at)
    digital = plan.person.reachable_digitally
    Message.objects.create(
        person_id=plan.person_id, case_id=plan.case_id, code="plan_to_answer", sent_on=on,
        channel=Message.Channel.DIGITAL if digital else Message.Channel.LETTER,
        parameters={"employer": plan.employment.employer.name},
    )  # fmt: skip


@transaction.atomic
def answer_plan(
    *, plan: FollowUpPlan, approved: bool, words: str, seen: int, actor: Actor, on: date, at: datetime
) -> None:
    """The employee approves the version they have seen, or sends it back and says why.

    Raises PlanError: plan_error.changed, plan_error.not_with_you, plan_error.words_needed, plan_error.too_long,
    plan_error.case_closed, plan_error.employment_ended.
    """
    plan = _plan_to_write(plan.case, plan.employment, on)
    if approved and plan.state == State.APPROVED and plan.version == seen:
        return
    if plan.state != State.WITH_EMPLOYEE:
        raise PlanError("plan_error.not_with_you")
    _refuse_older(plan, _newest(plan), seen)
    _refuse_long(words)
    if not approved and not words.strip():
        raise PlanError("plan_error.words_needed")
    kind, state = (Kind.APPROVED, State.APPROVED) if approved else (Kind.RETURNED, State.DRAFT)
    _step(plan, kind, state, words.strip(), actor, on, at)


@transaction.atomic
def go_on_without(*, plan: FollowUpPlan, why: str, seen: int, actor: Actor, on: date, at: datetime) -> None:
    """The employee is silent or will not take part: the plan says so, and can be shared (S2:L195; the duty stands).

    The employee can still add own words, and the employer send a new version. Raises PlanError: plan_error.changed,
    plan_error.not_draft, plan_error.reason_needed, plan_error.too_long, plan_error.case_closed,
    plan_error.employment_ended.
    """
    plan = _plan_to_write(plan.case, plan.employment, on)
    if plan.state == State.WITHOUT_EMPLOYEE and plan.version == seen:
        return
    if plan.state not in {State.DRAFT, State.WITH_EMPLOYEE}:
        raise PlanError("plan_error.not_draft")
    _refuse_older(plan, _newest(plan), seen)
    _refuse_without_reason(why)
    _step(plan, Kind.WITHOUT_EMPLOYEE, State.WITHOUT_EMPLOYEE, why.strip(), actor, on, at)


@transaction.atomic
def find_unnecessary(
    *, case: Case, employment: Employment, why: str, actor: Actor, on: date, at: datetime
) -> FollowUpPlan:
    """The employer says that a plan is obviously unnecessary, and why (aml. § 4-6 (3)); that ends the duty.

    It lasts until they write one after all. The same reason again (a form sent twice) is the same. Raises PlanError:
    plan_error.there_is_one (the employee has approved one, or not taken part in one), plan_error.reason_needed,
    plan_error.too_long, plan_error.case_closed, plan_error.employment_ended.
    """
    plan = _plan_to_write(case, employment, on)
    if plan.is_ready:
        raise PlanError("plan_error.there_is_one")
    _refuse_without_reason(why)
    if plan.state == State.UNNECESSARY and plan.steps.latest("pk").words == why.strip():
        return plan
    plan.unnecessary_on = on
    _step(plan, Kind.UNNECESSARY, State.UNNECESSARY, why.strip(), actor, on, at)
    evaluate([plan.person_id], on=on, at=at)
    return plan


@transaction.atomic
def ask_for_plan(*, case: Case, employment: Employment, actor: Actor, on: date, at: datetime) -> FollowUpPlan:
    """Nav asks the employer for the plan (S2:L295); from then on they have 14 days (`plan_request_days`).

    Asking twice on a day is asking once. Raises PlanError: plan_error.case_closed, plan_error.employment_ended.
    """
    plan = _plan_to_write(case, employment, on)
    if plan.asked_on == on:
        return plan
    before = {"asked_on": plan.asked_on}
    plan.asked_on, plan.asked_by_id = on, actor.staff_id
    plan.save(update_fields=["asked_on", "asked_by"])
    journal = Journal(actor, on, at)
    after = {"plan": plan.pk, "asked_on": on}
    journal.note("plan_asked", person=plan.person_id, case=plan.case_id, before=before, after=after)
    journal.save()
    evaluate([plan.person_id], on=on, at=at)
    return plan


def _plan_to_write(case: Case, employment: Employment, on: date) -> FollowUpPlan:
    """The plan as it is now, the person locked; begun where there is none."""
    lock_people([case.person_id])
    case.refresh_from_db(fields=["state"])
    if case.state != Case.State.OPEN:
        raise PlanError("plan_error.case_closed")
    if employment.last_day is not None and employment.last_day < on:
        raise PlanError("plan_error.employment_ended")
    plan, _ = FollowUpPlan.objects.select_related("person", "employment__employer").get_or_create(
        case=case, employment=employment, defaults={"person_id": case.person_id}
    )
    return plan


def _newest(plan: FollowUpPlan) -> PlanVersion | None:
    return plan.versions.select_related("contact").order_by("-number").first()


def _refuse_older(plan: FollowUpPlan, newest: PlanVersion | None, seen: int) -> None:
    if newest is None and seen == 0:
        return
    if newest is None:
        raise PlanError("plan_error.no_plan")
    if newest.number != seen:
        by = newest.contact.name if newest.contact else plan.person.name
        raise PlanError("plan_error.changed", by=by, on=newest.on)


def _refuse_long(words: str) -> None:
    if len(words.strip()) > LONGEST_TEXT:
        raise PlanError("plan_error.too_long", most=LONGEST_TEXT)


def _refuse_without_reason(why: str) -> None:
    if not why.strip():
        raise PlanError("plan_error.reason_needed")
    _refuse_long(why)


def _write(plan: FollowUpPlan, content: PlanContent, state: str, actor: Actor, on: date, at: datetime) -> None:
    plan.version += 1
    plan.state = state
    PlanVersion.objects.create(
        plan=plan, number=plan.version, content=store_content(content), contact_id=_contact(actor), on=on, at=at
    )
    plan.save(update_fields=["state", "version", "unnecessary_on"])


def _step(plan: FollowUpPlan, kind: str, state: str, words: str, actor: Actor, on: date, at: datetime) -> None:
    before = _state_of(plan)
    plan.state = state
    plan.save(update_fields=["state", "unnecessary_on"])
    PlanStep.objects.create(
        plan=plan, number=plan.version, kind=kind, words=words, contact_id=_contact(actor), on=on, at=at
    )
    _note(plan, f"plan_{kind}", before, actor, on, at)


def _contact(actor: Actor) -> int | None:
    """The key at the employer; None for the employee."""
    return actor.id if actor.is_employer else None


def _state_of(plan: FollowUpPlan) -> dict[str, Any]:
    return {"state": plan.state, "version": plan.version}


def _note(plan: FollowUpPlan, event: str, before: dict[str, Any], actor: Actor, on: date, at: datetime) -> None:
    """The entry holds the state and the number of the version; the words stand in the plan."""
    journal = Journal(actor, on, at)
    after = {"plan": plan.pk, **_state_of(plan)}
    journal.note(event, person=plan.person_id, case=plan.case_id, before=before, after=after)
    journal.save()
