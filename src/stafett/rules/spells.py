"""`spells`: facts about days -> absence spells (2-domain: section 2; navikt 3.1)."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from stafett.core.course import explain_spell
from stafett.core.spells import employers_of, spell_frame
from stafett.rules.people import Employers, PersonFacts, spells_of
from stafett.rules.tool import Asked, Part, Tool


class SpellAnswer(Part):
    """One absence spell, seen from the day asked about; days after it never count."""

    start: date
    end: date
    """The last day known to be sick."""
    sick_days: int
    weeks: int
    """Whole weeks of duration: sick days and days between, without well days."""
    graded_at_end: bool
    employed_at_end: bool
    employers: tuple[str, ...]
    why: dict[str, Any] | None = None
    """Why the spell goes on, or why it is over."""


class SpellsAnswer(Part):
    """A person's spells that have begun, the oldest first."""

    person: str
    spells: tuple[SpellAnswer, ...]
    recurrent: bool
    """Whether the newest spell is a recurrent absence."""


def _answer(lines: Sequence[PersonFacts], asked: Asked) -> list[dict[str, Any]]:
    employers = Employers()
    spells = spells_of(lines, employers, asked)
    answers: list[dict[str, Any]] = [{"person": line.person, "spells": [], "recurrent": False} for line in lines]
    names = employers_of(spells).to_list()
    for row in spell_frame(spells, on=asked.on, law=asked.law).iter_rows(named=True):
        if not row["started"]:
            continue
        answer = answers[row["person"]]
        answer["recurrent"] = row["recurrent"]
        answer["spells"].append({
            "start": row["first_day"],
            "end": row["last_day"],
            "sick_days": row["sick_days"],
            "weeks": row["weeks"],
            "graded_at_end": 0 < row["grade"] < 100,
            "employed_at_end": row["employed"],
            "employers": sorted(employers.name(number) for number in names[row["spell"]] if number),
            **asked.told(partial(explain_spell, row, asked.law)),
        })  # fmt: skip
    return answers


SPELLS = Tool("spells", PersonFacts, SpellsAnswer, _answer)
