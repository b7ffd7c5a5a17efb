"""`stafett law`: what it shows, what it says is wrong, and what it writes; no database is asked."""

import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.utils import translation

from stafett.cli.commands import cli
from stafett.core import law_files, law_yaml, parameters, sharing_table
from stafett.core.parameters import LAW_DIRECTORY
from stafett.frontend.messages import LANGUAGES
from stafett.lawbook import check, examples, sources
from stafett.lawbook.examples import read_tables


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(cli, ["law", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A jurist's own copy of the law."""
    copy = tmp_path / "law"
    shutil.copytree(LAW_DIRECTORY, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


PLAN = "plan_weeks:\n    unit: weeks\n    values: {2011-07-01: 4}"

FIRST_DAY = "first_day: 2026-01-05"


def test_a_value_is_shown_with_its_history_as_of_a_day(folder: Path) -> None:
    change(folder, "stop_points.yaml", PLAN, PLAN.replace("4}", "4, 2027-01-01: 3}"))
    before = run("show", "plan_weeks", "--law", folder, "--on", "2026-12-31").output
    after = run("show", "plan_weeks", "--law", folder, "--on", "2027-01-01").output
    assert "4 uker, siden 1. juli 2011" in before
    assert "Kommer: 3 uker fra 1. januar 2027" in before
    assert "3 uker, siden 1. januar 2027" in after
    assert "Tidligere: 4 uker fra 1. juli 2011" in after
    assert "aml. § 4-6 (3)" in after


@pytest.mark.parametrize(("language", "words"), [("nb", "Stoppunkter"), ("nn", "innan"), ("en", "Follow-up plan")])
def test_the_language_is_chosen(language: str, words: str) -> None:
    assert words in run("show", "plan_weeks", "--language", language).output


def test_a_part_or_a_family_of_rules_is_shown_by_its_name() -> None:
    assert "Risikosignal" in run("show", "risk").output
    assert "Innsikt" in run("show", "insight").output
    assert "Oppfølgingsplan" not in run("show", "insight").output


def test_for_programs_it_is_json() -> None:
    data = json.loads(run("show", "--json", "--on", "2026-03-02").stdout)
    assert {each["name"]: each["value"] for each in data["parameters"]}["sick_pay_days"] == 248
    assert {rule["code"] for rule in data["rules"]} > {"stop_point.plan", "screening.reached", "order.by_date"}


def test_a_name_that_nothing_has_gets_the_nearest_ones() -> None:
    said = run("show", "plan_week")
    assert said.exit_code == 1
    assert "plan_week" in said.output
    assert "plan_weeks" in said.output


def test_the_law_that_comes_with_the_program_is_in_order() -> None:
    said = run("check", LAW_DIRECTORY)
    assert said.exit_code == 0
    assert "Alt er i orden" in said.output


# What a jurist may do wrong: file, text, what stands there instead, and what the check says of it.
FAULTS: list[tuple[str, str, str, list[str]]] = [
    ("stop_points.yaml", PLAN, PLAN.replace("4}", "fire}"), ["stop_points.yaml: plan_weeks", "fire", "helt tall"]),
    ("stop_points.yaml", PLAN, PLAN.replace("2011-07-01", "i sommer"), ["plan_weeks", "i sommer", "dato"]),
    ("stop_points.yaml", PLAN, PLAN.replace("4}", "4, 2010-01-01: 3}"), ["plan_weeks", "tidligste først"]),
    ("stop_points.yaml", PLAN, PLAN.replace("weeks\n", "fortnights\n"), ["plan_weeks", "unit", "weeks"]),
    ("stop_points.yaml", PLAN, PLAN.replace("weeks\n", "days\n"), ["plan_weeks", "days", "weeks"]),
    ("stop_points.yaml", PLAN, PLAN.replace("unit", "enhet"), ["plan_weeks", "enhet", "unit"]),
    ("stop_points.yaml", "  plan_weeks:", "  plan_uker:", ["plan_weeks", "mangler"]),
    ("stop_points.yaml", "  plan_weeks:", "  dialogue_1_weeks:", ["dialogue_1_weeks", "to ganger"]),
    ("stop_points.yaml", "  plan_weeks:", "  sick_pay_days:", ["sick_pay_days", "annen fil"]),
    ("stop_points.yaml", "parameters:", "tall:", ["stop_points.yaml", "tall", "parameters"]),
    ("stop_points.yaml", '"S2:L195"]', '"S2:L195"', ["stop_points.yaml", "linje"]),
    ("screening.yaml", "values: {2011-07-01: 8}", "values: {2011-07-01: 9}", ["screening_week", "9", "høyeste er 8"]),
    ("screening.yaml", "values: {2011-07-01: 8}", "values: {2011-07-01: 3}", ["screening_week", "3", "laveste er 4"]),
    ("screening.yaml", "local: true", "local: ja", ["screening_week", "local", "true eller false"]),
    ("screening.yaml", "    max: 8\n", "", ["screening_week", "min og max"]),
    ("screening.yaml", 'reference: ["S0:L220", "S2:L431"]', "reference: []", ["screening_week", "reference er tom"]),
    ("screening.yaml", "    assumed: false\n", "", ["screening_week", "assumed"]),
    ("examples/screening.yaml", ', source: "S0:L220"', "", ["Nådd uke 8", "source"]),
    ("examples/screening.yaml", "name: Nådd uke 8", "name: Nådd uke 8, og mer", ["Nådd uke 8", "og mer"]),
    ("examples/screening.yaml", "ask:\n", "ask: [\n", ["screening.yaml", "linje"]),
    *(("stop_points.yaml", PLAN, PLAN.replace("2011-07-01", day), ["plan_weeks", day, "finnes ikke i kalenderen"])
      for day in ("2027-02-30", "2026-13-01")),
    ("stop_points.yaml", PLAN, PLAN.replace("2011-07-01", "30.02.2027"), ["plan_weeks", "30.02.2027", "dato"]),
    *(("examples/stop_points.yaml", FIRST_DAY, f"first_day: {day}", ["examples/stop_points.yaml: Plan innen uke", day])
      for day in ("2026-02-30", "2026-13-01", "30.02.2027", "i sommer", "20260105")),
    ("stop_points.yaml", '"S2:L195"]', '"S2:L9999"]', ["plan_weeks", "S2:L9999", "1530 linjer"]),
    ("stop_points.yaml", '"S2:L195"]', '"S2:L195-1531"]', ["plan_weeks", "S2:L195-1531", "1530 linjer"]),
    ("stop_points.yaml", '"S2:L195"]', '"S2:L0"]', ["plan_weeks", "S2:L0", "1530 linjer"]),
    ("stop_points.yaml", '"S2:L195"]', '"S7:L1"]', ["plan_weeks", "S7:L1", "S0, S1, S2, S3, S4"]),
    ("stop_points.yaml", '"S2:L195"]', '"NAV:99"]', ["plan_weeks", "NAV:99", "4.1"]),
    *(("stop_points.yaml", '"S2:L195"]', f'"{source}"]', ["plan_weeks", source, "S2:L195", "NAV:4.1"])
      for source in ("NAV 99", "S2 L195", "S2:195")),
    ("examples/screening.yaml", 'source: "S0:L220"', 'source: "S0:L9999"', ["Nådd uke 8", "S0:L9999", "3280 linjer"]),
    ("bases.yaml", "basis: ", 'basis: "NAV:12" #', ["NAV:12", "4.1"]),
    ("sharing.yaml", 'reference: [ftrl. § 8-7, "S2:L983"]', 'reference: "S2:L1531"', ["sick_note", "S2:L1531"]),
    ("examples/stop_points.yaml", "due: 2026-02-01", "due: 2026-02-30", ["Plan innen uke", "2026-02-30"]),
    ("examples/contact.yaml", "[[measure_started, 2026-05-01]]", "[[measure_started, 2026-05-32]]", ["2026-05-32"]),
    ("examples/stop_points.yaml", FIRST_DAY, "first_day:", ["Plan innen uke", "kan ikke prøves"]),
    ("examples/stop_points.yaml", "well_days: 10", "well_days: mange", ["Friske dager", "kan ikke prøves"]),
    ("examples/stop_points.yaml", FIRST_DAY, f"{FIRST_DAY}\n    {FIRST_DAY}", ["first_day", "to ganger"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "words"), FAULTS, ids=[f"{fault[3][0]} {fault[2][-12:]}" for fault in FAULTS]
)
def test_a_fault_is_told_with_file_name_and_what_to_do(
    folder: Path, file: str, old: str, new: str, words: list[str]
) -> None:
    change(folder, file, old, new)
    said = run("check", folder)
    assert said.exit_code == 1
    assert [word for word in words if word not in said.output] == [], said.output


def test_a_law_with_a_day_that_is_none_is_not_used_and_says_so(folder: Path) -> None:
    change(folder, "stop_points.yaml", PLAN, PLAN.replace("4}", "4, 2027-02-30: 3}"))
    said = run("show", "plan_weeks", "--law", folder)
    assert said.exit_code == 1
    assert "stop_points.yaml: plan_weeks: 2027-02-30 finnes ikke i kalenderen" in said.output


def test_every_day_of_the_examples_has_a_name_that_says_so() -> None:
    """So that none is taken for something else than a day, or the other way round."""

    def told(key: str, value: Any) -> list[tuple[str, Any]]:
        if isinstance(value, dict):
            return [one for name, part in value.items() for one in told(name, part)]
        if isinstance(value, list | tuple):
            return [one for part in value for one in told(key, part)]
        return [(key, value)]

    tables, _ = read_tables(LAW_DIRECTORY)
    rows = [dict(row) for table in tables for section in table.sections for row in section.rows]
    pairs = [(key, value) for key, value in told("", rows) if key != "events" and value is not None]
    assert [pair for pair in pairs if isinstance(pair[1], date) != bool(check.IS_DAY.fullmatch(pair[0]))] == []


def test_all_that_is_wrong_is_told_at_once(folder: Path) -> None:
    change(folder, "stop_points.yaml", PLAN, PLAN.replace("4}", "fire}"))
    change(folder, "screening.yaml", "values: {2011-07-01: 8}", "values: {2011-07-01: 9}")
    data = json.loads(run("check", folder, "--json").stdout)
    assert {error["name"]: error["code"] for error in data["errors"]} == {
        "plan_weeks": "wrong_type",
        "screening_week": "out_of_bounds",
    }


def test_a_changed_value_names_the_examples_that_no_longer_hold(folder: Path) -> None:
    change(folder, "stop_points.yaml", PLAN, PLAN.replace("4}", "3}"))
    said = run("check", folder)
    assert said.exit_code == 1
    assert "Plan innen uke 4 er dag 28" in said.output
    assert "eksemplet har 1. februar 2026, reglene gir 25. januar 2026" in said.output
    data = json.loads(run("check", folder, "--json").stdout)
    assert data["errors"] == []
    assert {(each["key"], each["expected"], each["found"]) for each in data["differences"]} >= {
        ("plan.due", "2026-02-01", "2026-01-25")
    }


def test_a_changed_table_of_sharing_says_who_sees_something_else(folder: Path) -> None:
    change(folder, "sharing.yaml", "employer_hr: [{sees: [date]}]", "employer_hr: [{sees: [date, time]}]")
    said = run("check", folder)
    assert said.exit_code == 1
    assert "Personalavdelingen: eksemplet har dato, reglene gir dato, tid." in said.output


def test_an_empty_folder_has_no_law(tmp_path: Path) -> None:
    said = run("check", tmp_path)
    assert said.exit_code == 1
    assert "lovfilene" in said.output


def test_pages_are_written_of_a_folder_in_each_language(folder: Path, tmp_path: Path) -> None:
    change(folder, "stop_points.yaml", PLAN, PLAN.replace("4}", "5}"))
    target = tmp_path / "docs"
    assert run("docs", target, "--law", folder).exit_code == 0
    written = sorted(str(path.relative_to(target)) for path in target.rglob("*.*"))
    assert written == sorted(f"{language}/{name}.html" for language in LANGUAGES for name in ("law", "examples"))
    assert "<strong>5 uker</strong>" in (target / "nb" / "law.html").read_text("utf-8")


def test_every_fault_has_words_in_every_language() -> None:
    written = [
        Path(str(module.__file__)).read_text("utf-8")
        for module in (law_files, law_yaml, parameters, sharing_table, check, examples, sources)
    ]
    codes: set[Any] = {
        words or code
        for source in written
        for code, words in re.findall(r"(?:error|LawError)\(\s*f?\"([\w{}]+)\"[^\n]*?(?:words=\"(\w+)\"|\n)", source)
    } - {"out_of_bounds"} | {"too_low", "too_high"}
    assert len(codes) > 18
    for language in LANGUAGES:
        with translation.override(language):
            assert [code for code in codes if translation.gettext(f"law_error.{code}") == f"law_error.{code}"] == []
