"""When the tasks on a case are done, by whom, and with what outcome.

Tasks of Nav are done around their due day; employers send under half of the plans they owe (140,000 of 350,000,
S2:L295).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from stafett.core.dates import add_working_days
from stafett.demo.behaviour import EXEMPT
from stafett.demo.chance import uniform, weighted
from stafett.demo.histories import SpellPlan

Outcomes = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Habit:
    """`share`: how many of the tasks are done at all. `days`: working days after the window opened, from and to."""

    share: float
    days: tuple[int, int]
    outcomes: Outcomes


_SHOWN_DAYS: Final = 30
HABITS: Final[Mapping[str, Habit]] = {
    "activity_requirement": Habit(
        0.97,
        (2, 18),
        (
            ("exempt_medical", EXEMPT * 0.9),
            ("exempt_workplace", EXEMPT * 0.1),
            ("fulfilled", 1 - EXEMPT),
        ),
    ),
    "mapping": Habit(
        0.93, (2, 12), (("own_job_needs_nav", 0.5), ("own_job_cared_for", 0.3), ("unclear_or_change", 0.2))
    ),
    "agreed_contact": Habit(0.9, (0, 3), (("talked", 1.0),)),
    "no_employer": Habit(0.95, (1, 12), (("contact_held", 1.0),)),
    "plan_request": Habit(0.9, (1, 10), (("asked", 1.0),)),
    "dialogue_2_candidate": Habit(0.95, (3, 20), (("exempt", 0.8), ("hold", 0.2))),
    "dialogue_2": Habit(0.95, (1, 12), (("exempt", 0.8), ("held", 0.2))),
    "handover_returned": Habit(0.8, (1, 6), (("looked_at", 1.0),)),
    "plan_b": Habit(0.8, (2, 20), (("talked", 1.0),)),
    "late": Habit(0.9, (2, 15), (("assessed", 1.0),)),
    "soon_end_silence": Habit(0.9, (1, 10), (("talked", 1.0),)),
    "soon_end": Habit(0.3, (5, 30), (("no_need", 0.6), ("need", 0.4))),
    "measures": Habit(0.85, (3, 20), (("no_need", 0.7), ("need", 0.3))),
    "transition": Habit(0.9, (3, 20), (("talked", 1.0),)),
    "plan": Habit(0.40, (4, 30), (("made", 1.0),)),
    "dialogue_1": Habit(0.55, (5, 25), (("held", 1.0),)),
    "meeting_need": Habit(0.6, (1, 12), (("no_need", 0.8), ("need", 0.2))),
}


def done_on(
    seed: int, spell: SpellPlan, task: tuple[str, int, str], opens: date, demo_day: date
) -> tuple[date, str] | None:
    """The day and outcome of a task (kind, ordinal, actor); None when it is not done at all or by other ways.

    Absences that are there to show something keep the tasks of the region's last weeks open.
    """
    kind, ordinal, actor = task
    habit = HABITS.get(kind)
    about = (spell.key, kind, ordinal, actor)
    if habit is None or uniform(seed, "does", *about) > habit.share:
        return None
    low, high = habit.days
    days = low + int((high - low + 1) * uniform(seed, "done", *about))
    day = add_working_days(opens, days)
    if spell.trait and demo_day - timedelta(days=_SHOWN_DAYS) < opens <= demo_day:
        day = max(day, demo_day + timedelta(days=3))
    return day, weighted(habit.outcomes, uniform(seed, "outcome", *about))
