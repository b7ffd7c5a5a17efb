"""What an employer sees of an absence: every value goes through the table of sharing, and nothing else is on a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from stafett.access.actors import Actor
from stafett.access.outside import Employee, counting_notes
from stafett.access.sharing import Question, Shown, sight
from stafett.cases.law import law_in_force
from stafett.cases.models import Task
from stafett.intake.models import SickNote

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """One employee: the name and the employment, which an employer knows, and of the sick notes what they may see."""

    employee: Employee
    sick_note: Values
    shown: Shown

    @property
    def is_closed(self) -> bool:
        """Whether the employer's view of the absence has ended."""
        return not self.shown


def seen_of(actor: Actor, employees: Sequence[Employee], on: date) -> list[Seen]:
    """What the actor sees of each, in the same order."""
    notes = _notes_of(employees, on)
    duties = _duties_of(employees)
    questions = [
        Question("sick_note", {**one.facts, "not_employer": any(map(_is_restricted, notes[one.employment.pk]))})
        for one in employees
    ]
    found = []
    for one, shown in zip(employees, sight(actor, questions, law_in_force(), on), strict=True):
        duty = duties.get((one.case.pk, one.employment.employer_id))
        own = notes[one.employment.pk]
        values = {
            "dates": (one.first_day, one.last_day),
            "grade": _grade(own, on),
            "can_do": _can_do(own),
            "duty": duty.kind if duty else "",
            "duty_date": duty.due if duty else None,
            "duty_status": _status(duty, on),
        }
        found.append(Seen(one, shown.only(values), shown))
    return found


def _notes_of(employees: Sequence[Employee], on: date) -> dict[int, list[SickNote]]:
    """By employment: the notes to the employer within the absence, the newest first."""
    persons = {one.employment.person_id for one in employees}
    employers = {one.employment.employer_id for one in employees}
    of_both: dict[tuple[int, int | None], list[SickNote]] = defaultdict(list)
    every = counting_notes(on).filter(person__in=persons, employer__in=employers).prefetch_related("periods")
    for note in every.order_by("-signed_at", "-pk"):
        of_both[note.person_id, note.employer_id].append(note)
    return {
        one.employment.pk: [
            note
            for note in of_both[one.employment.person_id, one.employment.employer_id]
            if any(each.first_day <= one.last_day and each.last_day >= one.first_day for each in note.periods.all())
        ]
        for one in employees
    }


def _duties_of(employees: Sequence[Employee]) -> dict[tuple[int, int | None], Task]:
    """The employer's next open duty by case and employer."""
    open_tasks = Task.objects.filter(
        Q(employer__in={one.employment.employer_id for one in employees}) | Q(employer=None),
        case__in={one.case.pk for one in employees}, actor=Task.Actor.EMPLOYER, state=Task.State.OPEN,
    )  # fmt: skip
    found: dict[tuple[int, int | None], Task] = {}
    for one in employees:
        for task in sorted(open_tasks, key=lambda task: (task.due, task.kind)):
            if task.case_id == one.case.pk and task.employer_id in (None, one.employment.employer_id):
                found.setdefault((one.case.pk, one.employment.employer_id), task)
    return found


def _grade(notes: Sequence[SickNote], on: date) -> int | None:
    """On the day, or on the last day before it."""
    periods = [period for note in notes for period in note.periods.all() if period.first_day <= on]
    return max(periods, key=lambda period: (min(period.last_day, on), period.note_id)).grade if periods else None


def _can_do(notes: Sequence[SickNote]) -> str:
    """What the issuer has written to the employer about work, on the newest note."""
    return str(notes[0].content.get("message_to_employer") or "") if notes else ""


def _is_restricted(note: SickNote) -> bool:
    return any("not_employer" in answer.get("restrictions", ()) for answer in note.content.get("answers") or ())


def _status(duty: Task | None, on: date) -> str:
    if duty is None:
        return ""
    return "overdue" if duty.due < on else "open" if duty.window_opens <= on else "future"
