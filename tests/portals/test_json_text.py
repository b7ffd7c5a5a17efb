"""A record on one line laid out to be read, and put back without a change."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stafett.portals.adviser.json_text import lay_out, on_one_line

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
NOTE = {
    "message_id": "a",
    "patient": {"identity_number": "1", "family_name": 'Prøve, «{"}»'},
    "periods": [{"first_day": "2026-02-02", "kind": "full"}, {"first_day": "2026-03-02", "kind": "half"}],
    "diagnoses": [],
}


@given(VALUES)
def test_what_is_laid_out_and_put_back_says_the_same(value: Any) -> None:
    line = json.dumps(value, ensure_ascii=False)
    laid = lay_out(line).text
    assert on_one_line(laid) == on_one_line(line)
    assert json.loads(on_one_line(laid)) == value


@given(st.text())
def test_what_is_no_json_is_put_back_too(line: str) -> None:
    assert on_one_line(lay_out(line).text) == on_one_line(line)


def test_each_member_has_a_line_of_its_own() -> None:
    laid = lay_out('{"a":1,"b":[],"c":[{"d":"x, y"},2]}').text
    assert laid.splitlines() == [
        "{", '  "a": 1,', '  "b": [],', '  "c": [', "    {", '      "d": "x, y"', "    },", "    2", "  ]", "}",
    ]  # fmt: skip


def test_numbers_and_doubled_names_stay_as_they_were_written() -> None:
    line = r'{"a":1.0,"a":1e3,"b":"\u00e6"}'
    assert on_one_line(lay_out(line).text) == line


@pytest.mark.parametrize(
    ("code", "parameters", "stands_on"),
    [
        ("bad_value", {"element": "patient.family_name"}, '"family_name"'),
        ("bad_value", {"element": "periods.2.kind"}, '"half"'),
        ("missing_element", {"element": "patient.given_name"}, '"patient"'),
        ("unknown_field", {"element": "diagnoses"}, '"diagnoses"'),
        ("unknown_period_kind", {"found": "half"}, '"half"'),
        ("invalid_identity_number", {"why": "digits"}, '"identity_number"'),
        ("period_too_long", {"period": "2026-03-02/2027-03-02"}, '"2026-03-02"'),
        ("not_json", {"column": 5}, '"message_id"'),
        ("truncated", {}, None),
    ],
)
def test_a_problem_is_found_on_its_line(code: str, parameters: dict[str, Any], stands_on: str | None) -> None:
    laid = lay_out(json.dumps(NOTE))
    line = laid.line_of(code, parameters)
    assert (line is None) is (stands_on is None)
    if line and stands_on:
        assert stands_on in laid.text.splitlines()[line - 1]
