"""The cases that somebody has chosen: those that are theirs to change, and the others, each with why it is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from stafett.access.actors import Actor
from stafett.cases.evaluation import lock_people
from stafett.cases.many.models import ManyAction
from stafett.cases.models import Case, JournalEntry
from stafett.cases.services import CaseError

MOST = 1_000
"""Cases in one action."""

Values = Mapping[int, Mapping[str, Any]]
"""Columns and their values, by the key of the case."""
Why = tuple[str, Mapping[str, object]]
"""The code of a refusal, and what fills its words."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A case that was left as it was. No name where the actor may not see whose it is."""

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


def choose(cases: Iterable[int], actor: Actor, *, lock: bool = True) -> tuple[list[Case], list[Refused]]:
    """The cases that are open and the actor's to change, kept for this transaction (`lock`), and those that are not.

    Raises CaseError("many.too_many") beyond MOST.
    """
    wanted = sorted(set(cases))
    if len(wanted) > MOST:
        raise CaseError("many.too_many", most=MOST)
    if lock:
        lock_people(Case.objects.filter(pk__in=wanted).values_list("person", flat=True))
    mine = Case.objects.filter(pk__in=wanted, holder_unit=actor.unit, person__protection__in=actor.may_open)
    by_key = {case.pk: case for case in mine.select_related("person__home_unit").order_by("pk")}
    gone = [Refused(key, "", "many.not_yours", {}) for key in wanted if key not in by_key]
    closed = [case for case in by_key.values() if case.state != Case.State.OPEN]
    refused = [refuse(case, ("case.closed", {}), actor) for case in closed]
    return [case for case in by_key.values() if case.state == Case.State.OPEN], [*gone, *refused]


def changed_since(found: Sequence[Case], seen: int, actor: Actor) -> dict[int, Why]:
    """The cases in which a colleague has done something after a place in the journal."""
    entries = JournalEntry.objects.filter(case__in=found, pk__gt=seen, actor_kind="staff").exclude(actor_id=actor.id)
    names = entries.order_by("pk").values_list("case", "actor_name")
    return {case: ("many.changed_by", {"name": name}) for case, name in names if case}


def choose_unchanged(
    cases: Iterable[int], seen: int, actor: Actor, *, lock: bool = True
) -> tuple[list[Case], list[Refused]]:
    """As `choose`, without the cases that a colleague has changed since the actor saw them (`changed_since`)."""
    found, refused = choose(cases, actor, lock=lock)
    return without(found, changed_since(found, seen, actor), refused, actor)


def without(
    found: Sequence[Case], why: Mapping[int, Why], refused: Sequence[Refused], actor: Actor
) -> tuple[list[Case], list[Refused]]:
    """The cases but for those that there is a reason to leave, which are added to the refused ones."""
    more = [refuse(case, why[case.pk], actor) for case in found if case.pk in why]
    return [case for case in found if case.pk not in why], [*refused, *more]


def refuse(case: Case, why: Why, actor: Actor) -> Refused:
    """The case as it is told to the actor. Reads `case.person`."""
    name = case.person.name if case.person.protection in actor.may_open else ""
    return Refused(case.pk, name, *why)


def keep(
    event: str,
    before: Values,
    after: Values,
    *,
    actor: Actor,
    on: date,
    at: datetime,
    how: Mapping[str, Any] | None = None,
) -> ManyAction:
    """Writes down what was done, so that it can be taken back."""
    return ManyAction.objects.create(
        unit_id=actor.unit or 0, staff_id=actor.staff_id, by=actor.name, event=event, how=dict(how or {}), on=on, at=at,
        before=_as_json(before), after=_as_json(after),
    )  # fmt: skip


def as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns and values as they are kept."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _as_json(values: Values) -> dict[str, Any]:
    return {str(case): as_json(columns) for case, columns in values.items()}
