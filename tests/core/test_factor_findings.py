"""What is found about each factor, fact by fact, and why somebody is out of scope."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from stafett.core.factors import CATEGORIES, category_grounds, explain_factor, judge_factors, suggest_categories
from stafett.core.parameters import LocalValue, default_law
from stafett.core.reasons import Reason
from tests.core.follow_up_frames import born, needs

LAW = default_law()
ON = date(2026, 6, 1)
ONE = timedelta(days=1)
AGES = {age: {"birth_date": born(age, ON)} for age in (31, 40, 41, 60, 61)}
EMPLOYED: dict[str, Any] = {"employment": "on_leave", "going_back": "yes"}
SKILLED: dict[str, Any] = {"education": "higher", "experience": "enough"}
COURSE: dict[str, Any] = {"treatment": "running", "treatment_combinable": False}

FINDINGS: tuple[tuple[str, dict[str, Any], list[str]], ...] = (
    ("age", {"birth_date": born(31, ON) + ONE}, ["not_covered"]),
    ("age", AGES[31], ["first_band"]),
    ("age", AGES[40], ["first_band"]),
    ("age", AGES[41], ["middle_band"]),
    ("age", {**AGES[41], "wishes_work": True}, ["middle_band"]),
    ("age", AGES[60], ["middle_band"]),
    ("age", AGES[61], ["last_band"]),
    ("age", {**AGES[61], "wishes_work": True}, ["wishes_work"]),
    ("age", {"birth_date": born(41, ON) + ONE}, ["first_band"]),
    ("age", {"birth_date": born(61, ON) + ONE}, ["middle_band"]),
    ("age", {"wishes_work": True}, ["not_known"]),
    ("employment", {}, ["not_known"]),
    ("employment", {"employment": "none"}, ["none"]),
    ("employment", {"employment": "none", "employer_passive": True, "going_back": "yes"}, ["none"]),
    ("employment", {"employment": "on_leave"}, ["not_known"]),
    ("employment", {"employment": "graded"}, ["not_known"]),
    ("employment", EMPLOYED, ["on_leave"]),
    ("employment", {**EMPLOYED, "employment": "graded"}, ["graded"]),
    ("employment", {**EMPLOYED, "employer_passive": True}, ["employer_passive"]),
    ("employment", {**EMPLOYED, "employment": "graded", "employer_passive": True}, ["employer_passive"]),
    ("employment", {**EMPLOYED, "going_back": "no"}, ["not_going_back"]),
    ("employment", {**EMPLOYED, "going_back": "no", "employer_passive": True}, ["not_going_back"]),
    ("employment", {**EMPLOYED, "going_back": "unsure"}, ["unsure"]),
    ("employment", {"employment": "graded", "going_back": "unsure"}, ["unsure"]),
    ("employment", {**EMPLOYED, "going_back": "unsure", "employer_passive": True}, ["unsure", "employer_passive"]),
    ("employment", {"employer_passive": True}, ["employer_passive", "not_known"]),
    ("employment", {"going_back": "yes"}, ["not_known"]),
    ("education", {}, ["not_known"]),
    ("education", {"education": "higher"}, ["not_known"]),
    ("education", {"experience": "little"}, ["not_known"]),
    ("education", {"education": "none", "experience": "little"}, ["few"]),
    ("education", {"education": "none", "experience": "enough"}, ["some"]),
    ("education", {"education": "upper_secondary", "experience": "little"}, ["some"]),
    ("education", {"education": "higher", "experience": "little", "skills_usable": "no"}, ["some"]),
    ("education", {"education": "upper_secondary", "experience": "enough", "skills_usable": "no"}, ["some"]),
    ("education", SKILLED, ["usable_unclear"]),
    ("education", {**SKILLED, "skills_usable": "yes"}, ["usable"]),
    ("education", {**SKILLED, "skills_usable": "no"}, ["not_usable"]),
    ("history", {}, ["not_known"]),
    ("history", {"breaks_with_benefits": 1}, ["steady"]),
    ("history", {"breaks_with_benefits": 2}, ["several_breaks"]),
    ("history", {"measure_broken_off": True}, ["measure_broken_off"]),
    ("history", {"breaks_with_benefits": 0, "measure_broken_off": True}, ["measure_broken_off"]),
    ("history", {"breaks_with_benefits": 3, "measure_broken_off": True}, ["several_breaks", "measure_broken_off"]),
    ("history", {"measure_broken_off": False}, ["not_known"]),
    ("social", {}, ["not_known"]),
    ("social", {"has_children": False}, ["nothing"]),
    ("social", {"has_children": True}, ["children_not_mapped"]),
    ("social", {"has_children": True, "children_mapped": True}, ["children"]),
    ("social", {"has_children": False, "children_mapped": True}, ["nothing"]),
    ("social", {"has_children": False, "social_strain": True}, ["strain"]),
    ("social", {"has_children": True, "social_strain": True}, ["strain", "children_not_mapped"]),
    ("social", {"social_strain": True}, ["strain", "not_known"]),
    ("treatment", {}, ["not_known"]),
    ("treatment", {"treatment": "none"}, ["none"]),
    ("treatment", {"treatment": "none", "treatment_combinable": True}, ["none"]),
    ("treatment", {"treatment": "unclear", "treatment_combinable": False}, ["unclear"]),
    ("treatment", {"treatment": "broken_off"}, ["broken_off"]),
    ("treatment", {"treatment": "running"}, ["not_known"]),
    ("treatment", {"treatment": "waiting"}, ["not_known"]),
    ("treatment", {"treatment": "waiting", "treatment_combinable": True}, ["combinable"]),
    ("treatment", {**COURSE, "treatment_combinable": True, "treatment_until": date(2030, 1, 1)}, ["combinable"]),
    ("treatment", COURSE, ["end_not_known"]),
    ("treatment", {**COURSE, "treatment": "waiting"}, ["end_not_known"]),
    ("treatment", {**COURSE, "treatment_until": ON - ONE}, ["end_not_known"]),
    ("treatment", {**COURSE, "treatment_until": ON}, ["short"]),
    ("treatment", {**COURSE, "treatment_until": date(2026, 11, 30)}, ["short"]),
    ("treatment", {**COURSE, "treatment_until": date(2026, 12, 1)}, ["long"]),
)


@pytest.mark.parametrize(("factor", "facts", "found"), FINDINGS)
def test_a_factor_is_found_as_the_facts_say(factor: str, facts: dict[str, Any], found: list[str]) -> None:
    # Beside somebody about whom nothing is known, so that no column is empty in all rows.
    judged = judge_factors(needs([facts, {}]), LAW, ON)
    expected = [f"factor.{factor}.{finding}" for finding in found]
    assert judged[f"factor_{factor}_reasons"].to_list() == [expected, [f"factor.{factor}.not_known"]]
    assert judged[f"factor_{factor}_rule"].to_list() == [expected, [f"factor.{factor}.not_known"]]


@pytest.mark.parametrize(
    ("facts", "why_not"),
    [
        ({}, []),
        ({"died_on": ON}, ["dead"]),
        ({"died_on": ON + ONE}, []),
        ({"aap": False}, ["no_benefit"]),
        ({"aap": None, "follow_up_decision": True}, []),
        ({"birth_date": born(31, ON)}, []),
        ({"birth_date": born(31, ON) + ONE}, ["too_young"]),
        ({"portfolio": 80}, []),
        ({"portfolio": 79}, ["small_portfolio"]),
        (
            {"died_on": ON, "aap": None, "portfolio": None, "birth_date": ON},
            ["dead", "no_benefit", "too_young", "portfolio_not_known"],
        ),
    ],
)
def test_who_is_out_of_scope_hears_why(facts: dict[str, Any], why_not: list[str]) -> None:
    row = suggest_categories(needs([facts]), LAW, ON).row(0, named=True)
    assert row["in_scope"] == (not why_not)
    assert bool(row["suggested"]) == (not why_not)
    if why_not:
        assert row["suggestion_reasons"] == [f"scope.{code}" for code in why_not]
        assert row["named"] == []


@pytest.mark.parametrize(
    ("facts", "suggested", "reasons"),
    [
        (AGES[31], ["prioritised", "ordinary"], ["agree"]),
        ({**AGES[31], **EMPLOYED}, ["ordinary", "simplified"], ["disagree"]),
        ({**COURSE, "treatment_until": date(2030, 1, 1), **AGES[31]}, None, ["agree", "may_lower"]),
    ],
)
def test_how_the_factors_stand_to_each_other_is_said(
    facts: dict[str, Any], suggested: list[str] | None, reasons: list[str]
) -> None:
    every = ["prioritised", "ordinary", "simplified", "on_request"]
    row = suggest_categories(needs([facts]), LAW, ON).row(0, named=True)
    assert row["suggested"] == (suggested or every)
    assert row["suggestion_reasons"] == [f"suggestion.{code}" for code in reasons]


def test_who_works_part_of_the_job_goes_back_to_that() -> None:
    unsure = {**AGES[41], "employment": "graded", "going_back": "unsure"}
    frame = needs([{**unsure, "employment": "on_leave", "case": 7}, {**unsure, "case": 8}, {"aap": False, "case": 9}])
    grounds = category_grounds(frame, LAW, ON)
    assert grounds.columns == ["case", "category", "suggested", "named", "speaks_for", "speaks_against", "changes"]
    assert grounds["case"].to_list() == [7] * 4 + [8] * 4
    assert grounds["category"].to_list() == list(CATEGORIES) * 2
    brought = ["change.goes_back" in changes for changes in grounds["changes"].to_list()]
    # On leave: ordinary and simplified are left by age, simplified by the job. Part of the job: on request by that.
    assert (brought[3], brought[7]) == (False, True)
    assert grounds.schema["named"] == pl.List(pl.String)
    empty = category_grounds(needs([]), LAW, ON)
    assert empty.schema == grounds.schema


@pytest.mark.parametrize(
    ("code", "rule", "reference", "facts", "parameters"),
    [
        (
            "factor.age.last_band",
            "factor.age",
            "S4:L750",
            {"birth_date": "1965-06-01", "wishes_work": None},
            {"factor_age_middle_to": 55},
        ),
        ("scope.small_portfolio", "scope", "S4:L295", {"portfolio": 79}, {"scope_portfolio_from": 80}),
        ("suggestion.agree", "suggestion", "S4:L734", {}, {}),
        ("change.wishes_work", "change", "S4:L753", {"birth_date": "1965-06-01", "wishes_work": None}, None),
        ("guide.graded", "guide", "S4:L826", {"employment": "graded"}, {}),
    ],
)
def test_a_code_is_explained_by_what_was_looked_at(
    code: str, rule: str, reference: str, facts: dict[str, Any], parameters: dict[str, Any] | None
) -> None:
    law = LAW.with_local_values([LocalValue("0301", "factor_age_middle_to", ON, 55)])
    row = {"birth_date": born(61, ON), "wishes_work": None, "portfolio": 79, "employment": "graded", "office": "0301"}
    values = {"factor_age_middle_to": 55} if parameters is None else parameters
    assert explain_factor(code, row, law, ON) == Reason(code, rule, reference, facts, values)
