"""Planned conversations: how far ahead they may be planned, what stands in their way, and the hours that are free.

Hours are those on the wall in Norway; a meeting begins and ends on one day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from stafett.core.contact_reasons import Explanation
from stafett.core.dates import OSLO, add_working_days, is_working_day
from stafett.core.factors.grounds import CATEGORIES
from stafett.core.parameters import Law
from stafett.core.reasons import Reason

_MINUTES: Final = 60  # of an hour
WITHOUT_CATEGORY: Final = "without_category"
ON_REQUEST: Final = "on_request"

EXPLANATIONS: Mapping[str, Explanation] = {
    "meeting.ahead_prioritised": Explanation("S4:L809", parameters=("meeting_ahead_days_prioritised",)),
    "meeting.ahead_ordinary": Explanation("S4:L814", parameters=("meeting_ahead_days_ordinary",)),
    "meeting.ahead_simplified": Explanation("S4:L1427", parameters=("meeting_ahead_days_simplified",)),
    "meeting.ahead_on_request": Explanation("S4:L752", parameters=("meeting_ahead_days_on_request",)),
    "meeting.ahead_without_category": Explanation("S4:L1433", parameters=("meeting_ahead_days_without_category",)),
}
"""Why a meeting is too far ahead, by the category of the person."""

FORMS: Final = ("telephone", "video", "office", "workplace", "elsewhere")
"""How a conversation is held; those at a place of somebody else need to be told where."""
NEEDS_PLACE: Final = frozenset({"video", "workplace", "elsewhere"})
PURPOSES: Final = ("follow_up", "status", "control", "asked_for", "measure", "other")
"""What it is for; the person is never told the first three apart, because they tell the category (S4:L850)."""
OTHERS: Final = ("employer", "issuer", "specialist", "interpreter", "support_person", "representative")
"""Who may take part besides the person and Nav (S1:L1658, and 2-domain: section 7)."""
ABSENTEES: Final = ("person", "nav", "employer", "issuer", "other")
"""Because of whom a conversation was not held."""
COLLISIONS: Final = ("double_booked", "person_busy", "away", "no_working_day")
"""What stands in the way of a time, and may be planned in spite of when somebody has looked at it."""


class Hours(NamedTuple):
    """From when to when on one day."""

    begins: time
    ends: time

    def overlaps(self, other: Hours) -> bool:
        """Whether some time is in both; one that begins when the other ends does not."""
        return self.begins < other.ends and other.begins < self.ends

    def last_longer_than(self, hours: int) -> bool:
        """Whether from beginning to end there are more hours than these."""
        return _minutes(self.ends) - _minutes(self.begins) > hours * _MINUTES


class Ahead(NamedTuple):
    """The last day that may be planned for, why the day that was asked for is too late, and whether it is refused."""

    furthest: date
    reason: Reason | None
    refused: bool


def how_far_ahead(day: date, category: str | None, law: Law, on: date, office: str | None = None) -> Ahead:
    """Whether a conversation may be planned for `day` by the category in force (None, or one that is no category).

    For those who are followed up on request nothing is planned far ahead (S4:L752): it is refused. For all others it is
    said, and may be done all the same: offices differ in what they manage to keep (S4:L1420-1433).
    """
    named = category if category in CATEGORIES else WITHOUT_CATEGORY
    code = f"meeting.ahead_{named}"
    explanation = EXPLANATIONS[code]
    parameters = law.in_force(explanation.parameters, on, office)
    furthest = on + timedelta(days=law.number(explanation.parameters[0], on, office))
    if day <= furthest:
        return Ahead(furthest, None, refused=False)
    facts = {"furthest": furthest.isoformat()}
    reason = Reason(code, "meeting", explanation.reference, facts, parameters)
    return Ahead(furthest, reason, refused=named == ON_REQUEST)


def collisions(
    day: date, hours: Hours, *, holder_busy: Iterable[Hours], person_busy: Iterable[Hours], away: bool
) -> tuple[str, ...]:
    """What stands in the way, in the order of COLLISIONS. `holder_busy` and `person_busy`: other meetings that day.

    `away`: whether the adviser is. Raises DayOutOfRangeError outside the years whose holidays are known.
    """
    found = {
        "double_booked": any(hours.overlaps(other) for other in holder_busy),
        "person_busy": any(hours.overlaps(other) for other in person_busy),
        "away": away,
        "no_working_day": not is_working_day(day),
    }
    return tuple(name for name in COLLISIONS if found[name])


def free_hours(slots: Iterable[Hours], busy: Iterable[Hours]) -> list[Hours]:
    """What is left of the hours in which somebody takes meetings, in order."""
    taken = sorted(busy)
    free: list[Hours] = []
    for slot in sorted(slots):
        begins = slot.begins
        for other in taken:
            if other.overlaps(slot):
                if begins < other.begins:
                    free.append(Hours(begins, other.begins))
                begins = max(begins, other.ends)
        if begins < slot.ends:
            free.append(Hours(begins, slot.ends))
    return free


def new_attempt_due(missed_on: date, law: Law, office: str | None = None) -> date:
    """By when somebody is to have tried anew."""
    return add_working_days(missed_on, law.number("meeting_new_attempt_working_days", missed_on, office))


def outcome_due(day: date, law: Law, office: str | None = None) -> date:
    """By when somebody is to have said what came of a conversation that was planned for `day`."""
    return add_working_days(day, law.number("meeting_outcome_working_days", day, office))


def instant_of(day: date, hour: time) -> datetime:
    """The moment that an hour on the wall in Norway is.

    Raises ValueError for an hour that the clock jumps over in spring, or goes through twice in autumn.
    """
    moment = datetime.combine(day, hour, OSLO)
    if moment.utcoffset() != moment.replace(fold=1).utcoffset():
        raise ValueError("The clock jumps over this hour, or goes through it twice.")
    return moment


def _minutes(hour: time) -> int:
    return hour.hour * _MINUTES + hour.minute


def week_of(day: date) -> Sequence[date]:
    """The seven days of the week, from Monday."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=number) for number in range(7)]
