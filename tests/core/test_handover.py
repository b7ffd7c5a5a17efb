"""The days of a hand-over, counted in working days, by the office's own number where it has one."""

from __future__ import annotations

from datetime import date

import pytest

from stafett.core.handover import handover_answer_due, handover_returned_due
from stafett.core.parameters import LocalValue, default_law

LAW = default_law().with_local_values(
    [
        LocalValue("0301", "handover_answer_working_days", date(2026, 1, 1), 1),
        LocalValue("0301", "handover_returned_working_days", date(2026, 1, 1), 5),
    ]
)


@pytest.mark.parametrize(
    ("begins", "office", "answer", "returned"),
    [
        ("2026-03-02", None, "2026-03-05", "2026-03-04"),
        ("2026-03-06", None, "2026-03-11", "2026-03-10"),  # over a weekend
        ("2026-04-01", None, "2026-04-09", "2026-04-08"),  # over Easter
        ("2026-03-02", "0301", "2026-03-03", "2026-03-09"),
        ("2025-12-30", "0301", "2026-01-05", "2026-01-02"),  # before the office had a number of its own
    ],
)
def test_an_offer_and_a_return_have_their_day(begins: str, office: str | None, answer: str, returned: str) -> None:
    day = date.fromisoformat(begins)
    assert handover_answer_due(day, LAW, office) == date.fromisoformat(answer)
    assert handover_returned_due(day, LAW, office) == date.fromisoformat(returned)
