"""What people, leaders and issuers do with each other in the region's last weeks: plans, meetings, conversations.

Some absences have a story of each of the three kinds, told by day. Every story is there in a region of any size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Final

from django.core.exceptions import ObjectDoesNotExist

from stafett.core.dates import day_number
from stafett.demo.binding import Region, Step
from stafett.demo.chance import uniform
from stafett.demo.outside_meetings import MEETING_ACTS
from stafett.demo.outside_parties import Act, day_before, parties_in
from stafett.demo.outside_plans import PLAN_ACTS
from stafett.demo.outside_talks import TALK_ACTS, state_and_use
from stafett.people.models import Leadership

_ACTS: Final[Mapping[str, Act]] = {**PLAN_ACTS, **MEETING_ACTS, **TALK_ACTS}
Story = tuple[tuple[int, str], ...]
"""Acts, each so many days before the region's day (below zero: after it)."""

PLANS: Final[Sequence[Story]] = (
    (
        (14, "save_plan"), (13, "send_plan"), (11, "add_words"), (9, "approve_plan"), (7, "share_with_issuer"),
        (6, "share_with_nav"),
    ),
    ((3, "save_plan"), (2, "send_plan")),
    ((13, "save_plan"), (12, "send_plan"), (6, "approve_plan")),
    ((3, "save_plan"),),
    ((6, "no_plan"),),
    ((8, "save_plan"), (7, "send_plan"), (2, "return_plan")),
    ((12, "ask_for_plan"), (9, "save_plan"), (8, "send_plan"), (4, "approve_plan"), (3, "share_with_nav")),
)  # fmt: skip
MEETINGS: Final[Sequence[Story]] = (
    ((21, "call"), (18, "comes_with_issuer"), (14, "issuer_comes"), (7, "hold"), (5, "remark")),
    ((6, "call"), (3, "comes_with_issuer"), (-7, "hold")),
    ((2, "call"),),
    ((14, "call"), (12, "comes"), (2, "hold")),
    ((5, "call"), (2, "other_time")),
    ((5, "no_meeting"),),
)
TALKS: Final[Sequence[Story]] = (
    ((9, "person_writes"), (6, "nav_answers"), (5, "person_reads"), (4, "leader_answers"), (3, "say_pace")),
    ((8, "nav_asks_leader"), (6, "person_reads"), (3, "leader_answers")),
    ((8, "leader_asks_for_help"), (1, "issuer_writes")),
    ((3, "nav_asks_leader"), (2, "person_reads")),
    ((4, "correct"),),
    ((2, "person_writes"), (1, "issuer_asks_for_help")),
    ((9, "issuer_asks_for_help"), (1, "leader_asks_for_help")),
)
_FEWEST: Final = max(len(PLANS), len(MEETINGS), len(TALKS))
_PEOPLE_FOR_MORE: Final = 2_000
_MOST_ROUNDS: Final = 3
_OFFERED: Final = 3
_ON_LEAVE: Final = 35
"""Days of absence after which a story can be told: its first act lies three weeks back."""
_PEOPLE_FOR_STATEMENTS: Final = 1_000


def act_outside(step: Step) -> None:
    """What falls in this step of the stories, and what issuers are asked in any case."""
    region = step.region
    for person, story in stories(region):
        due = [act for days, act in story if step.falls(day_before(region.plan.on, days))]
        parties = parties_in(step, person) if due else None
        if parties is None:
            continue
        for act in due:
            # A story whose beginning was not played, or whose case has ended, is not told on.
            with suppress(ObjectDoesNotExist):
                _ACTS[act](parties)
    state_and_use(step, min(1, _PEOPLE_FOR_STATEMENTS / len(region.plan.persons)))


@lru_cache(maxsize=1)
def stories(region: Region) -> Sequence[tuple[int, Story]]:
    """The persons (keys) with what happens around them.

    First come those of the first leaders, whom the demo's door offers, and of leaders with several who are away.
    """
    away = _away(region)
    leads = Leadership.objects.filter(last_day=None, leader__active=True, employment__last_day=None)
    led = dict(leads.filter(employment__person__in=away).order_by("-pk").values_list("employment__person", "leader"))
    counted = Counter(led.values())
    first = {*sorted(counted)[:_OFFERED], *(leader for leader, count in counted.items() if count > 1)}

    def place(person: int) -> tuple[bool, int, float]:
        return led[person] not in first, led[person], uniform(region.seed, "story", region.people[person].number)

    rounds = min(_MOST_ROUNDS, 1 + len(region.plan.persons) // _PEOPLE_FOR_MORE)
    chosen = sorted(led, key=place)[: _FEWEST * rounds]
    return [
        (person, (*PLANS[number % len(PLANS)], *MEETINGS[number % len(MEETINGS)], *TALKS[number % len(TALKS)]))
        for number, person in enumerate(chosen)
    ]


def _away(region: Region) -> list[int]:
    """Persons who have been away for long on the region's day, can write, and are there to show nothing else."""
    today = day_number(region.plan.on)
    found = []
    for key, person in region.people.items():
        spell = region.plan.spell_on(person.number, today)
        shows = person.trait is not None and not person.trait.name.startswith("week_")
        if spell is None or spell.last < today or today - spell.first < _ON_LEAVE or shows:
            continue
        if person.reachable and person.protection == "none":
            found.append(key)
    return found
