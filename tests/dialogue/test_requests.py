"""Requests from leader and issuer: they are kept as theirs, and whoever asked says whether the answer helped."""

import pytest

from stafett.access.actors import Actor, employer_actor, issuer_actor, person_actor
from stafett.cases.models import Case, JournalEntry
from stafett.cases.services import run_tick
from stafett.dialogue.models import HelpRequest
from stafett.dialogue.selectors import own_requests
from stafett.dialogue.services import DialogueError, answer_request, ask_for_help, say_if_it_helped
from stafett.people.models import Issuer
from tests.factories import as_staff, day, instant
from tests.portals.outside_world import World, make_contact, make_world

pytestmark = pytest.mark.django_db
ON, LATER = "2026-03-02", "2026-03-04"


@pytest.fixture
def world() -> World:
    made = make_world(message_to_nav={"help_at_once": True, "text": "Ring"})
    run_tick(on=day(ON), at=instant(ON))
    return made


def ask(world: World, sender: str, actor: Actor, how_soon: str = "soon") -> HelpRequest:
    return ask_for_help(
        person=world.person, sender=sender, wanted="Trenger råd", how_soon=how_soon, actor=actor, on=day(ON),
        at=instant(ON),
    )  # fmt: skip


def answered(world: World, request: HelpRequest, on: str = LATER) -> HelpRequest:
    answer_request(
        request=request, assessed="Sett på", next_step="Vi ringer", actor=as_staff(world.region.adviser),
        on=day(on), at=instant(on),
    )  # fmt: skip
    request.refresh_from_db()
    return request


def test_who_asked_is_kept(world: World) -> None:
    of_leader = ask(world, "employer", employer_actor(world.leader))
    of_issuer = ask(world, "issuer", issuer_actor(world.issuer))
    assert (of_leader.contact, of_leader.issuer, of_leader.asked_by) == (world.leader, None, "Nils Nærmeste")
    assert (of_issuer.contact, of_issuer.issuer, of_issuer.asked_by) == (None, world.issuer, world.issuer.name)
    assert ask(world, "person", person_actor(world.person)).asked_by == ""


def test_the_same_words_of_two_leaders_are_two_requests(world: World) -> None:
    other = make_contact(world.employment.employer, "Nina Ny", "leader")
    first = ask(world, "employer", employer_actor(world.leader))
    assert ask(world, "employer", employer_actor(other)) != first
    assert ask(world, "employer", employer_actor(world.leader)) == first


def test_an_issuers_own_are_also_those_of_their_notes(world: World) -> None:
    at_once = HelpRequest.objects.get()
    assert (at_once.issuer, at_once.asked_by) == (None, world.issuer.name)
    own = ask(world, "issuer", issuer_actor(world.issuer))
    assert list(own_requests(issuer_actor(world.issuer))) == [own, at_once]
    other = Issuer.objects.create(hpr_number="7654321", name="En annen")
    assert not own_requests(issuer_actor(other)).exists()


def test_everybody_has_their_own_and_nobody_elses(world: World) -> None:
    of_leader = ask(world, "employer", employer_actor(world.leader))
    of_person = ask(world, "person", person_actor(world.person))
    assert list(own_requests(employer_actor(world.leader))) == [of_leader]
    assert list(own_requests(person_actor(world.person))) == [of_person]
    assert not own_requests(employer_actor(world.hr)).exists()
    assert not own_requests(as_staff(world.region.adviser)).exists()


@pytest.mark.parametrize("sender", ["employer", "issuer"])
def test_an_unanswered_one_climbs_whoever_asked(world: World, sender: str) -> None:
    answered(world, HelpRequest.objects.get(), ON)
    before = Case.objects.get().order_step
    actor = employer_actor(world.leader) if sender == "employer" else issuer_actor(world.issuer)
    request = ask(world, sender, actor, "urgent")
    assert request.answer_due == day("2026-03-04")
    run_tick(on=day("2026-03-05"), at=instant("2026-03-05"))
    case = Case.objects.get()
    assert (case.order_step, case.order_reason, before > 1) == (2, "order.answer_overdue", True)


def test_whoever_asked_says_if_it_helped_and_may_say_otherwise(world: World) -> None:
    request, actor = answered(world, ask(world, "issuer", issuer_actor(world.issuer))), issuer_actor(world.issuer)
    for helped, line in (("no", ""), ("partly", " Litt "), ("partly", "Litt")):
        say_if_it_helped(request=request, helped=helped, line=line, actor=actor, on=day(LATER), at=instant(LATER))
    request.refresh_from_db()
    assert (request.helped, request.helped_line, request.helped_on) == ("partly", "Litt", day(LATER))
    assert JournalEntry.objects.filter(event="help_judged").count() == 2


def test_before_the_answer_there_is_nothing_to_judge(world: World) -> None:
    request, actor = ask(world, "issuer", issuer_actor(world.issuer)), issuer_actor(world.issuer)
    with pytest.raises(DialogueError, match=r"request_error\.not_answered"):
        say_if_it_helped(request=request, helped="yes", line="", actor=actor, on=day(LATER), at=instant(LATER))
    with pytest.raises(DialogueError, match=r"request_error\.helped_unknown"):
        say_if_it_helped(
            request=answered(world, request), helped="maybe", line="", actor=actor, on=day(LATER), at=instant(LATER)
        )
