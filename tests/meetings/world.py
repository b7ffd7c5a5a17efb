"""Somebody whose need has been assessed, an adviser with a colleague, and what is done with their meetings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from stafett.access.actors import Actor
from stafett.cases.distribution.models import StaffAbsence
from stafett.cases.distribution.services import register_absence
from stafett.core.meetings import Hours
from stafett.meetings.ending import Missed, cancel_meeting, hold_meeting, miss_meeting
from stafett.meetings.models import Meeting
from stafett.meetings.selectors import Appointment
from stafett.meetings.services import Answered, Content, answer_meeting, move_meeting, plan_meeting
from stafett.people.models import Staff
from tests.factories import as_person, as_staff, day, instant, make_staff
from tests.mapping.need_world import ON, NeedWorld

MEETING_ON = "2026-06-16"
"""A Tuesday in the window of somebody with prioritised follow-up who was placed on ON: 26 May to 23 June."""


def hours(begins: str = "10:00", ends: str = "10:45") -> Hours:
    return Hours(time.fromisoformat(begins), time.fromisoformat(ends))


@dataclass(slots=True)
class MeetingWorld(NeedWorld):
    """A case with an assessed need; meetings are with its adviser, `colleague` works at the same office."""

    category: str = "prioritised"
    colleague: Staff = field(init=False)

    def __post_init__(self) -> None:
        NeedWorld.__post_init__(self)
        self.colleague = make_staff("Cato Colleague", self.region.local)
        if self.category:
            self.assess(self.category, reason="" if self.category in {"prioritised", "ordinary"} else "Etter samtale")

    @property
    def meeting(self) -> Meeting:
        """The newest."""
        return Meeting.objects.select_related("case__person", "holder__unit").latest("id")

    @property
    def person(self) -> Actor:
        return as_person(self.case.person)

    def at(
        self, on: str = MEETING_ON, *, holder: Staff | None = None, form: str = "telephone", **more: Any
    ) -> Appointment:
        return Appointment(
            holder or self.region.adviser, form, more.get("place", ""), day(on),
            hours(more.get("begins", "10:00"), more.get("ends", "10:45")),
        )  # fmt: skip

    def plan(
        self, when: Appointment | None = None, *, confirmed: Sequence[str] = (), on: str = ON, **content: Any
    ) -> Meeting:
        said = {"purpose": "follow_up", "agenda": ["Hva skjer nå"]} | content
        return plan_meeting(
            case=self.case, appointment=when or self.at(), content=Content(**said), confirmed=confirmed,
            actor=self.adviser, on=day(on), at=instant(on),
        )  # fmt: skip

    def move(self, when: Appointment, *, seen: int | None = None, on: str = ON, **more: Any) -> Meeting:
        meeting = self.meeting
        given: dict[str, Any] = {"why": "Kurs", "confirmed": (), "actor": self.adviser} | more
        return move_meeting(
            meeting=meeting, to=when, seen=meeting.sequence if seen is None else seen, on=day(on), at=instant(on),
            **given,
        )  # fmt: skip

    def cancel(self, on: str = ON, why: str = "Brann") -> None:
        meeting = self.meeting
        cancel_meeting(meeting=meeting, why=why, seen=meeting.sequence, actor=self.adviser, on=day(on), at=instant(on))

    def hold(self, on: str = MEETING_ON, outcome: str = "Prøver 40 prosent") -> None:
        hold_meeting(
            meeting=self.meeting, outcome=outcome, started_by="nav", actor=self.adviser, on=day(on), at=instant(on)
        )

    def miss(self, on: str = MEETING_ON, **more: Any) -> None:
        said: dict[str, Any] = {"by": "person", "why": "Kom ikke", "try_again_by": day("2026-06-19")} | more
        miss_meeting(meeting=self.meeting, missed=Missed(**said), actor=self.adviser, on=day(on), at=instant(on))

    def answer(self, answer: str = "coming", *, on: str = ON, seen: int | None = None, **more: Any) -> Meeting:
        meeting = self.meeting
        return answer_meeting(
            meeting=meeting, answered=Answered(answer, **more), seen=meeting.sequence if seen is None else seen,
            actor=self.person, on=day(on), at=instant(on),
        )  # fmt: skip

    def away(self, first: str, last: str | None, *, staff: Staff | None = None) -> StaffAbsence:
        away, on = staff or self.region.adviser, day(ON)
        return register_absence(
            staff=away, kind="holiday", first_day=day(first), last_day=day(last) if last else None,
            actor=as_staff(away), on=on, at=instant(ON),
        )  # fmt: skip
