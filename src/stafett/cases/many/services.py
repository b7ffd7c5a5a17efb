"""What is done from the list to many cases at once: a holder, first on the list, or put off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.evaluation import evaluate
from stafett.cases.journal import Journal
from stafett.cases.law import law_in_force
from stafett.cases.many.choosing import Outcome, Values, Why, as_json, choose, choose_unchanged, keep, without
from stafett.cases.many.models import ManyAction
from stafett.cases.models import Case, Task
from stafett.cases.services import CaseError
from stafett.core.limits import furthest_day
from stafett.people import bulk
from stafett.people.models import Staff, Unit


def assign_cases(
    *, cases: Iterable[int], seen: int, holder: Staff | None, actor: Actor, on: date, at: datetime
) -> Outcome:
    """Makes `holder` follow up the cases; nobody in particular where it is None.

    `seen`: the journal up to which the actor has seen the cases; what a colleague has done since is not undone. Raises
    CaseError("case.other_unit") for a holder of another unit, and CaseError("many.too_many") beyond MOST.
    """
    if holder is not None and (holder.unit_id != actor.unit or not holder.active):
        raise CaseError("case.other_unit")
    columns = {"holder_id": holder.pk if holder else None}
    return _Action(actor, on, at).change(cases, columns, "case_assigned", seen=seen)


def pin_cases(*, cases: Iterable[int], seen: int, pinned: bool, actor: Actor, on: date, at: datetime) -> Outcome:
    """Puts the cases first on the list, or back where the order of work puts them. Raises as `assign_cases`."""
    event = "case_pinned" if pinned else "case_unpinned"
    return _Action(actor, on, at, orders=True).change(cases, {"pinned": pinned}, event, seen=seen)


def snooze_cases(
    *, cases: Iterable[int], seen: int, until: date, reason: str, actor: Actor, on: date, at: datetime
) -> Outcome:
    """Puts the cases off until a day, with why. They are back sooner with a legal deadline, or a new task of Nav's.

    Raises CaseError: many.reason_needed; many.day_has_passed, unless `until` lies ahead; day_error.too_far (furthest);
    and as `assign_cases`.
    """
    if not reason.strip():
        raise CaseError("many.reason_needed")
    if until <= on:
        raise CaseError("many.day_has_passed")
    office = Unit.objects.get(pk=actor.unit or 0).number
    furthest = furthest_day("snooze_ahead_months", law_in_force(), on, office)
    if until > furthest:
        raise CaseError("day_error.too_far", furthest=furthest)
    columns = {"snoozed_until": until, "snooze_reason": reason.strip(), "pinned": False}
    late = Task.objects.filter(state=Task.State.OPEN, actor=Task.Actor.NAV, nature="law", due__lte=on)

    def refusal(found: Sequence[Case]) -> dict[int, Why]:
        due = late.filter(case__in=found).order_by("-due").values_list("case", "kind")
        return {case: ("many.legal_deadline", {"kind": kind}) for case, kind in due}

    return _Action(actor, on, at, orders=True).change(cases, columns, "case_snoozed", seen=seen, refusal=refusal)


def wake_cases(*, cases: Iterable[int], seen: int, actor: Actor, on: date, at: datetime) -> Outcome:
    """Takes the cases back that were put off. Raises as `assign_cases`."""
    columns = {"snoozed_until": None, "snooze_reason": ""}
    return _Action(actor, on, at, orders=True).change(cases, columns, "case_woken", seen=seen)


def put_back(done: ManyAction, actor: Actor, on: date, at: datetime) -> Outcome:
    """Puts back what an action of this module changed, but for what has been changed again since.

    For `many.undo` alone, which has locked the people.
    """
    orders = set(next(iter(done.after.values()))) != {"holder_id"}
    return _Action(actor, on, at, orders=orders).put_back(done)


@dataclass(frozen=True, slots=True)
class _Action:
    """One action of one member of staff. `orders`: it moves the cases in the order of work."""

    actor: Actor
    on: date
    at: datetime
    orders: bool = False

    @transaction.atomic
    def change(
        self,
        cases: Iterable[int],
        columns: dict[str, Any],
        event: str,
        *,
        seen: int,
        refusal: Callable[[Sequence[Case]], dict[int, Why]] = lambda _: {},
    ) -> Outcome:
        found, refused = choose_unchanged(cases, seen, self.actor)
        found, refused = without(found, refusal(found), refused, self.actor)
        different = [case for case in found if _values(case, columns) != columns]
        if not different:
            return Outcome(0, refused, None)
        before = {case.pk: _values(case, columns) for case in different}
        after = dict.fromkeys(before, columns)
        self._write(different, before, after, event)
        done = keep(event, before, after, actor=self.actor, on=self.on, at=self.at)
        return Outcome(len(different), refused, done.pk)

    def put_back(self, done: ManyAction) -> Outcome:
        found, refused = choose(done.cases, self.actor)
        now = {case.pk: _values(case, done.after[str(case.pk)]) for case in found}
        since: dict[int, Why] = {
            key: ("many.changed_since", {}) for key, values in now.items() if as_json(values) != done.after[str(key)]
        }
        same, refused = without(found, since, refused, self.actor)
        after = {case.pk: _parsed(done.before[str(case.pk)]) for case in same}
        self._write(same, now, after, "list_action_taken_back")
        return Outcome(len(same), refused, None)

    def _write(
        self,
        cases: Sequence[Case],
        before: Values,
        after: Values,
        event: str,
    ) -> None:
        journal = Journal(self.actor, self.on, self.at)
        for case in cases:
            told = _told(after[case.pk])
            was = _told(before[case.pk])
            journal.note(event, person=case.person_id, case=case.pk, before=was, after=told)
        if cases:
            columns = tuple(after[cases[0].pk])
            bulk.update(
                Case, ("id", *columns), [(key, *(values[name] for name in columns)) for key, values in after.items()]
            )
        journal.save()
        if self.orders:
            evaluate([case.person_id for case in cases], on=self.on, at=self.at)


def _values(case: Case, columns: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(case, name) for name in columns}


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """As the journal has them: no free text."""
    return {name.removesuffix("_id"): value for name, value in values.items() if name != "snooze_reason"}


def _parsed(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if name == "snoozed_until" and value else value
        for name, value in values.items()
    }
