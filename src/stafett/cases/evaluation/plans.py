"""What is known of follow-up plans on a day: when Nav asked for one, and when it was shared and with whom."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import polars as pl
from django.db import connection


class PlanFacts(NamedTuple):
    """Of the plan in one employment, the newest day of each; the names are those that the rules ask by.

    A share that has been taken back does not count from the day on which it was: the plan is no longer there to read.
    """

    plan_asked_on: date | None
    plan_shared_on: date | None
    plan_to_issuer_on: date | None


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
        (case, employer): PlanFacts(*(date.fromisoformat(day) if day else None for day in days))
        for case, employer, *days in rows or ()
    }


def with_plans(rows: pl.DataFrame, cases: Iterable[int], plans: Plans) -> pl.DataFrame:
    """Rows with an employer (of `course.points`) with the days of the plan there; `cases`: the case of each row."""
    if not plans:
        return rows
    none = PlanFacts(None, None, None)
    days = [plans.get(key, none) for key in zip(cases, rows.get_column("employer").to_list(), strict=True)]
    return rows.hstack(pl.DataFrame(days, schema=dict.fromkeys(PlanFacts._fields, pl.Date), orient="row"))


PLANS = """
select p.case_id, e.employer_id, max(p.asked_on) filter (where p.asked_on <= %(on)s) as asked_on,
       greatest(max(s.shared_on) filter (where s.shared_with = 'nav'),
                max(p.unnecessary_on) filter (where p.unnecessary_on <= %(on)s)) as shared_on,
       max(s.shared_on) filter (where s.shared_with = 'issuer') as to_issuer_on
from plans_followupplan p join people_employment e on e.id = p.employment_id
left join plans_planshare s on s.plan_id = p.id and s.shared_on <= %(on)s
    and (s.taken_back_on is null or s.taken_back_on > %(on)s)
where p.case_id = any(%(cases)s) group by p.case_id, e.employer_id
"""
