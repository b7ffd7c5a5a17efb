"""Duties of employer and issuer, marked by an adviser on the case page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stafett.cases.models import ACTIVITY_OUTCOMES, Case, Task
from stafett.cases.services import CaseError, finish_task, run_tick
from stafett.frontend.words import text
from stafett.screening.models import Screening
from stafett.screening.services import GivenAnswer, give_answers
from tests.factories import Region, as_person, as_staff, bring, day, instant, make_region, make_staff, note, open_case
from tests.portals.adviser_world import enter, make_task
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


def shown(client: Client, case: Case, name: str = "adviser_stop_points") -> str:
    return client.get(reverse(name, args=[case.pk])).content.decode()


def events(case: Case) -> list[tuple[str, str]]:
    entries = case.journal.filter(actor_kind="staff").order_by("id")
    return [(entry.event, entry.after.get("outcome", "")) for entry in entries]


def test_an_employers_duty_is_marked_as_received_and_that_can_be_undone(
    client: Client, case: Case, region: Region
) -> None:
    plan = Task.objects.get(case=case, kind="plan")
    enter(client, region.adviser)
    assert "Mottatt eller gjort" in shown(client, case)
    received = post(client, "adviser_finish", case, plan.pk)
    assert received["Location"] == reverse("adviser_stop_points", args=[case.pk])
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
    assert "Skriv hvorfor det ikke er nødvendig." in refused.content.decode()
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


# --- Nav's own


@pytest.fixture
def assessment(case: Case) -> Task:
    return Task.objects.get(case=case, kind="activity_requirement")


def assess(client: Client, case: Case, task: Task, **data: str) -> Any:
    return post(client, "adviser_assess", case, task.pk, **data)


@pytest.mark.parametrize("outcome", ACTIVITY_OUTCOMES)
def test_the_activity_requirement_is_assessed_with_an_outcome(
    client: Client, case: Case, region: Region, assessment: Task, outcome: str
) -> None:
    enter(client, region.adviser)
    assert reverse("adviser_assess", args=[case.pk, assessment.pk]) in shown(client, case, "adviser_case")
    assert assess(client, case, assessment, outcome=outcome, line=" Lest erklæringen ").status_code == 302
    assessment.refresh_from_db()
    assert (assessment.state, assessment.outcome, assessment.ended_why) == ("done", outcome, "Lest erklæringen")
    entry = case.journal.get(event="task_done")
    assert entry.after == {"kind": "activity_requirement", "outcome": outcome, "line": "Lest erklæringen"}
    assert text(f"outcome.{outcome}") in shown(client, case, "adviser_case")
    own = client_of(case.person).get("/my/case/").content.decode()
    assert text(f"person.outcome.{outcome}") in own
    assert "Lest erklæringen" in own
    assert "Vurderte kravet om aktivitet" in client_of(case.person).get("/my/readings/").content.decode()


@pytest.mark.parametrize("data", [{}, {"outcome": "stopped"}, {"outcome": "done", "line": "Skrevet"}])
def test_an_assessment_needs_an_outcome_that_exists(
    client: Client, case: Case, region: Region, assessment: Task, data: dict[str, str]
) -> None:
    enter(client, region.adviser)
    refused = assess(client, case, assessment, **data)
    assert refused.status_code == 422
    assert "aria-invalid" in refused.content.decode()
    assert data.get("line", "") in refused.content.decode()
    assert post(client, "adviser_finish", case, assessment.pk).status_code == 404
    assessment.refresh_from_db()
    assert assessment.state == "open"


def test_the_service_takes_no_other_outcome(case: Case, region: Region, assessment: Task) -> None:
    with pytest.raises(CaseError, match=r"task\.outcome_needed"):
        finish_task(
            task=assessment, outcome="done", actor=as_staff(region.adviser), on=day(TODAY), at=instant(TODAY)
        )  # fmt: skip


def test_the_assessment_does_not_show_the_persons_answers(
    client: Client, case: Case, region: Region, assessment: Task
) -> None:
    screening = Screening.objects.get(case=case)
    given = GivenAnswer(screening.pk, "unsure", "not_good", "over_26_weeks", as_person(case.person), "Mine egne ord")
    give_answers([given], on=day(TODAY), at=instant(TODAY))
    enter(client, region.adviser)
    assert "Mine egne ord" in shown(client, case, "adviser_case")
    page = client.get(reverse("adviser_assess", args=[case.pk, assessment.pk])).content.decode()
    for hidden in ("Mine egne ord", text("answer.unsure"), text("answer.not_good"), text("answer.over_26_weeks")):
        assert hidden not in page


def test_who_assesses_second_keeps_what_they_wrote(
    client: Client, case: Case, region: Region, assessment: Task
) -> None:
    enter(client, region.adviser)
    assess(client, case, assessment, outcome="fulfilled")
    again = assess(client, case, assessment, outcome="exempt_medical", line="Mitt eget ord")
    assert again.status_code == 409
    assert "Mitt eget ord" in again.content.decode()
    assert text("outcome.exempt_medical") in again.content.decode()
    assert post(client, "adviser_reopen", case, assessment.pk).status_code == 302
    assert assess(client, case, assessment, outcome="exempt_medical").status_code == 302


def test_another_task_of_navs_takes_a_line(client: Client, case: Case, region: Region) -> None:
    task = make_task(case, "plan_request")
    enter(client, region.adviser)
    too_long = post(client, "adviser_finish", case, task.pk, **{f"task{task.pk}-line": "x" * 301})
    assert too_long.status_code == 422
    assert post(client, "adviser_finish", case, task.pk, **{f"task{task.pk}-line": "Ringte"}).status_code == 302
    task.refresh_from_db()
    assert (task.state, task.outcome, task.ended_why) == ("done", "done", "Ringte")
    assert "<q>Ringte</q>" in shown(client, case, "adviser_journal")
