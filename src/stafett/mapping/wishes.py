"""The person's own pace, and who is to be with them when they talk with Nav (S1:L4204, 2-domain: section 7)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from stafett.access.actors import Actor
from stafett.cases.evaluation import evaluate, lock_people
from stafett.cases.journal import Journal
from stafett.cases.law import law_in_force
from stafett.cases.models import Case, Task
from stafett.cases.own_work import FOLLOW_UP, FollowUp
from stafett.core.limits import furthest_day
from stafett.core.screening import request_answer_due
from stafett.mapping.assessing import NeedError
from stafett.mapping.models import ContactWish, NeedAssessment
from stafett.people.models import Person

PROMISED = ("now", "from")
"""The paces by which Nav is to take the initiative."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody says: a pace (`core.contact.PACES`, or empty), and who is to be there."""

    pace: str = ""
    pace_from: date | None = None
    interpreter: str = ""
    support_person: str = ""
    representative: str = ""


def newest_wish(person: int) -> ContactWish | None:
    """What the person has said last; None when they never have."""
    return ContactWish.objects.select_related("registered_by").filter(person=person).order_by("-id").first()


@transaction.atomic
def say_wishes(*, person: Person, wishes: Wishes, actor: Actor, on: date, at: datetime) -> ContactWish:
    """Keeps what the person wants, said by themselves or written down by staff; the same again is what stands already.

    Where the need has been assessed, the rules of contact follow the pace (`core.contact`). Where it has not, a contact
    that the person wants is a task of Nav's, due when any who ask for help are answered, or on the day they choose.
    What the law demands stands whatever the pace: stop points and advance notices ask nothing about it.
    Raises NeedError: wish_error.day_needed, wish_error.day_passed, wish_error.no_case, day_error.too_far (furthest).
    """
    lock_people([person.pk])
    newest = newest_wish(person.pk)
    said = asdict(wishes) | {"pace_from": wishes.pace_from if wishes.pace == "from" else None}
    same = newest is not None and all(getattr(newest, name) == value for name, value in said.items())
    if newest is not None and same and wishes.pace != "now":
        return newest
    same_pace = newest is not None and (newest.pace, newest.pace_from) == (wishes.pace, said["pace_from"])
    pace_on = newest.pace_on if newest is not None and same_pace and wishes.pace != "now" else on
    if newest is not None and same and newest.pace_on == on:
        return newest
    case = Case.objects.filter(person=person, state=Case.State.OPEN).first()
    if not same_pace:
        _refuse_impossible(wishes, person, case, on)
    wish = ContactWish.objects.create(
        person=person, **said, pace_on=pace_on if wishes.pace else None, said_on=on, said_at=at,
        registered_by_id=actor.id if actor.is_staff else None,
    )  # fmt: skip
    journal = Journal(actor, on, at)
    after = {"wish": wish.pk, "pace": wish.pace, "pace_from": wish.pace_from}
    journal.note("wishes_said", person=person.pk, case=case.pk if case else None, after=after)
    journal.save()
    if case is not None and pace_on == on:
        _promise(case, wish, on)
    evaluate([person.pk], on=on, at=at)
    return wish


def _refuse_impossible(wishes: Wishes, person: Person, case: Case | None, on: date) -> None:
    if wishes.pace in PROMISED and case is None:
        raise NeedError("wish_error.no_case")
    if wishes.pace != "from":
        return
    if wishes.pace_from is None:
        raise NeedError("wish_error.day_needed")
    if wishes.pace_from < on:
        raise NeedError("wish_error.day_passed")
    furthest = furthest_day("follow_up_ahead_months", law_in_force(), on, person.home_unit.number)
    if wishes.pace_from > furthest:
        raise NeedError("day_error.too_far", furthest=furthest)


def _promise(case: Case, wish: ContactWish, on: date) -> None:
    """The task that comes of a pace where there is no window of contact; that of an earlier pace is taken back."""
    earlier = FollowUp.objects.filter(person=wish.person_id, reason=FollowUp.Reason.CONTACT_PERSON, set_by=None)
    done = Task.objects.filter(kind=FOLLOW_UP, state=Task.State.DONE, case=case).values("ordinal")
    earlier.filter(withdrawn_on=None).exclude(pk__in=done).update(withdrawn_on=on)
    if wish.pace not in PROMISED or NeedAssessment.objects.filter(case=case).exists():
        return
    due = wish.pace_from or request_answer_due(on, law_in_force(), case.person.home_unit.number)
    FollowUp.objects.create(
        person_id=wish.person_id, case=case, reason=FollowUp.Reason.CONTACT_PERSON, due=due, set_on=on
    )
