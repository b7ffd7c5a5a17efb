"""Whatever the order of arrival, the repetition, the kill or the missed days: the outcome is the same."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stafett.cases.models import Case
from stafett.cases.services import run_tick
from stafett.intake.checks import Options
from stafett.intake.imports import import_paths
from stafett.intake.messages import Message
from stafett.people.models import Person
from tests.cases.state import State, state_now
from tests.factories import Days, bring, day, instant, make_region, note

START = date(2026, 1, 5)
OPTIONS = Options(synthetic="only")
PLAIN = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class KilledError(Exception):
    """Stands for a kill: the connection's transaction is lost, what was committed is not."""


@contextmanager
def killed_after(statements: int) -> Iterator[None]:
    """Ends the work at the given SQL statement, as a kill at that moment would."""
    left = statements

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        left -= 1
        # Once dead it does nothing more; that the transaction is undone is the database's doing.
        undoing = left < -1 and sql.startswith(("ROLLBACK TO", "RELEASE"))
        if left < 0 and not undoing:
            raise KilledError
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(count):
            yield
    except KilledError:
        pass


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is rolled back, so that one test can try many runs from the same beginning."""
    with transaction.atomic():
        point = transaction.savepoint()
        yield
        transaction.savepoint_rollback(point)


@st.composite
def notes(draw: st.DrawFn, persons: int = 2) -> list[Message]:
    """Notes of a few persons with gaps and overlaps, some corrected, some cancelled."""
    messages: list[Message] = []
    for number in range(draw(st.integers(1, 5))):
        serial = draw(st.integers(0, persons - 1))
        first = START + timedelta(days=draw(st.integers(0, 40)))
        last = first + timedelta(days=draw(st.integers(0, 60)))
        whole: Days = (str(first), str(last))
        days: Days = draw(st.sampled_from([whole, (*whole, 50), (*whole, 80)]))
        signed = first + timedelta(days=draw(st.integers(0, 20)))
        messages.append(note(f"n{number}", [days], serial=serial, signed=str(signed)))
        change = draw(st.sampled_from(["", "", "correction", "cancellation"]))
        if change:
            later = str(signed + timedelta(days=draw(st.integers(1, 10))))
            shorter = first + timedelta(days=draw(st.integers(0, 30)))
            content: dict[str, Any] = {"employer": None} if change == "cancellation" else {}
            periods: list[Days] = [] if change == "cancellation" else [(str(first), str(shorter))]
            messages.append(
                note(f"c{number}", periods, serial=serial, signed=later, kind=change, replaces=f"n{number}", **content)
            )
    return messages


def spells_now() -> list[tuple[Any, ...]]:
    """The spells that have a case, with their days."""
    cases = Case.objects.exclude(closed_why="withdrawn")
    return sorted(cases.values_list("person__identity_number", "first_day", "last_day", "state", "grade"))


@pytest.mark.django_db
@PLAIN
@given(messages=notes(), data=st.data())
def test_any_order_and_repetition_of_notes_gives_the_same_spells(messages: list[Message], data: st.DataObject) -> None:
    on = "2026-07-01"
    with undone():
        make_region()
        bring(messages, on)
        expected = spells_now()
    again = data.draw(st.permutations(messages + messages[:2]))
    cuts = data.draw(st.lists(st.integers(0, len(again)), max_size=3).map(sorted))
    with undone():
        make_region()
        for start, end in zip([0, *cuts], [*cuts, len(again)], strict=True):
            bring(again[start:end], on)
        assert spells_now() == expected


@pytest.mark.django_db
@settings(PLAIN, max_examples=6)
@given(messages=notes(), ticks=st.sets(st.integers(1, 98), max_size=6))
def test_missed_days_end_as_if_every_day_had_been_on_time(messages: list[Message], ticks: set[int]) -> None:
    """The tick of a day comes after the day's notes."""
    arrivals = {message.message_id: message.signed_at.date() for message in messages}
    last = START + timedelta(days=99)

    def play(days: set[date]) -> State:
        with undone():
            make_region()
            for offset in range(100):
                today = START + timedelta(days=offset)
                if now := [message for message in messages if arrivals[message.message_id] == today]:
                    bring(now, str(today))
                if today in days or today == last:
                    run_tick(on=today, at=instant(str(today)))
            return state_now()

    every_day = {START + timedelta(days=offset) for offset in range(100)}
    assert play({START + timedelta(days=offset) for offset in ticks}) == play(every_day)


def _lines(messages: list[Message]) -> str:
    return "".join(message.model_dump_json(exclude_defaults=False) + "\n" for message in messages)


@pytest.mark.django_db
@PLAIN
@given(messages=notes(), kill=st.integers(0, 160), batch=st.integers(1, 4))
def test_an_import_killed_anywhere_ends_as_if_it_had_not_been(
    messages: list[Message], kill: int, batch: int, tmp_path: Path
) -> None:
    file = tmp_path / "notes.jsonl"
    file.write_text(_lines(messages) + json.dumps({"version": 1}) + "\n")
    on, at = day("2026-07-01"), instant("2026-07-01")

    def run() -> None:
        import_paths([file], on=on, at=at, options=OPTIONS, batch=batch)

    with undone():
        make_region()
        run()
        expected = state_now()
    with undone():
        make_region()
        with killed_after(kill):
            _keep_finished_batches(run)
        run()
        assert state_now() == expected


def _keep_finished_batches(run: Any) -> None:
    """Each batch is a savepoint inside this test's transaction: what the kill interrupts is rolled back to it."""
    try:
        run()
    except KilledError:
        # The statement that was killed never reached the database: what went before it stands.
        transaction.set_rollback(False)


@pytest.mark.django_db
@PLAIN
@given(messages=notes(persons=4), kill=st.integers(0, 200))
def test_a_tick_killed_anywhere_ends_as_if_it_had_not_been(messages: list[Message], kill: int) -> None:
    on = day("2026-08-01")

    def run() -> None:
        run_tick(on=on, at=instant("2026-08-01"), batch=1)

    with undone():
        make_region()
        bring(messages, "2026-03-01")
        run()
        expected = state_now()
    with undone():
        make_region()
        bring(messages, "2026-03-01")
        with killed_after(kill):
            _keep_finished_batches(run)
        run()
        run()
        assert state_now() == expected
        assert Person.objects.exists()
