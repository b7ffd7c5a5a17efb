"""What is done to many cases at once: who is refused and why, and what can be taken back."""

from datetime import date, timedelta
from typing import Any

import pytest

from stafett.access.actors import Actor
from stafett.cases.desk import read_desk
from stafett.cases.many.choosing import Outcome
from stafett.cases.many.models import ManyAction
from stafett.cases.many.services import assign_cases, pin_cases, snooze_cases, wake_cases
from stafett.cases.many.undo import take_back
from stafett.cases.models import Case, JournalEntry, Task
from stafett.cases.services import CaseError, follow_duty, run_tick
from stafett.cases.worklist import Scope, read_page
from stafett.dialogue.services import ask_for_help
from stafett.people.models import Staff
from tests.cases.chosen import AT, ON, cases, three_cases
from tests.factories import Region, as_person, as_staff, make_staff

pytestmark = pytest.mark.django_db
LATER = ON + timedelta(days=14)


@pytest.fixture
def region() -> Region:
    return three_cases()


@pytest.fixture
def me(region: Region) -> Actor:
    return as_staff(region.adviser)


def act(action: Any, me: Actor, *, seen: int | None = None, on: date = ON, **values: Any) -> Outcome:
    """On all cases, as seen now."""
    given = {"cases": [case.pk for case in cases()], "seen": read_desk(me).newest if seen is None else seen} | values
    outcome: Outcome = action(actor=me, on=on, at=AT, **given)
    return outcome


def refusals(outcome: Outcome) -> list[tuple[str, str]]:
    return [(one.name, one.code) for one in outcome.refused]


def order(me: Actor, on: date = ON) -> list[int]:
    return [row.case.pk for row in read_page(me, Scope.UNIT, on=on).rows]


def test_many_are_given_to_a_colleague_and_taken_back(region: Region, me: Actor) -> None:
    colleague = make_staff("Kai Colleague", region.local)
    first = cases()[0]
    Case.objects.filter(pk=first.pk).update(holder=region.adviser)
    outcome = act(assign_cases, me, holder=colleague)
    assert (outcome.done, refusals(outcome)) == (3, [])
    assert {case.holder for case in cases()} == {colleague}
    assert JournalEntry.objects.filter(event="case_assigned").count() == 3
    undone = take_back(action=outcome.action or 0, actor=me, on=ON, at=AT)
    assert (undone.done, refusals(undone)) == (3, [])
    assert [case.holder for case in cases()] == [region.adviser, None, None]


def test_those_who_have_the_holder_already_are_not_changed(region: Region, me: Actor) -> None:
    act(assign_cases, me, holder=region.adviser)
    again = act(assign_cases, me, holder=region.adviser)
    assert (again.done, again.refused, again.action) == (0, [], None)


def test_what_a_colleague_did_meanwhile_is_not_undone(region: Region, me: Actor) -> None:
    colleague = make_staff("Kai Colleague", region.local)
    seen = read_desk(me).newest
    taken = cases()[1]
    act(pin_cases, as_staff(colleague), cases=[taken.pk], pinned=True)
    outcome = act(assign_cases, me, seen=seen, holder=region.adviser)
    assert outcome.done == 2
    assert [(one.name, one.code, one.parameters) for one in outcome.refused] == [
        (taken.person.name, "many.changed_by", {"name": "Kai Colleague"})
    ]
    taken.refresh_from_db()
    assert taken.holder is None


def test_closed_and_moved_and_protected_cases_are_refused_and_only_the_first_has_a_name(
    region: Region, me: Actor
) -> None:
    closed, moved, protected = cases()
    Case.objects.filter(pk=closed.pk).update(state="closed", closed_on=ON, closed_why="spell_ended")
    Case.objects.filter(pk=moved.pk).update(holder_unit=region.other)
    type(protected.person).objects.filter(pk=protected.person_id).update(protection="shielded")
    outcome = act(assign_cases, me, holder=region.adviser)
    assert outcome.done == 0
    assert sorted(refusals(outcome)) == [
        ("", "many.not_yours"),
        ("", "many.not_yours"),
        (closed.person.name, "case.closed"),
    ]


@pytest.mark.parametrize("holder", ["other_adviser", "gone"])
def test_a_case_is_given_to_nobody_outside_the_unit(region: Region, me: Actor, holder: str) -> None:
    gone = make_staff("Gro Gone", region.local)
    Staff.objects.filter(pk=gone.pk).update(active=False)
    gone.refresh_from_db()
    with pytest.raises(CaseError, match=r"case.other_unit"):
        act(assign_cases, me, holder={"other_adviser": region.other_adviser, "gone": gone}[holder])


def test_a_pinned_case_comes_first_until_it_is_unpinned(region: Region, me: Actor) -> None:
    before = order(me)
    last = before[-1]
    act(pin_cases, me, cases=[last], pinned=True)
    assert order(me) == [last, *before[:-1]]
    act(pin_cases, me, cases=[last], pinned=False)
    assert order(me) == before


def test_a_case_put_off_comes_last_and_is_back_on_its_day(region: Region, me: Actor) -> None:
    Task.objects.filter(nature="law").update(state="done", ended_on=ON)
    before = order(me)
    first, until = before[0], ON + timedelta(days=5)
    outcome = act(snooze_cases, me, cases=[first], until=until, reason="På ferie")
    assert (outcome.done, order(me)) == (1, [*before[1:], first])
    run_tick(on=until - timedelta(days=1), at=AT)
    assert order(me)[-1] == first
    run_tick(on=until, at=AT)
    case = Case.objects.get(pk=first)
    assert case.order_step not in {0, 8}


def test_nothing_is_put_off_past_a_legal_deadline(region: Region, me: Actor) -> None:
    case = cases()[0]
    legal = Task.objects.filter(case=case, actor="nav", nature="law", state="open").earliest("due")
    until, eve = legal.due + timedelta(days=30), legal.due - timedelta(days=1)
    run_tick(on=eve, at=AT)
    act(snooze_cases, me, on=eve, cases=[case.pk], until=until, reason="På ferie")
    case.refresh_from_db()
    assert case.order_step == 8
    run_tick(on=legal.due, at=AT)
    case.refresh_from_db()
    assert (case.order_step, case.next_step) == (4, legal.kind)
    outcome = act(snooze_cases, me, on=legal.due, cases=[case.pk], until=until, reason="Igjen")
    assert [(one.code, one.parameters) for one in outcome.refused] == [("many.legal_deadline", {"kind": legal.kind})]


def test_a_request_for_help_calls_back_a_case_that_was_put_off(region: Region, me: Actor) -> None:
    case = cases()[0]
    act(snooze_cases, me, cases=[case.pk], until=LATER, reason="På ferie")
    ask_for_help(
        person=case.person,
        sender="person",
        wanted="Ring meg",
        how_soon="soon",
        actor=as_person(case.person),
        on=ON,
        at=AT,
    )
    case.refresh_from_db()
    assert (case.snoozed_until, case.snooze_reason, case.next_step) == (None, "", "answer_request")


def test_a_case_is_taken_back_before_its_day(region: Region, me: Actor) -> None:
    before = order(me)
    act(snooze_cases, me, cases=before[:1], until=LATER, reason="På ferie")
    assert act(wake_cases, me, cases=before[:1]).done == 1
    assert order(me) == before


@pytest.mark.parametrize(
    ("until", "reason", "code"),
    [(ON, "På ferie", "many.day_has_passed"), (LATER, "  ", "many.reason_needed")],
)
def test_putting_off_needs_a_day_ahead_and_a_reason(
    region: Region, me: Actor, until: date, reason: str, code: str
) -> None:
    with pytest.raises(CaseError, match=code):
        act(snooze_cases, me, until=until, reason=reason)


def test_the_reason_for_putting_off_is_not_in_the_journal(region: Region, me: Actor) -> None:
    act(snooze_cases, me, until=LATER, reason="Operasjon")
    entries = JournalEntry.objects.filter(event="case_snoozed").values_list("before", "after")
    assert [after for _, after in entries] == [{"snoozed_until": LATER.isoformat(), "pinned": False}] * 3
    assert "Operasjon" not in str(list(entries))


def test_what_has_been_changed_again_is_not_taken_back(region: Region, me: Actor) -> None:
    outcome = act(assign_cases, me, holder=region.adviser)
    changed = cases()[0]
    act(assign_cases, me, cases=[changed.pk], holder=None)
    undone = take_back(action=outcome.action or 0, actor=me, on=ON, at=AT)
    assert (undone.done, refusals(undone)) == (2, [(changed.person.name, "many.changed_since")])


@pytest.mark.parametrize("why", ["again", "colleague", "tomorrow"])
def test_only_ones_own_action_is_taken_back_once_and_the_same_day(region: Region, me: Actor, why: str) -> None:
    action = act(assign_cases, me, holder=region.adviser).action or 0
    if why == "again":
        take_back(action=action, actor=me, on=ON, at=AT)
    actor = as_staff(make_staff("Kai Colleague", region.local)) if why == "colleague" else me
    with pytest.raises(CaseError, match=r"many.not_to_be_taken_back"):
        take_back(action=action, actor=actor, on=ON + timedelta(days=why == "tomorrow"), at=AT)
    assert ManyAction.objects.filter(taken_back_on=None).count() == (why != "again")


def test_there_is_an_end_to_how_many(region: Region, me: Actor) -> None:
    with pytest.raises(CaseError, match=r"many.too_many"):
        act(assign_cases, me, cases=range(1, 1_002), holder=None)


def test_anothers_late_duty_climbs_only_when_somebody_follows_it(region: Region, me: Actor) -> None:
    plan = Task.objects.filter(kind="plan", state="open").order_by("case").first()
    assert plan is not None
    Task.objects.filter(case=plan.case, actor="nav").update(state="done", ended_on=ON)
    follow_duty(task=plan, followed=True, actor=me, on=ON, at=AT)
    followed = Case.objects.get(pk=plan.case_id)
    assert (followed.next_step, followed.order_step) == ("plan", 1)
    assert followed.order_reason == "order.followed_overdue.employer"
    follow_duty(task=plan, followed=False, actor=me, on=ON, at=AT)
    assert Case.objects.get(pk=plan.case_id).next_step != "plan"
    own = Task.objects.filter(actor="nav", state="open").first()
    assert own is not None
    with pytest.raises(CaseError, match=r"task.is_navs"):
        follow_duty(task=own, followed=True, actor=me, on=ON, at=AT)
