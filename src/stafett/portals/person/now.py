"""What waits between the person and their leader, and what they must do, may do and can ask for in this week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from stafett.cases.guidance import Advice, guidance_for, stage_of
from stafett.cases.models import Case
from stafett.meetings.dialogue_1.models import DialogueMeeting


@dataclass(frozen=True, slots=True)
class Now:
    """The meetings with a leader that lie ahead, and the guidance by kind."""

    dialogues: Sequence[DialogueMeeting]
    guidance: Sequence[tuple[str, Sequence[Advice]]]


def now_of(case: Case | None, on: date) -> Now:
    """Nothing without an absence that goes on."""
    if case is None or not case.has_spell:
        return Now((), ())
    ahead = DialogueMeeting.objects.filter(case=case, state=DialogueMeeting.State.PLANNED, day__gte=on)
    stage = stage_of(case.first_day, on, grade=case.grade, employed=case.employed)
    return Now(list(ahead.order_by("day", "begins")), guidance_for("person", stage, on))
