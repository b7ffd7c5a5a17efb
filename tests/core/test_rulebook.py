"""Every rule as a list: named once, with where it stands, the numbers it uses and what takes it away."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import pytest

from stafett.core import contact_reasons, meetings, priority, screening_reasons
from stafett.core.duties import DUTIES
from stafett.core.factors.grounds import GROUNDS, NAMED, SCOPE, SUGGESTION
from stafett.core.parameters import Law, default_law
from stafett.core.rulebook import FAMILIES, Rule, rulebook
from stafett.core.sharing_table import HINDRANCES, OPENINGS
from stafett.core.stoppoints.finding import POINTS

LAW = default_law()
RULES = {rule.code: rule for rule in rulebook(LAW)}
SICK = ("not_relevant.alive", "not_relevant.open", "not_relevant.not_fit")
SPELL = {"spell.open", "spell.closed"}


def test_no_rule_is_named_twice_and_each_says_where_it_stands() -> None:
    assert len(RULES) == len(rulebook(LAW))
    for rule in RULES.values():
        assert rule.references
        assert all(part and part == part.strip() and ";" not in part for part in rule.references)


def test_a_family_stands_together_and_they_come_in_order() -> None:
    assert [family for family, _ in groupby(RULES.values(), key=lambda rule: rule.family)] == list(FAMILIES)


def test_every_rule_that_gives_a_reason_is_there() -> None:
    judged = {code for code in GROUNDS if ".judged_" in code}
    assert judged
    stop_points = {point.reason for point in POINTS} | {point.settled_reason for point in POINTS if point.settled}
    stop_points |= {reason for point in POINTS for reason in point.other_reasons}
    explained = {
        *screening_reasons.EXPLANATIONS,
        *contact_reasons.EXPLANATIONS,
        *meetings.EXPLANATIONS,
        *priority.REFERENCES,
    }
    follow_up = {*SCOPE, *GROUNDS, *NAMED, *SUGGESTION} - judged
    sharing = {f"sharing.{name}" for name in (*OPENINGS, *HINDRANCES)}
    assert set(RULES) == SPELL | stop_points | explained | follow_up | sharing | {f"duty.{kind}" for kind in DUTIES}


@pytest.mark.parametrize(
    "rule",
    [
        Rule("spell.open", ("NAV:3.4",), ("spell_gap_days",)),
        Rule("spell.closed", ("NAV:3.4",), ("spell_gap_days",)),
        Rule("stop_point.late", ("S2:L564",), ("late_weeks",), SICK),
        Rule(
            "stop_point.issuer_limit",
            ("S2:L625",),
            ("issuer_limit_weeks", "issuer_limit_kinds"),
            (*SICK, "not_relevant.limited_issuer"),
        ),
        Rule("stop_point.issuer_limit.settled", ("S2:L625",)),
        Rule("screening.conditions_uncertain", ("S0:L2720", "ftrl. § 8-4", "ftrl. § 8-8")),
        Rule("risk.symptom_diagnosis", ("S2:L1223", "NAV:4"), ("risk_symptom_weeks", "risk_symptom_selected_weeks")),
        Rule("duty.confirm", ("S0:L1733",), ("confirm_working_days",)),
        Rule("duty.agreed_contact", ("S4:L720",)),
        Rule("scope.too_young", ("S4:L193", "S4:L307"), ("scope_age_over",)),
        Rule("factor.treatment.long", ("S4:L796", "S4:L821"), ("factor_long_treatment_months",)),
        Rule("guide.on_leave", ("S4:L820",)),
        Rule("suggestion.disagree", ("S4:L734", "S4:L1717")),
        Rule("contact.measure_end", ("S4:L822",), ("long_measure_months", "measure_end_weeks")),
        Rule("reassess.long_since", ("S4:L1344",), ("reassess_after_months",)),
        Rule("meeting.ahead_ordinary", ("S4:L814",), ("meeting_ahead_days_ordinary",)),
        Rule("order.legal_soon", ("S4:L837",), ("order_legal_soon_days",)),
        Rule("order.by_date", ("S4:L837",)),
        Rule("sharing.own_note", ("helsepersonelloven § 39",)),
        Rule(
            "sharing.enough_people", ("personvernforordningen art. 5 nr. 1 c",), ("figure_fewest_people",)
        ),
    ],
)  # fmt: skip
def test_a_rule_has_its_references_its_numbers_and_what_takes_it_away(rule: Rule) -> None:
    assert RULES[rule.code] == rule


def test_the_numbers_of_every_rule_are_in_the_law() -> None:
    assert {name for rule in RULES.values() for name in rule.parameters} <= set(LAW.parameters)


def test_only_what_settles_itself_has_a_rule_for_it() -> None:
    for point in POINTS:
        assert (point.settled_reason in RULES) == (point.settled is not None)


def test_where_a_stop_point_stands_is_what_the_law_says_of_its_number() -> None:
    moved = replace(LAW.parameter("issuer_limit_weeks"), reference=("S9:L1", "S9:L2"))
    law = Law({**LAW.parameters, "issuer_limit_weeks": moved}, LAW.bases, sharing=LAW.sharing)
    changed = [rule for rule in rulebook(law) if rule != RULES[rule.code]]
    assert [rule.code for rule in changed] == ["stop_point.issuer_limit", "stop_point.issuer_limit.settled"]
    assert {rule.references for rule in changed} == {("S9:L1", "S9:L2")}


def test_a_law_without_a_table_has_no_rules_of_sharing() -> None:
    families = {rule.family for rule in rulebook(Law(LAW.parameters, LAW.bases))}
    assert families == set(FAMILIES) - {"sharing"}
