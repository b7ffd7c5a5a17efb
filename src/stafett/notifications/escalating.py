"""Whoever is not reached by a notification is telephoned or written to: a task for the one who holds the case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from stafett.cases.evaluation import evaluate, lock_people
from stafett.cases.law import law_in_force
from stafett.cases.models import Case
from stafett.cases.own_work import FollowUp
from stafett.cases.own_work_services import Wish, set_by_program
from stafett.core.dates import add_working_days
from stafett.notifications.models import EMAIL, SMS, Delivery, Notification
from stafett.notifications.sources import TRACKED
from stafett.people.models import Person

_AT_ONCE: Final = 500


def escalate(*, on: date, at: datetime) -> int:
    """Makes tasks of the notifications that have not reached anybody; how many notifications there were.

    The last attempt or a refusal, or unread `notification_unread_days` after it was sent or, with a receipt, came
    through. One task for each recipient in each case, while it is open. Once only, also when run again.
    """
    done = 0
    while keys := list(unreached(on).order_by("case__person", "pk").values_list("pk", flat=True)[:_AT_ONCE]):
        _take(keys, on, at)
        done += len(keys)
    return done


def unreached(on: date) -> QuerySet[Notification]:
    """The notifications that are to come back as work on the day."""
    last = on - timedelta(days=law_in_force().number("notification_unread_days", on))
    failed = Q(delivery__state__in=Delivery.UNREACHED)
    # Of a letter nobody knows whether it is read.
    unread = Q(
        kind__in=TRACKED, delivery__channel__in=[SMS, EMAIL], delivery__state__in=Delivery.ARRIVED,
        delivery__ended_on__lte=last,
    )  # fmt: skip
    return Notification.objects.filter(failed | unread, read_on=None, escalated_on=None)


@transaction.atomic
def _take(keys: Sequence[int], on: date, at: datetime) -> None:
    people = set(Notification.objects.filter(pk__in=keys).values_list("case__person", flat=True))
    lock_people(people)
    chosen = Notification.objects.select_for_update(of=("self",)).filter(pk__in=keys, escalated_on=None)
    open_cases = Case.objects.filter(person__in=people, state=Case.State.OPEN).select_related("person__home_unit")
    case_of = {case.person_id: case for case in open_cases}
    together: dict[tuple[int, str], list[Notification]] = defaultdict(list)
    for one in chosen.select_related("case", "contact", "issuer").order_by("pk"):
        together[one.case.person_id, _name_in_line(one)].append(one)
    for (person, line), some in together.items():
        case = case_of.get(person)
        follow_up = _follow_up(case, line, on, at) if case else None
        for one in some:
            one.escalated_on, one.follow_up = on, follow_up
        Notification.objects.bulk_update(some, ["escalated_on", "follow_up"])
    evaluate(people & case_of.keys(), on=on, at=at)


def _name_in_line(notification: Notification) -> str:
    """Who was not reached; nothing for the person, whose case it is."""
    return "" if isinstance(notification.recipient, Person) else notification.recipient.name


def _follow_up(case: Case, line: str, on: date, at: datetime) -> FollowUp:
    office = case.person.home_unit.number
    due = add_working_days(on, law_in_force().number("notification_follow_up_working_days", on, office))
    wish = Wish(FollowUp.Reason.NOT_REACHED, due, line)
    return set_by_program(case=case, wish=wish, on=on, at=at)
