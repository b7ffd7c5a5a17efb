"""The six factors against a plain oracle; a worse fact never makes the suggested follow-up less.

Worse means: a fact that the guide, or a person, counts as a reason for closer follow-up takes the place of one that it
counts as less of a reason. WORSE lists them, in steps; so does a person's judgement from lowers to neutral to raises.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stafett.core.factors import (
    CATEGORIES,
    FACTORS,
    GROUNDS,
    JUDGEMENTS,
    category_grounds,
    explain_factor,
    grounds,
    judge_factors,
    suggest_categories,
)
from stafett.core.factors.conditions import EDUCATION, EMPLOYMENT, EXPERIENCE, GOING_BACK, TREATMENT, USABLE
from stafett.core.parameters import LocalValue, default_law
from tests.core import factors_oracle as oracle
from tests.core.amount import examples
from tests.core.follow_up_frames import born, needs

LAW = default_law()
ONE = timedelta(days=1)
ON = date(2026, 6, 1)
SUGGESTED = ("in_scope", "suggested", "named", "suggestion_reasons")
WORSE: tuple[tuple[Mapping[str, Any], ...], ...] = (
    (
        {"employment": "graded", "going_back": "yes", "employer_passive": False},
        {"employment": "on_leave", "going_back": "yes", "employer_passive": False},
        {"employment": "on_leave", "going_back": "yes", "employer_passive": True},
        {"employment": "on_leave", "going_back": "unsure", "employer_passive": True},
        {"employment": "on_leave", "going_back": "no", "employer_passive": True},
        {"employment": "none", "going_back": None, "employer_passive": False},
    ),
    (
        {"education": "upper_secondary", "experience": "enough"},
        {"education": "none", "experience": "enough"},
        {"education": "none", "experience": "little"},
    ),
    (
        {"education": "higher", "experience": "enough", "skills_usable": "yes"},
        {"education": "higher", "experience": "enough", "skills_usable": None},
        {"education": "higher", "experience": "enough", "skills_usable": "no"},
    ),
    tuple({"breaks_with_benefits": number, "measure_broken_off": False} for number in range(4)),
    ({"measure_broken_off": False}, {"measure_broken_off": True}),
    (
        {"treatment": "running", "treatment_combinable": False, "treatment_until": date(2099, 1, 1)},
        {"treatment": "running", "treatment_combinable": True},
        {"treatment": "running", "treatment_combinable": False, "treatment_until": None},
        {"treatment": "unclear"},
    ),
    ({"wishes_work": False}, {"wishes_work": True}),
    *(tuple({f"judged_{factor}": judged} for judged in ("lowers", "neutral", "raises")) for factor in FACTORS),
)

Batch = tuple[list[dict[str, Any]], date]


@st.composite
def batches(draw: st.DrawFn, size: int = 12) -> Batch:
    on = draw(st.dates(date(2012, 6, 1), date(2030, 6, 1)))
    return draw(st.lists(rows(on), min_size=1, max_size=size)), on


def rows(on: date) -> st.SearchStrategy[dict[str, Any]]:
    def some(*values: Any) -> st.SearchStrategy[Any]:
        return st.sampled_from((None, *values))

    edges = [born_days_from(age, on, days) for age in (30, 31, 40, 41, 60, 61) for days in (-1, 0, 1)]
    half_a_year = oracle.months_later(on, 6)
    ends = [on - ONE, on, half_a_year - ONE, half_a_year, date(2050, 1, 1)]
    own = st.sampled_from((None, None, None, *JUDGEMENTS))
    return st.fixed_dictionaries(
        {
            "birth_date": st.none() | st.sampled_from(edges) | st.dates(date(1945, 1, 1), date(2000, 1, 1)),
            "wishes_work": some(True, False),
            "employment": some(*EMPLOYMENT),
            "going_back": some(*GOING_BACK),
            "employer_passive": some(True, False),
            "education": some(*EDUCATION),
            "experience": some(*EXPERIENCE),
            "skills_usable": some(*USABLE),
            "breaks_with_benefits": some(0, 1, 2, 3),
            "measure_broken_off": some(True, False),
            "has_children": some(True, False),
            "children_mapped": some(True, False),
            "social_strain": some(True, False),
            "treatment": some(*TREATMENT),
            "treatment_combinable": some(True, False),
            "treatment_until": some(*ends),
            **{f"judged_{factor}": own for factor in FACTORS},
        }
    ).map(lambda row: {**row, "case": 0})


def born_days_from(age: int, on: date, days: int) -> date:
    return date(on.year - age, on.month, min(on.day, 28)) + days * ONE


def suggest(cases: list[dict[str, Any]], on: date, law: Any = LAW) -> pl.DataFrame:
    return suggest_categories(needs([{**row, "case": number} for number, row in enumerate(cases)]), law, on)


@examples(100)
@given(batches())
def test_judgements_and_suggestions_are_as_by_hand(batch: Batch) -> None:
    cases, on = batch
    judged = judge_factors(needs(cases), LAW, on)
    found = suggest(cases, on)
    for row, by_rule, of_row in zip(cases, judged.iter_rows(named=True), found.iter_rows(named=True), strict=True):
        assert {factor: by_rule[f"factor_{factor}"] for factor in FACTORS} == {
            factor: oracle.judgement(factor, row, on) for factor in FACTORS
        }
        too_young = row["birth_date"] is not None and oracle.years(row["birth_date"], on) <= 30
        assert of_row["in_scope"] != too_young
        assert of_row["suggested"] == ([] if too_young else oracle.suggested(row, on))


@examples(60)
@given(batches())
def test_somebody_in_scope_always_has_a_suggestion_without_holes(batch: Batch) -> None:
    cases, on = batch
    for row in suggest(cases, on).filter("in_scope").iter_rows(named=True):
        places = [CATEGORIES.index(name) for name in row["suggested"]]
        assert places == list(range(places[0], places[-1] + 1))
        assert set(row["named"]) <= set(row["suggested"])
        assert row["suggestion_reasons"]


@examples(100)
@given(batches(), st.sampled_from(WORSE), st.data())
def test_a_worse_fact_never_makes_the_suggested_follow_up_less(
    batch: Batch, steps: tuple[Mapping[str, Any], ...], data: st.DataObject
) -> None:
    cases, on = batch
    step = data.draw(st.integers(0, len(steps) - 2))
    before = suggest([{**row, **steps[step]} for row in cases], on).filter("in_scope")["suggested"].to_list()
    after = suggest([{**row, **steps[step + 1]} for row in cases], on).filter("in_scope")["suggested"].to_list()
    for less, more in zip(before, after, strict=True):
        assert CATEGORIES.index(more[0]) <= CATEGORIES.index(less[0])
        assert CATEGORIES.index(more[-1]) <= CATEGORIES.index(less[-1])


@examples(40)
@given(batches())
def test_children_and_social_matters_move_nobody_by_rule(batch: Batch) -> None:
    cases, on = batch
    unjudged = [{**row, "judged_social": None} for row in cases]
    without = suggest(unjudged, on).select(SUGGESTED)
    for children in (
        {"has_children": True, "children_mapped": False, "social_strain": True},
        {"has_children": True, "children_mapped": True, "social_strain": False},
        {"has_children": False, "children_mapped": None, "social_strain": None},
    ):
        assert suggest([{**row, **children} for row in unjudged], on).select(SUGGESTED).equals(without)


@examples(40)
@given(batches(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(batch: Batch, chance: random.Random) -> None:
    cases, on = batch
    frame = needs(cases).with_columns(pl.Series("case", range(len(cases))))
    shuffled = frame[chance.sample(range(len(cases)), len(cases))]
    for rule in (judge_factors, suggest_categories, category_grounds):
        assert rule(shuffled, LAW, on).sort("case", maintain_order=True).equals(rule(frame, LAW, on))


@examples(40)
@given(batches(size=6))
def test_grounds_tell_what_speaks_for_and_against_and_what_would_change_it(batch: Batch) -> None:
    cases, on = batch
    frame = needs([{**row, "case": number} for number, row in enumerate(cases)])
    found, wide = category_grounds(frame, LAW, on), suggest_categories(frame, LAW, on)
    inside = wide.filter("in_scope")
    assert found["case"].to_list() == [case for case in inside["case"] for _ in CATEGORIES]
    assert found["category"].to_list() == list(CATEGORIES) * inside.height
    for row in found.iter_rows(named=True):
        of_case = wide.row(row["case"], named=True)
        assert row["suggested"] == (row["category"] in of_case["suggested"])
        assert bool(row["named"]) == (row["category"] in of_case["named"])
        assert not set(row["speaks_for"]) & set(row["speaks_against"])
        for code in (*row["named"], *row["speaks_for"], *row["speaks_against"], *row["changes"]):
            reason = explain_factor(code, cases[row["case"]], LAW, on)
            assert reason.code == code
            assert reason.reference


def test_a_judgement_of_ones_own_counts_whatever_else_the_factor_has() -> None:
    row = {
        **PLAIN,
        "birth_date": date(1976, 1, 1),
        "has_children": True,
        "children_mapped": True,
        "social_strain": True,
    }
    grounds = category_grounds(needs([row]), LAW, ON).to_dicts()
    changed = [each["category"] for each in grounds if "change.social_judged" in each["changes"]]
    judged = suggest([{**row, "judged_social": "raises"}], ON)["suggested"].item().to_list()
    assert changed == ["prioritised", "simplified"]
    assert judged == ["prioritised", "ordinary"]


def test_social_matters_that_are_unclear_are_no_special_case() -> None:
    row = {**PLAIN, "birth_date": born(50, ON)}
    cases = [
        {**row, "has_children": None},
        {**row, "has_children": True, "children_mapped": False},
        {**row, "judged_social": "unclear"},
        {**row, "has_children": False, "breaks_with_benefits": None},
    ]
    middle = ["ordinary", "simplified"]
    assert suggest(cases, ON)["suggested"].to_list() == [middle, middle, middle, ["prioritised", *middle]]


@pytest.mark.parametrize(
    ("facts", "suggested", "reasons"),
    [
        # One category is left: the factors agree on it.
        ({"birth_date": born(62, ON), "wishes_work": True, "employment": "none"}, ["prioritised"], ["agree"]),
        ({"birth_date": born(62, ON), "wishes_work": True, "judged_employment": "lowers"}, None, ["disagree"]),
        # Long treatment has nothing to lower where on request is left already.
        ({"birth_date": born(62, ON), "judged_treatment": "lowers"}, ["on_request"], ["agree"]),
        ({"birth_date": born(35, ON), "judged_treatment": "lowers"}, None, ["agree", "may_lower"]),
    ],
)
def test_how_the_factors_stand_to_each_other_is_told(
    facts: dict[str, Any], suggested: list[str] | None, reasons: list[str]
) -> None:
    found = suggest([{"employment": "graded", "going_back": "yes", "judged_employment": "neutral", **facts}], ON)
    assert found["suggestion_reasons"].item().to_list() == [f"suggestion.{reason}" for reason in reasons]
    assert suggested is None or found["suggested"].item().to_list() == suggested


def test_what_would_change_it_changes_it() -> None:
    row = {"birth_date": born(50, ON), "employment": "on_leave", "going_back": "yes", "treatment": "none"}
    row |= {"education": "upper_secondary", "experience": "enough", "breaks_with_benefits": 0}
    grounds = category_grounds(needs([row]), LAW, ON).to_dicts()
    simplified, on_request = grounds[2], grounds[3]
    assert (simplified["suggested"], on_request["suggested"]) == (True, False)
    assert simplified["named"] == ["guide.on_leave"]
    assert simplified["speaks_for"] == ["factor.age.middle_band", "factor.employment.on_leave"]
    assert "change.does_not_go_back" in simplified["changes"]
    assert suggest([{**row, "going_back": "no"}], ON)["suggested"].item().to_list() == ["prioritised", "ordinary"]
    assert "change.starts_working" in on_request["changes"]
    graded = suggest([{**row, "employment": "graded"}], ON)["suggested"].item().to_list()
    assert graded == ["simplified", "on_request"]


BECOMES: Mapping[str, Mapping[str, Any]] = {
    "change.wishes_work": {"wishes_work": True},
    "change.no_wish_to_work": {"wishes_work": False},
    "change.gets_work": {"employment": "graded", "going_back": "yes", "employer_passive": False},
    "change.goes_back": {"going_back": "yes"},
    "change.does_not_go_back": {"employment": "on_leave", "going_back": "no", "employer_passive": False},
    "change.starts_working": {"employment": "graded"},
    "change.stops_working": {"employment": "on_leave"},
    "change.employer_passive": {"employer_passive": True},
    "change.employer_follows_up": {"employer_passive": False},
    "change.few_skills": {"education": "none", "experience": "little"},
    "change.more_skills": {"education": "upper_secondary"},
    "change.usable": {"skills_usable": "yes"},
    "change.not_usable": {"skills_usable": "no"},
    "change.measure_broken_off": {"measure_broken_off": True},
    "change.social_judged": {"judged_social": "raises"},
    "change.treatment_clarified": {"treatment": "running", "treatment_combinable": True},
    "change.treatment_unclear": {"treatment": "unclear"},
    "change.treatment_long": {
        "treatment": "running",
        "treatment_combinable": False,
        "treatment_until": date(2099, 1, 1),
    },
    "change.treatment_ends": {"treatment": "none"},
}


@examples(40)
@given(batches(size=4))
def test_a_change_takes_a_category_away_or_brings_it_as_told(batch: Batch) -> None:
    cases, on = batch
    frame = needs([{**row, "case": number} for number, row in enumerate(cases)])
    for row in category_grounds(frame, LAW, on).iter_rows(named=True):
        for change in row["changes"]:
            facts = cases[row["case"]]
            job = _job_to_go_back_to(facts) if change == "change.goes_back" else {}
            then = suggest([{**facts, **job, **BECOMES[change]}], on)["suggested"].item().to_list()
            assert (row["category"] in then) != row["suggested"], change


def _job_to_go_back_to(row: dict[str, Any]) -> dict[str, Any]:
    """What is said of the employer of somebody who was not going back says nothing of one they go back to."""
    passive = row["employer_passive"] and row["going_back"] != "no"
    return {"employment": row["employment"] or "on_leave", "employer_passive": passive}


def test_every_change_has_its_facts() -> None:
    assert set(BECOMES) == set(grounds.CHANGES)


def test_a_persons_judgement_stands_and_the_facts_of_both_are_kept() -> None:
    row = {"birth_date": born(50, ON), "employment": "none", "judged_employment": "neutral"}
    judged = judge_factors(needs([row]), LAW, ON).row(0, named=True)
    assert judged["factor_employment"] == "neutral"
    assert judged["factor_employment_reasons"] == ["factor.employment.judged_neutral"]
    assert judged["factor_employment_rule"] == ["factor.employment.none"]
    reason = explain_factor("factor.employment.judged_neutral", row, LAW, ON)
    assert reason.facts == {"employment": "none", "judged_employment": "neutral"}


def test_several_findings_of_one_factor_are_all_given() -> None:
    row = {"breaks_with_benefits": 3, "measure_broken_off": True}
    judged = judge_factors(needs([row]), LAW, ON)["factor_history_reasons"].item().to_list()
    assert judged == ["factor.history.several_breaks", "factor.history.measure_broken_off"]


@examples(60)
@given(batches())
def test_every_finding_has_a_ground(batch: Batch) -> None:
    cases, on = batch
    judged = judge_factors(needs(cases), LAW, on)
    for factor in FACTORS:
        for codes in (*judged[f"factor_{factor}_reasons"].to_list(), *judged[f"factor_{factor}_rule"].to_list()):
            assert codes
            assert set(codes) <= set(GROUNDS)


@pytest.mark.parametrize(
    ("column", "value"),
    [("employment", "sometimes"), ("treatment", "maybe"), ("judged_social", "high"), ("education", "much")],
)
def test_a_fact_that_does_not_exist_is_refused(column: str, value: str) -> None:
    with pytest.raises(ValueError, match=value):
        judge_factors(needs([{column: value}]), LAW, ON)


def test_an_unknown_code_cannot_be_explained() -> None:
    with pytest.raises(ValueError, match=r"factor\.coffee"):
        explain_factor("factor.coffee", {}, LAW, ON)


def test_nobody_gives_nothing() -> None:
    assert suggest([], ON).height == 0
    assert category_grounds(needs([]), LAW, ON).height == 0


PLAIN: dict[str, Any] = {"judged_employment": "neutral", "education": "upper_secondary", "experience": "enough"}
PLAIN |= {"breaks_with_benefits": 0, "treatment": "none"}
CHANGES: tuple[tuple[str, Any, dict[str, Any]], ...] = (
    ("scope_benefit_required", False, {**PLAIN, "birth_date": date(1976, 1, 1), "aap": False}),
    ("scope_age_over", 20, {**PLAIN, "birth_date": date(2000, 1, 1)}),
    ("scope_portfolio_from", 40, {**PLAIN, "birth_date": date(1976, 1, 1), "portfolio": 50}),
    ("factor_age_first_to", 45, {**PLAIN, "birth_date": date(1982, 1, 1)}),
    ("factor_age_middle_to", 58, {**PLAIN, "birth_date": date(1967, 1, 1)}),
    ("factor_several_breaks", 3, {**PLAIN, "birth_date": date(1976, 1, 1), "breaks_with_benefits": 2}),
    (
        "factor_long_treatment_months",
        12,
        {
            **PLAIN,
            "birth_date": date(1976, 1, 1),
            "treatment": "running",
            "treatment_combinable": False,
            "treatment_until": date(2026, 12, 24),
        },
    ),
)


@pytest.mark.parametrize(("name", "value", "facts"), CHANGES)
def test_a_changed_value_counts_from_its_day_at_its_office(name: str, value: Any, facts: dict[str, Any]) -> None:
    law = LAW.with_local_values([LocalValue("0301", name, ON, value)])
    cases = [{**facts, "office": office} for office in ("0301", "0302")]
    before = suggest(cases, ON - ONE, law).select(SUGGESTED).rows()
    on_the_day = suggest(cases, ON, law).select(SUGGESTED).rows()
    after = suggest(cases, ON + ONE, law).select(SUGGESTED).rows()
    assert before[0] == before[1] == on_the_day[1] == after[1]
    assert on_the_day[0] == after[0] != before[0]
