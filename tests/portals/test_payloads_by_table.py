"""All that leader, HR and issuer can load, beside the sharing table: each field is there exactly where it opens it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from stafett.core.parameters import default_law
from stafett.people.models import EmployerContact, Issuer
from tests.portals.adviser_world import enter
from tests.portals.marked_world import CODED, OPENED, UNMARKED, UNOPENED, Field, coded_words, make_marked_world
from tests.portals.outside_world import World, client_of
from tests.portals.person_world import client_of as client_of_person

pytestmark = pytest.mark.django_db
TABLE = default_law().sharing
ALWAYS = {"employer_leader": {"own_employment"}, "employer_hr": {"own_employment"}, "issuer": {"own_note"}}
"""What holds for each reader of this case."""
WHERE_OPENED = {
    "follow_up_plan": {"shared_with_issuer"},
    "meeting": {"invited"},
    "request": {"own_request"},
    "thread": {"recipient"},
}
"""What holds besides of what has been opened to a reader."""
OPEN_BUT_NOT_SHOWN: dict[str, set[Field]] = {
    "employer_leader": set(),
    "employer_hr": set(),
    # What they have written on the note themselves, and have in their own journal.
    "issuer": {("diagnosis", field) for field in ("diagnosis", "health", "issuer_text")} | {("sick_note", "can_do")},
}
"""What the table opens and no page has."""
LINK = re.compile(r'(?:href|action|hx-get|src)="(/[^"#]*)')
PORTAL = {"employer_leader": "/employer/", "employer_hr": "/employer/", "issuer": "/issuer/"}


def opens(reader: str, field: Field, conditions: set[str]) -> bool:
    """Does a line of the table show the field under these conditions?"""
    item, name = field
    return any(
        name in grant.fields and conditions.issuperset(grant.needs) and conditions.isdisjoint(grant.unless)
        for grant in TABLE.grants(reader, item)
    )


def everything(client: Client, portal: str) -> str:
    """Every address that can be reached from the first page of a portal: headings, what is in them and their names."""
    waiting, loaded, told = [portal], set[str](), list[str]()
    while waiting:
        address = waiting.pop()
        loaded.add(address)
        response = client.get(address)
        body = response.getvalue() if response.streaming else response.content
        assert response.status_code in {200, 302}, address
        told += [address, str(response.headers), body.decode("utf-8", "ignore")]
        found = {unescape(link).partition("?")[0] for link in LINK.findall(told[-1])}
        waiting += [link for link in sorted(found) if link.startswith(portal) and link not in {*loaded, *waiting}]
    return unescape("\n".join(told))


@pytest.fixture
def world() -> World:
    return make_marked_world()


def reader_of(world: World, reader: str) -> EmployerContact | Issuer:
    readers: dict[str, EmployerContact | Issuer] = {
        "employer_leader": world.leader,
        "employer_hr": world.hr,
        "issuer": world.issuer,
    }
    return readers[reader]


def test_every_field_of_the_table_is_looked_for_or_says_why_not() -> None:
    fields = {(name, field) for name, item in TABLE.items.items() for field in item.fields}
    unmarked = [field for group in UNMARKED.values() for field in group]
    assert sorted([*UNOPENED, *CODED, *unmarked]) == sorted(fields)


def test_the_marks_are_there_to_be_found(world: World) -> None:
    """By the person or by Nav: a mark that stands nowhere would never be missed."""
    adviser = Client()
    enter(adviser, world.region.adviser)
    told = everything(client_of_person(world.person), "/my/")
    told += everything(adviser, reverse("adviser_case", args=[world.case.pk]))
    marks = [*UNOPENED.values(), *OPENED.values(), *coded_words().values()]
    assert [mark for mark in marks if mark not in told] == []


@pytest.mark.parametrize("reader", ALWAYS)
def test_a_reader_is_sent_what_the_table_opens_and_nothing_else(world: World, reader: str) -> None:
    told, always = everything(client_of(reader_of(world, reader)), PORTAL[reader]), ALWAYS[reader]
    sent = {field for field, mark in {**UNOPENED, **coded_words()}.items() if mark in told}
    may = {field for field in {**UNOPENED, **CODED} if opens(reader, field, always)}
    assert sent - may == set()
    assert may - sent == OPEN_BUT_NOT_SHOWN[reader]
    opened_sent = {key for key, mark in OPENED.items() if mark in told}
    opened = {
        (whom, field)
        for whom, field in OPENED
        if opens(reader, field, always | (WHERE_OPENED[field[0]] if whom == reader else set()))
    }
    assert opened_sent == opened
