"""Each value that the rules read changes on CHANGES: a case of the day before has the old one, later cases the new.

A case has its own day: its first sick day, the day it is seen from, the day of the question, of the last contact. Each
function below gives what the rules say of a case whose own day is the given one, in facts at the value's very limit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import polars as pl
import pytest

from stafett.core.contact import contact_windows, reassessments
from stafett.core.course import newest, with_days_to_come
from stafett.core.dates import day_number
from stafett.core.factors import suggest_categories
from stafett.core.handover import handover_answer_due, handover_returned_due
from stafett.core.limits import earliest_day, furthest_day, latest_measure_end
from stafett.core.meetings import how_far_ahead, new_attempt_due, outcome_due
from stafett.core.parameters import Dated, Law, Value, default_law
from stafett.core.priority import order_of_work
from stafett.core.screening import (
    confirm_due,
    mapping_due,
    request_answer_due,
    risk_signals,
    screening_dates,
    who_to_ask,
)
from stafett.core.sharing import may_see
from stafett.core.spells import Source, Spells, What, spell_frame
from stafett.core.stoppoints import EMPLOYMENT_POINTS, SPELL_POINTS, stop_points
from tests.core.follow_up_frames import born, contacts, events, needs
from tests.core.rule_frames import employments, spell_row, spells, tasks
from tests.core.spells_cases import spells_in
from tests.core.spells_oracle import Fact, facts_of

LAW = default_law()
CHANGES = date(2026, 3, 2)
ONE = timedelta(days=1)
Seen = Callable[[Law, date], object]
# Read when the days that earlier spells leave are counted, before the stop points are looked for.
OF_EARLIER_SPELLS = {"sick_pay_lookback_months", "sick_pay_fresh_start_weeks"}
POINTS = {
    name for point in (*SPELL_POINTS, *EMPLOYMENT_POINTS) for name in (point.parameter, *point.parameters)
} - OF_EARLIER_SPELLS


def _points(law: Law, first_day: date) -> list[tuple[Any, ...]]:
    """Spells that between them meet every stop point, seen from four days."""
    facts = {"first_day": first_day, "last_day": first_day + 400 * ONE, "issuer_kind": "chiropractor"}
    facts |= {"answer_duration": "under_26_weeks"}
    facts |= {"aap_from": first_day, "aap_until": first_day + 400 * ONE}
    demanded = {"dialogue_2_demanded_on": first_day, "dialogue_3_demanded_on": first_day}
    changes: list[dict[str, Any]] = [
        {},
        demanded,
        {"employed": False, "birth_date": date(1958, 6, 1)},
        {"birth_date": date(1959, 3, 1)},
        {"birth_date": date(1956, 3, 1)},
        {"last_day": first_day + 70 * ONE},
    ]
    rows = []
    for elapsed in (60, 87, 101, 114):
        on = first_day + elapsed * ONE
        frame = spells([spell_row(on, number, **{**facts, **own}) for number, own in enumerate(changes)])
        job = {"spell": 0, "person": 0, "employer": 1, "first_day": first_day, "first_full_day": first_day}
        job |= {"plan_asked_on": first_day, "meeting_on": first_day + 200 * ONE}
        jobs = employments([{**job, "last_day": last} for last in (first_day + 70 * ONE,)])
        rows += stop_points(frame, jobs, law=law, on=on).rows()
    return rows


def _asked(law: Law, first_day: date, *, elapsed: int, **facts: Any) -> object:
    """Whether a spell that began on the day is asked so many days later."""
    on = first_day + elapsed * ONE
    row = spell_row(on, **{"first_day": first_day, "last_day": on + 90 * ONE, **facts})
    return who_to_ask(spells([row]), law, on)["outcome"].item()


def _expected_fit(law: Law, first_day: date) -> object:
    return _asked(law, first_day, elapsed=60, last_day=first_day + 65 * ONE)


def _bypass(law: Law, first_day: date) -> object:
    return _asked(law, first_day, elapsed=60, birth_date=born(67, first_day + 60 * ONE))


def _signals(law: Law, first_day: date, **facts: Any) -> object:
    """The risk signals of a spell that began on the day, 84 days on."""
    on = first_day + 83 * ONE
    row = spell_row(on, **{"first_day": first_day, "last_day": on, **facts})
    return risk_signals(spells([row]), law, on)["risk_signals"].to_list()


def _unread(law: Law, first_day: date) -> object:
    return _signals(law, first_day, unread_since=first_day + 69 * ONE)


def _of_age(law: Law, first_day: date, *, age: int) -> object:
    return _signals(law, first_day, birth_date=born(age, first_day + 83 * ONE))


def _age_orders(law: Law, on: date) -> object:
    row = spell_row(on, first_day=on - 90 * ONE, last_day=on, birth_date=date(1950, 1, 1))
    return risk_signals(spells([row]), law, on)["risk_count"].item()


def _need(law: Law, on: date, *, age: int = 45, treatment_days: int = 0, **facts: Any) -> object:
    """What is suggested, and why, for somebody as they are on the day."""
    until = {"treatment_until": on + treatment_days * ONE} if treatment_days else {}
    row = {"birth_date": born(age, on), **until, **facts}
    return suggest_categories(needs([row]), law, on).select("in_scope", "suggested", "suggestion_reasons").rows()


def _window(law: Law, last_contact: date, *, category: str) -> object:
    row = {"category": category, "placed_on": date(2026, 1, 1), "last_contact": last_contact}
    return contact_windows(contacts([row]), law, CHANGES + 2 * ONE).select("contact_due", "window_opens").rows()


def _ahead(law: Law, on: date, *, category: str) -> object:
    return how_far_ahead(on, category, law, on).furthest


def _furthest(law: Law, on: date, *, name: str) -> object:
    return furthest_day(name, law, on)


def _reassessed(law: Law, on: date, *, months: int) -> object:
    placed = date(on.year - 2 + (on.month + 24 - months - 1) // 12, (on.month - months - 1) % 12 + 1, min(on.day, 28))
    row = {"category": "on_request", "placed_on": placed}
    return reassessments(contacts([row]), events([]), law, on).select("reason", "due").rows()


def _measure(law: Law, on: date, *, last: date = date(2026, 9, 30)) -> object:
    """A measure since New Year, the last contact on its first day."""
    row = {"category": "simplified", "placed_on": date(2026, 1, 1), "last_contact": date(2026, 1, 1)}
    row |= {"temporary_kind": "in_measure", "temporary_category": "simplified"}
    row |= {"temporary_from": date(2026, 1, 1), "temporary_until": last}
    return contact_windows(contacts([row]), law, on)["contact_due"].item()


def _measure_end(law: Law, on: date) -> object:
    """The conversation midway is held."""
    row = {"category": "simplified", "placed_on": date(2025, 7, 1), "last_contact": date(2026, 2, 20)}
    row |= {"temporary_kind": "in_measure", "temporary_category": "simplified"}
    row |= {"temporary_from": date(2025, 7, 1), "temporary_until": date(2026, 8, 31)}
    return contact_windows(contacts([row]), law, on)["contact_due"].item()


def _order(law: Law, on: date) -> object:
    task = {"task": 1, "person": 1, "kind": "dialogue_2", "actor": "nav", "nature": "law", "due": on + 15 * ONE}
    return order_of_work(tasks([task]), law, on)["step"].item()


def _shared(law: Law, on: date, **facts: Any) -> object:
    return may_see(pl.DataFrame([facts]), law, on)["shown"].item()


def _view(law: Law, last_day: date) -> object:
    """What an employer sees four months and a week after the spell's last day."""
    facts = {"reader": "employer_hr", "item": "meeting", "own_employment": True, "spell_last_day": last_day}
    return _shared(law, last_day + 130 * ONE, **facts)


Earlier = tuple[tuple[int, int], ...]
"""Spells, each so many days long, that ended so many days before the day."""


def _spells(day: date, last: date, earlier: Earlier) -> Spells:
    """The earlier spells, and one from the day to the last."""
    ends = [(day_number(day) - ended, days) for days, ended in earlier]
    periods = [*((end - days + 1, end) for end, days in ends), (day_number(day), day_number(last))]
    return spells_in(facts_of([Fact(1, 501, Source.NOTE_SENT, What.SICK, 100, *period, 1) for period in periods]))


def _history(law: Law, on: date, *, name: str, spells_before: Earlier) -> object:
    """What is true of the earlier spells as of the day."""
    return spell_frame(_spells(on, on, spells_before), on=on, law=law)[name].to_list()[-1]


def _days_left(law: Law, first_day: date, *, spells_before: Earlier) -> object:
    """The days of sick pay that the earlier spells leave to one that begins on the day."""
    last = first_day + 30 * ONE
    found = _spells(first_day, last, spells_before)
    return with_days_to_come(newest(spell_frame(found, on=last, law=law)), found, law)["sick_pay_days_left"].item()


MONTHS_36_5, MONTHS_12_5 = 1111, 380
recurrent = partial(_history, name="recurrent")
frequent = partial(_history, name="frequent_short")
earlier_long = partial(_history, name="earlier_long")

READ: Mapping[str, Seen] = {
    **dict.fromkeys(POINTS | {"stop_point_window_days"}, _points),
    "screening_week": partial(_asked, elapsed=56),
    "screening_expected_fit_days": _expected_fit,
    "bypass_age": _bypass,
    "screening_reminder_days": lambda law, asked: screening_dates(asked, law),
    "screening_window_days": lambda law, asked: screening_dates(asked, law),
    "confirm_working_days": lambda law, answered: confirm_due(answered, law),
    "mapping_first_contact_days": lambda law, confirmed: mapping_due(confirmed, law),
    "request_answer_working_days": lambda law, received: request_answer_due(received, law),
    "request_urgent_working_days": lambda law, received: request_answer_due(received, law, urgent=True),
    **{
        f"meeting_ahead_days_{category}": partial(_ahead, category=category)
        for category in ("prioritised", "ordinary", "simplified", "on_request", "without_category")
    },
    "meeting_new_attempt_working_days": lambda law, missed: new_attempt_due(missed, law),
    "meeting_outcome_working_days": lambda law, met: outcome_due(met, law),
    "handover_answer_working_days": lambda law, offered: handover_answer_due(offered, law),
    "handover_returned_working_days": lambda law, returned: handover_returned_due(returned, law),
    "risk_grade_weeks": partial(_signals, grade_weeks_unchanged=8),
    "risk_symptom_weeks": partial(_signals, symptom_diagnosis=True),
    "risk_symptom_again_weeks": partial(_signals, symptom_diagnosis=True, weeks=39),
    "risk_symptom_selected_weeks": partial(_signals, symptom_diagnosis_selected=True, weeks=4),
    "risk_symptom_selected_again_weeks": partial(_signals, symptom_diagnosis_selected=True, weeks=28),
    "risk_unread_days": _unread,
    "risk_age_from": partial(_of_age, age=60),
    "risk_age_under": partial(_of_age, age=30),
    "risk_age_orders": _age_orders,
    "scope_benefit_required": partial(_need, aap=False),
    "scope_age_over": partial(_need, age=31),
    "scope_portfolio_from": partial(_need, portfolio=80),
    "factor_age_first_to": partial(_need, age=41),
    "factor_age_middle_to": partial(_need, age=61),
    "factor_several_breaks": partial(
        _need,
        breaks_with_benefits=2,
        education="higher",
        experience="enough",
        treatment="none",
        judged_employment="neutral",
    ),
    "factor_long_treatment_months": partial(
        _need,
        treatment="running",
        treatment_combinable=False,
        treatment_days=185,
        judged_employment="neutral",
        education="higher",
        experience="enough",
        breaks_with_benefits=0,
        has_children=False,
    ),
    "contact_months_prioritised": partial(_window, category="prioritised"),
    "contact_months_ordinary": partial(_window, category="ordinary"),
    "contact_months_simplified": partial(_window, category="simplified"),
    "contact_window_days": partial(_window, category="ordinary"),
    "reassess_after_months": partial(_reassessed, months=12),
    "reassess_due_days": partial(_reassessed, months=13),
    "long_measure_months": partial(_measure, last=date(2026, 7, 10)),
    "measure_midway_percent": _measure,
    "measure_end_weeks": _measure_end,
    "order_legal_soon_days": _order,
    **{
        name: partial(_furthest, name=name)
        for name in (
            "follow_up_ahead_months",
            "temporary_ahead_months",
            "cared_for_ahead_months",
            "snooze_ahead_months",
            "mapping_talk_ahead_months",
            "discussion_ahead_months",
            "meeting_ahead_months",
            "absence_ahead_months",
        )
    },
    "absence_back_months": lambda law, on: earliest_day("absence_back_months", law, on),
    "measure_length_percent": lambda law, on: latest_measure_end(on, 26, law, on),
    "figure_fewest_people": partial(_shared, reader="nav_leader", item="figures", own_unit=True, people=5),
    "retention_employer_view_months": _view,
    "recurrent_min_spell_days": partial(
        recurrent, spells_before=((25, 40), (25, 100), (25, 160), (25, 220), (16, 280))
    ),
    "recurrent_lookback_months": partial(
        recurrent, spells_before=((25, 40), (25, 100), (25, 160), (25, 220), (25, MONTHS_36_5))
    ),
    "recurrent_many_spells": partial(recurrent, spells_before=((25, 40), (25, 100), (25, 160), (25, 220), (25, 280))),
    "recurrent_many_days": partial(recurrent, spells_before=((20, 40), (20, 100), (20, 160), (20, 220), (20, 280))),
    "recurrent_few_spells": partial(recurrent, spells_before=((150, 40), (160, 300))),
    "recurrent_few_days": partial(recurrent, spells_before=((150, 40), (150, 300))),
    "frequent_short_spells": partial(frequent, spells_before=((5, 40), (5, 80), (5, 120), (5, 160))),
    "frequent_short_under_days": partial(frequent, spells_before=((5, 40), (5, 80), (5, 120), (16, 160))),
    "frequent_short_lookback_months": partial(frequent, spells_before=((5, 40), (5, 80), (5, 120), (5, MONTHS_12_5))),
    "sick_pay_lookback_months": partial(
        _days_left,
        spells_before=((130, 60), (30, 250), (30, 420), (30, 590), (30, 760), (30, 930), (120, 1085)),
    ),
    "sick_pay_fresh_start_weeks": partial(_days_left, spells_before=((150, 185),)),
    "earlier_long_weeks": partial(earlier_long, spells_before=((182, 40),)),
    "earlier_long_lookback_months": partial(earlier_long, spells_before=((200, MONTHS_36_5),)),
}
ASKED_FOR_BY_THE_APPS = {
    "meeting_longest_hours",
    "readability_warning_above",
    "specialist_answer_working_days",
    "spell_gap_days",
    "screening_most_questions",
    "unmatched_note_days",
    "note_longest_period_days",
    "note_earliest_days",
    "note_latest_days",
    "employer_reminder_days",
    "lowest_grade_percent",
    "fit_for_placement_weeks",
    "correction_answer_working_days",
    "sick_pay_percent",
    "aap_percent",
    "aap_longest_months",
    "aap_most_work_percent",
    "notification_quiet_from_hour",
    "notification_quiet_until_hour",
    "notification_attempts",
    "notification_first_retry_minutes",
    "notification_retry_factor",
    "notification_unread_days",
    "notification_follow_up_working_days",
    "notification_back_days",
}
NOT_READ_YET = {
    "retention_plan_weeks",
    "retention_draft_months",
    "retention_case_years",
    "retention_decisions_archived_first",
    "retention_spell_dates_follow",
    "retention_reading_log_years",
    "retention_replay_deidentified",
    "retention_deletion_logged",
    "plan_request_weeks",
    "advance_notice_least_days",
    "advance_notice_most_days",
    "advance_notice_other_attempts",
    "benefit_free_short_days",
    "benefit_free_long_days",
    "figures_per_adviser_to_leader",
}


def test_every_value_is_tried_or_known_not_to_be_read_by_a_rule() -> None:
    assert {*READ, *ASKED_FOR_BY_THE_APPS, *NOT_READ_YET} == set(LAW.parameters)
    assert not READ.keys() & (ASKED_FOR_BY_THE_APPS | NOT_READ_YET)


def _changed(name: str) -> Law:
    """The law in which one value changes on CHANGES."""
    old = LAW.parameter(name)
    new = _another(old.dated[-1].value)
    return Law(
        {**LAW.parameters, name: replace(old, dated=(*old.dated, Dated(CHANGES, new)))}, LAW.bases, sharing=LAW.sharing
    )


def _another(value: Value) -> Value:
    if isinstance(value, bool):
        return not value
    return value[1:] if isinstance(value, tuple) else int(value) + 1


@pytest.mark.parametrize("name", sorted(READ))
def test_a_case_is_judged_by_what_was_in_force_on_its_own_day(name: str) -> None:
    law, seen = _changed(name), READ[name]
    assert seen(law, CHANGES - ONE) == seen(LAW, CHANGES - ONE)
    for day in (CHANGES, CHANGES + ONE):
        assert seen(law, day) != seen(LAW, day), day
