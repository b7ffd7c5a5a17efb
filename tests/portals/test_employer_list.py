"""The list of those who are away: sorted, filtered, in pages, in a few statements however many there are."""

import re
from collections.abc import Sequence

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stafett.access.models import Reading
from stafett.cases.services import run_tick
from stafett.dialogue.thread_services import Written, start_thread
from stafett.people.models import Employer, EmployerContact, Person
from tests.factories import EMPLOYER, as_person, bring, day, instant, make_region, note
from tests.meetings.dialogue_world import MEETING_DAY, make_dialogue_world
from tests.plans.plan_world import make_plan_world
from tests.portals.outside_world import client_of, employ, make_contact

pytestmark = pytest.mark.django_db
ON = "2026-02-09"


def make_many(first_days: Sequence[str]) -> tuple[EmployerContact, EmployerContact]:
    """One person away from each of these days at one employer, all under one leader; gives leader and HR."""
    make_region()
    notes = [note(f"n{n}", [(first, "2026-08-31")], serial=n) for n, first in enumerate(first_days)]
    bring(notes, max(first_days))
    employer = Employer.objects.get(organisation_number=EMPLOYER)
    leader = make_contact(employer, "Nils Nærmeste", "leader")
    for person in Person.objects.all():
        employ(person, employer, leader)
    run_tick(on=day(ON), at=instant(ON))
    return leader, make_contact(employer, "Hilde Personal", "hr")


def names(client: Client, query: str = "") -> list[str]:
    html = client.get(reverse("employer_people") + query).content.decode()
    return re.findall(r">Kari (Prøve\d+)</a></th>", html)


def test_the_next_deadline_comes_first_and_other_orders_are_chosen() -> None:
    leader, hr = make_many(["2026-01-26", "2026-01-05", "2026-01-12"])
    client = client_of(leader)
    assert names(client) == ["Prøve1", "Prøve2", "Prøve0"]
    assert names(client, "?sort=name") == ["Prøve0", "Prøve1", "Prøve2"]
    assert names(client, "?sort=weeks") == ["Prøve1", "Prøve2", "Prøve0"]
    assert names(client, "?sort=nonsense&shown=nonsense&page=x") == ["Prøve1", "Prøve2", "Prøve0"]
    assert names(client_of(hr), "?sort=name") == ["Prøve0", "Prøve1", "Prøve2"]


def test_only_what_is_overdue_is_shown_when_that_is_chosen() -> None:
    leader, _hr = make_many(["2026-01-26", "2026-01-05"])
    assert names(client_of(leader), "?shown=overdue") == ["Prøve1"]
    assert names(client_of(leader), "?shown=without_plan") == ["Prøve1", "Prøve0"]


def test_hr_sees_no_weeks_and_no_grade() -> None:
    _leader, hr = make_many(["2026-01-05"])
    html = client_of(hr).get(reverse("employer_people")).content.decode()
    assert "Neste plikt" in html
    assert "Borte" not in html
    assert "Lengst borte først" not in html


def test_it_is_paged_and_takes_as_few_statements_for_many_as_for_one() -> None:
    leader, hr = make_many(["2026-01-05"] * 60)
    assert (len(names(client_of(leader))), len(names(client_of(leader), "?page=2"))) == (50, 10)
    assert len(names(client_of(leader), "?page=99")) == 10
    client = client_of(hr)
    with CaptureQueriesContext(
        connection,
    ) as many:
        client.get(reverse("employer_people"))
    assert len(many) <= 14, [query["sql"][:90] for query in many]


def test_the_own_documentation_has_all_that_the_leader_was_a_party_to_and_is_logged() -> None:
    made = make_dialogue_world()
    world = made.world
    made.call(agenda=("Punkt om lageret",))
    made.go_to(MEETING_DAY)
    made.hold("Halve dager på lageret")
    made.remark("Tre dager")
    start_thread(
        case=world.case, subject="Nøkkelkortet", others=[f"employer-{world.employment.pk}"],
        first=Written("Kan jeg beholde det?"), actor=as_person(world.person), on=day(made.on), at=instant(made.on),
    )  # fmt: skip
    page = reverse("employer_documentation", args=[world.employment.pk])
    html = client_of(world.leader).get(page).content.decode()
    for told in ("Punkt om lageret", "Halve dager på lageret", "Tre dager", "Nøkkelkortet", "Kan jeg beholde det?"):
        assert told in html
    assert Reading.objects.get(page="employer_documentation").contact == world.leader
    assert client_of(world.hr).get(page).status_code == 403


def test_the_own_documentation_has_every_version_of_the_plan() -> None:
    made = make_plan_world()
    made.save(can_do="Telle varer")
    made.save(1, can_do="Telle varer og pakke")
    page = reverse("employer_documentation", args=[made.world.employment.pk])
    html = client_of(made.world.leader).get(page).content.decode()
    assert html.count("Telle varer") == 2
    made.unnecessary("Tilbake på mandag")
    assert "Tilbake på mandag" in client_of(made.world.leader).get(page).content.decode()


def test_hr_reads_of_the_organisation_and_has_no_threads() -> None:
    leader, hr = make_many(["2026-01-05"])
    of_leader, of_hr = (client_of(one).get(reverse("employer_people")).content.decode() for one in (leader, hr))
    threads = reverse("employer_threads")
    assert "<h1>Mine sykmeldte</h1>" in of_leader
    assert f'href="{threads}"' in of_leader
    assert "<h1>Sykmeldte i virksomheten</h1>" in of_hr
    assert f'href="{threads}"' not in of_hr


def test_what_may_be_asked_stands_with_the_law_and_not_with_lines_of_reports() -> None:
    leader, _hr = make_many(["2026-01-05"])
    employment = Employer.objects.get(organisation_number=EMPLOYER).employments.get()
    for name in ("employer_employee", "employer_write_plan"):
        shown = client_of(leader).get(reverse(name, args=[employment.pk])).content.decode()
        assert "aml. § 9-3" in shown
        assert not re.search(r"\bS\d:L\d", shown)
