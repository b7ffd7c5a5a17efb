"""From facts to absence spells, for one person or for everybody, without ever making a row per day.

The facts are cut where any fact about the same person and employer begins or ends. In each piece the
strongest fact decides. The pieces of a person's employers are then cut against each other in the same way:
sick from one employer is sick, worked is worked only when every employer with a fact that day says so. What
remains is runs of sickness and of holiday, and a spell ends where `gap_days` days or more lie between two
sick runs.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from stafett.core.spells.facts import FULL, NO_EMPLOYER, Array, Facts, What
from stafett.core.spells.spell import DAY_BITS, FIRST_DAY, NO_DAY, Spells, keys_of

# Among facts of one source recorded at the same moment the one further right decides, and among equals the
# higher grade. Nothing can be left to tell two facts apart after that, so neither order of arrival nor id
# matters.
_CLASSES = (
    What.WAITING,
    What.TRAVEL_SUBSIDY,
    What.TREATMENT_DAYS,
    What.TREATMENT_DAY,
    What.EMPLOYER_PERIOD,
    What.OTHER_ABSENCE,
    What.SELF_CERTIFIED,
    What.SICK,
    What.HOLIDAY,
    What.LEAVE,
    What.WORK,
)
_ABSENCES = (What.SICK, What.SELF_CERTIFIED, What.OTHER_ABSENCE, What.EMPLOYER_PERIOD)
_HOLIDAYS = (What.HOLIDAY, What.LEAVE)

_CLASS_OF = np.zeros(max(What) + 1, np.int64)
for _rank, _what in enumerate(_CLASSES):
    _CLASS_OF[_what] = _rank
_UNGRADED_ABSENCE = np.isin(np.arange(max(What) + 1), [what for what in _ABSENCES if what != What.SICK])

_WELL, _HOLIDAY, _SICK = 0, 1, 2
_STATE_OF_CLASS = np.array(
    [_SICK if what in _ABSENCES else _HOLIDAY if what in _HOLIDAYS else _WELL for what in _CLASSES], np.int64
)

# A fact's strength in one integer: source, time, class, grade. 49 bits of microseconds are 17 years.
_GRADE_BITS, _CLASS_BITS, _TIME_BITS = 7, 4, 49
_GRADE_MASK, _CLASS_MASK = (1 << _GRADE_BITS) - 1, (1 << _CLASS_BITS) - 1


def find_spells(facts: Facts, *, gap_days: int) -> Spells:
    """The absence spells in `facts`, by person and first day; `gap_days` well days in a row end one.

    The same facts in any order, repeated, or cut into several give the same arrays. Days to come are treated
    like days gone; what is asked of the spells afterwards says up to which day.
    """
    if gap_days < 1:
        raise ValueError("spells.gap_days_must_be_positive")
    # Together by person and employer: searching near where one just searched is four times as fast.
    order = np.lexsort((facts.employer, facts.person))
    pair, person_of, employer_of = _pairs(facts.person[order], facts.employer[order])
    persons, owner_of = _dense(person_of)
    decided = _decide(facts, order, pair)
    runs = _count_holidays(_runs_of_persons(decided, owner_of, employer_of))
    opens = _opens(runs, gap_days)
    starts = np.flatnonzero(opens)
    ends = np.append(starts, len(opens))[1:] - 1
    return Spells(
        gap_days,
        persons[runs.owner[starts]],
        runs.first[starts].astype(np.int32),
        (runs.end[ends] - 1).astype(np.int32),
        *_tile(runs, opens),
        *_jobs(decided, owner_of, employer_of, runs.owner[starts], runs.first[starts]),
    )


def _changes(*columns: Array) -> Array:
    """True on the first row and on each row that differs from the one before in any column."""
    new = np.zeros(len(columns[0]), bool)
    new[:1] = True
    for column in columns:
        new[1:] |= column[1:] != column[:-1]
    return new


def _dense(ids: Array) -> tuple[Array, Array]:
    """Distinct values of sorted `ids`, and each id's place among them."""
    new = _changes(ids)
    return ids[new], np.cumsum(new) - 1


def _pairs(person: Array, employer: Array) -> tuple[Array, Array, Array]:
    """Each row's number among the distinct pairs of sorted columns; and the pairs' persons and employers."""
    new = _changes(person, employer)
    return np.cumsum(new) - 1, person[new], employer[new]


def _strength(facts: Facts) -> Array:
    grade = facts.grade.astype(np.int64)
    grade[_UNGRADED_ABSENCE[facts.what] & (grade == 0)] = FULL
    grade[_STATE_OF_CLASS[_CLASS_OF[facts.what]] != _SICK] = 0
    strength = facts.source.astype(np.int64) << _TIME_BITS
    strength += _order_in_time(facts.recorded)
    strength <<= _CLASS_BITS
    strength += _CLASS_OF[facts.what]
    strength <<= _GRADE_BITS
    strength += grade
    return strength


def _order_in_time(recorded: Array) -> Array:
    """Numbers that order like `recorded` and fit into the bits there are."""
    if len(recorded) == 0:
        return recorded
    earliest = int(recorded.min())
    if (int(recorded.max()) - earliest) >> _TIME_BITS:
        return np.unique(recorded, return_inverse=True)[1]
    return recorded - earliest


class _Pieces(NamedTuple):
    """Stretches of days, `end` not included, of owners 0, 1, …: by owner and day, never overlapping."""

    owner: Array
    first: Array
    end: Array
    value: Array


class _Cut:
    """Stretches that may overlap, cut where any of the same owner begins or ends."""

    def __init__(self, owner: Array, first: Array, end: Array) -> None:
        begin_key = keys_of(owner, first)
        end_key = keys_of(owner, end)
        points = np.concatenate((begin_key, end_key))
        points.sort(kind="stable")  # the fast one for what is nearly in order
        self.points = points[_changes(points)]
        piece = np.searchsorted(self.points, begin_key)
        self._count = np.searchsorted(self.points, end_key) - piece
        self._piece = _ranges(piece, self._count)

    def highest(self, values: Array) -> Array:
        """For each piece the highest of the values, 0 or more, that cover it; -1 where nothing does."""
        best = np.full(len(self.points), -1, np.int64)
        np.maximum.at(best, self._piece, np.repeat(values, self._count))
        return best

    def pieces(self, best: Array) -> _Pieces:
        """The covered pieces; neighbours of one value become one.

        A piece reaches to the next point. Nothing covers an owner's last point, so no piece reaches another
        owner.
        """
        starts = _changes(best)
        points, best = self.points[starts], best[starts]
        covered = np.flatnonzero(best >= 0)
        begin, end = points[covered], points[covered + 1]
        return _Pieces(begin >> DAY_BITS, _day_of(begin), _day_of(end), best[covered])


def _day_of(key: Array) -> Array:
    day: Array = (key & ((1 << DAY_BITS) - 1)) + FIRST_DAY
    return day


def _ranges(start: Array, count: Array) -> Array:
    """start[0], start[0] + 1, … (count[0] numbers), then the same for every other row."""
    before = np.cumsum(count) - count
    numbers: Array = np.arange(int(count.sum())) + np.repeat(start - before, count)
    return numbers


def _decide(facts: Facts, order: Array, pair: Array) -> _Pieces:
    """What holds from day to day for each person and employer, as state and grade in one number.

    `pair` belongs to the facts in `order`. Well days are left out: to say that one is well adds nothing to
    saying nothing.
    """
    cut = _Cut(pair, facts.first[order].astype(np.int64), facts.last[order].astype(np.int64) + 1)
    pieces = cut.pieces(cut.highest(_strength(facts)[order]))
    grade = pieces.value & _GRADE_MASK
    state = _STATE_OF_CLASS[(pieces.value >> _GRADE_BITS) & _CLASS_MASK]
    kept = (state == _HOLIDAY) | (grade > 0)
    value = (state << _GRADE_BITS) + grade
    return _Pieces(pieces.owner[kept], pieces.first[kept], pieces.end[kept], value[kept])


def _is_sick(value: Array) -> Array:
    sick: Array = (value >> _GRADE_BITS) == _SICK
    return sick


class _Runs(NamedTuple):
    """Stretches of persons 0, 1, …: by person and day, never overlapping, `end` not included."""

    owner: Array
    first: Array
    end: Array
    sick: Array
    grade: Array
    employed: Array


def _runs_of_persons(decided: _Pieces, owner_of: Array, employer_of: Array) -> _Runs:
    """The employers of each person laid over each other: sick before holiday, higher grade before lower."""
    cut = _Cut(owner_of[decided.owner], decided.first, decided.end)
    has_employer = _is_sick(decided.value) & (employer_of[decided.owner] != NO_EMPLOYER)
    runs = cut.pieces((cut.highest(decided.value) << 1) + cut.highest(has_employer.astype(np.int64)))
    value = runs.value >> 1
    return _Runs(runs.owner, runs.first, runs.end, _is_sick(value), value & _GRADE_MASK, (runs.value & 1) == 1)


def _count_holidays(runs: _Runs) -> _Runs:
    """Sick runs only: holiday that touches sickness before it has become sick, other holiday is gone."""
    row = np.arange(len(runs.owner))
    apart = _changes(runs.owner)
    apart[1:] |= runs.first[1:] != runs.end[:-1]
    block = np.maximum.accumulate(np.where(apart, row, 0))
    sickness = np.maximum.accumulate(np.where(runs.sick, row, -1))
    kept = sickness >= block
    sickness = sickness[kept]
    return _joined(
        _Runs(
            runs.owner[kept],
            runs.first[kept],
            runs.end[kept],
            np.ones(len(sickness), bool),
            runs.grade[sickness],
            runs.employed[sickness],
        )
    )


def _joined(runs: _Runs) -> _Runs:
    """Neighbours that touch and are alike become one run."""
    new = _changes(runs.owner, runs.grade, runs.employed)
    new[1:] |= runs.first[1:] != runs.end[:-1]
    starts = np.flatnonzero(new)
    ends = np.append(starts, len(new))[1:] - 1
    return _Runs(
        runs.owner[starts],
        runs.first[starts],
        runs.end[ends],
        runs.sick[starts],
        runs.grade[starts],
        runs.employed[starts],
    )


def _opens(runs: _Runs, gap_days: int) -> Array:
    """True for each run that opens a spell."""
    opens = _changes(runs.owner)
    opens[1:] |= runs.first[1:] - runs.end[:-1] >= gap_days
    return opens


def _tile(runs: _Runs, opens: Array) -> tuple[Array, Array, Array, Array, Array, Array]:
    """The run columns of Spells: the sick runs with a run of well days wherever a spell has a gap."""
    late = ~opens
    late[1:] &= runs.first[1:] > runs.end[:-1]
    place = np.arange(len(opens)) + np.cumsum(late)
    size = len(opens) + int(late.sum())
    after = np.flatnonzero(late)
    gap = place[after] - 1

    first, last = np.empty(size, np.int32), np.empty(size, np.int32)
    sick, employed, grade = np.ones(size, bool), np.empty(size, bool), np.zeros(size, np.int16)
    first[place], last[place] = runs.first, runs.end - 1
    grade[place], employed[place] = runs.grade, runs.employed
    first[gap], last[gap] = runs.end[after - 1], runs.first[after] - 1
    sick[gap], employed[gap] = False, runs.employed[after - 1]
    return np.append(place[opens], size), first, last, sick, grade, employed


def _jobs(
    decided: _Pieces, owner_of: Array, employer_of: Array, spell_owner: Array, spell_first: Array
) -> tuple[Array, Array, Array, Array, Array]:
    """The job columns of Spells."""
    kept = _is_sick(decided.value) & (employer_of[decided.owner] != NO_EMPLOYER)
    pair, first, end = decided.owner[kept], decided.first[kept], decided.end[kept]
    full = (decided.value[kept] & _GRADE_MASK) == FULL
    spell_key = keys_of(spell_owner, spell_first)
    spell = np.searchsorted(spell_key, keys_of(owner_of[pair], first), "right") - 1

    starts = np.flatnonzero(_changes(pair, spell))
    ends = np.append(starts, len(pair))[1:] - 1
    first_full = np.minimum.reduceat(np.where(full, first, NO_DAY), starts) if len(starts) else starts
    order = np.argsort(spell[starts], kind="stable")
    starts, ends, first_full = starts[order], ends[order], first_full[order]
    offset = np.searchsorted(spell[starts], np.arange(len(spell_owner) + 1))
    return (
        offset,
        employer_of[pair[starts]],
        first[starts].astype(np.int32),
        first_full.astype(np.int32),
        (end[ends] - 1).astype(np.int32),
    )
