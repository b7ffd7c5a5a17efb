"""Absences cut into sick notes: periods, grades, days of arrival, and what comes late, twice, wrong or back.

Every note is plain data here; `messages` makes it into the message that the intake reads.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from stafett.demo.chance import uniform, weighted
from stafett.demo.durations import graded_days
from stafett.demo.histories import SpellPlan
from stafett.demo.population import PersonPlan

_FIRST_LENGTHS: Final = ((7, 0.30), (14, 0.45), (21, 0.25))
_LENGTHS: Final = ((14, 0.15), (21, 0.20), (28, 0.45), (42, 0.20))
_LOWER_AFTER: Final = 42
_LOWER_BY: Final = 20
_ANSWERS_FROM_DAY: Final = 50
_THURSDAY: Final = 3  # 1970-01-01, day number 0
_STATUSES: Final = (("sent", 0.85), ("confirmed", 0.05), ("new", 0.10))

Period = tuple[int, int, str, int]


@dataclass(frozen=True, slots=True)
class NotePlan:
    """One message of a sick-note issuer. Days are day numbers; `job` is a place in the person's jobs, -1 for none."""

    person: int
    message_id: str
    kind: str
    replaces: str
    signed: int
    arrives: int
    periods: tuple[Period, ...]
    job: int
    issuer: int
    diagnosis: str
    pregnancy: bool
    status: str
    help_at_once: bool
    day_of_spell: int
    ends_spell: bool


def notes_of(spell: SpellPlan, person: PersonPlan, *, seed: int) -> list[NotePlan]:
    """All messages about one absence, in order of arrival."""
    jobs = range(len(person.jobs)) if any(job.last_day is None for job in person.jobs) else (-1,)
    found = [note for job in jobs for note in _plain_notes(spell, job, seed)]
    if spell.style == "uneven_jobs" or (len(person.jobs) > 1 and uniform(seed, "uneven", spell.key) < 0.4):
        found = [_graded_at_second_job(note) for note in found]
    found = _STYLED.get(spell.style, _as_they_are)(found)
    return sorted(found, key=lambda note: (note.arrives, note.message_id))


def _plain_notes(spell: SpellPlan, job: int, seed: int) -> Iterator[NotePlan]:
    """One note after the other, each signed around its first day, on a weekday."""
    for number, (first, last) in enumerate(_pieces(spell, seed)):
        key = (spell.key, number)
        signed = _signed(spell, first, number, seed)
        yield NotePlan(
            person=spell.person,
            message_id=f"demo-{seed}-{spell.person}-{spell.number}-{number}-{max(job, 0)}",
            kind="note",
            replaces="",
            signed=signed,
            arrives=signed + weighted(((0, 0.95), (1, 0.02), (3, 0.02), (6, 0.01)), uniform(seed, "arrives", *key)),
            periods=tuple(_periods(spell, first, last)),
            job=job,
            issuer=spell.issuer,
            diagnosis=spell.diagnosis,
            pregnancy=spell.pregnancy,
            status=weighted(_STATUSES, uniform(seed, "status", *key)),
            help_at_once=False,
            day_of_spell=first - spell.first + 1,
            ends_spell=last == spell.last,
        )


def _pieces(spell: SpellPlan, seed: int) -> Iterator[tuple[int, int]]:
    first, number = spell.first, 0
    while first <= spell.last:
        lengths = _LENGTHS if number else _FIRST_LENGTHS
        length = weighted(lengths, uniform(seed, "length", spell.key, number))
        last = min(first + length - 1, spell.last)
        yield first, last
        # A gap that is too short to end the absence.
        first = last + (8 if spell.style == "gap" and number == 1 and spell.last - last > 14 else 1)
        number += 1


def _signed(spell: SpellPlan, first: int, number: int, seed: int) -> int:
    """Follow-up notes are written around the first day, the first note on it or (15 %) some days after."""
    chance = uniform(seed, "signed", spell.key, number)
    if number:
        day = first + weighted(((-2, 0.2), (-1, 0.3), (0, 0.35), (1, 0.1), (3, 0.05)), chance)
    elif spell.style == "backdated":
        day = first + 9
    else:
        day = first + weighted(((0, 0.85), (1, 0.07), (2, 0.05), (3, 0.03)), chance)
    # What would be signed on a Saturday or Sunday is signed on the Friday, but never before the absence began.
    weekday = (day + _THURSDAY) % 7
    earlier = day - max(weekday - 4, 0)
    return earlier if earlier >= spell.first else day + (7 - weekday)


def _periods(spell: SpellPlan, first: int, last: int) -> Iterator[Period]:
    """The days of one note, cut where the grade changes."""
    graded = graded_days(spell.rank)
    start, end = graded or (0, 0)
    start, end = spell.first + start, spell.first + end
    lower = start + _LOWER_AFTER if spell.lower_later and spell.grade > _LOWER_BY + 20 else end
    cuts = sorted({first, *(cut for cut in (start, min(lower, end), end) if first < cut <= last)})
    for cut, next_cut in zip(cuts, [*cuts[1:], last + 1], strict=True):
        if not start <= cut < end:
            yield cut, next_cut - 1, "full", 100
        else:
            yield cut, next_cut - 1, "graded", spell.grade - (_LOWER_BY if cut >= lower else 0)


def _as_they_are(notes: list[NotePlan]) -> list[NotePlan]:
    return notes


def _graded_at_second_job(note: NotePlan) -> NotePlan:
    if note.job < 1:
        return note
    return replace(note, periods=tuple((first, last, "graded", 50) for first, last, _, _ in note.periods))


def _overlapping(notes: list[NotePlan]) -> list[NotePlan]:
    """Every later note begins five days before the one before it ends."""
    found = []
    for note in notes:
        first, last, kind, grade = note.periods[0]
        again = (max(first - 5, first - note.day_of_spell + 1), last, kind, grade)
        found.append(note if note.day_of_spell == 1 else replace(note, periods=(again, *note.periods[1:])))
    return found


def _corrected(notes: list[NotePlan]) -> list[NotePlan]:
    """The first note said too many days; two days later comes the right one."""
    right = notes[0]
    first, last, kind, grade = right.periods[-1]
    wrong = replace(right, periods=(*right.periods[:-1], (first, last + 9, kind, grade)), ends_spell=False)
    late = right.signed + 2
    return [wrong, replace(_correction(right, right.periods), signed=late, arrives=late), *notes[1:]]


def _corrected_first(notes: list[NotePlan]) -> list[NotePlan]:
    """As corrected, but the correction is here three days before what it corrects."""
    wrong, correction, *rest = _corrected(notes)
    return [replace(wrong, arrives=correction.arrives + 3), correction, *rest]


def _correction(note: NotePlan, periods: tuple[Period, ...]) -> NotePlan:
    return replace(
        note, kind="correction", message_id=f"{note.message_id}-c", replaces=note.message_id, periods=periods
    )


def _cancelled(notes: list[NotePlan]) -> list[NotePlan]:
    """All notes are taken back: there was no absence. The last of them on the day after the first came."""
    withdrawn = [
        replace(
            note, kind="cancellation", message_id=f"{note.message_id}-x", replaces=note.message_id, periods=(),
            signed=note.signed + 4, arrives=note.arrives + 4,
        )
        for note in notes[:2]
    ]  # fmt: skip
    return [*notes[:2], *withdrawn]


def _waiting(notes: list[NotePlan]) -> list[NotePlan]:
    """Before the absence the issuer asked the employer to accommodate."""
    first = notes[0].periods[0][0]
    return [_before(notes[0], (first - 16, first - 1, "waiting", 0)), *notes]


def _treatment_days(notes: list[NotePlan]) -> list[NotePlan]:
    first = notes[0].periods[0][0]
    return [_before(notes[0], (first - 28, first - 1, "treatment_days", 0)), *notes]


def _travel_subsidy(notes: list[NotePlan]) -> list[NotePlan]:
    first = notes[0].periods[0][0]
    return [_before(notes[0], (first - 14, first - 1, "travel_subsidy", 0)), *notes]


def _before(note: NotePlan, period: Period) -> NotePlan:
    day = period[0]
    return replace(
        note, message_id=f"{note.message_id}-b", periods=(period,), signed=day, arrives=day, ends_spell=False
    )


def _help_at_once(notes: list[NotePlan]) -> list[NotePlan]:
    """The issuer asks for help in the newest note that is not the last one, else in the only one."""
    at = 1 if len(notes) > 1 else 0
    return [replace(note, help_at_once=True) if place == at else note for place, note in enumerate(notes)]


_STYLED: Final = {
    "overlapping": _overlapping,
    "corrected": _corrected,
    "corrected_first": _corrected_first,
    "cancelled": _cancelled,
    "waiting": _waiting,
    "treatment_days": _treatment_days,
    "travel_subsidy": _travel_subsidy,
    "help_at_once": _help_at_once,
}
