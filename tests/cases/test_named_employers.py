"""Notes that name their employer and give no organisation number: the person's employers are told apart."""

import pytest

from stafett.cases.course import course_of
from stafett.cases.models import Task
from stafett.cases.services import finish_task, run_tick
from stafett.intake.models import SickNote
from stafett.people.models import Employer, Employment
from tests.factories import EMPLOYER, Region, as_staff, bring, day, instant, make_region, note, open_case

pytestmark = pytest.mark.django_db
BAKERY = {"situation": "several", "name": "Fjord Bakeri AS"}
KIOSK = {"situation": "several", "name": "Kiosken"}


@pytest.fixture
def region() -> Region:
    return make_region()


def tick(on: str) -> None:
    run_tick(on=day(on), at=instant(on))


def test_a_day_is_worked_only_when_it_is_worked_for_every_named_employer(region: Region) -> None:
    bring([note("a", [("2026-03-02", "2026-03-31")], employer=BAKERY)], "2026-03-02")
    bring([note("b", [("2026-03-02", "2026-03-31", 50)], employer=KIOSK, signed="2026-03-03")], "2026-03-03")
    assert open_case().grade == 100  # were they one, the newer note would be the one that counts
    bring([note("c", [("2026-03-02", "2026-03-31", 40)], employer=BAKERY, signed="2026-03-04")], "2026-03-04")
    assert open_case().grade == 50


def test_one_employer_written_in_two_ways_is_one(region: Region) -> None:
    bring([note("a", [("2026-03-02", "2026-03-31")], employer=BAKERY)], "2026-03-02")
    again = {"situation": "several", "name": "FJORD BAKERI"}
    bring([note("b", [("2026-03-02", "2026-03-31", 50)], employer=again, signed="2026-03-03")], "2026-03-03")
    assert open_case().grade == 50


def test_each_named_employer_has_its_plan_under_its_name(region: Region) -> None:
    bring([note("a", [("2026-03-02", "2026-05-31")], employer=BAKERY)], "2026-03-02")
    bring([note("b", [("2026-03-09", "2026-05-31")], employer=KIOSK)], "2026-03-09")
    tick("2026-03-29")
    course = course_of(open_case(), on=day("2026-03-29"))
    plans = {course.employer_of(task): task for task in course.tasks if task.kind == "plan"}
    assert {name: task.due for name, task in plans.items()} == {
        "Fjord Bakeri AS": day("2026-03-29"),
        "Kiosken": day("2026-04-05"),
    }
    on, at = day("2026-03-30"), instant("2026-03-30")
    finish_task(task=plans["Kiosken"], outcome="received", actor=as_staff(region.adviser), on=on, at=at)
    states = {
        point.employer: point.state for point in course_of(open_case(), on=on).stop_points if point.kind == "plan"
    }
    assert states == {"Fjord Bakeri AS": "overdue", "Kiosken": "done"}


def test_a_name_among_the_persons_own_employers_is_that_employer(region: Region) -> None:
    bring([note("a", [("2026-03-02", "2026-03-08")])], "2026-03-02")
    known = Employer.objects.get(organisation_number=EMPLOYER)
    Employment.objects.create(person=open_case().person, employer=known, first_day=day("2020-01-01"))
    written = {"situation": "one", "name": "PRØVEBEDRIFTEN"}
    bring([note("b", [("2026-03-09", "2026-03-31")], employer=written)], "2026-03-09")
    found = SickNote.objects.get(message_id="b")
    assert (found.employer, found.named_employer) == (known, None)


def test_a_note_that_names_nobody_is_still_of_somebody_employed(region: Region) -> None:
    bring([note("a", [("2026-03-02", "2026-05-31")], employer={"situation": "one"})], "2026-03-02")
    tick("2026-03-29")
    plan = Task.objects.get(kind="plan")
    assert (plan.ordinal, plan.employer) == (1, None)
    assert open_case().employed
