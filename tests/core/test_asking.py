"""By when a specialist's answer is expected."""

from __future__ import annotations

from datetime import date

from stafett.core.asking import specialist_answer_due
from stafett.core.parameters import LocalValue, default_law

MONDAY = date(2026, 3, 2)


def test_an_answer_is_expected_within_working_days_the_offices_own_where_it_has_them() -> None:
    law = default_law()
    assert specialist_answer_due(MONDAY, law) == date(2026, 3, 16)
    own = law.with_local_values([LocalValue("0101", "specialist_answer_working_days", MONDAY, 5)])
    assert specialist_answer_due(MONDAY, own, "0101") == date(2026, 3, 9)
