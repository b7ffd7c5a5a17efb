"""Those who have something to read are told so once, by the channel they have chosen, and nothing more is said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stafett.cases.models import Case, JournalEntry, Task
from stafett.cases.own_work import FollowUp
from stafett.cases.services import finish_task
from stafett.dialogue.models import Message
from stafett.notifications.choosing import ChoiceError, choose_channel, own_place
from stafett.notifications.models import Choice, Delivery, Notification
from stafett.notifications.selectors import letters_of
from stafett.notifications.sending import post_letters
from stafett.people.models import Person
from tests.factories import as_person, as_staff, choose, make_person
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


def read_all(at_work: Office) -> None:
    Message.objects.filter(read_on=None).update(read_on=at_work.today)


def choose_for(world: World, at_work: Office, channel: str, address: str = "") -> None:
    choose_channel(
        channel=channel, address=address, language="nb", actor=as_person(world.person), on=at_work.today, at=at_work.now
    )


# --- what is told


def test_a_message_is_told_of_once_in_the_readers_language_and_nothing_of_it_is_said(
    world: World, at_work: Office
) -> None:
    send(world, at_work.today)
    assert at_work.run().states == {"sent": 1}
    assert at_work.later(minutes=1).states == {}
    assert list(at_work.sms.told.values()) == [
        (NUMBER, "Du har noko å lese i Stafett. Logg inn på http://localhost:8000/")
    ]


def test_several_that_wait_become_one_and_what_comes_later_is_told_later(world: World, at_work: Office) -> None:
    for _ in range(3):
        send(world, at_work.today)
    at_work.run()
    assert len(at_work.sms.told) == 1
    send(world, at_work.today)
    at_work.later(hours=1)
    assert len(at_work.sms.told) == 2
    assert [one.notifications.count() for one in Delivery.objects.exclude(person=None).order_by("pk")] == [3, 1]


def test_what_is_read_before_is_not_told_of(world: World, at_work: Office) -> None:
    send(world, at_work.today)
    at_work.run("2026-03-02 23:00")
    read_all(at_work)
    at_work.run("2026-03-03 09:00")
    assert (states(), at_work.sms.told) == (["not_needed"], {})
    assert Notification.objects.get(kind="message").read_on is not None


def test_in_quiet_hours_nobody_is_told_and_in_the_morning_once(world: World, at_work: Office) -> None:
    for time in ("21:00", "23:30"):
        send(world, at_work.today)
        at_work.run(f"2026-03-02 {time}")
    send(world, at_work.today)
    at_work.run("2026-03-03 07:59")
    assert at_work.sms.told == {}
    at_work.run("2026-03-03 08:00")
    assert len(at_work.sms.told) == 1


def test_an_office_may_have_no_quiet_hours(world: World, at_work: Office) -> None:
    choose(world.region.local, "notification_quiet_from_hour", 8)
    send(world, at_work.today)
    at_work.run("2026-03-02 23:00")
    assert len(at_work.sms.told) == 1


def test_a_job_that_has_not_run_for_weeks_tells_of_what_is_still_unread(world: World, at_work: Office) -> None:
    send(world, at_work.today)
    at_work.run("2026-04-01 12:00")
    assert len(at_work.sms.told) == 1
    send(world, at_work.today)
    at_work.run("2026-05-02 12:00")
    assert len(at_work.sms.told) == 1


def test_the_dead_are_told_nothing(world: World, at_work: Office) -> None:
    send(world, at_work.today)
    at_work.run("2026-03-02 22:00")
    Person.objects.update(died_on=at_work.today)
    send(world, at_work.today)
    at_work.run("2026-03-03 09:00")
    assert (at_work.sms.told, states()) == ({}, ["not_needed"])


def test_without_channels_nothing_is_done(world: World, at_work: Office) -> None:
    send(world, at_work.today)
    at_work.channels = type(at_work.channels)()
    at_work.run()
    assert not Notification.objects.exists()


# --- by which channel


def test_the_person_chooses_the_channel_and_it_counts_from_the_next_sending(world: World, at_work: Office) -> None:
    send(world, at_work.today)
    at_work.run("2026-03-02 22:00")
    choose_for(world, at_work, "email", " kari@prove.example ")
    at_work.run("2026-03-03 09:00")
    assert at_work.sms.told == {}
    [mail] = at_work.mail.received
    assert (mail["To"], mail["Subject"]) == ("kari@prove.example", "Du har noko å lese")
    assert mail["Message-ID"] == f"<{of_person().key}@stafett.example>"
    assert "http://localhost:8000/" in str(mail.get_payload())


def test_who_wants_no_notifications_gets_none_and_no_task_comes_of_it(world: World, at_work: Office) -> None:
    choose_for(world, at_work, "none")
    send(world, at_work.today)
    at_work.run()
    at_work.run("2026-04-20 12:00")
    assert (states(), FollowUp.objects.count()) == (["not_wanted"], 0)


def test_who_cannot_be_reached_digitally_gets_a_letter_that_the_office_posts(world: World, at_work: Office) -> None:
    Person.objects.update(reachable_digitally=False)
    send(world, at_work.today, channel="letter")
    at_work.run("2026-03-02 23:00")
    [letter] = letters_of(as_staff(world.region.adviser))
    assert not letters_of(as_staff(world.region.other_adviser)).exists()
    assert [post_letters(keys=[letter.pk], on=at_work.today) for _ in range(2)] == [1, 0]
    at_work.run("2026-04-20 12:00")
    assert (states(), FollowUp.objects.count()) == (["sent"], 0)


def test_the_letter_of_a_protected_person_is_for_those_alone_who_may(world: World, at_work: Office) -> None:
    Person.objects.update(reachable_digitally=False, protection="strictly_confidential")
    send(world, at_work.today, channel="letter")
    at_work.run()
    assert not letters_of(as_staff(world.region.adviser)).exists()


@pytest.mark.parametrize(
    ("channel", "address"),
    [("sms", ""), ("sms", "12345"), ("sms", "22 12 34 56"), ("email", "kari"), ("email", ""), ("dove", "x")],
)
def test_an_address_that_is_none_is_refused(world: World, at_work: Office, channel: str, address: str) -> None:
    code = "channel" if channel == "dove" else channel
    with pytest.raises(ChoiceError, match=f"notification_error.{code}"):
        choose_for(world, at_work, channel, address)
    assert not Choice.objects.exists()


@pytest.mark.parametrize("written", ["40 12 34 56", "+47 401.23.456", "0047 40123456", "(+47) 40-12-34-56"])
def test_a_number_is_kept_in_one_way(world: World, at_work: Office, written: str) -> None:
    choose_for(world, at_work, "sms", written)
    assert own_place(as_person(world.person)).address == "+4740123456"


def test_a_number_of_nobody_is_no_number_abroad(world: World, at_work: Office) -> None:
    choose_for(world, at_work, "sms", "00 00 00 12")
    assert own_place(as_person(world.person)).address == "+4700000012"


def test_the_journal_says_which_channel_and_never_the_address(world: World, at_work: Office) -> None:
    for address in ("40123456", "40123456", "40123457"):
        choose_for(world, at_work, "sms", address)
    entries = JournalEntry.objects.filter(event="notification_chosen").order_by("pk")
    sms = {"channel": "sms"}
    assert [(one.before, one.after) for one in entries] == [({}, sms), (sms, sms)]


# --- when it does not come through


def test_a_fault_is_tried_again_later_and_later_and_then_somebody_is_to_call(world: World, at_work: Office) -> None:
    at_work.sms.act = lambda _number, _requests: "fault"
    send(world, at_work.today)
    at_work.run("2026-03-02 08:00")
    tried = [1]
    for minutes in (4, 1, 19, 1, 79, 1, 319, 1):
        at_work.later(minutes=minutes)
        tried.append(of_person().attempts)
    assert tried == [1, 1, 2, 2, 3, 3, 4, 4, 5]
    at_work.run("2026-03-03 12:30")
    assert states() == ["given_up"]
    assert_called_for(world)


def of_person() -> Delivery:
    return Delivery.objects.exclude(person=None).get()


def assert_called_for(world: World, line: str = "") -> None:
    follow_up = FollowUp.objects.get()
    assert (follow_up.reason, follow_up.case, follow_up.line) == ("not_reached", world.case, line)
    assert Task.objects.get(kind="follow_up").ordinal == follow_up.pk
    assert set(Notification.objects.exclude(escalated_on=None).values_list("follow_up", flat=True)) == {follow_up.pk}


def test_a_refusal_is_not_tried_again(world: World, at_work: Office) -> None:
    at_work.sms.act = lambda _number, _requests: "refuse"
    send(world, at_work.today)
    at_work.run()
    at_work.later(hours=3)
    assert (states(), sum(at_work.sms.requests.values())) == (["failed"], 1)
    assert_called_for(world)


def test_while_the_task_is_open_there_is_one_and_when_it_is_done_the_next_one_comes(
    world: World, at_work: Office
) -> None:
    at_work.sms.act = lambda _number, _requests: "refuse"
    for _ in range(2):
        send(world, at_work.today)
        at_work.later(days=1)
    assert states() == ["failed"] * 2
    assert_called_for(world)
    task = Task.objects.select_related("case").get(kind="follow_up")
    finish_task(task=task, outcome="talked", actor=as_staff(world.region.adviser), on=at_work.today, at=at_work.now)
    send(world, at_work.today)
    at_work.later(days=1)
    assert FollowUp.objects.count() == 2


def test_receipts_say_how_it_went_also_when_they_come_late_or_twice(world: World, at_work: Office) -> None:
    send(world, at_work.today)
    at_work.run()
    [key] = at_work.sms.told
    at_work.sms.receipts += [(key, "delivered"), (key, "failed"), ("not a key", "failed"), (key, "perhaps")]
    assert at_work.later(days=2).receipts == 2
    assert states() == ["delivered"]
    assert of_person().ended_on == at_work.today
    assert at_work.later(days=1).receipts == 0


def test_a_receipt_of_failure_makes_a_task(world: World, at_work: Office) -> None:
    at_work.sms.receipt = lambda _number: "failed"
    send(world, at_work.today)
    at_work.run()
    assert states() == ["failed"]
    assert_called_for(world)


def test_what_lies_unread_for_two_weeks_after_it_came_through_makes_a_task_once(world: World, at_work: Office) -> None:
    at_work.sms.receipt = lambda _number: "delivered"
    send(world, at_work.today)
    at_work.run("2026-03-02 12:00")
    at_work.run("2026-03-15 12:00")
    assert not FollowUp.objects.exists()
    assert at_work.run("2026-03-16 12:00").escalated == 1
    assert at_work.run("2026-03-17 12:00").escalated == 0
    assert_called_for(world)


def test_what_is_read_makes_no_task(world: World, at_work: Office) -> None:
    send(world, at_work.today)
    at_work.run("2026-03-02 12:00")
    read_all(at_work)
    at_work.run("2026-04-01 12:00")
    assert not FollowUp.objects.exists()


def test_where_no_case_is_open_there_is_nobody_to_call(world: World, at_work: Office) -> None:
    at_work.sms.act = lambda _number, _requests: "refuse"
    send(world, at_work.today)
    Case.objects.update(state="closed", closed_on=at_work.today, closed_why="spell_ended", next_step="", next_date=None)
    at_work.run()
    one = Notification.objects.get(kind="message")
    assert (one.escalated_on, one.follow_up) == (at_work.today, None)


@pytest.mark.parametrize(
    ("act", "problem"),
    [("fault", "server_error"), ("busy", "busy"), ("drop", "no_connection"), ("wait", "no_connection")],
)
def test_what_hindered_is_kept_as_a_code(world: World, at_work: Office, act: str, problem: str) -> None:
    at_work.sms.act = lambda _number, _requests: act  # type: ignore[assignment,return-value] # one of them
    send(world, at_work.today)
    at_work.run()
    assert of_person().problem == problem


def test_a_gateway_that_does_not_know_us_or_is_not_there_is_tried_again(world: World, at_work: Office) -> None:
    assert at_work.channels.sms is not None
    send(world, at_work.today)
    at_work.channels.sms.secret = "another"  # noqa: S105 - the point is that it is wrong
    at_work.run()
    assert (states(), of_person().problem) == (["waiting"], "not_let_in")
    at_work.channels.sms.address = "http://127.0.0.1:9"
    at_work.channels.sms.close()
    at_work.later(minutes=5)
    assert (states(), of_person().problem) == (["waiting"], "no_connection")


def test_a_gateway_that_got_it_and_did_not_answer_tells_once(world: World, at_work: Office) -> None:
    at_work.sms.act = lambda _number, requests: "drop" if requests == 1 else "take"
    send(world, at_work.today)
    at_work.run()
    at_work.later(minutes=5)
    [key] = at_work.sms.told
    assert (states(), at_work.sms.requests[key], at_work.sms.told[key][0]) == (["sent"], 2, NUMBER)


def test_what_comes_while_an_attempt_is_to_be_made_again_is_told_of_its_own(world: World, at_work: Office) -> None:
    at_work.sms.act = lambda _number, requests: "drop" if requests == 1 else "take"
    send(world, at_work.today)
    at_work.run()
    send(world, at_work.today)
    at_work.later(minutes=1)
    assert Notification.objects.filter(delivery=None).count() == 1
    at_work.later(minutes=4)
    at_work.later(minutes=1)
    assert len(at_work.sms.told) == 2


def test_when_the_gateway_is_down_it_is_left_alone_until_the_next_run(world: World, at_work: Office) -> None:
    persons = [world.person, *_more_people(world, 5)]
    for person in persons:
        send(world, at_work.today, person=person)
    at_work.sms.act = lambda _number, _requests: "busy"
    at_work.run()
    assert sum(at_work.sms.requests.values()) == 3
    at_work.sms.act = lambda _number, _requests: "take"
    at_work.later(minutes=5)
    assert states() == ["sent"] * 6


def _more_people(world: World, count: int) -> list[Person]:
    return [make_person(world.region.local, serial, phone=f"0900000{serial}") for serial in range(1, count + 1)]


@pytest.mark.parametrize(("act", "expected"), [("refuse", "failed"), ("fault", "waiting"), ("drop", "waiting")])
def test_a_mail_server_that_will_not_or_cannot(world: World, at_work: Office, act: str, expected: str) -> None:
    choose_for(world, at_work, "email", "kari@prove.example")
    at_work.mail.act = lambda _address: act  # type: ignore[assignment,return-value] # one of them
    send(world, at_work.today)
    at_work.run()
    assert states() == [expected]
