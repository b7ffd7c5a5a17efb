"""Dialogue meeting 1 between a leader and their employee, one step after the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Any

from stafett.access.actors import Actor, employer_actor, issuer_actor, person_actor
from stafett.cases.models import Task
from stafett.cases.services import run_tick
from stafett.core.meetings import Hours
from stafett.meetings.dialogue_1.answers import Said, Wanted, answer_call, answer_invitation
from stafett.meetings.dialogue_1.ending import Agreed, hold_dialogue, remark, write_minutes
from stafett.meetings.dialogue_1.models import DialogueMeeting
from stafett.meetings.dialogue_1.selectors import whole_dialogues
from stafett.meetings.dialogue_1.services import When, call_meeting, cancel_dialogue, move_dialogue, say_not_needed
from tests.factories import Days, day, instant
from tests.portals.outside_world import FIRST, LAST, World, make_world

ON = "2026-02-09"
"""Five weeks after the first day of full absence: the meeting is due on 22 February."""
MEETING_DAY = "2026-02-16"


def when(on: str = MEETING_DAY, *, form: str = "telephone", place: str = "") -> When:
    """An hour from ten."""
    return When(form, place, day(on), Hours(time(10), time(11)))


@dataclass(slots=True)
class DialogueWorld:
    """The people around one employment, and the day on which they act."""

    world: World
    on: str = ON

    @property
    def leader(self) -> Actor:
        return employer_actor(self.world.leader)

    @property
    def meeting(self) -> DialogueMeeting:
        return whole_dialogues().latest("pk")

    @property
    def task(self) -> Task:
        return Task.objects.get(kind="dialogue_1")

    def go_to(self, on: str) -> None:
        """Moves everybody to a day."""
        self.on = on
        run_tick(on=day(on), at=instant(on))

    def call(self, at: When | None = None, agenda: tuple[str, ...] = ("Oppgaver",)) -> DialogueMeeting:
        return call_meeting(
            case=self.world.case, employment=self.world.employment, when=at or when(), agenda=agenda,
            others=["occupational_health"], **self._by(self.leader),
        )  # fmt: skip

    def move(self, to: str = "2026-02-17", why: str = "Ferie", seen: int = 0) -> DialogueMeeting:
        return move_dialogue(meeting=self.meeting, to=when(to), why=why, seen=seen, **self._by(self.leader))

    def cancel(self, why: str = "Streik", seen: int = 0) -> None:
        cancel_dialogue(meeting=self.meeting, why=why, seen=seen, **self._by(self.leader))

    def not_needed(self, why: str = "Tilbake på mandag") -> None:
        say_not_needed(case=self.world.case, employment=self.world.employment, why=why, **self._by(self.leader))

    def answer(self, answer: str = "coming", *, issuer: bool = False, seen: int = 0, **said: Any) -> DialogueMeeting:
        wishes = Wanted(issuer, said.pop("companions", ()), said.pop("points", ()))
        return answer_call(
            meeting=self.meeting, said=Said(answer, **said), wishes=wishes, seen=seen,
            **self._by(person_actor(self.world.person)),
        )  # fmt: skip

    def issuer_answers(self, answer: str = "coming", seen: int = 0, **said: Any) -> DialogueMeeting:
        by = self._by(issuer_actor(self.world.issuer))
        return answer_invitation(meeting=self.meeting, said=Said(answer, **said), seen=seen, **by)

    def hold(self, about_work: str = "Halve dager på lageret") -> None:
        hold_dialogue(meeting=self.meeting, agreed=Agreed(about_work), **self._by(self.leader))

    def amend(self, about_work: str, why: str = "Feil dag", seen: int = 1) -> None:
        write_minutes(meeting=self.meeting, agreed=Agreed(about_work), why=why, seen=seen, **self._by(self.leader))

    def remark(self, words: str) -> None:
        newest = self.meeting.minutes.latest("number")
        remark(minutes=newest, words=words, **self._by(person_actor(self.world.person)))

    def _by(self, actor: Actor) -> dict[str, Any]:
        return {"actor": actor, "on": day(self.on), "at": instant(self.on)}


def make_dialogue_world(days: Days = (FIRST, LAST), **fields: Any) -> DialogueWorld:
    """Nothing has been called; the duty has opened. `fields` are more of the sick note."""
    made = DialogueWorld(make_world(days, **fields))
    made.go_to(ON)
    return made
