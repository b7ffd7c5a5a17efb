"""The states that are rare or hard to show, each given to some persons on purpose.

Everything that a screen can show is in the region whatever its size: a trait says what the person must be and how the
absence that is running on the region's day must lie. Random life around it goes on as for everybody.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Trait:
    """`day`: which day of the absence the region's day is (0: none is running, it ended). `more`: days that follow.

    `wants` is what the person must be (population), `style` how the notes lie (notes), `acts` what the person or the
    advisers do (behaviour). All belong to the office that asks at the ordinary week.
    """

    name: str
    day: int
    more: int = 60
    style: str = ""
    wants: str = ""
    acts: str = ""
    protection: str = "none"
    language: str = ""


_PERSONAL: Final = (
    Trait("several_employers", 45, wants="several_employers", style="uneven_jobs"),
    Trait("no_employer", 40, wants="no_employer"),
    Trait("no_employer_due", 28, wants="no_employer"),
    Trait("no_employer_decision", 84, wants="no_employer"),
    Trait("self_employed", 60, wants="self_employed"),
    Trait("confidential", 62, protection="confidential"),
    Trait("strictly_confidential", 66, protection="strictly_confidential"),
    Trait("shielded", 64, protection="shielded"),
    Trait("not_digital", 61, wants="not_digital", acts="silent"),
    Trait("pregnant", 60, wants="pregnant"),
    Trait("age_67", 59, wants="age_67"),
    Trait("disability", 63, wants="disability"),
    Trait("died", 50, wants="died"),
    Trait("decision", 70, wants="decision"),
    Trait("nynorsk", 58, language="nn", acts="waits"),
    Trait("english", 58, language="en", acts="waits"),
)
_NOTES: Final = (
    Trait("overlapping", 50, style="overlapping"),
    Trait("backdated", 35, style="backdated"),
    Trait("corrected", 40, style="corrected"),
    Trait("corrected_first", 40, style="corrected_first"),
    Trait("cancelled", 20, style="cancelled"),
    Trait("gap", 75, style="gap"),
    Trait("graded_all_along", 80, style="graded_all_along"),
    Trait("waiting", 30, style="waiting"),
    Trait("treatment_days", 40, style="treatment_days"),
    Trait("travel_subsidy", 40, style="travel_subsidy"),
    Trait("help_at_once", 25, style="help_at_once", acts="unanswered"),
    Trait("chiropractor", 86, style="chiropractor"),
    Trait("recurrent", 65, style="recurrent", acts="cared_for"),
    Trait("fit_soon", 57, more=3, style="fit_soon"),
    Trait("just_ended", 0, more=0),
)
_SCREENING: Final = (
    Trait("asked_today", 57, acts="waits"),
    Trait("reminded", 66, acts="waits"),
    Trait("silent", 73, acts="silent"),
    Trait("prefer_not", 68, acts="prefer_not"),
    Trait("cared_for_to_confirm", 62, acts="cared_for_waits"),
    Trait("cared_for", 90, acts="cared_for"),
    Trait("to_map", 75, acts="unlikely"),
    Trait("confirm_overdue", 74, acts="forgotten"),
    Trait("changed_answer", 85, acts="changed"),
    Trait("by_telephone", 70, wants="not_digital", acts="by_telephone"),
    Trait("help_open", 44, acts="help_open"),
    Trait("help_overdue", 52, acts="help_overdue"),
    Trait("help_answered", 47, acts="help_answered"),
)
# Day 7N is the last day "within week N", day 7N + 1 the one on which week N is passed.
_STOP_WEEKS: Final = (4, 6, 7, 8, 12, 16, 17, 26, 39, 44, 52)
_STOP_POINTS: Final = tuple(
    Trait(f"week_{week}{when}", min(7 * week + after, 364), more=0 if week == 52 else 60)
    for week in _STOP_WEEKS
    for after, when in ((-1, "_tomorrow"), (0, ""), (1, "_passed"))
)

TRAITS: Final = (*_PERSONAL, *_NOTES, *_SCREENING, *_STOP_POINTS)
_PERSONS_PER_ROUND: Final = 3000


def traits_of(persons: int) -> tuple[Trait, ...]:
    """One person for each trait, more in a large region; fewer than all only in regions too small for them."""
    rounds = max(1, persons // _PERSONS_PER_ROUND)
    return (TRAITS * rounds)[:persons]
