"""Setting a unit's keys, registering who is away, redistributing cases and undoing it."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.distribution.models import DistributionRule, StaffAbsence
from stafett.cases.distribution.selectors import EVEN_LOAD, Wanted, plan_redistribution
from stafett.cases.evaluation import lock_people
from stafett.cases.handover.services import tell_new_holders
from stafett.cases.journal import Journal
from stafett.cases.law import law_in_force
from stafett.cases.many.choosing import Outcome, keep, refuse
from stafett.cases.many.models import REDISTRIBUTED, ManyAction
from stafett.cases.models import Case
from stafett.cases.services import CaseError
from stafett.core.limits import earliest_day, furthest_day
from stafett.people import bulk
from stafett.people.models import OrganisationChange, Protection, Staff, Unit


@transaction.atomic
def set_key(*, kind: str, parts: Sequence[tuple[Staff, str, str]], actor: Actor, on: date, at: datetime) -> None:
    """Makes `parts` (adviser, first, last) the whole key of one kind in the actor's unit; the change is logged.

    Raises CaseError("distribution.not_there", name) for somebody who is no adviser of the unit. Values that do not
    fit the kind are refused by the database.
    """
    for staff, _, _ in parts:
        if staff.unit_id != actor.unit or staff.role != Staff.Role.ADVISER:
            raise CaseError("distribution.not_there", name=staff.name)
    unit = _unit_of(actor)
    before = DistributionRule.objects.filter(unit=unit, kind=kind).order_by("id")
    was = [[staff, first, last] for staff, first, last in before.values_list("staff__login", "first", "last")]
    before.delete()
    DistributionRule.objects.bulk_create(
        DistributionRule(unit=unit, kind=kind, staff=staff, first=first, last=last) for staff, first, last in parts
    )
    name = f"distribution_{kind}"
    after = [[staff.login, first, last] for staff, first, last in parts]
    if was != after:
        OrganisationChange.objects.create(
            unit=unit, on=on, at=at, by=actor.name, before={name: was}, after={name: after}
        )


@transaction.atomic
def register_absence(
    *, staff: Staff, kind: str, first_day: date, last_day: date | None, actor: Actor, on: date, at: datetime
) -> StaffAbsence:
    """Writes down that somebody is away: oneself, or for a leader anybody of the unit. Which sickness is never asked.

    Raises CaseError: absence.not_yours, absence.ends_before_start, absence.overlaps, day_error.too_early (earliest),
    day_error.too_far (furthest).
    """
    staff = Staff.objects.select_for_update(no_key=True).get(pk=staff.pk)
    _refuse_others(staff, actor)
    if last_day is not None and last_day < first_day:
        raise CaseError("absence.ends_before_start")
    _refuse_far_off(staff, first_day, last_day or first_day, on)
    before_end = {} if last_day is None else {"first_day__lte": last_day}
    others = StaffAbsence.objects.filter(staff=staff, **before_end)
    if others.exclude(last_day__lt=first_day).exists():
        raise CaseError("absence.overlaps")
    absence = StaffAbsence.objects.create(
        staff=staff, kind=kind, first_day=first_day, last_day=last_day, registered_by=actor.name, registered_on=on
    )
    after = {"away_from": first_day.isoformat(), "away_until": last_day.isoformat() if last_day else None}
    OrganisationChange.objects.create(staff=staff, on=on, at=at, by=actor.name, after=after)
    return absence


@transaction.atomic
def end_absence(*, absence: StaffAbsence, last_day: date, actor: Actor, on: date, at: datetime) -> None:
    """Sets the last day of an absence; one that ends before it begins never was.

    Raises CaseError("absence.not_yours"), and CaseError("absence.ended") for one that somebody else has taken away.
    """
    locked = StaffAbsence.objects.select_for_update().select_related("staff").filter(pk=absence.pk).first()
    if locked is None:
        raise CaseError("absence.ended")
    _refuse_others(locked.staff, actor)
    before = {"away_from": locked.first_day.isoformat()}
    if last_day < locked.first_day:
        locked.delete()
        after: dict[str, str | None] = {"away_from": None}
    else:
        locked.last_day = last_day
        locked.save(update_fields=["last_day"])
        after = {**before, "away_until": last_day.isoformat()}
    OrganisationChange.objects.create(staff=locked.staff, on=on, at=at, by=actor.name, before=before, after=after)


@transaction.atomic
def redistribute(*, wanted: Wanted, seen: str, actor: Actor, on: date, at: datetime) -> ManyAction:
    """Does what the plan says, in the actor's unit; each person is told whom they get, before their adviser lets go.

    One statement for each table, however many cases there are. `seen` is the digest of the plan that was shown:
    nothing else is done than what somebody has looked at. Raises CaseError: distribution.kind_unknown,
    distribution.changed, distribution.nothing.
    """
    if wanted.kind not in {*DistributionRule.Kind.values, EVEN_LOAD}:
        raise CaseError("distribution.kind_unknown")
    lock_people(move.case.person_id for move in plan_redistribution(actor, wanted, on=on).moves)
    plan = plan_redistribution(actor, wanted, on=on)  # as it is now that nobody else can change it
    if plan.digest != seen:
        raise CaseError("distribution.changed")
    if not plan.moves:
        raise CaseError("distribution.nothing")
    before = {move.case.pk: {"holder_id": move.case.holder_id} for move in plan.moves}
    after = {move.case.pk: {"holder_id": move.to_staff.pk} for move in plan.moves}
    done = keep(REDISTRIBUTED, before, after, actor=actor, on=on, at=at, how=asdict(wanted))
    _give([(move.case, move.to_staff) for move in plan.moves], REDISTRIBUTED, actor, on, at)
    return done


def put_back(done: ManyAction, actor: Actor, on: date, at: datetime) -> Outcome:
    """Puts back the cases of a redistribution that nobody has given to somebody else since.

    For `many.undo` alone, which has locked the people.
    """
    cases = list(Case.objects.filter(pk__in=done.cases).select_related("person").order_by("pk"))
    former = {case.pk: done.before[str(case.pk)]["holder_id"] for case in cases}
    staff = Staff.objects.in_bulk({key for key in former.values() if key is not None})
    back, refused = [], []
    for case in cases:
        to_staff = staff.get(former[case.pk])
        if code := _stays(case, done, to_staff):
            refused.append(refuse(case, (code, {}), actor))
        else:
            back.append((case, to_staff))
    _give(back, "case_put_back", actor, on, at)
    return Outcome(len(back), refused, None)


def _unit_of(actor: Actor) -> Unit:
    return Unit.objects.get(pk=actor.unit or 0)


def _refuse_others(staff: Staff, actor: Actor) -> None:
    leads = actor.role == Staff.Role.LEADER and staff.unit_id == actor.unit
    if staff.pk != actor.id and not leads:
        raise CaseError("absence.not_yours")


def _refuse_far_off(staff: Staff, first_day: date, last_day: date, on: date) -> None:
    law = law_in_force()
    earliest = earliest_day("absence_back_months", law, on, staff.unit.number)
    furthest = furthest_day("absence_ahead_months", law, on, staff.unit.number)
    if first_day < earliest:
        raise CaseError("day_error.too_early", earliest=earliest)
    if last_day > furthest:
        raise CaseError("day_error.too_far", furthest=furthest)


def _stays(case: Case, done: ManyAction, former: Staff | None) -> str:
    """Why a case is not put back, as the code of a text; empty when it can be."""
    unit = done.unit_id
    if case.state != Case.State.OPEN:
        return "undo.closed"
    if case.holder_unit_id != unit or case.holder_id != done.after[str(case.pk)]["holder_id"]:
        return "undo.changed"
    if former is not None and (not former.active or former.unit_id != unit):
        return "undo.gone"
    if former is not None and case.person.protection not in {Protection.NONE, *former.may_open}:
        return "undo.may_not_open"
    return ""


def _give(given: Iterable[tuple[Case, Staff | None]], event: str, actor: Actor, on: date, at: datetime) -> None:
    """Tells the persons, writes the journal, and then changes the holders."""
    rows = list(given)
    unit = _unit_of(actor)
    tell_new_holders([(case, unit, staff) for case, staff in rows], on)
    journal = Journal(actor, on, at)
    for case, staff in rows:
        before, after = {"holder": case.holder_id}, {"holder": staff.pk if staff else None}
        journal.note(event, person=case.person_id, case=case.pk, before=before, after=after)
    journal.save()
    bulk.update(Case, ("id", "holder_id"), [(case.pk, staff.pk if staff else None) for case, staff in rows])
