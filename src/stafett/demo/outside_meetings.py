"""Dialogue meetings 1 in the region: called, answered, held with minutes that are remarked on, or not needed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Final

from stafett.access.actors import issuer_actor
from stafett.core.dates import add_working_days
from stafett.core.meetings import Hours
from stafett.demo.outside_parties import Act, Parties
from stafett.meetings.dialogue_1.answers import Said, Wanted, answer_call, answer_invitation
from stafett.meetings.dialogue_1.ending import Agreed, hold_dialogue, remark
from stafett.meetings.dialogue_1.models import DialogueMeeting, DialogueMinutes
from stafett.meetings.dialogue_1.services import When, call_meeting, say_not_needed
from stafett.plans.follow_up_plan.sharing import newest_issuer

_AHEAD: Final = 6
"""So many working days lie between a call and its meeting."""
_HOURS: Final = Hours(time(10), time(10, 45))


def _call(of: Parties) -> None:
    when = When("workplace", of.said("rooms"), add_working_days(of.step.day, _AHEAD), _HOURS)
    call_meeting(
        case=of.case, employment=of.employment, when=when, agenda=of.said("agendas"), others=[], actor=of.leader,
        **of.now,
    )  # fmt: skip


def _planned(of: Parties) -> DialogueMeeting:
    return DialogueMeeting.objects.get(case=of.case, employment=of.employment, state=DialogueMeeting.State.PLANNED)


def _answer(of: Parties, answer: str, *, with_issuer: bool = False) -> None:
    meeting = _planned(of)
    wishes = Wanted(with_issuer and newest_issuer(of.case, of.step.day) is not None, points=[of.said("own_points")])
    said = Said(answer)
    if answer == DialogueMeeting.Answer.OTHER_TIME:
        said = Said(answer, of.said("other_time"), add_working_days(meeting.day, 1), time(13))
    answer_call(meeting=meeting, said=said, wishes=wishes, seen=meeting.sequence, actor=of.person, **of.now)


def _issuer_comes(of: Parties) -> None:
    meeting = _planned(of)
    if meeting.issuer is not None:
        said, actor = Said(DialogueMeeting.IssuerAnswer.COMING), issuer_actor(meeting.issuer)
        answer_invitation(meeting=meeting, said=said, seen=meeting.sequence, actor=actor, **of.now)


def _hold(of: Parties) -> None:
    about_work, employer_does, employee_does = of.said("minutes")
    agreed = Agreed(about_work, employer_does, employee_does, add_working_days(of.step.day, 15))
    hold_dialogue(meeting=_planned(of), agreed=agreed, actor=of.leader, **of.now)


def _remark(of: Parties) -> None:
    minutes = DialogueMinutes.objects.select_related("meeting__case__person").filter(
        meeting__case=of.case, meeting__employment=of.employment
    )
    remark(minutes=minutes.latest("pk"), words=of.said("remarks"), actor=of.person, **of.now)


def _none_needed(of: Parties) -> None:
    why = of.said("no_meeting")
    say_not_needed(case=of.case, employment=of.employment, why=why, actor=of.leader, **of.now)


MEETING_ACTS: Final[Mapping[str, Act]] = {
    "call": _call,
    "comes": lambda of: _answer(of, DialogueMeeting.Answer.COMING),
    "comes_with_issuer": lambda of: _answer(of, DialogueMeeting.Answer.COMING, with_issuer=True),
    "other_time": lambda of: _answer(of, DialogueMeeting.Answer.OTHER_TIME),
    "issuer_comes": _issuer_comes,
    "hold": _hold,
    "remark": _remark,
    "no_meeting": _none_needed,
}
