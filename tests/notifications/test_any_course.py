"""Whatever happens in whatever order: what is in the outbox is what plain reasoning says; a kill loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stafett.cases.law import law_in_force
from stafett.cases.models import Case
from stafett.dialogue.models import Message
from stafett.notifications.models import Delivery, Notification
from tests.cases.test_any_order import killed_after, undone
from tests.notifications.plain import Plain, Thing, is_quiet
from tests.notifications.world import Office, office, oslo, send, world_with_phone
from tests.portals.outside_world import World

pytestmark = pytest.mark.django_db
PLAIN = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WAITS = st.sampled_from([1, 5, 19, 80, 320, 700, 1440, 5 * 1440, 14 * 1440])
STEPS = st.one_of(
    st.tuples(st.just("send"), st.none()),
    st.tuples(st.just("read"), st.none()),
    st.tuples(st.just("wait"), WAITS),
    st.tuples(st.just("gateway"), st.sampled_from(["take", "take", "fault", "drop", "refuse", "busy"])),
    st.tuples(st.just("receipt"), st.sampled_from(["delivered", "failed"])),
)
COURSES = st.lists(STEPS, min_size=3, max_size=14)


@pytest.fixture
def world() -> World:
    """Nobody's case is open: nothing is sent but what the course says, and no task is made."""
    found = world_with_phone()
    Case.objects.update(
        state="closed", closed_on=found.case.first_day, closed_why="spell_ended", next_step="", next_date=None
    )
    return found


@pytest.fixture
def at_work() -> Iterator[Office]:
    with office() as found:
        yield found


def begin(at_work: Office) -> None:
    """A gateway that has heard nothing, in the days in which the clocks change."""
    at_work.now = oslo("2026-03-27 18:00")
    at_work.sms.requests.clear()
    at_work.sms.told.clear()
    at_work.sms.receipts.clear()
    at_work.sms.act = lambda _number, _requests: "take"


def happen(step: tuple[str, Any], world: World, at_work: Office) -> None:
    what, value = step
    if what == "send":
        send(world, at_work.today)
    elif what == "read":
        Message.objects.filter(read_on=None).update(read_on=at_work.today)
    elif what == "wait":
        at_work.now += timedelta(minutes=value)
    elif what == "gateway":
        at_work.sms.act = lambda _number, _requests: value
    elif at_work.sms.told:
        at_work.sms.receipts.append((list(at_work.sms.told)[-1], value))


def also_in(plain: Plain, step: tuple[str, Any], at_work: Office) -> None:
    what, value = step
    told = [one for one in plain.tellings if one.told]
    if what == "send":
        plain.things.append(Thing(at_work.today))
    elif what == "read":
        for thing in plain.things:
            thing.read = True
    elif what == "gateway":
        plain.act = value
    elif what == "receipt" and told:
        plain.receipts.append((told[-1], value))


@given(course=COURSES)
@PLAIN
def test_the_outbox_is_what_plain_reasoning_says(world: World, at_work: Office, course: list[tuple[str, Any]]) -> None:
    with undone():
        begin(at_work)
        plain = Plain()
        for step in course:
            also_in(plain, step, at_work)
            happen(step, world, at_work)
            at_work.run()
            plain.run(at_work.now)
            assert [
                (one.state, one.attempts, one.ended_on, one.next_at if one.state == "waiting" else None)
                for one in Delivery.objects.exclude(person=None).order_by("pk")
            ] == [
                (one.state, one.attempts, one.ended_on, one.next_at if one.state == "waiting" else None)
                for one in plain.tellings
            ]
            assert [
                (one.escalated_on is not None, one.read_on is not None, one.delivery_id is not None)
                for one in Notification.objects.filter(kind="message").order_by("pk")
            ] == [(one.escalated, one.noted, one.delivery is not None) for one in plain.things if one.taken]
            assert len(at_work.sms.told) == sum(one.told for one in plain.tellings)


@given(course=COURSES, kills=st.lists(st.integers(1, 60), min_size=1, max_size=6))
@PLAIN
def test_killed_at_any_statement_nothing_is_lost_and_nothing_told_twice(
    world: World, at_work: Office, course: list[tuple[str, Any]], kills: list[int]
) -> None:
    with undone():
        begin(at_work)
        for number, step in enumerate(course):
            happen(step, world, at_work)
            before = set(at_work.sms.told)
            with killed_after(kills[number % len(kills)]):
                at_work.run()
            assert at_work.sms.told.keys() == before or not is_quiet(at_work.now)
        at_work.sms.act = lambda _number, _requests: "take"
        reach = (
            at_work.today
            + timedelta(days=1)
            - timedelta(days=law_in_force().number("notification_back_days", at_work.today))
        )
        for hour in ("09:00", "13:00", "18:00") * 2:
            at_work.run(f"{at_work.today + timedelta(days=hour == '09:00')} {hour}")
        every = Message.objects.filter(sent_on__gte="2026-03-27")
        in_outbox = Notification.objects.filter(kind="message", thing__in=[str(one.pk) for one in every])
        assert in_outbox.count() == len(set(in_outbox.values_list("thing", flat=True)))
        # What a human has been given to do is not looked at again: it stays unread here though the person reads it.
        read = {str(one.pk) for one in every.exclude(read_on=None)}
        assert not in_outbox.filter(thing__in=read, read_on=None, escalated_on=None).exists()
        unread = {str(one.pk) for one in every.filter(read_on=None, sent_on__gte=reach)}
        assert unread <= set(in_outbox.filter(read_on=None).values_list("thing", flat=True))
        assert not in_outbox.filter(read_on=None, delivery=None, escalated_on=None).exists()
        assert not Delivery.objects.filter(state__in=Delivery.UNFINISHED).exists()
        keys = {str(one) for one in Delivery.objects.values_list("key", flat=True)}
        assert at_work.sms.told.keys() <= keys
        for one in Delivery.objects.filter(state__in=Delivery.ARRIVED):
            assert str(one.key) in at_work.sms.told
