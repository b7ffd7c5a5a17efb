"""Re-evaluation of people from their facts: the one way in which cases, tasks and messages come about.

Whatever is the cause - a note, an answer, a request, a new day - the same functions read all that is known, apply the
rules of `core`, and write the difference. Doing it twice changes nothing; a person whose day was missed is taken
through the missed days in order first, so that the outcome is the same as had it been done on time.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from stafett.cases.evaluation.day import Day
from stafett.cases.evaluation.known import Scheduled, lock_people
from stafett.cases.law import law_in_force

__all__ = ["evaluate", "lock_people"]

_AT_ONCE = 5_000


@transaction.atomic
def evaluate(people: Collection[int], *, on: date, at: datetime) -> None:
    """Re-evaluates `people` (keys) as of `on`. What happens by itself on missed days is done as of those days.

    The journal says that the program did it; whoever brought the fact has an entry of their own.
    """
    keys = sorted(people)
    law = law_in_force()
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        schedules = lock_people(some)
        while missed := _missed(schedules, on):
            for day in sorted(missed):
                schedules |= Day(missed[day], on=day, at=at, law=law).run()
        for day, whom in _by_day(some, schedules, on).items():
            Day(whom, on=day, at=at, law=law).run()


def _by_day(people: list[int], schedules: dict[int, Scheduled], on: date) -> dict[date, list[int]]:
    """The people by the day to evaluate them as of: `on`, but never back from a day that has been reached already."""
    by_day: dict[date, list[int]] = defaultdict(list)
    for person in people:
        schedule = schedules.get(person)
        by_day[max(on, schedule.evaluated_on) if schedule else on].append(person)
    return by_day


def _missed(schedules: dict[int, Scheduled], on: date) -> dict[date, list[int]]:
    """The people who should have been evaluated on an earlier day than `on`, by the first such day."""
    missed: dict[date, list[int]] = defaultdict(list)
    for person, schedule in sorted(schedules.items()):
        if schedule.evaluate_on is not None and schedule.evaluate_on < on:
            missed[schedule.evaluate_on].append(person)
    return missed
