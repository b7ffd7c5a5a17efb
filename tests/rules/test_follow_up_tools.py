"""`factors`, `contact` and `sharing` as tools: the answers that the tables of examples give, each with its reasons."""

from datetime import date
from typing import Any

import pytest
import yaml

from stafett.core.parameters import LAW_DIRECTORY, default_law
from stafett.core.sharing_table import HINDRANCES, OPENINGS
from stafett.rules.contact import ContactLine
from stafett.rules.factors import NeedLine
from stafett.rules.sharing import SharingLine
from tests.core.follow_up_frames import born
from tests.rules.test_tools import ask

ON = date(2026, 6, 1)


def examples(name: str, *sections: str) -> list[dict[str, Any]]:
    content = yaml.safe_load((LAW_DIRECTORY / "examples" / f"{name}.yaml").read_text(encoding="utf-8"))
    return [row for section in sections or content for row in content[section] if "name" in row]


def as_line(given: dict[str, Any], names: Any) -> dict[str, Any]:
    """What of the example is said in a line; days as JSON has them."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in given.items()
        if name in names and value is not None
    }


def test_factors_are_those_of_the_examples() -> None:
    rows = [row for row in examples("factors", "vignettes", "guide") if row.get("seen_on", ON) == ON]
    lines = [
        {"case": str(number), "aap": True, "portfolio": 120, "birth_date": born(row["age"], ON).isoformat()}
        | as_line(row, NeedLine.model_fields)
        for number, row in enumerate(rows)
    ]
    answers = ask("factors", *lines, on=ON, batch=7)
    assert [answer["case"] for answer in answers] == [line["case"] for line in lines]
    for row, answer in zip(rows, answers, strict=True):
        assert (answer["suggested"], answer["named"]) == (row["suggested"], row["named"]), row["name"]
        for factor, judgement in row.get("judged", {}).items():
            assert answer["factors"][factor]["judgement"] == judgement


def test_factors_say_what_speaks_for_and_against_each_category() -> None:
    known = {"case": "c", "aap": True, "portfolio": 120, "birth_date": "1985-05-01", "employment": "none"}
    (answer,) = ask("factors", known | {"judged_social": "raises", "social_strain": True}, on=ON, explain=True)
    assert [row["category"] for row in answer["categories"]] == ["prioritised", "ordinary", "simplified", "on_request"]
    most, *_, least = answer["categories"]
    assert "factor.employment.none" in most["speaks_for"]
    assert "factor.employment.none" in least["speaks_against"]
    assert "change.gets_work" in [code for row in answer["categories"] for code in row["changes"]]
    assert answer["factors"]["social"]["reasons"] == ["factor.social.judged_raises"]
    assert "factor.social.strain" in answer["factors"]["social"]["rule"]
    told = {why["code"]: why["words"] for why in answer["why"]}
    assert told.keys() >= {*answer["reasons"], *most["speaks_for"], "factor.social.strain"}
    assert all(told.values())


def test_out_of_scope_nothing_is_suggested_and_the_reasons_say_why() -> None:
    (answer,) = ask("factors", {"case": "c", "birth_date": "1985-05-01"}, on=ON)
    assert (answer["in_scope"], answer["suggested"], answer["categories"]) == (False, [], [])
    assert answer["reasons"] == ["scope.no_benefit", "scope.portfolio_not_known"]
    assert answer["factors"]["age"]["judgement"] == "neutral"


def test_contact_is_that_of_the_examples() -> None:
    rows = [row for row in examples("contact") if row.get("seen_on", ON) == ON]
    lines = [
        {"case": str(number), "placed_on": "2026-04-01"}
        | as_line(row, ContactLine.model_fields)
        | {"events": [{"kind": kind, "happened_on": str(day)} for kind, day in row.get("events", [])]}
        for number, row in enumerate(rows)
    ]
    answers = ask("contact", *lines, on=ON, batch=7, explain=True)
    names = {"contact_state": "state"}
    for row, answer in zip(rows, answers, strict=True):
        expected = ("contact_due", "window_opens", "window_closes", "contact_state", "in_force", "returns_on")
        wanted = {name: as_line(row, [name]).get(name) for name in expected if name in row}
        assert {name: answer[names.get(name, name)] for name in wanted} == wanted, row["name"]
        if "reasons" in row:
            assert answer["reasons"] == [f"contact.{code}" for code in row["reasons"]]
        if "reassess" in row:
            assert [one["reason"] for one in answer["reassess"]] == [f"reassess.{code}" for code in row["reassess"]]
        again = [one["reason"] for one in answer["reassess"]]
        assert [why["code"] for why in answer["why"]] == [*answer["reasons"], *again]


def test_sharing_is_that_of_the_examples() -> None:
    rows = [row for row in examples("sharing") if "reader" in row and row.get("seen_on", ON) == ON]
    assert len(rows) > 40
    lines = [{"question": row["name"]} | as_line(row, SharingLine.model_fields) for row in rows]
    answers = ask("sharing", *lines, on=ON, batch=7)
    for row, answer in zip(rows, answers, strict=True):
        assert (answer["question"], answer["shown"]) == (row["name"], row["shown"])
        if "reasons" in row:
            assert answer["reasons"] == [f"sharing.{code}" for code in row["reasons"]]


@pytest.mark.parametrize("reader", [*default_law().sharing.readers, "neighbour"])
def test_every_reason_of_sharing_has_words(reader: str) -> None:
    """With nothing that opens, with everything, and with everything that stands in the way."""
    switches = [name for name in (*OPENINGS, *HINDRANCES) if name in SharingLine.model_fields]
    shut = {"protection": "shielded", "spell_last_day": "2025-01-01", "people": 4}
    situations: list[dict[str, Any]] = [
        {},
        {"people": 5} | {name: True for name in switches if name in OPENINGS},
        shut | dict.fromkeys(switches, True),
    ]
    lines = [
        {"question": "q", "reader": reader, "item": item, **facts}
        for item in (*default_law().sharing.items, "bank_account")
        for facts in situations
    ]
    for answer in ask("sharing", *lines, on=ON, batch=100, explain=True):
        assert [why["code"] for why in answer["why"]] == answer["reasons"]
        assert all(why["words"].endswith(".") and why["reference"] for why in answer["why"])
