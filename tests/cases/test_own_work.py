"""Follow-up tasks that advisers set themselves, and notes on a case."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from stafett.cases.models import Case, JournalEntry, Task
from stafett.cases.own_work import FOLLOW_UP, CaseNote, FollowUp
from stafett.cases.own_work_services import (
    Wish,
    change_follow_up,
    set_follow_up,
    withdraw_follow_up,
    write_note,
)
from stafett.cases.selectors import notes_on
from stafett.cases.services import CaseError, finish_task, reopen_task, run_tick
from tests.factories import Region, as_staff, bring, day, instant, make_region, note, open_case

pytestmark = pytest.mark.django_db
FIRST, ON = "2026-01-05", "2026-01-12"


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def case(region: Region) -> Case:
    """Somebody sick-listed for two weeks and two days: no rule asks Nav for anything on ON."""
    bring([note("a", [(FIRST, "2026-01-20")])], FIRST)
    tick(ON)
    return open_case()


def tick(on: str) -> None:
    run_tick(on=day(on), at=instant(on))


def wish(due: str, reason: str = "contact_person", line: str = "") -> Wish:
    return Wish(reason, day(due), line)


def set_for(case: Case, region: Region, due: str, *, on: str = ON, line: str = "") -> FollowUp:
    return set_follow_up(
        case=case, wish=wish(due, line=line), actor=as_staff(region.adviser), on=day(on), at=instant(on)
    )


def task_of(follow_up: FollowUp) -> Task:
    return Task.objects.select_related("case").get(kind=FOLLOW_UP, ordinal=follow_up.pk, case=follow_up.case_id)


def baton(case: Case) -> tuple[str, str, date | None]:
    case.refresh_from_db()
    return case.state, case.next_step, case.next_date


def test_it_is_a_task_of_navs_with_its_day_and_its_reason(case: Case, region: Region) -> None:
    task = task_of(set_for(case, region, "2026-01-20"))
    assert (task.state, task.actor, task.nature, task.due) == ("open", "nav", "method", day("2026-01-20"))
    assert task.reason["code"] == "duty.follow_up"
    assert baton(case) == ("open", FOLLOW_UP, day("2026-01-20"))


def test_no_rule_takes_it_away(case: Case, region: Region) -> None:
    own = set_for(case, region, "2026-01-20")
    for on in ("2026-01-13", "2026-01-19", "2026-01-28"):
        tick(on)
        assert task_of(own).state == "open"


def test_what_is_set_for_later_does_not_hide_what_comes_before_and_takes_its_turn(case: Case, region: Region) -> None:
    before = baton(case)
    own = set_for(case, region, "2026-03-02")
    assert baton(case) == before
    tick("2026-02-16")
    assert baton(case) == ("open", FOLLOW_UP, day("2026-03-02"))
    assert task_of(own).window_opens == day("2026-02-16")


def test_the_case_stays_open_until_it_is_done(case: Case, region: Region) -> None:
    own = set_for(case, region, "2026-03-02")
    tick("2026-02-10")
    assert baton(case) == ("open", FOLLOW_UP, day("2026-03-02"))
    finish(own, region, "2026-02-11")
    case.refresh_from_db()
    assert (case.state, case.closed_why) == ("closed", "spell_ended")


def finish(own: FollowUp, region: Region, on: str) -> None:
    finish_task(task=task_of(own), outcome="done", actor=as_staff(region.adviser), on=day(on), at=instant(on))


def test_done_can_be_taken_back(case: Case, region: Region) -> None:
    own = set_for(case, region, "2026-01-20")
    finish(own, region, "2026-01-13")
    tick("2026-01-14")
    assert task_of(own).state == "done"
    reopen_task(task=task_of(own), actor=as_staff(region.adviser), on=day("2026-01-14"), at=instant("2026-01-14"))
    tick("2026-01-15")
    assert task_of(own).state == "open"


def test_it_follows_the_person_to_a_new_case(case: Case, region: Region) -> None:
    own = set_for(case, region, "2026-03-20")
    bring([note("b", [("2026-03-02", "2026-03-31")])], "2026-03-02")
    newest = open_case()
    assert newest.pk != case.pk
    own.refresh_from_db()
    assert own.case_id == newest.pk
    assert task_of(own).state == "open"
    assert Task.objects.get(case=case, kind=FOLLOW_UP).state == "lapsed"


def test_a_change_moves_the_task_and_the_second_to_change_is_told(case: Case, region: Region) -> None:
    own = set_for(case, region, "2026-01-20")
    actor, on, at = as_staff(region.adviser), day(ON), instant(ON)
    change_follow_up(follow_up=own, wish=wish("2026-01-26"), version=1, actor=actor, on=on, at=at)
    assert task_of(own).due == day("2026-01-26")
    with pytest.raises(CaseError, match=r"follow_up\.changed"):
        change_follow_up(follow_up=own, wish=wish("2026-01-27"), version=1, actor=actor, on=on, at=at)
    with pytest.raises(CaseError, match=r"follow_up\.changed"):
        withdraw_follow_up(follow_up=own, version=1, actor=actor, on=on, at=at)


def test_taken_back_it_lapses_and_cannot_be_changed(case: Case, region: Region) -> None:
    own = set_for(case, region, "2026-01-20")
    actor, on, at = as_staff(region.adviser), day(ON), instant(ON)
    withdraw_follow_up(follow_up=own, version=1, actor=actor, on=on, at=at)
    assert task_of(own).state == "lapsed"
    with pytest.raises(CaseError, match=r"follow_up\.ended"):
        change_follow_up(follow_up=own, wish=wish("2026-01-27"), version=2, actor=actor, on=on, at=at)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (wish("2026-01-11"), "follow_up.due_passed"),
        (wish("2026-01-20", "other", "  "), "follow_up.words_needed"),
    ],
)
def test_what_cannot_be_wished_for_is_refused(case: Case, region: Region, wanted: Wish, code: str) -> None:
    with pytest.raises(CaseError, match=code):
        set_follow_up(case=case, wish=wanted, actor=as_staff(region.adviser), on=day(ON), at=instant(ON))
    assert not FollowUp.objects.exists()


def test_a_closed_case_takes_no_wish(case: Case, region: Region) -> None:
    tick("2026-02-10")
    with pytest.raises(CaseError, match=r"case\.closed"):
        set_for(case, region, "2026-03-02", on="2026-02-10")


def test_a_form_sent_twice_sets_one(case: Case, region: Region) -> None:
    assert set_for(case, region, "2026-01-20") == set_for(case, region, "2026-01-20")


def test_the_journal_holds_the_reason_and_none_of_the_words(case: Case, region: Region) -> None:
    own = set_for(case, region, "2026-01-20", line="Ring om kneet")
    write(case, region, "Vondt i kneet")
    entries = {entry.event: entry.after for entry in JournalEntry.objects.filter(actor_kind="staff")}
    assert entries["follow_up_set"] == {"follow_up": own.pk, "reason": "contact_person", "due": "2026-01-20"}
    assert set(entries["note_written"]) == {"note"}
    assert "kneet" not in str(list(JournalEntry.objects.values("before", "after")))


# --- notes


def write(case: Case, region: Region, text: str, replaces: CaseNote | None = None) -> CaseNote:
    return write_note(
        case=case, text=text, actor=as_staff(region.adviser), on=day(ON), at=instant(ON), replaces=replaces
    )


def test_a_correction_stands_first_and_what_stood_before_is_kept(case: Case, region: Region) -> None:
    first = write(case, region, "Vil tilbake i mars")
    second = write(case, region, "Vil tilbake i mai", first)
    third = write(case, region, "Vil tilbake i juni", second)
    other = write(case, region, "Snakket med lederen")
    found = [(one.note, list(one.earlier)) for one in notes_on(case)]
    assert found == [(other, []), (third, [second, first])]


def test_two_do_not_correct_the_same_note(case: Case, region: Region) -> None:
    first = write(case, region, "Vil tilbake i mars")
    write(case, region, "Vil tilbake i mai", first)
    with pytest.raises(CaseError, match=r"note\.corrected"):
        write(case, region, "Vil tilbake i juni", first)


def test_a_note_is_never_changed(case: Case, region: Region) -> None:
    written = write(case, region, "Vil tilbake i mars")
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseNote.objects.filter(pk=written.pk).update(text="Noe annet")
    with pytest.raises(IntegrityError), transaction.atomic():
        written.delete()


def test_an_empty_note_is_refused(case: Case, region: Region) -> None:
    with pytest.raises(CaseError, match=r"note\.words_needed"):
        write(case, region, "  \n")
