"""The files with which an installation is set up: what they may hold, and what is said about those that are wrong."""

from pathlib import Path

import pytest

from stafett.people.registers import Organisation, People, RegisterError, json_schema, read_register

FORMATS = Path(__file__).resolve().parents[2] / "docs" / "formats"


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "register.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_numbers_keep_their_zeros_and_empty_means_none(tmp_path: Path) -> None:
    unit = "{number: 0101, name: Nav Fjord, kind: local, roe: , screening_week: , receives_unknown: true}"
    found, _ = read_register(written(tmp_path, f"units: [{unit}]"), Organisation)
    assert (found.units[0].number, found.units[0].roe, found.units[0].screening_week) == ("0101", None, None)
    assert found.units[0].receives_unknown


def test_json_is_read_as_well(tmp_path: Path) -> None:
    path = written(tmp_path, '{"people": [{"identity_number": "12868400054", "died_on": "2026-01-31"}]}')
    found, _ = read_register(path, People)
    assert str(found.people[0].died_on) == "2026-01-31"


UNIT = "units:\n- number: '0101'\n  name: Nav Fjord\n  kind: local\n"
STAFF = "staff:\n- login: anne\n  name: Anne\n  unit: '0101'\n  role: adviser\n"


@pytest.mark.parametrize(
    ("content", "line", "code"),
    [
        (UNIT.replace("0101", "101"), 2, "not_digits"),
        (UNIT.replace("local", "office"), 4, "not_one_of"),
        (UNIT.replace("  name: Nav Fjord\n", ""), 2, "missing_field"),
        (UNIT.replace("Nav Fjord", ""), 3, "empty"),
        (UNIT.replace("Nav Fjord", "x" * 101), 3, "too_long"),
        (UNIT + "  colour: red\n", 5, "unknown_field"),
        (UNIT + "  name: Nav Elv\n", 5, "repeated_field"),
        (UNIT + "  receives_unknown: perhaps\n", 5, "not_true_or_false"),
        (UNIT + "  screening_week: 9\n", 5, "not_a_week"),
        (UNIT + "  screening_week: soon\n", 5, "not_a_week"),
        (UNIT + "  name : [\n", 6, "not_yaml"),
        (STAFF + "  may_open: all\n", 6, "not_a_list"),
        (STAFF + "  may_open:\n  - shielded\n  - none\n", 8, "not_one_of"),
        (STAFF.replace("Anne", "[a, b]"), 3, "not_text"),
        ("units: &all [*all]", 1, "not_yaml"),
        ("- units", 1, "wrong_form"),
        (b"units: \xff", 1, "not_yaml"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, content: str | bytes, line: int, code: str) -> None:
    with pytest.raises(RegisterError) as refused:
        read_register(written(tmp_path, content), Organisation)
    lines = refused.value.lines
    assert lines is not None
    assert [(lines.line(problem.at), problem.code) for problem in refused.value.problems] == [(line, code)]


@pytest.mark.parametrize("day", ["20260230", "2026-02-30", "0", "yesterday"])
def test_a_day_is_a_day(tmp_path: Path, day: str) -> None:
    with pytest.raises(RegisterError, match="not_a_day"):
        read_register(written(tmp_path, f"people:\n- identity_number: '12868400054'\n  died_on: {day}"), People)


@pytest.mark.parametrize("kind", [Organisation, People])
def test_the_published_schemas_are_up_to_date(kind: type[Organisation] | type[People]) -> None:
    name = kind.__name__
    published = FORMATS / f"{name.lower()}.schema.json"
    assert published.read_text("utf-8") == json_schema(kind), (
        f"write it anew: python -m stafett.people.registers {name} > docs/formats/{published.name}"
    )
