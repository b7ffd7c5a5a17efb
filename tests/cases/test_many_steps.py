"""Many cases offered to others, and many persons written to: who is left out and why, and what can be taken back."""

from collections.abc import Sequence
from typing import Any

import pytest

from stafett.access.actors import Actor
from stafett.cases.handover.many import offer_cases
from stafett.cases.handover.models import HandOver
from stafett.cases.many.choosing import Outcome
from stafett.cases.many.undo import take_back
from stafett.cases.models import Case, JournalEntry, Task
from stafett.cases.services import CaseError
from stafett.dialogue.many import Draft, send_messages
from stafett.dialogue.models import Message
from stafett.dialogue.services import DialogueError
from stafett.dialogue.templates import FOR_MANY
from stafett.people.models import Person
from tests.cases.chosen import AT, ON, cases, seen_by, three_cases
from tests.cases.handovers import RECORD, accept, offer
from tests.factories import Region, as_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    return three_cases()


@pytest.fixture
def me(region: Region) -> Actor:
    return as_staff(region.adviser)


def offer_all(region: Region, me: Actor, *, chosen: Sequence[Case] = (), **values: Any) -> Outcome:
    records = {case.pk: RECORD for case in chosen or cases()}
    given: dict[str, Any] = {"records": records, "seen": seen_by(me), "to_unit": region.noe} | values
    return offer_cases(actor=me, on=ON, at=AT, **given)


def write_all(me: Actor, draft: Draft, **values: Any) -> Outcome:
    given: dict[str, Any] = {"cases": [case.pk for case in cases()], "seen": seen_by(me)} | values
    return send_messages(draft=draft, unit="Nav Fjord", actor=me, on=ON, at=AT, **given)


def refusals(outcome: Outcome) -> list[tuple[str, str]]:
    return [(one.name, one.code) for one in outcome.refused]


def test_many_are_offered_each_with_its_record_and_task(region: Region, me: Actor) -> None:
    outcome = offer_all(region, me)
    assert (outcome.done, outcome.refused) == (3, [])
    offers = HandOver.objects.filter(state="offered", to_unit=region.noe, agreed=RECORD.agreed)
    assert {offer.case_id for offer in offers} == {case.pk for case in cases()}
    assert all(offer.known["tasks"] for offer in offers)
    assert Task.objects.filter(kind="accept_handover", state="open").count() == 3
    assert JournalEntry.objects.filter(event="handover_offered").count() == 3
    assert {case.holder_unit for case in cases()} == {region.local}


def test_one_offered_as_one_of_many_is_as_one_offered_alone(region: Region, me: Actor) -> None:
    one, other, _ = cases()
    offer_all(region, me, chosen=[one])
    offer(other, region.noe, region.adviser, str(ON))
    alone, of_many = (
        HandOver.objects.filter(case=case).values().get() | {"id": 0, "case_id": 0, "offered_at": 0}
        for case in (one, other)
    )
    assert alone == of_many


def test_each_case_that_cannot_be_offered_is_named_with_why(region: Region, me: Actor) -> None:
    closed, waiting, other = cases()
    Case.objects.filter(pk=closed.pk).update(state="closed", closed_on=ON, closed_why="spell_ended")
    offer(waiting, region.roe, region.adviser, str(ON))
    outcome = offer_all(region, me)
    assert outcome.done == 1
    assert refusals(outcome) == [
        (closed.person.name, "case.closed"),
        (waiting.person.name, "handover.already_offered"),
    ]
    assert outcome.refused[1].parameters["by"] == region.adviser.name
    Case.objects.filter(pk=other.pk).update(holder_unit=region.other)
    gone = offer_all(region, me, chosen=[other])
    assert (gone.done, refusals(gone), gone.action) == (0, [("", "many.not_yours")], None)


def test_who_has_a_case_or_may_not_open_it_does_not_get_it(region: Region, me: Actor) -> None:
    mine, protected, _ = cases()
    Case.objects.filter(pk=mine.pk).update(holder=region.adviser)
    to_me = offer_all(region, me, to_unit=region.local, to_staff=region.adviser)
    assert (to_me.done, refusals(to_me)) == (2, [(mine.person.name, "handover.same_holder")])
    take_back(action=to_me.action or 0, actor=me, on=ON, at=AT)
    Person.objects.filter(pk=protected.person_id).update(protection="shielded")
    region.adviser.may_open = ["shielded"]
    region.adviser.save()
    outcome = offer_all(region, as_staff(region.adviser), chosen=[protected])
    assert refusals(outcome) == [(protected.person.name, "handover.may_not_open")]


def test_what_a_colleague_did_meanwhile_is_left(region: Region, me: Actor) -> None:
    seen = seen_by(me)
    leader = as_staff(region.leader)
    JournalEntry.objects.create(
        person=cases()[0].person, case=cases()[0], on=ON, at=AT, event="case_pinned", actor_kind="staff",
        actor_id=leader.id, actor_name="Liv Leader",
    )  # fmt: skip
    outcome = offer_all(region, me, seen=seen)
    assert (outcome.done, [one.code for one in outcome.refused]) == (2, ["many.changed_by"])


def test_offers_are_taken_back_but_for_those_that_have_been_answered(region: Region, me: Actor) -> None:
    outcome = offer_all(region, me, to_unit=region.roe)
    answered = HandOver.objects.earliest("pk")
    accept(region.roe_adviser, str(ON), answered)
    undone = take_back(action=outcome.action or 0, actor=me, on=ON, at=AT)
    assert undone.done == 2
    assert refusals(undone) == [(answered.case.person.name, "handover.answered")]
    assert sorted(HandOver.objects.values_list("state", flat=True)) == ["accepted", "withdrawn", "withdrawn"]
    assert not Task.objects.filter(kind="accept_handover", state="open").exists()
    with pytest.raises(CaseError, match=r"many.not_to_be_taken_back"):
        take_back(action=outcome.action or 0, actor=me, on=ON, at=AT)


def test_each_gets_the_message_in_their_own_language_with_their_own_name(region: Region, me: Actor) -> None:
    first, second, _ = cases()
    Person.objects.filter(pk=second.person_id).update(language="en", given_name="Sam")
    outcome = write_all(me, Draft("how_are_you", text="Takk, [navn]"))
    assert (outcome.done, outcome.refused, outcome.action) == (3, [], None)
    theirs = Message.objects.get(case=second, code="written")
    parts = theirs.text.split("\n\n")
    assert (theirs.subject, parts[0], parts[-2]) == ("How are you?", "Hello, Sam.", "Takk, Sam")
    mine = Message.objects.get(case=first, code="written")
    assert (mine.subject, mine.channel, mine.read_on) == ("Hvordan går det?", "digital", None)
    assert mine.written_by == region.adviser
    entry = JournalEntry.objects.get(case=first, event="message_written")
    assert entry.after == {"message": mine.pk, "channel": "digital"}


def test_who_gets_letters_and_who_has_got_the_same_today_is_left_out(region: Region, me: Actor) -> None:
    by_post, *_ = cases()
    Person.objects.filter(pk=by_post.person_id).update(reachable_digitally=False)
    draft = Draft(subject="Kurs", text="Hei, [navn].")
    first = write_all(me, draft)
    assert (first.done, refusals(first)) == (2, [(by_post.person.name, "many.by_post")])
    again = write_all(me, draft)
    assert (again.done, [one.code for one in again.refused]) == (0, ["many.by_post", *2 * ["many.sent_already"]])
    assert Message.objects.filter(code="written").count() == 2


@pytest.mark.parametrize("draft", [Draft(), Draft(subject="Kurs", text="  "), Draft(text="Hei")])
def test_a_message_without_words_is_not_sent(region: Region, me: Actor, draft: Draft) -> None:
    with pytest.raises(DialogueError, match=r"message_error.words_needed"):
        write_all(me, draft)
    assert not Message.objects.filter(code="written").exists()


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("template", FOR_MANY)
def test_a_template_for_many_ends_with_its_signature(region: Region, template: str, language: str) -> None:
    person = cases()[0].person
    person.language = language
    filled = Draft(template, day=ON, text="Ring gjerne.").to(person, adviser="Anne Adviser", unit="Nav Fjord")
    *_, own, signature = filled.text.split("\n\n")
    assert own == "Ring gjerne."
    assert signature.endswith("Anne Adviser, Nav Fjord")
