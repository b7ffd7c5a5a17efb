"""Which case is which spell. Spells are made anew from the notes each time; cases stay."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from stafett.cases.evaluation.rows import CaseRow
from stafett.cases.models import Case

MATCHED_BY = (
    "spell", "person", "first_day", "last_day", "sick_days", "well_days", "grade", "employed", "closes_on",
)  # fmt: skip
SpellRow = dict[str, Any]
"""One row of `core.spells.spell_frame`; the columns of `MATCHED_BY`."""


@dataclass(slots=True)
class Matched:
    """What became of spells and cases: pairs, spells without a case, and cases whose days are gone."""

    pairs: list[tuple[SpellRow, CaseRow]]
    new: list[SpellRow]
    orphans: list[CaseRow]


def match(spells: Iterable[SpellRow], cases: Iterable[CaseRow]) -> Matched:
    """Finds each spell's case by common days.

    The newest spell chooses first, and prefers the open case: that is where the work is. When late notes join two
    spells, the other case is an orphan; when a cancellation splits one, the older part becomes a new case.
    """
    by_person: dict[int, list[CaseRow]] = defaultdict(list)
    for case in cases:
        by_person[case.person_id].append(case)
    matched = Matched([], [], [])
    for spell in sorted(spells, key=lambda row: (row["person"], row["first_day"]), reverse=True):
        candidates = by_person[spell["person"]]
        found = _best(candidates, spell["first_day"], spell["last_day"])
        if found is None:
            matched.new.append(spell)
        else:
            candidates.remove(found)
            matched.pairs.append((spell, found))
    matched.orphans = [case for left in by_person.values() for case in left]
    matched.new.reverse()
    return matched


def _best(cases: Sequence[CaseRow], first: date, last: date) -> CaseRow | None:
    overlapping = [case for case in cases if case.first_day <= last and first <= case.last_day]
    return min(overlapping, key=_preference, default=None)


def _preference(case: CaseRow) -> tuple[bool, bool, int]:
    # One whose days another case has taken over does not take them back when that one closes.
    return not case.is_open, case.closed_why == Case.ClosedWhy.WITHDRAWN, case.id
