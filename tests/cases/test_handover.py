"""The baton moves when it is accepted, and not before; the person hears who has it."""

from collections.abc import Callable
from typing import Any

import pytest

from stafett.access.services import AccessRefusedError
from stafett.access.services import open_case as open_for
from stafett.cases.handover.models import HandOver
from stafett.cases.handover.services import withdraw_offer
from stafett.cases.models import Case, JournalEntry, Task
from stafett.cases.services import CaseError, move_case, run_tick, take_case
from stafett.dialogue.models import Message
from stafett.people.models import Person, Staff
from tests.cases.handovers import RECORD, accept, offer, send_back
from tests.factories import Region, as_staff, bring, day, instant, make_region, make_staff, note, open_case

pytestmark = pytest.mark.django_db
ON, LATER = "2026-02-02", "2026-02-03"


@pytest.fixture
def region() -> Region:
    region = make_region()
    bring([note("a", [("2026-01-05", "2026-04-30")])], "2026-01-05")
    Case.objects.update(holder=region.adviser)
    return region


@pytest.fixture
def noe_adviser(region: Region) -> Staff:
    return make_staff("Nora National", region.noe)


@pytest.fixture
def offered(region: Region, noe_adviser: Staff) -> HandOver:
    """Offered by the local office to the national unit."""
    return offer(open_case(), region.noe, region.adviser, ON)


def baton() -> tuple[str, str | None]:
    """The unit and the name of the holder of the only open case."""
    case = Case.objects.select_related("holder_unit", "holder").get(state="open")
    return case.holder_unit.name, case.holder.name if case.holder else None


def tasks(kind: str) -> list[tuple[str, str, str]]:
    return list(Task.objects.filter(kind=kind).order_by("pk").values_list("state", "outcome", "ended_by"))


def test_the_giver_holds_the_case_while_it_is_offered(region: Region, offered: HandOver) -> None:
    assert baton() == ("Nav Fjord", "Anne Adviser")
    assert (offered.state, offered.from_unit, offered.from_staff) == ("offered", region.local, region.adviser)
    case = open_case()
    assert (case.next_step, case.next_date, case.order_step) == ("accept_handover", day("2026-02-05"), 3)


def test_the_record_goes_along_with_what_is_known(offered: HandOver) -> None:
    stored = HandOver.objects.get()
    assert [getattr(stored, name) for name in HandOver.WRITTEN] == [getattr(RECORD, name) for name in HandOver.WRITTEN]
    assert stored.known["segment"] == ""


def test_who_accepts_holds_it_and_the_person_is_told_by_whom(
    region: Region, offered: HandOver, noe_adviser: Staff
) -> None:
    outcome = accept(noe_adviser, LATER, offered, holder=noe_adviser)
    assert (len(outcome.accepted), outcome.refused) == (1, [])
    assert baton() == ("NOE", "Nora National")
    message = Message.objects.get(code="new_holder")
    assert (message.parameters, message.sent_on) == ({"unit": "NOE", "name": "Nora National"}, day(LATER))
    assert tasks("accept_handover") == [("done", "accepted", "Nora National")]
    entry = JournalEntry.objects.get(event="handover_accepted")
    assert (entry.before, entry.after) == (
        {"holder_unit": region.local.pk, "holder": region.adviser.pk},
        {"holder_unit": region.noe.pk, "holder": noe_adviser.pk},
    )


def test_the_message_is_written_before_the_holder_lets_go(
    offered: HandOver, noe_adviser: Staff, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(60) as asked:
        accept(noe_adviser, LATER, offered)
    statements = [query["sql"].lower() for query in asked.captured_queries]
    told = next(place for place, sql in enumerate(statements) if sql.startswith("insert into dialogue_message"))
    moved = next(place for place, sql in enumerate(statements) if sql.startswith("update cases_case "))
    assert told < moved


def test_a_unit_may_accept_with_nobody_in_particular(offered: HandOver, noe_adviser: Staff) -> None:
    accept(noe_adviser, LATER, offered)
    assert baton() == ("NOE", None)
    assert Message.objects.get(code="new_unit").parameters == {"unit": "NOE"}


def test_whom_it_was_offered_to_gets_it(region: Region) -> None:
    second = make_staff("Siv Second", region.local)
    inside = offer(open_case(), region.local, region.adviser, ON, to_staff=second)
    assert baton() == ("Nav Fjord", "Anne Adviser")
    accept(second, LATER, inside)
    assert baton() == ("Nav Fjord", "Siv Second")


def test_what_is_sent_back_stays_with_the_giver_as_a_task_with_its_reason(
    offered: HandOver, noe_adviser: Staff
) -> None:
    send_back(offered, noe_adviser, LATER)
    assert baton() == ("Nav Fjord", "Anne Adviser")
    stored = HandOver.objects.get()
    assert (stored.state, stored.return_reason, stored.answered_by) == ("returned", "Mangler plan", noe_adviser)
    assert tasks("accept_handover") == [("done", "returned", "Nora National")]
    case = open_case()
    assert (case.next_step, case.next_date) == ("handover_returned", day("2026-02-05"))
    assert not Message.objects.filter(code__startswith="new_").exists()


def test_the_task_of_what_came_back_ends_when_it_is_offered_anew(
    region: Region, offered: HandOver, noe_adviser: Staff
) -> None:
    send_back(offered, noe_adviser, LATER)
    offer(open_case(), region.noe, region.adviser, LATER)
    assert [state for state, *_ in tasks("handover_returned")] == ["lapsed"]
    assert [state for state, *_ in tasks("accept_handover")] == ["done", "open"]


def test_an_offer_can_be_taken_back_and_made_anew(region: Region, offered: HandOver) -> None:
    withdraw_offer(offer=offered, actor=as_staff(region.adviser), on=day(LATER), at=instant(LATER))
    assert tasks("accept_handover") == [("done", "withdrawn", "Anne Adviser")]
    assert offer(open_case(), region.roe, region.adviser, LATER).state == "offered"


def _closed(region: Region) -> None:
    run_tick(on=day("2026-06-30"), at=instant("2026-06-30"))


def _died(region: Region) -> None:
    Person.objects.update(died_on=day("2026-02-10"))
    run_tick(on=day("2026-06-30"), at=instant("2026-06-30"))


def _moved_away(region: Region) -> None:
    actor, at = as_staff(region.adviser), instant(LATER)
    move_case(case=open_case(), unit=region.other, actor=actor, on=day(LATER), at=at)
    bring([note("b", [("2026-05-01", "2026-05-10")])], LATER)


@pytest.mark.parametrize("happens", [_closed, _died, _moved_away])
def test_an_offer_lapses_when_there_is_nothing_to_answer_any_more(
    region: Region, offered: HandOver, happens: Callable[[Region], None]
) -> None:
    happens(region)
    offered.refresh_from_db()
    assert offered.state == "lapsed"
    assert tasks("accept_handover") == [("lapsed", "cause_gone", "system")]
    assert JournalEntry.objects.filter(event="handover_lapsed").count() == 1


def test_who_takes_what_was_offered_to_them_has_answered(region: Region) -> None:
    second = make_staff("Siv Second", region.local)
    inside = offer(open_case(), region.local, region.adviser, ON, to_staff=second)
    take_case(case=open_case(), staff=second, actor=as_staff(second), on=day(LATER), at=instant(LATER))
    run_tick(on=day("2026-02-10"), at=instant("2026-02-10"))
    inside.refresh_from_db()
    assert (inside.state, baton()) == ("lapsed", ("Nav Fjord", "Siv Second"))


# --- what is refused


@pytest.mark.parametrize("name", HandOver.WRITTEN)
def test_every_part_of_the_record_is_needed(region: Region, name: str) -> None:
    blank: dict[str, Any] = {name: "  "}
    with pytest.raises(CaseError, match=r"handover\.record_needed"):
        offer(open_case(), region.noe, region.adviser, ON, **blank)
    assert not HandOver.objects.exists()


@pytest.mark.parametrize("why", ["", "screened", "x"])
def test_why_is_one_of_what_a_human_can_choose(region: Region, why: str) -> None:
    with pytest.raises(CaseError, match=r"handover\.why_unknown"):
        offer(open_case(), region.noe, region.adviser, ON, why=why)


def test_a_case_is_offered_once_at_a_time(region: Region, offered: HandOver) -> None:
    with pytest.raises(CaseError, match=r"handover\.already_offered") as refused:
        offer(open_case(), region.roe, region.adviser, LATER)
    assert refused.value.parameters == {"by": "Anne Adviser", "on": day(ON), "unit": "NOE"}


def test_nobody_offers_what_they_do_not_hold_or_to_who_has_it(region: Region) -> None:
    case = open_case()
    other = make_staff("Stopped Staff", region.noe, active=False)
    refusals: list[tuple[str, Any]] = [
        ("case.other_unit", {"to_unit": region.noe, "by": region.other_adviser}),
        ("handover.same_holder", {"to_unit": region.local, "by": region.adviser}),
        ("handover.same_holder", {"to_unit": region.local, "by": region.adviser, "to_staff": region.adviser}),
        ("handover.not_there", {"to_unit": region.noe, "by": region.adviser, "to_staff": region.roe_adviser}),
        ("handover.not_there", {"to_unit": region.noe, "by": region.adviser, "to_staff": other}),
        ("handover.not_there", {"to_unit": region.local, "by": region.adviser, "to_staff": region.leader}),
    ]
    for code, asked in refusals:
        with pytest.raises(CaseError) as refused:
            offer(case, on=ON, **asked)
        assert refused.value.code == code


def test_a_protected_person_goes_where_somebody_may_open_the_case(region: Region, noe_adviser: Staff) -> None:
    Person.objects.update(protection="confidential")
    case = open_case()
    with pytest.raises(CaseError, match=r"handover\.may_not_open"):
        offer(case, region.noe, region.adviser, ON)
    trusted = make_staff("Tora Trusted", region.noe, may_open=["confidential"])
    handover = offer(case, region.noe, region.adviser, ON)
    for by, holder in ((noe_adviser, None), (trusted, noe_adviser)):
        [(_, error)] = accept(by, LATER, handover, holder=holder).refused
        assert error.code == "handover.may_not_open"
    accept(trusted, LATER, handover, holder=trusted)
    assert baton() == ("NOE", "Tora Trusted")


def test_the_second_to_answer_hears_what_the_first_did(offered: HandOver, noe_adviser: Staff) -> None:
    accept(noe_adviser, LATER, offered, holder=noe_adviser)
    [(_, error)] = accept(noe_adviser, LATER, offered).refused
    assert error.code == "handover.answered"
    assert error.parameters == {"state": "accepted", "by": "Nora National", "on": day(LATER)}
    with pytest.raises(CaseError, match=r"handover\.answered"):
        send_back(offered, noe_adviser, LATER)


def test_only_the_receiver_answers_and_only_the_giver_takes_it_back(
    region: Region, offered: HandOver, noe_adviser: Staff
) -> None:
    [(_, error)] = accept(region.adviser, LATER, offered).refused
    assert error.code == "handover.other_unit"
    with pytest.raises(CaseError, match=r"handover\.other_unit"):
        send_back(offered, region.roe_adviser, LATER)
    with pytest.raises(CaseError, match=r"case\.other_unit"):
        withdraw_offer(offer=offered, actor=as_staff(noe_adviser), on=day(LATER), at=instant(LATER))
    with pytest.raises(CaseError, match=r"handover\.reason_needed"):
        send_back(offered, noe_adviser, LATER, reason=" ")


def test_one_that_cannot_be_accepted_is_named_and_the_others_are(region: Region, noe_adviser: Staff) -> None:
    bring([note(f"n{n}", [("2026-01-05", "2026-04-30")], serial=n) for n in (1, 2, 3)], "2026-01-05")
    offers = [offer(case, region.noe, region.adviser, ON) for case in Case.objects.filter(holder=None).order_by("pk")]
    send_back(offers[1], noe_adviser, LATER)
    outcome = accept(noe_adviser, LATER, *offers)
    assert [handover.pk for handover in outcome.accepted] == [offers[0].pk, offers[2].pk]
    assert [(handover.pk, error.code) for handover, error in outcome.refused] == [(offers[1].pk, "handover.answered")]
    assert Case.objects.filter(holder_unit=region.noe).count() == 2


# --- who may read


def test_the_receiver_reads_what_is_offered_and_is_seen_doing_so(
    region: Region, offered: HandOver, noe_adviser: Staff
) -> None:
    case, at = open_case(), instant(ON)

    def opens(staff: Staff, *, offered_too: bool = True) -> bool:
        try:
            open_for(as_staff(staff), case.pk, page="case", on=day(ON), at=at, offered_too=offered_too)
        except AccessRefusedError:
            return False
        return True

    assert opens(noe_adviser)
    assert not opens(noe_adviser, offered_too=False)
    assert opens(region.adviser)
    assert not opens(region.roe_adviser)
    seen = case.person.readings.order_by("pk").values_list("staff__name", "allowed")
    assert list(seen) == [
        ("Nora National", True), ("Nora National", False), ("Anne Adviser", True), ("Rune Regional", False),
    ]  # fmt: skip
    send_back(offered, noe_adviser, LATER)
    assert not opens(noe_adviser)
