"""The pages of a case: the way between them, what each of them reads, and where what was done there leads back to."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stafett.access.models import Reading
from stafett.cases.models import Case, Task
from stafett.cases.own_work_services import write_note
from stafett.frontend.words import text
from stafett.mapping.models import Mapping
from stafett.mapping.services import discard_mapping
from stafett.portals.adviser.frame import COUNTED, place_of
from tests.cases.handovers import offer
from tests.factories import day, instant, make_staff
from tests.mapping.need_world import ON, NeedWorld
from tests.portals.adviser_world import enter
from tests.portals.case_world import fill, full_case

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15
"""On any page, all told: session, actor, day, the case, the reading log, and what the page shows."""
PAGES = tuple(COUNTED)
WITHIN = {
    "adviser_offer": "adviser_case", "adviser_need": "adviser_contacts", "adviser_mapping_plan": "adviser_mappings",
    "adviser_write": "adviser_dialogue",
}  # fmt: skip


@pytest.fixture
def world(client: Client) -> NeedWorld:
    """A case that has something of everything."""
    made = full_case()
    enter(client, made.region.adviser)
    return made


def address(world: NeedWorld, name: str) -> str:
    return reverse(name, args=[world.case.pk])


def shown(client: Client, world: NeedWorld, name: str) -> str:
    response = client.get(address(world, name))
    assert response.status_code == 200
    return str(response.content.decode())


def queries(client: Client, world: NeedWorld, name: str) -> int:
    url = address(world, name)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def tabs(page: str) -> Iterator[tuple[str, str, str]]:
    """Of each tab of a page: its address, what it says of being here, and its words."""
    navigation = page.split("aw-case-tabs")[1].split("</nav>", maxsplit=1)[0]
    for url, current, label in re.findall(r'<a href="([^"]+)"(?: aria-current="(\w+)")?>(.*?)</a>', navigation):
        yield url, current, " ".join(re.sub(r"<[^>]+>", " ", label).split())


@pytest.mark.parametrize("name", PAGES)
def test_no_page_asks_the_database_more_than_it_may_however_much_there_is(
    client: Client, world: NeedWorld, name: str
) -> None:
    few = queries(client, world, name)
    fill(world, range(1, 3))
    more = queries(client, world, name)
    assert more == few <= MOST_QUERIES


@pytest.mark.parametrize("name", PAGES)
def test_whom_the_case_is_offered_to_reads_every_page_and_writes_on_none(
    client: Client, world: NeedWorld, name: str
) -> None:
    theirs = make_staff("Nora National", world.region.noe)
    offer(world.case, world.region.noe, world.region.adviser, ON)
    enter(client, theirs)
    assert queries(client, world, name) <= MOST_QUERIES
    main = shown(client, world, name).split("<main")[1].split("</main>")[0]
    allowed = ("/accept/", "/return/") if name == "adviser_case" else ()
    actions = re.findall(r'<form[^>]*action="([^"]+)"', main)
    assert [action for action in actions if not action.endswith(allowed)] == []


@pytest.mark.parametrize("name", PAGES)
def test_every_page_leads_to_every_other_and_says_which_it_is(client: Client, world: NeedWorld, name: str) -> None:
    found = list(tabs(shown(client, world, name)))
    assert [url for url, _, _ in found] == [address(world, other) for other in PAGES]
    assert [url for url, current, _ in found if current == "page"] == [address(world, name)]


@pytest.mark.parametrize(("name", "tab"), WITHIN.items())
def test_a_page_within_another_says_so(client: Client, world: NeedWorld, name: str, tab: str) -> None:
    if name == "adviser_mapping_plan":
        made, at = Mapping.objects.get(), instant(ON)
        discard_mapping(mapping=made, why="Ikke nå", actor=world.adviser, on=day(ON), at=at)
    found = {url: current for url, current, _ in tabs(shown(client, world, name)) if current}
    assert found == {address(world, tab): "true"}


def test_the_tabs_count_what_stands_on_their_pages(client: Client, world: NeedWorld) -> None:
    """A note that has been corrected is one note."""
    fill(world, range(1, 3))
    old = world.case.case_notes.earliest("pk")
    write_note(case=world.case, text="Rettet", actor=world.adviser, on=day(ON), at=instant(ON), replaces=old)
    words = {url: label for url, _, label in tabs(shown(client, world, "adviser_case"))}
    messages = world.case.messages.count() + world.case.help_requests.count()
    for name, number in {
        "adviser_contacts": 3, "adviser_mappings": 1, "adviser_dialogue": messages, "adviser_measures": 3,
        "adviser_others": 6, "adviser_notes": 3,
    }.items():  # fmt: skip
        assert words[address(world, name)] == f"{text(f'case_page.{name}')} {number}"
    assert words[address(world, "adviser_journal")] == text("case_page.adviser_journal")


def test_an_empty_case_has_no_numbers_and_every_page_says_that_nothing_is_there(client: Client) -> None:
    world = NeedWorld()
    enter(client, world.region.adviser)
    for name, words in {
        "adviser_contacts": "Ingen samtaler er skrevet ned.", "adviser_mappings": "Ikke kartlagt ennå.",
        "adviser_dialogue": "Ingen har bedt om noe.", "adviser_measures": "Ingen tiltak er foreslått",
        "adviser_others": "Ingen er spurt.", "adviser_notes": "Ingen notater.",
    }.items():  # fmt: skip
        page = shown(client, world, name)
        assert words in page
        counted = {url: label for url, _, label in tabs(page)}
        if name != "adviser_dialogue":
            assert counted[address(world, name)] == text(f"case_page.{name}")


def test_nothing_of_another_page_is_shown(client: Client, world: NeedWorld) -> None:
    words = {"adviser_notes": "Notat 0", "adviser_others": "Kan dere hjelpe?", "adviser_measures": "Vil i jobb"}
    for name in PAGES:
        page = shown(client, world, name)
        assert {of for of, said in words.items() if said in page} == ({name} & set(words))


@pytest.mark.parametrize(
    ("step", "name", "place"),
    [
        ("confirm", "adviser_case", "screening"),
        ("answer_request", "adviser_case", "requests"),
        ("mapping", "adviser_mappings", "mapping"),
        ("contact", "adviser_contacts", "contacts"),
        ("reassess", "adviser_contacts", "need"),
        ("plan", "adviser_stop_points", "duties"),
        ("follow_up", "adviser_case", "tasks"),
        ("note_ends", "adviser_stop_points", "notes"),
    ],
)
def test_the_next_step_leads_to_a_place_that_is_there(
    client: Client, world: NeedWorld, step: str, name: str, place: str
) -> None:
    assert place_of(step, world.case) == f"{address(world, name)}#{place}"
    Case.objects.update(next_step=step)
    for page in (shown(client, world, "adviser_journal"), shown(client, world, name)):
        assert f'href="{address(world, name)}#{place}"' in page
    assert f'id="{place}"' in page


@pytest.mark.parametrize(
    ("action", "data", "name"),
    [
        ("adviser_note", {"note-text": "Skrevet"}, "adviser_notes"),
        (
            "adviser_follow_up",
            {"follow_up-reason": "other", "follow_up-due": ON, "follow_up-line": "Ring"},
            "adviser_case",
        ),
        ("adviser_write", {"subject": "Hei", "text": "Kan du komme?", "do": "send"}, "adviser_dialogue"),
    ],
)
def test_what_was_done_leads_back_to_where_it_was_done(
    client: Client, world: NeedWorld, action: str, data: dict[str, str], name: str
) -> None:
    assert client.post(address(world, action), data)["Location"] == address(world, name)


@pytest.mark.parametrize(
    ("action", "data", "name"),
    [
        ("adviser_note", {"note-text": "x" * 20_000}, "adviser_notes"),
        ("adviser_contact", {"contact-outcome": "Ble enige"}, "adviser_contacts"),
        ("adviser_follow_up", {"follow_up-line": "Spør om vaktplan"}, "adviser_case"),
    ],
)
def test_a_refused_form_comes_back_on_its_own_page_with_what_was_written(
    client: Client, world: NeedWorld, action: str, data: dict[str, str], name: str
) -> None:
    refused = client.post(address(world, action), data)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert [url for url, current, _ in tabs(page) if current == "page"] == [address(world, name)]
    assert 'id="error-summary"' in page
    assert "<title>Feil: " in page.replace("\n", "")
    assert all(value in page for value in data.values())


def test_a_refused_duty_comes_back_where_the_duties_stand(client: Client, world: NeedWorld) -> None:
    plan = Task.objects.get(case=world.case, kind="plan")
    refused = client.post(reverse("adviser_not_needed", args=[world.case.pk, plan.pk]))
    assert refused.status_code == 422
    page = refused.content.decode()
    assert [url for url, current, _ in tabs(page) if current] == [address(world, "adviser_stop_points")]


def test_the_person_can_read_which_page_was_opened(client: Client, world: NeedWorld) -> None:
    for name in PAGES:
        shown(client, world, name)
    pages = list(Reading.objects.order_by("id").values_list("page", flat=True))
    assert len(set(pages)) == len(PAGES)
    assert all(text(f"person.page.{page}") for page in pages)


def test_a_letter_is_printed_without_the_frame(client: Client, world: NeedWorld) -> None:
    message = world.case.messages.get(code="written")
    page = client.get(reverse("adviser_message", args=[world.case.pk, message.pk])).content.decode()
    assert 'class="aw-frame st-no-print"' in page
    assert 'class="aw-frame"' in shown(client, world, "adviser_case")


def test_where_a_decision_is_made_nothing_leads_to_the_answers(client: Client, world: NeedWorld) -> None:
    task = Task.objects.get(case=world.case, kind="activity_requirement")
    page = client.get(reverse("adviser_assess", args=[world.case.pk, task.pk])).content.decode()
    assert "aw-case-tabs" not in page
    assert text("answer.unsure") not in page


def test_a_leader_reads_every_page(client: Client, world: NeedWorld) -> None:
    enter(client, world.region.leader)
    for name in PAGES:
        main = shown(client, world, name).split("<main")[1].split("</main>")[0]
        assert "<form" not in main
