"""Measures are proposed, applied for, waited for, begun, ended and broken off."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.evaluation import evaluate, lock_people
from stafett.cases.journal import Journal
from stafett.cases.models import Case
from stafett.core.measures import BREAK_REASONS, NEXT
from stafett.plans.catalogue import offered
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

    Raises PlanError: measure_error.changed, measure_error.not_next (from, to), measure_error.day_wrong (before the last
    step, or, for anything but a beginning, in the future), measure_error.end_needed (a running one has a planned end
    that is not before its beginning), measure_error.reason_needed (a broken-off one says why; `other` in words).
    """
    lock_people([measure.person_id])
    locked = Measure.objects.get(pk=measure.pk)
    if locked.version != version:
        raise PlanError("measure_error.changed")
    if move.to not in NEXT[locked.state]:
        raise PlanError("measure_error.not_next")
    before: dict[str, object] = {"state": locked.state}
    _refuse_wrong_day(locked, move, on)
    _take(locked, move)
    locked.state, locked.version = move.to, version + 1
    locked.save()
    _write_down(actor, on, at, "measure_moved", locked, before)
    evaluate([locked.person_id], on=on, at=at)


def _refuse_wrong_day(measure: Measure, move: Move, on: date) -> None:
    last = measure.started_on or measure.applied_on or measure.proposed_on
    if move.day < last or move.day > on:
        raise PlanError("measure_error.day_wrong", since=last)


def _take(measure: Measure, move: Move) -> None:
    match move.to:
        case "applied":
            measure.applied_on = move.day
        case "running":
            if move.planned_end is None or move.planned_end < move.day:
                raise PlanError("measure_error.end_needed")
            measure.started_on, measure.planned_end = move.day, move.planned_end
        case "ended":
            measure.ended_on, measure.ended_line = move.day, move.line.strip()
        case "broken_off":
            if move.why not in BREAK_REASONS or (move.why == "other" and not move.line.strip()):
                raise PlanError("measure_error.reason_needed")
            measure.ended_on, measure.broken_why, measure.ended_line = move.day, move.why, move.line.strip()


def _write_down(actor: Actor, on: date, at: datetime, event: str, measure: Measure, before: dict[str, object]) -> None:
    """The entry holds codes and the state; the words stand on the measure."""
    journal = Journal(actor, on, at)
    after = {"measure": measure.pk, "code": measure.code, "state": measure.state}
    journal.note(event, person=measure.person_id, case=measure.case_id, before=before, after=after)
    journal.save()
