"""What every page of the person's own needs: who they are, and their case."""

from dataclasses import dataclass
from datetime import date
from typing import TypeGuard

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm

from stafett.access.actors import Actor
from stafett.access.middleware import StafettRequest
from stafett.cases.course import ALONG
from stafett.cases.evaluation.order import AWAIT_ANSWER, NOTE_ENDS
from stafett.cases.models import Case, Task
from stafett.core.priority import CONFIRM
from stafett.core.stoppoints import EMPLOYMENT_POINTS, SPELL_POINTS
from stafett.frontend.words import text
from stafett.people.models import Person
from stafett.screening.models import Answer, Screening

# Who acts where no task says so.
_ACTORS = {
    **{point.kind: point.actor for point in reversed((*SPELL_POINTS, *EMPLOYMENT_POINTS))},
    AWAIT_ANSWER: "person",
    NOTE_ENDS: "system",
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step as the person hears of it: texts `person.step.<code>` and `person.why.<why>`."""

    code: str
    why: str
    by: str
    on: date
    overdue: bool


def own_actor(request: StafettRequest) -> Actor:
    """The sick-listed person who has entered."""
    if request.actor is None or not request.actor.is_person:
        raise PermissionDenied
    return request.actor


def own_id(request: StafettRequest) -> int:
    """The key of the person who has entered."""
    actor = own_actor(request)
    if actor.id is None:
        raise PermissionDenied
    return actor.id


def own_person(request: StafettRequest) -> Person:
    """The person who has entered, with their home unit."""
    return Person.objects.select_related("home_unit").get(pk=own_id(request))


def own_open_case(request: StafettRequest) -> Case | None:
    """The one open case, with person and holder; None when there is none."""
    own = Case.objects.select_related("person__home_unit", "holder_unit", "holder__team", *ALONG)
    return own.filter(person_id=own_id(request), state=Case.State.OPEN).first()


def asked_screening(case: Case | None) -> Screening | None:
    """The screening in which the person can answer now; None when nothing is asked of them."""
    if case is None:
        return None
    asked = Screening.objects.filter(case=case, asked_on__isnull=False)
    return asked.exclude(state=Screening.State.ENDED).first()


def not_sent(form: BaseForm, reason: str, person: Person) -> None:
    """Puts on the form that nothing was sent: why (in words), that the text is still there, and whom to telephone."""
    form.add_error(None, text("person.error.not_sent", reason=reason, unit=person.home_unit.name))


def steps_of(case: Case, on: date) -> list[NextStep]:
    """What the person is asked to do by a day that has not passed, then the baton; nothing for a closed case."""
    if case.next_date is None:
        return []
    asked = {task.kind: task.due for task in case.tasks.filter(actor=Task.Actor.PERSON, state=Task.State.OPEN)}
    screening = asked_screening(case)
    if waits_for_answer(screening) and screening.window_ends_on:
        asked[AWAIT_ANSWER] = screening.window_ends_on
    baton = _baton(case, case.next_date, on)
    own = [
        NextStep(code=kind, why=kind, by="person", on=due, overdue=False)
        for kind, due in asked.items()
        if due >= on and kind != baton.code
    ]
    return sorted([*own, baton], key=lambda step: (step.by != "person", step.on))


def waits_for_answer(screening: Screening | None) -> TypeGuard[Screening]:
    """Whether an answer is wanted: also after the window, until somebody has looked at the case."""
    if screening is None or screening.state == Screening.State.CONFIRMED:
        return False
    return not screening.answers.exists()


def _baton(case: Case, next_date: date, on: date) -> NextStep:
    """What comes next, who does it, and by when."""
    task = case.tasks.filter(kind=case.next_step, state=Task.State.OPEN).order_by("due").first()
    by = task.actor if task else _ACTORS.get(case.next_step, "nav")
    unanswered = case.next_step == CONFIRM and not Answer.objects.filter(screening__case=case).exists()
    why = "confirm_unanswered" if unanswered else case.next_step
    return NextStep(code=case.next_step, why=why, by=by, on=next_date, overdue=next_date < on)
