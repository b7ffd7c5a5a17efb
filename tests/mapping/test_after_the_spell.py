"""Somebody who is followed up by a category is not lost when the spell ends."""

import pytest

from stafett.cases.models import Case
from tests.factories import bring, day, note
from tests.mapping.need_world import ON, NeedWorld
from tests.mapping.world import tick

pytestmark = pytest.mark.django_db
ENDS, OVER, LONG_OVER = "2026-03-20", "2026-04-06", "2026-04-30"
"""The last sick day, the first day on which the spell is over, and one after Nav's last duty in it."""


@pytest.fixture
def world() -> NeedWorld:
    return NeedWorld(last_day=ENDS)


def stand(case: Case) -> tuple[str, str, str]:
    return case.state, case.next_step, case.next_date.isoformat() if case.next_date else ""


def test_the_contact_that_was_promised_is_what_comes_next(world: NeedWorld) -> None:
    world.assess("prioritised")
    for on in (OVER, LONG_OVER):
        tick(on)
    assert stand(world.case) == ("open", "contact", "2026-06-09")
    assert world.case.holder_unit == world.region.local
    tick("2026-05-26")
    assert world.tasks("contact") == [("open", "2026-05-26", "2026-06-23")]


def test_where_the_person_is_to_ask_a_new_assessment_comes_next(world: NeedWorld) -> None:
    world.assess("on_request", reason="Ber om det selv")
    tick(LONG_OVER)
    assert stand(world.case) == ("open", "reassess", "2027-03-09")
    tick("2027-03-09")
    assert world.reassessed_for() == ["reassess.long_since"]


def test_said_to_be_clarified_it_closes(world: NeedWorld) -> None:
    world.assess("prioritised")
    tick(LONG_OVER)
    world.assess("clarified", reason="Tilbake i full jobb", on="2026-05-04")
    tick("2026-05-04")
    assert (world.case.state, world.case.closed_why) == ("closed", "spell_ended")


def test_without_a_category_it_closes_with_the_spell(world: NeedWorld) -> None:
    tick(LONG_OVER)
    assert world.case.state == "closed"


def test_a_new_spell_has_the_case_alone(world: NeedWorld) -> None:
    world.assess("prioritised")
    tick(LONG_OVER)
    bring([note("b", [("2026-05-04", "2026-08-31")])], "2026-05-04")
    tick("2026-05-04")
    states = Case.objects.order_by("first_day").values_list("first_day", "state")
    assert list(states) == [(day("2026-01-05"), "closed"), (day("2026-05-04"), "open")]


def test_a_note_that_is_withdrawn_leaves_the_case_open(world: NeedWorld) -> None:
    world.assess("prioritised")
    bring([note("b", [], kind="cancellation", replaces="a", signed=ON, employer=None)], ON)
    tick("2026-03-10")
    assert stand(world.case)[0] == "open"
