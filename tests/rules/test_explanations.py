"""What the tools say of a point: true on the day it is asked for, with the number or the day that it comes from."""

from datetime import date
from typing import Any

import pytest

from tests.rules.test_tools import ask, fact

ON = date(2026, 4, 20)
B = fact("2026-01-05", "2026-12-31", employer="1")


def points(on: date = ON, **about: Any) -> dict[str, dict[str, Any]]:
    (answer,) = ask("stoppoints", {"person": "p", "facts": [B], "about": about}, on=on, explain=True)
    names = [f"{one['kind']}_{one['occurrence']}".removesuffix("_1") for one in answer["stop_points"]]
    return dict(zip(names, answer["stop_points"], strict=True))


@pytest.mark.parametrize(
    "later",
    [
        {"elaborated_on": "2026-11-01"},
        {"soon_end_answered_on": "2026-12-01"},
        {"meeting_need_answered_on": "2026-12-01"},
        {"dialogue_2_demanded_on": "2026-04-21"},
        {"dialogue_3_demanded_on": "2026-04-21"},
        {"last_contact": "2026-04-21"},
        {"screening_asked_on": "2026-04-21"},
    ],
)
def test_what_happens_later_is_neither_reckoned_with_nor_told(later: dict[str, str]) -> None:
    assert points(ON, **later) == points()


def test_answers_and_questions_that_come_later_are_not_known() -> None:
    good = {"answer_return": "very_likely", "answer_cooperation": "good", "answer_duration": "under_26_weeks"}
    for later in ({"screening_asked_on": "2026-04-21"}, {"answered_on": "2026-04-21", **good}):
        told, plain = ask(
            "screening",
            *({"person": "p", "facts": [B], "about": about} for about in (later, {})),
            on=ON,
            explain=True,
        )
        assert told == plain
        assert plain["segment"] is None


def test_a_plan_that_is_shared_later_is_not_known() -> None:
    job = {"employer": "1", "plan_asked_on": "2026-04-15"}
    lines = (
        {"person": "p", "facts": [B], "employments": [job | more]} for more in ({"plan_shared_on": "2026-04-21"}, {})
    )
    told, plain = ask("stoppoints", *lines, on=ON, explain=True)
    assert told == plain


OLD = {"birth_date": "1958-06-01"}


@pytest.mark.parametrize(
    ("name", "about", "code", "words"),
    [
        ("end", {}, "stop_point.end", "i 248 dager"),
        ("end", OLD, "stop_point.end.fewer_by_age", "Fra fylte 67 år gis sykepenger i høyst 60 dager."),
        ("end", {"birth_date": "1956-03-01"}, "stop_point.end.by_age", "Fra fylte 70 år"),
        ("end", {"max_date": "2026-06-30"}, "stop_point.end.received", "30. juni 2026"),
        ("end", {"max_date": "2026-06-30", **OLD}, "stop_point.end.received", "30. juni 2026"),
        ("dialogue_2", {}, "stop_point.dialogue_2", "innen uke 26"),
        ("dialogue_2", {"dialogue_2_demanded_on": "2026-03-01"}, "stop_point.dialogue_2.demanded", "1. mars 2026"),
        # Demanded so late that the week comes first.
        ("dialogue_2", {"dialogue_2_demanded_on": "2026-06-07"}, "stop_point.dialogue_2", "innen uke 26"),
        ("measures", {}, "stop_point.measures.at_the_end", "senest når sykepengene tar slutt"),
    ],
)
def test_a_point_says_which_number_or_day_it_comes_from(
    name: str, about: dict[str, str], code: str, words: str
) -> None:
    point = points(date(2026, 6, 8), **about)[name]
    assert (point["reason"], point["why"]["code"]) == (code, code)
    assert words in point["why"]["words"]
    assert point["state"] in {"future", "open", "due", "overdue"}


def test_days_that_earlier_absence_has_used_are_told() -> None:
    before = fact("2025-01-01", "2025-09-30", employer="1")
    (answer,) = ask("stoppoints", {"person": "p", "facts": [before, B]}, on=ON, explain=True)
    (end,) = (point for point in answer["stop_points"] if point["kind"] == "end")
    left = end["why"]["facts"]["sick_pay_days_left"]
    assert 0 < left < 248
    assert end["reason"] == "stop_point.end.used_before"
    assert f"{left} av dem igjen" in end["why"]["words"]


@pytest.mark.parametrize(
    "name", ["dialogue_2_candidate", "soon_end", "soon_end_silence", "extended_note_3", "hit_check"]
)
def test_what_is_to_come_is_not_told_as_if_it_had_come(name: str) -> None:
    before = points(ON, **({"answer_duration": "under_26_weeks"} if name == "hit_check" else {}))[name]
    assert before["state"] in {"future", "open"}
    assert before["why"]["words"].startswith(("Hvis ", "Når ", "Personen svarte under 26 uker. Hvis "))


def test_the_days_until_nav_gets_in_touch_are_those_that_are_told() -> None:
    found = points()
    told = found["soon_end_silence"]["why"]["parameters"]
    between = date.fromisoformat(found["soon_end_silence"]["due"]) - date.fromisoformat(found["soon_end"]["due"])
    assert between.days == told["soon_end_silence_days"] + told["stop_point_window_days"]


def test_the_order_says_whose_deadline_it_was_and_what_is_pinned() -> None:
    plan = {"task": "a", "person": "p", "kind": "plan", "actor": "employer", "nature": "law", "due": "2026-04-01"}
    pinned = {"task": "b", "person": "p", "kind": "plan_b", "nature": "method", "due": "2026-09-01", "pinned": True}
    (answer,) = ask("order", {"list": "x", "tasks": [plan | {"followed": True}, pinned]}, on=ON, explain=True)
    first, second = (task["why"] for task in answer["tasks"])
    assert first["words"].startswith("Festet øverst")
    assert first["changes"] == ["At oppgaven ikke lenger er festet."]
    assert second["words"].startswith("Arbeidsgiverens frist i loven var 1. april 2026.")


def test_what_would_settle_a_point_is_among_its_changes() -> None:
    found = points(ON, last_contact="2026-04-01")
    for name, change in (
        ("extended_note_2", "At sykmelderen svarer på de utdypende spørsmålene."),
        ("soon_end", "At personen svarer."),
        ("meeting_need", "At personen svarer."),
        ("activity_requirement", "At sykmeldingen er gradert."),
        ("silence", "At det blir en samtale."),
    ):
        assert change in found[name]["why"]["changes"]
    assert "At fraværet begynte en annen dag." not in found["silence"]["why"]["changes"]
    settled = points(ON, elaborated_on="2026-04-20")["extended_note_2"]
    assert settled["why"]["changes"] == ["At sykmelderen ikke hadde svart på de utdypende spørsmålene."]


@pytest.mark.parametrize(
    ("tool", "line", "changes"),
    [
        ("contact", {"case": "c5", "last_contact": "2026-04-01"}, ["At behovet blir vurdert."]),
        ("contact", {"case": "c6", "died_on": "2026-04-01"}, ["Ingenting."]),
        (
            "factors",
            {"case": "c", "birth_date": "1985-05-01", "portfolio": 10},
            ["At personen får AAP eller oppfølging etter nav-loven § 14 a.", "At porteføljen er på minst 80."],
        ),
        (
            "sharing",
            {"question": "q", "reader": "employer_leader", "item": "sick_note"},
            ["At det gjaldt et arbeidsforhold hos denne arbeidsgiveren."],
        ),
        (
            "sharing",
            {"question": "q", "reader": "leader", "item": "figures"},
            ["At regelverket nevner det for denne leseren."],
        ),
    ],
)
def test_every_reason_says_what_would_change_it(tool: str, line: dict[str, Any], changes: list[str]) -> None:
    (answer,) = ask(tool, line, on=ON, explain=True)
    reasons = {why["code"]: why for why in answer["why"] if why["code"] in answer["reasons"]}
    assert [change for code in answer["reasons"] for change in reasons[code]["changes"]] == changes
    assert all(why["words"] for why in answer["why"])
