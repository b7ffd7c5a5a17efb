"""The way in: the demo's role chooser and date control, and what is left of it in production."""

import os
import subprocess
import sys
from datetime import date

import pytest
from django.test import Client, override_settings
from procrastinate.contrib.django.models import ProcrastinateJob

from stafett.cases.models import Tick
from stafett.demo.models import DemoMove
from stafett.people.models import Person
from stafett.portals.door.forms import MoveForm
from tests.factories import Region, instant, make_person, make_region
from tests.portals.person_world import Entered, asked_person, sick_person, tick

pytestmark = pytest.mark.django_db
TODAY = "2026-03-02"


@pytest.fixture
def region() -> Region:
    region = make_region()
    Tick.objects.create(last_day=TODAY)
    return region


@pytest.fixture
def asked() -> Entered:
    return asked_person(make_region())


def chooser(client: Client, query: str = "") -> str:
    response = client.get(f"/roles/{query}")
    assert response.status_code == 200
    return response.content.decode()


def running_move(**columns: object) -> DemoMove:
    values = {"target_day": "2026-03-09", "current_day": TODAY, "total": 7, "started_at": instant(TODAY)}
    return DemoMove.objects.create(**values | columns)


def test_who_comes_to_the_door_of_the_demo_chooses_a_role(client: Client, region: Region) -> None:
    response = client.get("/")
    assert (response.status_code, response["Location"]) == (302, "/roles/")


def test_persons_stand_in_the_group_of_their_state(client: Client, asked: Entered) -> None:
    shown = chooser(client)
    assert "Har fått spørsmål, ikke svart ennå" in shown
    assert "Har svart, venter på en veileder" not in shown
    assert f'action="/roles/person/{asked.person.pk}/"' in shown


def test_newcomers_are_shown_where_to_begin(client: Client, asked: Entered) -> None:
    start = chooser(client).split('id="start"')[1].split('id="day"')[0]
    assert f'action="/roles/person/{asked.person.pk}/"' in start
    assert "Veileder ved et lokalkontor" in start


@pytest.mark.parametrize(
    ("code", "heading"), [("no_case", "Ingen sak nå"), ("protected", "Hemmelig adresse eller skjermet")]
)
def test_the_hard_states_have_their_groups(client: Client, asked: Entered, code: str, heading: str) -> None:
    person = make_person(asked.person.home_unit, 9)
    if code == "protected":
        person = asked.person
        Person.objects.filter(pk=person.pk).update(protection="strictly_confidential")
    part = chooser(client).split(heading)[1]
    assert f'action="/roles/person/{person.pk}/"' in part


@pytest.mark.parametrize("query", ["?q=%00", "?q=a%00b", "?q=%ff", "?next=%00", "?next=/%00", "?q=" + 5000 * "a"])
def test_a_damaged_address_does_not_break_the_chooser(client: Client, region: Region, query: str) -> None:
    make_person(region.local, 1)
    assert "Ingen sak nå" in chooser(client, query)


def test_persons_are_found_by_name(client: Client, region: Region) -> None:
    make_person(region.local, 1, given_name="Ålaug", family_name="Ås")
    make_person(region.local, 2, given_name="Bo", family_name="Berg")
    found = chooser(client, "?q=ålaug+ås").split("Navn med")[1].split("Ingen sak nå")[0]
    assert "Ålaug Ås" in found
    assert "Bo Berg" not in found
    assert "Ingen heter det." in chooser(client, "?q=Zelda")


def test_entering_as_a_person_leads_to_their_pages_in_their_language(client: Client, region: Region) -> None:
    person = make_person(region.local, 1, language="en")
    response = client.post(f"/roles/person/{person.pk}/", follow=True)
    assert response.redirect_chain == [("/my/", 302)]
    assert "Hello, Kari" in response.content.decode()


def test_entering_as_staff_leads_to_the_list(client: Client, region: Region) -> None:
    assert client.post(f"/roles/staff/{region.adviser.pk}/")["Location"] == "/"
    assert client.get("/")["Location"] == "/adviser/"


@pytest.mark.parametrize("address", ["/roles/person/999999/", "/roles/staff/999999/"])
def test_nobody_enters_as_somebody_who_is_not_there(client: Client, region: Region, address: str) -> None:
    assert client.post(address).status_code == 404


@pytest.mark.parametrize("address", ["/roles/person/1/", "/roles/staff/1/", "/day/", "/leave/", "/language/"])
def test_a_link_alone_changes_nothing(client: Client, region: Region, address: str) -> None:
    before = dict(client.session)
    response = client.get(address)
    assert (response.status_code, response["Location"] in {"/", "/roles/"}) == (302, True)
    assert dict(client.session) == before


def test_leaving_closes_the_door(client: Client, region: Region) -> None:
    client.post(f"/roles/person/{make_person(region.local).pk}/")
    client.post("/leave/")
    assert client.get("/my/")["Location"] == "/"


def test_the_language_is_switched_and_one_stays_where_one_was(client: Client, region: Region) -> None:
    response = client.post("/language/", {"language": "nn", "next": "/roles/"})
    assert response["Location"] == "/roles/"
    assert "Kven vil du vere?" in chooser(client)


@pytest.mark.parametrize(
    ("asked_for", "target"),
    [({"days": "1"}, "2026-03-03"), ({"days": "7"}, "2026-03-09"), ({"to": "2026-04-01"}, "2026-04-01")],
)
def test_a_move_forward_is_a_job_that_is_followed(
    client: Client, region: Region, asked_for: dict[str, str], target: str
) -> None:
    response = client.post("/day/", asked_for | {"next": "/my/case/"})
    move = DemoMove.objects.get()
    assert (str(move.target_day), str(move.current_day), move.state) == (target, TODAY, "running")
    assert response["Location"] == f"/day/{move.pk}/?next=%2Fmy%2Fcase%2F"
    job = ProcrastinateJob.objects.get()
    assert job.args == {"day": target, "move_id": move.pk}


@pytest.mark.parametrize(
    ("asked_for", "told"),
    [
        ({"to": "2026-03-01"}, "Demoen kan ikke gå tilbake i tid."),
        ({"to": TODAY}, "Demoen kan ikke gå tilbake i tid."),
        ({"to": "2027-03-04"}, "Flytt høyst ett år om gangen."),
        ({"to": "i morgen"}, "Skriv dagen som år-måned-dag."),
        ({}, "Velg hvilken dag demoen skal flyttes til."),
    ],
)
def test_a_day_that_cannot_be_moved_to_is_refused_with_the_reason(
    client: Client, region: Region, asked_for: dict[str, str], told: str
) -> None:
    response = client.post("/day/", asked_for)
    assert response.status_code == 422
    assert told in response.content.decode()
    assert not DemoMove.objects.exists()


def test_a_second_move_follows_the_one_under_way(client: Client, region: Region) -> None:
    move = running_move()
    assert client.post("/day/", {"days": "1"})["Location"].startswith(f"/day/{move.pk}/")
    assert "Demoen er på vei framover nå." in chooser(client)
    assert DemoMove.objects.count() == 1


def test_the_progress_asks_for_itself_with_and_without_script(client: Client, region: Region) -> None:
    move = running_move(done=3, current_day="2026-03-05")
    whole = client.get(f"/day/{move.pk}/?next=/my/").content.decode()
    part = client.get(f"/day/{move.pk}/?next=/my/", headers={"HX-Request": "true"}).content.decode()
    assert 'http-equiv="refresh"' in whole
    assert "Kommet til 5. mars 2026" in whole
    assert f'hx-get="/day/{move.pk}/?next=%2Fmy%2F"' in part
    assert "<html" not in part


def test_the_page_keeps_asking_until_the_move_says_that_it_is_finished(client: Client, region: Region) -> None:
    move = running_move(done=7)
    assert "hx-get" in client.get(f"/day/{move.pk}/").content.decode()


def test_a_finished_move_leads_back_to_where_one_was(client: Client, region: Region) -> None:
    move = running_move(state="finished", done=7)
    address = f"/day/{move.pk}/?next=/adviser/"
    assert client.get(address)["Location"] == "/adviser/"
    assert client.get(address, headers={"HX-Request": "true"})["HX-Redirect"] == "/adviser/"


def test_the_way_back_never_leads_elsewhere(client: Client, region: Region) -> None:
    move = running_move(state="finished", done=7)
    assert client.get(f"/day/{move.pk}/?next=https://example.org/")["Location"] == "/"


def test_a_failed_move_says_how_far_it_came(client: Client, region: Region) -> None:
    move = running_move(state="failed", done=2, current_day="2026-03-04")
    assert "Demoen kom til 4. mars 2026." in client.get(f"/day/{move.pk}/").content.decode()


def test_the_farthest_move_is_a_year() -> None:
    form = MoveForm({"to": "2027-03-03"}, today=date(2026, 3, 2))
    assert form.is_valid()
    assert form.target == date(2027, 3, 3)


def test_the_banner_tells_the_day_and_leads_to_the_chooser(region: Region) -> None:
    entered = sick_person(region)
    tick("2026-03-05")
    shown = entered.client.get("/my/case/").content.decode()
    assert "5. mars 2026" in shown
    assert 'href="/roles/?next=%2Fmy%2Fcase%2F"' in shown


def test_production_has_no_role_chooser() -> None:
    """In a program of its own, since addresses are made when a program starts."""
    program = (
        "import django; django.setup()\n"
        "from stafett.access.permissions import all_views\n"
        "rooms = ('my/', 'employer/', 'issuer/', 'adviser/', 'api/', 'static')\n"
        "print(sorted(route for route, _ in all_views() if not route.startswith(rooms)))"
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "stafett.settings.production",
        "STAFETT_SECRET_KEY": "x" * 50,
        "STAFETT_HOSTS": "stafett.example",
        "DATABASE_URL": os.environ.get("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none"),
    }
    routes = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert routes.strip() == "['', 'language/', 'leave/', 'text-size/']"


def test_production_says_that_login_is_not_connected(client: Client, region: Region) -> None:
    with override_settings(DEMO=False):
        shown = client.get("/").content.decode()
    assert "Innloggingen er ikke koblet til ennå." in shown
    assert "oppdiktede" not in shown


def test_even_its_addresses_are_closed_outside_the_demo(client: Client, region: Region) -> None:
    person = make_person(region.local)
    with override_settings(DEMO=False):
        assert client.post(f"/roles/person/{person.pk}/").status_code == 403


def test_a_page_that_is_not_there_says_so_kindly(client: Client, region: Region) -> None:
    response = client.get("/nothing/")
    assert response.status_code == 404
    assert "Vi fant ikke siden" in response.content.decode()


def test_an_old_form_is_refused_with_what_to_do(region: Region) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/leave/")
    assert response.status_code == 403
    assert "last siden på nytt" in response.content.decode()


def test_large_text_stays_until_it_is_taken_away(asked: Entered) -> None:
    assert 'data-size="md"' in asked.client.get("/my/").content.decode()
    response = asked.client.post("/text-size/", {"size": "lg", "next": "/my/case/"})
    assert response["Location"] == "/my/case/"
    assert 'data-size="lg"' in asked.client.get("/my/help/").content.decode()
    asked.client.post("/text-size/", {"size": "md", "next": "/my/"})
    assert 'data-size="md"' in asked.client.get("/my/").content.decode()


def test_the_switch_of_text_leads_nowhere_else(asked: Entered) -> None:
    assert asked.client.post("/text-size/", {"size": "lg", "next": "https://evil.example/"})["Location"] == "/"
