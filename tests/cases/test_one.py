"""What a page of a case reads about one person is what the evaluation reads about everybody."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from stafett.cases.contents import contents_of
from stafett.cases.course import employments_of
from stafett.cases.evaluation.known import Known, load_days
from stafett.cases.evaluation.one import load_one
from stafett.cases.law import law_in_force, law_of
from stafett.cases.models import Case
from stafett.core.spells import Facts
from stafett.intake.messages import Message
from stafett.people.models import Employer, Employment, Person, Unit
from tests.factories import EMPLOYER, bring, choose, day, make_region, note, open_case
from tests.mapping.need_world import NeedWorld

pytestmark = pytest.mark.django_db
ON = "2026-03-02"
FIRST = ("2026-01-05", "2026-01-31")
NAMED = {"situation": "one", "name": "Kari sitt galleri"}


def corrected() -> Sequence[Message]:
    return [note("a", [FIRST]), note("b", [FIRST], kind="correction", replaces="a", signed="2026-01-06")]


ARRIVED: dict[str, Sequence[Message]] = {
    "several periods": [note("a", [FIRST, ("2026-02-01", "2026-02-20", 50)])],
    "two of them": [note("a", [FIRST]), note("b", [("2026-02-01", "2026-02-10")], signed="2026-02-01")],
    "a corrected one": corrected(),
    "a cancelled one": [note("a", [FIRST]), note("b", [FIRST], kind="cancellation", replaces="a", signed="2026-01-06")],
    "an employer by name": [note("a", [FIRST], employer=NAMED)],
    "none at all": [note("a", [FIRST], employer={"situation": "none"})],
    "one who wants help": [note("a", [FIRST], message_to_nav={"help_at_once": True, "text": "Ring"}, pregnancy=True)],
}


def known_in_both_ways(case: Case, on: str) -> tuple[Known, Known]:
    case = Case.objects.select_related("person__home_unit").get(pk=case.pk)
    one, _ = load_one(case, employments_of(case), contents_of(case, on=day(on)).placed, {}, day(on))
    return one, load_days([case.person_id], day(on))


def in_order(facts: Facts) -> list[tuple[Any, ...]]:
    return sorted(zip(*(getattr(facts, field.name).tolist() for field in fields(Facts)), strict=True))


def assert_alike(one: Known, all_: Known) -> None:
    assert in_order(one.facts) == in_order(all_.facts)
    assert {person: notes for person, notes in one.notes.items() if notes} == dict(all_.notes)
    for name in ("on", "persons", "ended", "placed"):
        assert getattr(one, name) == getattr(all_, name), name
    assert one.cases.rows == all_.cases.rows
    assert one.facts.first.dtype == np.int32 == all_.facts.first.dtype


@pytest.mark.parametrize("arrived", ARRIVED.values(), ids=ARRIVED)
@pytest.mark.parametrize("on", ["2026-01-05", "2026-01-20", ON])
def test_notes_and_days_are_the_same(arrived: Sequence[Message], on: str) -> None:
    make_region()
    for number, message in enumerate(arrived):
        bring([message], f"2026-01-{5 + 10 * number:02}")
    assert_alike(*known_in_both_ways(Case.objects.get(), on))


def test_an_employment_that_has_ended_is_the_same() -> None:
    make_region()
    bring([note("a", [FIRST])], "2026-01-05")
    person, employer = Person.objects.get(), Employer.objects.get(organisation_number=EMPLOYER)
    Employment.objects.filter(person=person).delete()
    for first, last in (("2020-01-01", "2022-12-31"), ("2023-01-01", "2026-01-31")):
        Employment.objects.create(person=person, employer=employer, first_day=day(first), last_day=day(last))
    one, all_ = known_in_both_ways(open_case(), ON)
    assert_alike(one, all_)
    assert one.ended == {(person.pk, employer.pk): day("2026-01-31")}
    Employment.objects.filter(person=person, first_day=day("2023-01-01")).update(last_day=None)
    one, all_ = known_in_both_ways(open_case(), ON)
    assert_alike(one, all_)
    assert one.ended == {}


def test_an_assessed_need_is_the_same() -> None:
    world = NeedWorld()
    world.assess("prioritised")
    one, all_ = known_in_both_ways(world.case, "2026-03-09")
    assert_alike(one, all_)
    assert one.placed[world.case.pk].category == "prioritised"


def test_the_law_of_an_office_is_the_law_in_force_for_it() -> None:
    region = make_region()
    assert law_of(region.local) == law_in_force()
    choose(region.local, "screening_week", 6)
    local = Unit.objects.get(pk=region.local.pk)
    for office in (local.number, region.other.number):
        unit = Unit.objects.get(number=office)
        week = law_of(unit).number("screening_week", day(ON), office=office)
        assert week == law_in_force().number("screening_week", day(ON), office=office)
    assert law_of(local).number("screening_week", day(ON), office=local.number) == 6
