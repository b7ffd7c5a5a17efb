"""The employer's pages of a follow-up plan, as a leader and HR meet them."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stafett.access.models import Reading
from stafett.people.models import Leadership
from stafett.plans.follow_up_plan.content import LONGEST_TEXT, MOST_TRIED
from stafett.plans.follow_up_plan.models import FollowUpPlan
from tests.plans.plan_world import PlanWorld, make_plan_world
from tests.portals.outside_world import client_of

pytestmark = pytest.mark.django_db
ACTS = ("employer_send_plan", "employer_plan_without", "employer_plan_unnecessary", "employer_share_plan",
        "employer_withdraw_plan")  # fmt: skip
PAGES = ("employer_plan", "employer_write_plan", "employer_plan_versions", "employer_print_plan", "employer_plan_file")


@pytest.fixture
def made() -> PlanWorld:
    return make_plan_world()


@pytest.fixture
def leader(made: PlanWorld) -> Client:
    return client_of(made.world.leader)


def url(made: PlanWorld, name: str) -> str:
    return reverse(name, args=[made.world.employment.pk])


def page(client: Client, made: PlanWorld, name: str = "employer_plan") -> str:
    response = client.get(url(made, name))
    assert response.status_code == 200
    return str(response.content.decode())


def sent(client: Client, made: PlanWorld, name: str, **data: Any) -> tuple[int, str]:
    response = client.post(url(made, name), data, follow=True)
    return response.status_code, response.content.decode()


def test_a_leader_writes_the_plan_with_what_has_been_tried(made: PlanWorld, leader: Client) -> None:
    status, html = sent(
        leader, made, "employer_write_plan", started_from="0", can_do="Sitte i kassen", next_on="2026-02-20",
        tried0_kind="shorter_hours", tried0_first_day="2026-01-10", tried0_result="Gikk i to uker",
        tried0_not_possible="Ingen vikar",
    )  # fmt: skip
    assert status == 200
    for told in (
        "Planen er lagret.", "Sitte i kassen", "20. februar 2026", "Kortere arbeidstid (10.01.2026", "Gikk i to uker",
        "Ikke mulig fordi: Ingen vikar", "Planen er et utkast.",
    ):  # fmt: skip
        assert told in html
    assert page(leader, made, "employer_write_plan").count("Gikk i to uker") == 1


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "Skriv noe i planen før du lagrer."),
        ({"can_do": "x" * (LONGEST_TEXT + 1)}, "Teksten er for lang. Du kan skrive høyst 4000 tegn."),
        ({"can_do": "Lager", "next_on": "2026-01-25"}, "Velg en dag som ikke har vært."),
        ({"can_do": "Lager", "tried0_kind": "", "tried0_result": "Bra"}, "Velg hva som er prøvd."),
        ({"can_do": "Lager", "tried0_kind": "tull"}, "tull"),
        (
            {"tried0_kind": "other", "tried0_first_day": "2026-01-10", "tried0_last_day": "2026-01-09"},
            "Siste dag er før første dag.",
        ),
    ],
)
def test_a_refused_plan_comes_back_with_all_that_was_written(
    made: PlanWorld, leader: Client, fields: dict[str, str], told: str
) -> None:
    response = leader.post(url(made, "employer_write_plan"), {"started_from": "0", "capacity": "Fire timer", **fields}
                           if fields else {"started_from": "0"})  # fmt: skip
    html = response.content.decode()
    assert response.status_code == 422
    assert told in html
    if fields:
        assert "Fire timer" in html
    assert not FollowUpPlan.objects.filter(version__gt=0).exists()


def test_ten_megabytes_are_refused_in_words(made: PlanWorld, leader: Client) -> None:
    response = leader.post(url(made, "employer_write_plan"), {"started_from": "0", "can_do": "x" * 10_000_000})
    assert response.status_code == 413
    assert "Det var for mye på én gang" in response.content.decode()


def test_no_more_rows_are_taken_than_a_plan_may_have(made: PlanWorld, leader: Client) -> None:
    rows = {f"tried{number}_kind": "other" for number in range(99)}
    sent(leader, made, "employer_write_plan", started_from="0", can_do="Lager", **rows)
    assert len(made.whole.versions[0].content["tried"]) == MOST_TRIED


def test_scripts_are_shown_as_text(made: PlanWorld, leader: Client) -> None:
    made.save(can_do="<script>alert(1)</script>")
    for name in PAGES[:4]:
        assert "<script>alert(1)" not in page(leader, made, name)
    assert "&lt;script&gt;alert(1)" in page(leader, made)


def test_two_who_write_at_once_see_both_texts_and_nothing_is_lost(made: PlanWorld, leader: Client) -> None:
    made.save(can_do="Lager")
    made.words("Jeg kan kassen")
    response = leader.post(url(made, "employer_write_plan"), {"started_from": "1", "can_do": "Telefonen"})
    html = response.content.decode()
    assert response.status_code == 409
    for told in ("Noen har skrevet i planen mens du skrev", "Telefonen", "Lager", 'name="started_from" value="2"'):
        assert told in html
    assert made.plan.version == 2
    sent(leader, made, "employer_write_plan", started_from="2", can_do="Telefonen og lager")
    content = made.whole.content
    assert content is not None
    assert (content.can_do, content.employee_words) == ("Telefonen og lager", "Jeg kan kassen")


def test_the_plan_goes_to_the_employee_and_the_answer_is_seen(made: PlanWorld, leader: Client) -> None:
    made.save()
    status, html = sent(leader, made, "employer_send_plan", seen="1")
    assert (status, "Planen er sendt" in html) == (200, True)
    made.answer(approved=False, words="Kassen går ikke")
    assert "Kassen går ikke" in page(leader, made)
    assert f"{made.world.person.name} sendte planen tilbake" in page(leader, made)


def test_an_act_on_an_older_version_is_refused(made: PlanWorld, leader: Client) -> None:
    made.save()
    made.words("Hei")
    assert sent(leader, made, "employer_send_plan", seen="1")[0] == 409
    status, html = sent(leader, made, "employer_plan_without", **{"without-seen": "1", "without-why": "Svarer ikke"})
    assert (status, "Svarer ikke" in html) == (409, True)


def test_going_on_without_needs_words(made: PlanWorld, leader: Client) -> None:
    made.save()
    assert sent(leader, made, "employer_plan_without", **{"without-seen": "1", "without-why": " "})[0] == 422
    status, html = sent(leader, made, "employer_plan_without", **{"without-seen": "1", "without-why": "Svarer ikke"})
    assert (status, "Svarer ikke" in html, made.plan.state) == (200, True, "without_employee")


def test_unnecessary_with_a_reason(made: PlanWorld, leader: Client) -> None:
    status, html = sent(
        leader, made, "employer_plan_unnecessary", **{"unnecessary-seen": "0", "unnecessary-why": "Tilbake på mandag"}
    )
    assert (status, "Tilbake på mandag" in html, made.task().state) == (200, True, "done")
    assert "ikke nødvendig" in page(leader, made, "employer_employee") or "gjort" in page(
        leader, made, "employer_employee"
    )


def test_the_plan_is_shared_and_taken_back(made: PlanWorld, leader: Client) -> None:
    made.approved()
    _, html = sent(leader, made, "employer_share_plan", seen="1", shared_with="issuer")
    assert f"Delt av {made.world.leader.name} 26. januar 2026" in html
    assert made.world.issuer.name not in html
    _, html = sent(leader, made, "employer_withdraw_plan", seen="1", shared_with="issuer")
    assert f"Trukket tilbake av {made.world.leader.name}" in html
    assert sent(leader, made, "employer_withdraw_plan", seen="1", shared_with="issuer")[0] == 422
    assert leader.post(url(made, "employer_share_plan"), {"seen": "1", "shared_with": "naboen"}).status_code == 404


def test_two_versions_are_compared(made: PlanWorld, leader: Client) -> None:
    made.save(can_do="Lager")
    made.save(1, can_do="Kasse")
    made.save(2, can_do="Telefon")
    html = page(leader, made, "employer_plan_versions")
    assert all(told in html for told in ("Kasse", "Telefon"))
    assert "Lager" not in html
    html = leader.get(url(made, "employer_plan_versions"), {"older": "1", "newer": "3"}).content.decode()
    assert all(told in html for told in ("Lager", "Telefon"))
    for odd in ({"older": "x", "newer": "-1"}, {"older": "9" * 30}, {"newer": "77"}):
        assert leader.get(url(made, "employer_plan_versions"), odd).status_code == 200


def test_the_own_documentation_is_taken_out(made: PlanWorld, leader: Client) -> None:
    made.approved()
    made.share("nav")
    response = leader.get(url(made, "employer_plan_file"))
    assert response["Content-Disposition"] == 'attachment; filename="oppfolgingsplan.json"'
    told = json.loads(response.content)
    assert told["state"] == "approved"
    assert [step["kind"] for step in told["steps"]] == ["sent", "approved"]
    assert [share["with"] for share in told["shares"]] == ["nav"]
    assert "Varelager" in page(leader, made, "employer_print_plan")


def test_the_employee_page_tells_weeks_duties_and_what_may_be_asked(made: PlanWorld, leader: Client) -> None:
    made.approved()
    made.share("issuer")
    made.go_to("2026-02-10")
    html = page(leader, made, "employer_employee")
    for told in (
        "5 uker",
        "Neste plikt",
        "Gjort",
        "gjort 26. januar 2026",
        "Dette skal du ikke spørre om",
        "aml. § 9-3",
    ):
        assert told in html
    assert "Forslag til tilrettelegging" in page(leader, made, "employer_write_plan")


def test_hr_sees_how_far_it_has_come_and_nothing_of_it(made: PlanWorld) -> None:
    made.approved()
    hr = client_of(made.world.hr)
    html = page(hr, made, "employer_employee")
    assert "Planen er godkjent av arbeidstakeren." in html
    assert "Varelager" not in html
    for name in PAGES:
        assert hr.get(url(made, name)).status_code == 403
    for name in ACTS:
        assert hr.post(url(made, name), {"seen": "1", "shared_with": "nav"}).status_code == 403
    assert made.whole.shares == []


def test_a_leader_no_more_reaches_nothing_of_the_plan(made: PlanWorld, leader: Client) -> None:
    made.save()
    Leadership.objects.update(last_day="2026-01-25")
    for name in PAGES:
        assert leader.get(url(made, name)).status_code == 403
    for name in ACTS:
        assert leader.post(url(made, name), {"seen": "1", "shared_with": "nav"}).status_code == 403


def test_acts_need_a_plan(made: PlanWorld, leader: Client) -> None:
    for name in ("employer_send_plan", "employer_share_plan", "employer_withdraw_plan"):
        assert leader.post(url(made, name), {"seen": "0", "shared_with": "nav"}).status_code == 404
    for name in PAGES:
        assert leader.get(url(made, name)).status_code == 200


def test_a_closed_case_is_read_and_not_written(made: PlanWorld, leader: Client) -> None:
    made.approved()
    made.go_to("2026-08-20")
    made.world.case.refresh_from_db()
    assert made.world.case.state == "closed"
    html = page(leader, made)
    assert "Varelager" in html
    assert "Skriv videre" not in html
    response = leader.post(url(made, "employer_write_plan"), {"started_from": "1", "can_do": "Mer"})
    assert (response.status_code, "Saken er avsluttet" in response.content.decode()) == (422, True)


def test_each_opening_of_the_plan_is_logged(made: PlanWorld, leader: Client) -> None:
    page(leader, made)
    assert Reading.objects.filter(contact=made.world.leader, page="employer_plan", allowed=True).count() == 1


@pytest.mark.parametrize("language", ["nn", "en"])
def test_every_page_is_there_in_the_other_languages(made: PlanWorld, leader: Client, language: str) -> None:
    made.approved()
    made.share("nav")
    leader.post("/language/", {"language": language, "next": "/"})
    for name in (*PAGES, "employer_employee", "employer_help"):
        assert leader.get(url(made, name)).status_code == 200
