"""Where the person is in their own course, in plain words: the first thing that their first page says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from stafett.cases.course import Course
from stafett.cases.evaluation.one import NotedPeriod
from stafett.cases.law import law_of
from stafett.cases.models import Case
from stafett.core.dates import DAYS_PER_WEEK
from stafett.frontend.words import grade, text
from stafett.mapping.models import Mapping

LINES = (
    "asked_only",
    "returned",
    "full",
    "graded",
    "waiting_note",
    "treatment_days",
    "travel_subsidy",
    "waits_for_treatment",
    "waits_until",
    "several_employers",
    "no_employer",
    "young",
    "near_end",
    "past_end",
    "not_yet_asked",
)
"""What can be said; texts `person.where.<line>`."""
_BY_KIND = {"waiting": "waiting_note", "treatment_days": "treatment_days", "travel_subsidy": "travel_subsidy"}
_NEAR = frozenset({"open", "due", "overdue", "done"})
_TREATED = frozenset({"in_treatment", "waiting_for_treatment"})


def where_of(case: Case, course: Course, mappings: Sequence[Mapping], on: date) -> list[str]:
    """Sentences about an open case: the sickness itself first, then what is special to this person.

    `mappings` are those of the case. Of a category, a segment or a rank nothing is said.
    """
    return [*_sickness(case, course, on), *_waiting(course, mappings, on), *_special(case, course, on)]


def week_of(case: Case, on: date) -> int:
    """The week of the absence that a day is in; the first seven days are week 1."""
    return (on - case.first_day).days // DAYS_PER_WEEK + 1


def _sickness(case: Case, course: Course, on: date) -> Iterator[str]:
    if not case.has_spell:
        yield text("person.where.asked_only")
    elif case.last_day < on:
        yield text("person.where.returned", last=case.last_day)
    else:
        kinds = {period.kind for period in _now(course, on)}
        kind = next((line for of_note, line in _BY_KIND.items() if kinds == {of_note}), "")
        line = kind or ("graded" if 0 < case.grade < 100 else "full")
        yield text(f"person.where.{line}", last=case.last_day, grade=grade(case.grade), week=week_of(case, on))


def _waiting(course: Course, mappings: Sequence[Mapping], on: date) -> Iterator[str]:
    """Who waits for treatment is told that it never counts against them, and when Nav takes it up again."""
    window = course.window or {}
    agreed = max((each.cared_for_until for each in mappings if each.cared_for_until), default=None)
    if agreed is not None and agreed >= on:
        yield text("person.where.waits_until", until=agreed)
    elif window.get("temporary_kind") in _TREATED:
        back = window["returns_on"]
        if back is None:
            yield text("person.where.waits_for_treatment")
        elif back > on:
            yield text("person.where.waits_until", until=back)


def _special(case: Case, course: Course, on: date) -> Iterator[str]:
    if not case.has_spell or case.last_day < on:
        return
    employers = sorted({period.employer_name for period in _now(course, on) if period.employer_name})
    if len(employers) > 1:
        yield text("person.where.several_employers", employers=employers)
    if not case.employed:
        yield text("person.where.no_employer")
    most = int(law_of(case.person.home_unit).number("scope_age_over", on))
    if _age(case.person.birth_date, on) <= most:
        yield text("person.where.young", age=most)
    states = {point.kind: point.state for point in course.stop_points}
    max_date = course.spell.max_date if course.spell else None
    if max_date is not None and max_date < on:
        yield text("person.where.past_end", last=max_date)
    elif max_date is not None and states.get("soon_end") in _NEAR:
        yield text("person.where.near_end", last=max_date, weeks=(max_date - on).days // DAYS_PER_WEEK)
    asks = next((point.due for point in course.stop_points if point.kind == "screening" and point.due > on), None)
    if asks is not None and states["screening"] in {"future", "open"}:
        yield text("person.where.not_yet_asked", day=asks)


def _now(course: Course, on: date) -> list[NotedPeriod]:
    return [one for one in course.periods if not one.is_replaced and one.first_day <= on <= one.last_day]


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
