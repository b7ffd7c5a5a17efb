"""What stands around the cases in the region's last weeks: meetings, notes, messages, measures, advice, teams."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

from stafett.access.actors import Actor, staff_actor
from stafett.cases.law import law_in_force
from stafett.cases.models import Case
from stafett.cases.own_work_services import write_note
from stafett.core.dates import add_working_days, is_working_day
from stafett.core.meetings import Hours
from stafett.demo.binding import Step, Who
from stafett.demo.chance import pick, uniform
from stafett.demo.words import words
from stafett.dialogue.writing import send_message
from stafett.mapping.assessing import Choice, assess_need
from stafett.mapping.contacts import NewContact, log_contact
from stafett.mapping.need import Facts, judge, known_facts, newest_assessment
from stafett.meetings.ending import Missed, hold_meeting, miss_meeting
from stafett.meetings.models import Meeting
from stafett.meetings.selectors import Appointment
from stafett.meetings.services import Content, MeetingError, plan_meeting
from stafett.people.models import Staff, Unit
from stafett.people.teams import keep_team
from stafett.plans.asking import ask_specialist, register_specialist_answer
from stafett.plans.discussions import When, plan_discussion, put_on_agenda, register_outcome
from stafett.plans.models import CaseDiscussion, DiscussedCase, SpecialistQuestion
from stafett.plans.services import Move, move_measure, propose_measure

_DAYS = 14
"""Nothing of this is played before the region's last days: it is there to be seen."""
_SHARES = {
    "meeting": 0.25, "contact": 0.12, "note": 0.12, "message": 0.06, "measure": 0.1, "question": 0.1, "need": 0.9,
}  # fmt: skip
_PEOPLE_FOR_SHARES = 1_000
"""In larger regions the shares are smaller: there is enough to see, and building takes no longer."""
_DISCUSSIONS = (-7, 5)
_ON_AGENDA = 3
_TEAM_OFFICE, _TEAM_SIZE = "9901", 3
_NINE = time(9)
_PORTFOLIO = 140
_NEEDS: tuple[Facts, ...] = (
    {
        "going_back": "yes", "education": "upper_secondary", "experience": "enough", "breaks_with_benefits": 0,
        "has_children": False, "treatment": "none",
    },
    {
        "going_back": "unsure", "education": "none", "experience": "little", "breaks_with_benefits": 3,
        "has_children": True, "children_mapped": True, "treatment": "waiting",
    },
    {
        "going_back": "yes", "education": "higher", "experience": "enough", "skills_usable": "yes",
        "breaks_with_benefits": 1, "treatment": "running", "treatment_combinable": True,
    },
)  # fmt: skip
"""What advisers have heard of those whose need they assess."""


def act_at_the_desk(step: Step) -> None:
    """What advisers do with the cases that they hold, and what their offices plan."""
    last = step.region.plan.on
    if step.day <= last - timedelta(days=_DAYS) or not is_working_day(step.day):
        return
    _end_meetings(step)
    _hear_specialists(step)
    scale = min(1, _PEOPLE_FOR_SHARES / len(step.region.plan.persons))
    for case, who, adviser in _held(step):
        for what, most in _SHARES.items():
            share = most * scale
            chance = uniform(step.region.seed, what, who.spell.key)
            # The share decides whether, what is left of the number decides when.
            if chance < share and step.falls(_working_day(last, int(_DAYS * chance / share))):
                _ACTS[what](step, case, adviser, uniform(step.region.seed, "words", what, who.spell.key))
    _discuss(step)
    _make_teams(step)


def _working_day(last: date, before: int) -> date:
    """So many days before the last one, or the working day before that."""
    day = last - timedelta(days=before)
    return day if is_working_day(day) else add_working_days(day, -1)


def _held(step: Step) -> Iterator[tuple[Case, Who, Actor]]:
    """Open cases with the plan behind them and the adviser who has them."""
    held = Case.objects.filter(state=Case.State.OPEN, person__died_on=None).exclude(holder=None)
    for case in held.select_related("person", "holder__unit", "holder_unit").order_by("pk"):
        who = step.region.who(case.person_id, case.first_day)
        if who and case.holder:
            yield case, who, staff_actor(case.holder)


def _said(what: str, chance: float) -> Any:
    return pick(words()["desk"][what], chance)


def _plan_meeting(step: Step, case: Case, adviser: Actor, chance: float) -> None:
    holder = case.holder
    if holder is None:
        return
    day = add_working_days(step.day, 1 + int(chance * 8))
    begins = time(9 + int(chance * 5), 30 * int(chance * 10 % 2))
    hours = Hours(begins, time(begins.hour + 1, begins.minute))
    form = pick(("telephone", "office"), chance)
    where = case.holder_unit.name if form == "office" else ""
    content = Content("status", agenda=words()["desk"]["agenda"])
    try:
        plan_meeting(
            case=case, appointment=Appointment(holder, form, where, day, hours), content=content, actor=adviser,
            on=step.day, at=step.at,
        )  # fmt: skip
    except MeetingError:
        return  # the hour is taken, or the adviser is away


def _end_meetings(step: Step) -> None:
    """Most are held, some are missed; of a few nobody has written down what came of them."""
    passed = Meeting.objects.filter(state="planned", day__lt=step.day, case__state=Case.State.OPEN)
    for meeting in passed.select_related("case", "holder__unit").order_by("pk"):
        chance = uniform(step.region.seed, "meeting_ends", meeting.case.person.identity_number, meeting.day)
        actor = staff_actor(meeting.holder)
        if chance < 0.75:
            outcome = _said("outcomes", chance)
            hold_meeting(meeting=meeting, outcome=outcome, started_by="nav", actor=actor, on=step.day, at=step.at)
        elif chance < 0.9:
            missed = Missed(by="person", why=_said("missed", chance), try_again_by=add_working_days(step.day, 3))
            miss_meeting(meeting=meeting, missed=missed, actor=actor, on=step.day, at=step.at)


def _log_contact(step: Step, case: Case, adviser: Actor, chance: float) -> None:
    talk = NewContact(step.day, "telephone", pick(("nav", "person"), chance), outcome=_said("outcomes", chance))
    log_contact(case=case, contact=talk, actor=adviser, on=step.day, at=step.at)


def _write_note(step: Step, case: Case, adviser: Actor, chance: float) -> None:
    write_note(case=case, text=_said("notes", chance), actor=adviser, on=step.day, at=step.at)


def _write_message(step: Step, case: Case, adviser: Actor, chance: float) -> None:
    subject, text = _said("messages", chance)
    send_message(case=case, subject=subject, text=text, actor=adviser, on=step.day, at=step.at)


def _propose_measure(step: Step, case: Case, adviser: Actor, chance: float) -> None:
    """Half of them are waited for."""
    measure = propose_measure(
        case=case, code="clarification", why=_said("measures", chance), provider="", actor=adviser, on=step.day,
        at=step.at,
    )  # fmt: skip
    if chance > 0.5:
        applied = Move("applied", step.day)
        move_measure(measure=measure, move=applied, version=measure.version, actor=adviser, on=step.day, at=step.at)


def _ask(step: Step, case: Case, adviser: Actor, chance: float) -> None:
    specialist = pick(("advisory_doctor", "working_life_centre"), chance)
    question = _said("questions", chance)
    ask_specialist(case=case, specialist=specialist, question=question, actor=adviser, on=step.day, at=step.at)


def _assess_need(step: Step, case: Case, adviser: Actor, chance: float) -> None:
    """Of those with a decision that counts the need is assessed; their advisers have more people than are here."""
    until = case.person.follow_up_decision_until
    if until is None or until < step.day or newest_assessment(case):
        return
    told: Facts = pick(_NEEDS, chance)
    facts = known_facts(case, None) | told | {"portfolio": _PORTFOLIO}
    judged = judge(facts, law_in_force(), step.day)
    if not judged.suggested:
        return
    category = pick(tuple(judged.suggested), uniform(step.region.seed, "category", case.person.identity_number))
    choice = Choice(category, facts, seen=0, suggested=tuple(judged.suggested))
    assess_need(case=case, choice=choice, actor=adviser, on=step.day, at=step.at)


def _hear_specialists(step: Step) -> None:
    week = step.day - timedelta(days=7)
    asked = SpecialistQuestion.objects.filter(answered_on=None, asked_on__lte=week, case__state=Case.State.OPEN)
    for question in asked.select_related("asked_by__unit").order_by("pk"):
        told = words()["desk"]
        said = told["answers"][question.specialist != "advisory_doctor"]
        register_specialist_answer(
            question=question, answer=said, answered_by=told["answered_by"], actor=staff_actor(question.asked_by),
            on=step.day, at=step.at,
        )  # fmt: skip


def _discuss(step: Step) -> None:
    """Each office has had a discussion a week ago, and has another one in some days, with cases on both agendas."""
    region = step.region
    for offset in _DISCUSSIONS:
        day = add_working_days(region.plan.on + timedelta(days=offset), 1)
        if not step.falls(region.plan.on + timedelta(days=min(offset, 0) - 2)):
            continue
        for unit in Unit.objects.filter(kind=Unit.Kind.LOCAL).order_by("pk"):
            planner = staff_actor(region.staff[unit.pk][0])
            when = When(day, _NINE, place="Møterom 2", specialists=("advisory_doctor",))
            discussion = plan_discussion(when=when, actor=planner, on=step.day)
            _put_on(step, discussion, unit)
    for item in DiscussedCase.objects.filter(decided_on=None, taken_off_on=None, discussion__day__lt=step.day):
        actor = staff_actor(Staff.objects.select_related("unit").get(pk=item.put_by_id))
        register_outcome(item=item, outcome=_said("agreed", 0), actor=actor, on=step.day, at=step.at)


def _put_on(step: Step, discussion: CaseDiscussion, unit: Unit) -> None:
    held = [one for one in _held(step) if one[0].holder_unit_id == unit.pk and one[1].person.protection == "none"]
    chosen = sorted(held, key=lambda one: uniform(step.region.seed, "discussed", discussion.day, one[1].spell.key))
    for number, (case, _, adviser) in enumerate(chosen[:_ON_AGENDA]):
        question = words()["desk"]["discussed"][number % 2]
        put_on_agenda(case=case, discussion=discussion, question=question, actor=adviser, on=step.day, at=step.at)


def _make_teams(step: Step) -> None:
    """The largest office has two teams."""
    if not step.falls(step.region.plan.on - timedelta(days=10)):
        return
    unit = Unit.objects.get(number=_TEAM_OFFICE)
    leader = Staff.objects.get(unit=unit, role=Staff.Role.LEADER)
    for number, name in enumerate(words()["desk"]["teams"]):
        members = step.region.staff[unit.pk][number * _TEAM_SIZE : (number + 1) * _TEAM_SIZE]
        keys = [one.pk for one in members]
        if keys:
            keep_team(unit=unit, name=name, members=keys, by=leader.name, on=step.day, at=step.at)


_ACTS = {
    "meeting": _plan_meeting,
    "contact": _log_contact,
    "note": _write_note,
    "message": _write_message,
    "measure": _propose_measure,
    "question": _ask,
    "need": _assess_need,
}
