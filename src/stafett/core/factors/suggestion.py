"""From findings to suggested categories, decided once for each way in which findings stand together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from stafett.core.factors.conditions import FACTORS, scope_conditions
from stafett.core.factors.grounds import (
    CATEGORIES,
    CHANGES,
    GOING_BACK,
    GROUNDS,
    JUDGEMENTS,
    NAMED,
    ON_REQUEST,
    PRIORITISED,
    SCOPE,
    SUGGESTION,
    WORKS_GRADED,
    Span,
)
from stafett.core.parameters import Law
from stafett.core.reasons import Codes, Combinations, Reason, code_lists, pick_facts
from stafett.core.rows import Rows, rows_where

_KINDS = 4096  # ways in which findings stand together that are remembered


class _Factor(NamedTuple):
    """For each way in which one factor's conditions hold: what stands, and what the rule says."""

    standing: list[Codes]
    by_rule: list[Codes]
    of_row: Combinations


class _Suggestion(NamedTuple):
    categories: Codes
    named: Codes
    reasons: Codes


def judge_factors(frame: pl.DataFrame, law: Law, on: date) -> pl.DataFrame:
    """The frame with three columns for each of FACTORS, named after it: factor_age, factor_age_reasons and so on.

    factor_X (str): raises | lowers | neutral | unclear. factor_X_reasons (list of codes): what stands, a person's own
    judgement where there is one, else what the rule finds. factor_X_rule (list of codes): what the rule finds, also
    where a person judges otherwise. Raises ValueError for a fact or a judgement that does not exist (S4:L734-800).
    """
    rows = Rows(frame, law)
    columns = []
    for name in FACTORS:
        factor = _found(name, rows, on)
        columns += [
            factor.of_row.spread([_judgement(codes) for codes in factor.standing], pl.String).alias(f"factor_{name}"),
            factor.of_row.spread(factor.standing, pl.List(pl.String)).alias(f"factor_{name}_reasons"),
            factor.of_row.spread(factor.by_rule, pl.List(pl.String)).alias(f"factor_{name}_rule"),
        ]
    return frame.with_columns(columns)


def suggest_categories(frame: pl.DataFrame, law: Law, on: date) -> pl.DataFrame:
    """The frame with in_scope (bool), suggested and named (lists of CATEGORIES) and suggestion_reasons (codes).

    Suggested is every category that no factor rules out, from most to least follow-up. Where the factors leave
    nothing in common, the guide does not say which counts most: then everything is suggested from the least
    follow-up that one factor leaves to the most that another leaves, with the reason `suggestion.disagree`. Long
    treatment may lower to on request, and rules out nothing. Named are those that the guide names outright for such a
    case (S4:L802-826). Out of scope nothing is suggested, and the reasons say why. Raises ValueError as
    `judge_factors`.
    """
    rows = Rows(frame, law)
    outside = scope_conditions(rows, on)
    kinds, of_row = _kinds(rows, on)
    why_not = code_lists(outside)
    in_scope = ~np.any([holds for _, holds in outside], axis=0)
    found = [_suggestion(kind) for kind in kinds]
    columns = {
        "suggested": pl.Series([one.categories for one in found], dtype=pl.List(pl.String)),
        "named": pl.Series([one.named for one in found], dtype=pl.List(pl.String)),
        "suggestion_reasons": pl.Series([one.reasons for one in found], dtype=pl.List(pl.String)),
    }
    nothing = pl.Series([[]], dtype=pl.List(pl.String))
    inside = pl.Series("in_scope", in_scope)
    return frame.with_columns(
        inside,
        *(
            column[of_row].zip_with(inside, why_not if name == "suggestion_reasons" else nothing).alias(name)
            for name, column in columns.items()
        ),
    )


def category_grounds(frame: pl.DataFrame, law: Law, on: date) -> pl.DataFrame:
    """One row per case in scope and category, the four of them from most to least follow-up.

    case, category; suggested (bool); named (codes: where the guide names it outright); speaks_for and speaks_against
    (codes of findings; those that take no side are in neither); changes (codes: what, by itself, would take a
    suggested category away, or bring another one in). Raises ValueError as `judge_factors`.
    """
    rows = Rows(frame, law)
    in_scope = ~np.any([holds for _, holds in scope_conditions(rows, on)], axis=0)
    inside = rows_where(frame, in_scope)
    rows_inside = Rows(inside, law)
    kinds, of_kind = _kinds(rows_inside, on)
    with_work, of_row = np.unique(of_kind * 2 + rows_inside.text_is("employment", "graded"), return_inverse=True)
    cases = inside.get_column("case").to_numpy()
    grounds = pl.DataFrame(
        [
            row
            for kind, graded in (divmod(int(one), 2) for one in with_work)
            for row in _grounds(kinds[kind], bool(graded))
        ],
        schema={
            "category": pl.String,
            "suggested": pl.Boolean,
            **dict.fromkeys(("named", "speaks_for", "speaks_against", "changes"), pl.List(pl.String)),
        },
        orient="row",
    )
    count = len(CATEGORIES)
    picked = (of_row[:, None] * count + np.arange(count)).reshape(-1)
    of_cases: pl.DataFrame = grounds[picked]
    return of_cases.insert_column(0, pl.Series("case", np.repeat(cases, count)))


def explain_factor(code: str, row: Mapping[str, Any], law: Law, on: date) -> Reason:
    """One code of a factor, a suggestion or a category with its facts and parameters, for one row of the input.

    The facts of a factor hold a person's own judgement beside what the rule looked at. Raises ValueError for a
    code that no rule gives.
    """
    reference, facts, parameters = _explanation(code)
    return Reason(
        code=code,
        rule=".".join(code.split(".")[:2]) if code in GROUNDS else code.split(".", maxsplit=1)[0],
        reference=reference,
        facts=pick_facts(row, facts),
        parameters=law.in_force(parameters, on, row.get("office")),
    )


def _explanation(code: str) -> tuple[str, Codes, Codes]:
    if code in GROUNDS:
        ground = GROUNDS[code]
        return ground.reference, ground.facts, ground.parameters
    if code in NAMED:
        facts = [fact for found in NAMED[code].where for finding in sorted(found) for fact in GROUNDS[finding].facts]
        return NAMED[code].reference, tuple(dict.fromkeys(facts)), ()
    if code in CHANGES:
        ground = GROUNDS[CHANGES[code].finding]
        return ground.reference, ground.facts, ground.parameters
    for sources in (SCOPE, SUGGESTION):
        if code in sources:
            return sources[code]
    raise ValueError(f"No rule of the six factors gives the code {code!r}.")


def _found(name: str, rows: Rows, on: date) -> _Factor:
    own = rows.chosen(f"judged_{name}", JUDGEMENTS)
    judged = [(f"factor.{name}.judged_{judgement}", holds) for judgement, holds in own.items()]
    combinations = Combinations.of([*FACTORS[name](rows, on), *judged])
    by_a_person = {code for code, _ in judged}
    by_rule = [tuple(code for code in holding if code not in by_a_person) for holding in combinations.holding]
    own_codes = [tuple(code for code in holding if code in by_a_person) for holding in combinations.holding]
    standing = [own or rule for own, rule in zip(own_codes, by_rule, strict=True)]
    return _Factor(standing, by_rule, combinations)


def _judgement(codes: Codes) -> str:
    """Of the findings of one factor: what raises goes before what is unclear, and that before the rest."""
    given = {GROUNDS[code].judgement for code in codes}
    return next(judgement for judgement in ("raises", "unclear", "lowers", "neutral") if judgement in given)


def _kinds(rows: Rows, on: date) -> tuple[list[Codes], npt.NDArray[np.integer[Any]]]:
    """Every way in which findings stand together, and for each row the position of its own."""
    number = np.zeros(rows.height, dtype=np.int64)
    factors = [_found(name, rows, on) for name in FACTORS]
    for factor in factors:
        number = number * len(factor.standing) + factor.of_row.of_row
    _, first, of_row = np.unique(number, return_index=True, return_inverse=True)
    return [_together(factors, row) for row in first], of_row


def _together(factors: Sequence[_Factor], row: int) -> Codes:
    return tuple(code for factor in factors for code in factor.standing[factor.of_row.of_row[row]])


@lru_cache(maxsize=_KINDS)
def _suggestion(codes: Codes) -> _Suggestion:
    (first, last), reasons = _left_open(codes)
    named = {NAMED[code].category for code in _names(codes)}
    return _Suggestion(
        categories=CATEGORIES[first : last + 1],
        named=tuple(CATEGORIES[category] for category in sorted(named) if first <= category <= last),
        reasons=reasons,
    )


def _left_open(codes: Codes) -> tuple[Span, Codes]:
    """The first and last category that the findings leave, and how they stand to each other."""
    grounds = [GROUNDS[code] for code in codes]
    special = any(_is_special(code) for code in codes)
    most = max(PRIORITISED if ground.in_special_cases and special else ground.leaves[0] for ground in grounds)
    least = min(ground.leaves[1] for ground in grounds)
    reasons: Codes = ("suggestion.agree",) if most <= least else ("suggestion.disagree",)
    first, last = min(most, least), max(most, least)
    if last < ON_REQUEST and any(ground.may_lower for ground in grounds):
        return (first, ON_REQUEST), (*reasons, "suggestion.may_lower")
    return (first, last), reasons


def _is_special(code: str) -> bool:
    """What raises the need, or is unclear; social matters only as a person judges that they raise it."""
    judgement = GROUNDS[code].judgement
    return judgement == "raises" or (judgement == "unclear" and not code.startswith("factor.social."))


def _names(codes: Codes) -> Codes:
    standing = frozenset(codes)
    return tuple(code for code, named in NAMED.items() if all(standing & found for found in named.where))


@lru_cache(maxsize=_KINDS)
def _grounds(codes: Codes, works_graded: bool) -> list[tuple[str, bool, Codes, Codes, Codes, Codes]]:
    suggested = frozenset(_suggestion(codes).categories)
    changed = _changed(codes, works_graded)
    rows = []
    for number, category in enumerate(CATEGORIES):
        names = tuple(code for code in _names(codes) if NAMED[code].category == number and category in suggested)
        speaks_for = tuple(code for code in codes if GROUNDS[code].speaks_for(number))
        against = tuple(code for code in codes if GROUNDS[code].speaks_against(number))
        changes = tuple(code for code, then in changed.items() if (category in then) != (category in suggested))
        rows.append((category, category in suggested, names, speaks_for, against, changes))
    return rows


def _changed(codes: Codes, works_graded: bool) -> Mapping[str, frozenset[str]]:
    """What would be suggested after each change, the other factors being as they are."""
    return {
        change: frozenset(_suggestion(_after(change, code, codes, works_graded)).categories)
        for code in codes
        for change in GROUNDS[code].changes
    }


def _after(change: str, code: str, codes: Codes, works_graded: bool) -> Codes:
    """The findings when the change has taken one of them away; its own stands unless others of the factor do."""
    factor, finding = CHANGES[change]
    if works_graded and change in GOING_BACK:
        finding = WORKS_GRADED
    prefix = f"factor.{factor}."
    others = tuple(other for other in codes if not other.startswith(prefix))
    left = tuple(other for other in codes if other.startswith(prefix) and other != code)
    by_a_person = finding.startswith(f"{prefix}judged_")
    return (*others, *left) if left and not by_a_person else (*others, finding)
