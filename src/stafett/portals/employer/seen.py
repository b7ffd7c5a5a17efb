"""What an employer sees of an absence: every value goes through the table of sharing, and nothing else is on a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from stafett.access.actors import Actor
from stafett.access.outside import Employee, counting_notes
from stafett.access.sharing import Question, Shown, sight
from stafett.cases.law import law_in_force
from stafett.cases.models import Task
from stafett.core.dates import DAYS_PER_WEEK
from stafett.dialogue.models import HelpRequest
from stafett.intake.models import SickNote
from stafett.meetings.dialogue_1.selectors import dialogue_days
from stafett.plans.follow_up_plan.models import FollowUpPlan

Values = Mapping[str, Any]
DUTY_ENDS = ("done", "excepted")
_OF_DUTY = ("duty", "duty_date", "duty_status")


@dataclass(frozen=True, slots=True)
class Seen:
    """One employee: the name and the employment, which an employer knows, and of the sick notes what they may see.

    `weeks` are whole weeks since the first day of the notes to this employer; None where the days are not seen.
    `done` are the duties that are done or not needed, with the day, the newest first. `plan` has the fields of the
    item follow_up_plan that are seen; its status is empty before there is one. `meeting` has those of the item meeting,
    empty before dialogue meeting 1 is called.
    """

    employee: Employee
    sick_note: Values
    shown: Shown
    weeks: int | None = None
    done: Sequence[Values] = ()
    plan: Values = field(default_factory=dict)
    meeting: Values = field(default_factory=dict)

    @property
    def is_closed(self) -> bool:
        """Whether the employer's view of the absence has ended."""
        return not self.shown


def seen_of(actor: Actor, employees: Sequence[Employee], on: date) -> list[Seen]:
    """What the actor sees of each, in the same order."""
    notes = _notes_of(employees, on)
    duties = _duties_of(employees)
    plans = _plans_of(employees)
    questions = [
        Question("sick_note", {**one.facts, "not_employer": any(map(_is_restricted, notes[one.employment.pk]))})
        for one in employees
    ]
    questions += [Question(item, one.facts) for item in ("follow_up_plan", "meeting") for one in employees]
    sights, count = list(sight(actor, questions, law_in_force(), on)), len(employees)
    meetings = dialogue_days({one.case.pk for one in employees})
    found = []
    for one, shown, of_plan, of_meeting in zip(
        employees, sights[:count], sights[count : 2 * count], sights[2 * count :], strict=True
    ):
        own_duties = duties[one.case.pk, one.employment.employer_id]
        duty = next((task for task in own_duties if task.state == Task.State.OPEN), None)
        own = notes[one.employment.pk]
        values = {
            "dates": (one.first_day, one.last_day),
            "grade": _grade(own, on),
            "can_do": _can_do(own),
            "duty": duty.kind if duty else "",
            "duty_date": duty.due if duty else None,
            "duty_status": _status(duty, on),
        }
        sees = shown.only(values)
        state = plans.get((one.case.pk, one.employment.pk), FollowUpPlan.State.NOT_BEGUN)
        day = meetings.get((one.case.pk, one.employment.pk))
        found.append(
            Seen(
                one,
                sees,
                shown,
                weeks=(min(on, one.last_day) - one.first_day).days // DAYS_PER_WEEK if "dates" in sees else None,
                done=[shown.only(_ended(task)) for task in own_duties if _is_ended(task)],
                plan=of_plan.only({"status": state}),
                meeting=of_meeting.only({"date": day}) if day else {},
            )
        )
    return found


def requests_of(actor: Actor, employee: Employee, on: date) -> list[Values]:
    """What the actor has asked Nav for about the employee, with the answers, the newest first."""
    asked = HelpRequest.objects.filter(contact=actor.id, person=employee.employment.person_id).order_by("-pk")
    rows = list(asked)
    questions = [Question("request", {**employee.facts, "own_request": True}) for _ in rows]
    return [
        shown.only({"request": row, "answer": (row.assessed, row.next_step) if row.answered_on else ()})
        for row, shown in zip(rows, sight(actor, questions, law_in_force(), on), strict=True)
    ]


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


def _duties_of(employees: Sequence[Employee]) -> Mapping[tuple[int, int], Sequence[Task]]:
    """The employer's duties by case and employer, the first to do first."""
    tasks = Task.objects.filter(
        Q(employer__in={one.employment.employer_id for one in employees}) | Q(employer=None),
        case__in={one.case.pk for one in employees}, actor=Task.Actor.EMPLOYER,
    ).exclude(state=Task.State.LAPSED)  # fmt: skip
    found: dict[tuple[int, int], list[Task]] = {(one.case.pk, one.employment.employer_id): [] for one in employees}
    in_case: dict[int, list[int]] = defaultdict(list)
    for case, employer in found:
        in_case[case].append(employer)
    for task in tasks.order_by("due", "kind"):
        for employer in in_case[task.case_id]:
            if task.employer_id in (None, employer):
                found[task.case_id, employer].append(task)
    return found


def _plans_of(employees: Sequence[Employee]) -> Mapping[tuple[int, int], str]:
    """How far each plan has come, by case and employment."""
    cases = {one.case.pk for one in employees}
    rows = FollowUpPlan.objects.filter(case__in=cases).values_list("case", "employment", "state")
    return {(case, employment): state for case, employment, state in rows}


def _is_ended(task: Task) -> bool:
    return task.state in DUTY_ENDS


def _ended(task: Task) -> Values:
    return dict(zip(_OF_DUTY, (task.kind, task.ended_on, task.state), strict=True))


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
