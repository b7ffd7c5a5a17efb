"""What each of the others can see of the person, told from the table of sharing itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from stafett.access.sharing import Question, Shown, seen_by
from stafett.cases.law import law_in_force
from stafett.cases.models import Case

READERS = ("employer_leader", "employer_hr", "issuer", "unit", "benefit_line", "specialist")
"""Those of the table who may meet a person's case by themselves; texts `person.reader.<name>`."""
ITEMS = (
    "sick_note",
    "diagnosis",
    "own_words",
    "follow_up_plan",
    "meeting",
    "request",
    "message",
    "thread",
    "screening_answers",
    "segment",
    "mapping",
    "factors",
    "category",
    "planned_follow_up",
    "adviser_record",
    "contact_wishes",
    "specialist_question",
    "referral",
)
"""What the table has about one person that others may be given; texts `person.shared_item.<name>`."""
FIELDS = (
    "agenda", "answer", "answers", "can_do", "category", "companions", "date", "dates", "diagnosis", "duty",
    "duty_date", "duty_status", "employer", "facts", "free_text", "grade", "health", "interval", "issuer",
    "issuer_text", "judgements", "measures", "minutes", "note", "own_task", "own_words", "pace", "plan", "reasons",
    "recipients", "request", "risk_signals", "segment", "sender", "service", "status", "text", "themes", "time",
    "who_comes",
)  # fmt: skip
"""The fields of those items in words that a sick-listed person would use; texts `person.field.<name>`."""
_LACKS = "sharing.without."
CONDITIONS = (
    "needed",
    "invited",
    "own_request",
    "recipient",
    "basis_recorded",
    "shared_with_employer",
    "shared_with_issuer",
    "shared_with_nav",
)
"""What may open something later; texts `person.sees_if.<name>`."""


@dataclass(frozen=True, slots=True)
class Sees:
    """One item as a reader has it: the fields seen now, and what would open more of it."""

    item: str
    fields: tuple[str, ...]
    whole: bool
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """What one reader sees now, may come to see, and cannot see."""

    name: str
    now: tuple[Sees, ...]
    later: tuple[Sees, ...]
    never: tuple[Sees, ...]


def readers_of(case: Case | None, on: date, shared: Mapping[str, Mapping[str, Any]]) -> Iterator[Reader]:
    """Each of READERS. `shared`: conditions that hold for an item by what the person has shared, by item."""
    law = law_in_force()
    common = _facts(case)
    for reader in READERS:
        questions = [Question(item, {**common, **shared.get(item, {})}) for item in ITEMS]
        seen = [_sees(shown) for shown in seen_by(reader, questions, law, on)]
        yield Reader(
            reader,
            now=tuple(one for one in seen if one.fields),
            later=tuple(one for one in seen if not one.fields and one.conditions),
            never=tuple(one for one in seen if not one.fields and not one.conditions),
        )


def _facts(case: Case | None) -> dict[str, Any]:
    """What holds for whoever is that reader: the employer of the absence, who wrote the note, who holds the case."""
    facts: dict[str, Any] = {"own_employment": True, "own_note": True, "own_unit": True}
    if case is not None:
        facts["basis_recorded"] = case.person.home_unit.screening_basis_recorded_on is not None
        facts["spell_last_day"] = case.last_day if case.state == Case.State.CLOSED else None
    return facts


def _sees(shown: Shown) -> Sees:
    codes = [reason.code.removeprefix(_LACKS) for reason in shown.reasons if reason.code.startswith(_LACKS)]
    return Sees(shown.item, shown.fields, not shown.withheld, tuple(code for code in codes if code in CONDITIONS))
