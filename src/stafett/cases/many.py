"""What is done to many cases at once: each that is refused is told with its reason, and all can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.evaluation import evaluate, lock_people
from stafett.cases.journal import Journal
from stafett.cases.models import Case, JournalEntry, ListAction, Task
from stafett.cases.services import CaseError
from stafett.people import bulk
from stafett.people.models import Staff

MOST = 1_000
"""Cases in one action."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A case that was left as it was. No name where the actor may no longer see whose it is."""

    case: int
    name: str
    code: str
    parameters: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many cases were changed, and which were not; `action` takes it back, None where nothing was changed."""

    done: int
    refused: Sequence[Refused]
    action: int | None


Why = tuple[str, dict[str, object]]
"""The code of a refusal, and what fills its words."""


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

    Raises CaseError("many.reason_needed"), CaseError("many.day_has_passed") unless `until` lies ahead, and as
    `assign_cases`.
    """
    if not reason.strip():
        raise CaseError("many.reason_needed")
    if until <= on:
        raise CaseError("many.day_has_passed")
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


def take_back(*, action: int, actor: Actor, on: date, at: datetime) -> Outcome:
    """Puts back what the actor's own action changed, but for what has been changed again since.

    Raises CaseError("many.not_to_be_taken_back") when it is somebody else's, has been taken back, or is of another day.
    """
    with transaction.atomic():
        done = (
            ListAction.objects.select_for_update().filter(pk=action, staff=actor.id, on=on, taken_back_at=None).first()
        )
        if done is None:
            raise CaseError("many.not_to_be_taken_back")
        ListAction.objects.filter(pk=action).update(taken_back_at=at)
        orders = set(done.after) != {"holder_id"}
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
        found, refused = self._open_ones(cases)
        why = self._changed_since(found, seen) | refusal(found)
        refused += [Refused(case.pk, case.person.name, *why[case.pk]) for case in found if case.pk in why]
        different = [case for case in found if case.pk not in why and _values(case, columns) != columns]
        if not different:
            return Outcome(0, refused, None)
        before = {case.pk: _values(case, columns) for case in different}
        self._write(different, before, dict.fromkeys(before, columns), event)
        done = ListAction.objects.create(
            staff_id=self.actor.staff_id, event=event, on=self.on, at=self.at,
            before={str(case): _as_json(values) for case, values in before.items()}, after=_as_json(columns),
        )  # fmt: skip
        return Outcome(len(different), refused, done.pk)

    def put_back(self, done: ListAction) -> Outcome:
        found, refused = self._open_ones(int(case) for case in done.before)
        same = [case for case in found if _as_json(_values(case, done.after)) == done.after]
        refused += [Refused(case.pk, case.person.name, "many.changed_since", {}) for case in found if case not in same]
        before = {case.pk: _values(case, done.after) for case in same}
        after = {case.pk: _parsed(done.before[str(case.pk)]) for case in same}
        self._write(same, before, after, "list_action_taken_back")
        return Outcome(len(same), refused, None)

    def _open_ones(self, cases: Iterable[int]) -> tuple[list[Case], list[Refused]]:
        """The cases that are open and the actor's to change, kept for this transaction, and those that are not."""
        wanted = sorted(set(cases))
        if len(wanted) > MOST:
            raise CaseError("many.too_many", most=MOST)
        lock_people(Case.objects.filter(pk__in=wanted).values_list("person", flat=True))
        mine = Case.objects.filter(
            pk__in=wanted, holder_unit=self.actor.unit, person__protection__in=self.actor.may_open
        )
        by_key = {case.pk: case for case in mine.select_related("person").order_by("pk")}
        gone = [Refused(key, "", "many.not_yours", {}) for key in wanted if key not in by_key]
        closed = [case for case in by_key.values() if case.state != Case.State.OPEN]
        refused = [Refused(case.pk, case.person.name, "case.closed", {}) for case in closed]
        return [case for case in by_key.values() if case.state == Case.State.OPEN], [*gone, *refused]

    def _changed_since(self, found: Sequence[Case], seen: int) -> dict[int, Why]:
        entries = JournalEntry.objects.filter(case__in=found, pk__gt=seen, actor_kind="staff").exclude(
            actor_id=self.actor.id
        )
        names = entries.order_by("pk").values_list("case", "actor_name")
        return {case: ("many.changed_by", {"name": name}) for case, name in names if case}

    def _write(
        self,
        cases: Sequence[Case],
        before: Mapping[int, dict[str, Any]],
        after: Mapping[int, dict[str, Any]],
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


def _as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _parsed(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if name == "snoozed_until" and value else value
        for name, value in values.items()
    }
