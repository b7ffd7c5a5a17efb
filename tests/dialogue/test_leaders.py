"""Leaders are reminded before a duty is due, and HR names a new one from a day."""

from typing import Any

import pytest
from django.urls import reverse

from stafett.access.actors import employer_actor
from stafett.core.parameters import default_law
from stafett.dialogue.leadership import change_leader, leadership_on
from stafett.dialogue.models import Message
from stafett.dialogue.reminders import DutyReminder
from stafett.dialogue.services import DialogueError
from stafett.people.models import EmployerContact, Leadership
from tests.factories import day, instant
from tests.plans.plan_world import ON, PlanWorld, make_plan_world
from tests.portals.outside_world import client_of, make_contact
from tests.portals.person_world import client_of as client_of_person

pytestmark = pytest.mark.django_db
DUE = "2026-02-01"


@pytest.fixture
def made() -> PlanWorld:
    return make_plan_world()


def reminders() -> list[tuple[str, str]]:
    rows = DutyReminder.objects.order_by("pk").values_list("contact__name", "task__kind", "due")
    return [(name, f"{kind} {due}") for name, kind, due in rows]


def new_leader(made: PlanWorld) -> EmployerContact:
    return make_contact(made.world.employment.employer, "Nina Nyleder", "leader")


def name(made: PlanWorld, leader: EmployerContact, first_day: str = ON) -> Leadership:
    return change_leader(
        case=made.world.case, employment=made.world.employment, leader=leader, first_day=day(first_day),
        actor=employer_actor(made.world.hr), on=day(made.on), at=instant(made.on),
    )  # fmt: skip


def test_a_leader_is_reminded_once_some_days_before_the_duty(made: PlanWorld) -> None:
    assert default_law().number("employer_reminder_days", day(ON)) == 7
    assert reminders() == [("Nils Nærmeste", f"plan {DUE}")]
    made.go_to("2026-01-27")
    made.go_to("2026-01-28")
    assert len(reminders()) == 1


def test_nobody_is_reminded_of_what_is_done_or_far_ahead() -> None:
    made = make_plan_world()
    DutyReminder.objects.all().delete()
    made.unnecessary()
    made.go_to("2026-01-27")
    assert reminders() == []


def test_the_reminder_stands_on_the_list_until_the_page_is_opened(made: PlanWorld) -> None:
    leader = client_of(made.world.leader)
    assert 'id="reminders"' in leader.get(reverse("employer_people")).content.decode()
    leader.get(reverse("employer_employee", args=[made.world.employment.pk]))
    assert 'id="reminders"' not in leader.get(reverse("employer_people")).content.decode()
    assert DutyReminder.objects.get().read_on == day(ON)


def test_a_new_leader_is_reminded_too_and_the_former_sees_nothing_from_that_day(made: PlanWorld) -> None:
    nina, old = new_leader(made), client_of(made.world.leader)
    page = reverse("employer_employee", args=[made.world.employment.pk])
    name(made, nina, "2026-01-27")
    assert old.get(page).status_code == 200
    made.go_to("2026-01-27")
    assert old.get(page).status_code == 403
    assert made.world.person.name not in old.get(reverse("employer_people")).content.decode()
    assert client_of(nina).get(page).status_code == 200
    assert reminders() == [("Nils Nærmeste", f"plan {DUE}"), ("Nina Nyleder", f"plan {DUE}")]


def test_the_employee_is_told_who_and_from_when(made: PlanWorld) -> None:
    nina = new_leader(made)
    name(made, nina, "2026-01-28")
    name(made, nina, "2026-01-28")
    told = Message.objects.get(code="leader_changed")
    assert told.parameters["first_day"] == "2026-01-28"
    shown = client_of_person(made.world.person).get(reverse("person_messages")).content.decode()
    assert "Nina Nyleder er nærmeste leder for deg" in shown


def test_what_was_planned_from_that_day_gives_way(made: PlanWorld) -> None:
    nina = new_leader(made)
    name(made, nina, "2026-02-10")
    name(made, made.world.leader, "2026-02-05")
    assert [one.leader for one in Leadership.objects.filter(first_day__gt=day(ON))] == []
    name(made, nina, "2026-02-03")
    now, then = (leadership_on(made.world.employment, day(on)) for on in ("2026-02-02", "2026-02-03"))
    assert now is not None
    assert then is not None
    assert (now.leader, then.leader) == (made.world.leader, nina)


@pytest.mark.parametrize(
    ("first_day", "change", "code"),
    [
        ("2026-01-25", {}, "leader_error.has_passed"),
        (ON, {"active": False}, "leader_error.not_a_leader"),
        (ON, {"role": "hr"}, "leader_error.not_a_leader"),
    ],
)
def test_who_cannot_lead_is_not_named(made: PlanWorld, first_day: str, change: dict[str, Any], code: str) -> None:
    nina = new_leader(made)
    EmployerContact.objects.filter(pk=nina.pk).update(**change)
    with pytest.raises(DialogueError) as refused:
        name(made, nina, first_day)
    assert refused.value.code == code


def test_nobody_is_named_after_the_employment(made: PlanWorld) -> None:
    made.world.employment.last_day = day("2026-01-27")
    with pytest.raises(DialogueError) as refused:
        name(made, new_leader(made), "2026-01-28")
    assert refused.value.code == "leader_error.employment_ended"


def test_hr_names_from_the_page_and_a_leader_does_not(made: PlanWorld) -> None:
    nina, page = new_leader(made), reverse("employer_leader", args=[made.world.employment.pk])
    hr = client_of(made.world.hr)
    refused = hr.post(page, {"leader": "", "first_day": "2020-01-01"})
    assert refused.status_code == 422
    assert "Velg en leder." in refused.content.decode()
    assert hr.post(page, {"leader": str(nina.pk), "first_day": "2020-01-01"}).status_code == 422
    assert hr.post(page, {"leader": str(nina.pk), "first_day": "2026-01-28"}).status_code == 302
    assert "Nina Nyleder overtar 28. januar 2026" in hr.get(page).content.decode()
    assert client_of(made.world.leader).post(page, {"leader": str(nina.pk)}).status_code == 403
