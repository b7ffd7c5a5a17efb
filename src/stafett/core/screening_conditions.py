"""The conditions of the screening rules, one by one: a truth value for each row of the frame of `screening`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np

from stafett.core.dates import DAYS_PER_WEEK, Days, day_number, last_births, next_working_days
from stafett.core.rows import NEVER, Flags, Named, Rows, first_known, is_known

RETURN_ANSWERS = ("very_likely", "unsure", "unlikely", "prefer_not")
COOPERATION_ANSWERS = ("good", "not_good", "prefer_not")
DURATION_ANSWERS = ("under_26_weeks", "over_26_weeks", "prefer_not")
QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "return": RETURN_ANSWERS,
    "cooperation": COOPERATION_ANSWERS,
    "duration": DURATION_ANSWERS,
}


def reached(rows: Rows, on: date) -> Flags:
    """Whether the spell has passed its week of screening (S0:L220); well days push it."""
    reckoned = rows.day("first_day") + rows.number("screening_week") * DAYS_PER_WEEK + rows.whole("well_days")
    return first_known(rows.day("passes_screening"), reckoned) <= day_number(on)


def requested(rows: Rows) -> Flags:
    """Whether anybody waits for an answer to a request for help, which starts screening in any week (S0:L251)."""
    return (
        rows.switch("open_request_person") | rows.switch("open_request_issuer") | rows.switch("open_request_employer")
    )


def answered(rows: Rows) -> Flags:
    """Whether there are answers; a day alone, or one answer alone, counts."""
    return (
        rows.known("answered_on")
        | rows.known("answer_return")
        | rows.known("answer_cooperation")
        | rows.known("answer_duration")
    )


def window_ends(rows: Rows) -> Days:
    """The legal last day to answer; as late as NEVER where nobody was asked."""
    return rows.day("screening_asked_on") + rows.number("screening_window_days", "screening_asked_on")


def silent_from(rows: Rows, among: Flags | None = None) -> Days:
    """The day after the last on which an answer still comes in time; NEVER where nobody was asked, or not `among`."""
    asked = rows.known("screening_asked_on")
    places = np.flatnonzero(asked if among is None else asked & among)
    result = np.full(rows.height, NEVER, dtype=np.int32)
    result[places] = next_working_days(window_ends(rows)[places]) + 1
    return result


def grounds_to_ask(rows: Rows, on: date) -> list[Named]:
    """Everything that decides whom to ask, in the order in which it is looked at."""
    today = day_number(on)
    ends = first_known(rows.day("expected_last_day"), rows.day("last_day"))
    due, wanted = reached(rows, on), requested(rows)
    return [
        ("screening.dead", rows.day("died_on") <= today),
        ("screening.ended", rows.switch("closed")),
        ("screening.already_asked", rows.known("screening_asked_on") | answered(rows)),
        ("screening.not_reached", ~(due | wanted)),
        ("screening.follow_up_decision", rows.switch("follow_up_decision")),
        ("screening.expected_fit", ends <= today + rows.number("screening_expected_fit_days")),
        ("screening.pregnancy_related", rows.switch("pregnancy_related")),
        ("screening.bypass_age", rows.day("birth_date") <= last_births(on)[rows.number("bypass_age")]),
        ("screening.disability_ordinary", rows.switch("disability_ordinary")),
        ("screening.no_employer", ~rows.switch("employed") | rows.switch("self_employed")),
        ("screening.reached", due),
        ("screening.requested", wanted),
    ]


def failed_conditions(rows: Rows, on: date) -> list[Named]:
    """The conditions of `care_in_place`, each turned round: any one that holds means mapping.

    Raises ValueError for an answer that its question does not have.
    """
    has_answered, today = answered(rows), day_number(on)
    # Asked, the window is over, no answer, and still sick-listed.
    silent = silent_from(rows, ~has_answered & (rows.day("last_day") >= today)) <= today
    return [
        ("screening.not_answered", silent),
        *_failed_answers(rows, has_answered),
        ("screening.recurrent_absence", rows.switch("recurrent") & ~rows.switch("recurrent_explained")),
        ("screening.conditions_uncertain", rows.switch("conditions_uncertain")),
        ("screening.open_request_person", rows.switch("open_request_person")),
        ("screening.open_request_issuer", rows.switch("open_request_issuer")),
        ("screening.open_request_employer", rows.switch("open_request_employer")),
    ]


def _failed_answers(rows: Rows, has_answered: Flags) -> list[Named]:
    conditions: list[Named] = []
    for question, answers in QUESTIONS.items():
        column = f"answer_{question}"
        given = rows.chosen(column, answers)
        for other in answers[1:]:
            code = f"prefer_not_{question}" if other == "prefer_not" else f"answer_{other}"
            conditions.append((f"screening.{code}", given[other]))
        conditions.append((f"screening.missing_{question}", has_answered & ~rows.known(column)))
    return conditions


def risk_conditions(rows: Rows, on: date) -> list[Named]:
    """The risk signals that always order the silent (S2:L1223; S1:L2873, L4458, L3084 for single ones)."""
    unchanged = rows.whole("grade_weeks_unchanged")
    unread_until_now = rows.day("unread_since") + rows.number("risk_unread_days") <= day_number(on)
    return [
        ("risk.recurrent_absence", rows.switch("recurrent")),
        ("risk.earlier_long_absence", rows.switch("earlier_long")),
        ("risk.frequent_short_absence", rows.switch("frequent_short")),
        ("risk.no_progress_in_grade", unchanged >= rows.number("risk_grade_weeks")),
        ("risk.graded_and_unseen", rows.switch("graded_all_along")),
        ("risk.symptom_diagnosis", _symptom_beyond(rows, "weeks")),
        ("risk.symptom_diagnosis_again", _symptom_beyond(rows, "again_weeks")),
        ("risk.declined_meeting", rows.switch("declined_meeting")),
        ("risk.unread_messages", unread_until_now),
        ("risk.employer_plan_missing", rows.switch("employer_plan_missing")),
        ("risk.employer_contact_lacking", rows.switch("employer_contact_lacking")),
    ]


def _symptom_beyond(rows: Rows, threshold: str) -> Flags:
    """Whether a symptom diagnosis has lasted to a threshold; some have an earlier one of their own (NAV 4)."""
    weeks, selected = rows.whole("weeks"), rows.switch("symptom_diagnosis_selected")
    ordinary = (rows.switch("symptom_diagnosis") | selected) & (weeks >= rows.number(f"risk_symptom_{threshold}"))
    return ordinary | (selected & (weeks >= rows.number(f"risk_symptom_selected_{threshold}")))


def age_conditions(rows: Rows, on: date) -> list[Named]:
    """The risk signals from age (S2:L1223), which order the silent only where the office says so."""
    born, births = rows.day("birth_date"), last_births(on)
    return [
        ("risk.age_high", born <= births[rows.number("risk_age_from")]),
        ("risk.age_low", (born > births[rows.number("risk_age_under")]) & is_known(born)),
    ]


def age_orders(rows: Rows, on: date) -> Flags:
    """Does age count in the order of the silent, at each row's office?"""
    return rows.switch_on("risk_age_orders", on)
