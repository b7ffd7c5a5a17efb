"""Whom to ask and what comes of it, against a plain oracle; a worse answer never makes a segment milder."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import holidays
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stafett.core.parameters import LocalValue, default_law
from stafett.core.screening import (
    OUTCOMES,
    QUESTIONS,
    SEGMENTS,
    confirm_due,
    date_columns,
    explain_screening,
    mapping_due,
    request_answer_due,
    risk_signals,
    screening_dates,
    segment,
    who_to_ask,
)
from stafett.core.screening_reasons import EXPLANATIONS
from tests.core.amount import examples
from tests.core.rule_frames import spell_row, spells

LAW = default_law()
ONE = timedelta(days=1)
HOLIDAYS = holidays.country_holidays("NO", years=range(2010, 2040))
ANSWER_COLUMNS = tuple(f"answer_{question}" for question in QUESTIONS)
REQUESTS = ("open_request_person", "open_request_issuer", "open_request_employer")
SWITCHES = (
    "pregnancy_related",
    "disability_ordinary",
    "follow_up_decision",
    "self_employed",
    "recurrent",
    "recurrent_explained",
    "conditions_uncertain",
    *REQUESTS,
)
BEST = {"answer_return": "very_likely", "answer_cooperation": "good", "answer_duration": "under_26_weeks"}


Batch = tuple[list[dict[str, Any]], date]


@st.composite
def batches(draw: st.DrawFn, size: int = 8) -> Batch:
    """Spells seen from one day: one call judges them all."""
    on = draw(st.dates(date(2012, 6, 1), date(2030, 6, 1)))
    return draw(st.lists(rows(on), min_size=1, max_size=size)), on


@st.composite
def rows(draw: st.DrawFn, on: date) -> dict[str, Any]:
    first_day = on - draw(st.integers(-3, 120)) * ONE
    last_day = draw(st.integers(-20, 60).map(lambda days: on + days * ONE).filter(lambda day: day >= first_day))
    asked_on = draw(st.none() | st.integers(0, 40).map(lambda days: on - days * ONE))
    answered = draw(st.booleans())
    birthday = st.sampled_from([-1, 0, 1]).map(lambda days: date(on.year - 67, on.month, 15) + days * ONE)
    facts: dict[str, Any] = {
        "first_day": first_day,
        "last_day": last_day,
        "well_days": draw(st.integers(0, 10)),
        "employed": draw(st.sampled_from([True, True, False])),
        "birth_date": draw(st.none() | st.just(date(1985, 1, 1)) | birthday),
        "died_on": draw(st.none() | st.none() | st.integers(-2, 2).map(lambda days: on + days * ONE)),
        "passes_screening": draw(st.none() | st.integers(-2, 2).map(lambda days: on + days * ONE)),
        "expected_last_day": draw(st.none() | st.integers(0, 8).map(lambda days: on + days * ONE)),
        "screening_asked_on": asked_on,
        "answered_on": on if answered else None,
    }
    switch = st.sampled_from([None, False, False, True])
    facts |= {name: draw(switch) for name in SWITCHES}
    for question, answers in QUESTIONS.items():
        facts[f"answer_{question}"] = draw(st.sampled_from((answers[0], None, *answers))) if answered else None
    return spell_row(on, **facts)


def outcome_by_hand(row: dict[str, Any], on: date) -> tuple[str, list[str]]:
    reached = (row["passes_screening"] or row["first_day"] + (56 + row["well_days"]) * ONE) <= on
    requested = any(row[name] for name in REQUESTS)
    answered = row["answered_on"] is not None or any(row[name] is not None for name in ANSWER_COLUMNS)
    expected_last = row["expected_last_day"] or row["last_day"]
    steps = [
        ("not_asked", "dead", row["died_on"] is not None and row["died_on"] <= on),
        ("not_asked", "ended", row["closed"]),
        ("not_asked", "already_asked", row["screening_asked_on"] is not None or answered),
        ("wait", "not_reached", not (reached or requested)),
        ("not_asked ", "follow_up_decision", row["follow_up_decision"]),
        ("not_asked ", "expected_fit", expected_last <= on + 4 * ONE),
        ("bypass", "pregnancy_related", row["pregnancy_related"]),
        ("bypass", "bypass_age", _is_67(row["birth_date"], on)),
        ("bypass", "disability_ordinary", row["disability_ordinary"]),
        ("needs_mapping", "no_employer", not row["employed"] or row["self_employed"]),
        ("ask", "reached", reached),
        ("ask", "requested", requested),
    ]
    outcome = next(outcome for outcome, _, holds in steps if holds)
    reasons = [f"screening.{code}" for own, code, holds in steps if own == outcome and holds]
    return outcome.strip(), reasons


def _is_67(born: date | None, on: date) -> bool:
    return born is not None and (on.year - born.year, on.month, on.day) >= (67, born.month, born.day)


def failed_by_hand(row: dict[str, Any]) -> list[str]:
    failed = []
    for question, (best, *_) in QUESTIONS.items():
        answer = row[f"answer_{question}"]
        if answer is None:
            failed.append(f"missing_{question}")
        elif answer == "prefer_not":
            failed.append(f"prefer_not_{question}")
        elif answer != best:
            failed.append(f"answer_{answer}")
    return failed


def other_failures(row: dict[str, Any]) -> list[str]:
    failed = ["recurrent_absence"] if row["recurrent"] and not row["recurrent_explained"] else []
    failed += ["conditions_uncertain"] if row["conditions_uncertain"] else []
    return failed + [name for name in REQUESTS if row[name]]


def segment_by_hand(row: dict[str, Any], on: date) -> tuple[str | None, list[str]]:
    if row["died_on"] is not None and row["died_on"] <= on:
        return None, []
    if row["answered_on"] is not None:
        failed = failed_by_hand(row) + other_failures(row)
        return ("needs_mapping", failed) if failed else ("care_in_place", ["all_conditions_met"])
    if row["screening_asked_on"] is None:
        outcome, reasons = outcome_by_hand(row, on)
        placed = outcome in ("bypass", "needs_mapping")
        return (outcome, [code.removeprefix("screening.") for code in reasons]) if placed else (None, [])
    window_ends = row["screening_asked_on"] + 14 * ONE
    while window_ends.weekday() >= 5 or window_ends in HOLIDAYS:
        window_ends += ONE
    if on > window_ends and on <= row["last_day"]:
        return "needs_mapping", ["not_answered", *other_failures(row)]
    return (None, []) if row["closed"] else ("awaiting_answer", ["awaiting_answer"])


@examples(50)
@given(batches())
def test_whom_to_ask_is_as_by_hand(batch: Batch) -> None:
    cases, on = batch
    found = who_to_ask(spells(cases), LAW, on)
    assert list(found.select("outcome", "reasons").iter_rows()) == [outcome_by_hand(row, on) for row in cases]
    assert set(found["outcome"]) <= set(OUTCOMES)


@examples(50)
@given(batches())
def test_the_segment_is_as_by_hand(batch: Batch) -> None:
    cases, on = batch
    found = segment(spells(cases), LAW, on)
    for row, by_rule, reasons in zip(cases, found["segment"], found["reasons"].to_list(), strict=True):
        expected, codes = segment_by_hand(row, on)
        assert (by_rule, reasons) == (expected, [f"screening.{code}" for code in codes])
        assert expected is None or expected in SEGMENTS


@examples(30)
@given(batches(), st.sampled_from(ANSWER_COLUMNS), st.data())
def test_a_worse_answer_never_makes_a_segment_milder(batch: Batch, column: str, data: st.DataObject) -> None:
    cases, on = batch
    best, *worse = QUESTIONS[column.removeprefix("answer_")]
    other = data.draw(st.sampled_from([*worse, None]))
    answered = [{**row, "answered_on": on, "died_on": None} for row in cases]
    milder = segment(spells([{**row, column: best} for row in answered]), LAW, on)
    stricter = segment(spells([{**row, column: other} for row in answered]), LAW, on)
    assert set(stricter["segment"]) == {"needs_mapping"}
    for before, after in zip(milder["reasons"].to_list(), stricter["reasons"].to_list(), strict=True):
        assert set(before) - {"screening.all_conditions_met"} < set(after)


@examples(20)
@given(batches(), st.sets(st.sampled_from(["earlier_long", "frequent_short", "graded_all_along"])))
def test_risk_signals_never_change_a_segment(batch: Batch, signals: set[str]) -> None:
    cases, on = batch
    plain = segment(spells(cases), LAW, on)
    signalled = segment(spells([{**row, **dict.fromkeys(signals, True)} for row in cases]), LAW, on)
    assert signalled.select("segment", "reasons").equals(plain.select("segment", "reasons"))


def test_every_risk_signal_is_listed_and_age_is_left_out_of_the_order() -> None:
    on = date(2026, 3, 9)
    row = spell_row(on, first_day=date(2026, 1, 5), last_day=date(2026, 6, 1), birth_date=date(1960, 1, 1))
    row |= {"recurrent": True, "earlier_long": True, "frequent_short": True}
    row |= {"graded_all_along": True, "grade_weeks_unchanged": 8}
    row |= {"weeks": 39, "unread_since": date(2026, 2, 23)}
    told = ("symptom_diagnosis", "declined_meeting")
    about_employer = ("employer_plan_missing", "employer_contact_lacking")
    frame = spells([row]).with_columns(pl.lit(value=True).alias(name) for name in (*told, *about_employer))
    found = risk_signals(frame, LAW, on).row(0, named=True)
    every = {code for code in EXPLANATIONS if code.startswith("risk.")}
    assert set(found["risk_signals"]) == every - {"risk.age_low"}
    assert found["risk_count"] == len(every) - 2
    local = LAW.with_local_values([LocalValue("0301", "risk_age_orders", date(2020, 1, 1), value=True)])
    counted = risk_signals(frame.with_columns(office=pl.lit("0301")), local, on).row(0, named=True)
    assert counted["risk_count"] == len(every) - 1


@pytest.mark.parametrize(
    ("weeks", "selected", "codes"),
    [
        (3, True, []),
        (4, True, ["risk.symptom_diagnosis"]),
        (27, True, ["risk.symptom_diagnosis"]),
        (28, True, ["risk.symptom_diagnosis", "risk.symptom_diagnosis_again"]),
        (38, False, ["risk.symptom_diagnosis"]),
        (39, False, ["risk.symptom_diagnosis", "risk.symptom_diagnosis_again"]),
    ],
)
def test_a_symptom_diagnosis_is_a_signal_again_later_and_some_are_sooner(
    weeks: int, selected: bool, codes: list[str]
) -> None:
    on = date(2026, 3, 9)
    about = {"symptom_diagnosis": not selected, "symptom_diagnosis_selected": selected}
    row = spell_row(on, first_day=date(2025, 3, 7), last_day=date(2026, 6, 1), weeks=weeks, **about)
    found = risk_signals(spells([row]), LAW, on).row(0, named=True)
    assert found["risk_signals"] == codes
    assert found["risk_count"] == len(codes)


@pytest.mark.parametrize(
    ("weeks", "is_symptom", "signalled"), [(11, True, False), (12, True, True), (30, False, False)]
)
def test_a_symptom_diagnosis_is_a_signal_from_twelve_weeks(weeks: int, is_symptom: bool, signalled: bool) -> None:
    on = date(2026, 3, 9)
    row = spell_row(
        on, first_day=date(2025, 7, 7), last_day=date(2026, 6, 1), weeks=weeks, symptom_diagnosis=is_symptom
    )
    found = risk_signals(spells([row]), LAW, on)["risk_signals"].item().to_list()
    assert ("risk.symptom_diagnosis" in found) == signalled


@pytest.mark.parametrize(
    ("unread_since", "signalled"), [(date(2026, 2, 23), True), (date(2026, 2, 24), False), (None, False)]
)
def test_messages_unread_for_fourteen_days_are_a_signal(unread_since: date | None, signalled: bool) -> None:
    on = date(2026, 3, 9)
    row = spell_row(on, first_day=date(2026, 1, 5), last_day=date(2026, 6, 1), unread_since=unread_since)
    found = risk_signals(spells([row]), LAW, on)["risk_signals"].item().to_list()
    assert ("risk.unread_messages" in found) == signalled


@pytest.mark.parametrize(("weeks", "signalled"), [(7, False), (8, True)])
def test_no_progress_in_grade_is_a_signal_after_eight_weeks(weeks: int, signalled: bool) -> None:
    on = date(2026, 3, 9)
    row = spell_row(on, first_day=date(2026, 1, 5), last_day=date(2026, 6, 1), grade_weeks_unchanged=weeks)
    found = risk_signals(spells([row]), LAW, on)["risk_signals"].item().to_list()
    assert found == (["risk.no_progress_in_grade"] if signalled else [])


def test_people_of_thirty_are_not_young() -> None:
    on = date(2026, 3, 9)
    row = spell_row(on, first_day=date(2026, 1, 5), last_day=date(2026, 6, 1))
    births = [date(1996, 3, 9), date(1996, 3, 10), date(1966, 3, 10), date(1966, 3, 9), None]
    found = risk_signals(spells([{**row, "birth_date": born} for born in births]), LAW, on)
    assert found["risk_signals"].to_list() == [[], ["risk.age_low"], [], ["risk.age_high"], []]


def test_an_answer_that_no_question_has_is_refused() -> None:
    on = date(2026, 3, 9)
    row = spell_row(on, first_day=date(2026, 1, 5), last_day=date(2026, 6, 1), answer_return="perhaps")
    with pytest.raises(ValueError, match="perhaps"):
        segment(spells([row]), LAW, on)


def test_an_office_may_ask_earlier() -> None:
    law = LAW.with_local_values([LocalValue("0301", "screening_week", date(2020, 1, 1), 4)])
    first_day = date(2026, 1, 5)
    for elapsed, expected in ((27, "wait"), (28, "ask")):
        on = first_day + elapsed * ONE
        row = spell_row(on, first_day=first_day, last_day=date(2026, 6, 1), office="0301")
        other = {**row, "office": "0302"}
        assert who_to_ask(spells([row, other]), law, on)["outcome"].to_list() == [expected, "wait"]


def test_the_dates_that_follow_from_asking() -> None:
    # Asked on 3 April (Good Friday) 2026; the window ends on 17 April, a Friday.
    dates = screening_dates(date(2026, 4, 3), LAW)
    assert dates == (date(2026, 4, 10), date(2026, 4, 17), date(2026, 4, 17), date(2026, 4, 18))
    # Asked on 3 May; the window ends on 17 May, a Sunday, and an answer on Monday is in time.
    assert screening_dates(date(2026, 5, 3), LAW).counts_until == date(2026, 5, 18)
    assert confirm_due(date(2026, 5, 12), LAW) == date(2026, 5, 18)  # over Ascension Day and the weekend
    assert mapping_due(date(2026, 5, 18), LAW) == date(2026, 6, 1)
    assert request_answer_due(date(2026, 12, 22), LAW) == date(2026, 12, 30)
    assert request_answer_due(date(2026, 12, 22), LAW, urgent=True) == date(2026, 12, 24)


@examples(20)
@given(batches())
def test_dates_of_many_are_those_of_one(batch: Batch) -> None:
    cases, _ = batch
    found = date_columns(spells(cases), LAW)
    for row, dates in zip(cases, found.iter_rows(named=True), strict=True):
        asked_on, answered_on = row["screening_asked_on"], row["answered_on"]
        own = screening_dates(asked_on, LAW) if asked_on else None
        assert dates["remind_on"] == (own and own.remind_on)
        assert dates["window_ends_on"] == (own and own.window_ends_on)
        assert dates["silent_from"] == (own and own.silent_from)
        counted_from = answered_on or (own and own.window_ends_on)
        assert dates["confirm_due"] == (counted_from and confirm_due(counted_from, LAW))


@examples(30)
@given(batches())
def test_every_code_given_can_be_explained(batch: Batch) -> None:
    cases, on = batch
    frame = spells(cases)
    codes = pl.concat(
        [
            who_to_ask(frame, LAW, on)["reasons"],
            segment(frame, LAW, on)["reasons"],
            risk_signals(frame, LAW, on)["risk_signals"],
        ]
    )
    for number, of_row in enumerate(codes.to_list()):
        for code in of_row:
            reason = explain_screening(code, cases[number % len(cases)], LAW, on)
            assert reason.code == code
            assert reason.reference
            assert reason.facts


def test_an_unknown_code_cannot_be_explained() -> None:
    with pytest.raises(ValueError, match="No screening rule"):
        explain_screening("screening.coffee", {}, LAW, date(2026, 3, 9))
