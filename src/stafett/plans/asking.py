"""Help from others: questions to specialists and their answers, and referrals to other services."""

from datetime import date, datetime

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.evaluation import lock_people
from stafett.cases.journal import Journal
from stafett.cases.law import law_in_force
from stafett.cases.models import Case, Task
from stafett.cases.own_work import FOLLOW_UP, FollowUp
from stafett.cases.own_work_services import Wish, set_follow_up
from stafett.cases.services import finish_task
from stafett.core.asking import THEMES, specialist_answer_due
from stafett.plans.models import Referral, SpecialistQuestion
from stafett.plans.services import PlanError


@transaction.atomic
def ask_specialist(
    *, case: Case, specialist: str, question: str, actor: Actor, on: date, at: datetime
) -> SpecialistQuestion:
    """Asks one of `core.asking.SPECIALISTS`; until the answer is there, looking for it is a task of Nav's.

    Only the question itself is shared. The same question again on the same day (a form sent twice) is the same one.
    Raises PlanError: asking_error.words_needed, asking_error.case_closed.
    """
    lock_people([case.person_id])
    _refuse_closed(case)
    if not question.strip():
        raise PlanError("asking_error.words_needed")
    asked = {"case": case, "specialist": specialist, "question": question.strip(), "asked_on": on}
    if same := SpecialistQuestion.objects.filter(asked_by=actor.id, answered_on=None, **asked).first():
        return same
    due = specialist_answer_due(on, law_in_force(), case.holder_unit.number)
    wish = Wish(FollowUp.Reason.SPECIALIST_ANSWER, due)
    follow_up = set_follow_up(case=case, wish=wish, actor=actor, on=on, at=at, beside_same=True)
    one = SpecialistQuestion.objects.create(
        person_id=case.person_id, asked_by_id=actor.staff_id, due=due, follow_up=follow_up, **asked
    )
    _write_down(actor, on, at, "specialist_asked", case, {"question": one.pk, "specialist": specialist})
    return one


@transaction.atomic
def register_specialist_answer(
    *, question: SpecialistQuestion, answer: str, answered_by: str, actor: Actor, on: date, at: datetime
) -> None:
    """Writes down what a specialist has answered, which ends the task of looking for it.

    Raises PlanError: asking_error.answered, asking_error.answer_needed.
    """
    lock_people([question.person_id])
    locked = SpecialistQuestion.objects.get(pk=question.pk)
    if locked.answered_on is not None:
        raise PlanError("asking_error.answered", by=locked.answered_by, on=locked.answered_on)
    if not answer.strip() or not answered_by.strip():
        raise PlanError("asking_error.answer_needed")
    locked.answer, locked.answered_by = answer.strip(), answered_by.strip()
    locked.answered_on, locked.registered_by_id = on, actor.staff_id
    locked.save()
    said = {"question": locked.pk, "specialist": locked.specialist}
    _write_down(actor, on, at, "specialist_answered", locked.case, said)
    looking = Task.objects.filter(kind=FOLLOW_UP, ordinal=locked.follow_up_id, state=Task.State.OPEN).first()
    if looking is not None:
        finish_task(task=looking, outcome="answered", actor=actor, on=on, at=at)


@transaction.atomic
def refer(
    *, case: Case, theme: str, service: str, line: str, has_offer: bool, actor: Actor, on: date, at: datetime
) -> Referral:
    """Offers the person another service, or records that there was none to be had, which is a gap.

    Of a gap no service need be named. The same again on the same day (a form sent twice) is the same referral. Raises
    PlanError: asking_error.case_closed, referral_error.theme, referral_error.service.
    """
    lock_people([case.person_id])
    _refuse_closed(case)
    if theme not in THEMES:
        raise PlanError("referral_error.theme")
    if has_offer and not service.strip():
        raise PlanError("referral_error.service")
    state = Referral.State.OFFERED if has_offer else Referral.State.NO_OFFER
    words = {"case": case, "theme": theme, "service": service.strip(), "line": line.strip(), "made_on": on}
    if same := Referral.objects.filter(made_by=actor.id, state=state, **words).first():
        return same
    referral = Referral.objects.create(
        person_id=case.person_id, made_by_id=actor.staff_id, unit_id=case.holder_unit_id, state=state, **words
    )
    _write_down(actor, on, at, "referral_made", case, {"referral": referral.pk, "theme": theme, "state": state})
    return referral


@transaction.atomic
def answer_referral(*, referral: Referral, accepted: bool, actor: Actor, on: date, at: datetime) -> None:
    """What the person said to an offer. Raises PlanError("referral_error.answered")."""
    lock_people([referral.person_id])
    locked = Referral.objects.get(pk=referral.pk)
    if locked.state != Referral.State.OFFERED:
        raise PlanError("referral_error.answered")
    locked.state = Referral.State.ACCEPTED if accepted else Referral.State.DECLINED
    locked.answered_on = on
    locked.save(update_fields=["state", "answered_on"])
    said = {"referral": locked.pk, "theme": locked.theme, "state": locked.state}
    _write_down(actor, on, at, "referral_answered", locked.case, said)


def _refuse_closed(case: Case) -> None:
    case.refresh_from_db(fields=["state"])
    if case.state != Case.State.OPEN:
        raise PlanError("asking_error.case_closed")


def _write_down(actor: Actor, on: date, at: datetime, event: str, case: Case, after: dict[str, object]) -> None:
    journal = Journal(actor, on, at)
    journal.note(event, person=case.person_id, case=case.pk, after=after)
    journal.save()
