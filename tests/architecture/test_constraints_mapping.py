"""Each constraint on mappings is broken once, by name, and what is kept as it was cannot be changed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from stafett.mapping.models import Goal, GuideAddition, Mapping, Preparation, Remark, ThemeEntry
from tests.factories import day, instant
from tests.mapping.world import ON as TODAY
from tests.mapping.world import World

pytestmark = pytest.mark.django_db
ON, AT = day(TODAY), instant(TODAY)
Break = Callable[[World], Any]


@pytest.fixture
def world() -> World:
    made = World(to_map=False)
    made.plan()
    made.prepare(health="Vondt i ryggen")
    return made


def _set(**values: Any) -> Break:
    return lambda world: Mapping.objects.filter(pk=world.mapping.pk).update(**values)


def _closed(**values: Any) -> Break:
    """Closes it past everything that the program checks."""

    def close(world: World) -> None:
        whole = {
            "state": "closed", "started_on": ON, "ended_on": ON, "ended_at": AT, "ended_by": world.region.adviser,
            "outcome": "own_job_needs_nav", "what_matters": "Kollegene", "nav_does": "Ringer", "next_on": _later(1),
        }  # fmt: skip
        _set(**(whole | values))(world)

    return close


def _later(days: int) -> Any:
    return ON + timedelta(days=days)


def _again(world: World) -> None:
    copy = world.mapping
    copy.pk, copy._state.adding = None, True
    copy.save(force_insert=True)


def _entry(**values: Any) -> Break:
    return lambda world: ThemeEntry.objects.filter(mapping=world.mapping, theme="health").update(**values)


def _entry_again(world: World) -> None:
    ThemeEntry.objects.create(mapping=world.mapping, theme="health")


def _prepared(**values: Any) -> Break:
    row = {"theme": "health", "text": "Igjen", "saved_at": AT} | values
    return lambda world: Preparation.objects.create(mapping=world.mapping, **row)


def _goal(**values: Any) -> Break:
    row = {"text": "Jobb", "who_does_what": "Kari søker", "due": ON, "set_on": ON, "status_on": ON} | values
    return lambda world: Goal.objects.create(case=world.case, **row)


def _addition(**values: Any) -> Break:
    row = {
        "guide": "oslo", "code": "local_1", "title": "Barn", "why": "Derfor", "questions": ["Hvem?"], "from_day": ON,
    } | values  # fmt: skip
    return lambda world: GuideAddition.objects.create(unit=world.region.local, **row)


def _twice(change: Break) -> Break:
    def do(world: World) -> None:
        change(world)
        change(world)

    return do


BREAKS: list[tuple[str, Break]] = [
    ("mapping_state_is_known", _set(state="x")),
    ("one_open_mapping_per_case", _again),
    ("invited_to_a_day_not_before", _set(talk_on=_later(-1))),
    ("invited_to_a_day_not_before", _set(state="in_progress", started_on=ON, invited_on=None)),
    ("planned_mapping_has_been_invited_to", _set(invited_on=None, talk_on=None)),
    ("planned_mapping_has_been_invited_to", _set(started_on=ON)),
    ("begun_mapping_says_when", _set(state="in_progress")),
    ("ended_mapping_says_when_and_who", _set(ended_on=ON)),
    ("ended_mapping_says_when_and_who", _closed(ended_by=None)),
    (
        "discarded_mapping_says_why",
        lambda w: _set(state="discarded", ended_on=ON, ended_at=AT, ended_by=w.region.adviser)(w),
    ),
    ("closed_mapping_has_a_known_outcome", _closed(outcome="")),
    ("closed_mapping_has_a_known_outcome", _closed(outcome="better")),
    ("closed_mapping_has_a_known_outcome", _set(outcome="own_job_needs_nav")),
    ("closed_mapping_says_what_comes", _closed(what_matters="")),
    ("closed_mapping_says_what_comes", _closed(nav_does="")),
    ("closed_mapping_says_what_comes", _closed(next_on=None)),
    ("closed_mapping_says_what_comes", _closed(next_on=ON)),
    ("cared_for_until_a_day", _closed(outcome="cared_for_until")),
    ("cared_for_until_a_day", _closed(cared_for_until=_later(9))),
    ("one_entry_for_a_theme", _entry_again),
    ("theme_state_is_known", _entry(state="x")),
    ("edited_entry_says_when_and_who", _entry(version=1)),
    ("edited_entry_says_when_and_who", _entry(edited_at=AT)),
    ("one_preparation_for_a_theme", _prepared()),
    ("preparation_is_not_empty", _prepared(theme="workplace", text="")),
    ("remark_is_not_empty", lambda w: Remark.objects.create(mapping=w.mapping, text="", given_on=ON, given_at=AT)),
    ("goal_says_what_and_who", _goal(text="")),
    ("goal_says_what_and_who", _goal(who_does_what="")),
    ("goal_status_is_known", _goal(status="x")),
    ("goal_is_due_after_it_is_set", _goal(due=_later(-1))),
    ("one_addition_of_a_code", _twice(_addition())),
    ("addition_ends_after_start", _addition(to_day=_later(-1))),
    ("addition_has_its_words", _addition(title="")),
    ("addition_has_its_words", _addition(why="")),
    ("addition_has_its_words", _addition(questions=[])),
    ("addition_code_is_local", _addition(code="health")),
]


@pytest.mark.parametrize(("name", "change"), BREAKS, ids=[f"{n}-{name}" for n, (name, _) in enumerate(BREAKS)])
def test_the_database_refuses(world: World, name: str, change: Break) -> None:
    with pytest.raises(IntegrityError) as refused:
        _at_once(world, change)
    assert getattr(refused.value.__cause__, "diag").constraint_name == name  # noqa: B009 - psycopg's, unknown to Exception


@transaction.atomic
def _at_once(world: World, change: Break) -> None:
    change(world)
    connection.check_constraints()


def test_a_closed_mapping_is_what_these_break(world: World) -> None:
    _closed()(world)
    _goal()(world)
    _addition()(world)
    assert world.mapping.state == "closed"


@pytest.mark.parametrize("model", [Mapping, ThemeEntry, Preparation, Remark])
@pytest.mark.parametrize("change", ["update {} set id = id", "delete from {}"])
def test_what_the_minutes_are_made_of_stays(world: World, model: type[models.Model], change: str) -> None:
    _closed()(world)
    Remark.objects.create(mapping=world.mapping, text="Feil", given_on=ON, given_at=AT)
    rows = list(model._default_manager.values())
    assert rows
    with (
        pytest.raises(IntegrityError, match=r"kept as it was|append-only"), transaction.atomic(),
        connection.cursor() as cursor,
    ):  # fmt: skip
        cursor.execute(change.format(model._meta.db_table))
    assert list(model._default_manager.values()) == rows


def test_a_theme_cannot_be_put_into_closed_minutes(world: World) -> None:
    _closed()(world)
    with pytest.raises(IntegrityError, match="kept as it was"), transaction.atomic():
        ThemeEntry.objects.create(mapping=world.mapping, theme="more")


def test_what_the_person_wrote_beforehand_stays_once_the_talk_has_begun(world: World) -> None:
    world.start()
    with pytest.raises(IntegrityError, match="kept as it was"), transaction.atomic():
        Preparation.objects.update(text="Noe annet")
