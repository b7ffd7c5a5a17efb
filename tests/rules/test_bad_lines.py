"""A bad line is answered by what is wrong with it, in our own words, and the rest goes on."""

import io
import json
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from stafett.core.parameters import default_law
from stafett.frontend.messages import LANGUAGES
from stafett.rules import TOOLS, problems, tool
from stafett.rules.problems import CODES, Problem, problem_of
from stafett.rules.tool import Asked, lines_of
from stafett.rules.words import problem_in_words
from tests.rules.test_tools import ON, ask, fact, line

TASK = {"task": "a", "person": "q", "kind": "late", "nature": "law"}
TEMPORARY = {"temporary_kind": "in_measure", "temporary_category": "on_request"}
REPLACED = {"a": "b", "b": "c", "c": "b"}
RING = [fact("2026-02-02", "2026-02-03", id=name, replaces=other) for name, other in REPLACED.items()]


def one(**more: Any) -> dict[str, Any]:
    return line(fact("2026-02-02", "2026-02-03", **more))


def about(**more: Any) -> dict[str, Any]:
    return line(about=more)


def contact(**more: Any) -> dict[str, Any]:
    return {"case": "c", **more}


BAD = [
    ("spells", b"not json", "not_json_from", ""),
    ("spells", b"", "not_json_from", ""),
    ("spells", b'{"person": "p1", "facts": [', "not_json_from", ""),
    ("spells", b"\xff\xfe", "bad_encoding", ""),
    ("spells", b'{"person": "\xe5"}', "bad_encoding", ""),
    ("spells", b"[" * 5000, "not_json_from", ""),
    ("spells", b"[]", "not_an_object", ""),
    ("spells", b"3", "not_an_object", ""),
    ("spells", {"person": "p1"}, "missing", "facts"),
    ("spells", line(surplus=1), "unknown_field", "surplus"),
    ("spells", {"person": "", "facts": []}, "empty_text", "person"),
    ("spells", {"person": "p" * 101, "facts": []}, "text_too_long", "person"),
    ("spells", {"person": 1, "facts": []}, "not_text", "person"),
    ("spells", {"person": "p1", "facts": {}}, "not_a_list", "facts"),
    ("spells", {"person": "p1", "facts": [3]}, "not_an_object", "facts.0"),
    ("spells", line(*[fact("2026-02-02", "2026-02-03")] * 10_001), "too_many", "facts"),
    ("spells", one(**{"from": "2026-02-30"}), "not_a_date", "facts.0.from"),
    ("spells", one(**{"from": "20260202"}), "not_a_date", "facts.0.from"),
    ("spells", one(**{"from": 1_770_000_000}), "not_a_date", "facts.0.from"),
    ("spells", one(**{"from": "2026-02-02T00:00:00Z"}), "not_a_date", "facts.0.from"),
    ("spells", one(**{"from": None}), "not_a_date", "facts.0.from"),
    ("spells", one(**{"from": "1926-02-02"}), "date_too_early", "facts.0.from"),
    ("spells", one(to="2066-01-01"), "date_too_late", "facts.0.to"),
    ("spells", one(to="2026-02-01"), "ends_before_it_begins", "facts.0"),
    ("spells", one(grade=101), "number_too_large", "facts.0.grade"),
    ("spells", one(grade=-1), "number_too_small", "facts.0.grade"),
    ("spells", one(grade="50"), "not_a_number", "facts.0.grade"),
    ("spells", one(grade=50.5), "not_a_number", "facts.0.grade"),
    ("spells", one(grade=10**30), "number_too_large", "facts.0.grade"),
    ("spells", one(source="rumour"), "unknown_word", "facts.0.source"),
    ("spells", one(recorded_at="2026-01-05T10:00:00"), "not_a_moment", "facts.0.recorded_at"),
    ("spells", one(recorded_at="20260105"), "not_a_moment", "facts.0.recorded_at"),
    ("spells", one(recorded_at="2026-01-05T25:00:00Z"), "not_a_moment", "facts.0.recorded_at"),
    ("spells", one(recorded_at=0), "not_a_moment", "facts.0.recorded_at"),
    ("stoppoints", about(birth_date="19800501"), "not_a_date", "about.birth_date"),
    ("stoppoints", about(birth_date="1880-05-01"), "date_too_early", "about.birth_date"),
    ("screening", about(pregnancy_related="yes"), "not_yes_or_no", "about.pregnancy_related"),
    ("screening", about(pregnancy_related=1), "not_yes_or_no", "about.pregnancy_related"),
    ("screening", line(about=3), "not_an_object", "about"),
    ("stoppoints", line(fact("2001-02-02", "2001-02-03")), "before_the_law", ""),
    ("order", {"list": "x", "tasks": [TASK, TASK]}, "named_twice", ""),
    ("order", {"list": "x", "tasks": [TASK | {"nature": "habit"}]}, "unknown_word", "tasks.0.nature"),
    ("factors", {"case": "c", "portfolio": -1}, "number_too_small", "portfolio"),
    ("factors", {"case": "c", "judged_age": "high"}, "unknown_word", "judged_age"),
    ("stoppoints", line(settled=[{"kind": "plan", "on": "2026-02-02"}]), "lacks_another", "settled.0"),
    (
        "stoppoints",
        line(settled=[{"kind": "plan_b", "on": "2026-02-02", "as": "excepted"}]),
        "lacks_another",
        "settled.0",
    ),
    (
        "stoppoints",
        line(settled=[{"kind": "late", "on": "2026-02-02", "employer": "1"}]),
        "not_with_another",
        "settled.0",
    ),
    ("spells", one(id="a", replaces="a"), "replaces_itself", ""),
    ("spells", line(*RING), "replaces_itself", ""),
    ("stoppoints", line(employments=[{"employer": "1"}, {"employer": "1"}]), "named_twice", ""),
    ("contact", contact(category="ordinary"), "lacks_another", ""),
    ("contact", contact(temporary_kind="in_measure", temporary_from="2026-01-01"), "lacks_another", ""),
    ("contact", contact(**TEMPORARY), "lacks_another", ""),
    ("contact", contact(pace="now"), "lacks_another", ""),
    ("contact", contact(pace="from", pace_on="2026-01-01"), "lacks_another", ""),
    ("contact", contact(events=[{"kind": "party", "happened_on": "2026-01-01"}]), "unknown_word", "events.0.kind"),
    ("sharing", {"question": "q", "reader": "unit", "item": "x", "protection": "secret"}, "unknown_word", "protection"),
    ("sharing", {"question": "q", "reader": "unit"}, "missing", "item"),
]


@pytest.mark.parametrize(("name", "bad", "code", "where"), BAD)
def test_a_bad_line_is_answered_by_what_is_wrong_and_the_rest_goes_on(
    name: str, bad: Any, code: str, where: str
) -> None:
    good = {
        "spells": line(),
        "order": {"list": "y", "tasks": []},
        "sharing": {"question": "g", "reader": "x", "item": "x"},
    }
    fine = good.get(name, line() if name in ("stoppoints", "screening") else {"case": "g"})
    bad = bad or b" x"
    first, error, last = ask(name, fine, bad, fine, batch=3)
    assert first == last
    assert "errors" not in first
    assert error["line"] == 2
    found = {(one["code"], one["where"]) for one in error["errors"]}
    assert (code, where) in found
    for told in error["errors"]:
        assert told["words"].endswith(".")
        assert "%(" not in told["words"]


def test_every_code_has_words_and_nearly_every_code_a_bad_line() -> None:
    over_http = {"not_entered", "not_allowed", "length_missing", "body_too_large", "cut_short"}
    shown = {code for _, _, code, _ in BAD} | over_http
    assert set(CODES) - shown == {
        "not_json", "wrong_value", "too_large", "too_many_errors", "day_out_of_reach", "not_judged",
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_every_code_can_be_told_in_every_language(code: str, language: str) -> None:
    values = dict.fromkeys(
        (
            "limit",
            "byte",
            "character",
            "name",
            "other",
            "first",
            "last",
            "parameter",
            "allowed",
            "count",
            "said",
            "received",
        ),
        "x",
    )
    with translation.override(language):
        for where in ((), ("a",), ("a", "b"), ("a", 0), ("a", 0, "b")):
            words = problem_in_words(Problem(code, where, values))
            assert words.endswith(".")
            assert "rules." not in words


def test_the_words_say_where_in_the_list() -> None:
    (error,) = ask("spells", one(source="rumour"))
    words = error["errors"][0]["words"]
    assert words.startswith("Feltet «source» i nummer 1 av «facts» har en verdi som ikke finnes. Bruk en av disse: ")
    assert error["errors"][0]["values"]["allowed"][0] == "application"
    (many,) = ask("spells", {"person": 1, "facts": 2, "more": 3})
    assert [told["where"] for told in many["errors"]] == ["person", "facts", "more"]


def test_not_more_than_twenty_errors_are_told_of_a_line() -> None:
    (error,) = ask("spells", {"person": "p", "facts": []} | dict.fromkeys(map(str, range(50))))
    assert len(error["errors"]) == 20
    (first_part_alone,) = ask("spells", {"person": "p", "facts": [{"surplus": 1}, {}, {}]})
    assert {told["where"].split(".")[1] for told in first_part_alone["errors"]} == {"0"}


def test_a_line_with_nothing_but_errors_is_answered_at_once() -> None:
    (error,) = ask("spells", {"person": "p", "facts": [{}] * 500_000})
    assert len(error["errors"]) == 6
    (surplus,) = ask("spells", {"person": "p", "facts": []} | dict.fromkeys(map(str, range(200_000))))
    assert [told["code"] for told in surplus["errors"]] == ["too_many_errors"]


def test_without_a_way_of_telling_there_are_codes_and_values() -> None:
    asked = Asked(ON, default_law())
    (answer,) = TOOLS["spells"].stream([json.dumps(one(grade=101)).encode()], asked)
    assert json.loads(answer)["errors"] == [
        {"code": "number_too_large", "where": "facts.0.grade", "values": {"limit": 100}}
    ]


def test_what_the_rules_cannot_judge_is_told_in_our_words() -> None:
    assert problem_of(OverflowError()).code == "day_out_of_reach"
    assert problem_of(ValueError("something within")) == Problem("not_judged")


def test_the_last_days_that_may_be_given_can_be_reckoned_with() -> None:
    late = line(fact("2065-12-01", "2065-12-31"), about={"birth_date": "1999-12-31"})
    for name in ("stoppoints", "screening"):
        (answer,) = ask(name, late, on=date(2065, 12, 31))
        assert "errors" not in answer


def test_a_line_that_is_too_long_is_refused_without_being_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool, "LINE_BYTES", 250)
    good = json.dumps(line(fact("2026-02-02", "2026-02-03"))).encode()
    assert len(good) < 250
    source = io.BytesIO(b"\n".join([good, b"[" + b" " * 1_000_000 + b"]", good, b"x" * 300]))
    read = list(lines_of(source))
    assert max(map(len, read)) == 251
    answers = ask("spells", *read)
    assert [answer.get("line") for answer in answers] == [None, 2, None, 4]
    assert answers[1]["errors"][0]["code"] == "too_large"
    assert answers[0] == answers[2]


def test_codes_are_words_of_our_own() -> None:
    assert len(set(CODES)) == len(CODES)
    assert not set(CODES) & set(problems._OF_KIND) - {"missing"}
