"""The need of one case by the six factors: what is known already, and what the rules say of it. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from stafett.cases.models import Case
from stafett.core.factors import (
    CATEGORIES,
    FACTORS,
    category_grounds,
    explain_factor,
    judge_factors,
    suggest_categories,
)
from stafett.core.parameters import Law
from stafett.core.reasons import Reason, as_json
from stafett.mapping.models import NeedAssessment
from stafett.rules.factors import NeedLine
from stafett.rules.frames import column_types

Facts = dict[str, Any]
"""Facts of `core.factors` by name; what is not there, or None, is not known."""

_TYPES = column_types(NeedLine, without=("case",))
_DAYS = tuple(name for name, dtype in _TYPES.items() if dtype == pl.Date)
FULL = 100


@dataclass(frozen=True, slots=True)
class JudgedFactor:
    """How one factor is judged: what stands, and what the rule finds where a person judges otherwise."""

    name: str
    judgement: str
    standing: Sequence[Reason]
    by_rule: Sequence[Reason]

    @property
    def is_own(self) -> bool:
        """Whether a person's judgement stands instead of the rule's."""
        return [reason.code for reason in self.standing] != [reason.code for reason in self.by_rule]


@dataclass(frozen=True, slots=True)
class CategoryGrounds:
    """What stands behind one category, suggested or not."""

    category: str
    suggested: bool
    named: Sequence[Reason]
    speaks_for: Sequence[Reason]
    speaks_against: Sequence[Reason]
    changes: Sequence[Reason]


@dataclass(frozen=True, slots=True)
class Judged:
    """The six factors and the categories that they leave open; `reasons` say why none is, out of scope."""

    facts: Facts
    in_scope: bool
    factors: Sequence[JudgedFactor]
    suggested: Sequence[str]
    named: Sequence[str]
    reasons: Sequence[Reason]
    categories: Sequence[CategoryGrounds]

    @property
    def stored_facts(self) -> dict[str, Any]:
        """As JSON."""
        return {name: as_json(value) for name, value in self.facts.items()}

    @property
    def stored_judgements(self) -> dict[str, Any]:
        """As JSON: judgement and reasons by factor, and the rule's own reasons."""
        return {
            factor.name: {
                "judgement": factor.judgement,
                "reasons": [reason.to_json() for reason in factor.standing],
                "rule": [reason.to_json() for reason in factor.by_rule],
            }
            for factor in self.factors
        }


def newest_assessment(case: Case) -> NeedAssessment | None:
    """The one that counts; None where the need has never been assessed."""
    return NeedAssessment.objects.select_related("by").filter(case=case).order_by("-id").first()


def known_facts(case: Case, newest: NeedAssessment | None) -> Facts:
    """What need not be asked: from registers and sick notes, and from the last assessment. Reads `case.person`.

    Children and treatment are only what the adviser has said: nothing else here knows of them.
    """
    said = _as_facts(newest.facts) if newest else {}
    # What was counted before may have been corrected by the adviser, who knows people that are not here.
    counted = {"portfolio": max(_portfolio(case), said.get("portfolio") or 0)}
    return {**said, **_employment(case), **counted, **register_facts(case)}


def register_facts(case: Case) -> Facts:
    """What the adviser cannot change. Reads `case.person` with its home unit."""
    person = case.person
    until = person.follow_up_decision_until
    return {
        "office": person.home_unit.number,
        "died_on": person.died_on,
        "birth_date": person.birth_date,
        "follow_up_decision_until": until,
    }


def judge(facts: Facts, law: Law, on: date) -> Judged:
    """What the rules say of the facts on a day. Raises ValueError for a fact that does not exist."""
    until = facts.get("follow_up_decision_until")
    row: dict[str, Any] = {name: facts.get(name) for name in _TYPES}
    row["follow_up_decision"] = until is not None and until >= on
    frame = pl.DataFrame([{"case": 1, **row}], schema={"case": pl.Int64, **_TYPES})
    found = suggest_categories(judge_factors(frame, law, on), law, on).row(0, named=True)

    def explained(codes: Sequence[str]) -> list[Reason]:
        return [explain_factor(code, row, law, on) for code in codes]

    return Judged(
        facts=row | {"follow_up_decision_until": until},
        in_scope=found["in_scope"],
        factors=[
            JudgedFactor(
                name,
                found[f"factor_{name}"],
                explained(found[f"factor_{name}_reasons"]),
                explained(found[f"factor_{name}_rule"]),
            )
            for name in FACTORS
        ],
        suggested=found["suggested"],
        named=found["named"],
        reasons=explained(found["suggestion_reasons"]),
        categories=[
            CategoryGrounds(
                one["category"],
                one["suggested"],
                explained(one["named"]),
                explained(one["speaks_for"]),
                explained(one["speaks_against"]),
                explained(one["changes"]),
            )
            for one in category_grounds(frame, law, on).iter_rows(named=True)
        ],
    )


def may_choose(judged: Judged, newest: NeedAssessment | None) -> tuple[str, ...]:
    """What the adviser can choose among: a category for those in scope, and to end or take back one that stands."""
    stands = newest is not None and newest.category != "not_assessed"
    others = ("clarified", "not_assessed") if stands else ("clarified",)
    if judged.in_scope:
        return (*CATEGORIES, *others)
    return others if stands else ()


def _as_facts(stored: Mapping[str, Any]) -> Facts:
    days = {name: date.fromisoformat(stored[name]) for name in _DAYS if stored.get(name)}
    return {name: value for name, value in stored.items() if name in _TYPES} | days


def _employment(case: Case) -> Facts:
    """From the sick notes; somebody without a spell is not known to have a job or none."""
    if not case.has_spell:
        return {}
    if not case.employed:
        return {"employment": "none"}
    return {"employment": "on_leave" if case.grade == FULL else "graded"}


def _portfolio(case: Case) -> int:
    """How many open cases the holder has here; without a holder, none are counted."""
    if case.holder_id is None:
        return 0
    return Case.objects.filter(holder=case.holder_id, state=Case.State.OPEN).count()
