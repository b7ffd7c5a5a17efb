"""Each constraint on needs and contacts is broken once, by name, and what was judged or logged cannot be changed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from stafett.mapping.models import Contact, ContactWish, ContactWithdrawal, NeedAssessment, TemporaryCategory
from tests.factories import day, instant
from tests.mapping.need_world import ON as TODAY
from tests.mapping.need_world import NeedWorld

pytestmark = pytest.mark.django_db
ON, AT = day(TODAY), instant(TODAY)
Break = Callable[[NeedWorld], Any]


@pytest.fixture
def world() -> NeedWorld:
    made = NeedWorld()
    made.assess()
    made.for_a_time()
    made.contact()
    _wish()(made)
    return made


def _wish(**values: Any) -> Break:
    row = {"pace": "from", "pace_on": ON, "pace_from": ON, "said_on": ON, "said_at": AT} | values
    return lambda world: ContactWish.objects.create(person=world.case.person, **row)


def _assess(**values: Any) -> Break:
    def make(world: NeedWorld) -> None:
        row = {
            "case": world.case, "category": "ordinary", "placed_on": ON, "placed_at": AT, "by": world.region.adviser,
            "suggested": ["prioritised", "ordinary"], "named": [], "facts": {}, "judgements": {}, "law_version": "1",
            "supersedes": world.assessment,
        } | values  # fmt: skip
        NeedAssessment.objects.create(**row)

    return make


def _two_after_one(world: NeedWorld) -> None:
    first = world.assessment
    for _ in range(2):
        _assess(supersedes=first)(world)


def _temporary(**values: Any) -> Break:
    return lambda world: TemporaryCategory.objects.filter(assessment=world.assessment).update(**values)


def _temporary_again(world: NeedWorld) -> None:
    copy = TemporaryCategory.objects.get()
    copy.pk, copy._state.adding = None, True
    copy.save(force_insert=True)


def _contact(**values: Any) -> Break:
    row = {
        "held_on": ON, "channel": "video", "started_by": "nav", "outcome": "Ja", "logged_on": ON, "at": AT,
    } | values  # fmt: skip
    return lambda world: Contact.objects.create(case=world.case, by=world.region.adviser, **row)


def _later(days: int) -> date:
    return ON + timedelta(days=days)


def _withdrawal(why: str = "Feil person", times: int = 1) -> Break:
    def withdraw(world: NeedWorld) -> None:
        for _each in range(times):
            ContactWithdrawal.objects.create(contact=Contact.objects.get(), on=ON, why=why, by=world.region.adviser)

    return withdraw


BREAKS: list[tuple[str, Break]] = [
    ("need_category_is_known", _assess(category="orange", reason="x")),
    ("suggested_categories_are_known", _assess(suggested=["ordinary", "clarified"])),
    ("suggested_categories_are_known", _assess(named=["simplified"])),
    ("need_has_a_reason_only_where_it_differs", _assess(reason="x")),
    ("need_has_a_reason_only_where_it_differs", _assess(category="simplified")),
    ("need_has_a_reason_only_where_it_differs", _assess(category="clarified")),
    ("one_first_assessment_of_a_case", _assess(supersedes=None)),
    ("one_assessment_after_another", _two_after_one),
    ("temporary_kind_is_known", _temporary(kind="abroad")),
    ("temporary_category_is_known", _temporary(category="clarified")),
    ("temporary_ends_after_start", _temporary(until=_later(-1))),
    ("ended_temporary_says_when_and_why", _temporary(ended_on=ON)),
    ("ended_temporary_says_when_and_why", _temporary(ended_why="x")),
    ("ended_temporary_says_when_and_why", _temporary(ended_on=_later(-1), ended_why="x")),
    ("one_temporary_category_at_a_time", _temporary_again),
    ("wished_pace_is_known_and_has_its_day", _wish(pace="x", pace_from=None)),
    ("wished_pace_is_known_and_has_its_day", _wish(pace="now", pace_from=None, pace_on=None)),
    ("wished_pace_is_known_and_has_its_day", _wish(pace="", pace_from=None)),
    ("only_contact_from_a_day_has_one", _wish(pace_from=None)),
    ("only_contact_from_a_day_has_one", _wish(pace="now")),
    ("only_contact_from_a_day_has_one", _wish(pace_from=ON - timedelta(days=1))),
    ("contact_channel_is_known", _contact(channel="letter")),
    ("contact_starter_is_known", _contact(started_by="doctor")),
    ("contact_says_what_came_of_it_or_why_not", _contact(outcome="")),
    ("contact_says_what_came_of_it_or_why_not", _contact(missed_why="x")),
    ("contact_says_what_came_of_it_or_why_not", _contact(missed=True, outcome="")),
    ("contact_says_what_came_of_it_or_why_not", _contact(missed=True, missed_why="x")),
    ("withdrawn_contact_says_why", _withdrawal(why="")),
    ("ContactWithdrawal.contact", _withdrawal(times=2)),
    ("contact_is_logged_afterwards", _contact(held_on=_later(1))),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change"), BREAKS, ids=[f"{n}-{name}" for n, (name, _) in enumerate(BREAKS)])
def test_the_database_refuses(world: NeedWorld, name: str, change: Break) -> None:
    with pytest.raises(IntegrityError) as refused:
        _at_once(world, change)
    said = getattr(refused.value.__cause__, "diag")  # noqa: B009 - psycopg's, unknown to Exception
    model, dot, column = name.partition(".")
    if dot:  # what a field alone makes unique has a name of the database's own
        assert (said.table_name, f"({column}_id)" in said.message_detail) == (f"mapping_{model.lower()}", True)
    else:
        assert said.constraint_name == name


@transaction.atomic
def _at_once(world: NeedWorld, change: Break) -> None:
    change(world)
    connection.check_constraints()


def test_what_these_break_is_otherwise_whole(world: NeedWorld) -> None:
    _assess()(world)
    _contact()(world)
    assert NeedAssessment.objects.count() == Contact.objects.count() == 2


@pytest.mark.parametrize("model", [NeedAssessment, Contact, ContactWish])
@pytest.mark.parametrize("change", ["update {} set id = id", "delete from {}"])
def test_what_was_judged_or_logged_stays(world: NeedWorld, model: type[models.Model], change: str) -> None:
    rows = list(model._default_manager.values())
    assert rows
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(model._meta.db_table))
    assert list(model._default_manager.values()) == rows
