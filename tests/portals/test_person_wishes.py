"""The page on which the person sets the pace, what their adviser sees of it, and how the adviser writes it down."""

import pytest
from django.test import Client
from django.urls import reverse

from stafett.mapping.models import ContactWish
from tests.factories import Region, make_region
from tests.portals.adviser_world import enter
from tests.portals.person_world import Entered, sick_person, tick

pytestmark = pytest.mark.django_db
ON = "2026-01-20"
PAGE = "/my/contact/"
SAID = {"pace": "from", "pace_from": "2026-02-02", "interpreter": "Polsk", "support_person": "Ola, bror"}


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def entered(region: Region) -> Entered:
    made = sick_person(region)
    tick(ON)
    return made


def adviser_of(region: Region) -> Client:
    client = Client()
    enter(client, region.adviser)
    return client


def test_what_is_said_stands_on_the_page_and_can_be_changed(entered: Entered) -> None:
    assert entered.client.post(PAGE, SAID)["Location"] == PAGE
    html = entered.client.get(PAGE).content.decode()
    assert 'value="2026-02-02"' in html
    assert 'value="Polsk"' in html
    entered.client.post(PAGE, {**SAID, "pace": "nav", "pace_from": ""})
    assert ContactWish.objects.latest("id").pace == ""


def test_the_adviser_sees_it_on_every_page_where_a_conversation_is_planned(entered: Entered, region: Region) -> None:
    entered.client.post(PAGE, SAID)
    adviser, case = adviser_of(region), entered.case()
    for name in ("adviser_case", "adviser_contacts", "adviser_plan_meeting", "adviser_mappings"):
        html = adviser.get(reverse(name, args=[case.pk])).content.decode()
        for words in ("Kontakt fra en dag", "02.02.2026", "Tolk: Polsk", "Støtteperson: Ola, bror"):
            assert words in html, (name, words)


def test_the_adviser_writes_it_down_and_the_person_sees_by_whom(entered: Entered, region: Region) -> None:
    adviser, case = adviser_of(region), entered.case()
    address = reverse("adviser_wishes", args=[case.pk])
    assert adviser.get(address).status_code == 200
    assert adviser.post(address, {"pace": "on_request"}).status_code == 302
    assert "av Anne Adviser." in entered.client.get(PAGE).content.decode()


def test_a_day_that_is_missing_or_passed_is_said_beside_the_field_and_nothing_is_lost(entered: Entered) -> None:
    for day, words in (("", "Velg dagen du vil ha kontakt fra."), ("2026-01-01", "Dagen har vært.")):
        response = entered.client.post(PAGE, {**SAID, "pace_from": day})
        html = response.content.decode()
        assert response.status_code == 422
        assert words in html
        assert 'value="Ola, bror"' in html
    assert not ContactWish.objects.exists()


def test_the_page_says_that_the_law_is_heard_whatever_is_chosen(entered: Entered) -> None:
    assert "Loven sier at Nav må si fra om noen ting" in entered.client.get(PAGE).content.decode()
