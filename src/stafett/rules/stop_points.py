"""`stoppoints`: a person -> the stop points of their newest spell (2-domain: section 3)."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any, Literal

import polars as pl

from stafett.core.course import employments_in, without_questions
from stafett.core.known import known_on
from stafett.core.max_date import days_left_after, estimate_max_date
from stafett.core.screening import explain_screening
from stafett.core.spells import employment_frame
from stafett.core.stoppoints import RECURRING, explain_stop_point, stop_points
from stafett.rules.frames import column_types, frame_of
from stafett.rules.people import Employers, EmploymentLine, PersonLine, SettledLine, newest_spells, spells_of
from stafett.rules.tool import Asked, Part, Tool


class SettledAnswer(Part):
    """What somebody has said of it."""

    on: date
    by: str | None
    why: str | None


class StopPointAnswer(Part):
    """What the law or the method wants done by a day."""

    kind: str
    occurrence: int
    employer: str | None
    actor: str
    nature: Literal["law", "practice", "method"]
    opens: date | None
    """It and the two below are null only where there is no such day, and it is not relevant."""
    due: date | None
    working_due: date | None
    state: Literal["not_relevant", "future", "open", "due", "overdue", "done", "excepted"]
    """Not relevant: only where they are asked for. Done and excepted: by a rule, or by what is `settled`."""
    estimated: bool
    reason: str
    settled: SettledAnswer | None
    """Null where nobody has said so."""
    why: dict[str, Any] | None = None


class StopPointsAnswer(Part):
    """The stop points of a person's newest spell by due day; none where no spell has begun."""

    person: str
    spell_start: date | None
    max_date: date | None
    """The last day of sick pay, if the spell goes on; null without a right to any."""
    max_date_estimated: bool
    sick_pay_days_left: int | None
    """The weekdays of sick pay left after the day that it is seen from."""
    stop_points: tuple[StopPointAnswer, ...]


_OF_JOB = column_types(EmploymentLine, without=("employer", "ended_on"))
_SHOWN = ("kind", "occurrence", "actor", "nature", "opens", "due", "working_due", "state", "estimated", "reason")
_NO_SPELL: dict[str, Any] = {
    "spell_start": None, "max_date": None, "max_date_estimated": False, "sick_pay_days_left": None,
}  # fmt: skip
Row = dict[str, Any]


def _answer(lines: Sequence[PersonLine], asked: Asked) -> list[dict[str, Any]]:
    employers = Employers()
    spells = spells_of(lines, employers, asked)
    frame = newest_spells(lines, spells, asked)
    jobs = employments_in(employment_frame(spells), frame, _ended(lines, employers))
    told = {
        (person, employers.number(job.employer)): job for person, line in enumerate(lines) for job in line.employments
    }
    unknown = EmploymentLine(employer="-")
    of_jobs = [told.get(key, unknown) for key in jobs[["person", "employer"]].iter_rows()]
    jobs = jobs.hstack(known_on(frame_of(of_jobs, _OF_JOB), asked.on))
    job_of = {(row["person"], row["employer"]): row for row in jobs.iter_rows(named=True)}
    answers = [{"person": line.person, **_NO_SPELL, "stop_points": []} for line in lines]
    spell_of = {row["person"]: row for row in _with_what_is_told(frame, asked).iter_rows(named=True)}
    for person, spell in spell_of.items():
        answers[person] |= {name: spell[f"told_{name}"] for name in _NO_SPELL}
    everything = any(line.include_not_relevant for line in lines)
    points = stop_points(frame, jobs, law=asked.law, on=asked.on, include_not_relevant=everything)
    for point in points.iter_rows(named=True):
        person, number = point["person"], point["employer"]
        if point["state"] == "not_relevant" and not lines[person].include_not_relevant:
            continue
        named = employers.name(number) if number else None
        facts = spell_of[person] | job_of.get((person, number), {}) | point | {"employer": named}
        answers[person]["stop_points"].append(_told(point | {"employer": named}, facts, lines[person].settled, asked))
    return answers


def _with_what_is_told(frame: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    """The spells with what is told of them. Beside a max date from the benefit line earlier spells say nothing more."""
    given = pl.col("max_date").is_not_null()
    estimate = estimate_max_date(frame, asked.law)
    left = pl.Series(days_left_after(frame, asked.law, asked.on), dtype=pl.Int32)
    return frame.with_columns(
        pl.col("first_day").alias("told_spell_start"),
        pl.coalesce("max_date", estimate).alias("told_max_date"),
        (given.not_() & estimate.is_not_null()).alias("told_max_date_estimated"),
        left.alias("told_sick_pay_days_left"),
        pl.Series("no_questions", without_questions(frame, asked.law, asked.on), dtype=pl.List(pl.String)),
        pl.when(given.not_()).then("sick_pay_days_left").alias("sick_pay_days_left"),
    )


def _told(point: Row, facts: Row, settled: Iterable[SettledLine], asked: Asked) -> Row:
    """One stop point as it is told: what somebody has said of it stands before what the rules find."""
    shown = {name: point[name] for name in _SHOWN} | {"employer": point["employer"], "settled": None}
    why = partial(explain_stop_point, point["kind"], facts, asked.law)
    if point["state"] == "not_relevant":
        return shown | asked.told(why)
    if (said := _said(point, settled, asked.on)) is not None:
        shown |= {"state": said.as_, "settled": {"on": said.on, "by": said.by, "why": said.why}}
    elif point["kind"] == "screening" and facts["screening_asked_on"]:
        shown["state"] = "done"
    elif point["kind"] == "screening" and facts["no_questions"]:
        shown |= {"state": "excepted", "reason": facts["no_questions"][0]}
        why = partial(explain_screening, shown["reason"], facts, asked.law, asked.on)
    return shown | asked.told(why)


def _said(point: Row, settled: Iterable[SettledLine], on: date) -> SettledLine | None:
    """The newest that is said of the stop point by the day."""
    key = (point["kind"], point["occurrence"], point["employer"])
    said = [one for one in settled if one.on <= on and (one.kind, one.occurrence, one.employer) == key]
    if point["kind"] in RECURRING:
        said = [one for one in said if point["opens"] <= one.on]
    return max(said, key=lambda one: one.on, default=None)


def _ended(lines: Sequence[PersonLine], employers: Employers) -> dict[tuple[int, int], date]:
    return {
        (person, employers.number(job.employer)): job.ended_on
        for person, line in enumerate(lines)
        for job in line.employments
        if job.ended_on
    }


STOP_POINTS = Tool("stoppoints", PersonLine, StopPointsAnswer, _answer)
