"""Who may see what: nothing unnamed is shown, a consent never hides, an employer never sees what is not theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import polars as pl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from stafett.core.parameters import LAW_DIRECTORY, Dated, Law, default_law
from stafett.core.sharing import BESIDES, OUTCOMES, PROTECTIONS, explain_sharing, may_see
from stafett.core.sharing_table import HINDRANCES, OPENINGS, Grant, Item, Reader, SharingTable
from tests.core.amount import examples
from tests.core.factors_oracle import months_later

LAW = default_law()
ON = date(2026, 6, 1)
ONE = timedelta(days=1)
SWITCHES = [name for name in (*OPENINGS, *HINDRANCES) if name not in ("enough_people", "protected", "view_closed")]
NOT_FOR_EMPLOYERS = ("diagnosis", "screening_answers", "segment", "mapping", "factors", "category", "readings")
SCHEMA: Mapping[str, Any] = {
    "reader": pl.String, "item": pl.String, "protection": pl.String, "may_open_protected": pl.Boolean,
    "ordinary_list": pl.Boolean, "people": pl.Int32, "spell_last_day": pl.Date, **dict.fromkeys(SWITCHES, pl.Boolean),
}  # fmt: skip

maybe = st.sampled_from([None, False, True, True])
questions = st.fixed_dictionaries(
    {
        "reader": st.sampled_from([*LAW.sharing.readers, "neighbour", "", None]),
        "item": st.sampled_from([*LAW.sharing.items, "bank_account", "", None]),
        "protection": st.sampled_from([None, "none", *PROTECTIONS]),
        "may_open_protected": maybe,
        "ordinary_list": st.sampled_from([None, None, False, True]),
        "people": st.sampled_from([None, 0, 1, 4, 5, 6]),
        "spell_last_day": st.none() | st.integers(-140, 20).map(lambda days: ON + days * ONE),
        **dict.fromkeys(SWITCHES, maybe),
    }
)


def ask(*rows: Mapping[str, Any], law: Law = LAW, on: date = ON) -> list[dict[str, Any]]:
    frame = pl.DataFrame([{**dict.fromkeys(SCHEMA), **row} for row in rows], schema=SCHEMA, orient="row")
    return list(may_see(frame, law, on).iter_rows(named=True))


def holds(row: Mapping[str, Any], name: str) -> bool:
    if name == "protected":
        hidden = row["protection"] not in (None, "none")
        return hidden and (bool(row["ordinary_list"]) or not row["may_open_protected"])
    if name == "enough_people":
        return row["people"] is not None and row["people"] >= 5
    if name == "view_closed":
        last = row["spell_last_day"]
        return last is not None and last <= ON and months_later(last, 4) < ON
    return bool(row[name])


@cache
def written() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((LAW_DIRECTORY / "sharing.yaml").read_text(encoding="utf-8"))
    return content


def by_hand(row: Mapping[str, Any]) -> list[str]:
    """The fields that the file itself opens, read line by line."""
    content = written()
    reader = content["sharing_readers"].get(row["reader"])
    item = content["sharing_items"].get(row["item"])
    if reader is None or item is None:
        return []
    lines = [*item["grants"].get(row["reader"], []), *item["grants"].get(reader.get("like"), [])]
    seen: set[str] = set()
    for line in lines:
        needs = [*reader.get("if", []), *line.get("if", [])]
        unless = [*reader.get("unless", []), *line.get("unless", [])]
        if all(holds(row, name) for name in needs) and not any(holds(row, name) for name in unless):
            seen |= set(item["fields"] if line["sees"] == "all" else line["sees"])
    return [field for field in item["fields"] if field in seen]


def is_logged(row: Mapping[str, Any]) -> bool:
    """Whether the file has what is seen written down: unless reader or item says that it is not."""
    content = written()
    asked = content["sharing_readers"][row["reader"]], content["sharing_items"][row["item"]]
    return all(one.get("logged", True) for one in asked)


def test_what_is_opened_by_role_alone_says_so_and_names_nothing_that_lacks() -> None:
    (answer,) = ask({"reader": "security_officer", "item": "readings"})
    assert (answer["shown"], answer["sharing_reasons"], answer["logged"]) == ("allow", ["sharing.by_role"], True)


@pytest.mark.parametrize(("last_day", "closed"), [(date(2026, 1, 31), True), (date(2026, 2, 1), False), (ON, False)])
def test_the_employers_view_closes_the_day_after_its_months(last_day: date, closed: bool) -> None:
    asked = {"reader": "employer_leader", "item": "follow_up_plan", "own_employment": True, "spell_last_day": last_day}
    (answer,) = ask(asked)
    assert ("sharing.view_closed" in answer["sharing_reasons"]) == closed


@examples(60)
@given(st.lists(questions, min_size=1, max_size=20))
def test_what_is_shown_is_what_the_file_opens(rows: list[dict[str, Any]]) -> None:
    answers = ask(*rows)
    assert [answer["fields"] for answer in answers] == [by_hand(row) for row in rows]
    for row, answer in zip(rows, answers, strict=True):
        assert ask(row) == [answer]
        assert answer["shown"] == OUTCOMES[2 if not answer["fields"] else 1 if answer["withheld"] else 0]
        assert answer["sharing_reasons"]
        assert answer["logged"] == (bool(answer["fields"]) and is_logged(row))


@examples(200)
@given(questions)
def test_nothing_that_is_not_named_is_ever_shown(row: dict[str, Any]) -> None:
    named = row["reader"] in LAW.sharing.readers and row["item"] in LAW.sharing.items
    granted = {field for line in LAW.sharing.grants(row["reader"], row["item"]) for field in line.fields}
    (answer,) = ask(row)
    assert set(answer["fields"]) <= granted
    if not named:
        assert (answer["shown"], answer["sharing_reasons"]) == ("deny", ["sharing.not_named"])
    assert ask(row, law=Law(LAW.parameters, LAW.bases))[0]["shown"] == "deny"


@examples(200)
@given(questions, st.sampled_from(["employer_leader", "employer_hr"]), st.sampled_from(NOT_FOR_EMPLOYERS))
def test_an_employer_never_sees_health_answers_mapping_factors_or_category(
    row: dict[str, Any], employer: str, item: str
) -> None:
    (answer,) = ask({**row, "reader": employer, "item": item})
    assert (answer["fields"], answer["logged"]) == ([], False)


def test_that_they_never_do_does_not_hang_on_the_lines_alone() -> None:
    for item in NOT_FOR_EMPLOYERS:
        assert {"employer_leader", "employer_hr"} <= LAW.sharing.items[item].never


@examples(200)
@given(questions, st.sampled_from(SWITCHES))
def test_more_consent_never_hides_and_more_hindrance_never_shows(row: dict[str, Any], name: str) -> None:
    (without,), (with_it,) = ask({**row, name: False}), ask({**row, name: True})
    less, more = (without, with_it) if name in OPENINGS else (with_it, without)
    assert set(less["fields"]) <= set(more["fields"])


@examples(100)
@given(questions)
def test_every_reason_can_be_told(row: dict[str, Any]) -> None:
    (answer,) = ask(row)
    for code in answer["sharing_reasons"]:
        reason = explain_sharing(code, row, LAW, ON)
        assert reason.reference
        assert reason.facts["reader"] == row["reader"]


@pytest.mark.parametrize("code", ["sharing.nothing", "sharing.without.protected", "contact.open", "own_case"])
def test_a_code_that_the_rule_does_not_give_cannot_be_told(code: str) -> None:
    with pytest.raises(ValueError, match="sharing"):
        explain_sharing(code, {"reader": "person", "item": "sick_note"}, LAW, ON)


def test_reasons_say_the_day_and_the_number_that_counted() -> None:
    row = {"reader": "employer_leader", "item": "sick_note", "spell_last_day": date(2026, 1, 31), "people": 4}
    closed = explain_sharing("sharing.view_closed", row, LAW, ON)
    assert closed.facts["spell_last_day"] == "2026-01-31"
    assert closed.parameters == {"retention_employer_view_months": 4}
    few = explain_sharing("sharing.without.enough_people", row, LAW, ON)
    assert (few.facts["people"], few.parameters) == (4, {"figure_fewest_people": 5})
    assert set(BESIDES) == {"sharing.by_role", "sharing.never", "sharing.not_named"}


@pytest.mark.parametrize(
    ("code", "item", "reference"),
    [
        ("sharing.own_employment", "sick_note", "S2:L205; aml. § 4-6"),
        ("sharing.without.own_note", "sick_note", "helsepersonelloven § 39"),
        ("sharing.never", "diagnosis", "; ".join(LAW.sharing.items["diagnosis"].reference)),
        ("sharing.by_role", "meeting", "; ".join(LAW.sharing.items["meeting"].reference)),
        ("sharing.own_case", "bank_account", "personvernforordningen art. 15; fvl. § 18"),
        ("sharing.not_named", "bank_account", "nav-loven § 7"),
    ],
)
def test_a_reason_stands_where_its_condition_does_or_else_its_item(code: str, item: str, reference: str) -> None:
    name = code.rsplit(".", maxsplit=1)[1]
    reason = explain_sharing(code, {"reader": "unit", "item": item, name: True}, LAW, ON)
    assert (reason.code, reason.rule, reason.reference, reason.parameters) == (code, "sharing", reference, {})
    assert dict(reason.facts) == {"reader": "unit", "item": item, name: True}


@pytest.mark.parametrize(
    ("last_day", "months"),
    [(None, 6), (ON - 31 * ONE, 4), (ON - ONE, 4), (ON, 6), (ON + ONE, 6)],
)
def test_the_number_told_is_that_of_the_last_day_at_the_latest_of_the_day_asked(
    last_day: date | None, months: int
) -> None:
    law = changed("retention_employer_view_months", ON, 6)
    row = {"reader": "employer_leader", "item": "meeting", "spell_last_day": last_day}
    told = explain_sharing("sharing.view_closed", row, law, ON)
    assert told.parameters == {"retention_employer_view_months": months}
    nothing_of_it = {"reader": "employer_leader", "item": "meeting"}
    assert explain_sharing("sharing.view_closed", nothing_of_it, law, ON).parameters == {
        "retention_employer_view_months": 6
    }


def changed(name: str, start: date, value: int) -> Law:
    old = LAW.parameter(name)
    new = replace(old, dated=(*old.dated, Dated(start, value)))
    return Law({**LAW.parameters, name: new}, LAW.bases, sharing=LAW.sharing)


@pytest.mark.parametrize(("beside", "shown"), [(-1, "allow"), (0, "deny"), (1, "deny")])
def test_the_fewest_people_are_those_of_the_day_asked(beside: int, shown: str) -> None:
    law = changed("figure_fewest_people", ON, 10)
    row = {"reader": "nav_leader", "item": "figures", "own_unit": True, "people": 9}
    assert ask(row, law=law, on=ON + beside * ONE)[0]["shown"] == shown


@pytest.mark.parametrize(("beside", "shown"), [(-1, "deny"), (0, "allow"), (1, "allow")])
def test_the_employers_view_is_as_long_as_the_law_of_the_last_day_says(beside: int, shown: str) -> None:
    law = changed("retention_employer_view_months", date(2026, 1, 15), 6)
    row = {"reader": "employer_leader", "item": "meeting", "own_employment": True}
    last = date(2026, 1, 15) + beside * ONE
    assert ask({**row, "spell_last_day": last}, law=law)[0]["shown"] == shown


def test_a_protection_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="protection"):
        ask({"reader": "unit", "item": "sick_note", "own_unit": True, "protection": "secret"})


def test_no_question_has_no_answer() -> None:
    assert ask() == []


def test_the_columns_have_their_types_whoever_asks() -> None:
    frame = pl.DataFrame({"reader": ["neighbour"], "item": ["sick_note"]})
    schema = may_see(frame, LAW, ON).schema
    codes = pl.List(pl.String)
    assert [schema[name] for name in ("shown", "fields", "withheld", "sharing_reasons", "logged")] == [
        pl.String, codes, codes, codes, pl.Boolean,
    ]  # fmt: skip


def test_the_law_of_an_office_has_the_same_table() -> None:
    assert LAW.with_local_values([]).sharing is LAW.sharing


def test_each_item_has_a_purpose_and_a_basis_and_restrictions_for_those_they_name() -> None:
    for item in LAW.sharing.items.values():
        assert item.reference
        assert LAW.bases[item.basis].purpose
        if LAW.bases[item.basis].confirmed_by_office:
            assert all("basis_recorded" in line.needs for line in LAW.sharing.grants("unit", item.name))
    follows = LAW.value("retention_spell_dates_follow", ON)
    assert isinstance(follows, tuple)
    assert set(follows) <= set(LAW.parameters)


def test_what_another_line_opens_in_full_is_not_told_to_lack_anything() -> None:
    lines = (Grant(frozenset({"a"}), ("own_case",), ()), Grant(frozenset({"a"}), ("needed",), ("objected",)))
    item = Item("note", ("a", "b"), "mapping", ("x",), "", never=frozenset(), logged=True, grants={"person": lines})
    readers = {"person": Reader("person", (), (), like=None, logged=False, note="x")}
    law = Law(LAW.parameters, LAW.bases, sharing=SharingTable(readers, {}, {"note": item}))
    asked = {"reader": "person", "item": "note", "own_case": True, "objected": True}
    (answer,) = ask(asked, law=law)
    assert (answer["fields"], answer["sharing_reasons"]) == (["a"], ["sharing.own_case", "sharing.not_named"])
