"""One step of the region: what arrives, what time does, what people and advisers do. Everything by the services."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from stafett.access.actors import SYSTEM
from stafett.cases.evaluation import evaluate
from stafett.cases.services import run_tick
from stafett.core.dates import date_of, day_number
from stafett.demo.adviser_acts import advisers_act, do_chores
from stafett.demo.binding import Step
from stafett.demo.desk_acts import act_at_the_desk
from stafett.demo.handover_acts import fall_ill
from stafett.demo.messages import line_of
from stafett.demo.notes import NotePlan
from stafett.demo.notifying import notify_region
from stafett.demo.outside_acts import act_outside
from stafett.demo.people_acts import people_act
from stafett.demo.plan import Plan
from stafett.demo.region import LATE_BY_DAYS, LATE_OFFICE
from stafett.intake.checks import Options
from stafett.intake.jsonl import read_message
from stafett.intake.messages import Message
from stafett.intake.services import Arrived, take_in
from stafett.people.models import Person, Unit
from stafett.people.registers import Organisation, UnitPart
from stafett.people.services import set_up_organisation

_BATCH = 50_000
SOURCE = "demo"


def take_in_notes(plan: Plan, days: Iterable[int], *, on: date, at: datetime) -> int:
    """Takes in what arrives on the days, through the intake's own reading and checking; how many notes there were."""
    notes = [note for day in days for note in plan.notes.get(day, ())]
    options = Options(synthetic="only")
    for start in range(0, len(notes), _BATCH):
        arrived = [_arrived(note, plan, options) for note in notes[start : start + _BATCH]]
        take_in(arrived, source=SOURCE, on=on, at=at)
    return len(notes)


def _arrived(note: NotePlan, plan: Plan, options: Options) -> Arrived:
    line = line_of(note, plan.persons[note.person], plan.region, seed=plan.seed)
    message = read_message(line, options)
    if not isinstance(message, Message):
        raise ValueError(f"the region made a note that the intake refuses: {message}")
    return Arrived(message, line)


@transaction.atomic
def play(step: Step) -> None:
    """Plays one step to its end. A step that was stopped half-way leaves nothing behind."""
    region, day, at = step.region, step.day, step.at
    days = range(day_number(step.since) + 1, day_number(day) + 1)
    _open_late_office(step)
    # Day by day: each is one pass over those who are due, where a missed week would be many small ones.
    for passing in days[:-1]:
        _tick(date_of(passing), at)
    do_chores(step)
    _tick(day, at)
    take_in_notes(region.plan, days, on=day, at=at)
    _deaths(step)
    people_act(step)
    fall_ill(step)
    advisers_act(step)
    act_at_the_desk(step)
    act_outside(step)
    notify_region(on=day)


def _tick(day: date, at: datetime) -> None:
    """In the region nobody is to be set aside: who is, is a defect of the program."""
    if run_tick(on=day, at=at).failed:
        raise RuntimeError(f"somebody cannot be evaluated on {day}")


def _open_late_office(step: Step) -> None:
    if step.falls(step.region.plan.on - timedelta(days=LATE_BY_DAYS)):
        office = Unit.objects.get(number=LATE_OFFICE)
        said = UnitPart(number=office.number, name=office.name, kind="local", screening_basis_recorded_on=step.day)
        set_up_organisation(Organisation(units=[said]), actor=SYSTEM, on=step.day, at=step.at)


def _deaths(step: Step) -> None:
    dead = {each.identity_number: each.died_on for each in step.region.plan.persons if each.died_on}
    now = [number for number, day in dead.items() if day and step.falls(day)]
    if now:
        persons = list(Person.objects.filter(identity_number__in=now))
        for person in persons:
            person.died_on = dead[person.identity_number]
        Person.objects.bulk_update(persons, ["died_on"])
        evaluate([person.pk for person in persons], on=step.day, at=step.at)


def steps_between(since: date, until: date, demo_day: date) -> list[date]:
    """The days on which steps end: every fourth, then every third, and daily in the last two weeks and beyond."""
    days, day = [], day_number(since)
    while day < day_number(until):
        away = day_number(demo_day) - day
        day = min(day + (4 if away > 30 else 3 if away > 14 else 1), day_number(until))
        days.append(date_of(day))
    return days
