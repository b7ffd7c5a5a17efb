"""Dated parameters: what is in force when, and what the files are refused for."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from stafett.core.dates import day_number
from stafett.core.parameters import LAW_DIRECTORY, Basis, Law, LawError, LawOfRows, LocalValue, default_law
from tests.core.written_law import write

ONE = timedelta(days=1)
CHANGES = [
    pytest.param(name, position, id=f"{name} from {dated.start}")
    for name, parameter in sorted(default_law().parameters.items())
    for position, dated in enumerate(parameter.dated)
]

ONE_PARAMETER = """parameters:
  {}:
    {{unit: {}, values: {{2011-07-01: 6}}, reference: S0:L220, note: "", nature: method, local: true, assumed: false,
      min: 4, max: 8}}
"""
A_BASIS = """bases:
  answers: {purpose: To ask., basis: nav-loven § 14 a, retention: 3 years, confirmed_by_office: true}
"""
A_READER = "sharing_readers:\n  person: {}\n"


@pytest.mark.parametrize(("name", "position"), CHANGES)
def test_a_value_is_in_force_from_its_day_and_not_the_day_before(name: str, position: int) -> None:
    law = default_law()
    dated = law.parameter(name).dated
    start = dated[position].start
    assert law.value(name, start) == law.value(name, start + ONE) == dated[position].value
    if position:
        assert law.value(name, start - ONE) == dated[position - 1].value
    else:
        with pytest.raises(LawError) as refused:
            law.value(name, start - ONE)
        assert refused.value.code == "before_first_value"
        assert name in str(refused.value)


def test_a_changed_value_is_picked_by_each_rows_own_day(tmp_path: Path) -> None:
    law = Law.load(write(tmp_path))
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 1, 2)]
    numbers = np.array([day_number(day) for day in days], dtype=np.int32)
    found = LawOfRows(law, numbers).number("plan_weeks")
    assert np.asarray(found).tolist() == [4, 6, 6]
    assert np.asarray(found).dtype == np.int32
    assert [LawOfRows(law, numbers[at]).number("plan_weeks") for at in (slice(1), slice(1, 3), slice(0))] == [4, 6, 0]
    with pytest.raises(LawError):
        LawOfRows(law, numbers - 4000).number("plan_weeks")
    with pytest.raises(LawError):
        LawOfRows(law, numbers[:0]).number("plan_months")


def test_an_office_has_its_own_value_from_its_day(tmp_path: Path) -> None:
    law = Law.load(write(tmp_path))
    own = law.with_local_values([LocalValue("0301", "plan_weeks", date(2021, 1, 1), 5)])
    day = date(2021, 1, 1)
    assert own.value("plan_weeks", day, "0301") == 5
    assert own.value("plan_weeks", day - ONE, "0301") == 6
    assert own.value("plan_weeks", day, "0302") == own.value("plan_weeks", day) == 6
    assert [own.number("plan_weeks", day, office) for office in ("0301", "0302", None)] == [5, 6, 6]
    told = [own.in_force(("plan_weeks",), day, office) for office in ("0301", "0302", None)]
    assert told == [{"plan_weeks": weeks} for weeks in (5, 6, 6)]


def test_an_offices_own_value_stands_when_the_common_one_changes(tmp_path: Path) -> None:
    """The common value is 4, and 6 from 2020."""
    law = Law.load(write(tmp_path)).with_local_values([LocalValue("0301", "plan_weeks", date(2019, 1, 1), 5)])
    day = date(2020, 1, 1)
    assert [law.number("plan_weeks", day + beside * ONE, "0301") for beside in (-1, 0, 1)] == [5, 5, 5]
    assert [law.number("plan_weeks", day + beside * ONE, "0302") for beside in (-1, 0, 1)] == [4, 6, 6]


def test_an_office_goes_back_to_the_common_value_and_away_from_it_again(tmp_path: Path) -> None:
    """The common value is 4, and 6 from 2020."""
    chosen = [(date(2015, 1, 1), 3), (date(2018, 1, 1), None), (date(2022, 1, 1), 8), (date(2023, 1, 1), None)]
    law = Law.load(write(tmp_path)).with_local_values(LocalValue("0301", "plan_weeks", *own) for own in chosen)
    years = (2012, 2015, 2017, 2018, 2020, 2021, 2022, 2023)
    assert [law.number("plan_weeks", date(year, 6, 1), "0301") for year in years] == [4, 3, 3, 4, 6, 6, 8, 6]
    days = np.array([day_number(date(year, 6, 1)) for year in years], dtype=np.int32)
    assert np.asarray(LawOfRows(law, days, pl.Series(["0301"] * 8)).number("plan_weeks")).tolist() == [
        4, 3, 3, 4, 6, 6, 8, 6,
    ]  # fmt: skip


def test_the_next_day_on_which_a_value_begins_is_the_offices_or_the_common_one(tmp_path: Path) -> None:
    law = Law.load(write(tmp_path)).with_local_values([LocalValue("0301", "plan_weeks", date(2019, 6, 1), 3)])
    asked = [
        (date(2019, 5, 31), "0301"),
        (date(2019, 5, 31), "1103"),
        (date(2019, 6, 1), "0301"),
        (date(2020, 1, 1), None),
    ]
    found = [law.next_start(day, office) for day, office in asked]
    assert found == [date(2019, 6, 1), date(2020, 1, 1), date(2020, 1, 1), None]


def test_many_rows_get_what_each_gets_by_itself_on_its_day_at_its_office(tmp_path: Path) -> None:
    own = [
        LocalValue("0301", "plan_weeks", date(2019, 6, 1), 3),
        LocalValue("0301", "plan_weeks", date(2021, 1, 1), 5),
        LocalValue("1103", "plan_weeks", date(2020, 1, 1), 7),
    ]
    law = Law.load(write(tmp_path)).with_local_values(own)
    changes = (date(2019, 6, 1), date(2020, 1, 1), date(2021, 1, 1))
    days = [change + beside * ONE for change in changes for beside in (-1, 0, 1)]
    rows = [(day, office) for day in days for office in ("0301", "1103", "9999", None)]
    numbers = np.array([day_number(day) for day, _ in rows], dtype=np.int32)
    found = LawOfRows(law, numbers, pl.Series([office for _, office in rows])).number("plan_weeks")
    assert np.asarray(found).tolist() == [law.number("plan_weeks", day, office) for day, office in rows]


def test_values_in_force_may_be_changed_by_who_asked_for_them() -> None:
    law = default_law()
    law.in_force(("plan_weeks",), date(2026, 1, 1))["plan_weeks"] = "gone"
    assert law.in_force(("plan_weeks",), date(2026, 1, 1)) == {"plan_weeks": law.value("plan_weeks", date(2026, 1, 1))}


@pytest.mark.parametrize(
    ("own", "code", "problem", "facts"),
    [
        (
            [LocalValue("1", "plan_weeks", date(2021, 1, 1), 9)],
            "out_of_bounds",
            "9 is outside 2 to 8.",
            {"words": "too_high", "value": 9, "lowest": 2, "highest": 8},
        ),
        (
            [LocalValue("1", "plan_weeks", date(2021, 1, 1), "4")],
            "wrong_type",
            "'4' is not a whole number.",
            {"what": "4", "expected": "whole_number"},
        ),
        (
            [LocalValue("1", "plan_weeks", date(2021, 1, 1), value) for value in (4, 5)],
            "overlapping_dates",
            "some.yaml: plan_weeks: office 1 has two values from the same day. Keep one of them.",
            {"office": "1"},
        ),
        (
            [LocalValue("1", "nothing", date(2021, 1, 1), 4)],
            "unknown_parameter",
            "law: nothing: there is no such parameter. Check the spelling, or add it to one of the law files.",
            {},
        ),
    ],
)
def test_an_offices_value_that_cannot_be_is_refused(
    tmp_path: Path, own: list[LocalValue], code: str, problem: str, facts: dict[str, object]
) -> None:
    with pytest.raises(LawError) as refused:
        Law.load(write(tmp_path)).with_local_values(own)
    assert refused.value.code == code
    assert problem in str(refused.value)
    assert refused.value.facts == facts


def test_a_parameter_that_is_not_local_has_no_office_values(tmp_path: Path) -> None:
    with pytest.raises(LawError) as refused:
        Law.load(write(tmp_path, local="false")).with_local_values([LocalValue("1", "plan_weeks", date(2021, 1, 1), 4)])
    assert (refused.value.code, refused.value.facts) == ("not_local", {"office": "1"})
    assert str(refused.value) == (
        "some.yaml: plan_weeks: office 1 has its own value, but the parameter is not local. Remove the office's value."
    )


def test_codes_and_switches_are_asked_for_by_value_only() -> None:
    with pytest.raises(LawError) as refused:
        default_law().number("issuer_limit_kinds", date(2026, 1, 1))
    assert (refused.value.code, refused.value.facts) == ("not_a_number", {"unit": "codes"})
    problem = "issuer_limit_kinds: is not a whole number but codes. Ask with `value`."
    assert str(refused.value) == f"stop_points.yaml: {problem}"


def test_the_version_follows_the_content_only(tmp_path: Path) -> None:
    law = Law.load(write(tmp_path))
    assert re.fullmatch(r"[0-9a-f]{12}", law.version)
    content = (tmp_path / "some.yaml").read_text(encoding="utf-8")
    (tmp_path / "some.yaml").write_text("# remark\n" + content, encoding="utf-8")
    assert Law.load(tmp_path).version == law.version
    assert Law.load(write(tmp_path, values="{2011-07-01: 5}")).version != law.version
    own = [law.with_local_values([LocalValue("1", "plan_weeks", date(2021, 1, 1), value)]) for value in (5, 6)]
    basis = Basis("a", "p", ("b",), "r", "", confirmed_by_office=True)
    based = [Law(law.parameters, {"a": one}) for one in (basis, replace(basis, retention="s"))]
    assert len({one.version for one in (law, *own, *based)}) == 5


def test_every_process_gives_the_law_the_same_version() -> None:
    """Sets have another order in each; with another version, every case would be judged again after each start."""
    program = "from stafett.core.parameters import default_law; print(default_law().version)"
    versions = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True,
        ).stdout.strip()
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert versions == {default_law().version}


def test_the_version_follows_the_table_of_sharing() -> None:
    law = default_law()
    without = Law(law.parameters, law.bases)
    item = law.sharing.items["category"]
    other = replace(law.sharing, items={**law.sharing.items, "category": replace(item, never=frozenset())})
    versions = {law.version, without.version, Law(law.parameters, law.bases, sharing=other).version}
    assert len(versions) == 3


def test_the_version_does_not_follow_the_order(tmp_path: Path) -> None:
    law = Law.load(write(tmp_path))
    other = replace(law.parameter("plan_weeks"), name="other")
    values = [LocalValue("1", "plan_weeks", date(2021, 1, 1), 5), LocalValue("2", "plan_weeks", date(2021, 1, 1), 6)]
    two = {"plan_weeks": law.parameter("plan_weeks"), "other": other}
    turned = Law(dict(reversed(two.items())), {}, reversed(values))
    assert Law(two, {}, values).version == turned.version


def test_the_laws_own_files_hold_what_the_rules_ask_for() -> None:
    law = Law.load(LAW_DIRECTORY)
    assert law.version == default_law().version
    assert law.number("screening_week", date(2026, 1, 1)) == 8
    assert all(parameter.reference for parameter in law.parameters.values())
    assert law.bases["screening_answers"].confirmed_by_office
    assert all(basis.purpose and basis.basis for basis in law.bases.values())
    assert all(parameter.local for parameter in law.parameters.values() if parameter.bounds != (None, None))


def test_one_file_gives_its_parameters_and_the_rest_is_ours(tmp_path: Path) -> None:
    (tmp_path / "theirs.yaml").write_text(ONE_PARAMETER.format("screening_week", "weeks"), "utf-8")
    ours, theirs = default_law(), Law.load(tmp_path / "theirs.yaml")
    day = date(2026, 1, 5)
    assert (ours.number("screening_week", day), theirs.number("screening_week", day)) == (8, 6)
    assert theirs.parameter("screening_week").file == ours.parameter("screening_week").file
    assert theirs.sharing == ours.sharing
    assert (theirs.bases, theirs.parameters.keys()) == (ours.bases, ours.parameters.keys())
    assert all(theirs.parameters[name] == ours.parameters[name] for name in ours.parameters if name != "screening_week")


@pytest.mark.parametrize(
    ("name", "text", "code", "facts", "words"),
    [
        ("weeks_of_rain", ONE_PARAMETER.format("weeks_of_rain", "weeks"), "unknown_parameter", {},
         "there is no such parameter. Check the spelling."),
        ("screening_week", ONE_PARAMETER.format("screening_week", "days"), "other_unit",
         {"unit": "days", "expected_unit": "weeks"}, "is in days. Use weeks."),
        ("file", ONE_PARAMETER.format("screening_week", "weeks") + A_BASIS + A_READER, "unknown_key",
         {"keys": "bases, sharing_readers", "allowed": "parameters"},
         "has more than parameters. Point to a whole folder instead."),
        ("file", ONE_PARAMETER.format("screening_week", "weeks") + A_READER, "unknown_key",
         {"keys": "sharing_readers", "allowed": "parameters"},
         "has more than parameters. Point to a whole folder instead."),
    ],
)  # fmt: skip
def test_one_file_that_cannot_stand_in_is_refused(
    tmp_path: Path, name: str, text: str, code: str, facts: dict[str, object], words: str
) -> None:
    (tmp_path / "theirs.yaml").write_text(text, "utf-8")
    with pytest.raises(LawError) as refused:
        Law.load(tmp_path / "theirs.yaml")
    error = refused.value
    assert (error.code, error.file, error.name, error.facts) == (code, "theirs.yaml", name, facts)
    assert str(error).endswith(words)
