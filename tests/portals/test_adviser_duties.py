"""Duties of employer and issuer, marked by an adviser on the case page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stafett.cases.models import Case, Task
from stafett.cases.services import finish_task, run_tick
from tests.factories import Region, as_staff, bring, day, instant, make_region, make_staff, note, open_case
from tests.portals.adviser_world import enter
from tests.portals.meanwhile import meanwhile
from tests.portals.person_world import client_of

pytestmark = pytest.mark.django_db
TODAY = "2026-03-04"


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def case(region: Region) -> Case:
    """Somebody whose employer has not made the plan."""
    bring([note("a", [("2026-01-05", "2026-04-30")])], "2026-01-05")
    run_tick(on=day(TODAY), at=instant(TODAY))
    return open_case()


def post(client: Client, name: str, case: Case, *rest: int, **data: str) -> Any:
    return client.post(reverse(name, args=[case.pk, *rest]), data)


def shown(client: Client, case: Case) -> str:
    return client.get(reverse("adviser_case", args=[case.pk])).content.decode()


def events(case: Case) -> list[tuple[str, str]]:
    entries = case.journal.filter(actor_kind="staff").order_by("id")
    return [(entry.event, entry.after.get("outcome", "")) for entry in entries]


def test_an_employers_duty_is_marked_as_received_and_that_can_be_undone(
    client: Client, case: Case, region: Region
) -> None:
    plan = Task.objects.get(case=case, kind="plan")
    enter(client, region.adviser)
    assert "Mottatt eller gjort" in shown(client, case)
    assert post(client, "adviser_finish", case, plan.pk).status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.outcome, plan.ended_by) == ("done", "received", "Anne Adviser")
    assert reverse("adviser_reopen", args=[case.pk, plan.pk]) in shown(client, case)
    assert post(client, "adviser_reopen", case, plan.pk).status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.outcome, plan.ended_by, plan.ended_on) == ("open", "", "", None)
    assert events(case) == [("task_done", "received"), ("task_reopened", "")]


def test_a_duty_that_is_not_needed_has_a_reason_which_the_person_can_read(
    client: Client, case: Case, region: Region
) -> None:
    plan = Task.objects.get(case=case, kind="plan")
    enter(client, region.adviser)
    refused = post(client, "adviser_not_needed", case, plan.pk)
    assert refused.status_code == 422
    assert "Fyll ut dette." in refused.content.decode()
    reason = "Hun går i full jobb fra mandag <b>"
    assert post(client, "adviser_not_needed", case, plan.pk, **{f"task{plan.pk}-reason": reason}).status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.ended_why) == ("excepted", reason)
    escaped = "Hun går i full jobb fra mandag &lt;b&gt;"
    assert escaped in shown(client, case)
    assert escaped in client_of(case.person).get(reverse("person_case")).content.decode()
    run_tick(on=day("2026-03-20"), at=instant("2026-03-20"))
    plan.refresh_from_db()
    assert plan.state == "excepted"
    assert events(case) == [("task_excepted", "not_needed")]


@pytest.mark.parametrize("second", ["adviser_finish", "adviser_not_needed"])
def test_the_second_of_two_who_mark_a_duty_sees_what_the_first_did(
    client: Client, case: Case, region: Region, second: str
) -> None:
    plan = Task.objects.get(case=case, kind="plan")
    enter(client, region.adviser)
    colleague = as_staff(make_staff("Berit Kollega", region.local))

    def first() -> None:
        finish_task(task=plan, outcome="received", actor=colleague, on=day(TODAY), at=instant(TODAY))

    with meanwhile(first):
        late = post(client, second, case, plan.pk, **{f"task{plan.pk}-reason": "Trengs ikke"})
    assert late.status_code == 409
    assert "Berit Kollega" in late.content.decode()
    plan.refresh_from_db()
    assert (plan.state, plan.ended_why) == ("done", "")


def test_what_is_open_again_is_not_undone_twice(client: Client, case: Case, region: Region) -> None:
    plan = Task.objects.get(case=case, kind="plan")
    enter(client, region.adviser)
    assert post(client, "adviser_reopen", case, plan.pk).status_code == 409
    assert events(case) == []


def test_nobody_at_nav_answers_for_the_person(client: Client, case: Case, region: Region) -> None:
    run_tick(on=day("2026-04-15"), at=instant("2026-04-15"))
    asked = Task.objects.get(case=case, kind="meeting_need", actor="person")
    enter(client, region.adviser)
    for name in ("adviser_finish", "adviser_not_needed", "adviser_reopen"):
        assert post(client, name, case, asked.pk).status_code == 404
