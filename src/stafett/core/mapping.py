"""Step 2: which conversation guide fits, what must be covered before a mapping is closed, and where it leads.

A guide says what to talk about; what comes of it is a human's judgement. Nothing here sets or exempts from anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from stafett.core.limits import furthest_day
from stafett.core.parameters import Law

STATES: Final = ("asked", "known", "not_relevant", "declined")
"""What became of a theme. Declined is an answer: the person decides what to tell."""
TALKED_ABOUT: Final = frozenset({"asked", "known", "declined"})

OUTCOMES: Final = (
    "new_job_good_chances",
    "own_job_cared_for",
    "own_job_needs_nav",
    "unclear_or_change",
    "cared_for_until",
    "need_assessment",
)
"""What a mapping can come to; a guide names those that it has (S0:L2804, S0:L1790; the last: S4:L549)."""
QUICK_EXIT: Final = "cared_for_until"

ROUTES: Final[Mapping[str, str]] = {
    "new_job_good_chances": "noe",
    "own_job_cared_for": "roe",
    "own_job_needs_nav": "local",
    "unclear_or_change": "local_decision",
    "cared_for_until": "waits",
    "need_assessment": "need_assessment",
}
"""Where each outcome suggests that the case goes (S0:L1960, S0:L2804); nobody is moved by it."""


class Suggested(NamedTuple):
    """A guide, and the code of why it fits."""

    guide: str
    why: str


class Covered(NamedTuple):
    """What became of a theme (one of STATES, or "" for nothing yet), and what the guide asks of it.

    `mobility`: it is about other work than the present job, and about ftrl. § 8-5.
    """

    theme: str
    state: str
    required: bool
    mobility: bool


class Lack(NamedTuple):
    """What is lacking before a mapping can be closed: a code, and the theme it is about, if any.

    `furthest` is the last day that may be set, where one was set beyond it.
    """

    code: str
    theme: str = ""
    furthest: date | None = None


def suggested_guide(*, employed: bool, sick_listed: bool, decision_until: date | None, on: date) -> Suggested:
    """The guide for somebody: that of AAP and § 14 a (S4:L549), without an employer (2-domain: 4), or sick-listed."""
    if not sick_listed or (decision_until is not None and decision_until >= on):
        return Suggested("oslo", "follow_up_decision" if sick_listed else "not_sick_listed")
    return Suggested("vest_viken", "sick_listed") if employed else Suggested("no_employer", "no_employer")


def lacking_themes(themes: Iterable[Covered], *, unlikely: bool) -> Iterator[Lack]:
    """The themes that still must be covered.

    `unlikely`: the person has answered that returning to the job is unlikely; then mobility must have been talked
    about, and that it is not relevant is no answer (S0:L1978).
    """
    for theme in themes:
        if theme.mobility and unlikely and theme.state not in TALKED_ABOUT:
            yield Lack("mobility_not_covered", theme.theme)
        elif theme.required and theme.state not in STATES:
            yield Lack("theme_not_covered", theme.theme)


class Checklist(NamedTuple):
    """What is decided when a mapping is closed (S4:L712): codes, texts and days as they were written."""

    outcome: str
    what_matters: str
    nav_does: str
    next_on: date | None
    cared_for_until: date | None
    goals: int
    no_goal_why: str


def lacking_decisions(checklist: Checklist, outcomes: Sequence[str], on: date) -> Iterator[Lack]:
    """What the closing checklist lacks; `outcomes` are those of the guide.

    The quick exit has the day on which the mapping comes back instead of a next date: that is the next date.
    """
    waits = checklist.outcome == QUICK_EXIT
    if checklist.outcome not in outcomes:
        yield Lack("outcome_needed")
    if waits and not (checklist.cared_for_until and checklist.cared_for_until > on):
        yield Lack("cared_for_until_needed")
    if not checklist.what_matters.strip():
        yield Lack("what_matters_needed")
    if not checklist.nav_does.strip():
        yield Lack("nav_does_needed")
    if not waits and not (checklist.next_on and checklist.next_on > on):
        yield Lack("next_on_needed")
    if not checklist.goals and not checklist.no_goal_why.strip():
        yield Lack("goal_needed")


def days_too_far(
    checklist: Checklist, goals: Iterable[date], law: Law, on: date, office: str | None = None
) -> Iterator[Lack]:
    """The days of the checklist and of the goals that are so far ahead that the case would lie still until then."""
    waits = checklist.outcome == QUICK_EXIT
    furthest = furthest_day("follow_up_ahead_months", law, on, office)
    longest_care = furthest_day("cared_for_ahead_months", law, on, office)
    if waits and checklist.cared_for_until and checklist.cared_for_until > longest_care:
        yield Lack("cared_for_until_too_far", furthest=longest_care)
    if not waits and checklist.next_on and checklist.next_on > furthest:
        yield Lack("next_on_too_far", furthest=furthest)
    if any(due > furthest for due in goals):
        yield Lack("goal_due_too_far", furthest=furthest)
