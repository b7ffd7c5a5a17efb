"""Absence spells: one definition, for one person and for everybody."""

from stafett.core.spells.facts import FULL, NO_EMPLOYER, Facts, Source, What
from stafett.core.spells.frames import (
    HasNumber,
    Run,
    employers_of,
    employment_frame,
    passes_week,
    spell_frame,
    spell_runs,
)
from stafett.core.spells.kernel import find_spells
from stafett.core.spells.spell import NO_DAY, Spells

__all__ = [
    "FULL",
    "NO_DAY",
    "NO_EMPLOYER",
    "Facts",
    "HasNumber",
    "Run",
    "Source",
    "Spells",
    "What",
    "employers_of",
    "employment_frame",
    "find_spells",
    "passes_week",
    "spell_frame",
    "spell_runs",
]
