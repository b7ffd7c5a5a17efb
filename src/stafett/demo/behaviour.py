"""Who answers what and when, what advisers do and how long it takes: decided by the seed alone.

What is published is used: the answers to the question about return (Fig 31, S0:L1295); that the own expectation
predicts absence with a ROC area of 0.81 (Fleten and others 2004); 65.3 % as the share that answers (so many remember
having received the message, S0:L1036); 81 % of activity requirements exempt (S2:L442). Every delay is assumed.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from statistics import NormalDist
from typing import Final

from stafett.core.dates import add_working_days, date_of, day_number
from stafett.demo.chance import normal, pick, uniform, weighted
from stafett.demo.durations import MAX_DAYS, SURVIVAL, survival
from stafett.demo.histories import SpellPlan
from stafett.demo.population import PersonPlan
from stafett.demo.words import words
from stafett.dialogue.replies import QUESTIONS

ANSWERED: Final = 0.653
# "No" and "new employer" are unlikely to return to the job they are sick-listed from, "do not know" is unsure.
VERY_LIKELY: Final = 0.566
UNSURE: Final = 0.159
UNLIKELY: Final = 0.275
PREFER_NOT: Final = 0.03
OVER_26_WEEKS: Final = 0.30
GOOD_RELATION: Final = 0.82
EXEMPT: Final = 0.81

# How strongly the expectation follows what will happen; set so that the ROC area comes out right.
_FORESIGHT: Final = 0.74
_SAME_DURATION: Final = 0.97
_SAME_RELATION: Final = 0.35

_NORMAL: Final = NormalDist()
_UNSURE_FROM: Final = _NORMAL.inv_cdf(VERY_LIKELY)
_UNLIKELY_FROM: Final = _NORMAL.inv_cdf(VERY_LIKELY + UNSURE)
_OVER_FROM: Final = _NORMAL.inv_cdf(1 - OVER_26_WEEKS)
_POOR_FROM: Final = _NORMAL.inv_cdf(GOOD_RELATION)

_ANSWER_DAYS: Final = (
    (0, 0.25),
    (1, 0.18),
    (2, 0.10),
    (3, 0.07),
    (5, 0.05),
    (7, 0.15),
    (8, 0.10),
    (10, 0.06),
    (13, 0.04),
)
_CONFIRM_DAYS: Final = ((0, 0.22), (1, 0.33), (2, 0.23), (3, 0.11), (5, 0.06), (9, 0.04), (15, 0.01))
_REQUEST_DAYS: Final = ((1, 0.3), (2, 0.25), (3, 0.2), (5, 0.15), (7, 0.07), (10, 0.03))
_TAKE_DAYS: Final = ((0, 0.4), (2, 0.25), (5, 0.2), (10, 0.15))
_TAKEN: Final = 0.9
_READ_DAYS: Final = ((0, 0.5), (1, 0.2), (3, 0.15), (6, 0.15))
_READ: Final = 0.85
_ASKS_FOR_HELP: Final = 0.06
_BEST: Final = ("very_likely", "good", "under_26_weeks")
_WORST: Final = ("unlikely", "not_good", "over_26_weeks")
_AFTER_DEMO_DAY: Final = 3
_UNSURE_OF_MEETING: Final = 0.85
_WINDOW: Final = 14


@dataclass(frozen=True, slots=True)
class AnswerPlan:
    """Which day a person answers, what, and whether an adviser writes it down on the telephone."""

    day: date
    return_likelihood: str
    employer_relation: str
    expected_duration: str
    comment: str
    by_telephone: bool


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """A person's request for help."""

    day: date
    wanted: str
    how_soon: str


def expectation(seed: int, spell: SpellPlan, asked_on: int) -> tuple[str, str, str]:
    """The answers of somebody asked on that day (day number): likelihood of return, relation, expected duration.

    The person foresees how much longer they will be absent among all who are absent that day, with error.
    """
    ahead = _NORMAL.inv_cdf(_place_among_absent(seed, spell, asked_on))
    expects = _mix(ahead, _FORESIGHT, normal(seed, "expects", spell.key))
    duration = _mix(expects, _SAME_DURATION, normal(seed, "duration", spell.key))
    relation = _mix(expects, _SAME_RELATION, normal(seed, "relation", spell.key))
    likely = "very_likely" if expects < _UNSURE_FROM else "unsure" if expects < _UNLIKELY_FROM else "unlikely"
    return (
        likely,
        "good" if relation < _POOR_FROM else "not_good",
        "under_26_weeks" if duration < _OVER_FROM else "over_26_weeks",
    )


def _place_among_absent(seed: int, spell: SpellPlan, asked_on: int) -> float:
    """0 to 1: the share of those absent on the day who will be well before this person."""
    still = float(survival(max(asked_on - spell.first, 0)))
    before = SURVIVAL[MAX_DAYS] if spell.days >= MAX_DAYS else float(survival(spell.days - 1))
    after = float(survival(spell.days))
    left = after + (before - after) * uniform(seed, "place", spell.key)
    return min(max(1 - left / still, 1e-6), 1 - 1e-6)


def _mix(first: float, share: float, second: float) -> float:
    return share * first + sqrt(1 - share * share) * second


def answers_of(
    seed: int, person: PersonPlan, spell: SpellPlan, asked_on: date, demo_day: date
) -> tuple[AnswerPlan, ...]:
    """What the person answers to being asked on a day: nothing, one set of answers, or another one later."""
    acts = spell.trait.acts if spell.trait else ""
    if acts == "silent" or not (acts or uniform(seed, "answers", spell.key) < ANSWERED):
        return ()
    delay = weighted(_ANSWER_DAYS, uniform(seed, "when", spell.key))
    if acts == "waits":
        delay = min((demo_day - asked_on).days + _AFTER_DEMO_DAY, _WINDOW - 1)
    elif acts:
        delay = 2
    telephone = not person.reachable
    first = AnswerPlan(
        asked_on + timedelta(days=delay + (3 if telephone else 0)),
        *_said(seed, spell, asked_on, acts),
        comment=_comment(seed, person, spell),
        by_telephone=telephone,
    )
    if acts == "changed" or (not acts and uniform(seed, "changes", spell.key) < 0.06):
        later = first.day + timedelta(days=12 + int(20 * uniform(seed, "changed", spell.key)))
        if acts == "changed":
            later = first.day + timedelta(days=12)
        return first, AnswerPlan(later, *_WORST, comment="", by_telephone=telephone)
    return (first,)


def _said(seed: int, spell: SpellPlan, asked_on: date, acts: str) -> tuple[str, str, str]:
    if acts == "unlikely":
        return _WORST
    if acts in {"cared_for", "cared_for_waits", "forgotten", "changed"}:
        return _BEST
    likely, relation, duration = expectation(seed, spell, day_number(asked_on))
    if acts == "prefer_not" or (not acts and uniform(seed, "prefer_not", spell.key) < PREFER_NOT):
        likely = "prefer_not"
    return likely, relation, duration


def _comment(seed: int, person: PersonPlan, spell: SpellPlan) -> str:
    if uniform(seed, "comments", spell.key) > 0.2:
        return ""
    return str(pick(words()["comments"][person.language], uniform(seed, "comment", spell.key)))


def confirm_on(seed: int, spell: SpellPlan, suggested_on: date, demo_day: date) -> date:
    """The day on which an adviser looks at a suggestion; some wait longer than they should."""
    day = add_working_days(suggested_on, weighted(_CONFIRM_DAYS, uniform(seed, "confirm", spell.key, suggested_on)))
    if spell.trait and spell.trait.acts in {"cared_for_waits", "forgotten", "silent", "prefer_not"}:
        return max(day, demo_day + timedelta(days=_AFTER_DEMO_DAY))
    return day


def chosen_segment(seed: int, spell: SpellPlan, suggestion: str) -> tuple[str, str]:
    """Segment and reason: advisers agree nineteen times of twenty."""
    if suggestion == "bypass" or uniform(seed, "override", spell.key) > 0.05:
        return suggestion, ""
    reasons = words()["override_reasons"]
    chance = uniform(seed, "why", spell.key)
    if suggestion == "needs_mapping":
        return "care_in_place", str(pick(reasons["to_care"], chance))
    return "needs_mapping", str(pick(reasons["to_mapping"], chance))


def mark_of(seed: int, spell: SpellPlan, *, recurrent: bool) -> str:
    """What an adviser marks before confirming: recurrence explained, conditions uncertain, or nothing."""
    if recurrent and uniform(seed, "explains", spell.key) < 0.3:
        return "explained"
    return "uncertain" if uniform(seed, "uncertain", spell.key) < 0.03 else ""


def take_on(seed: int, spell: SpellPlan, since: date, unit: str) -> date | None:
    """The day on which an adviser of the unit takes the case that could be taken since a day; None for never."""
    if uniform(seed, "takes", spell.key, unit) > _TAKEN:
        return None
    return add_working_days(since, weighted(_TAKE_DAYS, uniform(seed, "take", spell.key, unit)))


def read_on(seed: int, message: str, sent_on: date) -> date | None:
    """The day on which a person reads a message; None for never."""
    if uniform(seed, "reads", message) > _READ:
        return None
    return sent_on + timedelta(days=weighted(_READ_DAYS, uniform(seed, "read", message)))


def request_of(seed: int, person: PersonPlan, spell: SpellPlan, demo_day: date) -> RequestPlan | None:
    """The one request for help that a person makes in an absence, if any, from the fourth week on."""
    acts = spell.trait.acts if spell.trait else ""
    before = {"help_open": 2, "help_overdue": 14, "help_answered": 9}.get(acts)
    soon = "urgent" if uniform(seed, "urgent", spell.key) < 0.25 else "soon"
    wanted = str(pick(words()["wishes"][person.language], uniform(seed, "wanted", spell.key)))
    if before is not None:
        return RequestPlan(demo_day - timedelta(days=before), wanted, soon)
    if acts or uniform(seed, "asks", spell.key) > _ASKS_FOR_HELP:
        return None
    day = spell.first + 21 + int(120 * uniform(seed, "asks_on", spell.key) ** 2)
    return RequestPlan(date_of(day), wanted, soon) if day < spell.last else None


def reply_of(seed: int, spell: SpellPlan, kind: str, *, needs: bool) -> dict[str, str]:
    """What a person answers along the way: about the end of sick pay, or a dialogue meeting. Shares are assumed."""
    chance = uniform(seed, "reply", spell.key, kind)
    if chance < PREFER_NOT:
        return {question.name: "prefer_not" for question in QUESTIONS[kind]}
    if kind == "meeting_need":
        return {"answer": "yes" if needs else "unsure" if chance > _UNSURE_OF_MEETING else "no"}
    answers = ("still_sick", "other_job", "unsure") if needs else ("back", "back_graded", "back_adapted")
    return {"answer": str(pick(answers, chance)), "help": "yes" if needs else "no"}


def answer_request_on(seed: int, spell: SpellPlan, received_on: date, demo_day: date) -> date:
    """The day on which an adviser answers a request."""
    day = add_working_days(received_on, weighted(_REQUEST_DAYS, uniform(seed, "answers_request", spell.key)))
    if spell.trait and spell.trait.acts in {"help_open", "help_overdue", "unanswered"}:
        return max(day, demo_day + timedelta(days=_AFTER_DEMO_DAY))
    return day
