"""The pages of case discussions, and what the person sees of them."""

import pytest
from django.test import Client
from django.urls import reverse

from stafett.access.models import Reading
from stafett.cases.models import Case
from stafett.cases.services import run_tick
from stafett.plans.models import CaseDiscussion, DiscussedCase
from tests.factories import Region, bring, day, instant, make_region, note, open_case
from tests.portals.adviser_world import enter
from tests.portals.person_world import client_of

pytestmark = pytest.mark.django_db
TODAY = "2026-03-04"
WHEN = {"day": TODAY, "begins": "09:00", "place": "Rom 2", "specialists": ["advisory_doctor"], "others": "Ola fra Vik"}


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def case(client: Client, region: Region) -> Case:
    bring([note("a", [("2026-02-23", "2026-04-30")])], "2026-03-02")
    run_tick(on=day(TODAY), at=instant(TODAY))
    enter(client, region.adviser)
    return open_case()


def read(client: Client, name: str, *keys: int, query: str = "") -> str:
    answer = client.get(reverse(name, args=keys) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_case_is_brought_up_discussed_and_told_to_the_person(client: Client, case: Case) -> None:
    assert "Ingen saksdrøftinger er planlagt" in read(client, "adviser_discussions")
    assert "Planlegg en saksdrøfting" in read(client, "adviser_others", case.pk)
    empty = client.post(reverse("adviser_plan_discussion"), {**WHEN, "day": ""})
    assert empty.status_code == 422
    assert client.post(reverse("adviser_plan_discussion"), {**WHEN, "day": "2026-03-01"}).status_code == 422
    assert client.post(reverse("adviser_plan_discussion"), WHEN).status_code == 302
    discussion = CaseDiscussion.objects.get()
    agenda = read(client, "adviser_discussion", discussion.pk)
    for words in ("4. mars 2026 kl. 09.00", "Rom 2", "Ola fra Vik", "Ingen saker er satt opp."):
        assert words in agenda

    address = reverse("adviser_discuss", args=[case.pk])
    assert client.post(address, {"discuss-discussion": discussion.pk, "discuss-question": " "}).status_code == 422
    asked = {"discuss-discussion": discussion.pk, "discuss-question": "Kan hun prøve halv stilling?"}
    assert client.post(address, asked).status_code == 302
    item = DiscussedCase.objects.get()
    agenda = read(client, "adviser_discussion", discussion.pk)
    assert case.person.name in agenda
    assert "Kan hun prøve halv stilling?" in agenda
    assert Reading.objects.filter(case=case, page="case_discussion", allowed=True).exists()
    assert case.person.name not in read(client, "adviser_discussion", discussion.pk, query="?names=no")
    assert "Skriv hva saksdrøftingen kom fram til" in read(client, "adviser_case", case.pk)

    settle, name = reverse("adviser_discussed", args=[case.pk, item.pk]), f"item{item.pk}-outcome"
    assert client.post(settle, {name: "", "back": "agenda"}).status_code == 422
    assert client.post(settle, {name: ""}).status_code == 422
    assert client.post(settle, {name: "Ja, fra mandag", "back": "agenda"}).headers["Location"] == reverse(
        "adviser_discussion", args=[discussion.pk]
    )
    twice = client.post(settle, {name: "Nei, vent"})
    assert twice.status_code == 409
    assert "Nei, vent" in twice.content.decode()
    assert "Ja, fra mandag" in read(client, "adviser_others", case.pk)

    theirs = client_of(case.person)
    shown = theirs.get("/my/case/").content.decode()
    for words in ("Nav drøftet saken din 4. mars 2026", "Kan hun prøve halv stilling?", "Ja, fra mandag"):
        assert words in shown
    assert "Så på saken din for å drøfte den med flere" in theirs.get("/my/readings/").content.decode()


def test_a_discussion_is_moved_and_cancelled_only_when_its_agenda_is_empty(client: Client, case: Case) -> None:
    client.post(reverse("adviser_plan_discussion"), WHEN)
    discussion = CaseDiscussion.objects.get()
    asked = {"discuss-discussion": discussion.pk, "discuss-question": "Hva nå?"}
    client.post(reverse("adviser_discuss", args=[case.pk]), asked)
    change = reverse("adviser_change_discussion", args=[discussion.pk])
    assert client.post(change, {**WHEN, "begins": "kveld"}).status_code == 422
    assert client.post(change, {**WHEN, "day": "2026-03-18"}).status_code == 302
    refused = client.post(change, {"do": "cancel"})
    assert refused.status_code == 422
    assert "så ingen blir glemt" in refused.content.decode()
    item = DiscussedCase.objects.get()
    settle = reverse("adviser_discussed", args=[case.pk, item.pk])
    early = client.post(settle, {f"item{item.pk}-outcome": "Ja"})
    assert (early.status_code, "18. mars 2026" in early.content.decode()) == (409, True)
    assert client.post(settle, {"do": "off"}).status_code == 302
    assert client.post(change, {"do": "cancel"}).status_code == 302
    assert client.get(reverse("adviser_discussion", args=[discussion.pk])).status_code == 404


def test_another_unit_finds_none_of_it(client: Client, case: Case, region: Region) -> None:
    client.post(reverse("adviser_plan_discussion"), WHEN)
    discussion = CaseDiscussion.objects.get()
    enter(client, region.other_adviser)
    for name in ("adviser_discussion", "adviser_change_discussion"):
        assert client.post(reverse(name, args=[discussion.pk])).status_code in {404, 405}
    assert client.get(reverse("adviser_discussion", args=[discussion.pk])).status_code == 404
    assert "Rom 2" not in read(client, "adviser_discussions")
