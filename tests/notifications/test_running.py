"""Those who have something to read are told so once, by the channel they have chosen, and nothing more is said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.notifications.world import NUMBER, Office, office, send, states, world_with_phone
from tests.portals.outside_world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return world_with_phone()


@pytest.fixture
def at_work() -> Iterator[Office]:
    with office() as found:
        yield found


def test_a_message_is_told_of_once_in_the_readers_language(world: World, at_work: Office) -> None:
    send(world, at_work.today)
    assert at_work.run().states == {"sent": 1}
    assert at_work.later(minutes=1).states == {}
    [(number, text)] = at_work.sms.told.values()
    assert number == NUMBER
    assert text.startswith("Du har noko å lese")
    assert states() == ["sent"]
