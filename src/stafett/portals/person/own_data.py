"""Everything about one person as a file for programs (GDPR art. 15 and 20): docs/formats/own-data.schema.json.

Read by the selectors of the person's own pages, so it holds what they show: what an issuer has restricted is left out
there, and said to be withheld (fvl. § 19).
"""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import Any, Literal

from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict

from stafett.access.actors import person_actor
from stafett.access.models import Reading
from stafett.cases.course import contacts_of, journal_of, notes_of
from stafett.cases.models import Case
from stafett.cases.selectors import notes_on
from stafett.dialogue.models import HelpRequest, Message
from stafett.dialogue.thread_access import Opened, threads_of
from stafett.mapping.models import Mapping
from stafett.mapping.selectors import mappings_of, minutes_of
from stafett.meetings.selectors import whole_meetings
from stafett.people.models import Person
from stafett.plans.follow_up_plan.selectors import plans_of_person, whole
from stafett.plans.selectors import discussions_of, measures_of, questions_of, referrals_of
from stafett.portals.person.letters import letters_of
from stafett.portals.person.notes import ReadableNote, readable_note
from stafett.portals.plan_words import parts_of

FORMAT: Literal["stafett-own-data-1"] = "stafett-own-data-1"


class _Part(BaseModel):
    model_config = ConfigDict(from_attributes=True, extra="forbid")


class OwnFacts(_Part):
    """What is kept about the person; the identity number is left out, so that the file may be passed on."""

    given_name: str
    family_name: str
    birth_date: date
    municipality: str
    language: str
    phone: str
    reachable_digitally: bool
    self_employed: bool
    disability_benefit: bool
    follow_up_decision_until: date | None


class OwnWish(_Part):
    pace: str
    pace_from: date | None
    interpreter: str
    support_person: str
    representative: str
    said_on: date


class OwnPeriod(_Part):
    first_day: date
    last_day: date
    kind: str
    grade: int


class OwnNote(_Part):
    received_on: date
    issuer: str
    employer: str
    periods: list[OwnPeriod]
    said: list[tuple[str, str]]
    withheld: bool


class OwnAnswers(_Part):
    given_on: date
    said: list[tuple[str, str]]
    comment: str


class OwnRequest(_Part):
    sender: str
    wanted: str
    how_soon: str
    received_on: date
    answer_due: date
    answered_on: date | None
    assessed: str
    next_step: str


class OwnContact(_Part):
    held_on: date
    channel: str
    started_by: str
    missed: bool
    outcome: str


class OwnCaseNote(_Part):
    on: date
    by: str
    text: str


class OwnConversation(_Part):
    """A conversation about what the person needs; of one that is over, what was said by theme."""

    state: str
    talk_on: date | None
    ended_on: date | None
    outcome: str
    themes: list[tuple[str, str]]
    what_matters: str
    nav_does: str
    goals: list[str]
    remarks: list[str]


class OwnAsked(_Part):
    """What somebody else was asked on behalf of the person, or offered them, and what came of it."""

    who: str
    on: date
    asked: str
    answer: str


class OwnMeasure(_Part):
    code: str
    why: str
    provider: str
    state: str
    proposed_on: date
    started_on: date | None
    ended_on: date | None


class OwnEvent(_Part):
    on: date
    event: str
    actor_kind: str
    actor_name: str


class OwnCase(_Part):
    """One absence, or what was asked about outside one. Codes are those of the program."""

    state: str
    opened_on: date
    closed_on: date | None
    first_day: date
    last_day: date
    grade: int
    employed: bool
    held_by: str
    next_step: str
    next_date: date | None
    sick_notes: list[OwnNote]
    answers: list[OwnAnswers]
    requests: list[OwnRequest]
    contacts: list[OwnContact]
    case_notes: list[OwnCaseNote]
    conversations: list[OwnConversation]
    events: list[OwnEvent]


class OwnMessage(_Part):
    sent_on: date
    read_on: date | None
    title: str
    body: str
    author: str


class OwnMeeting(_Part):
    day: date
    begins: time
    ends: time
    form: str
    place: str
    state: str
    answer: str


class OwnPlan(_Part):
    employer: str
    state: str
    parts: list[tuple[str, list[str]]]


class OwnThreadMessage(_Part):
    on: date
    sender: str
    text: str


class OwnThread(_Part):
    subject: str
    about: str
    started_on: date
    recipients: list[str]
    messages: list[OwnThreadMessage]


class OwnReading(_Part):
    at: datetime
    who: str
    role: str
    page: str
    allowed: bool


class OwnData(_Part):
    """All that is recorded about one person on a day."""

    format: Literal["stafett-own-data-1"]
    taken_on: date
    person: OwnFacts
    wishes: list[OwnWish]
    cases: list[OwnCase]
    measures: list[OwnMeasure]
    asked_of_others: list[OwnAsked]
    messages: list[OwnMessage]
    meetings: list[OwnMeeting]
    plans: list[OwnPlan]
    threads: list[OwnThread]
    readings: list[OwnReading]


def own_data(person: Person, cases: list[Case], readings: list[Reading], on: date) -> OwnData:
    """The whole file; `cases` and `readings` are all of the person's own, as their pages read them."""
    messages = Message.objects.select_related("written_by").filter(person=person, sent_on__lte=on).order_by("id")
    return OwnData(
        format=FORMAT,
        taken_on=on,
        person=OwnFacts.model_validate(person),
        wishes=[OwnWish.model_validate(one) for one in person.contact_wishes.order_by("id")],
        cases=[_case(case, on) for case in cases],
        measures=[OwnMeasure.model_validate(one) for one in (measures_of(cases[0]) if cases else [])],
        asked_of_others=_asked_of_others(cases[0]) if cases else [],
        messages=[OwnMessage.model_validate(one) for one in letters_of(messages)],
        meetings=[
            OwnMeeting.model_validate(one) for one in whole_meetings().filter(case__person=person).order_by("day", "pk")
        ],
        plans=[_plan(plan) for plan in plans_of_person(person.pk)],
        threads=[_thread(opened) for opened in threads_of(person_actor(person), on)],
        readings=[_reading(one) for one in readings],
    )


def schema_as_json() -> str:
    """The published JSON Schema, as it stands in docs/formats/own-data.schema.json."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "All data about one person"}
    schema: dict[str, Any] = head | {
        name: part for name, part in OwnData.model_json_schema().items() if name != "title"
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _case(case: Case, on: date) -> OwnCase:
    requests = HelpRequest.objects.filter(case=case).order_by("id")
    answers = case.screening.answers.order_by("id") if hasattr(case, "screening") else []
    replies = case.replies.order_by("id")
    return OwnCase(
        state=case.state, opened_on=case.opened_on, closed_on=case.closed_on, first_day=case.first_day,
        last_day=case.last_day, grade=case.grade, employed=case.employed,
        held_by=f"{case.holder.name}, {case.holder_unit.name}" if case.holder else case.holder_unit.name,
        next_step=case.next_step, next_date=case.next_date,
        sick_notes=[_note(readable_note(note)) for note in notes_of(case, on=on)],
        answers=[
            *(OwnAnswers(given_on=one.given_on, said=_answered(one.form, one), comment=one.comment) for one in answers),
            *(OwnAnswers(given_on=one.given_on, said=one.wording, comment=one.comment) for one in replies),
        ],
        requests=[OwnRequest.model_validate(one) for one in requests],
        contacts=[OwnContact.model_validate(one) for one in contacts_of(case)],
        case_notes=[
            OwnCaseNote(on=note.on, by=note.written_by.name, text=note.text)
            for shown in notes_on(case)
            for note in (shown.note, *shown.earlier)
        ],
        conversations=[_conversation(mapping) for mapping in mappings_of(case)],
        events=[OwnEvent.model_validate(one) for one in journal_of(case)],
    )  # fmt: skip


def _conversation(mapping: Mapping) -> OwnConversation:
    over = minutes_of(mapping, get_language() or "nb") if mapping.state == Mapping.State.CLOSED else None
    return OwnConversation(
        state=mapping.state, talk_on=mapping.talk_on, ended_on=mapping.ended_on, outcome=mapping.outcome,
        themes=[(theme.title, theme.entry.answer) for theme in over.themes] if over else [],
        what_matters=mapping.what_matters, nav_does=mapping.nav_does,
        goals=[goal.text for goal in over.goals] if over else [],
        remarks=[remark.text for remark in over.remarks] if over else [],
    )  # fmt: skip


def _asked_of_others(case: Case) -> list[OwnAsked]:
    """Of the person, whichever case it was asked in."""
    questions = [
        OwnAsked(who=q.specialist, on=q.asked_on, asked=q.question, answer=q.answer) for q in questions_of(case)
    ]
    discussed = [
        OwnAsked(who="discussion", on=item.discussion.day, asked=item.question, answer=item.outcome)
        for item in discussions_of(case)
    ]
    offered = [OwnAsked(who=r.service, on=r.made_on, asked=r.line, answer=r.state) for r in referrals_of(case)]
    return [*questions, *discussed, *offered]


def _note(readable: ReadableNote) -> OwnNote:
    note = readable.note
    return OwnNote(
        received_on=note.received_on, issuer=note.issuer.name if note.issuer else "", employer=note.employer_name,
        periods=[OwnPeriod.model_validate(one) for one in readable.periods], said=readable.facts,
        withheld=readable.withheld,
    )  # fmt: skip


def _answered(form: dict[str, Any], answer: object) -> list[tuple[str, str]]:
    return [
        (asked["text"], next(one["text"] for one in asked["choices"] if one["name"] == getattr(answer, asked["name"])))
        for asked in form["questions"]
    ]


def _plan(plan: Any) -> OwnPlan:
    content = whole(plan).content
    parts = [(part.name, list(part.lines)) for part in parts_of(content)] if content else []
    return OwnPlan(employer=plan.employment.employer.name, state=plan.state, parts=parts)


def _thread(opened: Opened) -> OwnThread:
    thread = opened.thread
    return OwnThread(
        subject=thread.subject, about=thread.about, started_on=thread.started_on,
        recipients=[one.name for one in opened.recipients],
        messages=[OwnThreadMessage(on=one.on, sender=one.sender.name, text=one.text) for one in opened.messages],
    )  # fmt: skip


def _reading(one: Reading) -> OwnReading:
    who = one.staff or one.contact or one.issuer
    return OwnReading(
        at=one.at, who=who.name if who else one.operator, role=one.role, page=one.page, allowed=one.allowed
    )
