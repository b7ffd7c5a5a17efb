"""Case discussions: what is asked stays a task until somebody has written down what came of it."""

from datetime import date, time
from typing import Any

import pytest

from stafett.cases.models import Case, JournalEntry, Task
from stafett.cases.own_work import FOLLOW_UP
from stafett.cases.services import run_tick
from stafett.plans.discussions import (
    When,
    cancel_discussion,
    move_discussion,
    plan_discussion,
    put_on_agenda,
    register_outcome,
    take_off_agenda,
)
from stafett.plans.models import CaseDiscussion, DiscussedCase
from stafett.plans.selectors import agenda_of, discussions_of, unit_discussions
from stafett.plans.services import PlanError
from tests.factories import Region, as_staff, bring, day, instant, make_region, note, open_case

pytestmark = pytest.mark.django_db
ON, HELD, LATER = "2026-03-02", "2026-03-11", "2026-03-18"


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def case(region: Region) -> Case:
    bring([note("a", [("2026-02-23", "2026-04-30")])], ON)
    return open_case()


@pytest.fixture
def discussion(region: Region) -> CaseDiscussion:
    return plan(region)


def when(on: str = HELD, **values: Any) -> When:
    return When(day(on), time(9), **values)


def plan(region: Region, on: str = HELD, **values: Any) -> CaseDiscussion:
    return plan_discussion(when=when(on, **values), actor=as_staff(region.adviser), on=day(ON))


def put(
    case: Case, discussion: CaseDiscussion, region: Region, question: str = "Hva nå?", on: str = ON
) -> DiscussedCase:
    return put_on_agenda(
        case=case, discussion=discussion, question=question, actor=as_staff(region.adviser), on=day(on), at=instant(on)
    )


def decide(item: DiscussedCase, region: Region, words: str = "Prøv gradering", on: str = HELD) -> None:
    register_outcome(item=item, outcome=words, actor=as_staff(region.adviser), on=day(on), at=instant(on))


def task_of(item: DiscussedCase) -> Task:
    return Task.objects.get(kind=FOLLOW_UP, ordinal=item.follow_up_id)


def refused(code: str) -> Any:
    return pytest.raises(PlanError, match=code.replace(".", r"\."))


def test_writing_down_what_came_of_it_is_a_task_until_that_is_done(
    case: Case, discussion: CaseDiscussion, region: Region
) -> None:
    item = put(case, discussion, region)
    assert (task_of(item).state, task_of(item).due) == ("open", day(HELD))
    decide(item, region)
    assert (task_of(item).state, task_of(item).outcome) == ("done", "discussed")
    run_tick(on=day("2026-03-20"), at=instant("2026-03-20"))
    assert task_of(item).state == "done"
    (told,) = discussions_of(case)
    assert (told.outcome, told.decided_on, told.registered_by) == ("Prøv gradering", day(HELD), region.adviser)


def test_moving_a_discussion_moves_the_tasks_of_what_is_not_decided(
    case: Case, discussion: CaseDiscussion, region: Region
) -> None:
    bring([note("b", [("2026-02-23", "2026-04-30")], serial=1)], ON)
    other = Case.objects.exclude(pk=case.pk).get()
    item, done = put(case, discussion, region), put(other, discussion, region)
    decide(done, region)
    moved = when(LATER, place=" Rom 2 ", specialists=["advisory_doctor"], others=" Kari ")
    actor = as_staff(region.adviser)
    move_discussion(discussion=discussion, when=moved, actor=actor, on=day(HELD), at=instant(HELD))
    discussion.refresh_from_db()
    assert (discussion.day, discussion.place, discussion.specialists, discussion.others) == (
        day(LATER), "Rom 2", ["advisory_doctor"], "Kari",
    )  # fmt: skip
    assert (task_of(item).due, task_of(item).state) == (day(LATER), "open")
    assert task_of(done).state == "done"


def test_taken_off_the_agenda_its_task_lapses_and_it_can_be_put_on_again(
    case: Case, discussion: CaseDiscussion, region: Region
) -> None:
    item = put(case, discussion, region)
    assert put(case, discussion, region, "Noe annet?") == item
    actor = as_staff(region.adviser)
    take_off_agenda(item=item, actor=actor, on=day(ON), at=instant(ON))
    assert task_of(item).state != "open"
    assert not discussions_of(case)
    with refused("discussion_error.off"):
        decide(item, region)
    with refused("discussion_error.off"):
        take_off_agenda(item=item, actor=actor, on=day(ON), at=instant(ON))
    assert put(case, discussion, region) != item


def test_a_discussion_with_cases_on_its_agenda_is_not_cancelled(
    case: Case, discussion: CaseDiscussion, region: Region
) -> None:
    item = put(case, discussion, region)
    with refused("discussion_error.has_agenda"):
        cancel_discussion(discussion=discussion, on=day(ON))
    take_off_agenda(item=item, actor=as_staff(region.adviser), on=day(ON), at=instant(ON))
    cancel_discussion(discussion=discussion, on=day(ON))
    with refused("discussion_error.cancelled"):
        put(case, discussion, region)
    assert plan(region) != discussion


def test_one_sent_twice_is_one_and_two_are_not_at_the_same_time(discussion: CaseDiscussion, region: Region) -> None:
    assert plan(region) == discussion
    later = plan(region, LATER)
    with refused("discussion_error.taken"):
        move_discussion(
            discussion=later, when=when(), actor=as_staff(region.adviser), on=day(ON), at=instant(ON)
        )  # fmt: skip


@pytest.mark.parametrize(
    ("question", "on", "code"),
    [
        (" ", ON, "discussion_error.words_needed"),
        ("Hva nå?", "2026-03-12", "discussion_error.day_passed"),
        ("Hva nå?", "2026-06-01", "asking_error.case_closed"),
    ],
)
def test_what_cannot_be_put_on_an_agenda_is_refused(
    case: Case, discussion: CaseDiscussion, region: Region, question: str, on: str, code: str
) -> None:
    run_tick(on=day(on), at=instant(on))
    with refused(code):
        put(case, discussion, region, question, on)


def test_another_units_discussion_takes_no_case(case: Case, discussion: CaseDiscussion, region: Region) -> None:
    actor = as_staff(region.other_adviser)
    with refused("discussion_error.other_unit"):
        put_on_agenda(case=case, discussion=discussion, question="Hva nå?", actor=actor, on=day(ON), at=instant(ON))


def test_nothing_comes_of_it_before_its_day_or_without_words_or_twice(
    case: Case, discussion: CaseDiscussion, region: Region
) -> None:
    item = put(case, discussion, region)
    for words, on, code in (("Ja", ON, "not_yet"), (" ", HELD, "outcome_needed")):
        with refused(f"discussion_error.{code}"):
            decide(item, region, words, on)
    decide(item, region)
    with refused("discussion_error.decided"):
        decide(item, region, "Nei")


def test_a_day_that_has_passed_is_refused(discussion: CaseDiscussion, region: Region) -> None:
    with refused("discussion_error.day_passed"):
        plan(region, "2026-03-01")
    actor = as_staff(region.adviser)
    with refused("discussion_error.day_passed"):
        move_discussion(discussion=discussion, when=when("2026-03-01"), actor=actor, on=day(ON), at=instant(ON))


def test_the_journal_holds_none_of_the_words(case: Case, discussion: CaseDiscussion, region: Region) -> None:
    item = put(case, discussion, region, "Om gradering?")
    decide(item, region, "Halv stilling")
    assert {"discussion_asked", "case_discussed"} <= set(JournalEntry.objects.values_list("event", flat=True))
    written = str(list(JournalEntry.objects.values("before", "after")))
    assert "Om gradering" not in written
    assert "Halv stilling" not in written


def test_whoever_may_not_open_a_case_sees_that_there_is_one_more(
    case: Case, discussion: CaseDiscussion, region: Region
) -> None:
    item = put(case, discussion, region)
    mine, theirs = (agenda_of(discussion, as_staff(one)) for one in (region.adviser, region.other_adviser))
    assert (list(mine.items), mine.hidden) == ([item], 0)
    assert (list(theirs.items), theirs.hidden) == ([], 1)
    case.person.protection = "shielded"
    case.person.save()
    assert agenda_of(discussion, as_staff(region.adviser)).hidden == 1


def test_the_coming_ones_come_first_and_then_the_last_ones(region: Region) -> None:
    days = ("2026-03-18", "2026-03-11", "2026-03-05")
    later, next_one, over = (plan(region, one) for one in days)
    seen: list[tuple[date, int]] = [
        (one.day, one.pk) for one in unit_discussions(as_staff(region.adviser), on=day("2026-03-10"))
    ]
    assert [pk for _, pk in seen] == [next_one.pk, later.pk, over.pk]
    assert not unit_discussions(as_staff(region.other_adviser), on=day("2026-03-10"))
