"""One day of the region: what arrives, what time does, what people and advisers do. Everything by the services."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from stafett.access.actors import Actor, person_actor, staff_actor
from stafett.cases.evaluation import evaluate
from stafett.cases.models import Case, Task
from stafett.cases.services import run_tick, take_case
from stafett.core.dates import day_number, is_working_day
from stafett.demo import behaviour
from stafett.demo.behaviour import AnswerPlan
from stafett.demo.chance import pick, uniform
from stafett.demo.finish import Finished, finish_tasks
from stafett.demo.chores import HABITS, done_on
from stafett.demo.histories import SpellPlan
from stafett.demo.messages import line_of
from stafett.demo.notes import NotePlan
from stafett.demo.plan import Plan
from stafett.demo.population import PersonPlan
from stafett.demo.region import LATE_BY_DAYS, LATE_OFFICE
from stafett.demo.words import words
from stafett.dialogue.models import HelpRequest, Message
from stafett.dialogue.services import answer_request, ask_for_help, read_messages
from stafett.intake.checks import Options
from stafett.intake.jsonl import read_message
from stafett.intake.messages import Message as SickNoteMessage
from stafett.intake.services import Arrived, take_in
from stafett.people.models import Person, Staff, Unit
from stafett.screening.forms import current_form, snapshot
from stafett.screening.models import Screening
from stafett.screening.services import (
    Confirmation,
    GivenAnswer,
    confirm_segments,
    explain_recurrence,
    give_answers,
    mark_conditions,
)

_TAKEN_FROM_DAY = 28
_BATCH = 5_000
SOURCE = "demo"


@dataclass(frozen=True, slots=True)
class Who:
    """One open case's person and absence in the plan."""

    person: PersonPlan
    spell: SpellPlan


class Region:
    """The plan bound to the rows of the database."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        numbers = {person.identity_number: person for person in plan.persons}
        rows = Person.objects.filter(identity_number__in=list(numbers)).values_list("pk", "identity_number")
        self.people = {key: numbers[number] for key, number in rows}
        shares = {each.login: each.share for each in plan.region.staff}
        self.staff: dict[int, list[Staff]] = defaultdict(list)
        advisers = Staff.objects.filter(role=Staff.Role.ADVISER).select_related("unit")
        for staff in sorted(advisers, key=lambda each: shares.get(each.login, 0)):
            self.staff[staff.unit_id].append(staff)

    def who(self, person: int, first_day: date) -> Who | None:
        """The plan behind a case; None when it is about somebody who is not of the region."""
        planned = self.people.get(person)
        # A case begins with the first day known, which for a late note may be after the absence's own first day.
        spell = self.plan.spell_on(planned.number, day_number(first_day) + 16) if planned else None
        return Who(planned, spell) if planned and spell else None

    def adviser(self, unit: int, person: PersonPlan) -> Staff:
        """Whoever in the unit has the person's day of birth; for protected persons one who may open them."""
        staff = self.staff[unit]
        return staff[0] if person.protection != "none" else staff[person.birth_date.day % len(staff)]


def take_in_notes(plan: Plan, days: Iterable[int], *, on: date, at: datetime) -> int:
    """Takes in what arrives on the days, through the intake's own reading and checking; how many notes there were."""
    notes = [note for day in days for note in plan.notes.get(day, ())]
    options = Options(synthetic=settings.SYNTHETIC_NUMBERS)
    for start in range(0, len(notes), _BATCH):
        arrived = [_arrived(note, plan, options) for note in notes[start : start + _BATCH]]
        take_in(arrived, source=SOURCE, on=on, at=at)
    return len(notes)


def _arrived(note: NotePlan, plan: Plan, options: Options) -> Arrived:
    line = line_of(note, plan.persons[note.person], plan.region, seed=plan.seed)
    message = read_message(line, options)
    if not isinstance(message, SickNoteMessage):
        raise AssertionError(f"the region made a note that the intake refuses: {message}")
    return Arrived(message, line)


@transaction.atomic
def play_day(region: Region, day: date, *, at: datetime) -> None:
    """Plays one day to its end. A day that was stopped half-way leaves nothing behind."""
    take_in_notes(region.plan, [day_number(day)], on=day, at=at)
    _open_late_office(region, day)
    _deaths(region, day, at)
    run_tick(on=day, at=at)
    _people_act(region, day, at)
    if is_working_day(day):
        _advisers_act(region, day, at)
        _chores(region, day, at)


def _open_late_office(region: Region, day: date) -> None:
    if day == region.plan.on - timedelta(days=LATE_BY_DAYS):
        Unit.objects.filter(number=LATE_OFFICE).update(screening_basis_recorded=True)


def _deaths(region: Region, day: date, at: datetime) -> None:
    dead = [each.identity_number for each in region.plan.persons if each.died_on == day]
    if dead:
        persons = Person.objects.filter(identity_number__in=dead)
        persons.update(died_on=day)
        evaluate(list(persons.values_list("pk", flat=True)), on=day, at=at)


def _people_act(region: Region, day: date, at: datetime) -> None:
    """Reading messages, answering, answering again, asking for help."""
    _read(region, day)
    _answer(region, day, at, by_telephone=False)
    seed = region.plan.seed
    for case in Case.objects.filter(state=Case.State.OPEN).select_related("person__home_unit").order_by("pk"):
        who = region.who(case.person_id, case.first_day)
        request = behaviour.request_of(seed, who.person, who.spell, region.plan.on) if who else None
        if request and request.day == day:
            ask_for_help(
                case=case, sender=HelpRequest.Sender.PERSON, wanted=request.wanted, how_soon=request.how_soon,
                actor=person_actor(case.person), on=day, at=at,
            )  # fmt: skip


def _read(region: Region, day: date) -> None:
    unread = Message.objects.filter(read_on=None, sent_on__gte=day - timedelta(days=7), channel=Message.Channel.DIGITAL)
    readers = {
        message.person
        for message in unread.select_related("person").order_by("person_id")
        if behaviour.read_on(region.plan.seed, f"{message.person_id}.{message.code}", message.sent_on) == day
    }
    for person in sorted(readers, key=lambda each: each.pk):
        read_messages(person=person, on=day)


def _answer(region: Region, day: date, at: datetime, *, by_telephone: bool) -> None:
    """Those whose day it is; on a telephone day also what could not be written down on the days before."""
    asked = (
        Screening.objects.exclude(asked_on=None)
        .exclude(state=Screening.State.ENDED)
        .filter(case__state=Case.State.OPEN, asked_on__gte=day - timedelta(days=60))
        .select_related("case__person")
        .order_by("pk")
    )
    since = day if not by_telephone or is_working_day(day - timedelta(days=1)) else day - timedelta(days=3)
    given = []
    for screening in asked:
        case = screening.case
        who = region.who(case.person_id, case.first_day)
        if who is None or screening.asked_on is None:
            continue
        planned = behaviour.answers_of(region.plan.seed, who.person, who.spell, screening.asked_on, region.plan.on)
        for answer in planned:
            if answer.by_telephone == by_telephone and since <= answer.day <= day:
                given.append(_given(region, screening, who, answer, day))
    if given:
        give_answers(given, on=day, at=at)


def _given(region: Region, screening: Screening, who: Who, answer: AnswerPlan, day: date) -> GivenAnswer:
    case = screening.case
    staff = region.adviser(case.person.home_unit_id, who.person)
    return GivenAnswer(
        screening_id=screening.pk,
        return_likelihood=answer.return_likelihood,
        employer_relation=answer.employer_relation,
        expected_duration=answer.expected_duration,
        comment=answer.comment,
        form=snapshot(current_form(day), who.person.language),
        actor=staff_actor(staff) if answer.by_telephone else person_actor(case.person),
    )


def _advisers_act(region: Region, day: date, at: datetime) -> None:
    _answer(region, day, at, by_telephone=True)
    _mark(region, day, at)
    _confirm(region, day, at)
    _take(region, day, at)
    _answer_requests(region, day, at)


def _waiting(region: Region, day: date) -> Iterator[tuple[Screening, Who]]:
    """The suggestions that an adviser looks at today."""
    waiting = Screening.objects.filter(state=Screening.State.TO_CONFIRM).select_related("case").order_by("pk")
    for screening in waiting:
        who = region.who(screening.case.person_id, screening.case.first_day)
        if who is None or screening.suggested_on is None:
            continue
        if behaviour.confirm_on(region.plan.seed, who.spell, screening.suggested_on, region.plan.on) <= day:
            yield screening, who


def _mark(region: Region, day: date, at: datetime) -> None:
    for screening, who in list(_waiting(region, day)):
        if screening.recurrence_explained or screening.conditions_uncertain:
            continue
        recurrent = any("recurrent" in str(reason.get("code")) for reason in screening.reasons)
        mark = behaviour.mark_of(region.plan.seed, who.spell, recurrent=recurrent)
        actor = staff_actor(region.adviser(screening.case.holder_unit_id, who.person))
        if mark == "explained":
            explain_recurrence(screening=screening, explained=True, actor=actor, on=day, at=at)
        elif mark == "uncertain":
            mark_conditions(screening=screening, uncertain=True, actor=actor, on=day, at=at)


def _confirm(region: Region, day: date, at: datetime) -> None:
    chosen = []
    for screening, who in _waiting(region, day):
        segment, reason = behaviour.chosen_segment(region.plan.seed, who.spell, screening.suggestion)
        actor = staff_actor(region.adviser(screening.case.holder_unit_id, who.person))
        chosen.append(Confirmation(screening.pk, segment, actor, reason))
    if chosen:
        confirm_segments(chosen, on=day, at=at)


def _take(region: Region, day: date, at: datetime) -> None:
    """Cases are taken from the fourth week on; what has come to the regional unit from the day it came."""
    free = (
        Case.objects.filter(state=Case.State.OPEN, holder=None, first_day__lte=day - timedelta(days=_TAKEN_FROM_DAY))
        .select_related("holder_unit", "screening")
        .order_by("pk")
    )
    for case in free:
        who = region.who(case.person_id, case.first_day)
        if who is None:
            continue
        since = case.first_day + timedelta(days=_TAKEN_FROM_DAY)
        if case.holder_unit.kind == Unit.Kind.ROE:
            since = case.screening.confirmed_on or since
        taken = behaviour.take_on(region.plan.seed, who.spell, since, case.holder_unit.number)
        if taken and taken <= day:
            staff = region.adviser(case.holder_unit_id, who.person)
            take_case(case=case, staff=staff, actor=staff_actor(staff), on=day, at=at)


def _answer_requests(region: Region, day: date, at: datetime) -> None:
    seed, told = region.plan.seed, words()
    waiting = HelpRequest.objects.filter(answered_on=None, case__state=Case.State.OPEN).select_related("case")
    for request in waiting.order_by("pk"):
        who = region.who(request.person_id, request.case.first_day)
        if who is None or behaviour.answer_request_on(seed, who.spell, request.received_on, region.plan.on) > day:
            continue
        chance = uniform(seed, "answer_text", who.spell.key)
        answer_request(
            request=request, assessed=pick(told["assessed"], chance), next_step=pick(told["next_steps"], chance),
            actor=staff_actor(region.adviser(request.case.holder_unit_id, who.person)), on=day, at=at,
        )  # fmt: skip


def _chores(region: Region, day: date, at: datetime) -> None:
    """Tasks whose day has come, Nav's own and the others'."""
    rows = (
        Task.objects.filter(state=Task.State.OPEN, kind__in=list(HABITS), case__state=Case.State.OPEN)
        .select_related("case__person", "employer")
        .order_by("pk")
    )
    done: list[Finished] = []
    for task in rows:
        who = region.who(task.case.person_id, task.case.first_day)
        if who is None:
            continue
        about = (task.kind, task.ordinal, task.actor)
        planned = done_on(region.plan.seed, who.spell, about, task.window_opens, region.plan.on)
        if planned and planned[0] <= day:
            done.append(Finished(task, planned[1], _doer(region, task, who)))
    finish_tasks(done, on=day, at=at)


def _doer(region: Region, task: Task, who: Who) -> Actor:
    if task.actor == Task.Actor.NAV:
        return staff_actor(region.adviser(task.case.holder_unit_id, who.person))
    if task.actor == Task.Actor.PERSON:
        return person_actor(task.case.person)
    name = task.employer.name if task.employer else ""
    return Actor(kind="system", name=name, role=task.actor)


