"""What the benchmarks compare answers the same, and a peer that answers otherwise is found out."""

from typing import Any

import numpy as np
import pytest

from benchmarks.peers import plain
from benchmarks.peers.check import OtherAnswersError, check
from benchmarks.peers.task import Answers


def test_plain_python_answers_as_the_rules_do() -> None:
    check("plain Python", plain, 2_000)


class OneDayLate:
    """Plain Python with one day wrong."""

    def __getattr__(self, name: str) -> Any:
        return getattr(plain, name)

    def told(self, solved: Any) -> Answers:
        answers = plain.told(solved)
        days = np.array(answers.days)
        days[7, 0] += 1
        return Answers(days, answers.segments)


def test_a_peer_that_is_a_day_late_is_not_measured() -> None:
    with pytest.raises(OtherAnswersError, match="1 other days, first activity_info of row 7"):
        check("late", OneDayLate(), 100)
