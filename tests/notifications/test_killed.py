"""The worker is killed (-9) in the middle and started again: nobody is left out, and nobody is told twice."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from procrastinate.exceptions import AlreadyEnqueued

from stafett import clock
from stafett.demo import gateway
from stafett.demo.gateway import KNOWN_AS, Act, Gateway
from stafett.dialogue.models import Message
from stafett.notifications.models import Delivery
from stafett.notifications.tasks import notify_all
from stafett.people.models import Person
from tests.databases import PROJECT, database_url, own_database
from tests.factories import choose, make_person
from tests.notifications.world import send, world_with_phone

PEOPLE = 6
PAST = datetime(2026, 1, 1, tzinfo=UTC)


@contextmanager
def worker(sms: Gateway) -> Iterator[subprocess.Popen[bytes]]:
    """The worker as it runs in earnest, with a job to do; killed at the end of the block."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "stafett.settings.production", "DATABASE_URL": database_url(),
        "STAFETT_SECRET_KEY": "x" * 50, "STAFETT_HOSTS": "stafett.example", "STAFETT_SMS_ADDRESS": sms.address,
        "STAFETT_SMS_KEY": KNOWN_AS,
    }  # fmt: skip
    with suppress(AlreadyEnqueued):  # the one before it has left its next job
        notify_all.configure(task_kwargs={"timestamp": 0}).defer()
    program = subprocess.Popen([sys.executable, "-m", "stafett.cli.worker"], env=os.environ | environment, cwd=PROJECT)
    try:
        yield program
    finally:
        program.kill()
        program.wait()


def wait_until(holds: Callable[[], bool], program: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + 120
    while not holds():
        assert program.poll() is None
        assert time.monotonic() < give_up
        time.sleep(0.01)


def time_passes() -> None:
    """So long that whoever had claimed something has it no more, and what is to be tried again is due."""
    Delivery.objects.filter(state__in=Delivery.UNFINISHED).update(next_at=PAST)


@contextmanager
def nothing_written() -> Iterator[None]:
    """Whoever wants to write the state of a delivery waits meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("lock table notifications_delivery in exclusive mode")
        yield


def somebody_waits_to_write() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select exists (select from pg_locks where not granted)")
        return bool(cursor.fetchone()[0])


def is_sending() -> bool:
    return Delivery.objects.filter(state="sending").exists()


@pytest.mark.django_db(transaction=True)
def test_whenever_the_worker_is_killed_each_is_told_once() -> None:
    acts: list[Act] = ["wait_before"]
    with (
        own_database("notified"),
        gateway.running(Gateway(lambda _number, requests: acts[min(requests, len(acts)) - 1])) as sms,
    ):
        make_messages()

        # Before the channel has it: the request is on its way and is never taken over.
        with worker(sms) as program:
            wait_until(lambda: bool(sms.requests), program)
        sms.go_on.set()
        assert (sms.told, is_sending()) == ({}, True)

        # When the channel has it, before it has answered.
        sms.go_on.clear()
        acts[:] = ["wait"]
        time_passes()
        with worker(sms) as program:
            wait_until(lambda: len(sms.told) == 1, program)
        sms.go_on.set()

        # When it has answered, before that is written. It waits with the first answer to each, and takes what it knows.
        sms.go_on.clear()
        acts[:] = ["wait", "take"]
        time_passes()
        with worker(sms) as program:
            wait_until(lambda: len(sms.told) == 2, program)
            with nothing_written():
                sms.go_on.set()
                wait_until(somebody_waits_to_write, program)
                program.kill()
                program.wait()
        assert is_sending()

        acts[:] = ["take"]
        time_passes()
        with worker(sms) as program:
            wait_until(lambda: not Delivery.objects.filter(state__in=Delivery.UNFINISHED).exists(), program)
        assert list(Delivery.objects.values_list("state", flat=True)) == ["sent"] * PEOPLE
        assert {str(key) for key in Delivery.objects.values_list("key", flat=True)} == sms.told.keys()
        assert sorted(number for number, _ in sms.told.values()) == sorted(
            f"+47{phone}" for phone in Person.objects.values_list("phone", flat=True)
        )
        assert max(sms.requests.values()) > 1


def make_messages() -> None:
    """One to each of some people, on the day on which the test runs; their office has no quiet hours."""
    world = world_with_phone()
    Message.objects.all().delete()
    for name in ("from", "until"):
        choose(world.region.local, f"notification_quiet_{name}_hour", 0)
    Person.objects.update(phone="09000000")
    people = [world.person, *(make_person(world.region.local, n, phone=f"0900000{n}") for n in range(1, PEOPLE))]
    for person in people:
        send(world, clock.calendar_day(), person=person)
