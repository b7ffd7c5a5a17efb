"""What happens to the person's income: facts from the law file and the rules' own dates, and no advice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from stafett.cases.course import Course
from stafett.cases.law import law_in_force
from stafett.cases.models import Case
from stafett.core.dates import DAYS_PER_WEEK
from stafett.frontend.words import grade, text
from stafett.lawbook.words import reference_in_words

FACTS = ("sick_pay", "graded", "length", "other_job", "aap")
"""In the order in which they meet the person; texts `person.income.<fact>`, headings `person.income_of.<fact>`."""
_LAW: Mapping[str, tuple[str, ...]] = {
    "sick_pay": ("sick_pay_percent", "employer_period_days"),
    "graded": ("lowest_grade_percent",),
    "length": ("sick_pay_days", "sick_pay_lookback_months", "sick_pay_fresh_start_weeks"),
    "other_job": ("fit_for_placement_weeks",),
    "aap": ("aap_percent", "aap_longest_months", "aap_most_work_percent"),
}
"""Each fact with the parameters that its text uses and is built on."""


@dataclass(frozen=True, slots=True)
class IncomeFact:
    """A fact in words, with where in the law it stands."""

    code: str
    words: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnEnd:
    """When the person's own sick pay ends, by estimate: the last day, and how many weeks and days are left."""

    last: date
    weeks: int
    days: int
    grade: str


def income_facts(on: date) -> Iterator[IncomeFact]:
    """One for each of FACTS."""
    law = law_in_force()
    for code in FACTS:
        names = _LAW[code]
        sources = dict.fromkeys(
            reference_in_words(one) for name in names for one in law.parameter(name).reference if one.startswith("ftrl")
        )
        values = {name: law.number(name, on) for name in names}
        yield IncomeFact(code, text(f"person.income.{code}", **values), tuple(sources))


def own_end(case: Case, course: Course, on: date) -> OwnEnd | None:
    """None where the person is not on sick leave, or has no right that can be estimated."""
    spell = course.spell
    if spell is None or spell.max_date is None or case.last_day < on:
        return None
    weeks = max(0, (spell.max_date - on).days // DAYS_PER_WEEK)
    return OwnEnd(spell.max_date, weeks, spell.days_left, grade(case.grade) if case.grade < 100 else "")
