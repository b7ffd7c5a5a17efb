"""What was said about people, read once, and what was known of it on any day of a replay."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from operator import attrgetter
from typing import Any

import polars as pl
from django.db import connection

from stafett.cases.evaluation.known import AnswerFacts, Known, load_days
from stafett.cases.evaluation.rows import RequestRow, ScreeningRow, request_table, screening_table
from stafett.people import bulk


def people_of(unit: str, end: date) -> list[int] | None:
    """The keys of those of the unit (with its offices; "" for everybody) who have a spell that began by `end`.

    None when there is no such unit.
    """
    if unit and not _rows("select 1 from people_unit where number = %s", unit):
        return None
    return [person for (person,) in _rows(_PEOPLE, end, unit)]


class History:
    """Screenings, answers, requests and replies of some people, of which each counts from its own day."""

    def __init__(self, people: list[int], *, start: date, end: date, today: date) -> None:
        self.people, self._today = people, today
        keys = bulk.keys(people)
        self.units = pl.DataFrame(_rows(_UNITS, keys), schema=_UNIT, orient="row")
        self.person_of: dict[int, int] = dict(self.units.select("case", "person").iter_rows())
        self.office_of: dict[int, str] = dict(self.units.select("case", "unit").iter_rows())
        screenings = screening_table()
        screenings.load("case_id = any(%s)", bulk.keys(self.person_of))
        self._screenings: dict[int, ScreeningRow] = {row.case_id: row for row in screenings.rows}
        self.requests: dict[int, list[RequestRow]] = defaultdict(list)
        requests = request_table()
        requests.load("person_id = any(%s)", keys)
        for request in requests.rows:
            self.requests[request.person_id].append(request)
        self._answers: dict[int, list[AnswerFacts]] = defaultdict(list)
        for row in _rows(_ANSWERS, bulk.keys(screening.id for screening in screenings.rows)):
            self._answers[row[1]].append(AnswerFacts(*row))
        self._replies: dict[int, list[tuple[int, str, date]]] = defaultdict(list)
        for person, *reply in _rows(_REPLIES, keys):
            self._replies[person].append((reply[0], reply[1], reply[2]))
        self.changes: list[tuple[int, date]] = [(row[0], row[1]) for row in _rows(_CHANGES, keys, start, end)]

    def known_on(self, people: list[int], on: date, asked: Mapping[int, date]) -> Known:
        """What was known on the day, when the cases in `asked` had been asked on those days and no others."""
        known = load_days(people, on)
        for case in known.cases.rows:  # only the newest contact is stored: before it, none is known of
            if case.last_contact_on and case.last_contact_on > on:
                case.last_contact_on = None
        cases = [case.id for case in known.cases.rows]
        known.screenings.rows = [self._screenings[case] for case in cases if case in self._screenings]
        for screening in known.screenings.rows:
            answers = self._answers_of(screening, asked.get(screening.case_id))
            given = [answer for answer in answers if answer.given_on <= on]
            if given:
                known.answers[screening.id] = given[-1]
        for person in people:
            known.requests.rows += [
                replace(request, answered_on=None)
                for request in self.requests.get(person, ())
                if request.received_on <= on and (request.answered_on is None or request.answered_on > on)
            ]
            for replied, kind, day in sorted(self._replies.get(person, ()), key=lambda reply: reply[2]):
                if day <= on:
                    known.replied[replied, kind] = day
        return known

    def asked_by(self, day: date) -> dict[int, date]:
        """The cases that had really been asked by the day, and when."""
        days = {case: screening.asked_on for case, screening in self._screenings.items()}
        return {case: asked for case, asked in days.items() if asked and asked <= day}

    def days_of_answers(self, case: int, asked_on: date | None) -> list[date]:
        """The days on which a case that is asked on a day is answered."""
        screening = self._screenings.get(case)
        return [answer.given_on for answer in self._answers_of(screening, asked_on)] if screening else []

    def silence_is_known(self, case: int, asked_on: date, on: date) -> bool:
        """Whether somebody was really asked, and seen to be silent for as long as since `asked_on` now."""
        screening = self._screenings.get(case)
        really = screening.asked_on if screening else None
        return really is not None and on - asked_on <= self._today - really

    def _answers_of(self, screening: ScreeningRow, asked_on: date | None) -> list[AnswerFacts]:
        """The answers in order, each as long after the question as in life; none before a question that was asked."""
        answers = self._answers.get(screening.id, [])
        if screening.asked_on is None:
            return answers
        if asked_on is None:
            return []
        later: timedelta = asked_on - screening.asked_on
        return sorted((replace(answer, given_on=answer.given_on + later) for answer in answers), key=attrgetter("id"))


def _rows(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


_UNIT = {"case": pl.Int64, "person": pl.Int64, "unit": pl.String, "unit_name": pl.String}

_PEOPLE = """
select p.id from people_person p
join people_unit u on u.id = p.home_unit_id
left join people_unit r on r.id = u.roe_id
where exists (select 1 from cases_case c where c.person_id = p.id and c.first_day <= %s)
and %s::text in ('', u.number, r.number) order by p.id
"""

_UNITS = """
select c.id, c.person_id, u.number, u.name from cases_case c
join people_person p on p.id = c.person_id join people_unit u on u.id = p.home_unit_id where p.id = any(%s)
"""

_ANSWERS = """
select id, screening_id, given_on, return_likelihood, employer_relation, expected_duration
from screening_answer where screening_id = any(%s) order by id
"""

_REPLIES = "select person_id, case_id, kind, given_on from dialogue_reply where person_id = any(%s)"

_CHANGES = """
select distinct person, day from (
    select person_id, received_on from intake_sicknote
    union all select person_id, replaced_on from intake_sicknote
    union all select person_id, received_on from dialogue_helprequest
    union all select person_id, answered_on from dialogue_helprequest
    union all select person_id, given_on from dialogue_reply
    union all select id, died_on from people_person
    union all select id, follow_up_decision_until + 1 from people_person
    union all select p.id, u.screening_basis_recorded_on
              from people_person p join people_unit u on u.id = p.home_unit_id
) as change(person, day) where person = any(%s) and day between %s and %s
"""
