"""The first page says where the person is, whatever their situation, and every page of theirs is easy to read."""

import re
from typing import Any

import pytest

from stafett.cases.models import Case
from stafett.core.readability import readability
from stafett.people.models import Person
from stafett.portals.person.points import Point
from stafett.portals.person.road import road_of
from tests.factories import bring, day, make_region, note
from tests.mapping.need_world import NeedWorld
from tests.portals.person_world import Entered, asked_person, client_of, sick_person, tick

pytestmark = pytest.mark.django_db


def first_page(person: Person) -> str:
    """The words of the first card."""
    html = client_of(person).get("/my/").content.decode()
    card = re.search(r'<section[^>]*id="now">(.*?)</section>', html, re.DOTALL)
    assert card is not None
    return " ".join(re.sub(r"<[^>]+>", " ", card[1]).split())


def somebody(periods: list[Any], on: str, **fields: Any) -> Person:
    make_region()
    bring([note("n", periods, **fields)], periods[0][0])
    tick(on)
    return Person.objects.get()


def test_fully_on_sick_leave_with_the_week_and_what_comes() -> None:
    page = first_page(somebody([("2026-01-05", "2026-06-30")], "2026-01-20"))
    assert "Du er helt sykmeldt til 30. juni 2026. Du er i uke 3." in page
    assert "Vi spør deg hvordan det går 2. mars 2026." in page
    assert "Nav Fjord har saken din." in page
    assert "Ingenting akkurat nå." in page


def test_graded() -> None:
    page = first_page(somebody([("2026-01-05", "2026-06-30", 50)], "2026-01-20"))
    assert "Du er 50 % sykmeldt til 30. juni 2026, og jobber resten." in page


def test_several_employers() -> None:
    make_region()
    other = {"name": "Annen AS", "organisation_number": "810007842", "situation": "several"}
    bring([note("a", [("2026-01-05", "2026-06-30")]), note("b", [("2026-01-05", "2026-06-30")], employer=other)],
          "2026-01-05")  # fmt: skip
    tick("2026-01-20")
    page = first_page(Person.objects.get())
    assert "Du er sykmeldt fra flere jobber: Annen AS, " in page
    assert "Hver av dem lager en plan sammen med deg." in page


def test_no_employer() -> None:
    page = first_page(somebody([("2026-01-05", "2026-06-30")], "2026-01-20", employer={"situation": "none"}))
    assert "Vi vet ikke om noen arbeidsgiver." in page
    assert "Et dialogmøte" not in page


@pytest.mark.parametrize(("born", "told"), [("1995-01-21", True), ("1995-01-20", False), ("2004-05-05", True)])
def test_the_young_are_told_of_the_guarantee(born: str, told: bool) -> None:
    person = somebody([("2026-01-05", "2026-06-30")], "2026-01-20")
    Person.objects.update(birth_date=born)
    assert ("Du er ikke over 30 år." in first_page(person)) is told


def test_near_the_end_of_sick_pay_and_after_it() -> None:
    person = somebody([("2026-01-05", "2027-03-31")], "2026-11-02")
    assert re.search(r"Det er \d+ uker til sykepengene kan ta slutt\. Siste dag er senest .*? Det er et anslag\.",
                     first_page(person))  # fmt: skip
    tick("2027-02-01")
    assert "Sykepengene kan ha tatt slutt" in first_page(person)


def test_after_the_return() -> None:
    page = first_page(somebody([("2026-01-05", "2026-02-01")], "2026-02-10"))
    assert "Sykmeldingen din varte til 1. februar 2026. Går det ikke bra, så si fra." in page


def test_who_only_asked_for_help() -> None:
    person = sick_person(make_region()).person
    Case.objects.update(sick_days=0)
    assert "Du har spurt oss om hjelp." in first_page(person)


def test_who_waits_for_treatment_hears_that_it_never_counts_against_them() -> None:
    world = NeedWorld()
    world.assess()
    world.for_a_time(kind="waiting_for_treatment", until="2026-05-31")
    page = first_page(world.case.person)
    assert "Vi tar det opp igjen 1. juni 2026. At du venter, teller aldri imot deg." in page


def test_what_is_asked_of_the_person_leads_to_where_they_do_it() -> None:
    asked = asked_person(make_region())
    html = asked.client.get("/my/").content.decode()
    assert re.search(r'<a class="ds-link" href="/my/questions/">Svar på tre korte spørsmål, hvis du vil</a>', html)


# --- the road


def points(*days: str) -> list[Point]:
    return [Point("plan", day(each), "future") for each in days]


@pytest.fixture
def entered() -> Entered:
    return sick_person(make_region())


def test_the_road_marks_the_week_of_today_and_tells_what_is_behind_from_what_comes(entered: Entered) -> None:
    behind, ahead = points("2026-01-10"), points("2026-02-02", "2026-07-06")
    road = road_of(entered.case(), ahead, behind, day("2026-01-20"))
    assert road is not None
    assert road.week == 3
    assert road.today_from <= road.today <= road.today_from + road.today_width
    assert [(mile.number, mile.passed) for mile in road.miles] == [(1, True), (2, False), (3, False)]
    assert [mile.x for mile in road.miles] == sorted(mile.x for mile in road.miles)
    assert all(0 <= mile.x <= 100 for mile in road.miles)


def test_points_on_the_same_day_do_not_cover_each_other(entered: Entered) -> None:
    road = road_of(entered.case(), points("2026-02-02", "2026-02-02", "2026-02-03"), [], day("2026-01-20"))
    assert road is not None
    places = [(mile.x, mile.y) for mile in road.miles]
    assert len({y for _, y in places}) == 3


def test_no_road_without_anything_ahead(entered: Entered) -> None:
    assert road_of(entered.case(), [], points("2026-01-10"), day("2026-01-20")) is None


def test_the_picture_says_the_same_as_the_list(entered: Entered) -> None:
    tick("2026-01-20")
    html = entered.client.get("/my/").content.decode()
    card = html.split('id="road"', 1)[1].split("</section>")[0]
    numbers = re.findall(r'class="st-road__number[^>]*>(\d)</text>', card)
    assert numbers == [str(number) for number in range(1, card.count("<li>") + 1)]
    assert "i dag, uke 3" in card


# --- how it reads

MOST = 40


@pytest.mark.parametrize("address", ["/my/", "/my/contact/", "/my/correct/", "/my/income/", "/my/sharing/"])
@pytest.mark.parametrize("on", ["2026-01-20", "2026-03-02"])
def test_the_pages_are_easy_to_read(entered: Entered, address: str, on: str) -> None:
    tick(on)
    html = entered.client.get(address).content.decode()
    main = html.split('<main id="main"', 1)[1].split(">", 1)[1].split("</main>")[0]
    main = re.sub(r"<svg.*?</svg>", " ", main, flags=re.DOTALL)
    ended = re.sub(r"</(?:p|li|h\d|dt|dd|label|legend|button|summary)>", ".\n\n", main)
    words = re.sub(r"\s*\.\s*\.\n", ".\n", re.sub(r"<[^>]+>", " ", ended))
    assert readability(words).lix <= MOST, (readability(words), words)
