"""Why Nav has a task that follows from screening, a request, a hand-over or an adviser's own wish."""

from __future__ import annotations

from datetime import date

import pytest

from stafett.core.duties import explain_duty
from stafett.core.parameters import LocalValue, default_law
from stafett.core.reasons import Reason

SINCE, DUE = date(2026, 3, 2), date(2026, 3, 9)


@pytest.mark.parametrize(
    ("kind", "reference", "name", "value"),
    [
        ("confirm", "S0:L1733", "confirm_working_days", 3),
        ("mapping", "S0:L263", "mapping_first_contact_days", 14),
        ("answer_request", "S2:L1231", "request_answer_working_days", 5),
        ("accept_handover", "S0:L1733", "handover_answer_working_days", 3),
        ("handover_returned", "S0:L375", "handover_returned_working_days", 2),
        ("meeting_outcome", "S4:L836", "meeting_outcome_working_days", 2),
    ],
)
def test_a_duty_says_since_when_and_by_which_number(kind: str, reference: str, name: str, value: int) -> None:
    facts = {"since": "2026-03-02", "due": "2026-03-09"}
    expected = Reason(f"duty.{kind}", f"duty.{kind}", reference, facts, {name: value})
    assert explain_duty(kind, SINCE, DUE, default_law()) == expected


@pytest.mark.parametrize(
    ("kind", "reference"),
    [("follow_up", "NAV:7"), ("meeting_adviser", "S1:L1463"), ("meeting_after_end", "S4:L836")],
)
def test_what_was_agreed_on_has_no_number_behind_it(kind: str, reference: str) -> None:
    facts = {"since": "2026-03-02", "due": "2026-03-09"}
    expected = Reason(f"duty.{kind}", f"duty.{kind}", reference, facts, {})
    assert explain_duty(kind, SINCE, DUE, default_law()) == expected


def test_the_number_is_the_offices_own_on_the_day_it_began() -> None:
    law = default_law().with_local_values([LocalValue("0301", "confirm_working_days", SINCE, 2)])
    days = [(SINCE, "0301"), (SINCE, "0302"), (date(2026, 3, 1), "0301")]
    found = [explain_duty("confirm", since, DUE, law, office).parameters for since, office in days]
    assert found == [{"confirm_working_days": number} for number in (2, 3, 3)]


def test_another_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        explain_duty("coffee", SINCE, DUE, default_law())
