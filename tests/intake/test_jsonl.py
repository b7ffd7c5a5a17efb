"""JSON Lines in Stafett's own format: what is read, what is refused and why."""

import json
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stafett.intake.checks import Options
from stafett.intake.jsonl import read_message
from stafett.intake.messages import Message
from stafett.intake.refusals import CODES, Problem
from stafett.people.numbers import make_identity_number

OPTIONS = Options(synthetic="only")
PATIENT = make_identity_number(date(1990, 1, 31), 0)
DOCUMENT = Path(__file__).parents[2] / "docs/formats/sick-notes.md"

PERIOD = {"first_day": "2026-01-05", "last_day": "2026-01-18", "kind": "full"}
NOTE: dict[str, Any] = {
    "version": 1,
    "message_id": "a-1",
    "signed_at": "2026-01-05T10:00:00+01:00",
    "patient": {"identity_number": PATIENT, "family_name": "Berg"},
    "employer": {"situation": "one", "organisation_number": "810000007"},
    "issuer": {"hpr_number": "1234567", "family_name": "Vik"},
    "periods": [PERIOD],
}


def note(**changes: Any) -> bytes:
    """The plain note with fields changed (`patient__name=…` reaches inside) or (`...`) left out."""
    changed = deepcopy(NOTE)
    for path, value in changes.items():
        *parents, name = path.split("__")
        at = changed
        for parent in parents:
            at = at[parent]
        if value is ...:
            del at[name]
        else:
            at[name] = value
    return json.dumps(changed).encode()


def period(**changes: Any) -> bytes:
    return note(periods=[PERIOD | changes])


def problems(data: bytes, options: Options = OPTIONS) -> list[Problem]:
    found = read_message(data, options)
    assert isinstance(found, list), "accepted"
    assert {problem.code for problem in found} <= CODES
    return found


@pytest.mark.parametrize(
    "data",
    [
        note(),
        note(employer={"situation": "none"}),
        note(kind="correction", replaces="a-0"),
        note(kind="cancellation", replaces="a-0", periods=..., employer=...),
        note(status="sent"),
        note(signed_at="2026-01-05T09:00:00Z"),
        period(grade=100),
        period(kind="graded", grade=20),
        period(kind="graded", grade=99),
        note(message_to_employer="\\u0000 written out"),
    ],
)
def test_accepted(data: bytes) -> None:
    assert isinstance(read_message(data, OPTIONS), Message)


def test_a_status_that_is_not_given_is_new() -> None:
    message = read_message(note(), OPTIONS)
    assert isinstance(message, Message)
    assert message.status == "new"


REFUSED: list[tuple[str, bytes, str]] = [
    ("no JSON", b"message_id;a-1", "not_json"),
    ("half a line", note()[:100], "truncated"),
    ("two objects", note() + note(), "not_json"),
    ("a list", b"[" + note() + b"]", "wrong_root"),
    ("a number", b"1", "wrong_root"),
    ("too many levels", b'{"a":' * 2000, "too_deep"),
    ("not UTF-8", note(patient__family_name="X").replace(b'"X"', b'"\xd8"'), "bad_encoding"),
    ("a lone surrogate", note(patient__family_name="\ud800"), "not_json"),
    ("null character", note(message_to_employer="\x00"), "bad_character"),
    ("too large", note(message_to_employer="x" * 2_100_000), "too_large"),
    ("no version", note(version=...), "missing_element"),
    ("another version", note(version=2), "unsupported_version"),
    ("version as text", note(version="1"), "unsupported_version"),
    ("unknown field", note(colour="red"), "unknown_field"),
    ("unknown field inside", note(patient__shoe_size=44), "unknown_field"),
    ("no message id", note(message_id=...), "missing_element"),
    ("empty message id", note(message_id=""), "missing_element"),
    ("no patient", note(patient=...), "missing_element"),
    ("no family name", note(patient__family_name=""), "missing_element"),
    ("identity number null", note(patient__identity_number=None), "missing_element"),
    ("short identity number", note(patient__identity_number="123"), "invalid_identity_number"),
    ("identity number as number", note(patient__identity_number=12345678901), "invalid_identity_number"),
    ("wrong check digits", note(patient__identity_number="12345678901"), "invalid_identity_number"),
    ("no employer", note(employer=...), "missing_element"),
    ("unknown situation", note(employer__situation="two"), "unknown_employer_situation"),
    (
        "wrong organisation number",
        note(employer__organisation_number="810000008"),
        "invalid_organisation_number",
    ),
    ("short organisation number", note(employer__organisation_number="8100"), "invalid_organisation_number"),
    ("no HPR", note(issuer__hpr_number=...), "missing_hpr"),
    ("empty HPR", note(issuer__hpr_number=""), "missing_hpr"),
    ("HPR of zeros", note(issuer__hpr_number="000"), "invalid_hpr_number"),
    ("HPR of letters", note(issuer__hpr_number="abc"), "invalid_hpr_number"),
    ("time without a zone", note(signed_at="2026-01-05T10:00:00"), "bad_date"),
    ("seconds as text", note(signed_at="1767600000"), "bad_date"),
    ("seconds as a day", period(last_day="1768600000"), "bad_date"),
    ("time as a number", note(signed_at=1767600000), "bad_date"),
    ("before all time", note(signed_at="0001-01-01T00:00:00+01:00"), "bad_date"),
    ("correction of nothing", note(kind="correction"), "replaces_missing"),
    ("cancellation of nothing", note(kind="cancellation"), "replaces_missing"),
    ("correction of itself", note(kind="correction", replaces="a-1"), "replaces_itself"),
    ("a note that replaces", note(replaces="a-0"), "replaces_not_expected"),
    ("no periods", note(periods=[]), "no_periods"),
    ("no such day", period(last_day="2026-02-30"), "bad_date"),
    ("day as a number", period(last_day=20260118), "bad_date"),
    ("turned period", period(last_day="2026-01-04"), "periods_end_before_start"),
    ("overlap", note(periods=[PERIOD, PERIOD | {"kind": "graded", "grade": 50}]), "periods_overlap"),
    ("unknown kind", period(kind="half"), "unknown_period_kind"),
    ("graded without grade", period(kind="graded"), "missing_element"),
    ("grade 19", period(kind="graded", grade=19), "grade_too_low"),
    ("grade 100", period(kind="graded", grade=100), "grade_out_of_range"),
    ("full with a grade", period(grade=50), "grade_out_of_range"),
    ("grade as text", period(kind="graded", grade="50"), "bad_value"),
    ("treatment without days", period(kind="treatment_days"), "missing_element"),
    (
        "treatment on six days",
        period(kind="treatment_days", treatment_days_a_week=6),
        "treatment_days_out_of_range",
    ),
    ("days of treatment while full", period(treatment_days_a_week=1), "treatment_days_out_of_range"),
    ("too long", period(last_day="2027-01-06"), "period_too_long"),
    ("too early", period(first_day="2022-12-01", last_day="2022-12-05"), "note_too_early"),
    ("too late", period(first_day="2026-02-05", last_day="2026-02-06"), "note_too_late"),
    ("unknown code system", note(diagnoses=[{"system": "icd-9", "code": "1"}]), "unknown_diagnosis_system"),
    (
        "unknown restriction",
        note(answers=[{"group": "1", "question": "1", "answer": "x", "restrictions": ["nobody"]}]),
        "unknown_restriction",
    ),
]


@pytest.mark.parametrize(("data", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_refused(data: bytes, code: str) -> None:
    assert problems(data)[0].code == code


@pytest.mark.parametrize("length", [366, 367])
def test_a_period_may_last_a_leap_year_and_no_longer(length: int) -> None:
    last = date.fromordinal(date(2026, 1, 5).toordinal() + length - 1).isoformat()
    assert isinstance(read_message(period(last_day=last), OPTIONS), Message) == (length == 366)


def test_overlapping_periods_are_named() -> None:
    later = {"first_day": "2026-01-18", "last_day": "2026-01-30", "kind": "full"}
    found = problems(note(periods=[later, PERIOD]))
    assert found == [Problem("periods_overlap", {"periods": "2026-01-05/2026-01-18 & 2026-01-18/2026-01-30"})]


def test_all_missing_fields_are_named_at_once() -> None:
    found = problems(note(patient=..., periods=[{"kind": "full"}]))
    assert [problem.params["element"] for problem in found] == [
        "patient",
        "periods.1.first_day",
        "periods.1.last_day",
    ]


def test_real_numbers_are_refused_where_persons_are_synthetic_and_the_reverse() -> None:
    assert problems(note(), Options(synthetic="refused"))[0].params == {"why": "synthetic"}


def test_an_identity_number_in_the_wrong_field_is_masked() -> None:
    elsewhere = note(kind=PATIENT, version=f"{PATIENT[:6]} {PATIENT[6:]}", **{PATIENT: 1})
    for data in (elsewhere, note(signed_at=PATIENT), period(last_day=PATIENT)):
        assert PATIENT not in str(problems(data)).replace(" ", "")


@pytest.mark.parametrize("number", ["12345678901", "1234567890", 12345678901])
def test_a_refusal_never_repeats_an_identity_number(number: object) -> None:
    found = problems(note(patient__identity_number=number))
    assert [problem.code for problem in found] == ["invalid_identity_number"]
    assert set(found[0].params) == {"why"}


def test_the_example_for_senders_is_accepted() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith('{"')]
    assert len(lines) >= 2
    for line in lines:
        assert isinstance(read_message(line.encode(), OPTIONS), Message)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(0, 8), st.binary(max_size=8))
def test_damaged_bytes_never_raise(place: int, length: int, new: bytes) -> None:
    data = note(kind="correction", replaces="a-0", message_to_employer="æ \x01")
    at = place % len(data)
    found = read_message(data[:at] + new + data[at + length :], OPTIONS)
    assert isinstance(found, Message) or {problem.code for problem in found} <= CODES
