"""What helps an employer who writes a plan, as data: what can be adapted by kind of work, and what they may ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from stafett.core.references import law_of

FOLDER: Final = Path(__file__).resolve().parent
WORK_KINDS: Final = ("any", "physical", "care", "school", "shop", "office", "driving")
ACCOMMODATIONS: Final = (
    "shorter_days",
    "flexible_hours",
    "some_tasks_only",
    "other_work",
    "no_heavy_lifting",
    "two_together",
    "aids",
    "rotate_tasks",
    "sit_and_stand",
    "quiet_room",
    "work_from_home",
    "fewer_meetings",
    "not_alone",
    "behind_the_counter",
    "smaller_groups",
    "shorter_trips",
    "no_night_shifts",
)
ASKING: Final = (
    "tasks_possible",
    "adaptation",
    "how_long",
    "take_part",
    "diagnosis",
    "treatment",
    "issuer",
    "write_health",
)
"""The codes that have texts; each file holds exactly these."""


@dataclass(frozen=True, slots=True)
class Accommodation:
    """Something that can be adapted, in the kinds of work that it suits."""

    code: str
    kinds: Sequence[str]
    reference: str
    in_force_from: date
    in_force_until: date | None = None

    @property
    def law(self) -> str:
        """The sections of law it follows from, for those who read it."""
        return law_of(self.reference)


@dataclass(frozen=True, slots=True)
class Question:
    """Something that an employer may ask about (`allowed`), or may not."""

    code: str
    allowed: bool
    reference: str
    in_force_from: date
    in_force_until: date | None = None

    @property
    def law(self) -> str:
        """The sections of law it follows from, for those who read it."""
        return law_of(self.reference)


def accommodations_on(on: date) -> list[tuple[str, list[Accommodation]]]:
    """What can be suggested on a day, by kind of work, in the order of WORK_KINDS."""
    offered = [one for one in _accommodations() if _in_force(one, on)]
    by_kind = [(kind, [one for one in offered if kind in one.kinds]) for kind in WORK_KINDS]
    return [(kind, found) for kind, found in by_kind if found]


def questions_on(on: date, *, allowed: bool) -> list[Question]:
    """What may be asked on a day, or may not."""
    return [one for one in _questions() if one.allowed == allowed and _in_force(one, on)]


@cache
def _accommodations() -> tuple[Accommodation, ...]:
    """Raises ValueError for one without texts, or of a kind of work without a name."""
    rows = _rows("accommodations", ACCOMMODATIONS)
    if unknown := {kind for row in rows for kind in row["kinds"]} - set(WORK_KINDS):
        raise ValueError(f"accommodations.yaml has an unknown kind of work: {min(unknown)}")
    return tuple(Accommodation(**row) for row in rows)


@cache
def _questions() -> tuple[Question, ...]:
    return tuple(Question(**row) for row in _rows("asking", ASKING))


def _rows(name: str, codes: Sequence[str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))[name]
    if sorted(row["code"] for row in rows) != sorted(codes):
        raise ValueError(f"{name}.yaml and the codes that have texts differ.")
    return rows


def _in_force(one: Accommodation | Question, on: date) -> bool:
    return one.in_force_from <= on and (one.in_force_until is None or on <= one.in_force_until)
