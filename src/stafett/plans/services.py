"""Measures are proposed, applied for, waited for, begun, ended and broken off."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.evaluation import evaluate, lock_people
from stafett.cases.journal import Journal
from stafett.cases.law import law_in_force
from stafett.cases.models import Case, JournalEntry
from stafett.core.limits import latest_measure_end
from stafett.core.measures import BREAK_REASONS, NEXT
from stafett.plans.catalogue import catalogue, offered
from stafett.plans.models import Measure


class PlanError(Exception):
    """Something that cannot be planned now. `code` is a gettext key, `parameters` fill it."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code, self.parameters = code, parameters


@dataclass(frozen=True, slots=True)
class Move:
    """What a measure becomes, and the day from which: `planned_end` when it begins, `why` when it is broken off."""

    to: str
    day: date
    planned_end: date | None = None
    why: str = ""
    line: str = ""


@transaction.atomic
def propose_measure(*, case: Case, code: str, why: str, provider: str, actor: Actor, on: date, at: datetime) -> Measure:
    """Proposes a measure of the catalogue; the person sees it with why.

    The same proposal again on the same day (a form sent twice) is the same measure. Raises PlanError:
    measure_error.case_closed, measure_error.not_offered, measure_error.why_needed.
    """
    lock_people([case.person_id])
    case.refresh_from_db(fields=["state"])
    if case.state != Case.State.OPEN:
        raise PlanError("measure_error.case_closed")
    if code not in {offer.code for offer in offered(on)}:
        raise PlanError("measure_error.not_offered")
    if not why.strip():
        raise PlanError("measure_error.why_needed")
    words = {"code": code, "why": why.strip(), "provider": provider.strip(), "proposed_on": on}
    same = Measure.objects.filter(case=case, proposed_by=actor.id, version=1, **words).first()
    if same is not None:
        return same
    measure = Measure.objects.create(case=case, person_id=case.person_id, proposed_by_id=actor.staff_id, **words)
    _write_down(actor, on, at, "measure_proposed", measure, {})
    return measure


@transaction.atomic
def move_measure(*, measure: Measure, move: Move, version: int, actor: Actor, on: date, at: datetime) -> None:
    """Takes a measure to its next state. `version`: the one that was seen. Where the need has been assessed, it is then
    to be assessed anew when a measure begins, ends or is broken off (S4:L1327, L1336, L781).

    The same step again by the same actor on the same day (a form sent twice) changes nothing. Raises PlanError:
    measure_error.changed (by), measure_error.not_next (from, to), measure_error.day_wrong (before the last
    step or the case, or in the future), measure_error.end_needed (a running one has a planned end that is not before
    its beginning), day_error.too_far (furthest: it would last far longer than in the catalogue),
    measure_error.reason_needed (a broken-off one says why; `other` in words).
    """
    lock_people([measure.person_id])
    locked = Measure.objects.select_related("case__person__home_unit").get(pk=measure.pk)
    if locked.version != version:
        last = _last_entry(locked)
        if (last.actor_id, last.on) == (actor.id, on) and _has_been_taken(locked, move):
            return
        raise PlanError("measure_error.changed", by=last.actor_name)
    if move.to not in NEXT[locked.state]:
        raise PlanError("measure_error.not_next")
    before: dict[str, object] = {"state": locked.state}
    _refuse_wrong_day(locked, move, on)
    _refuse_incomplete(locked, move, on)
    for name, value in _columns(move).items():
        setattr(locked, name, value)
    locked.version = version + 1
    locked.save()
    _write_down(actor, on, at, "measure_moved", locked, before)
    evaluate([locked.person_id], on=on, at=at)


def _refuse_wrong_day(measure: Measure, move: Move, on: date) -> None:
    """Steps are written down afterwards, so the first may have been taken before the measure was proposed here."""
    last = measure.started_on or measure.applied_on or measure.case.earliest_day
    if move.day < last or move.day > on:
        raise PlanError("measure_error.day_wrong", since=last)


def _refuse_incomplete(measure: Measure, move: Move, on: date) -> None:
    if move.to == "running":
        if move.planned_end is None or move.planned_end < move.day:
            raise PlanError("measure_error.end_needed")
        _refuse_long(measure, move.day, move.planned_end, on)
    if move.to == "broken_off" and (move.why not in BREAK_REASONS or (move.why == "other" and not move.line.strip())):
        raise PlanError("measure_error.reason_needed")


def _columns(move: Move) -> dict[str, Any]:
    """What a step writes."""
    ended = {"ended_on": move.day, "ended_line": move.line.strip()}
    of_step: dict[str, dict[str, Any]] = {
        "applied": {"applied_on": move.day},
        "running": {"started_on": move.day, "planned_end": move.planned_end},
        "ended": ended,
        "broken_off": {**ended, "broken_why": move.why},
    }
    return {"state": move.to, **of_step.get(move.to, {})}


def _has_been_taken(measure: Measure, move: Move) -> bool:
    return all(getattr(measure, name) == value for name, value in _columns(move).items())


def _last_entry(measure: Measure) -> JournalEntry:
    """Who changed the measure last, and when: that it was proposed stands there at least."""
    of_measure = JournalEntry.objects.filter(
        case=measure.case_id, event__startswith="measure_", after__measure=measure.pk
    )
    return of_measure.latest("pk")


def _refuse_long(measure: Measure, begins: date, ends: date, on: date) -> None:
    weeks, office = catalogue()[measure.code].longest_weeks, measure.case.person.home_unit.number
    furthest = latest_measure_end(begins, weeks, law_in_force(), on, office)
    if ends > furthest:
        raise PlanError("day_error.too_far", furthest=furthest)


def _write_down(actor: Actor, on: date, at: datetime, event: str, measure: Measure, before: dict[str, object]) -> None:
    """The entry holds codes and the state; the words stand on the measure."""
    journal = Journal(actor, on, at)
    after = {"measure": measure.pk, "code": measure.code, "state": measure.state}
    journal.note(event, person=measure.person_id, case=measure.case_id, before=before, after=after)
    journal.save()
