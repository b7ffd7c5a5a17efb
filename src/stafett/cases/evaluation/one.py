"""What is known about one person on a day, for whoever looks at a case: as `known.load_days`, in fewer statements.

The case has been read with its person and home unit, and the page shows employments and sick notes anyway.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from django.db import connection

from stafett.cases.evaluation.known import (
    COUNTS,
    OF_NOTE,
    PERIOD,
    Known,
    NoteFacts,
    PersonFacts,
    facts_of,
    only_days,
)
from stafett.cases.evaluation.need import Placed
from stafett.cases.evaluation.plans import Plans
from stafett.cases.evaluation.rows import case_table
from stafett.cases.models import Case
from stafett.people import bulk
from stafett.people.models import Employment, Person


class NotedPeriod(NamedTuple):
    """A period of a sick note, as it is drawn: `employer` is the number that the rules know the employer by."""

    note: int
    kind: str
    first_day: date
    last_day: date
    grade: int
    is_replaced: bool
    issuer: str
    employer: int | None
    employer_name: str


def load_one(
    case: Case, employments: Iterable[Employment], placed: Placed | None, plans: Plans, on: date
) -> tuple[Known, list[NotedPeriod]]:
    """What is known on `on` of the case's person, and the periods of all notes that had been received by then.

    `employments` are all of the person's; `placed` is the assessment of this case (`need.load_placed`), `plans` are its
    follow-up plans.
    """
    rows = _read(case.person_id, on)
    counting = [row for row in rows if row.counts]
    numbers = np.array([row.numbers for row in counting], np.int64).reshape(-1, len(PERIOD))
    cases = case_table()
    cases.load("person_id = any(%s)", bulk.keys([case.person_id]))
    known = only_days(
        on,
        {case.person_id: _person(case.person, on)},
        facts_of(numbers.T),
        {case.person_id: _notes(case.person_id, counting)},
        cases,
        ended=_ended(employments),
        placed={} if placed is None else {case.pk: placed},
        plans=plans,
    )
    return known, [row.noted for row in rows]


class _Row(NamedTuple):
    """A period, whether its note counts on the day, and what the rules ask: the columns of `PERIOD` and `OF_NOTE`."""

    noted: NotedPeriod
    counts: bool
    numbers: Sequence[int]
    of_note: Sequence[Any]


def _read(person: int, on: date) -> list[_Row]:
    drawn = len(NotedPeriod._fields)
    numbers = slice(drawn + 1, drawn + 1 + len(PERIOD))
    with connection.cursor() as cursor:
        cursor.execute(_NOTED, [on, on, person, on])
        rows = cursor.fetchall()
    return [_Row(NotedPeriod(*row[:drawn]), row[drawn], row[numbers], row[numbers.stop :]) for row in rows]


def _person(person: Person, on: date) -> PersonFacts:
    unit = person.home_unit
    return PersonFacts(
        id=person.pk,
        birth_date=person.birth_date,
        died_on=person.died_on,
        home_unit_id=unit.pk,
        reachable_digitally=person.reachable_digitally,
        disability_benefit=person.disability_benefit,
        self_employed=person.self_employed,
        follow_up_decision_until=person.follow_up_decision_until,
        language=person.language,
        office=unit.number,
        roe_id=unit.roe_id,
        screening_on=unit.screens_on(on),
    )


def _notes(person: int, rows: Iterable[_Row]) -> list[NoteFacts]:
    """One for each note, from the first day of its periods to the last, in the order of those."""
    by_note: dict[int, list[_Row]] = {}
    for row in rows:
        by_note.setdefault(row.noted.note, []).append(row)
    found = [
        NoteFacts(
            key,
            person,
            min(row.noted.first_day for row in periods),
            max(row.noted.last_day for row in periods),
            *periods[0].of_note,
        )
        for key, periods in by_note.items()
    ]
    return sorted(found, key=lambda note: (note.last_day, note.id))


def _ended(employments: Iterable[Employment]) -> dict[tuple[int, int], date]:
    """By person and employer: the last day of an employment that has one; not where somebody still works."""
    last_days: dict[tuple[int, int], list[date | None]] = {}
    for job in employments:
        last_days.setdefault((job.person_id, job.employer_id), []).append(job.last_day)
    return {key: max(day for day in days if day) for key, days in last_days.items() if None not in days}


# The fields of NotedPeriod, whether the note counts on the day, and what `known` makes facts of.
_NOTED = f"""
select n.id, t.kind, t.first_day, t.last_day, t.grade, n.replaced_on is not null, coalesce(i.name, ''),
       coalesce(n.employer_id, n.named_employer),
       coalesce(e.name, case when n.named_employer is not null then n.content -> 'employer' ->> 'name' end, ''),
       {COUNTS}, {", ".join(PERIOD)}, {OF_NOTE}
from intake_sicknote n join intake_noteperiod t on t.note_id = n.id
left join people_issuer i on i.id = n.issuer_id
left join people_employer e on e.id = n.employer_id
where n.person_id = %s and n.received_on <= %s order by n.signed_at, n.id, t.first_day, t.id
"""
