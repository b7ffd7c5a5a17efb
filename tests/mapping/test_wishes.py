"""The person's own pace: what Nav does follows it, and what the law demands does not."""

from typing import Any

import pytest

from stafett.access.actors import person_actor
from stafett.cases.contents import contents_of
from stafett.cases.models import Case, JournalEntry, Task
from stafett.cases.own_work import FollowUp
from stafett.mapping.assessing import NeedError
from stafett.mapping.models import ContactWish
from stafett.mapping.wishes import Wishes, newest_wish, say_wishes
from tests.factories import as_staff, day, instant
from tests.mapping.need_world import ON, NeedWorld
from tests.mapping.world import tick

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> NeedWorld:
    return NeedWorld()


def say(world: NeedWorld, pace: str = "", on: str = ON, **values: Any) -> ContactWish:
    person = world.case.person
    actor = values.pop("actor", person_actor(person))
    wishes = Wishes(pace, **values)
    return say_wishes(person=person, wishes=wishes, actor=actor, on=day(on), at=instant(on))


def contact_task(world: NeedWorld) -> Task | None:
    return Task.objects.filter(case=world.case, kind="contact", state="open").first()


def promise(world: NeedWorld) -> Task | None:
    return Task.objects.filter(case=world.case, kind="follow_up", state="open").first()


# --- where the need has been assessed, the window of contact follows


def test_contact_me_now_is_a_contact_due_when_any_who_ask_are_answered(world: NeedWorld) -> None:
    world.assess("ordinary")
    assert contact_task(world) is None
    say(world, "now")
    task = contact_task(world)
    assert task is not None
    assert task.due == day("2026-03-16")
    assert task.reason["code"] == "contact.pace_now"
    assert promise(world) is None


def test_contact_from_a_day_is_no_task_before_that_day(world: NeedWorld) -> None:
    world.assess("prioritised")
    say(world, "from", pace_from=day("2026-08-03"))
    tick("2026-08-02")
    assert contact_task(world) is None
    tick("2026-08-03")
    task = contact_task(world)
    assert task is not None
    assert task.reason["code"] == "contact.pace_from"


def test_only_if_i_ask_leaves_nav_no_contact_to_take(world: NeedWorld) -> None:
    world.assess("prioritised")
    say(world, "on_request")
    tick("2026-08-03")
    assert contact_task(world) is None
    window = contents_of(world.case, on=day("2026-08-03")).window
    assert window is not None
    assert window["contact_reasons"] == ["contact.prioritised", "contact.pace_on_request"]


def test_a_pace_said_later_counts_from_its_day(world: NeedWorld) -> None:
    world.assess("ordinary")
    say(world, "on_request", on="2026-03-10")
    before = contents_of(world.case, on=day(ON)).window
    assert before is not None
    assert before["pace"] is None


def test_the_newest_word_counts(world: NeedWorld) -> None:
    world.assess("ordinary")
    say(world, "on_request")
    say(world, "")
    window = contents_of(world.case, on=day(ON)).window
    assert window is not None
    assert window["window_closes"] is not None
    assert [wish.pace for wish in ContactWish.objects.order_by("id")] == ["on_request", ""]


# --- where it has not, the contact that is wanted is a task


def test_without_an_assessment_contact_now_is_a_task_with_the_promised_day(world: NeedWorld) -> None:
    say(world, "now")
    task = promise(world)
    assert task is not None
    assert task.due == day("2026-03-16")
    assert FollowUp.objects.get().set_by is None


def test_another_pace_takes_the_task_back(world: NeedWorld) -> None:
    say(world, "from", pace_from=day("2026-04-01"))
    assert FollowUp.objects.get().due == day("2026-04-01")
    say(world, "on_request", on="2026-03-10")
    assert promise(world) is None
    assert FollowUp.objects.get().withdrawn_on == day("2026-03-10")


def test_who_is_to_be_there_changes_no_promise(world: NeedWorld) -> None:
    say(world, "from", pace_from=day("2026-04-01"))
    say(world, "from", pace_from=day("2026-04-01"), interpreter="Polsk", on="2026-03-12")
    wish = newest_wish(world.case.person_id)
    assert wish is not None
    assert (wish.pace_on, wish.interpreter) == (day(ON), "Polsk")
    assert FollowUp.objects.get().withdrawn_on is None


# --- what the law demands


@pytest.mark.parametrize("pace", ["on_request", "from"])
def test_no_pace_silences_the_law(world: NeedWorld, pace: str) -> None:
    stop_points = {"activity_requirement", "dialogue_2", "plan", "dialogue_1", "no_employer", "extended_note"}
    before = set(Task.objects.filter(kind__in=stop_points, state="open").values_list("kind", "due"))
    say(world, pace, pace_from=day("2027-01-04") if pace == "from" else None)
    tick("2026-06-22")
    after = set(Task.objects.filter(kind__in=stop_points, state="open").values_list("kind", "due"))
    assert "dialogue_2" in {kind for kind, _ in after}
    assert before <= after


# --- how it is said


def test_staff_write_it_down_for_the_person(world: NeedWorld) -> None:
    say(world, "on_request", support_person="Ola, bror", actor=as_staff(world.region.adviser))
    wish = newest_wish(world.case.person_id)
    assert wish is not None
    assert wish.registered_by == world.region.adviser
    assert "Ola" not in str(JournalEntry.objects.get(event="wishes_said").after)


def test_the_same_again_is_the_same(world: NeedWorld) -> None:
    for pace in ("now", "now", "on_request", "on_request"):
        say(world, pace)
    assert ContactWish.objects.count() == 2


def test_now_again_on_another_day_is_said_again(world: NeedWorld) -> None:
    say(world, "now")
    say(world, "now", on="2026-03-20")
    wish = newest_wish(world.case.person_id)
    assert wish is not None
    assert wish.pace_on == day("2026-03-20")


@pytest.mark.parametrize(
    ("pace_from", "code"),
    [(None, "wish_error.day_needed"), ("2026-03-08", "wish_error.day_passed"), ("2099-01-01", "day_error.too_far")],
)
def test_a_day_that_cannot_be_is_refused(world: NeedWorld, pace_from: str | None, code: str) -> None:
    with pytest.raises(NeedError) as refused:
        say(world, "from", pace_from=day(pace_from) if pace_from else None)
    assert refused.value.code == code
    assert not ContactWish.objects.exists()


def test_without_a_case_a_contact_cannot_be_promised(world: NeedWorld) -> None:
    person = world.case.person
    Case.objects.update(state="closed", closed_on=ON, closed_why="spell_ended", next_date=None, next_step="")
    for pace in ("now", "from"):
        wishes = Wishes(pace, day("2026-04-01"))
        with pytest.raises(NeedError, match=r"wish_error\.no_case"):
            say_wishes(person=person, wishes=wishes, actor=person_actor(person), on=day(ON), at=instant(ON))
