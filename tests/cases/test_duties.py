"""Which duties are another's and which come again, and by which days they are explained."""

import pytest

from stafett.cases.models import Case, Task
from stafett.cases.services import finish_task, run_tick
from stafett.dialogue.services import ask_for_help
from stafett.people.models import Person
from tests.factories import Region, as_person, as_staff, bring, day, instant, make_region, note

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    return make_region()


def test_silence_comes_again_after_each_contact(region: Region) -> None:
    bring([note("a", [("2026-01-05", "2026-12-31")])], "2026-01-05")
    run_tick(on=day("2026-07-01"), at=instant("2026-07-01"))
    silence = Task.objects.get(kind="silence")
    assert (silence.due, silence.state) == (day("2026-07-05"), "open")
    actor, on, at = as_staff(region.adviser), day("2026-07-02"), instant("2026-07-02")
    Case.objects.update(last_contact_on=on)
    finish_task(task=silence, outcome="talked", actor=actor, on=on, at=at)
    run_tick(on=day("2026-12-25"), at=instant("2026-12-25"))
    again = Task.objects.get(kind="silence", state="open")
    assert again.due == day("2027-01-02")
    assert Task.objects.filter(kind="silence", state="done").count() == 1


@pytest.mark.parametrize(("how_soon", "name"), [("soon", "request_answer"), ("urgent", "request_urgent")])
def test_a_request_is_explained_by_the_days_it_was_promised(region: Region, how_soon: str, name: str) -> None:
    bring([note("a", [("2026-03-02", "2026-03-31")])], "2026-03-02")
    person = Person.objects.get()
    ask_for_help(
        person=person, sender="person", wanted="Jeg vil snakke med noen", how_soon=how_soon,
        actor=as_person(person), on=day("2026-03-09"), at=instant("2026-03-09"),
    )  # fmt: skip
    reason = Task.objects.get(kind="answer_request").reason
    assert list(reason["parameters"]) == [f"{name}_working_days"]


def test_what_nav_has_done_keeps_no_case_open(region: Region) -> None:
    bring([note("a", [("2026-01-05", "2026-03-20")])], "2026-01-05")
    run_tick(on=day("2026-03-10"), at=instant("2026-03-10"))
    requirement = Task.objects.get(kind="activity_requirement")
    actor, on, at = as_staff(region.adviser), day("2026-03-10"), instant("2026-03-10")
    finish_task(task=requirement, outcome="exempt_medical", actor=actor, on=on, at=at)
    run_tick(on=day("2026-04-05"), at=instant("2026-04-05"))
    case = Case.objects.get()
    assert case.state == "open"
    run_tick(on=day("2026-04-06"), at=instant("2026-04-06"))
    case.refresh_from_db()
    assert (case.state, case.closed_on) == ("closed", day("2026-04-06"))


def test_what_nav_has_left_keeps_a_case_open_and_leads_it(region: Region) -> None:
    bring([note("a", [("2026-01-05", "2026-03-20")])], "2026-01-05")
    run_tick(on=day("2026-04-10"), at=instant("2026-04-10"))
    case = Case.objects.get()
    assert (case.state, case.next_step) == ("open", "activity_requirement")
