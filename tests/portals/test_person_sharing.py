"""The person's page of who sees what is the table of sharing itself."""

import re

import pytest
from django.urls import reverse

from stafett.core.parameters import default_law
from stafett.people.models import Unit
from stafett.portals.person.sharing import CONDITIONS, ITEMS, READERS, readers_of
from tests.factories import day, make_region
from tests.portals.person_world import Entered, asked_person

pytestmark = pytest.mark.django_db
ON = day("2026-03-02")


@pytest.fixture
def person() -> Entered:
    return asked_person(make_region())


def test_every_item_about_a_person_is_told_and_every_condition_has_its_words() -> None:
    table = default_law().sharing
    assert set(ITEMS) == set(table.items) - {"figures", "readings"}
    lacking = {
        need
        for reader in READERS
        for item in ITEMS
        for grant in table.grants(reader, item)
        for need in grant.needs
        if need not in {"own_employment", "own_note", "own_unit"}
    }
    assert lacking == set(CONDITIONS)


@pytest.mark.parametrize("reader", ["employer_leader", "employer_hr"])
def test_the_employer_never_sees_what_the_table_says_they_never_see(person: Entered, reader: str) -> None:
    told = next(one for one in readers_of(person.case(), ON, {}) if one.name == reader)
    never = {one.item for one in told.never}
    assert {item for item in ITEMS if reader in default_law().sharing.items[item].never} <= never
    assert "sick_note" in {one.item for one in told.now}


def test_the_page_says_it_in_the_persons_words(person: Entered) -> None:
    html = person.client.get(reverse("person_who_sees_what")).content.decode()
    leader = re.search(r"Nærmeste leder hos arbeidsgiveren din.*?</section>", html, re.DOTALL)
    assert leader is not None
    now, _, never = leader[0].partition("Ser aldri")
    assert "Sykmeldingen din" in now
    assert "Diagnosen din" in never
    assert "når du deler det med arbeidsgiveren" in now


def test_what_is_shared_moves_from_later_to_now(person: Entered) -> None:
    shared = {"planned_follow_up": {"shared_with_employer": True}}
    leader = next(readers_of(person.case(), ON, shared))
    assert "planned_follow_up" in {one.item for one in leader.now}


def test_an_office_without_a_basis_does_not_see_the_answers(person: Entered) -> None:
    Unit.objects.update(screening_basis_recorded_on=None)
    unit = next(one for one in readers_of(person.case(), ON, {}) if one.name == "unit")
    assert "screening_answers" in {one.item for one in unit.later}


def test_somebody_without_a_case_is_told_too(person: Entered) -> None:
    assert [reader.name for reader in readers_of(None, ON, {})] == list(READERS)
    assert person.client.get(reverse("person_who_sees_what")).status_code == 200
