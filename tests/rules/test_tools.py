"""The rules as a tool: one line in, one line out, and the same answers as the rules give within the program."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given

from stafett.cli.commands import cli
from stafett.core.dates import OSLO, date_of
from stafett.core.parameters import default_law
from stafett.rules import TOOLS
from stafett.rules.tool import Asked
from stafett.rules.words import problem_in_words, reason_in_words
from tests.core.spells_cases import FIXED, cases, days
from tests.core.spells_oracle import Fact, spells_of

ON = date(2026, 3, 3)


def fact(first: str, last: str, **more: Any) -> dict[str, Any]:
    ordinary = {"id": f"{first}-{last}", "source": "note_sent", "what": "sick", "recorded_at": "2026-01-05T10:00:00Z"}
    return ordinary | {"from": first, "to": last, "employer": "999999999"} | more


def line(*facts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"person": "p1", "facts": list(facts)} | more


def ask(tool: str, *lines: Any, on: date = ON, batch: int = 2, explain: bool = False) -> list[dict[str, Any]]:
    asked = Asked(on, default_law(), reason_in_words if explain else None, problem_in_words)
    return [json.loads(answer) for answer in TOOLS[tool].stream(_bytes(lines), asked, batch=batch)]


def _bytes(lines: Iterable[Any]) -> Iterable[bytes]:
    return (given if isinstance(given, bytes) else json.dumps(given).encode() for given in lines)


def test_spells_are_told_as_seen_from_the_day() -> None:
    graded = fact("2026-02-01", "2026-06-30", grade=50, source="application")
    (answer,) = ask("spells", line(fact("2026-01-05", "2026-02-28"), graded))
    assert answer == {
        "person": "p1",
        "recurrent": False,
        "spells": [
            {
                "start": "2026-01-05", "end": "2026-06-30", "sick_days": 58, "weeks": 8, "graded_at_end": True,
                "employed_at_end": True, "employers": ["999999999"],
            }
        ],
    }  # fmt: skip


def test_a_fact_takes_the_place_of_another_whichever_came_first() -> None:
    old, new = fact("2026-01-05", "2026-02-28", id="old"), fact("2026-01-12", "2026-01-18", id="new", replaces="old")
    for facts in ([old, new], [new, old]):
        (answer,) = ask("spells", line(*facts))
        assert [spell["start"] for spell in answer["spells"]] == ["2026-01-12"]


def test_a_chain_of_replaced_facts_leaves_the_last_one() -> None:
    days = [("2026-01-05", "2026-02-28"), ("2026-01-06", "2026-02-28"), ("2026-01-12", "2026-01-18")]
    chain = [
        fact(first, last, id=str(place), replaces=str(place - 1) if place else None)
        for place, (first, last) in enumerate(days)
    ]
    (answer,) = ask("spells", line(*chain[::-1]))
    assert [spell["start"] for spell in answer["spells"]] == ["2026-01-12"]


def test_a_fact_is_known_from_the_day_in_norway_on_which_it_was_recorded() -> None:
    old = fact("2026-01-05", "2026-02-28", id="old")
    new = fact("2026-01-12", "2026-01-18", id="new", replaces="old", recorded_at="2026-03-03T23:30:00Z")
    before, after = (ask("spells", line(old, new), on=date(2026, 3, day)) for day in (3, 4))
    assert [spell["start"] for answer in (*before, *after) for spell in answer["spells"]] == [
        "2026-01-05",
        "2026-01-12",
    ]


def test_a_grade_that_is_null_is_as_one_that_is_not_said() -> None:
    without, null, half = (ask("spells", line(fact("2026-01-05", "2026-02-28", **more)))
                           for more in ({}, {"grade": None}, {"grade": 50}))  # fmt: skip
    assert without == null != half


def test_the_mark_of_utf_8_before_the_first_line_is_passed_over() -> None:
    plain = json.dumps(line(fact("2026-01-05", "2026-02-28"))).encode()
    first, second = ask("spells", b"\xef\xbb\xbf" + plain, b"\xef\xbb\xbf" + plain)
    assert first["spells"]
    assert (second["line"], second["errors"][0]["code"]) == (2, "not_json_from")


def as_line(person: int, facts: list[Fact]) -> dict[str, Any]:
    return {
        "person": str(person),
        "facts": [
            {
                "id": str(number),
                "source": fact.source.name.lower(),
                "what": fact.what.name.lower(),
                "grade": fact.grade,
                "from": str(date_of(fact.first)),
                "to": str(date_of(fact.last)),
                "employer": str(fact.employer) if fact.employer else None,
                "recorded_at": (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=fact.recorded)).isoformat(),
            }
            for number, fact in enumerate(facts)
            if fact.person == person
        ],
    }


@FIXED
@given(cases, days)
def test_spells_are_those_of_the_plain_oracle(facts: list[Fact], on: int) -> None:
    persons = sorted({fact.person for fact in facts})
    answers = ask("spells", *(as_line(person, facts) for person in persons), on=date_of(on))
    told = [
        (int(answer["person"]), spell["start"], spell["end"], spell["sick_days"], spell["employers"])
        for answer in answers
        for spell in answer["spells"]
    ]
    assert told == [
        (
            spell.person,
            str(date_of(spell.first)),
            str(date_of(spell.last)),
            spell.sick_days(on),
            sorted(str(employer) for employer in spell.sick_from if employer),
        )
        for spell in spells_of([fact for fact in facts if _recorded_on(fact) <= date_of(on)])
        if spell.first <= on
    ]


def _recorded_on(fact: Fact) -> date:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=fact.recorded)).astimezone(OSLO).date()


def test_empty_lines_are_passed_over_and_numbers_stay_those_of_the_file() -> None:
    answers = ask("spells", b"", line(), b"  \n", b"{}")
    assert [answer.get("line") for answer in answers] == [None, 4]


def test_however_many_go_at_once_the_answers_are_the_same() -> None:
    lines = [line(fact("2026-01-05", f"2026-02-{day:02}"), person=f"p{day}") for day in range(1, 20)]
    assert ask("stoppoints", *lines, batch=1) == ask("stoppoints", *lines, batch=7) == ask("stoppoints", *lines)


def test_stop_points_say_why_with_the_employer_as_it_was_named() -> None:
    about = {"birth_date": "1980-05-01"}
    (answer,) = ask("stoppoints", line(fact("2026-01-05", "2026-06-30"), about=about), explain=True)
    assert answer["spell_start"] == "2026-01-05"
    plan = next(point for point in answer["stop_points"] if point["kind"] == "plan")
    assert (plan["due"], plan["working_due"], plan["state"]) == ("2026-02-01", "2026-01-30", "overdue")
    assert plan["employer"] == plan["why"]["facts"]["employer"] == "999999999"
    assert plan["why"]["reference"].startswith("aml. § 4-6")
    ended = line(fact("2026-01-05", "2026-06-30"), employments=[{"employer": "999999999", "ended_on": "2026-02-01"}])
    (without,) = ask("stoppoints", ended)
    assert "plan" not in {point["kind"] for point in without["stop_points"]}


def test_a_spell_says_why_it_goes_on_and_what_would_change_it() -> None:
    (answer,) = ask("spells", line(fact("2026-01-05", "2026-02-23")), on=date(2026, 3, 11), explain=True)
    (why,) = (spell["why"] for spell in answer["spells"])
    assert (why["code"], why["parameters"]) == ("spell.open", {"spell_gap_days": 16})
    assert "12. mars 2026" in why["words"]
    (answer,) = ask("spells", line(fact("2026-01-05", "2026-02-23")), on=date(2026, 3, 12), explain=True)
    (why,) = (spell["why"] for spell in answer["spells"])
    assert why["changes"] == ["En sykmelding for dager før 12. mars 2026 ville ha ført fraværet videre."]


def test_a_reason_says_what_would_have_changed_the_outcome() -> None:
    (answer,) = ask("stoppoints", line(fact("2026-01-05", "2026-06-30")), explain=True)
    (plan,) = (point for point in answer["stop_points"] if point["kind"] == "plan")
    assert "At arbeidsforholdet er slutt." in plan["why"]["changes"]


def test_stop_points_follow_what_is_told_of_the_employment_and_the_meetings() -> None:
    job = {"employer": "999999999", "plan_asked_on": "2026-02-20", "meeting_on": "2026-03-20"}
    about = {"dialogue_2_demanded_on": "2026-02-25"}
    person = fact("2026-01-05", "2026-06-30")
    (asked,), (plain,) = (
        ask("stoppoints", line(person, employments=[job], about=about)),
        ask("stoppoints", line(person)),
    )
    more = {point["kind"] for point in asked["stop_points"]} - {point["kind"] for point in plain["stop_points"]}
    assert {"plan_request", "plan_to_nav"} <= more
    assert {point["employer"] for point in asked["stop_points"] if point["kind"] in more - {"dialogue_2"}} == {
        "999999999"
    }
    for answer in ask("stoppoints", line(person, employments=[job], about=about), explain=True):
        assert all(point["why"]["words"] for point in answer["stop_points"])


def test_screening_gives_the_segment_with_every_failed_condition() -> None:
    answered = {
        "screening_asked_on": "2026-03-02", "answered_on": "2026-03-03", "answer_return": "unsure",
        "answer_cooperation": "not_good", "answer_duration": "under_26_weeks",
    }  # fmt: skip
    (answer,) = ask("screening", line(fact("2026-01-05", "2026-06-30"), about=answered), explain=True)
    assert answer["segment"] == "needs_mapping"
    assert answer["reasons"] == ["screening.answer_unsure", "screening.answer_not_good"]
    assert [why["code"] for why in answer["why"]] == [*answer["reasons"], *answer["risk_signals"]]
    (unasked,) = ask("screening", line(fact("2026-01-05", "2026-06-30")))
    assert (unasked["outcome"], unasked["segment"]) == ("ask", None)


def test_order_is_within_each_list_and_does_not_depend_on_the_order_of_the_tasks() -> None:
    tasks = [
        {"task": "b", "person": "p", "kind": "plan_b", "nature": "method", "due": "2026-04-01"},
        {"task": "a", "person": "q", "kind": "activity_requirement", "nature": "law", "due": "2026-03-01"},
        {"task": "c", "person": "r", "kind": "plan_b", "nature": "method", "due": "2026-04-01"},
    ]
    one, other = ask("order", {"list": "x", "tasks": tasks}, {"list": "y", "tasks": tasks[::-1]}, explain=True)
    assert one["tasks"] == other["tasks"]
    assert [(task["task"], task["step"]) for task in one["tasks"]] == [("a", 1), ("b", 7), ("c", 7)]
    assert one["tasks"][0]["why"]["code"] == "order.legal_overdue"


LINES = {
    "factors": {"case": "c", "aap": True, "portfolio": 100, "birth_date": "1985-05-01", "employment": "none"},
    "contact": {"case": "c", "category": "ordinary", "placed_on": "2025-01-05"},
    "order": {
        "list": "x",
        "tasks": [{"task": "a", "person": "q", "kind": "late", "nature": "law", "due": "2026-03-01"}],
    },
    "sharing": {"question": "q", "reader": "employer_leader", "item": "sick_note", "own_employment": True},
}


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_the_command_answers_in_words(tool: str, tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text(f"{json.dumps(LINES.get(tool, line(fact('2026-01-05', '2026-06-30'))))}\n\n?\n")
    said = CliRunner().invoke(cli, ["rules", tool, str(file), "--on", "2026-03-03", "--explain"])
    assert said.exit_code == 0, said.output
    answer, error = map(json.loads, said.stdout.splitlines())
    assert error["line"] == 3
    assert error["errors"][0]["words"].startswith("Linjen er ikke gyldig JSON")
    if tool != "spells":
        words = [why["words"] for why in _whys(answer)]
        assert words
        assert not [word for word in words if word.startswith("reason.")]


def _whys(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [why for part in value for why in _whys(part)]
    if isinstance(value, dict):
        return [value] if "words" in value else [why for part in value.values() for why in _whys(part)]
    return []


@pytest.mark.parametrize(("language", "word"), [("nb", "Linjen"), ("nn", "Linja"), ("en", "The line")])
def test_the_language_of_the_words_is_chosen(language: str, word: str) -> None:
    said = CliRunner().invoke(cli, ["rules", "spells", "--language", language], input="?")
    assert json.loads(said.stdout)["errors"][0]["words"].startswith(word)


def test_at_a_pause_what_has_come_is_answered() -> None:
    read: list[int] = []

    def lines() -> Iterator[bytes | None]:
        for number, one in enumerate([b"?", None, None, b"", b"?", b"?", None]):
            read.append(number)
            yield one

    answers = TOOLS["spells"].stream(lines(), Asked(ON, default_law()))
    seen = [(json.loads(answer)["line"], read[-1]) for answer in answers]
    assert seen == [(1, 1), (3, 6), (4, 6)]


def test_who_writes_slowly_gets_each_answer_before_writing_more() -> None:
    command = [str(Path(sys.executable).parent / "stafett"), "rules", "spells", "--on", "2026-03-03"]
    asked = json.dumps(line(fact("2026-01-05", "2026-02-28"))).encode() + b"\n"
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        assert program.stdin
        assert program.stdout
        for part in (asked, asked, asked[:20]):
            program.stdin.write(part)
            program.stdin.flush()
            if part == asked:
                assert json.loads(program.stdout.readline())["person"] == "p1"
        program.stdin.write(asked[20:] + b"\xff" * 200_000 + b"\n" + asked.strip())
        program.stdin.close()
        rest = [json.loads(answer) for answer in program.stdout]
    assert [answer.get("line") for answer in rest] == [None, 4, None]


def test_what_cannot_be_read_is_said() -> None:
    runner = CliRunner()
    assert "finnes ikke" in runner.invoke(cli, ["rules", "spells", "/nowhere.jsonl"]).output
    assert "Reglene kan ikke leses" in runner.invoke(cli, ["rules", "spells", "--law", "/nowhere"], input="").output
