"""What the parties read of dialogue meeting 1, and what its agenda may begin with."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import QuerySet

from stafett.cases.models import Case
from stafett.frontend.words import text
from stafett.meetings.dialogue_1.models import DialogueMeeting, DialogueMinutes, NoMeeting
from stafett.meetings.invitation import Told, calendar_of
from stafett.people.models import Employment
from stafett.plans.follow_up_plan.content import PlanContent

DRAFTED: Final = ("can_do", "cannot_do", "tried", "own_measures", "measures_with_help", "employee_words")
"""The parts of a plan that give the agenda a point; each has the text `dialogue_draft.<name>`."""
ALWAYS: Final = ("possible", "next_step")
_PART: Final = {
    "": "NEEDS-ACTION",
    DialogueMeeting.Answer.COMING: "ACCEPTED",
    DialogueMeeting.Answer.OTHER_TIME: "DECLINED",
    DialogueMeeting.Answer.NOT_NEEDED: "DECLINED",
    DialogueMeeting.IssuerAnswer.NOT_COMING: "DECLINED",
}


@dataclass(frozen=True, slots=True)
class DialogueOf:
    """What there is of the meeting in one employment and case: the newest, the earlier ones, or that none is needed."""

    newest: DialogueMeeting | None
    earlier: Sequence[DialogueMeeting]
    not_needed: NoMeeting | None


def dialogue_of(case: Case, employment: Employment) -> DialogueOf:
    """All of it, in two statements."""
    meetings = list(whole_dialogues().filter(case=case, employment=employment).order_by("-pk"))
    said = NoMeeting.objects.select_related("said_by").filter(case=case, employment=employment, ended_on=None).first()
    return DialogueOf(meetings[0] if meetings else None, meetings[1:], said)


def whole_dialogues() -> QuerySet[DialogueMeeting]:
    """All meetings, with all that pages say of them."""
    rows = DialogueMeeting.objects.select_related(
        "person", "case__person__home_unit", "employment__employer", "called_by", "ended_by", "issuer"
    )
    return rows.prefetch_related("moves__moved_by", "minutes__contact", "minutes__remarks")


def minutes_of(meeting: DialogueMeeting) -> list[DialogueMinutes]:
    """Its minutes, the newest first; reads what `whole_dialogues` has fetched."""
    return sorted(meeting.minutes.all(), key=lambda one: -one.number)


def dialogues_of_person(person: int) -> list[DialogueMeeting]:
    """All of a person's, the newest first."""
    return list(whole_dialogues().filter(person=person).order_by("-day", "-pk"))


def dialogues_in(case: Case) -> list[DialogueMeeting]:
    """All of a case, the newest first."""
    return list(whole_dialogues().filter(case=case).order_by("-pk"))


def dialogue_days(cases: Collection[int]) -> dict[tuple[int, int], date]:
    """The day of the newest meeting that is planned or held, by case and employment."""
    rows = DialogueMeeting.objects.filter(case__in=cases).exclude(state=DialogueMeeting.State.CANCELLED)
    return {(case, job): day for case, job, day in rows.order_by("pk").values_list("case", "employment", "day")}


def invited_of(issuer: int | None, cases: Collection[int]) -> list[DialogueMeeting]:
    """Those to which the issuer is invited, the first day first; a cancelled one is told too."""
    invited = whole_dialogues().filter(issuer__isnull=False, issuer=issuer, case__in=cases)
    return list(invited.order_by("day", "begins"))


def drafted_agenda(plan: PlanContent | None) -> list[str]:
    """What the agenda can begin with: a point for each part of the plan in which something stands.

    It names the parts and repeats no word of them: Nav and the issuer may read the agenda before the plan is shared.
    """
    parts = [name for name in DRAFTED if plan and getattr(plan, name)]
    return [text(f"dialogue_draft.{name}") for name in (*parts, *ALWAYS)]


def dialogue_calendar(meeting: DialogueMeeting, *, answer: str, attendee: str) -> bytes:
    """As a calendar file for one of those who come: when, where and with whom, nothing of what it is about."""
    told = Told(
        organizer=meeting.employment.employer.name, summary=text("dialogue.calendar_summary"), attendee=attendee,
        part=_PART[answer], cancelled=meeting.state == DialogueMeeting.State.CANCELLED,
    )  # fmt: skip
    return calendar_of(meeting, told)
