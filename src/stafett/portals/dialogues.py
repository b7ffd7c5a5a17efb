"""Dialogue meeting 1 as each party may see it: every value goes through the table of sharing (item `meeting`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm

from stafett.access.sharing import Shown
from stafett.frontend.words import text
from stafett.meetings.dialogue_1.models import DialogueMeeting
from stafett.meetings.dialogue_1.selectors import minutes_of
from stafett.meetings.services import MeetingError

REFUSED, CONFLICT = 422, 409
_CHANGED = frozenset({"meeting_error.changed", "meeting_error.ended"})
_FIELDS: Mapping[str, str] = {
    "meeting_error.has_passed": "day",
    "day_error.too_far": "day",
    "meeting_error.no_such_hour": "begins",
    "meeting_error.ends_before": "ends",
    "meeting_error.too_long": "ends",
    "meeting_error.place_needed": "place",
    "meeting_error.too_many_points": "agenda",
    "meeting_error.why_needed": "why",
    "dialogue_error.no_issuer": "wants_issuer",
}
"""Beside which field an error stands, where the form has it; else above the form."""


@dataclass(frozen=True, slots=True)
class SeenDialogue:
    """One meeting: which one, how it stands, and of the rest what the reader may see."""

    key: int
    sequence: int
    state: str
    sees: Mapping[str, Any]

    @property
    def is_planned(self) -> bool:
        """Whether it is still to be held."""
        return self.state == DialogueMeeting.State.PLANNED


def seen_dialogue(meeting: DialogueMeeting, shown: Shown) -> SeenDialogue:
    """What `shown`, of the item `meeting`, opens of it."""
    values: dict[str, Any] = {
        "date": meeting.day,
        "time": {
            **{name: getattr(meeting, name) for name in ("day", "begins", "ends", "form", "place", "ended_why")},
            "employer": meeting.employment.employer.name,
            "called_by": meeting.called_by.name,
            "moves": sorted(meeting.moves.all(), key=lambda move: -move.sequence),
        },
        "who_comes": {
            **{name: getattr(meeting, name) for name in _ANSWERS},
            "issuer": meeting.issuer.name if meeting.issuer else "",
        },
        "agenda": {"points": meeting.agenda, "own_points": meeting.own_points},
        "minutes": minutes_of(meeting),
    }
    return SeenDialogue(meeting.pk, meeting.sequence, meeting.state, shown.only(values))


_ANSWERS = (
    "answer", "answered_on", "answer_line", "suggested_day", "suggested_begins", "wants_issuer", "companions", "others",
    "issuer_answer", "issuer_answered_on", "issuer_line", "issuer_day", "issuer_begins",
)  # fmt: skip


def put_on(form: BaseForm, error: MeetingError) -> int:
    """Puts a refusal beside its field, or above the form; gives the status of the page that shows the words again."""
    name = _FIELDS.get(error.code, "")
    form.add_error(name if name in form.fields else None, text(error.code, **error.parameters))
    return CONFLICT if error.code in _CHANGED else REFUSED
