"""Which value of the law counts in screening: that of the office, on the day it runs from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from stafett.core.parameters import Law, LocalValue, default_law
from stafett.core.reasons import Reason
from stafett.core.screening import (
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
from tests.core.rule_frames import spell_row, spells

ONE = timedelta(days=1)
DAY = date(2026, 5, 4)  # a Monday
OWN = {
    "screening_window_days": 7,
    "screening_reminder_days": 3,
    "confirm_working_days": 1,
    "mapping_first_contact_days": 7,
    "request_answer_working_days": 2,
    "request_urgent_working_days": 1,
}
# As if the law let an office have each of these for itself.
PARAMETERS = default_law().parameters
FREE = {name: replace(PARAMETERS[name], local=True, bounds=(None, None)) for name in (*OWN, "risk_unread_days")}
LAW = Law({**PARAMETERS, **FREE}, default_law().bases).with_local_values(
    [LocalValue("0301", name, DAY, value) for name, value in OWN.items()]
)


@pytest.mark.parametrize(("day", "office"), [(DAY, "0302"), (DAY, None), (DAY - 7 * ONE, "0301")])
def test_days_are_those_of_all_where_the_office_has_none_of_its_own_yet(day: date, office: str | None) -> None:
    assert screening_dates(day, LAW, office)[:2] == (day + 7 * ONE, day + 14 * ONE)
    assert confirm_due(DAY, LAW, "0302") == DAY + 3 * ONE
    assert mapping_due(day, LAW, office) == day + 14 * ONE
    assert request_answer_due(DAY, LAW, "0302") == DAY + 7 * ONE


def test_days_are_the_offices_own_from_their_day() -> None:
    assert screening_dates(DAY, LAW, "0301") == (DAY + 3 * ONE, DAY + 7 * ONE, DAY + 7 * ONE, DAY + 8 * ONE)
    assert confirm_due(DAY, LAW, "0301") == DAY + ONE
    assert mapping_due(DAY, LAW, "0301") == DAY + 7 * ONE
    assert request_answer_due(DAY, LAW, "0301") == DAY + 2 * ONE
    assert request_answer_due(DAY, LAW, "0301", urgent=True) == DAY + ONE


def test_days_of_many_are_their_offices_own() -> None:
    ordinary: dict[str, Any] = {"first_day": date(2026, 3, 1), "last_day": date(2026, 9, 1), "screening_asked_on": DAY}
    answered = {**ordinary, "answered_on": DAY, "office": "0301"}
    unasked = {**ordinary, "screening_asked_on": None}
    rows = [unasked, answered, {**ordinary, "office": "0302"}, {**ordinary, "office": "0301"}]
    found = date_columns(spells([spell_row(DAY, number, **row) for number, row in enumerate(rows)]), LAW)
    nothing = (None, None, None, None)
    own = (DAY + 3 * ONE, DAY + 7 * ONE, DAY + 8 * ONE)
    assert found.select("remind_on", "window_ends_on", "silent_from", "confirm_due").rows() == [
        nothing,
        (*own, DAY + ONE),
        (DAY + 7 * ONE, DAY + 14 * ONE, DAY + 15 * ONE, date(2026, 5, 21)),
        (*own, DAY + 8 * ONE),
    ]


@pytest.mark.parametrize(
    ("code", "row", "reference", "facts", "parameters"),
    [
        (
            "screening.recurrent_absence",
            {"recurrent": True, "recurrent_explained": None},
            "S0:L2714",
            {"recurrent": True, "recurrent_explained": None},
            None,
        ),
        ("risk.age_high", {"birth_date": date(1960, 1, 1)}, None, {"birth_date": "1960-01-01"}, {"risk_age_from": 60}),
        ("risk.unread_messages", {"unread_since": DAY}, "S1:L3084", {"unread_since": "2026-05-04"}, {"own": 9}),
    ],
)
def test_a_code_is_explained_by_what_was_looked_at(
    code: str,
    row: dict[str, Any],
    reference: str | None,
    facts: dict[str, Any],
    parameters: dict[str, Any] | None,
) -> None:
    law = LAW.with_local_values([LocalValue("0301", "risk_unread_days", DAY, 9)])
    found = explain_screening(code, {**row, "office": "0301", "first_day": DAY, "grade": 50}, law, date(2020, 1, 1))
    values = {"risk_unread_days": 9} if parameters == {"own": 9} else parameters or dict(found.parameters)
    assert found == Reason(code, code.partition(".")[0], reference or found.reference, facts, values)
    assert found.parameters


@pytest.mark.parametrize("asked_on", [None, DAY])
def test_the_law_is_that_of_the_day_of_asking_else_of_the_first_day(asked_on: date | None) -> None:
    law = LAW.with_local_values([LocalValue("0301", "risk_unread_days", DAY, 9)])
    row = {"office": "0301", "first_day": DAY - ONE, "screening_asked_on": asked_on}
    found = explain_screening("risk.unread_messages", row, law, DAY).parameters["risk_unread_days"]
    assert found == (14 if asked_on is None else 9)
    unknown = explain_screening("risk.unread_messages", {"office": "0301"}, law, DAY)
    assert unknown.parameters["risk_unread_days"] == 9


@pytest.mark.parametrize("rows", [[], [{}]])
def test_what_screening_gives_has_its_types(rows: list[dict[str, Any]]) -> None:
    ordinary: dict[str, Any] = {"first_day": DAY, "last_day": DAY}
    frame = spells([spell_row(DAY, **ordinary, **row) for row in rows])
    codes = pl.List(pl.String)
    assert who_to_ask(frame, LAW, DAY).schema["outcome"] == pl.String
    assert who_to_ask(frame, LAW, DAY).schema["reasons"] == codes
    assert segment(frame, LAW, DAY).schema["segment"] == pl.String
    assert segment(frame, LAW, DAY).schema["reasons"] == codes
    signals = risk_signals(frame, LAW, DAY).schema
    assert signals["risk_signals"] == codes
    assert signals["risk_count"] == pl.Int32
    days = date_columns(frame, LAW).schema
    assert {days[name] for name in ("remind_on", "window_ends_on", "silent_from", "confirm_due")} == {pl.Date}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"screening_asked_on": DAY - ONE}, ("awaiting_answer", ["screening.awaiting_answer"])),
        ({"screening_asked_on": DAY - ONE, "closed": True}, (None, [])),
        ({"screening_asked_on": DAY - 30 * ONE}, ("needs_mapping", ["screening.not_answered"])),
        ({"screening_asked_on": DAY - 30 * ONE, "died_on": DAY}, (None, [])),
        ({"pregnancy_related": True}, ("bypass", ["screening.pregnancy_related"])),
        ({"employed": False}, ("needs_mapping", ["screening.no_employer"])),
        ({}, (None, [])),  # to be asked first
        ({"first_day": DAY - ONE}, (None, [])),
    ],
)
def test_whoever_has_not_answered_is_placed_by_what_is_known(
    facts: dict[str, Any], expected: tuple[str | None, list[str]]
) -> None:
    row = spell_row(DAY, **{"first_day": DAY - 100 * ONE, "last_day": DAY + 30 * ONE, **facts})
    found = segment(spells([row]), default_law(), DAY).select("segment", "reasons").row(0)
    assert found == expected


@pytest.mark.parametrize(
    "given",
    [
        {"answered_on": DAY},
        {"answer_return": "very_likely"},
        {"answer_cooperation": "good"},
        {"answer_duration": "under_26_weeks"},
    ],
)
def test_a_day_or_any_one_answer_counts_as_answered(given: dict[str, Any]) -> None:
    row = spell_row(DAY, first_day=DAY - 100 * ONE, last_day=DAY + 30 * ONE, **given)
    found = who_to_ask(spells([row]), default_law(), DAY).select("outcome", "reasons").row(0)
    assert found == ("not_asked", ["screening.already_asked"])


@pytest.mark.parametrize("sender", ["person", "issuer", "employer"])
def test_a_request_of_any_of_them_starts_screening(sender: str) -> None:
    row = spell_row(DAY, first_day=DAY - 7 * ONE, last_day=DAY + 60 * ONE, **{f"open_request_{sender}": True})
    found = who_to_ask(spells([row]), default_law(), DAY).select("outcome", "reasons").row(0)
    assert found == ("ask", ["screening.requested"])


@pytest.mark.parametrize(("last", "silent"), [(-1, False), (0, True)])
def test_silence_counts_on_the_last_day_of_the_note_and_not_after(last: int, silent: bool) -> None:
    row = spell_row(
        DAY, first_day=DAY - 100 * ONE, last_day=DAY + last * ONE, screening_asked_on=DAY - 40 * ONE
    )  # fmt: skip
    reasons = segment(spells([row]), default_law(), DAY)["reasons"].item().to_list()
    assert ("screening.not_answered" in reasons) == silent
