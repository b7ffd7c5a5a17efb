"""`stoppoints`: a person -> the stop points of their newest spell (2-domain: section 3)."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, Literal

from stafett.core.course import employments_in
from stafett.core.known import known_on
from stafett.core.spells import employment_frame
from stafett.core.stoppoints import explain_stop_point, stop_points
from stafett.rules.frames import column_types, frame_of
from stafett.rules.people import Employers, EmploymentLine, PersonLine, newest_spells, spells_of
from stafett.rules.tool import Asked, Part, Tool


class StopPointAnswer(Part):
    """What the law or the method wants done by a day."""

    kind: str
    occurrence: int
    employer: str | None
    actor: str
    nature: Literal["law", "practice", "method"]
    opens: date
    due: date
    working_due: date
    state: Literal["future", "open", "due", "overdue", "done"]
    estimated: bool
    reason: str
    why: dict[str, Any] | None = None


class StopPointsAnswer(Part):
    """The stop points of a person's newest spell by due day; none where no spell has begun."""

    person: str
    spell_start: date | None
    stop_points: tuple[StopPointAnswer, ...]


_OF_JOB = column_types(EmploymentLine, without=("employer", "ended_on"))
_SHOWN = ("kind", "occurrence", "actor", "nature", "opens", "due", "working_due", "state", "estimated", "reason")


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
    answers: list[dict[str, Any]] = [{"person": line.person, "spell_start": None, "stop_points": []} for line in lines]
    spell_of = {row["person"]: row for row in frame.iter_rows(named=True)}
    for person, spell in spell_of.items():
        answers[person]["spell_start"] = spell["first_day"]
    for point in stop_points(frame, jobs, law=asked.law, on=asked.on).iter_rows(named=True):
        named = employers.name(point["employer"]) if point["employer"] else None
        job = job_of.get((point["person"], point["employer"]), {})
        facts = spell_of[point["person"]] | job | point | {"employer": named}
        why = asked.told(partial(explain_stop_point, point["kind"], facts, asked.law))
        shown = {name: point[name] for name in _SHOWN}
        answers[point["person"]]["stop_points"].append(shown | {"employer": named} | why)
    return answers


def _ended(lines: Sequence[PersonLine], employers: Employers) -> dict[tuple[int, int], date]:
    return {
        (person, employers.number(job.employer)): job.ended_on
        for person, line in enumerate(lines)
        for job in line.employments
        if job.ended_on
    }


STOP_POINTS = Tool("stoppoints", PersonLine, StopPointsAnswer, _answer)
