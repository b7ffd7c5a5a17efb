"""What is known on a day of what employer and employee do: the follow-up plan, and dialogue meeting 1."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import polars as pl
from django.db import connection


class PlanFacts(NamedTuple):
    """Of the plan and the meeting in one employment, the newest day of each; the names are those that the rules ask by.

    A share that has been taken back does not count from the day on which it was: the plan is no longer there to read.
    A meeting that has been called, and not cancelled, is one that a party wants.
    """

    plan_asked_on: date | None
    plan_shared_on: date | None
    plan_to_issuer_on: date | None
    dialogue_1_done_on: date | None
    dialogue_1_wanted: bool


Plans = Mapping[tuple[int, int], PlanFacts]
"""By case and employer."""

NO_PLANS: Plans = {}


def load_plans(cases: str, on: date) -> Plans:
    """The plans of the cases (keys as `bulk.keys` gives them) as known on `on`, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(PLANS, {"cases": cases, "on": on})
        return {(case, employer): PlanFacts(*days) for case, employer, *days in cursor.fetchall()}


def read_plans(rows: Sequence[Sequence[Any]] | None) -> Plans:
    """The rows of PLANS where another statement has asked for them along with its own, as JSON."""
    return {
        (case, employer): PlanFacts._make([*(date.fromisoformat(day) if day else None for day in days), wanted])
        for case, employer, *days, wanted in rows or ()
    }


def with_plans(rows: pl.DataFrame, cases: Iterable[int], plans: Plans) -> pl.DataFrame:
    """Rows with an employer (of `course.points`) with the days of the plan there; `cases`: the case of each row."""
    if not plans:
        return rows
    days = [plans.get(key, _NOTHING) for key in zip(cases, rows.get_column("employer").to_list(), strict=True)]
    return rows.hstack(pl.DataFrame(days, schema=_SCHEMA, orient="row"))


_NOTHING = PlanFacts(None, None, None, None, dialogue_1_wanted=False)
_SCHEMA: dict[str, Any] = {**dict.fromkeys(PlanFacts._fields, pl.Date), "dialogue_1_wanted": pl.Boolean}

PLANS = """
select case_id, employer_id, max(asked_on) as asked_on, max(shared_on) as shared_on, max(to_issuer_on) as to_issuer_on,
       max(done_on) as done_on, bool_or(wanted) as wanted
from (
    select p.case_id, e.employer_id, max(p.asked_on) filter (where p.asked_on <= %(on)s) as asked_on,
           greatest(max(s.shared_on) filter (where s.shared_with = 'nav'),
                    max(p.unnecessary_on) filter (where p.unnecessary_on <= %(on)s)) as shared_on,
           max(s.shared_on) filter (where s.shared_with = 'issuer') as to_issuer_on,
           null::date as done_on, false as wanted
    from plans_followupplan p join people_employment e on e.id = p.employment_id
    left join plans_planshare s on s.plan_id = p.id and s.shared_on <= %(on)s
        and (s.taken_back_on is null or s.taken_back_on > %(on)s)
    where p.case_id = any(%(cases)s) group by p.case_id, e.employer_id
    union all
    select m.case_id, e.employer_id, null, null, null,
           case when m.state = 'held' and m.ended_on <= %(on)s then m.day end,
           not (m.state = 'cancelled' and m.ended_on <= %(on)s)
    from meetings_dialoguemeeting m join people_employment e on e.id = m.employment_id
    where m.case_id = any(%(cases)s) and m.called_on <= %(on)s
    union all
    select n.case_id, e.employer_id, null, null, null, n.said_on, false
    from meetings_nomeeting n join people_employment e on e.id = n.employment_id
    where n.case_id = any(%(cases)s) and n.said_on <= %(on)s and (n.ended_on is null or n.ended_on > %(on)s)
) facts group by case_id, employer_id
"""
