"""What an issuer sees of a patient: every value goes through the table of sharing, and nothing else is on a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from stafett.access.actors import Actor
from stafett.access.outside import Patient
from stafett.access.sharing import Question, Shown, sight
from stafett.cases.law import law_in_force
from stafett.cases.models import Task
from stafett.dialogue.models import HelpRequest
from stafett.dialogue.selectors import own_requests, statements_of
from stafett.dialogue.statements import IssuerStatement
from stafett.meetings.dialogue_1.models import DialogueMeeting
from stafett.meetings.dialogue_1.selectors import invited_of
from stafett.plans.follow_up_plan.models import PlanShare
from stafett.plans.follow_up_plan.selectors import SharedPlan, shared_in
from stafett.portals.dialogues import SeenDialogue, seen_dialogue
from stafett.portals.plan_words import PlanPart, parts_of

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """One patient: the name, which the issuer knows, and of the own notes what they may see."""

    patient: Patient
    sick_note: Values
    shown: Shown

    @property
    def name(self) -> str:
        """The patient's."""
        return self.patient.case.person.name


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """A request for help that the issuer made, and what came of it. Its words and the answer come by the table."""

    asked: HelpRequest
    wanted: str
    answer: Mapping[str, str]


def requests_of(actor: Actor, patient: Patient, on: date) -> list[SeenRequest]:
    """The issuer's own for one patient, the newest first."""
    own = list(own_requests(actor).filter(person=patient.case.person_id))
    questions = [Question("request", {**patient.facts, "own_request": True}) for _each in own]
    found = []
    for asked, shown in zip(own, sight(actor, questions, law_in_force(), on), strict=True):
        answer = {"assessed": asked.assessed, "next_step": asked.next_step} if asked.answered_on else {}
        values: Values = shown.only({"request": asked.wanted, "answer": answer})
        found.append(SeenRequest(asked, values.get("request", ""), values.get("answer", {})))
    return found


def statements_by(actor: Actor, patient: Patient, on: date) -> list[IssuerStatement]:
    """What the issuer has stated of one patient, the newest first: their own words, as on a note of theirs."""
    (shown,) = sight(actor, [Question("diagnosis", patient.facts)], law_in_force(), on)
    own = [one for one in statements_of(patient.case) if one.issuer_id == actor.id]
    return shown.only({"issuer_text": own}).get("issuer_text", [])


def seen_of(actor: Actor, patients: Sequence[Patient], on: date) -> list[Seen]:
    """What the actor sees of each, in the same order."""
    duties = _duties_of(patients)
    questions = [Question("sick_note", one.facts) for one in patients]
    found = []
    for one, shown in zip(patients, sight(actor, questions, law_in_force(), on), strict=True):
        newest, duty = one.notes[0], duties.get(one.case.pk)
        periods = [period for note in one.notes for period in note.periods.all()]
        values = {
            "dates": (min(each.first_day for each in periods), max(each.last_day for each in periods)),
            "grade": max(newest.periods.all(), key=lambda period: period.last_day).grade,
            "employer": newest.employer_name,
            "issuer": actor.name,
            "duty": duty.kind if duty else "",
            "duty_date": duty.due if duty else None,
            "duty_status": "" if duty is None else "overdue" if duty.due < on else "open",
        }
        found.append(Seen(one, shown.only(values), shown))
    return found


def plans_of(actor: Actor, patient: Patient, on: date) -> list[tuple[SharedPlan, Sequence[PlanPart]]]:
    """The follow-up plans that are shared with the issuer by name, with what stands in them."""
    shared = shared_in(patient.case, PlanShare.With.ISSUER, issuer=actor.id)
    questions = [Question("follow_up_plan", {**patient.facts, "shared_with_issuer": True}) for _ in shared]
    found: list[tuple[SharedPlan, Sequence[PlanPart]]] = []
    for one, shown in zip(shared, sight(actor, questions, law_in_force(), on), strict=True):
        sees = shown.only({"plan": one})
        found += [(one, parts_of(one.content))] if "plan" in sees else []
    return found


def dialogues_of(actor: Actor, patient: Patient, on: date) -> list[tuple[SeenDialogue, DialogueMeeting]]:
    """The meetings of employer and employee to which the issuer is invited, and what they see of each."""
    invited = invited_of(actor.id, [patient.case.pk])
    questions = [Question("meeting", {**patient.facts, "invited": True}) for _ in invited]
    sights = sight(actor, questions, law_in_force(), on)
    return [(seen_dialogue(one, shown), one) for one, shown in zip(invited, sights, strict=True) if shown]


def _duties_of(patients: Sequence[Patient]) -> dict[int, Task]:
    """The issuer's next open duty by case."""
    tasks = Task.objects.filter(
        case__in=[one.case.pk for one in patients], actor=Task.Actor.ISSUER, state=Task.State.OPEN
    )
    found: dict[int, Task] = {}
    for task in tasks.order_by("due", "kind"):
        found.setdefault(task.case_id, task)
    return found
