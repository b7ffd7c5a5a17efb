"""`stafett replay`: what it says, what it leaves out, and how it refuses."""

import json
import shutil
from pathlib import Path

import pytest

from stafett.cases.models import Case
from stafett.cases.services import run_tick
from stafett.core.parameters import LAW_DIRECTORY
from tests.cli.test_commands import run
from tests.factories import bring, day, instant, make_region, note, number

pytestmark = pytest.mark.django_db
PERIOD = ("--from", "2026-01-01", "--to", "2026-04-30")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The law files, with the questions two weeks earlier."""
    shutil.copytree(LAW_DIRECTORY, tmp_path / "law", ignore=shutil.ignore_patterns("*.py", "examples"))
    file = tmp_path / "law" / "screening.yaml"
    file.write_text(file.read_text().replace("values: {2011-07-01: 8}", "values: {2011-07-01: 6}", 1))
    return tmp_path / "law"


@pytest.fixture
def region() -> None:
    """Seven people sick for twelve weeks and one for seven; nobody answers."""
    make_region()
    last_days = ["2026-03-29"] * 7 + ["2026-02-22"]
    bring([note(f"n{serial}", [("2026-01-05", last)], serial=serial) for serial, last in enumerate(last_days)],
          "2026-01-05")  # fmt: skip
    run_tick(on=day("2026-04-30"), at=instant("2026-04-30"))


def test_it_says_who_is_asked_and_what_moves(region: None, folder: Path) -> None:
    said = run("replay", "--law", folder, *PERIOD)
    assert said.exit_code == 0
    lines = [" ".join(line.split()) for line in said.stdout.splitlines()]
    assert lines[0] == "Fra 1. januar 2026 til 30. april 2026"
    assert "Ulik regel: screening_week: 8 (2011-07-01) → 6 (2011-07-01)" in lines
    assert "Nav Fjord (0101)" in lines
    assert "Spurt 7 8" in lines
    assert "Spurt: tidligere 7, bare med andre regler færre enn 5, median -14 dager" in lines
    assert lines[-1].startswith("Det sammenligningen ikke vet: ")
    assert "Spiller av" not in said.stdout


ONE_FILE = """parameters:
  {name}:
    unit: {unit}
    values: {{2011-07-01: {value}}}
    reference: "S0:L220"
    nature: method
    local: false
    assumed: false
"""


def test_one_file_stands_in_place_of_parameters_of_the_same_name(region: None, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "other.yaml"
    file.write_text(ONE_FILE.format(name="screening_week", unit="weeks", value=6))
    of_file, of_folder = (run("replay", "--law", law, *PERIOD).stdout.splitlines() for law in (file, folder))
    assert of_file[2:] == of_folder[2:]
    file.write_text(ONE_FILE.format(name="screening_wek", unit="weeks", value=6))
    assert "other.yaml: screening_wek: finnes ikke" in run("replay", "--law", file, *PERIOD).stderr
    file.write_text(ONE_FILE.format(name="screening_week", unit="days", value=6))
    assert "other.yaml: screening_week: har enheten days" in run("replay", "--law", file, *PERIOD).stderr
    said = run("replay", "--law", LAW_DIRECTORY / "bases.yaml", *PERIOD)
    assert (said.exit_code, "bases" in said.stderr) == (1, True)


def test_what_is_left_out_is_said(region: None, tmp_path: Path) -> None:
    file = tmp_path / "other.yaml"
    file.write_text(ONE_FILE.format(name="contact_months_ordinary", unit="months", value=3))
    said = run("replay", "--law", file, *PERIOD).stdout
    assert "Ulik regel: contact_months_ordinary: " in said
    assert "Ingen forskjell." in said
    assert "Ikke med i sammenligningen: hvor ofte Nav tar kontakt" in said
    assert json.loads(run("replay", "--law", file, *PERIOD, "--json").stdout)["left_out"].startswith("Ikke med")


def test_few_and_their_cases_are_shown_only_when_asked_for(region: None, folder: Path) -> None:
    case = Case.objects.get(person__identity_number=number(7)).pk
    without, with_cases = (run("replay", "--law", folder, *PERIOD, *more).stdout for more in ([], ["--cases"]))
    row = f"Sak {case}, Spurt: - → 16.02.2026"
    assert row not in without
    assert row in with_cases
    assert "bare med andre regler 1" not in without
    assert "bare med andre regler 1" in with_cases
    assert number(7) not in with_cases


def test_programs_get_the_same_and_no_few_either(region: None, folder: Path) -> None:
    told = json.loads(run("replay", "--law", folder, *PERIOD, "--json").stdout)
    (unit,) = told["units"]
    assert unit["asked"] == {
        "kind": "asked", "in_force": 7, "other": 8, "earlier": 7, "later": 0, "median": -14.0,
        "only_in_force": 0, "only_other": {"fewer_than": 5},
    }  # fmt: skip
    assert "days" not in told
    with_cases = json.loads(run("replay", "--law", folder, *PERIOD, "--json", "--cases").stdout)
    assert with_cases["units"][0]["asked"]["only_other"] == 1
    assert {row["other"] for row in with_cases["days"] if row["kind"] == "asked"} == {"2026-02-16"}


def test_the_same_rules_make_no_difference(region: None) -> None:
    said = run("replay", "--law", LAW_DIRECTORY, *PERIOD).stdout
    assert "Reglene er like." in said
    assert "Ingen forskjell." in said


def test_a_folder_that_is_not_in_order_is_refused(region: None, folder: Path) -> None:
    file = folder / "screening.yaml"
    file.write_text(file.read_text().replace("unit: weeks", "unit: fortnights", 1))
    said = run("replay", "--law", folder, *PERIOD)
    assert said.exit_code == 1
    assert said.stderr.startswith("Reglene kan ikke leses: screening.yaml: screening_week: ")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["--from", "2026-03-01", "--to", "2026-02-01"], "Siste dag (1. februar 2026) er før første dag"),
        (["--from", "2026-03-01", "--to", "2060-02-01"], "1. februar 2060 er ikke kommet ennå."),
        ([*PERIOD, "--unit", "9999"], "Det finnes ingen enhet med nummer 9999."),
        (["--from", "2020-01-01", "--to", "2020-12-31"], "Ingen har et sykefravær som begynte til og med"),
    ],
)
def test_what_cannot_be_replayed_is_said_in_a_sentence(region: None, asked: list[str], told: str) -> None:
    said = run("replay", "--law", LAW_DIRECTORY, *asked)
    assert said.exit_code == 1
    assert told in said.stderr


def test_a_folder_without_a_rule_says_which(region: None, folder: Path) -> None:
    (folder / "priority.yaml").unlink()
    said = run("replay", "--law", folder, *PERIOD)
    assert said.exit_code == 1
    assert "De andre reglene mangler: " in said.stderr
