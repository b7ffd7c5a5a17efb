"""What an office has chosen is what its cases are judged by, each on its own day, and what the reasons say."""

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stafett.cases.contents import contents_of
from stafett.cases.evaluation.need import Window
from stafett.cases.law import law_in_force, law_of
from stafett.cases.models import Schedule
from stafett.core.contact import explain_contact
from stafett.core.parameters import default_law
from stafett.people.models import Unit
from stafett.people.office_values import withdraw_value
from tests.factories import choose, day, instant
from tests.mapping.need_world import ON, UNSURE, NeedWorld
from tests.mapping.world import tick

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> NeedWorld:
    return NeedWorld()


def window(world: NeedWorld, on: str) -> Window:
    found = contents_of(world.case, on=day(on)).window
    assert found is not None
    return found


def test_an_offices_own_interval_moves_the_window_of_contact_after_the_tick(world: NeedWorld) -> None:
    """Ordinary is six months; four at the office, for what runs from a day on which that is in force."""
    world.assess("ordinary")
    before = window(world, ON)
    assert before["contact_due"] == day("2026-09-09")
    choose(world.region.local, "contact_months_ordinary", 4, since="2026-03-10", on=ON)
    tick("2026-03-10")
    assert window(world, "2026-03-10")["contact_due"] == before["contact_due"]  # runs from a day before the value
    world.contact("2026-03-11", on="2026-03-11")
    tick("2026-03-12")
    assert window(world, "2026-03-12")["contact_due"] == day("2026-07-11")
    assert world.tasks("contact") == []
    tick("2026-06-27")
    assert world.tasks("contact") == [("open", "2026-06-27", "2026-07-25")]
    code = next(code for code in window(world, "2026-06-27")["contact_reasons"] if "ordinary" in code)
    told = explain_contact(code, window(world, "2026-06-27"), law_of(world.case.person.home_unit), day("2026-06-27"))
    assert told.parameters["contact_months_ordinary"] == 4


def test_an_office_widens_the_scope_of_the_need_and_the_reason_says_its_own_numbers(world: NeedWorld) -> None:
    few = UNSURE | {"portfolio": 50}
    assert not world.judged(**few).in_scope
    choose(world.region.local, "scope_portfolio_from", 40, since=ON, on=ON)
    assert world.judged(**few).in_scope
    assert not world.judged(on="2026-03-08", **few).in_scope
    fewer = world.judged(**UNSURE | {"portfolio": 39})
    assert [reason.parameters for reason in fewer.reasons] == [{"scope_portfolio_from": 40}]


def test_an_office_takes_younger_people_in(world: NeedWorld) -> None:

    young = UNSURE | {"birth_date": day("1998-03-04")}
    assert [reason.parameters for reason in world.judged(**young).reasons] == [{"scope_age_over": 30}]
    choose(world.region.local, "scope_age_over", 28, since=ON, on=ON)
    assert [reason.parameters for reason in world.judged(**young).reasons] == [{"scope_age_over": 28}]
    choose(world.region.local, "scope_age_over", 25, since=ON, on=ON)
    assert world.judged(**young).in_scope


def test_a_planned_change_makes_its_cases_due_on_its_first_day(world: NeedWorld) -> None:
    otherwise = Schedule.objects.get().evaluate_on
    assert otherwise is not None
    assert otherwise > day("2026-03-13")
    choose(world.region.local, "request_answer_working_days", 3, since="2026-03-13", on=ON)
    choose(world.region.other, "request_answer_working_days", 3, since="2026-03-11", on=ON)
    tick("2026-03-10")
    assert Schedule.objects.get().evaluate_on == day("2026-03-13")
    withdraw_value(
        unit=world.region.local, name="request_answer_working_days", first_day=day("2026-03-13"), by="Liv Leader",
        on=day("2026-03-10"), at=instant("2026-03-10"),
    )  # fmt: skip
    assert law_of(Unit.objects.get(number="0101")).local_values == ()
    assert len(law_in_force().local_values) == 1


def test_every_office_has_its_own_law_and_what_is_remembered_takes_no_statement(world: NeedWorld) -> None:
    local, other = world.region.local, world.region.other
    assert law_of(local) is law_in_force() is default_law()
    choose(local, "screening_week", 6)
    choose(other, "silence_months", 3)
    law_of(local), law_in_force()
    with CaptureQueriesContext(connection) as asked:
        assert law_of(local).number("screening_week", day(ON), "0101") == 6
        assert law_of(local).number("silence_months", day(ON), "0102") == 6
    assert len(asked) == 0
    with CaptureQueriesContext(connection) as asked:
        assert [
            law_in_force().number(name, day(ON), office)
            for name, office in (
                ("screening_week", "0101"),
                ("silence_months", "0102"),
                ("screening_week", "0102"),
            )
        ] == [6, 3, 8]
    assert len(asked) == 3
    choose(local, "screening_week", None)
    assert law_of(Unit.objects.get(pk=local.pk)).number("screening_week", day(ON), "0101") == 8


@pytest.mark.django_db(transaction=True)
def test_what_another_process_says_counts_here_at_once() -> None:
    world = NeedWorld()
    choose(world.region.local, "screening_week", 6)
    assert law_in_force().number("screening_week", day(ON), "0101") == 6
    parameters = connection.get_connection_params()
    wanted = {name: parameters[name] for name in ("dbname", "user", "host", "port", "password") if name in parameters}
    with psycopg.connect(**wanted) as other:
        other.execute(
            "with said as (insert into people_officevalue (unit_id, name, first_day, value, withdrawn, by, at, why)"
            " values (%(unit)s, 'screening_week', '2011-07-01', '5', false, 'Liv Leader', now(), '') returning id)"
            " update people_unit set newest_value_id = (select id from said) where id = %(unit)s",
            {"unit": world.region.local.pk},
        )
        assert law_in_force().number("screening_week", day(ON), "0101") == 6
    assert law_in_force().number("screening_week", day(ON), "0101") == 5
    assert law_of(Unit.objects.get(number="0101")).number("screening_week", day(ON), "0101") == 5
