"""Cases whose need has been assessed: the category in force, the next contact, and why to assess anew.

Only these cases are looked at; the rules are those of `core.contact`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl
from django.db import connection

from stafett.core.contact import contact_windows, explain_contact, reassessments
from stafett.core.contact_reasons import EXPLANATIONS
from stafett.core.dates import day_number
from stafett.core.factors import CATEGORIES
from stafett.core.parameters import Law
from stafett.people import bulk

if TYPE_CHECKING:
    from stafett.cases.evaluation.known import Known, PersonFacts
    from stafett.cases.evaluation.rows import CaseRow

KINDS = ("contact", "reassess")
"""The tasks that follow from a category."""
CONTACT, REASSESS = KINDS

_REASONS = tuple(code for code in EXPLANATIONS if code.startswith("reassess."))
_PLACES = 100
"""The ordinal of a reassessment is the day since when it is called for, and the place of its reason."""
MEETING_PLANNED = "contact.meeting_planned"
# What decides the next contact, where it is not the interval of the category.
_INSTEAD = (
    "contact.pace_now",
    "contact.pace_from",
    MEETING_PLANNED,
    "contact.measure_midway",
    "contact.measure_end",
    "contact.after_temporary",
    "contact.returned",
)

Window = Mapping[str, Any]
"""A row of `contact_windows`."""
Event = tuple[int, str, date]
"""Case, kind and day of what calls for a new assessment."""


class Placed(NamedTuple):
    """The newest assessment of a case, with its newest temporary category; `until` is the last day it lasted.

    `meeting_on` is the day of the next planned conversation; the pace is what the person wants, and when they said so.
    """

    category: str
    placed_on: date
    temporary_kind: str | None
    temporary_category: str | None
    temporary_from: date | None
    temporary_until: date | None
    meeting_on: date | None
    pace: str | None
    pace_on: date | None
    pace_from: date | None


_FRAME = {
    "case": pl.Int64, "office": pl.String, "died_on": pl.Date, "last_contact": pl.Date, "category": pl.String,
    "placed_on": pl.Date, "temporary_kind": pl.String, "temporary_category": pl.String, "temporary_from": pl.Date,
    "temporary_until": pl.Date, "meeting_on": pl.Date, "pace": pl.String, "pace_on": pl.Date, "pace_from": pl.Date,
}  # fmt: skip
_EVENTS = {"case": pl.Int64, "kind": pl.String, "happened_on": pl.Date}


def load_placed(cases: str, on: date) -> dict[int, Placed]:
    """By case, as known on the day: what was set later does not count. `cases` as `bulk.keys` gives them."""
    return {case: Placed(*row) for case, *row in _rows(PLACED, {"cases": cases, "on": on})}


def load_events(placed: Collection[int], on: date) -> list[Event]:
    """What has happened in assessed cases, and jobs that begin or end later; asks nothing when there are none."""
    if not placed:
        return []
    return [(case, kind, day) for case, kind, day in _rows(_HAPPENED, {"cases": bulk.keys(placed), "on": on})]


def windows_of(known: Known, law: Law) -> dict[int, Window]:
    """The category in force and the next contact of each assessed case."""
    return windows(known.placed, known.cases.all(), known.persons, law, known.on)


def windows(
    placed: Mapping[int, Placed], cases: Iterable[CaseRow], persons: Mapping[int, PersonFacts], law: Law, on: date
) -> dict[int, Window]:
    """As `windows_of`, for any cases; those that have not been assessed are left out."""
    rows = [
        (
            case.id,
            persons[case.person_id].office,
            persons[case.person_id].died_on,
            case.last_contact_on,
            *placed[case.id],
        )
        for case in cases
        if case.id in placed
    ]
    return window_rows(rows, law, on)


def window_rows(rows: Collection[tuple[Any, ...]], law: Law, on: date) -> dict[int, Window]:
    """By case. Each row: case, office, day of death, last contact, and the fields of `Placed`."""
    if not rows:
        return {}
    frame = pl.DataFrame(list(rows), schema=_FRAME, orient="row")
    return {row["case"]: row for row in contact_windows(frame, law, on).iter_rows(named=True)}


def events_today(known: Known) -> list[Event]:
    """What the journal will say from tomorrow on: grades that differ from those at the last evaluation."""
    return [
        (case.id, "grade_changed", known.on)
        for before, case in known.cases.changed()
        if case.id in known.placed and before["grade"] != case.grade
    ]


def calls_for_assessment(rows: Mapping[int, Window], events: Iterable[Event], law: Law, on: date) -> pl.DataFrame:
    """As `core.contact.reassessments`; `rows` are those of `windows_of`."""
    frame = pl.DataFrame([[row[name] for name in _FRAME] for row in rows.values()], schema=_FRAME, orient="row")
    return reassessments(frame, pl.DataFrame(list(events), schema=_EVENTS, orient="row"), law, on)


def duties_of(
    rows: Mapping[int, Window], events: Iterable[Event], working: Collection[int], law: Law, on: date
) -> Iterator[tuple[int, str, int, date, date]]:
    """Contacts whose window has opened, and new assessments: case, kind, ordinal, the day it opens, the day it is due.

    A contact is told from others by the day from which its interval runs: held, it is followed by another one. It is
    due on the day of the meeting that is planned for it, else when its window closes.
    """
    here = {case: row for case, row in rows.items() if case in working}
    for case, row in here.items():
        if row["contact_state"] in {"open", "overdue"}:
            since = row["last_contact"] or row["placed_on"]
            yield case, CONTACT, day_number(since), row["window_opens"], planned_for(row) or row["window_closes"]
    if here:
        for case, reason, since, due in calls_for_assessment(here, events, law, on).iter_rows():
            yield case, REASSESS, day_number(since) * _PLACES + _REASONS.index(reason), since, due


def planned_for(row: Window) -> date | None:
    """The day of the meeting that is planned before the window closes."""
    day: date | None = row["meeting_on"] if MEETING_PLANNED in row["contact_reasons"] else None
    return day


def explain_duty_of_need(kind: str, ordinal: int, row: Window, law: Law, on: date) -> dict[str, Any]:
    """Why a task of KINDS is there, as JSON."""
    code = _REASONS[ordinal % _PLACES] if kind == REASSESS else _decides(row["contact_reasons"])
    return explain_contact(code, row, law, on).to_json()


def _decides(reasons: list[str]) -> str:
    """What decides the day of the next contact; the first of the reasons is the category in force."""
    return next((code for code in _INSTEAD if code in reasons), reasons[0])


def in_category(rows: Mapping[int, Window]) -> set[int]:
    """The cases with a category: they stay open until somebody says that the need is clarified."""
    return {case for case, row in rows.items() if row["in_force"] in CATEGORIES}


def steps_to_come(rows: Mapping[int, Window], on: date) -> dict[int, tuple[str, date]]:
    """Kind and day of what comes next by the category: a contact, or a new assessment where Nav plans none."""
    steps = {case: _step_to_come(row) for case, row in rows.items()}
    return {case: (kind, day) for case, (kind, day) in steps.items() if day and day > on}


def _step_to_come(row: Window) -> tuple[str, date | None]:
    contact = planned_for(row) or row["contact_due"]
    return (CONTACT, contact) if contact else (REASSESS, row["changes_on"])


def next_days(rows: Mapping[int, Window], events: Iterable[Event], on: date) -> dict[int, list[date]]:
    """The days on which time alone changes something in an assessed case."""
    days = {case: [row["changes_on"]] if row["changes_on"] else [] for case, row in rows.items()}
    for case, _, day in events:
        if day > on and case in days:
            days[case].append(day)
    return days


def _rows(statement: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


PLACED = """
select distinct on (a.case_id) a.case_id, a.category, a.placed_on, t.kind, t.category, t.from_day,
       case when t.ended_on <= %(on)s then least(t.until, t.ended_on - 1) else t.until end,
       (select min(m.day) from meetings_meeting m
        where m.case_id = a.case_id and m.state = 'planned' and m.planned_on <= %(on)s and m.day >= %(on)s),
       nullif(w.pace, ''), w.pace_on, w.pace_from
from mapping_needassessment a join cases_case c on c.id = a.case_id
left join lateral (select pace, pace_on, pace_from from mapping_contactwish where person_id = c.person_id
                   and said_on <= %(on)s order by id desc limit 1) w on true
left join lateral (select * from mapping_temporarycategory where assessment_id = a.id and set_on <= %(on)s
                   and (ended_on is null or ended_on > %(on)s or ended_on > from_day)
                   order by id desc limit 1) t on true
where a.case_id = any(%(cases)s) and a.placed_on <= %(on)s order by a.case_id, a.id desc
"""

# A new assessment looks at everything, so what happened before the newest one is of no more interest to the rules.
_HAPPENED = """
select case_id, 'contact_missed', logged_on from mapping_contact
where case_id = any(%(cases)s) and missed and logged_on <= %(on)s
  and not exists (select 1 from mapping_contactwithdrawal w where w.contact_id = mapping_contact.id)
union all
select case_id, 'person_asked', received_on from dialogue_helprequest
where case_id = any(%(cases)s) and sender = 'person' and received_on <= %(on)s
union all
select case_id, 'answered_differently', given_on from (
    select s.case_id, a.given_on, concat_ws('|', return_likelihood, employer_relation, expected_duration) as said,
           lag(concat_ws('|', return_likelihood, employer_relation, expected_duration))
           over (partition by s.id order by a.id) as before
    from screening_answer a join screening_screening s on s.id = a.screening_id
    where s.case_id = any(%(cases)s) and a.given_on <= %(on)s
) given where said <> before
union all
select case_id, 'grade_changed', "on" from cases_journalentry
where case_id = any(%(cases)s) and event = 'case_changed' and before -> 'grade' is not null and "on" <= %(on)s
union all
select c.id, 'employment_changed', change.day from cases_case c
join people_employment e on e.person_id = c.person_id
cross join lateral (values (e.first_day), (e.last_day + 1)) change(day)
where c.id = any(%(cases)s) and change.day > c.first_day
union all
select m.case_id, happened.kind, happened.day from plans_measure m
cross join lateral (values
    ('measure_started', m.started_on),
    (case m.state when 'broken_off' then 'measure_broken_off' else 'measure_ended' end, m.ended_on)
) happened(kind, day)
where m.case_id = any(%(cases)s) and m.started_on is not null and happened.day <= %(on)s
"""
