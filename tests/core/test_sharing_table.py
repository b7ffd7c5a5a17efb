"""The table of sharing as its file states it: what is read, and what is refused in which words."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from stafett.core.law_yaml import LawError
from stafett.core.parameters import Law
from stafett.core.sharing_table import NOTHING, Condition, Grant, Item, Reader

GOOD: dict[str, Any] = {
    "parameters": {
        "some_weeks": {
            "unit": "weeks", "values": {date(2011, 7, 1): 4}, "reference": "x", "nature": "law", "local": False,
            "assumed": False,
        }
    },
    "bases": {"some": {"purpose": "x", "basis": ["x"], "retention": "x", "confirmed_by_office": False}},
    "sharing_readers": {"person": {"note": "x", "if": ["own_case"]}, "leader": {"note": "x", "like": "person"}},
    "sharing_conditions": {name: {"reference": "x", "note": "x"} for name in ("own_case", "objected", "needed")},
    "sharing_items": {
        "note": {
            "fields": ["a", "b"], "basis": "some", "reference": "x",
            "grants": {"person": [{"sees": ["a"], "if": ["needed"], "unless": ["objected"]}]},
        }
    },
}  # fmt: skip


def load(folder: Path, content: dict[str, Any]) -> Law:
    (folder / "some.yaml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return Law.load(folder)


def with_change(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(yaml.safe_dump(GOOD))
    held = content
    for name in path[:-1]:
        held = held[name]
    held[path[-1]] = value
    return content


ITEM = ("sharing_items", "note")
PERSON, LEADER = ("sharing_readers", "person"), ("sharing_readers", "leader")
CONDITION, LINES = ("sharing_conditions", "needed"), (*ITEM, "grants", "person")
LINE = Grant(frozenset({"a"}), ("needed",), ("objected",))


def test_a_small_table_is_read_as_it_stands(tmp_path: Path) -> None:
    table = load(tmp_path, GOOD).sharing
    assert table.readers == {
        "person": Reader("person", ("own_case",), (), like=None, logged=True, note="x"),
        "leader": Reader("leader", (), (), like="person", logged=True, note="x"),
    }
    assert table.conditions == {name: Condition(name, ("x",), "x") for name in ("own_case", "objected", "needed")}
    grants = {"person": (LINE,)}
    assert table.items == {
        "note": Item("note", ("a", "b"), "some", ("x",), "", never=frozenset(), logged=True, grants=grants)
    }


def test_what_may_be_left_out_is_read_too(tmp_path: Path) -> None:
    reader = {"note": "y", "if": ["needed"], "unless": ["objected"], "logged": False}
    item = GOOD["sharing_items"]["note"] | {"note": "y", "never": ["leader"], "logged": False, "grants": {}}
    content = GOOD | {"sharing_readers": {"leader": reader}, "sharing_items": {"note": item}}
    table = load(tmp_path, content).sharing
    assert table.readers["leader"] == Reader("leader", ("needed",), ("objected",), like=None, logged=False, note="y")
    never = frozenset({"leader"})
    assert table.items["note"] == Item("note", ("a", "b"), "some", ("x",), "y", never=never, logged=False, grants={})


def test_a_line_has_its_own_conditions_after_those_of_its_reader(tmp_path: Path) -> None:
    lines = [
        {"sees": "all", "if": ["needed", "own_case"], "unless": ["objected"]},
        {"sees": ["b"]},
    ]
    readers = {
        "person": {"note": "x", "if": ["own_case"], "unless": ["objected"]},
        "leader": {"note": "x", "like": "person", "if": ["needed"]},
    }
    content = with_change((*ITEM, "grants"), {"person": lines, "leader": [{"sees": ["a"]}]}) | {
        "sharing_readers": readers
    }
    table = load(tmp_path, content).sharing
    both, a, b = frozenset({"a", "b"}), frozenset({"a"}), frozenset({"b"})
    assert table.grants("person", "note") == (
        Grant(both, ("own_case", "needed"), ("objected",)),
        Grant(b, ("own_case",), ("objected",)),
    )
    assert table.grants("leader", "note") == (
        Grant(a, ("needed",), ()),
        Grant(both, ("needed", "own_case"), ("objected",)),
        Grant(b, ("needed",), ()),
    )


def test_what_is_not_named_is_granted_nothing(tmp_path: Path) -> None:
    table = load(tmp_path, GOOD).sharing
    assert table.grants("leader", "note") == (LINE,)
    assert table.grants("neighbour", "note") == table.grants("person", "bank_account") == ()
    assert NOTHING.grants("person", "note") == ()


def test_the_version_follows_the_table(tmp_path: Path) -> None:
    law = load(tmp_path, GOOD)
    assert law.version != load(tmp_path, with_change(("sharing_items", "note", "fields"), ["b", "a"])).version


Refused = tuple[str, str, dict[str, str]]
"""The code, what is said, and the facts."""


def unknown(problem: str, keys: str, allowed: str) -> Refused:
    return "unknown_name", f"{problem}: {keys}. Use {allowed}.", {"keys": keys, "allowed": allowed}


def no_key(key: str, allowed: str) -> Refused:
    return "unknown_key", f"unknown key {key}. Allowed: {allowed}.", {"keys": key, "allowed": allowed}


def lacks(key: str) -> Refused:
    return "missing_key", f"lacks {key}. Add it.", {"keys": key}


def nothing(key: str) -> Refused:
    facts = {"words": "nothing_named", "what": key}
    return f"missing_{key}", f"{key} is empty or not text. Name at least one.", facts


def no_text(key: str) -> Refused:
    return "wrong_type", f"{key} is not text. Write text, in quotes where needed.", {"what": key, "expected": "text"}


def no_switch() -> Refused:
    problem = "logged is neither true nor false. Write true or false."
    return "wrong_type", problem, {"what": "logged", "expected": "switch"}


def never(readers: str) -> Refused:
    problem = f"grants something to {readers}, who may never. Take it away."
    return "granted_to_never", problem, {"readers": readers}


OPENINGS = (
    "basis_recorded, enough_people, invited, needed, own_case, own_employment, own_note, own_request, own_unit, "
    "recipient, shared_with_employer, shared_with_issuer, shared_with_nav"
)
HINDRANCES = "decision_view, not_employer, not_nav, not_patient, objected, protected, view_closed"
EVERY = (
    "basis_recorded, decision_view, enough_people, invited, needed, not_employer, not_nav, not_patient, objected, "
    "own_case, own_employment, own_note, own_request, own_unit, protected, recipient, shared_with_employer, "
    "shared_with_issuer, shared_with_nav, view_closed"
)
OPENS, HINDERS = "`if` has what cannot open anything", "`unless` has what cannot stand in the way"
NO_CONDITION, CONDITIONS = "names a condition that is not among the conditions", "needed, objected, own_case"
NO_READER, READERS = "names a reader that is not among the readers", "leader, person"
NOT_A_LIST = "grants is not a list for each reader. Write `reader: [{sees: …}]`."
NO_GRANTS = ("wrong_type", NOT_A_LIST, {"what": "grants", "expected": "grants"})
FIELD_TWICE = ("repeated_key", "names a field twice. Keep one of them.", {"words": "field_twice"})
READER_KEYS, LINE_KEYS = "if, like, logged, note, unless", "if, sees, unless"
ITEM_KEYS = "basis, fields, grants, logged, never, note, reference"


@pytest.mark.parametrize(
    ("path", "value", "refused"),
    [
        (PERSON, {"note": "x", "if": ["shared_with_all"]}, unknown(OPENS, "shared_with_all", OPENINGS)),
        (PERSON, {"note": "x", "if": ["objected"]}, unknown(OPENS, "objected", OPENINGS)),
        (PERSON, {"note": "x", "unless": ["needed"]}, unknown(HINDERS, "needed", HINDRANCES)),
        (PERSON, {"note": "x", "if": ["own_unit"]}, unknown(NO_CONDITION, "own_unit", CONDITIONS)),
        (PERSON, {"note": "x", "unless": ["protected"]}, unknown(NO_CONDITION, "protected", CONDITIONS)),
        (LEADER, {"note": "x", "like": "nobody"}, unknown("is like a reader that is not named", "nobody", READERS)),
        (LEADER, {"note": "x", "like": 1}, no_text("like")),
        (PERSON, {"note": "x", "sees": "all"}, no_key("sees", READER_KEYS)),
        (PERSON, {"if": ["own_case"]}, lacks("note")),
        (PERSON, {"note": "x", "logged": "no"}, no_switch()),
        (PERSON, {"note": 1}, no_text("note")),
        (PERSON, {"note": "x", "if": []}, nothing("if")),
        (PERSON, {"note": "x", "unless": []}, nothing("unless")),
        (
            ("sharing_conditions", "at_noon"),
            {"reference": "x", "note": "x"},
            unknown("there is no rule for the condition", "at_noon", EVERY),
        ),
        (CONDITION, {"reference": "", "note": "x"}, nothing("reference")),
        (CONDITION, {"reference": "x", "note": 1}, no_text("note")),
        (CONDITION, {"reference": "x"}, lacks("note")),
        (CONDITION, {"note": "x"}, lacks("reference")),
        (CONDITION, {"reference": "x", "note": "x", "if": []}, no_key("if", "note, reference")),
        ((*ITEM, "fields"), ["a", "b", "a"], FIELD_TWICE),
        ((*ITEM, "fields"), [], nothing("fields")),
        ((*ITEM, "basis"), "other", unknown("has a basis that is not among `bases`", "other", "some")),
        ((*ITEM, "basis"), 1, no_text("basis")),
        ((*ITEM, "reference"), "", nothing("reference")),
        ((*ITEM, "note"), 1, no_text("note")),
        ((*ITEM, "logged"), 1, no_switch()),
        ((*ITEM, "colour"), "red", no_key("colour", ITEM_KEYS)),
        ((*ITEM, "never"), [], nothing("never")),
        ((*ITEM, "never"), ["nobody"], unknown(NO_READER, "nobody", READERS)),
        ((*ITEM, "never"), ["person"], never("person")),
        ((*ITEM, "never"), ["leader"], never("leader")),
        ((*ITEM, "never"), ["leader", "person"], never("leader, person")),
        ((*ITEM, "grants"), ["person"], NO_GRANTS),
        ((*ITEM, "grants"), {"person": "all"}, NO_GRANTS),
        ((*ITEM, "grants"), {"nobody": [{"sees": "all"}]}, unknown(NO_READER, "nobody", READERS)),
        (LINES, [{"sees": ["d", "c"]}], unknown("sees what is no field of it", "c, d", "a, b")),
        (LINES, [{"sees": "all", "if": ["objected"]}], unknown(OPENS, "objected", OPENINGS)),
        (LINES, [{"sees": "all", "unless": ["needed"]}], unknown(HINDERS, "needed", HINDRANCES)),
        (LINES, [{"sees": "all", "if": ["own_unit"]}], unknown(NO_CONDITION, "own_unit", CONDITIONS)),
        (LINES, [{"sees": "all", "unless": ["protected"]}], unknown(NO_CONDITION, "protected", CONDITIONS)),
        (LINES, [{"if": ["needed"]}], lacks("sees")),
        (LINES, [{"sees": []}], nothing("sees")),
        (LINES, [{"sees": "all", "to": "a"}], no_key("to", LINE_KEYS)),
    ],
)
def test_a_doubtful_table_is_refused(tmp_path: Path, path: tuple[str, ...], value: Any, refused: Refused) -> None:
    assert refusal(tmp_path, path, value) == (path[1], refused)


def test_nobody_is_like_somebody_who_is_like_another(tmp_path: Path) -> None:
    problem = "is like a reader who is like another. Name that other one."
    found = refusal(tmp_path, PERSON, {"note": "x", "like": "leader"})
    assert found == ("leader", ("wrong_type", problem, {"words": "like_another"}))


@pytest.mark.parametrize("key", ["fields", "basis", "reference", "grants"])
def test_an_item_has_all_that_it_needs(tmp_path: Path, key: str) -> None:
    entry = {name: value for name, value in GOOD["sharing_items"]["note"].items() if name != key}
    assert refusal(tmp_path, ITEM, entry) == ("note", lacks(key))


def refusal(folder: Path, path: tuple[str, ...], value: Any) -> tuple[str, tuple[str, str, dict[str, object]]]:
    """The name that it is about, and how it is refused."""
    with pytest.raises(LawError) as refused:
        load(folder, with_change(path, value))
    error = refused.value
    return error.name, (error.code, str(error).removeprefix(f"some.yaml: {error.name}: "), error.facts)
