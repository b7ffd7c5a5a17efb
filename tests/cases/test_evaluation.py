"""From facts to cases, tasks and messages, and back again when the facts change."""

from datetime import timedelta

import pytest

from stafett.cases.models import Case, JournalEntry, Task
from stafett.cases.services import CaseError, finish_task, run_tick, take_case
from stafett.dialogue import services as dialogue
from stafett.dialogue.models import HelpRequest, Message
from stafett.intake.models import SickNote
from stafett.people.models import Employer, Employment, Person, Unit
from stafett.screening.models import Screening
from stafett.screening.services import Confirmation, GivenAnswer, confirm_segments, give_answers
from tests.factories import (
    OTHER_EMPLOYER,
    Region,
    as_person,
    as_staff,
    bring,
    choose,
    day,
    instant,
    make_region,
    note,
    open_case,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    return make_region()


def tick(on: str) -> None:
    run_tick(on=day(on), at=instant(on))


def test_a_first_note_opens_a_case_that_somebody_holds(region: Region) -> None:
    bring([note("a", [("2026-03-02", "2026-03-15")])], "2026-03-03")
    case = open_case()
    assert case.holder_unit == region.local
    assert (case.next_step, case.next_date) == ("note_ends", day("2026-03-15"))


def test_the_same_message_twice_changes_nothing(region: Region) -> None:
    message = note("a", [("2026-03-02", "2026-03-15")])
    bring([message], "2026-03-03")
    entries = JournalEntry.objects.count()
    assert bring([message, message], "2026-03-04").repeated == 2
    assert (SickNote.objects.count(), JournalEntry.objects.count()) == (1, entries)


def test_a_task_opens_when_its_window_does(region: Region) -> None:
    bring([note("a", [("2026-03-02", "2026-04-30")])], "2026-03-02")
    assert not Task.objects.exists()
    tick("2026-03-15")  # the plan is due on day 28, its window opens 14 days before
    plan = Task.objects.get()
    assert (plan.kind, plan.actor, plan.due, plan.state) == ("plan", "employer", day("2026-03-29"), "open")
    assert plan.reason["reference"].startswith("aml. § 4-6")


def test_a_spell_that_ends_closes_its_case_and_its_tasks(region: Region) -> None:
    bring([note("a", [("2026-03-02", "2026-04-05")])], "2026-03-02")
    tick("2026-04-21")
    assert open_case().last_day == day("2026-04-05")
    tick("2026-04-22")  # the 16th well day was the day before
    case = Case.objects.get()
    assert (case.state, case.closed_why, case.closed_on) == ("closed", "spell_ended", day("2026-04-22"))
    assert not Task.objects.filter(state="open").exists()


def test_a_cancelled_note_takes_its_case_away_and_a_new_one_brings_it_back(region: Region) -> None:
    original = note("a", [("2026-03-02", "2026-03-31")])
    bring([original], "2026-03-02")
    bring([note("b", [], kind="cancellation", replaces="a", signed="2026-03-05", employer=None)], "2026-03-05")
    assert Case.objects.get().closed_why == "withdrawn"
    bring([note("c", [("2026-03-02", "2026-03-31")], signed="2026-03-06")], "2026-03-06")
    assert Case.objects.filter(state="open").count() == 1


def test_a_correction_that_comes_before_its_original_wins_all_the_same(region: Region) -> None:
    shorter = [("2026-03-02", "2026-03-08")]
    bring([note("b", shorter, kind="correction", replaces="a", signed="2026-03-03")], "2026-03-03")
    bring([note("a", [("2026-03-02", "2026-03-31")])], "2026-03-04")
    assert open_case().last_day == day("2026-03-08")


def test_late_notes_that_join_two_spells_leave_one_open_case(region: Region) -> None:
    bring([note("a", [("2026-01-05", "2026-01-18")])], "2026-01-05")
    bring([note("c", [("2026-02-09", "2026-03-01")])], "2026-02-09")
    assert Case.objects.count() == 2
    bring([note("b", [("2026-01-19", "2026-02-08")], signed="2026-02-10")], "2026-02-10")
    case = open_case()
    assert (case.first_day, case.last_day) == (day("2026-01-05"), day("2026-03-01"))
    assert Case.objects.get(state="closed").closed_why in {"withdrawn", "spell_ended"}


def test_a_case_that_another_has_taken_over_stays_so_when_that_one_closes(region: Region) -> None:
    bring([note("a", [("2026-01-05", "2026-01-18")])], "2026-01-05")
    bring([note("c", [("2026-02-09", "2026-03-01")])], "2026-02-09")
    bring([note("b", [("2026-01-19", "2026-02-08")], signed="2026-02-10")], "2026-02-10")
    tick("2026-04-30")
    told = list(Case.objects.order_by("id").values_list("closed_why", flat=True))
    bring([note("d", [("2026-01-19", "2026-02-07")], signed="2026-05-01")], "2026-05-01")
    assert told == ["withdrawn", "spell_ended"]
    assert list(Case.objects.order_by("id").values_list("closed_why", flat=True)) == told


def test_an_issuer_who_asks_for_help_at_once_is_a_request_and_starts_screening(region: Region) -> None:
    to_nav = {"help_at_once": True, "text": "Ring arbeidsgiver"}
    message = note("a", [("2026-03-02", "2026-03-31")], message_to_nav=to_nav)
    bring([message], "2026-03-02")
    request = HelpRequest.objects.get()
    assert (request.sender, request.wanted, request.answer_due) == ("issuer", "Ring arbeidsgiver", day("2026-03-04"))
    assert open_case().next_step == "answer_request"
    assert Screening.objects.get().asked_on == day("2026-03-02")
    bring([note("b", [("2026-04-01", "2026-04-14")])], "2026-04-01")
    assert HelpRequest.objects.count() == 1


def test_no_second_message_is_sent_when_a_day_is_done_twice(region: Region) -> None:
    bring([note("a", [("2026-03-02", "2026-05-31")])], "2026-03-02")
    tick("2026-04-30")
    sent = list(Message.objects.values_list("code", "sent_on"))
    tick("2026-04-30")
    assert list(Message.objects.values_list("code", "sent_on")) == sent
    assert sent == [("activity_info", day("2026-04-12")), ("screening_invitation", day("2026-04-27"))]


def test_an_office_without_a_recorded_basis_does_not_screen(region: Region) -> None:
    region.local.screening_basis_recorded_on = None
    region.local.save()
    bring([note("a", [("2026-03-02", "2026-05-31")])], "2026-03-02")
    tick("2026-05-15")
    assert not Screening.objects.exists()


def test_a_person_who_dies_has_nothing_asked_of_them(region: Region) -> None:
    bring([note("a", [("2026-03-02", "2026-05-31")])], "2026-03-02")
    Person.objects.update(died_on=day("2026-03-20"))
    bring([note("b", [("2026-03-02", "2026-03-03")], signed="2026-03-21")], "2026-03-21")
    assert Case.objects.get().closed_why == "died"
    assert not Task.objects.filter(state="open").exists()


def test_somebody_on_two_notes_from_two_employers_has_one_case_and_a_plan_for_each(region: Region) -> None:
    other = {"situation": "several", "organisation_number": OTHER_EMPLOYER, "name": "Den andre AS"}
    bring([note("a", [("2026-03-02", "2026-05-31")])], "2026-03-02")
    bring([note("b", [("2026-03-09", "2026-05-31")], employer=other)], "2026-03-09")
    tick("2026-03-29")
    plans = Task.objects.filter(kind="plan").order_by("due").values_list("employer__organisation_number", "due")
    assert [due for _, due in plans] == [day("2026-03-29"), day("2026-04-05")]
    assert Case.objects.count() == 1


def test_a_done_task_stays_done_and_says_who(region: Region) -> None:
    bring([note("a", [("2026-03-02", "2026-05-31")])], "2026-03-02")
    tick("2026-04-26")
    task = Task.objects.get(kind="activity_requirement")
    actor = as_staff(region.adviser)
    finish_task(task=task, outcome="fulfilled", actor=actor, on=day("2026-04-26"), at=instant("2026-04-26"))
    tick("2026-05-10")
    task.refresh_from_db()
    assert (task.state, task.ended_by) == ("done", "Anne Adviser")
    with pytest.raises(CaseError, match=r"task\.not_open"):
        finish_task(task=task, outcome="fulfilled", actor=actor, on=day("2026-05-10"), at=instant("2026-05-10"))


def test_a_case_can_be_taken_by_those_who_work_where_it_is(region: Region) -> None:
    bring([note("a", [("2026-03-02", "2026-05-31")])], "2026-03-02")
    on, at = day("2026-03-02"), instant("2026-03-02")
    take_case(case=open_case(), staff=region.adviser, actor=as_staff(region.adviser), on=on, at=at)
    assert open_case().holder == region.adviser
    with pytest.raises(CaseError, match=r"case\.other_unit"):
        take_case(case=open_case(), staff=region.other_adviser, actor=as_staff(region.other_adviser), on=on, at=at)


def test_the_tick_refuses_to_go_back(region: Region) -> None:
    tick("2026-03-02")
    with pytest.raises(CaseError, match=r"tick\.in_the_past"):
        run_tick(on=day("2026-03-02") - timedelta(days=1), at=instant("2026-03-02"))


def test_a_changed_law_judges_everybody_anew_once(region: Region) -> None:
    bring([note("a", [("2026-03-02", "2026-05-31")])], "2026-03-02")
    tick("2026-03-30")
    assert not Screening.objects.exists()
    choose(region.local, "screening_week", 4)
    assert run_tick(on=day("2026-03-30"), at=instant("2026-03-30")).people == 1
    assert Screening.objects.get().asked_on == day("2026-03-30")
    assert run_tick(on=day("2026-03-30"), at=instant("2026-03-30")).people == 0


def ask_for_help(region: Region, on: str) -> HelpRequest:
    person = Person.objects.get()
    return dialogue.ask_for_help(
        person=person,
        sender="person",
        wanted="Jeg vil snakke med noen",
        how_soon="soon",
        actor=as_person(person),
        on=day(on),
        at=instant(on),
    )


def test_a_request_keeps_its_case_open_until_it_is_answered(region: Region) -> None:
    bring([note("a", [("2026-03-02", "2026-03-08")])], "2026-03-02")
    request = ask_for_help(region, "2026-03-09")
    tick("2026-04-20")
    assert open_case().next_step == "answer_request"
    dialogue.answer_request(
        request=request,
        assessed="Vi har snakket sammen",
        next_step="Du ringer ved behov",
        actor=as_staff(region.adviser),
        on=day("2026-04-20"),
        at=instant("2026-04-20"),
    )
    assert Case.objects.get().state == "closed"
    assert Task.objects.get(kind="answer_request").state == "done"


def test_a_request_outlives_the_note_it_came_with(region: Region) -> None:
    bring([note("a", [("2026-03-02", "2026-03-31")])], "2026-03-02")
    ask_for_help(region, "2026-03-03")
    bring([note("b", [], kind="cancellation", replaces="a", signed="2026-03-05", employer=None)], "2026-03-05")
    assert open_case().next_step == "answer_request"
    bring([note("c", [("2026-05-04", "2026-05-31")])], "2026-05-04")
    case = open_case()
    assert (case.first_day, case.next_step) == (day("2026-05-04"), "answer_request")
    assert HelpRequest.objects.get().case == case


def confirm(region: Region, segment: str, on: str, reason: str = "") -> None:
    chosen = Confirmation(Screening.objects.get().pk, segment, as_staff(region.adviser), reason)
    confirm_segments([chosen], on=day(on), at=instant(on))


def answer(on: str, likelihood: str, relation: str = "good", duration: str = "under_26_weeks") -> None:
    screening = Screening.objects.get()
    given = GivenAnswer(screening.pk, likelihood, relation, duration, as_person(screening.case.person))
    give_answers([given], on=day(on), at=instant(on))


def test_a_worse_answer_after_another_choice_comes_back_to_be_confirmed(region: Region) -> None:
    bring([note("a", [("2026-03-02", "2026-06-30")])], "2026-03-02")
    tick("2026-04-27")
    answer("2026-04-28", "unsure")
    Unit.objects.update(roe=None)  # the case stays where it is
    confirm(region, "care_in_place", "2026-04-29", reason="Har snakket med arbeidsgiver")
    assert Screening.objects.get().state == "confirmed"
    tick("2026-05-10")
    assert Screening.objects.get().state == "confirmed"
    answer("2026-05-11", "unlikely")
    assert (Screening.objects.get().state, open_case().next_step) == ("to_confirm", "confirm")


def test_a_mapping_that_is_done_does_not_come_back_with_a_new_answer(region: Region) -> None:
    bring([note("a", [("2026-03-02", "2026-06-30")])], "2026-03-02")
    tick("2026-04-27")
    answer("2026-04-28", "unsure")
    confirm(region, "needs_mapping", "2026-04-29")
    on, at = day("2026-05-04"), instant("2026-05-04")
    mapping = Task.objects.get(kind="mapping")
    finish_task(task=mapping, outcome="unclear", actor=as_staff(region.adviser), on=on, at=at)
    answer("2026-05-20", "very_likely")
    assert Screening.objects.get().state == "to_confirm"
    assert not Task.objects.filter(kind="mapping", state="open").exists()


def test_an_employment_that_has_ended_ends_its_employers_duties(region: Region) -> None:
    bring([note("a", [("2026-03-02", "2026-05-31")])], "2026-03-02")
    tick("2026-03-20")
    case = open_case()
    Employment.objects.create(
        person=case.person, employer=Employer.objects.get(), first_day=day("2020-01-01"), last_day=day("2026-03-21")
    )
    tick("2026-03-29")
    assert Task.objects.get(kind="plan").state == "lapsed"


def test_the_questions_come_the_day_after_a_follow_up_decision_runs_out(region: Region) -> None:
    bring([note("a", [("2026-03-02", "2026-06-30")])], "2026-03-02")
    Person.objects.update(follow_up_decision_until=day("2026-05-08"))
    tick("2026-04-26")
    bring([note("b", [("2026-03-02", "2026-03-03")], signed="2026-04-26")], "2026-04-26")
    tick("2026-05-08")
    assert not Screening.objects.exists()
    tick("2026-05-09")
    assert Screening.objects.get().asked_on == day("2026-05-09")


ELABORATES = [{"group": "6.3", "question": "6.3.1", "answer": "Behandling pågår"}]


def extended_note(ordinal: int = 1) -> Task:
    return Task.objects.get(kind="extended_note", ordinal=ordinal)


def test_a_note_with_answers_is_the_issuers_answer_to_the_elaborating_questions(region: Region) -> None:
    bring([note("a", [("2026-01-05", "2026-02-22")])], "2026-01-05")
    tick("2026-02-09")
    assert extended_note().state == "open"
    answered = note("b", [("2026-02-23", "2026-03-31")], signed="2026-02-20", answers=ELABORATES)
    bring([answered], "2026-02-20")
    done = extended_note()
    assert (done.state, done.outcome, done.ended_on) == ("done", "settled", day("2026-02-20"))
    assert done.reason["code"] == "stop_point.extended_note.settled"
    assert done.reason["facts"]["elaborated_on"] == "2026-02-20"
    assert JournalEntry.objects.filter(event="task_settled").count() == 1


def test_elaborating_answers_that_are_taken_back_leave_the_questions_open_again(region: Region) -> None:
    bring([note("a", [("2026-01-05", "2026-03-31")])], "2026-01-05")
    tick("2026-02-09")
    bring([note("b", [("2026-01-05", "2026-03-31")], signed="2026-02-20", answers=ELABORATES)], "2026-02-20")
    without = note("c", [("2026-01-05", "2026-03-31")], kind="correction", replaces="b", signed="2026-02-24")
    bring([without], "2026-02-24")
    again = extended_note()
    assert (again.state, again.ended_on, again.outcome) == ("open", None, "")
    assert again.reason["code"] == "stop_point.extended_note"


def test_a_note_without_answers_leaves_the_elaborating_questions_open(region: Region) -> None:
    bring([note("a", [("2026-01-05", "2026-02-22")])], "2026-01-05")
    tick("2026-02-09")
    blank = [{"group": "6.3", "question": "6.3.1", "answer": "  "}]
    bring([note("b", [("2026-02-23", "2026-03-31")], signed="2026-02-20", answers=blank)], "2026-02-20")
    assert extended_note().state == "open"


def test_the_limit_for_other_issuers_ends_when_a_doctor_takes_over(region: Region) -> None:
    chiropractor = {"hpr_number": "7654321", "family_name": "Ryggesen", "kind": "chiropractor"}
    bring([note("a", [("2026-01-05", "2026-03-22")], issuer=chiropractor)], "2026-01-05")
    tick("2026-03-16")
    assert Task.objects.get(kind="issuer_limit").state == "open"
    bring([note("b", [("2026-03-23", "2026-04-30")], signed="2026-03-20")], "2026-03-20")
    limit = Task.objects.get(kind="issuer_limit")
    assert (limit.state, limit.reason["code"]) == ("done", "stop_point.issuer_limit.settled")
    assert limit.reason["facts"]["doctor_from"] == "2026-03-23"


def test_a_graded_note_fulfils_the_activity_requirement_until_the_grade_goes_up(region: Region) -> None:
    bring([note("a", [("2026-01-05", "2026-03-08")])], "2026-01-05")
    tick("2026-03-05")
    bring(
        [note("b", [("2026-03-09", "2026-03-20", 50), ("2026-03-21", "2026-04-30")], signed="2026-03-06")], "2026-03-06"
    )
    tick("2026-03-09")
    assert Task.objects.get(kind="activity_requirement").outcome == "settled"
    tick("2026-03-21")
    assert Task.objects.get(kind="activity_requirement").state == "open"


SYMPTOM = [{"system": "icpc-2", "code": "L03", "main": True}]


def signals() -> set[str]:
    return {signal["code"] for signal in Screening.objects.get().signals}


def test_risk_signals_order_those_who_have_not_answered_and_change_no_segment(region: Region) -> None:
    bring([note("a", [("2026-03-02", "2026-07-31")], diagnoses=SYMPTOM)], "2026-03-02")
    tick("2026-05-11")  # the last day of the window
    assert open_case().order_risk == 0
    tick("2026-05-12")
    screening = Screening.objects.get()
    assert screening.suggestion == "needs_mapping"
    assert [reason["code"] for reason in screening.reasons] == ["screening.not_answered"]
    before = open_case().order_risk
    tick("2026-05-31")  # the week in which twelve weeks are full has been looked at
    assert open_case().order_risk == before + 1
    answer("2026-06-01", "very_likely")
    assert (open_case().order_risk, Screening.objects.get().suggestion) == (0, "care_in_place")


def test_unread_messages_are_a_signal_until_they_are_read(region: Region) -> None:
    bring([note("a", [("2026-03-02", "2026-07-31")])], "2026-03-02")
    tick("2026-05-12")
    assert "risk.unread_messages" in signals()
    counted = open_case().order_risk
    dialogue.read_messages(person=open_case().person, on=day("2026-05-12"))
    tick("2026-05-13")
    assert open_case().order_risk == counted - 1


def test_letters_are_not_unread_messages(region: Region) -> None:
    bring([note("a", [("2026-03-02", "2026-03-08")])], "2026-03-02")
    Person.objects.update(reachable_digitally=False)
    bring([note("b", [("2026-03-09", "2026-07-31")])], "2026-03-03")
    tick("2026-05-12")
    assert Message.objects.filter(channel="letter").exists()
    assert "risk.unread_messages" not in signals()
