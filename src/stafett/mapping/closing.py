"""Closing a mapping: the minimum, the checklist, the goals, the minutes to the person, and the task that it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.evaluation import evaluate
from stafett.cases.law import law_in_force
from stafett.cases.models import Case, Task
from stafett.core.mapping import QUICK_EXIT, ROUTES, Checklist, Lack, days_too_far, lacking_decisions, lacking_themes
from stafett.mapping.models import Goal, Mapping
from stafett.mapping.selectors import covered, thinks_return_unlikely
from stafett.mapping.services import MappingError, locked_mapping, tell, write_down


@dataclass(frozen=True, slots=True)
class NewGoal:
    """A goal that came of the conversation: what, who does what, by when."""

    text: str
    who_does_what: str
    due: date


@dataclass(frozen=True, slots=True)
class Closing:
    """What is decided at the end. `cared_for_until` belongs to the quick exit, and is then the next date too."""

    outcome: str
    what_matters: str
    nav_does: str
    next_on: date | None = None
    cared_for_until: date | None = None
    goals: Sequence[NewGoal] = ()
    no_goal_why: str = ""


def lacks_of(mapping: Mapping) -> tuple[Lack, ...]:
    """The themes that must still be covered before the mapping can be closed."""
    return tuple(lacking_themes(covered(mapping), unlikely=thinks_return_unlikely(mapping.case)))


@transaction.atomic
def close_mapping(*, mapping: Mapping, closing: Closing, actor: Actor, on: date, at: datetime) -> None:
    """Closes a mapping: its minutes are the person's to read, its task is done, and it counts as a contact.

    The outcome suggests a route (`core.mapping.ROUTES`) and moves nobody. With the quick exit the case is cared for in
    place until the day, on which the evaluation brings the mapping back. Raises MappingError: mapping_error.incomplete
    with `lacks`; mapping_error.not_begun; mapping_error.ended (by, on), unless the same actor sends the same again on
    the same day.
    """
    locked = locked_mapping(mapping)
    if _is_closed_so(locked, closing, actor, on):
        return
    _refuse(locked, closing, on)
    for name, value in _columns(closing, actor, on).items():
        setattr(locked, name, value)
    locked.ended_at = at
    locked.save()
    _set_goals(locked, closing.goals, on)
    _finish(locked, actor, on)
    after = {"outcome": closing.outcome, "route": ROUTES[closing.outcome], "next_on": locked.next_on}
    write_down(actor, on, at, "mapping_closed", locked, after=after | {"goals": len(closing.goals)})
    tell(locked, "mapping_minutes", on)
    evaluate([locked.case.person_id], on=on, at=at)


def _columns(closing: Closing, actor: Actor, on: date) -> dict[str, Any]:
    waits = closing.outcome == QUICK_EXIT
    return {
        "state": Mapping.State.CLOSED,
        "outcome": closing.outcome,
        "ended_on": on,
        "ended_by_id": actor.id,
        "what_matters": closing.what_matters.strip(),
        "nav_does": closing.nav_does.strip(),
        "cared_for_until": closing.cared_for_until if waits else None,
        "next_on": closing.cared_for_until if waits else closing.next_on,
        "no_goal_why": "" if closing.goals else closing.no_goal_why.strip(),
    }


def _is_closed_so(mapping: Mapping, closing: Closing, actor: Actor, on: date) -> bool:
    """Whether the same closing has been sent before (a form sent twice)."""
    if any(getattr(mapping, name) != value for name, value in _columns(closing, actor, on).items()):
        return False
    goals = Goal.objects.filter(mapping=mapping).order_by("id").values_list("text", "who_does_what", "due")
    return list(goals) == [(goal.text, goal.who_does_what, goal.due) for goal in closing.goals]


def _refuse(mapping: Mapping, closing: Closing, on: date) -> None:
    if not mapping.is_open:
        raise MappingError(
            "mapping_error.ended", by=mapping.ended_by.name if mapping.ended_by else "", on=mapping.ended_on
        )
    if mapping.state != Mapping.State.IN_PROGRESS:
        raise MappingError("mapping_error.not_begun")
    checklist = Checklist(
        closing.outcome, closing.what_matters, closing.nav_does, closing.next_on, closing.cared_for_until,
        len(closing.goals), closing.no_goal_why,
    )  # fmt: skip
    office, goals = mapping.case.person.home_unit.number, [goal.due for goal in closing.goals]
    lacks = (
        *lacks_of(mapping),
        *lacking_decisions(checklist, mapping.snapshot["outcomes"], on),
        *days_too_far(checklist, goals, law_in_force(), on, office),
    )
    if any(due < on for due in goals):
        lacks = (*lacks, Lack("goal_due_has_passed"))
    if lacks:
        raise MappingError("mapping_error.incomplete", lacks=lacks)


def _set_goals(mapping: Mapping, goals: Sequence[NewGoal], on: date) -> None:
    Goal.objects.bulk_create(
        Goal(
            case_id=mapping.case_id, mapping=mapping, text=goal.text, who_does_what=goal.who_does_what, due=goal.due,
            set_on=on, status_on=on,
        )
        for goal in goals
    )  # fmt: skip


_DONE_BY_CLOSING = ("mapping", "agreed_contact", "contact")


def _finish(mapping: Mapping, actor: Actor, on: date) -> None:
    """The tasks that this was, and the conversation agreed on before, are done; the case has had its contact."""
    Task.objects.filter(case=mapping.case_id, kind__in=_DONE_BY_CLOSING, state=Task.State.OPEN).update(
        state=Task.State.DONE, ended_on=on, ended_by=actor.name, outcome=mapping.outcome
    )
    changes: dict[str, object] = {"last_contact_on": on}
    if mapping.outcome == QUICK_EXIT:
        changes["segment"] = Case.Segment.CARE_IN_PLACE
    Case.objects.filter(pk=mapping.case_id).update(**changes)
