"""What stands behind each screening code: its reference, its facts and its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from stafett.core.parameters import Law
from stafett.core.reasons import Reason, pick_facts


class Explanation(NamedTuple):
    """What is shown beside a code: its source, the facts looked at, the parameters in force."""

    reference: str
    facts: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()


RETURN = Explanation("S0:L222", ("answer_return", "answered_on"))
COOPERATION = Explanation("S0:L225", ("answer_cooperation", "answered_on"))
DURATION = Explanation("S0:L227", ("answer_duration", "answered_on"))
ANSWERS = ("answer_return", "answer_cooperation", "answer_duration", "answered_on")
REQUEST = "S0:L251"
RISK = "S2:L1223"
SYMPTOM = ("symptom_diagnosis", "symptom_diagnosis_selected", "weeks")
RECURRENT_PARAMETERS = (
    "recurrent_min_spell_days",
    "recurrent_lookback_months",
    "recurrent_many_spells",
    "recurrent_many_days",
    "recurrent_few_spells",
    "recurrent_few_days",
)

EXPLANATIONS: Mapping[str, Explanation] = {
    "screening.dead": Explanation("S0:L2704", ("died_on",)),
    "screening.ended": Explanation("S0:L220", ("last_day", "closes_on"), ("spell_gap_days",)),
    "screening.already_asked": Explanation("S0:L220", ("screening_asked_on", "answered_on")),
    "screening.not_reached": Explanation("S0:L220", ("first_day", "weeks", "passes_screening"), ("screening_week",)),
    "screening.reached": Explanation("S0:L220", ("first_day", "weeks", "passes_screening"), ("screening_week",)),
    "screening.requested": Explanation(
        REQUEST, ("open_request_person", "open_request_issuer", "open_request_employer")
    ),
    "screening.follow_up_decision": Explanation("nav-loven § 14 a", ("follow_up_decision",)),
    "screening.expected_fit": Explanation(
        "NAV:5.1", ("last_day", "expected_last_day"), ("screening_expected_fit_days",)
    ),
    "screening.pregnancy_related": Explanation("S0:L2704", ("pregnancy_related",)),
    "screening.bypass_age": Explanation("S0:L2705", ("birth_date",), ("bypass_age",)),
    "screening.disability_ordinary": Explanation("S0:L2706", ("disability_ordinary",)),
    "screening.no_employer": Explanation("S2:L717", ("employed", "self_employed")),
    "screening.all_conditions_met": Explanation(
        "S0:L247", (*ANSWERS, "recurrent", "recurrent_explained", "conditions_uncertain")
    ),
    "screening.awaiting_answer": Explanation(
        "S0:L2712", ("screening_asked_on",), ("screening_reminder_days", "screening_window_days")
    ),
    "screening.not_answered": Explanation("S0:L2712", ("screening_asked_on", "last_day"), ("screening_window_days",)),
    "screening.answer_unsure": RETURN,
    "screening.answer_unlikely": RETURN,
    "screening.prefer_not_return": RETURN,
    "screening.missing_return": RETURN,
    "screening.answer_not_good": COOPERATION,
    "screening.prefer_not_cooperation": COOPERATION,
    "screening.missing_cooperation": COOPERATION,
    "screening.answer_over_26_weeks": DURATION,
    "screening.prefer_not_duration": DURATION,
    "screening.missing_duration": DURATION,
    "screening.recurrent_absence": Explanation("S0:L2714", ("recurrent", "recurrent_explained"), RECURRENT_PARAMETERS),
    "screening.conditions_uncertain": Explanation("S0:L2720; ftrl. § 8-4; ftrl. § 8-8", ("conditions_uncertain",)),
    "screening.open_request_person": Explanation(REQUEST, ("open_request_person",)),
    "screening.open_request_issuer": Explanation(REQUEST, ("open_request_issuer",)),
    "screening.open_request_employer": Explanation(REQUEST, ("open_request_employer",)),
    "risk.recurrent_absence": Explanation(RISK, ("recurrent",), RECURRENT_PARAMETERS),
    "risk.earlier_long_absence": Explanation(
        RISK, ("earlier_long",), ("earlier_long_weeks", "earlier_long_lookback_months")
    ),
    "risk.frequent_short_absence": Explanation(
        RISK,
        ("frequent_short",),
        ("frequent_short_spells", "frequent_short_under_days", "frequent_short_lookback_months"),
    ),
    "risk.no_progress_in_grade": Explanation(RISK, ("grade", "grade_weeks_unchanged"), ("risk_grade_weeks",)),
    "risk.graded_and_unseen": Explanation("S1:L2873", ("graded_all_along", "grade")),
    "risk.symptom_diagnosis": Explanation(
        f"{RISK}; NAV:4", SYMPTOM, ("risk_symptom_weeks", "risk_symptom_selected_weeks")
    ),
    "risk.symptom_diagnosis_again": Explanation(
        f"{RISK}; NAV:4", SYMPTOM, ("risk_symptom_again_weeks", "risk_symptom_selected_again_weeks")
    ),
    "risk.declined_meeting": Explanation("S1:L4458", ("declined_meeting",)),
    "risk.unread_messages": Explanation("S1:L3084", ("unread_since",), ("risk_unread_days",)),
    "risk.employer_plan_missing": Explanation("S2:L1215", ("employer_plan_missing",)),
    "risk.employer_contact_lacking": Explanation("S2:L1219", ("employer_contact_lacking",)),
    "risk.age_high": Explanation(RISK, ("birth_date",), ("risk_age_from",)),
    "risk.age_low": Explanation(RISK, ("birth_date",), ("risk_age_under",)),
}


def explain_screening(code: str, row: Mapping[str, Any], law: Law, on: date) -> Reason:
    """One code of `who_to_ask`, `segment` or `risk_signals` with its facts and parameters, for one row.

    Raises ValueError for a code that no rule gives.
    """
    if code not in EXPLANATIONS:
        raise ValueError(f"No screening rule gives the code {code!r}.")
    explanation = EXPLANATIONS[code]
    day = row.get("screening_asked_on") or row.get("first_day") or on
    return Reason(
        code=code,
        rule=code.split(".", maxsplit=1)[0],
        reference=explanation.reference,
        facts=pick_facts(row, explanation.facts),
        parameters=law.in_force(explanation.parameters, day, row.get("office")),
    )
