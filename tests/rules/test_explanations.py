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
