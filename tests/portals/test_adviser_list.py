"""The work list as a page: who sees what, in how many queries, and how one finds somebody."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stafett.cases.worklist.sorting import SORTS
from stafett.frontend.words import text
from stafett.people.models import Staff, Unit
from tests.portals.adviser_world import (
    TODAY,
    enter_today,
    make_case,
    make_employment,
    make_person,
    make_staff,
    make_task,
    make_unit,
)

pytestmark = pytest.mark.django_db
MOST_QUERIES = 8


@pytest.fixture
def unit() -> Unit:
    return make_unit()


@pytest.fixture
def adviser(unit: Unit) -> Staff:
    return make_staff(unit)


def page_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_row_tells_who_how_long_what_next_and_why(client: Client, unit: Unit, adviser: Staff) -> None:
    enter_today(client, adviser)
    case = make_case(
        unit,
        make_person(unit, "Kari", "Nordmann"),
        holder=adviser,
        segment="needs_mapping",
        order_step=1,
        order_date=TODAY - timedelta(days=1),
        order_reason="order.legal_overdue",
        next_date=TODAY - timedelta(days=1),
    )
    make_employment(case.person, "Fjord Bakeri AS")
    make_task(case, "plan", actor="employer", nature="law", due=TODAY - timedelta(days=3))
    shown = page_of(client, reverse("adviser_list"))
    for words in (
        "Kari Nordmann",
        "17.05.1980",
        "8 uker",
        "Fjord Bakeri AS",
        "Bekreft segment",
        "over fristen",
        "Må kartlegges",
        "Frist i loven er passert",
        "Navs frist i loven var 1. mars 2026",
        "Arbeidsgiver er over fristen:",
    ):
        assert words in shown
    assert reverse("adviser_case", args=[case.pk]) in shown


@pytest.mark.parametrize("cases", [1, 60])
def test_the_list_takes_few_queries_whatever_its_length(client: Client, unit: Unit, adviser: Staff, cases: int) -> None:
    enter_today(client, adviser)
    for _ in range(cases):
        make_task(make_case(unit))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(reverse("adviser_list") + "?list=unit")
    assert len(queries) <= MOST_QUERIES


def test_an_adviser_starts_with_their_own_and_a_leader_with_the_units(
    client: Client, unit: Unit, adviser: Staff
) -> None:
    make_case(unit, make_person(unit, "Mine", "Sak"), holder=adviser)
    make_case(unit, make_person(unit, "Andres", "Sak"))
    enter_today(client, adviser)
    assert "Andres Sak" not in page_of(client, reverse("adviser_list"))
    enter_today(client, make_staff(unit, role="leader"))
    shown = page_of(client, reverse("adviser_list"))
    assert "Andres Sak" in shown
    assert "?list=mine" not in shown


def test_nobody_sees_another_units_cases(client: Client, unit: Unit, adviser: Staff) -> None:
    make_case(make_unit("Nav Sørvik"), make_person(unit, "Fremmed", "Sak"))
    enter_today(client, adviser)
    for name in ("mine", "unit", "unassigned"):
        assert "Fremmed Sak" not in page_of(client, f"{reverse('adviser_list')}?list={name}")


def test_pages_lead_on_and_back(client: Client, unit: Unit, adviser: Staff) -> None:
    enter_today(client, adviser)
    for number in range(51):
        make_case(unit, make_person(unit, "Person", f"Nummer{number:02}"), order_date=TODAY + timedelta(days=number))
    first = client.get(f"{reverse('adviser_list')}?list=unit")
    assert "Nummer50" not in first.content.decode()
    second = client.get(reverse("adviser_list") + first.context["next_url"])
    assert "Nummer50" in second.content.decode()
    back = client.get(reverse("adviser_list") + second.context["previous_url"])
    assert [row.case.pk for row in back.context["rows"]] == [row.case.pk for row in first.context["rows"]]


@pytest.mark.parametrize("key", ["x", "1_2", "%00", "1_2026-03-02_%00_1", "1___" + 5000 * "9", "-1_0001-01-01__0"])
def test_a_damaged_address_shows_the_first_page(client: Client, unit: Unit, adviser: Staff, key: str) -> None:
    enter_today(client, adviser)
    make_case(unit, make_person(unit, "Første", "Side"))
    assert "Første Side" in page_of(client, f"{reverse('adviser_list')}?list=unit&after={key}")


@pytest.mark.parametrize("name", ["list", "after", "before"])
@pytest.mark.parametrize("value", ["%00", "9___" + 30 * "9", 30 * "9" + "_2026-03-02_2026-03-02_1", "%ff"])
def test_no_address_breaks_the_list(client: Client, adviser: Staff, name: str, value: str) -> None:
    enter_today(client, adviser)
    assert client.get(f"{reverse('adviser_list')}?{name}={value}").status_code == 200


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("mine", "Du følger ikke opp noen nå"),
        ("unit", "Enheten har ingen åpne saker"),
        ("unassigned", "Alle saker har en veileder"),
    ],
)
def test_an_empty_list_says_why(client: Client, adviser: Staff, name: str, words: str) -> None:
    enter_today(client, adviser)
    assert words in page_of(client, f"{reverse('adviser_list')}?list={name}")


def test_the_protected_list_is_there_for_those_alone_who_may(client: Client, unit: Unit, adviser: Staff) -> None:
    make_case(unit, make_person(unit, "Skjult", "Person", protection="confidential"))
    enter_today(client, adviser)
    assert client.get(reverse("adviser_protected")).status_code == 403
    assert reverse("adviser_protected") not in page_of(client, reverse("adviser_list"))
    enter_today(client, make_staff(unit, may_open=["confidential"]))
    assert "Skjult Person" in page_of(client, reverse("adviser_protected"))
    assert "Skjult Person" not in page_of(client, f"{reverse('adviser_list')}?list=unit")


@pytest.mark.parametrize("wanted", ["kari", "Nord", "17.05.1980", "170580", "17051980", "1980-05-17", "17.5.80"])
def test_search_finds_by_name_or_birth_date_and_keeps_both_out_of_address_and_session(
    client: Client, unit: Unit, adviser: Staff, wanted: str
) -> None:
    make_case(unit, make_person(unit, "Kari", "Nordmann"))
    enter_today(client, adviser)
    before = dict(client.session)
    response = client.post(reverse("adviser_search"), {"q": wanted})
    assert response.status_code == 200
    assert "Kari Nordmann" in response.content.decode()
    assert dict(client.session) == before


def test_the_address_of_the_search_shows_an_empty_search(client: Client, unit: Unit, adviser: Staff) -> None:
    make_case(unit, make_person(unit, "Kari", "Nordmann"))
    enter_today(client, adviser)
    client.post(reverse("adviser_search"), {"q": "kari"})
    shown = page_of(client, reverse("adviser_search") + "?q=kari")
    assert "Hvem leter du etter?" in shown
    assert "Nordmann" not in shown


@pytest.mark.parametrize("wanted", ["Kari\0", "\0Kari", "Kari\0Nordmann", "Kari\tNord\u00a0", "Kari" + 200 * " " + "x"])
def test_signs_that_no_name_holds_do_not_disturb_a_search(
    client: Client, unit: Unit, adviser: Staff, wanted: str
) -> None:
    make_case(unit, make_person(unit, "Kari", "Nordmann"))
    enter_today(client, adviser)
    response = client.post(reverse("adviser_search"), {"q": wanted})
    assert response.status_code == 200
    assert "Kari Nordmann" in response.content.decode()
    assert client.get(reverse("adviser_search")).status_code == 200


@pytest.mark.parametrize("wanted", ["", "Ola", "31.02.1980", "17.05.1981"])
def test_search_without_a_match_says_what_to_do(client: Client, unit: Unit, adviser: Staff, wanted: str) -> None:
    make_case(unit, make_person(unit, "Kari", "Nordmann"))
    enter_today(client, adviser)
    shown = client.post(reverse("adviser_search"), {"q": wanted}).content.decode()
    assert "Kari Nordmann" not in shown
    assert "17.05.1980" in shown


def test_a_person_has_no_way_into_the_list(client: Client) -> None:
    assert client.get(reverse("adviser_list")).status_code == 302


@pytest.mark.parametrize("sort", SORTS)
def test_a_sorted_list_says_its_order_and_leads_back_in_as_few_queries(
    client: Client, unit: Unit, adviser: Staff, sort: str
) -> None:
    enter_today(client, adviser)
    for n in range(51):
        make_case(unit, make_person(unit, "Kari", f"Nummer{n:02}"), segment="bypass", holder=adviser)
    address = f"{reverse('adviser_list')}?list=unit&segment=bypass&sort={sort}"
    first = client.get(address)
    assert f'href="?list=unit&amp;segment=bypass&amp;sort={sort}&amp;after=' in first.content.decode()
    with CaptureQueriesContext(connection) as queries:
        second = client.get(reverse("adviser_list") + first.context["next_url"])
    assert len(queries) <= MOST_QUERIES
    assert len(second.context["rows"]) == 1
    shown = second.content.decode()
    assert f"<strong>{text(f'sort.{sort}')}</strong>" in shown
    assert 'href="?list=unit&amp;segment=bypass">Tilbake til arbeidsrekkefølgen' in shown
    assert "Nummer" not in first.context["next_url"]


def test_a_heading_sorts_and_sorts_the_other_way(client: Client, unit: Unit, adviser: Staff) -> None:
    enter_today(client, adviser)
    make_case(unit)
    plain = page_of(client, f"{reverse('adviser_list')}?list=unit")
    assert "aria-sort" not in plain
    assert "Står i arbeidsrekkefølgen" in plain
    assert 'href="?list=unit&amp;sort=weeks_down">Uker' in plain
    shown = page_of(client, f"{reverse('adviser_list')}?list=unit&sort=weeks_down")
    assert 'aria-sort="descending"><a class="aw-sort" href="?list=unit&amp;sort=weeks">Uker' in shown
    assert shown.count("aria-sort") == 1


def test_only_the_first_step_has_links_on_its_headings(client: Client, unit: Unit, adviser: Staff) -> None:
    enter_today(client, adviser)
    for step in (1, 3):
        make_case(unit, order_step=step)
    assert page_of(client, f"{reverse('adviser_list')}?list=unit").count('class="aw-sort"') == 5


@pytest.mark.parametrize("query", ["sort=tull", "sort=name&after=x", "sort=name&after=1_2026-03-02_0__1"])
def test_an_order_that_is_none_still_shows_the_list(client: Client, unit: Unit, adviser: Staff, query: str) -> None:
    enter_today(client, adviser)
    make_case(unit, make_person(unit, "Første", "Side"))
    assert "Første Side" in page_of(client, f"{reverse('adviser_list')}?list=unit&{query}")
