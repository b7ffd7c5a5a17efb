"""`screening`: a person -> whom to ask, segment and risk signals, with every reason (2-domain: section 4)."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Literal

from stafett.core.screening import explain_screening, risk_signals, segment, who_to_ask
from stafett.rules.people import Employers, PersonLine, newest_spells, spells_of
from stafett.rules.tool import Asked, Part, Tool


class ScreeningAnswer(Part):
    """What is to be done about the three questions, and what the answers say."""

    person: str
    outcome: Literal["ask", "bypass", "not_asked", "needs_mapping", "wait"] | None
    """None where no spell has begun."""
    segment: Literal["care_in_place", "needs_mapping", "bypass", "awaiting_answer"] | None
    reasons: tuple[str, ...]
    """Of the segment: every condition that failed; of the outcome where there is no segment."""
    risk_signals: tuple[str, ...]
    """They order those who have not answered, and never change a segment."""
    why: tuple[dict[str, Any], ...] | None = None


def _answer(lines: Sequence[PersonLine], asked: Asked) -> list[dict[str, Any]]:
    answers: list[dict[str, Any]] = [
        {"person": line.person, "outcome": None, "segment": None, "reasons": [], "risk_signals": []} for line in lines
    ]
    frame = newest_spells(lines, spells_of(lines, Employers(), asked), asked)
    if not frame.height:
        return answers
    whom = who_to_ask(frame, asked.law, asked.on)
    judged = risk_signals(segment(whom.drop("reasons"), asked.law, asked.on), asked.law, asked.on)
    for row, of_outcome in zip(judged.iter_rows(named=True), whom.get_column("reasons").to_list(), strict=True):
        reasons = row["reasons"] or of_outcome
        answers[row["person"]] |= {
            "outcome": row["outcome"],
            "segment": row["segment"],
            "reasons": reasons,
            "risk_signals": row["risk_signals"],
        } | _why([*reasons, *row["risk_signals"]], row, asked)
    return answers


def _why(codes: Sequence[str], row: dict[str, Any], asked: Asked) -> dict[str, Any]:
    return asked.all_told(partial(explain_screening, code, row, asked.law, asked.on) for code in codes)


SCREENING = Tool("screening", PersonLine, ScreeningAnswer, _answer)
