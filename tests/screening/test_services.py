"""What people do with the questions and the suggestion, and what comes of it."""

from typing import Any

import pytest
from django.db import IntegrityError

from stafett.cases.handover.models import HandOver
from stafett.cases.models import JournalEntry, Task
from stafett.cases.services import run_tick
from stafett.dialogue.models import HelpRequest, Message
from stafett.dialogue.services import ask_for_help
from stafett.people.models import Person, Staff
from stafett.screening.models import Answer, Screening
from stafett.screening.services import (
    Confirmation,
    GivenAnswer,
    ScreeningError,
    confirm_segments,
    explain_recurrence,
    give_answers,
    mark_conditions,
)
from tests.cases.handovers import accept
from tests.factories import Region, as_person, as_staff, bring, day, instant, make_region, note, open_case

pytestmark = pytest.mark.django_db
ASKED = "2026-03-02"
SOON_BACK = {"return_likelihood": "very_likely", "employer_relation": "good", "expected_duration": "under_26_weeks"}
NOT_BACK = {"return_likelihood": "unlikely", "employer_relation": "not_good", "expected_duration": "over_26_weeks"}


@pytest.fixture
def region() -> Region:
    """Somebody has been asked today, eight weeks into the absence."""
    region = make_region()
    bring([note("a", [("2026-01-05", "2026-08-31")])], "2026-01-05")
    tick(ASKED)
    return region


def tick(on: str) -> None:
    run_tick(on=day(on), at=instant(on))


def screening() -> Screening:
    return Screening.objects.select_related("case__person", "case__holder_unit").get()


def answer(on: str, answers: dict[str, str], region: Region | None = None, comment: str = "") -> None:
    """By the person; with `region`, by its adviser on the telephone."""
    asked = screening()
    actor = as_staff(region.adviser) if region else as_person(asked.case.person)
    given = GivenAnswer(screening_id=asked.pk, actor=actor, comment=comment, form={}, **answers)
    give_answers([given], on=day(on), at=instant(on))


def confirm(region: Region, segment: str, on: str = "2026-03-04", reason: str = "") -> None:
    chosen = Confirmation(screening().pk, segment, as_staff(region.adviser), reason)
    confirm_segments([chosen], on=day(on), at=instant(on))


def open_tasks(kind: str) -> list[Task]:
    return list(Task.objects.filter(kind=kind, state="open").order_by("pk"))


def events() -> list[str]:
    return list(JournalEntry.objects.order_by("pk").values_list("event", flat=True))


# --- answering


def test_an_answer_becomes_a_suggestion_with_reasons_and_a_task(region: Region) -> None:
    answer("2026-03-03", SOON_BACK)
    now = screening()
    assert (now.state, now.suggestion, now.suggested_on) == ("to_confirm", "care_in_place", day("2026-03-03"))
    assert now.reasons
    assert len(open_tasks("confirm")) == 1
    assert Message.objects.filter(code="answer_received", sent_on=day("2026-03-03")).count() == 1
    assert open_case().next_step == "confirm"


def test_answers_form_a_series_and_the_last_one_counts(region: Region) -> None:
    answer("2026-03-03", SOON_BACK)
    answer("2026-03-04", NOT_BACK)
    assert list(Answer.objects.order_by("pk").values_list("return_likelihood", flat=True)) == [
        "very_likely",
        "unlikely",
    ]
    now = screening()
    assert (now.suggestion, now.round) == ("needs_mapping", 1)
    assert len(open_tasks("confirm")) == 1


def test_an_answer_on_the_telephone_says_who_wrote_it_down(region: Region) -> None:
    answer("2026-03-03", SOON_BACK, region, comment="På telefon")
    given = Answer.objects.get()
    assert (given.registered_by, given.comment) == (region.adviser, "På telefon")
    entry = JournalEntry.objects.get(event="answers_given")
    assert (entry.actor_kind, entry.actor_name, entry.unit) == ("staff", "Anne Adviser", region.local)


def test_the_persons_own_answer_names_nobody_else(region: Region) -> None:
    answer("2026-03-03", SOON_BACK)
    assert Answer.objects.get().registered_by is None
    assert JournalEntry.objects.get(event="answers_given").actor_kind == "person"


def test_the_answer_may_come_after_the_window(region: Region) -> None:
    tick("2026-04-01")
    assert screening().suggestion == "needs_mapping"
    answer("2026-04-01", SOON_BACK)
    assert (screening().suggestion, screening().round) == ("care_in_place", 1)


def test_nothing_is_answered_after_the_end(region: Region) -> None:
    bring(
        [note("b", [("2026-01-05", "2026-03-03")], kind="correction", replaces="a", signed="2026-03-03")], "2026-03-03"
    )
    tick("2026-05-31")
    with pytest.raises(ScreeningError, match=r"screening_error\.ended"):
        answer("2026-05-31", SOON_BACK)
    assert not Answer.objects.exists()


def test_an_unknown_answer_leaves_nothing_behind(region: Region) -> None:
    with pytest.raises(IntegrityError):
        answer("2026-03-03", SOON_BACK | {"employer_relation": "splendid"})


# --- confirming


def test_cared_for_is_offered_to_the_regional_unit_and_held_until_it_accepts(region: Region) -> None:
    answer("2026-03-03", SOON_BACK)
    case = open_case()
    type(case).objects.update(holder=region.adviser)
    confirm(region, "care_in_place")
    now = screening()
    assert (now.state, now.segment, now.confirmed_by, now.confirmed_on) == (
        "confirmed", "care_in_place", region.adviser, day("2026-03-04"),
    )  # fmt: skip
    assert (now.case.holder_unit, now.case.holder, now.case.segment) == (region.local, region.adviser, "care_in_place")
    assert offered_to() == [(region.roe.pk, "offered", "care_in_place")]
    accept_all(region.roe_adviser, "2026-03-05")
    assert (screening().case.holder_unit, screening().case.holder) == (region.roe, None)
    task = Task.objects.get(kind="confirm")
    assert (task.state, task.ended_by, task.outcome) == ("done", "Anne Adviser", "care_in_place")
    assert Message.objects.filter(code="care_in_place").count() == 1


def test_without_a_regional_unit_it_stays_where_it_is(region: Region) -> None:
    region.local.roe = None
    region.local.save()
    answer("2026-03-03", SOON_BACK)
    confirm(region, "care_in_place")
    assert screening().case.holder_unit == region.local
    assert not HandOver.objects.exists()


def test_bypass_goes_to_the_regional_unit_too(region: Region) -> None:
    answer("2026-03-03", SOON_BACK)
    confirm(region, "bypass", reason="Avtalt med arbeidsgiver")
    assert offered_to() == [(region.roe.pk, "offered", "bypass")]


def test_needs_mapping_stays_local_and_opens_the_mapping(region: Region) -> None:
    answer("2026-03-03", NOT_BACK)
    assert not open_tasks("mapping")
    confirm(region, "needs_mapping")
    assert screening().case.holder_unit == region.local
    assert len(open_tasks("mapping")) == 1


def test_what_is_open_under_the_law_goes_along_by_name(region: Region) -> None:
    assert open_tasks("activity_requirement")
    answer("2026-03-03", SOON_BACK)
    confirm(region, "care_in_place")
    assert JournalEntry.objects.get(event="segment_confirmed").after["goes_along"] == ["activity_requirement"]
    assert "activity_requirement" in [kind for kind, _ in HandOver.objects.get().known["tasks"]]
    assert open_tasks("activity_requirement")


def test_another_choice_needs_a_reason_and_keeps_it(region: Region) -> None:
    answer("2026-03-03", SOON_BACK)
    for blank in ("", "   "):
        with pytest.raises(ScreeningError, match=r"screening_error\.reason_needed"):
            confirm(region, "needs_mapping", reason=blank)
    confirm(region, "needs_mapping", reason="  Trenger samtale ")
    now = screening()
    assert (now.segment, now.suggestion, now.override_reason) == ("needs_mapping", "care_in_place", "Trenger samtale")


def test_the_second_to_confirm_hears_what_the_first_did(region: Region) -> None:
    answer("2026-03-03", SOON_BACK)
    confirm(region, "care_in_place")
    with pytest.raises(ScreeningError, match=r"screening_error\.already_confirmed") as refused:
        confirm(region, "needs_mapping", reason="Jeg tror noe annet")
    assert refused.value.parameters == {"by": "Anne Adviser", "on": day("2026-03-04"), "segment": "care_in_place"}
    assert screening().segment == "care_in_place"


@pytest.mark.parametrize(
    ("answered", "segment", "code"), [(False, "needs_mapping", "not_waiting"), (True, "unknown", "unknown_segment")]
)
def test_what_cannot_be_confirmed(region: Region, answered: bool, segment: str, code: str) -> None:
    if answered:
        answer("2026-03-03", SOON_BACK)
    with pytest.raises(ScreeningError, match=rf"screening_error\.{code}"):
        confirm(region, segment, reason="Fordi")


def test_one_that_cannot_be_confirmed_leaves_the_others_as_they_were(region: Region) -> None:
    answer("2026-03-03", SOON_BACK)
    bring([note("z", [("2026-01-05", "2026-08-31")], serial=1)], "2026-03-03")
    asked = Screening.objects.order_by("pk").last()
    assert asked is not None
    actor = as_staff(region.adviser)
    both = [Confirmation(screening_of("Prøve0").pk, "care_in_place", actor), Confirmation(asked.pk, "bypass", actor)]
    with pytest.raises(ScreeningError, match="not_waiting"):
        confirm_segments(both, on=day("2026-03-04"), at=instant("2026-03-04"))
    assert screening_of("Prøve0").state == "to_confirm"
    assert "segment_confirmed" not in events()


def offered_to() -> list[tuple[int, str, str]]:
    """Unit, state and segment of each hand-over."""
    rows = HandOver.objects.order_by("pk").values_list("to_unit", "state", "known__segment")
    return [(unit, state, segment) for unit, state, segment in rows]


def accept_all(by: Staff, on: str) -> None:
    accept(by, on, *HandOver.objects.filter(state="offered"))


def screening_of(family_name: str) -> Screening:
    return Screening.objects.get(case__person__family_name=family_name)


# --- after the confirmation


def test_a_new_answer_that_points_elsewhere_comes_back_again_and_again(region: Region) -> None:
    answer("2026-03-03", SOON_BACK)
    confirm(region, "care_in_place")
    answer("2026-03-10", NOT_BACK)
    now = screening()
    assert (now.state, now.suggestion, now.round) == ("to_confirm", "needs_mapping", 2)
    assert [task.state for task in Task.objects.filter(kind="confirm").order_by("pk")] == ["done", "open"]
    accept_all(region.roe_adviser, "2026-03-10")
    confirm(region, "needs_mapping", on="2026-03-11")
    assert screening().case.holder_unit == region.roe
    accept_all(region.adviser, "2026-03-12")
    assert screening().case.holder_unit == region.local
    answer("2026-03-17", SOON_BACK)
    assert (screening().state, screening().round) == ("to_confirm", 3)
    confirm(region, "care_in_place", on="2026-03-18")
    assert [state for _, state, _ in offered_to()] == ["accepted", "accepted", "offered"]
    assert [task.state for task in Task.objects.filter(kind="confirm").order_by("pk")] == ["done"] * 3


def test_an_offer_is_taken_back_when_a_new_answer_is_confirmed_to_belong_here(region: Region) -> None:
    answer("2026-03-03", SOON_BACK)
    confirm(region, "care_in_place")
    answer("2026-03-10", NOT_BACK)
    confirm(region, "needs_mapping", on="2026-03-11")
    assert offered_to() == [(region.roe.pk, "withdrawn", "care_in_place")]
    assert screening().case.holder_unit == region.local


def test_on_the_day_of_confirmation_too(region: Region) -> None:
    answer("2026-03-04", SOON_BACK)
    confirm(region, "care_in_place", on="2026-03-04")
    answer("2026-03-04", NOT_BACK)
    assert (screening().state, screening().suggestion) == ("to_confirm", "needs_mapping")


def test_a_new_answer_that_says_the_same_leaves_the_decision(region: Region) -> None:
    answer("2026-03-03", SOON_BACK)
    confirm(region, "care_in_place")
    answer("2026-03-10", SOON_BACK)
    assert (screening().state, screening().round) == ("confirmed", 1)


def test_a_choice_against_the_suggestion_stands_while_nothing_new_comes(region: Region) -> None:
    answer("2026-03-03", SOON_BACK)
    confirm(region, "needs_mapping", reason="Kjenner saken")
    tick("2026-03-20")
    assert (screening().state, screening().segment) == ("confirmed", "needs_mapping")


def test_a_request_for_help_brings_a_confirmed_case_back(region: Region) -> None:
    answer("2026-03-03", SOON_BACK)
    confirm(region, "care_in_place")
    case = open_case()
    on, at = day("2026-03-10"), instant("2026-03-10")
    ask_for_help(
        person=case.person,
        sender="person",
        wanted="Snakke",
        how_soon="soon",
        actor=as_person(case.person),
        on=on,
        at=at,
    )
    assert HelpRequest.objects.exists()
    assert (screening().state, screening().suggestion) == ("to_confirm", "needs_mapping")


# --- marks


def test_uncertain_conditions_change_the_suggestion_and_back(region: Region) -> None:
    answer("2026-03-03", SOON_BACK)
    mine: dict[str, Any] = {"actor": as_staff(region.adviser), "on": day("2026-03-03"), "at": instant("2026-03-03")}
    mark_conditions(screening=screening(), uncertain=True, **mine)
    assert (screening().conditions_uncertain, screening().suggestion) == (True, "needs_mapping")
    mark_conditions(screening=screening(), uncertain=False, **mine)
    assert (screening().conditions_uncertain, screening().suggestion) == (False, "care_in_place")
    marks = JournalEntry.objects.filter(event="screening_marked").order_by("pk")
    assert [(entry.before, entry.after) for entry in marks] == [
        ({"conditions_uncertain": False}, {"conditions_uncertain": True}),
        ({"conditions_uncertain": True}, {"conditions_uncertain": False}),
    ]


def test_recurrent_absence_can_be_explained(region: Region) -> None:
    explain_recurrence(
        screening=screening(), explained=True, actor=as_staff(region.adviser), on=day(ASKED), at=instant(ASKED)
    )
    assert screening().recurrence_explained


# --- how it is sent


def test_who_is_not_reached_digitally_gets_letters(region: Region) -> None:
    Person.objects.update(reachable_digitally=False)
    answer("2026-03-03", SOON_BACK, region)
    confirm(region, "care_in_place")
    channels = Message.objects.filter(code__in=["answer_received", "care_in_place"]).values_list("channel", flat=True)
    assert set(channels) == {"letter"}
