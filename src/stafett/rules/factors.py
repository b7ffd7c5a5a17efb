"""`factors`: facts about six factors -> their judgements and the categories they leave open (2-domain: section 5)."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import Field

from stafett.core.factors import FACTORS, category_grounds, explain_factor, judge_factors, suggest_categories
from stafett.rules.frames import column_types, numbered_frame
from stafett.rules.tool import Asked, BirthDay, Day, Key, Part, Tool

JudgementName = Literal["raises", "lowers", "neutral", "unclear"]
CategoryName = Literal["prioritised", "ordinary", "simplified", "on_request"]


class NeedLine(Part):
    """What is known of one case; what is not said is not known, and a switch that is not said is off."""

    case: Key
    office: Key | None = None
    died_on: Day | None = None
    aap: bool = False
    follow_up_decision: bool = False
    portfolio: Annotated[int, Field(ge=0, le=100_000)] | None = None
    """How many people the holder has."""
    birth_date: BirthDay | None = None
    wishes_work: bool | None = None
    employment: Literal["none", "on_leave", "graded"] | None = None
    going_back: Literal["yes", "unsure", "no"] | None = None
    employer_passive: bool | None = None
    education: Literal["none", "upper_secondary", "higher"] | None = None
    experience: Literal["little", "enough"] | None = None
    skills_usable: Literal["yes", "no"] | None = None
    breaks_with_benefits: Annotated[int, Field(ge=0, le=100)] | None = None
    measure_broken_off: bool | None = None
    has_children: bool | None = None
    children_mapped: bool | None = None
    social_strain: bool | None = None
    treatment: Literal["none", "running", "waiting", "broken_off", "unclear"] | None = None
    treatment_combinable: bool | None = None
    treatment_until: Day | None = None
    judged_age: JudgementName | None = None
    """A person's own judgement of a factor, which stands instead of the rule's; so with the five below."""
    judged_employment: JudgementName | None = None
    judged_education: JudgementName | None = None
    judged_history: JudgementName | None = None
    judged_social: JudgementName | None = None
    judged_treatment: JudgementName | None = None


class FactorAnswer(Part):
    """How one factor is judged."""

    judgement: JudgementName
    reasons: tuple[str, ...]
    """What stands: a person's own judgement where there is one, else what the rule finds."""
    rule: tuple[str, ...]
    """What the rule finds."""


class CategoryAnswer(Part):
    """What stands behind one category, suggested or not."""

    category: CategoryName
    suggested: bool
    named: tuple[str, ...]
    """Where the guide names it outright."""
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
    changes: tuple[str, ...]
    """What by itself would take it away where it is suggested, or bring it in where it is not."""


class NeedAnswer(Part):
    """The six factors and every category that none of them rules out; a person chooses."""

    case: str
    in_scope: bool
    factors: dict[str, FactorAnswer]
    suggested: tuple[CategoryName, ...]
    """From most to least follow-up; none out of scope."""
    named: tuple[CategoryName, ...]
    reasons: tuple[str, ...]
    categories: tuple[CategoryAnswer, ...]
    """All four; none out of scope."""
    why: tuple[dict[str, Any], ...] | None = None


_SCHEMA = column_types(NeedLine, without=("case",))
_GROUNDS = ("named", "speaks_for", "speaks_against", "changes")


def _answer(lines: Sequence[NeedLine], asked: Asked) -> list[dict[str, Any]]:
    frame = numbered_frame(lines, _SCHEMA, "case")
    suggested = suggest_categories(judge_factors(frame, asked.law, asked.on), asked.law, asked.on)
    grounds: dict[int, list[dict[str, Any]]] = {}
    for row in category_grounds(frame, asked.law, asked.on).iter_rows(named=True):
        grounds.setdefault(row.pop("case"), []).append(row)
    return [
        _of_case(lines[row["case"]].case, row, grounds.get(row["case"], []), asked)
        for row in suggested.iter_rows(named=True)
    ]


def _of_case(case: str, row: dict[str, Any], categories: list[dict[str, Any]], asked: Asked) -> dict[str, Any]:
    factors = {
        name: {
            "judgement": row[f"factor_{name}"],
            "reasons": row[f"factor_{name}_reasons"],
            "rule": row[f"factor_{name}_rule"],
        }
        for name in FACTORS
    }
    found = [code for factor in factors.values() for code in (*factor["reasons"], *factor["rule"])]
    beside = [code for category in categories for name in _GROUNDS for code in category[name]]
    codes = dict.fromkeys([*row["suggestion_reasons"], *found, *beside])
    return {
        "case": case,
        "in_scope": row["in_scope"],
        "factors": factors,
        "suggested": row["suggested"],
        "named": row["named"],
        "reasons": row["suggestion_reasons"],
        "categories": categories,
        **asked.all_told(partial(explain_factor, code, row, asked.law, asked.on) for code in codes),
    }


FACTORS_TOOL = Tool("factors", NeedLine, NeedAnswer, _answer)
