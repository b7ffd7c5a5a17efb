"""What person, employer and issuer must do, may do and can ask for in a week of an absence, as data (S2:L1345)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from stafett.core.references import law_of

FILE: Final = Path(__file__).resolve().parent / "guidance.yaml"
READERS: Final = ("person", "employer", "issuer")
KINDS: Final = ("must", "may", "ask")
"""In the order in which they are shown; the headings are `guidance_<reader>.<kind>`."""
CONDITIONS: Final = ("employed", "full", "graded")
CODES: Final = (
    "person_plan",
    "person_say_work",
    "person_meeting_1",
    "person_activity",
    "person_meeting_2",
    "person_apply",
    "person_keep_health",
    "person_bring",
    "person_doctor",
    "person_graded",
    "person_new_job",
    "person_ask_leader",
    "person_ask_nav",
    "person_ask_meeting",
    "employer_adapt",
    "employer_plan",
    "employer_share",
    "employer_meeting_1",
    "employer_keep_plan",
    "employer_send_nav",
    "employer_meeting_2",
    "employer_contact",
    "employer_health_service",
    "employer_ask_nav",
    "employer_ask_meeting",
    "issuer_work_first",
    "issuer_elaborate",
    "issuer_activity",
    "issuer_to_employer",
    "issuer_meeting",
    "issuer_ask_nav",
    "issuer_ask_plan",
)
"""Those that have texts, `guidance.<code>`; the file holds exactly these."""
_FULL: Final = 100


class GuidanceError(ValueError):
    """The file cannot be used. Says which entry, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing that somebody must do, may do or can ask for, with where that stands."""

    code: str
    who: str
    kind: str
    first_week: int
    last_week: int
    when: tuple[str, ...]
    reference: str
    in_force_from: date
    in_force_until: date | None = None

    @property
    def law(self) -> str:
        """The sections of law it follows from, for those who read it; the lines of the reports stand in the data."""
        return law_of(self.reference)

    def holds(self, stage: Stage, on: date) -> bool:
        """Whether it is said on the day, at this stage of the absence."""
        in_force = self.in_force_from <= on and (self.in_force_until is None or on <= self.in_force_until)
        return in_force and self.first_week <= stage.weeks <= self.last_week and stage.facts.issuperset(self.when)


@dataclass(frozen=True, slots=True)
class Stage:
    """How far an absence has come: whole weeks since its first day, and which of CONDITIONS hold."""

    weeks: int
    facts: frozenset[str]


def stage_of(first_day: date, on: date, *, grade: int | None, employed: bool) -> Stage:
    """The stage on a day. Without a known grade nothing is said that depends on one."""
    holds = {"employed": employed, "full": grade == _FULL, "graded": grade is not None and grade < _FULL}
    return Stage((on - first_day).days // 7, frozenset(name for name, held in holds.items() if held))


def guidance_for(reader: str, stage: Stage, on: date) -> list[tuple[str, list[Advice]]]:
    """What is said to one of READERS, by kind, in the order of KINDS; kinds with nothing to say are left out."""
    said = [one for one in all_guidance() if one.who == reader and one.holds(stage, on)]
    by_kind = [(kind, [one for one in said if one.kind == kind]) for kind in KINDS]
    return [(kind, found) for kind, found in by_kind if found]


@cache
def all_guidance() -> Sequence[Advice]:
    """Everything in the file, checked. Raises GuidanceError."""
    return read_guidance(FILE.read_text("utf-8"))


def read_guidance(source: str) -> Sequence[Advice]:
    """The entries of a file's text. Raises GuidanceError for an unknown word, weeks in the wrong order, or no text."""
    rows = [_advice(row) for row in yaml.safe_load(source)["guidance"]]
    codes = [one.code for one in rows]
    if unknown := sorted(set(codes) ^ set(CODES)):
        raise GuidanceError(f"{unknown[0]}: the file and the codes that have texts differ.")
    if len(set(codes)) < len(codes):
        raise GuidanceError("A code stands twice.")
    return rows


def _advice(row: Mapping[str, Any]) -> Advice:
    given = dict(row)
    code = str(given.get("code", "?"))
    try:
        first, last = given.pop("weeks")
        found = Advice(first_week=first, last_week=last, when=tuple(given.pop("when", ())), **given)
    except (KeyError, TypeError, ValueError) as error:
        raise GuidanceError(f"{code}: {error}") from None
    if found.who not in READERS or found.kind not in KINDS or not set(found.when) <= set(CONDITIONS):
        raise GuidanceError(f"{code}: unknown reader, kind or condition.")
    if not 0 <= first <= last:
        raise GuidanceError(f"{code}: the first week comes after the last one.")
    if not found.reference.strip():
        raise GuidanceError(f"{code}: no reference.")
    return found
