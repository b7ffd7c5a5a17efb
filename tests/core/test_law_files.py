"""Law files: what an entry becomes, and what is refused in which words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from stafett.core.law_files import Basis, Dated, Parameter, Value, check_day, read_directory, read_with_errors
from stafett.core.law_yaml import LawError, Place
from tests.core.written_law import write

KEYS = "assumed, local, max, min, nature, note, reference, unit, values"
BASIS = {"purpose": "To ask.", "basis": "nav-loven § 14 a", "retention": "3 years", "confirmed_by_office": "true"}


def test_an_entry_is_read_as_it_stands(tmp_path: Path) -> None:
    parameters, bases, _ = read_directory(
        write(tmp_path, note="Norm.", reference="[aml. § 4-6, S2:L195]", assumed="true")
    )
    assert bases == {}
    assert parameters == {
        "plan_weeks": Parameter(
            name="plan_weeks",
            unit="weeks",
            dated=(Dated(date(2011, 7, 1), 4), Dated(date(2020, 1, 1), 6)),
            reference=("aml. § 4-6", "S2:L195"),
            note="Norm.",
            nature="law",
            local=True,
            assumed=True,
            bounds=(2, 8),
            file="some.yaml",
        )
    }


@pytest.mark.parametrize(
    ("unit", "written", "value"),
    [("switch", "false", False), ("codes", "[a, b]", ("a", "b")), ("codes", "a", ("a",)), ("days", "0", 0)],
)
def test_a_value_is_of_the_type_of_its_unit(tmp_path: Path, unit: str, written: str, value: Value) -> None:
    folder = write(tmp_path, unit=unit, values=f"{{2011-07-01: {written}}}", min=None, max=None, local="false")
    parameter = read_directory(folder)[0]["plan_weeks"]
    assert (parameter.dated, parameter.bounds, parameter.note) == ((Dated(date(2011, 7, 1), value),), (None, None), "")


@pytest.mark.parametrize(
    "changes", [{"min": None}, {"max": None}, {"unit": "codes", "values": "{2011-07-01: a}", "min": None}]
)
def test_what_offices_may_choose_has_bounds(tmp_path: Path, changes: dict[str, str | None]) -> None:
    with pytest.raises(LawError) as refused:
        read_directory(write(tmp_path, **changes))
    assert refused.value.code == "no_bounds"
    told = "plan_weeks: offices may choose, but within no bounds. Give min and max, or write local: false."
    assert str(refused.value).endswith(told)
    assert f": {told}" in str(refused.value)
    read_directory(write(tmp_path, unit="switch", values="{2011-07-01: true}", min=None, max=None))


@pytest.mark.parametrize("value", [2, 8])
def test_the_bounds_themselves_are_allowed(tmp_path: Path, value: int) -> None:
    parameters, _, _ = read_directory(write(tmp_path, values=f"{{2011-07-01: {value}}}"))
    assert parameters["plan_weeks"].value_on(date(2011, 7, 1)) == value


def write_basis(folder: Path, **changes: str | None) -> Path:
    entry = {key: value for key, value in {**BASIS, **changes}.items() if value is not None}
    lines = "".join(f"    {key}: {value}\n" for key, value in entry.items())
    (folder / "other.yaml").write_text(f"bases:\n  answers:\n{lines}", encoding="utf-8")
    return write(folder)


def test_a_basis_is_read_as_it_stands(tmp_path: Path) -> None:
    basis = Basis("answers", "To ask.", ("nav-loven § 14 a",), "3 years", "", confirmed_by_office=True)
    assert read_directory(write_basis(tmp_path))[1] == {"answers": basis}
    _, bases, _ = read_directory(write_basis(tmp_path, note="Assumed.", confirmed_by_office="false", basis="[a, b]"))
    assert bases == {
        "answers": Basis("answers", "To ask.", ("a", "b"), "3 years", "Assumed.", confirmed_by_office=False)
    }


@pytest.mark.parametrize(
    ("changes", "code", "problem"),
    [
        ({"purpose": "1"}, "wrong_type", "purpose is not text. Write text, in quotes where needed."),
        ({"basis": "' '"}, "missing_basis", "basis is empty or not text. Name at least one."),
        ({"retention": "[a]"}, "wrong_type", "retention is not text. Write text, in quotes where needed."),
        ({"retention": None}, "missing_key", "lacks retention. Add it."),
        ({"note": "1"}, "wrong_type", "note is not text. Write text, in quotes where needed."),
        (
            {"confirmed_by_office": "1"},
            "wrong_type",
            "confirmed_by_office is neither true nor false. Write true or false.",
        ),
        (
            {"reason": "a"},
            "unknown_key",
            "unknown key reason. Allowed: basis, confirmed_by_office, note, purpose, retention.",
        ),
    ],
)
def test_a_doubtful_basis_is_refused(tmp_path: Path, changes: dict[str, str | None], code: str, problem: str) -> None:
    assert refusal(write_basis(tmp_path, **changes)) == (code, "other.yaml", "answers", problem)


def refusal(folder: Path) -> tuple[str, str, str, str]:
    """Code, file, name, and what was said after them."""
    with pytest.raises(LawError) as refused:
        read_directory(folder)
    error = refused.value
    said = str(error).removeprefix(f"{error.file}: {error.name}: ")
    assert said != str(error)
    return error.code, error.file, error.name, said


@pytest.mark.parametrize(
    ("changes", "code", "problem"),
    [
        ({"colour": "red", "tone": "1"}, "unknown_key", f"unknown key colour, tone. Allowed: {KEYS}."),
        ({"reference": None}, "missing_key", "lacks reference. Add it."),
        ({"reference": "''"}, "missing_reference", "reference is empty or not text. Name at least one."),
        ({"reference": "' '"}, "missing_reference", "reference is empty or not text. Name at least one."),
        ({"reference": "[]"}, "missing_reference", "reference is empty or not text. Name at least one."),
        ({"reference": "[a, 1]"}, "missing_reference", "reference is empty or not text. Name at least one."),
        (
            {"unit": "fortnights"},
            "wrong_type",
            "unit cannot be 'fortnights'. "
            "Use clock_hour, codes, count, days, hours, minutes, months, percent, switch, weekdays, weeks, "
            "working_days, years.",
        ),
        (
            {"unit": "1"},
            "wrong_type",
            "unit cannot be 1. "
            "Use clock_hour, codes, count, days, hours, minutes, months, percent, switch, weekdays, weeks, "
            "working_days, years.",
        ),
        ({"nature": "habit"}, "wrong_type", "nature cannot be 'habit'. Use law, method, practice."),
        ({"local": "maybe"}, "wrong_type", "local is neither true nor false. Write true or false."),
        ({"assumed": "1"}, "wrong_type", "assumed is neither true nor false. Write true or false."),
        ({"note": "[a]"}, "wrong_type", "note is not text. Write text, in quotes where needed."),
        ({"min": "low"}, "wrong_type", "min is not a whole number. Give a number or leave it out."),
        ({"max": "true"}, "wrong_type", "max is not a whole number. Give a number or leave it out."),
        ({"values": "{2011-07-01: four}"}, "wrong_type", "'four' is not a whole number. Give whole weeks."),
        ({"values": "{2011-07-01: true}"}, "wrong_type", "True is not a whole number. Give whole weeks."),
        ({"values": "{2011-07-01: 4.5}"}, "wrong_type", "4.5 is not a whole number. Give whole weeks."),
        ({"values": "{2011-07-01: 9}"}, "out_of_bounds", "9 is outside 2 to 8. Choose a value inside."),
        ({"values": "{2011-07-01: 1}"}, "out_of_bounds", "1 is outside 2 to 8. Choose a value inside."),
        (
            {"values": "{2011-07-01: -1}", "min": None, "max": None},
            "out_of_bounds",
            "-1 is outside 0 to None. Choose a value inside.",
        ),
        (
            {"values": "{2011-07-01: 1}", "unit": "switch"},
            "wrong_type",
            "value is neither true nor false. Write true or false.",
        ),
        (
            {"values": "{2011-07-01: 1}", "unit": "codes"},
            "missing_value",
            "value is empty or not text. Name at least one.",
        ),
        ({"values": "{july: 4}"}, "wrong_type", "'july' is not a date. Write dates as YYYY-MM-DD."),
        (
            {"values": "{2011-07-01 12:00:00: 4}"},
            "wrong_type",
            "datetime.datetime(2011, 7, 1, 12, 0) is not a date. Write dates as YYYY-MM-DD.",
        ),
        ({"values": "4"}, "wrong_type", "values is not a mapping. Write `values: {YYYY-MM-DD: value}`."),
        ({"values": "{}"}, "wrong_type", "values is not a mapping. Write `values: {YYYY-MM-DD: value}`."),
        (
            {"values": "{2020-01-01: 6, 2011-07-01: 4}"},
            "unordered_dates",
            "its dates are not in order. Put the earliest date first.",
        ),
    ],
)
def test_a_doubtful_entry_is_refused_with_file_name_and_remedy(
    tmp_path: Path, changes: dict[str, str | None], code: str, problem: str
) -> None:
    assert refusal(write(tmp_path, **changes)) == (code, "some.yaml", "plan_weeks", problem)


SECTIONS = "bases, parameters, sharing_conditions, sharing_items, sharing_readers"
UNITS = "clock_hour, codes, count, days, hours, minutes, months, percent, switch, weekdays, weeks, working_days, years"


@pytest.mark.parametrize(
    ("changes", "facts"),
    [
        ({"colour": "red"}, {"keys": "colour", "allowed": KEYS}),
        ({"reference": None}, {"keys": "reference"}),
        ({"reference": "''"}, {"words": "nothing_named", "what": "reference"}),
        ({"unit": "fortnights"}, {"words": "unknown_value", "what": "unit", "allowed": UNITS}),
        ({"local": "maybe"}, {"what": "local", "expected": "switch"}),
        ({"note": "[a]"}, {"what": "note", "expected": "text"}),
        ({"min": "low"}, {"what": "min", "expected": "whole_number"}),
        ({"values": "{2011-07-01: four}"}, {"what": "four", "expected": "whole_number"}),
        ({"values": "{2011-07-01: 9}"}, {"words": "too_high", "value": 9, "lowest": 2, "highest": 8}),
        ({"values": "{2011-07-01: 1}"}, {"words": "too_low", "value": 1, "lowest": 2, "highest": 8}),
        ({"values": "{july: 4}"}, {"what": "july", "expected": "date"}),
        ({"values": "4"}, {"what": "values", "expected": "dated"}),
        ({"values": "{2011-07-01: 6, 2011-07-01: 4}"}, {"line": 4}),
        ({"values": "{2011-07-01: 6"}, {"line": 5}),
    ],
)
def test_a_refusal_carries_what_its_words_need(
    tmp_path: Path, changes: dict[str, str | None], facts: dict[str, object]
) -> None:
    with pytest.raises(LawError) as refused:
        read_directory(write(tmp_path, **changes))
    assert refused.value.facts == facts


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("parameters: [a]", {"what": "parameters", "expected": "names"}),
        ("parameters: {a: 1}", {"what": "a", "expected": "mapping"}),
        ("rules: {}", {"keys": "rules", "allowed": SECTIONS}),
        ("", {"allowed": SECTIONS}),
    ],
)
def test_a_refusal_of_a_file_carries_what_its_words_need(tmp_path: Path, text: str, facts: dict[str, object]) -> None:
    (tmp_path / "some.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(LawError) as refused:
        read_directory(tmp_path)
    assert refused.value.facts == facts


def test_a_day_that_no_calendar_has_is_refused_as_that() -> None:
    place = Place("some.yaml", "Kari")
    check_day(place, date(2026, 2, 28))
    with pytest.raises(LawError) as refused:
        check_day(place, "2026-02-30")
    error = refused.value
    assert (error.code, error.facts) == ("wrong_type", {"words": "no_such_day", "what": "2026-02-30"})
    assert str(error).endswith("2026-02-30 is no day of the calendar. Write one that is.")


def test_a_day_before_the_first_value_has_the_first_one_near_it(tmp_path: Path) -> None:
    weeks = read_directory(write(tmp_path)).parameters["plan_weeks"]
    days = (date(1990, 1, 1), date(2011, 7, 1), date(2019, 12, 31), date(2020, 1, 1))
    assert [weeks.value_near(day) for day in days] == [4, 4, 4, 6]


def test_a_day_may_have_one_value_only(tmp_path: Path) -> None:
    problem = "stands twice (line 4). Keep one of them; dates must not overlap."
    written = write(tmp_path, values="{2011-07-01: 6, 2011-07-01: 4}")
    assert refusal(written) == ("repeated_key", "some.yaml", "2011-07-01", problem)


@pytest.mark.parametrize(
    ("text", "code", "name", "problem"),
    [
        (
            "",
            "empty",
            "file",
            "holds no sections. Use bases, parameters, sharing_conditions, sharing_items, sharing_readers.",
        ),
        (
            "[a]",
            "empty",
            "file",
            "holds no sections. Use bases, parameters, sharing_conditions, sharing_items, sharing_readers.",
        ),
        (
            "rules: {}",
            "unknown_key",
            "file",
            "unknown section 'rules'. Use bases, parameters, sharing_conditions, sharing_items, sharing_readers.",
        ),
        ("parameters: [a]", "wrong_type", "file", "parameters is not a mapping of names. Write `name:` entries."),
        ("bases: {1: {}}", "wrong_type", "file", "bases is not a mapping of names. Write `name:` entries."),
        (
            "parameters: {a: 1}",
            "wrong_type",
            "a",
            "is not a mapping. Give it assumed, local, nature, reference, unit, values.",
        ),
        (
            "bases: {a: 1}",
            "wrong_type",
            "a",
            "is not a mapping. Give it basis, confirmed_by_office, purpose, retention.",
        ),
    ],
)
def test_a_doubtful_file_is_refused(tmp_path: Path, text: str, code: str, name: str, problem: str) -> None:
    (tmp_path / "some.yaml").write_text(text, encoding="utf-8")
    assert refusal(tmp_path) == (code, "some.yaml", name, problem)


def test_what_is_not_yaml_is_refused_with_its_place(tmp_path: Path) -> None:
    code, file, name, problem = refusal(write(tmp_path, values="{2011-07-01: 6"))
    assert (code, file, name) == ("not_yaml", "some.yaml", "file")
    assert problem.startswith("cannot be read: while parsing a flow mapping")
    assert "line 5" in problem
    assert problem.endswith(". Correct the layout.")


@pytest.mark.parametrize(
    "content", [b"parameters: \x07", "bases: {bl\u00e5b\u00e6r: 1}".encode("latin-1"), b"parameters: {[a]: 1}"]
)
def test_what_is_no_text_or_has_a_list_as_its_name_is_refused_as_well(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "some.yaml").write_bytes(content)
    with pytest.raises(LawError) as refused:
        read_directory(tmp_path)
    assert (refused.value.code, refused.value.name, refused.value.facts) == ("not_yaml", "file", {"line": 1})


def test_every_file_and_every_entry_is_looked_at_whatever_is_wrong_with_others(tmp_path: Path) -> None:
    write_basis(tmp_path, purpose="1")
    (tmp_path / "a_first.yaml").write_text("rules: {}", "utf-8")
    (tmp_path / "b_second.yaml").write_text("", "utf-8")
    files, errors = read_with_errors(tmp_path)
    assert [(error.file, error.code) for error in errors] == [
        ("a_first.yaml", "unknown_key"),
        ("b_second.yaml", "empty"),
        ("other.yaml", "wrong_type"),
    ]
    assert (set(files.parameters), files.bases) == ({"plan_weeks"}, {})


@pytest.mark.parametrize(("section", "name"), [("parameters", "plan_weeks"), ("bases", "answers")])
def test_an_entry_may_stand_in_one_file_only(tmp_path: Path, section: str, name: str) -> None:
    original = write_basis(tmp_path) / ("some.yaml" if section == "parameters" else "other.yaml")
    (tmp_path / "yet_another.yaml").write_text(original.read_text("utf-8"), "utf-8")
    problem = "another file has it too. Keep one of them."
    assert refusal(tmp_path) == ("named_twice", "yet_another.yaml", name, problem)


def test_a_parameter_and_a_basis_may_have_one_name(tmp_path: Path) -> None:
    written = (write_basis(tmp_path) / "other.yaml").read_text("utf-8").replace("answers", "plan_weeks")
    (tmp_path / "other.yaml").write_text(written, "utf-8")
    parameters, bases, _ = read_directory(tmp_path)
    assert set(parameters) == set(bases) == {"plan_weeks"}


def test_a_folder_without_parameters_is_refused(tmp_path: Path) -> None:
    problem = "there are no parameters here. Point to the folder that holds the law files."
    assert refusal(tmp_path) == ("no_parameters", str(tmp_path), "parameters", problem)


def test_a_day_before_the_first_value_is_refused(tmp_path: Path) -> None:
    parameter = read_directory(write(tmp_path))[0]["plan_weeks"]
    with pytest.raises(LawError) as refused:
        parameter.value_on(date(2011, 6, 30))
    assert refused.value.code == "before_first_value"
    assert refused.value.facts == {"day": date(2011, 6, 30), "first_day": date(2011, 7, 1)}
    assert str(refused.value) == (
        "some.yaml: plan_weeks: asked for 2011-06-30, but its first value is from 2011-07-01. "
        "Add the value that was in force then under `values`, or leave the case out."
    )
