"""Everything that is known on a day about the people to be evaluated, read with a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
from django.db import connection

from stafett.cases.evaluation.need import Event, Placed, load_events, load_placed
from stafett.cases.evaluation.plans import NO_PLANS, Plans, load_plans
from stafett.cases.evaluation.rows import (
    CaseRow,
    FollowUpRow,
    HandOverRow,
    MeetingRow,
    RequestRow,
    ScreeningRow,
    Table,
    case_table,
    follow_up_table,
    handover_table,
    meeting_table,
    request_table,
    screening_table,
)
from stafett.cases.own_work import FOLLOW_UP
from stafett.core.diagnoses import SELECTED_SYMPTOMS
from stafett.core.rows import dates, where
from stafett.core.spells import Facts, Source, What
from stafett.people import bulk

UNIDENTIFIED_EMPLOYER = -1
"""Stands for an employer that the note does not identify: the person is employed all the same.

One that has at least a name has a number below this (`people.names`).
"""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the rules ask about a person, besides notes and answers."""

    id: int
    birth_date: date
    died_on: date | None
    home_unit_id: int
    reachable_digitally: bool
    disability_benefit: bool
    self_employed: bool
    follow_up_decision_until: date | None
    language: str
    office: str
    roe_id: int | None
    screening_on: bool


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """What the rules ask about a note, besides its days."""

    id: int
    person_id: int
    first_day: date
    last_day: date
    pregnancy: bool
    help_at_once: bool
    received_on: date
    issuer_kind: str | None
    wanted: str
    signed_on: date
    elaborates: bool
    symptom_diagnosis: bool
    symptom_diagnosis_selected: bool


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """The newest answers of a screening."""

    id: int
    screening_id: int
    given_on: date
    return_likelihood: str
    employer_relation: str
    expected_duration: str


class Scheduled(NamedTuple):
    """The last day as of which a person has been evaluated, and the next one that needs it."""

    evaluated_on: date
    evaluate_on: date | None


class Mapped(NamedTuple):
    """What came of the newest mapping that has been closed."""

    id: int
    closed_on: date
    next_on: date
    cared_for_until: date | None

    def returns_on(self, confirmed_on: date | None) -> date | None:
        """The day on which the case comes back to be mapped: after the quick exit, unless a segment chosen since then
        (the day `confirmed_on`) stands instead."""
        chosen_since = confirmed_on is not None and confirmed_on > self.closed_on
        return None if chosen_since else self.cared_for_until


KEY = ("case", "kind", "ordinal", "employer")
"""What tells one task from another."""

_NO_EMPLOYER = 0


@dataclass(slots=True)
class Known:
    """What is known on `on`. Cases, screenings, requests and hand-overs can be changed and written back."""

    on: date
    persons: dict[int, PersonFacts]
    facts: Facts
    notes: dict[int, list[NoteFacts]]
    cases: Table[CaseRow]
    tasks: pl.DataFrame  # as `_tasks` gives them
    late_plans: set[int]  # the cases in which a follow-up plan should have been made by now
    screenings: Table[ScreeningRow]
    requests: Table[RequestRow]
    handovers: Table[HandOverRow]
    follow_ups: Table[FollowUpRow]
    meetings: Table[MeetingRow]
    answers: dict[int, AnswerFacts]
    ended: dict[tuple[int, int], date]  # by person and employer: the last day of an employment that has one
    informed: set[int]  # cases whose person has had the information about the activity requirement
    unread_since: dict[int, date]  # by case: the day of the oldest digital message that is unread
    replied: dict[tuple[int, str], date]  # by case and kind: the day of the person's newest answer along the way
    works_at: dict[int, int] = field(default_factory=dict)  # by adviser of those meetings who still works: the unit
    mapped: dict[int, Mapped] = field(default_factory=dict)  # by case
    placed: dict[int, Placed] = field(default_factory=dict)  # by case, those whose need has been assessed
    plans: Plans = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)  # what may call for assessing those anew


def load(people: list[int], on: date) -> Known:
    """Reads all that is known on `on`. The people are to be kept for this transaction already."""
    known = load_days(people, on)
    if not known.cases.rows:
        return known
    cases = bulk.keys(case.id for case in known.cases.rows)
    known.tasks = _tasks(cases)
    known.late_plans = _late_plans(known.tasks, on)
    known.screenings.load("case_id = any(%s)", cases)
    known.requests.load("case_id = any(%s) and received_on <= %s", cases, on)
    known.handovers.load(_NEWEST_HANDOVERS, cases, on)
    known.follow_ups.load(_FOLLOW_UPS, cases, on)
    known.meetings.load("case_id = any(%s) and state = 'planned' and planned_on <= %s", cases, on)
    if known.meetings.rows:
        known.works_at = dict(_rows(_WORKS_AT, bulk.keys({row.holder_id for row in known.meetings.rows})))
    if known.screenings.rows:
        screenings = bulk.keys(row.id for row in known.screenings.rows)
        known.answers = {row[1]: AnswerFacts(*row) for row in _rows(_ANSWERS, screenings, on)}
    messages = _rows(_MESSAGES, on, on, cases)
    known.informed = {case for case, informed, _ in messages if informed}
    known.unread_since = {case: day for case, _, day in messages if day}
    known.replied = {(case, kind): day for case, kind, day in _rows(_REPLIES, cases, on)}
    known.mapped = {case: Mapped(*row) for case, *row in _rows(_MAPPED, cases, on)}
    known.events = load_events(known.placed, on)
    return known


def lock_people(people: Iterable[int]) -> dict[int, Scheduled]:
    """Keeps the people for this transaction, in the order of their keys; gives how far each has been evaluated.

    Everybody who writes about people begins with this, so that two of them wait for each other and never in a ring.
    """
    keys = bulk.keys(people)
    _rows(_LOCK, keys)
    return {row[0]: Scheduled(*row[1:]) for row in _rows(_SCHEDULES, keys)}


def load_days(people: list[int], on: date) -> Known:
    """People, cases, notes and their days as known on `on`: what arrived later does not count."""
    keys = bulk.keys(people)
    persons = {row[0]: PersonFacts(*row) for row in _rows(_PERSONS, on, keys)}
    cases = case_table()
    cases.load("person_id = any(%s)", keys)
    of_cases = bulk.keys(case.id for case in cases.rows)
    notes: dict[int, list[NoteFacts]] = defaultdict(list)
    for row in _rows(_NOTES, keys, on, on):
        notes[row[1]].append(NoteFacts(*row))
    return only_days(
        on,
        persons,
        _facts(keys, on),
        notes,
        cases,
        ended={(person, employer): last for person, employer, last in _rows(_ENDED, keys)},
        placed=load_placed(of_cases, on) if cases.rows else {},
        plans=load_plans(of_cases, on) if cases.rows else NO_PLANS,
    )


def only_days(
    on: date,
    persons: dict[int, PersonFacts],
    facts: Facts,
    notes: dict[int, list[NoteFacts]],
    cases: Table[CaseRow],
    *,
    ended: dict[tuple[int, int], date],
    placed: dict[int, Placed],
    plans: Plans,
) -> Known:
    """What is known of people and their days alone: no tasks, nothing asked or said."""
    return Known(
        on,
        persons,
        facts,
        notes,
        cases,
        pl.DataFrame(schema=_TASK),
        set(),
        screening_table(),
        request_table(),
        handover_table(),
        follow_up_table(),
        meeting_table(),
        answers={},
        ended=ended,
        informed=set(),
        unread_since={},
        replied={},
        placed=placed,
        plans=plans,
    )


def _rows(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _facts(people: str, on: date) -> Facts:
    columns, _ = bulk.read_columns(_PERIODS, people, on, on, numbers=PERIOD)
    return facts_of(columns)


def facts_of(columns: Iterable[npt.NDArray[np.int64]]) -> Facts:
    """The columns of `PERIOD` as facts for `core.spells`."""
    names = ("person", "employer", "source", "what", "grade", "first", "last", "recorded", "id")
    return Facts(**dict(zip(names, columns, strict=True)))


def _tasks(cases: str) -> pl.DataFrame:
    """The tasks of the cases, with the columns of `_TASK`."""
    numbers, (kinds,) = bulk.read_columns(_TASKS, cases, numbers=_STORED, words=("kind",))
    case, ordinal, employer, task, is_open, may_reopen, followed, opens, due = numbers
    return pl.DataFrame(
        {
            "case": case,
            "kind": pl.Series(kinds, dtype=pl.String),
            "ordinal": ordinal,
            "employer": where(employer != _NO_EMPLOYER, pl.Series(employer)),
            "task": task,
            "is_open": is_open.astype(np.bool_),
            "may_reopen": may_reopen.astype(np.bool_),
            "followed": followed.astype(np.bool_),
            "stored_opens": dates(opens.astype(np.int32)),
            "stored_due": dates(due.astype(np.int32)),
        },
        schema=_TASK,
    )


def _late_plans(tasks: pl.DataFrame, on: date) -> set[int]:
    late = (pl.col("kind") == "plan") & pl.col("is_open") & (pl.col("stored_due") < on)
    return set(tasks.filter(late).get_column("case"))


_TASK = {
    "case": pl.Int64,
    "kind": pl.String,
    "ordinal": pl.Int64,
    "employer": pl.Int64,
    "task": pl.Int64,
    "is_open": pl.Boolean,
    "may_reopen": pl.Boolean,  # it opens again with its cause: it has lapsed, or a rule has found it to be done
    "followed": pl.Boolean,
    "stored_opens": pl.Date,
    "stored_due": pl.Date,
}

# Not "for update": rows that merely point to the person may be added meanwhile.
_LOCK = "select 1 from people_person p where p.id = any(%s) order by p.id for no key update of p"

# Read once the people are kept: before that, somebody else may still be setting them.
_SCHEDULES = "select person_id, evaluated_on, evaluate_on from cases_schedule where person_id = any(%s)"

_PERSONS = """
select p.id, p.birth_date, p.died_on, p.home_unit_id, p.reachable_digitally, p.disability_benefit, p.self_employed,
       p.follow_up_decision_until, p.language, u.number, u.roe_id,
       coalesce(u.screening_basis_recorded_on <= %s, false)
from people_person p join people_unit u on u.id = p.home_unit_id
where p.id = any(%s) order by p.id
"""

# A note counts on a day when it has been received, and is neither a cancellation nor replaced by then.
COUNTS = "n.kind <> 'cancellation' and n.received_on <= %s and (n.replaced_on is null or n.replaced_on > %s)"
_IN_FORCE = f"n.person_id = any(%s) and {COUNTS}"

PERIOD = (
    "n.person_id",
    f"""coalesce(n.employer_id, n.named_employer,
                 case when n.employer_situation = 'none' then 0 else {UNIDENTIFIED_EMPLOYER} end)""",
    f"""case n.status when 'sent' then {Source.NOTE_SENT:d} when 'confirmed' then {Source.NOTE_CONFIRMED:d}
                      else {Source.NOTE_NEW:d} end""",
    f"""case t.kind when 'waiting' then {What.WAITING:d} when 'treatment_days' then {What.TREATMENT_DAYS:d}
                    when 'travel_subsidy' then {What.TRAVEL_SUBSIDY:d} else {What.SICK:d} end""",
    "t.grade",
    "t.first_day - date '1970-01-01'",
    "t.last_day - date '1970-01-01'",
    "(extract(epoch from n.signed_at) * 1000000)::bigint",
    "t.id",
)
_PERIODS = f"from intake_sicknote n join intake_noteperiod t on t.note_id = n.id where {_IN_FORCE}"

# The fields of NoteFacts from `pregnancy` on.
OF_NOTE = f"""n.pregnancy, n.help_at_once, n.received_on, i.kind,
       case when n.help_at_once then coalesce(n.content -> 'message_to_nav' ->> 'text', '') else '' end,
       (n.signed_at at time zone 'Europe/Oslo')::date, n.elaborates, n.symptom_diagnosis,
       case when n.symptom_diagnosis then exists (
           select from jsonb_array_elements(n.content -> 'diagnoses') as d
           where (d ->> 'main')::boolean and d ->> 'system' <> 'icd-10'
               and left(upper(btrim(d ->> 'code')), 3) in {SELECTED_SYMPTOMS}) else false end"""

_NOTES = f"""
select n.id, n.person_id, t.first_day, t.last_day, {OF_NOTE}
from intake_sicknote n
join lateral (select min(first_day) as first_day, max(last_day) as last_day
              from intake_noteperiod where note_id = n.id) t on t.first_day is not null
left join people_issuer i on i.id = n.issuer_id
where {_IN_FORCE} order by n.person_id, t.last_day, n.id
"""

_ANSWERS = """
select distinct on (screening_id) id, screening_id, given_on, return_likelihood, employer_relation, expected_duration
from screening_answer where screening_id = any(%s) and given_on <= %s order by screening_id, id desc
"""

# An employer somebody still works for is not among them.
_ENDED = """
select person_id, employer_id, max(last_day) from people_employment where person_id = any(%s)
group by person_id, employer_id having bool_and(last_day is not null)
"""

_NEWEST_HANDOVERS = """
id in (select max(id) from cases_handover where case_id = any(%s) and offered_on <= %s group by case_id)
"""

_STORED = (
    "case_id",
    "ordinal",
    f"coalesce(employer_id, {_NO_EMPLOYER})",
    "id",
    "(state = 'open')::int",
    "(state = 'lapsed' or state = 'done' and outcome = 'settled')::int",
    "followed::int",
    "window_opens - date '1970-01-01'",
    "due - date '1970-01-01'",
)
_TASKS = "from cases_task where case_id = any(%s)"

# Done when its task is: nothing is kept twice.
_FOLLOW_UPS = f"""case_id = any(%s) and set_on <= %s and withdrawn_on is null and not exists (
    select 1 from cases_task t where t.case_id = cases_followup.case_id and t.kind = '{FOLLOW_UP}'
    and t.ordinal = cases_followup.id and t.state = 'done')"""

_WORKS_AT = "select id, unit_id from people_staff where id = any(%s) and active"

_REPLIES = """
select case_id, kind, max(given_on) from dialogue_reply where case_id = any(%s) and given_on <= %s group by 1, 2
"""

_MAPPED = """
select distinct on (case_id) case_id, id, ended_on, next_on, cared_for_until from mapping_mapping
where case_id = any(%s) and state = 'closed' and ended_on <= %s order by case_id, id desc
"""

_MESSAGES = """
select case_id, bool_or(code = 'activity_info'),
       min(sent_on) filter (where channel = 'digital' and sent_on <= %s and (read_on is null or read_on > %s))
from dialogue_message where case_id = any(%s) group by case_id
"""
