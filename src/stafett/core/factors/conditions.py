"""The facts behind each factor, one by one: a truth value for each row. Of every factor at least one holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np

from stafett.core.dates import add_months, day_number, last_births
from stafett.core.rows import Flags, Named, Rows, is_known

EMPLOYMENT = ("none", "on_leave", "graded")
GOING_BACK = ("yes", "unsure", "no")
EDUCATION = ("none", "upper_secondary", "higher")
EXPERIENCE = ("little", "enough")
USABLE = ("yes", "no")
TREATMENT = ("none", "running", "waiting", "broken_off", "unclear")

Conditions = Callable[[Rows, date], list[Named]]


def scope_conditions(rows: Rows, on: date) -> list[Named]:
    """What keeps somebody out of the method for large portfolios (S4:L295, L307); an office may widen it."""
    has_benefit = rows.switch("aap") | rows.switch("follow_up_decision")
    counted = rows.known("portfolio")
    return [
        ("scope.dead", rows.day("died_on") <= day_number(on)),
        ("scope.no_benefit", rows.switch_on("scope_benefit_required", on) & ~has_benefit),
        ("scope.too_young", is_known(rows.day("birth_date")) & ~_older_than("scope_age_over", rows, on)),
        ("scope.small_portfolio", counted & (rows.whole("portfolio") < rows.number_on("scope_portfolio_from", on))),
        ("scope.portfolio_not_known", ~counted),
    ]


def age_conditions(rows: Rows, on: date) -> list[Named]:
    """The bands of age (S4:L745-754), of those whom the method covers (S4:L193)."""
    known, wishes = is_known(rows.day("birth_date")), rows.switch("wishes_work")
    beyond_first, late = _older_than("factor_age_first_to", rows, on), _older_than("factor_age_middle_to", rows, on)
    covered = _older_than("scope_age_over", rows, on)
    return [
        ("factor.age.not_covered", known & ~covered),
        ("factor.age.first_band", covered & ~beyond_first & ~late),
        ("factor.age.middle_band", covered & beyond_first & ~late),
        ("factor.age.last_band", covered & late & ~wishes),
        ("factor.age.wishes_work", covered & late & wishes),
        ("factor.age.not_known", ~known),
    ]


def employment_conditions(rows: Rows, _: date) -> list[Named]:
    """The employment, and whether it leads anywhere (S4:L763-769)."""
    kinds, back = rows.chosen("employment", EMPLOYMENT), rows.chosen("going_back", GOING_BACK)
    employed = kinds["on_leave"] | kinds["graded"]
    goes_back = employed & back["yes"]
    passive = rows.switch("employer_passive")
    known = kinds["none"] | (employed & rows.known("going_back"))
    return [
        ("factor.employment.none", kinds["none"]),
        ("factor.employment.not_going_back", employed & back["no"]),
        ("factor.employment.unsure", employed & back["unsure"]),
        ("factor.employment.employer_passive", ~kinds["none"] & ~back["no"] & passive),
        ("factor.employment.on_leave", goes_back & kinds["on_leave"] & ~passive),
        ("factor.employment.graded", goes_back & kinds["graded"] & ~passive),
        ("factor.employment.not_known", ~known),
    ]


def education_conditions(rows: Rows, _: date) -> list[Named]:
    """Education and experience together (S4:L773-776)."""
    schooling, experience = rows.chosen("education", EDUCATION), rows.chosen("experience", EXPERIENCE)
    usable = rows.chosen("skills_usable", USABLE)
    few = schooling["none"] & experience["little"]
    much = schooling["higher"] & experience["enough"]
    known = rows.known("education") & rows.known("experience")
    return [
        ("factor.education.few", few),
        ("factor.education.usable", much & usable["yes"]),
        ("factor.education.not_usable", much & usable["no"]),
        ("factor.education.usable_unclear", much & ~rows.known("skills_usable")),
        ("factor.education.some", known & ~few & ~much),
        ("factor.education.not_known", ~known),
    ]


def history_conditions(rows: Rows, on: date) -> list[Named]:
    """Earlier breaks and measures (S4:L780-784)."""
    several = rows.whole("breaks_with_benefits") >= rows.number_on("factor_several_breaks", on)
    several &= rows.known("breaks_with_benefits")
    broken_off = rows.switch("measure_broken_off")
    neither = ~(several | broken_off)
    return [
        ("factor.history.several_breaks", several),
        ("factor.history.measure_broken_off", broken_off),
        ("factor.history.steady", neither & rows.known("breaks_with_benefits")),
        ("factor.history.not_known", neither & ~rows.known("breaks_with_benefits")),
    ]


def social_conditions(rows: Rows, _: date) -> list[Named]:
    """Social matters and children: what to look into; only a person can judge what it means (S4:L788-790)."""
    children, strain = rows.switch("has_children"), rows.switch("social_strain")
    mapped, known = rows.switch("children_mapped"), rows.known("has_children")
    return [
        ("factor.social.strain", strain),
        ("factor.social.children_not_mapped", children & ~mapped),
        ("factor.social.children", children & mapped),
        ("factor.social.nothing", known & ~children & ~strain),
        ("factor.social.not_known", ~known),
    ]


def treatment_conditions(rows: Rows, on: date) -> list[Named]:
    """The course of treatment (S4:L796-799)."""
    kinds = rows.chosen("treatment", TREATMENT)
    in_course = kinds["running"] | kinds["waiting"]
    combinable, combinable_known = rows.switch("treatment_combinable"), rows.known("treatment_combinable")
    full = in_course & combinable_known & ~combinable
    until = rows.day("treatment_until")
    today = np.full(rows.height, day_number(on), dtype=np.int32)
    ends = is_known(until) & (until >= today)  # a planned end that has passed says no more than none
    long = until >= add_months(today, rows.number_on("factor_long_treatment_months", on))
    return [
        ("factor.treatment.none", kinds["none"]),
        ("factor.treatment.unclear", kinds["unclear"]),
        ("factor.treatment.broken_off", kinds["broken_off"]),
        ("factor.treatment.combinable", in_course & combinable),
        ("factor.treatment.long", full & ends & long),
        ("factor.treatment.short", full & ends & ~long),
        ("factor.treatment.end_not_known", full & ~ends),
        ("factor.treatment.not_known", ~rows.known("treatment") | (in_course & ~combinable_known)),
    ]


FACTORS: Mapping[str, Conditions] = {
    "age": age_conditions,
    "employment": employment_conditions,
    "education": education_conditions,
    "history": history_conditions,
    "social": social_conditions,
    "treatment": treatment_conditions,
}


def _older_than(name: str, rows: Rows, on: date) -> Flags:
    """Whether the person has completed more years than the parameter."""
    births = last_births(on)
    return np.asarray(rows.day("birth_date") <= births[rows.number_on(name, on) + 1])
