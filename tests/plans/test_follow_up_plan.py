"""The follow-up plan is written, sent, answered; and what is refused."""

import pytest
from django.db import IntegrityError, transaction
from pydantic import ValidationError

from stafett.cases.models import Case, JournalEntry
from stafett.dialogue.models import Message
from stafett.people.models import Employment
from stafett.plans.follow_up_plan.advice import ACCOMMODATIONS, accommodations_on, questions_on
from stafett.plans.follow_up_plan.content import (
    LONGEST_TEXT,
    MOST_TRIED,
    TRIED_KINDS,
    PlanContent,
    Tried,
    differences,
    read_content,
    store_content,
)
from stafett.plans.follow_up_plan.models import PlanStep, PlanVersion
from stafett.plans.services import PlanError
from tests.factories import day
from tests.plans.plan_world import ON, PlanWorld, make_plan_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> PlanWorld:
    return make_plan_world()


def refused(code: str, **parameters: object) -> pytest.RaisesExc[PlanError]:
    return pytest.RaisesExc(PlanError, check=lambda error: (error.code, error.parameters) == (code, parameters))


def test_what_an_employer_writes_is_a_draft_and_each_save_a_version(made: PlanWorld) -> None:
    made.save(can_do="Lager")
    made.save(1, can_do="Lager og kasse")
    assert (made.plan.state, made.plan.version) == ("draft", 2)
    assert [version.content["can_do"] for version in made.whole.versions] == ["Lager", "Lager og kasse"]
    assert {version.contact for version in made.whole.versions} == {made.world.leader}


def test_what_is_sent_twice_is_one_version(made: PlanWorld) -> None:
    made.save()
    made.save()
    assert made.plan.version == 1


def test_an_empty_plan_is_refused(made: PlanWorld) -> None:
    with pytest.raises(PlanError, match="empty"):
        made.save(can_do="  ")


def test_a_save_on_an_older_version_is_refused_and_says_who_wrote(made: PlanWorld) -> None:
    made.save(can_do="Lager")
    made.words("Jeg kan kassen")
    with refused("plan_error.changed", by=made.world.person.name, on=day(ON)):
        made.save(1, can_do="Noe annet")
    assert [version.number for version in made.whole.versions] == [1, 2]


def test_the_employees_own_words_stay_when_the_employer_writes(made: PlanWorld) -> None:
    made.save()
    made.words("Jeg kan kassen")
    made.save(2, can_do="Kasse", employee_words="noe annet")
    content = made.whole.content
    assert content is not None
    assert (content.can_do, content.employee_words) == ("Kasse", "Jeg kan kassen")


def test_the_employee_is_told_that_a_plan_waits_for_them(made: PlanWorld) -> None:
    made.save()
    made.send()
    made.send()
    message = Message.objects.get(code="plan_to_answer")
    assert (made.plan.state, message.person, message.parameters) == (
        "with_employee", made.world.person, {"employer": made.world.employment.employer.name},
    )  # fmt: skip


def test_the_employee_approves_the_version_they_have_seen(made: PlanWorld) -> None:
    made.save()
    made.send()
    with pytest.raises(PlanError, match="changed"):
        made.answer(seen=7)
    made.answer()
    made.answer()
    step = made.whole.last_step
    assert step is not None
    assert (made.plan.state, step.kind, step.contact, step.number) == ("approved", "approved", None, 1)


def test_the_employee_sends_it_back_with_words(made: PlanWorld) -> None:
    made.save()
    made.send()
    with pytest.raises(PlanError, match="words_needed"):
        made.answer(approved=False, words=" ")
    made.answer(approved=False, words="Kassen går ikke")
    returned = made.whole.returned_with
    assert returned is not None
    assert (made.plan.state, returned.words) == ("draft", "Kassen går ikke")
    made.send()
    assert made.whole.returned_with is None


def test_nobody_answers_a_draft(made: PlanWorld) -> None:
    made.save()
    with pytest.raises(PlanError, match="not_with_you"):
        made.answer()


def test_a_new_version_by_the_employer_is_to_be_seen_by_the_employee_anew(made: PlanWorld) -> None:
    made.approved()
    made.save(1, can_do="Noe annet")
    assert (made.plan.state, made.plan.is_ready) == ("draft", False)


def test_own_words_in_an_approved_plan_leave_it_approved(made: PlanWorld) -> None:
    made.approved()
    made.words("Jeg begynner kl. 10")
    made.words("Jeg begynner kl. 10")
    assert (made.plan.state, made.plan.version) == ("approved", 2)


def test_own_words_need_a_plan_and_its_newest_version(made: PlanWorld) -> None:
    made.unnecessary()
    with pytest.raises(PlanError, match="no_plan"):
        made.words("Hei")
    made.save()
    made.save(1, can_do="Lager")
    with pytest.raises(PlanError, match="changed"):
        made.words("Hei", started_from=1)
    with refused("plan_error.too_long", most=LONGEST_TEXT):
        made.words("x" * (LONGEST_TEXT + 1))


def test_an_employer_goes_on_without_an_answer_and_says_why(made: PlanWorld) -> None:
    made.save()
    with pytest.raises(PlanError, match="reason_needed"):
        made.without(" ")
    made.send()
    made.without("Har ringt tre ganger")
    assert (made.plan.state, made.whole.why_without) == ("without_employee", "Har ringt tre ganger")
    made.without("Har ringt tre ganger")
    assert len(made.whole.steps) == 2


def test_a_finished_plan_is_not_sent_and_not_unnecessary(made: PlanWorld) -> None:
    made.approved()
    for act in (made.send, made.without):
        with pytest.raises(PlanError, match="not_draft"):
            act()
    with pytest.raises(PlanError, match="there_is_one"):
        made.unnecessary()


def test_unnecessary_needs_a_reason_and_ends_when_a_plan_is_written(made: PlanWorld) -> None:
    with pytest.raises(PlanError, match="reason_needed"):
        made.unnecessary("")
    made.unnecessary("Tilbake på mandag")
    made.unnecessary("Tilbake på mandag")
    assert len(made.whole.steps) == 1
    assert (made.plan.state, made.whole.why_unnecessary) == ("unnecessary", "Tilbake på mandag")
    made.save()
    assert (made.plan.state, made.plan.unnecessary_on, made.whole.why_unnecessary) == ("draft", None, "")


def test_a_reason_may_not_be_too_long(made: PlanWorld) -> None:
    with pytest.raises(PlanError, match="too_long"):
        made.unnecessary("x" * (LONGEST_TEXT + 1))


def test_nothing_is_written_in_a_closed_case(made: PlanWorld) -> None:
    made.save()
    Case.objects.update(state="closed", closed_on=ON, closed_why="spell_ended", next_step="", next_date=None)
    for act in (lambda: made.save(1, can_do="x"), made.send, made.unnecessary, made.ask, lambda: made.words("x")):
        with pytest.raises(PlanError, match="case_closed"):
            act()


def test_nothing_is_written_when_the_employment_has_ended(made: PlanWorld) -> None:
    Employment.objects.update(last_day="2026-01-25")
    made.world.employment.refresh_from_db()
    with pytest.raises(PlanError, match="employment_ended"):
        made.save()


def test_the_journal_says_who_did_what_and_no_words(made: PlanWorld) -> None:
    made.save(can_do="Hemmelig")
    made.send()
    made.answer(approved=False, words="Hemmelig")
    entries = JournalEntry.objects.filter(event__startswith="plan_").order_by("pk")
    assert [(entry.event, entry.actor_kind) for entry in entries] == [
        ("plan_saved", "employer"), ("plan_sent", "employer"), ("plan_returned", "person"),
    ]  # fmt: skip
    assert not [entry for entry in entries if "Hemmelig" in str(entry.after) + str(entry.before)]


def test_versions_and_steps_are_never_changed(made: PlanWorld) -> None:
    made.save()
    made.send()
    for rows in (PlanVersion.objects.all(), PlanStep.objects.all()):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(number=9)


def test_a_plan_is_the_same_after_it_has_been_stored() -> None:
    tried = Tried(kind="home_office", first_day=day("2026-01-10"), result="Gikk fint")
    content = PlanContent(can_do="Kasse", tried=(tried,), next_on=day("2026-02-10"))
    assert read_content(store_content(content)) == content


def test_a_plan_holds_no_more_than_it_may() -> None:
    for too_much in (
        {"can_do": "x" * (LONGEST_TEXT + 1)}, {"tried": [{"kind": "other"}] * (MOST_TRIED + 1)}, {"diagnosis": "L03"},
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            PlanContent.model_validate(too_much)
    assert tuple(Tried(kind=kind).kind for kind in TRIED_KINDS) == TRIED_KINDS


def test_what_differs_is_told_in_the_order_in_which_a_plan_is_read() -> None:
    before, after = PlanContent(can_do="a", capacity="b"), PlanContent(can_do="x", capacity="b", own_measures="c")
    assert [(one.field, one.before, one.after) for one in differences(before, after)] == [
        ("can_do", "a", "x"), ("own_measures", "", "c"),
    ]  # fmt: skip


def test_suggestions_are_by_kind_of_work_and_from_a_day_on() -> None:
    offered = accommodations_on(day("2026-01-01"))
    assert {one.code for _, found in offered for one in found} == set(ACCOMMODATIONS)
    assert all(one.reference for _, found in offered for one in found)
    assert accommodations_on(day("2011-06-30")) == []
    assert questions_on(day("2026-01-01"), allowed=True)
    assert {one.code for one in questions_on(day("2026-01-01"), allowed=False)} >= {"diagnosis", "write_health"}
