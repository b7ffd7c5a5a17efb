"""The need is assessed by a person, with the rules' reasons kept; contacts and time alone bring the next task."""

from typing import Any

import pytest

from stafett.cases.models import Case, JournalEntry, Task
from stafett.dialogue.models import Message, Reply
from stafett.dialogue.services import ask_for_help
from stafett.mapping.assessing import Choice, NeedError, assess_need
from stafett.mapping.contacts import withdraw_contact
from stafett.mapping.models import Contact, ContactWithdrawal, NeedAssessment
from stafett.meetings.models import Meeting
from stafett.people.models import Employer, Employment
from stafett.people.numbers import make_organisation_number
from stafett.screening.models import Screening
from stafett.screening.services import GivenAnswer, give_answers
from tests.factories import as_person, bring, day, instant, note
from tests.mapping.need_world import IN_SCOPE, ON, UNSURE, NeedWorld
from tests.mapping.world import tick

pytestmark = pytest.mark.django_db
EMPLOYER_OF_JOB = make_organisation_number(7)


@pytest.fixture
def world() -> NeedWorld:
    return NeedWorld()


def refused(do: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(NeedError) as error:
        do(*args, **kwargs)
    return error.value.code


# --- what is known, and what is kept


def test_what_is_known_is_filled_in_from_registers_and_notes(world: NeedWorld) -> None:
    facts = world.judged(**IN_SCOPE).facts
    assert (facts["birth_date"], facts["employment"], facts["office"]) == (day("1980-03-04"), "on_leave", "0101")
    assert facts["treatment"] is None


def test_an_assessment_keeps_the_facts_the_judgements_and_the_law(world: NeedWorld) -> None:
    kept = world.assess("ordinary")
    assert (kept.suggested, kept.reason, kept.supersedes) == (["prioritised", "ordinary"], "", None)
    assert kept.facts["going_back"] == "unsure"
    assert kept.judgements["employment"]["judgement"] == "raises"
    assert kept.judgements["employment"]["reasons"][0]["code"] == "factor.employment.unsure"
    assert kept.law_version == world.case.law_version
    entry = JournalEntry.objects.get(event="need_assessed")
    assert entry.after == {"category": "ordinary", "suggested": ["prioritised", "ordinary"]}


def test_a_new_assessment_begins_with_what_was_said_and_supersedes_the_old(world: NeedWorld) -> None:
    first = world.assess(facts=UNSURE | {"treatment": "unclear"})
    assert world.judged(on="2026-04-01", employer_passive=True).facts["treatment"] == "unclear"
    second = world.assess("prioritised", on="2026-04-01")
    assert second.supersedes == first


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("need_error.reason_needed", {"category": "on_request"}),
        ("need_error.other_suggestion", {"suggested": ("simplified",)}),
        ("need_error.unknown_category", {"category": "not_assessed", "reason": "x"}),
        ("need_error.unknown_category", {"category": "orange", "reason": "x"}),
        ("need_error.out_of_scope", {"facts": {"portfolio": 12}, "reason": "x"}),
    ],
)
def test_a_choice_that_cannot_stand_is_refused(world: NeedWorld, code: str, how: dict[str, Any]) -> None:
    assert refused(world.assess, **how) == code
    assert not NeedAssessment.objects.exists()


def test_another_choice_than_the_suggested_needs_one_line_and_a_suggested_one_keeps_none(world: NeedWorld) -> None:
    assert world.assess("simplified", "Alt er avtalt med legen").reason == "Alt er avtalt med legen"
    assert world.assess("ordinary", "Unødvendig").reason == ""


def test_who_assesses_on_an_old_page_is_told_who_came_first(world: NeedWorld) -> None:
    world.assess()
    assert refused(world.assess, "prioritised", seen=0) == "need_error.changed"


def test_what_is_clarified_or_taken_back_has_no_contact_to_come(world: NeedWorld) -> None:
    world.assess()
    world.assess("clarified", "Søker uføretrygd")
    tick("2026-12-01")
    assert world.tasks("contact") == []
    world.assess("not_assessed", "Feil person", on="2026-12-01")
    assert world.assessment.category == "not_assessed"


def test_a_closed_case_is_not_assessed(world: NeedWorld) -> None:
    judged = world.judged()
    Case.objects.update(state="closed", closed_on=day(ON), closed_why="spell_ended", next_step="", next_date=None)
    choice = Choice("ordinary", judged.facts, 0, tuple(judged.suggested))
    about = {"case": world.case, "choice": choice, "actor": world.adviser, "on": day(ON), "at": instant(ON)}
    assert refused(assess_need, **about) == "need_error.case_closed"


def test_nobody_but_staff_assesses(world: NeedWorld) -> None:
    judged = world.judged()
    choice = Choice("ordinary", judged.facts, 0, tuple(judged.suggested))
    with pytest.raises(ValueError, match="staff"):
        assess_need(case=world.case, choice=choice, actor=as_person(world.case.person), on=day(ON), at=instant(ON))


# --- contacts and their windows


def test_a_contact_opens_with_its_window_climbs_to_its_step_and_moves_with_a_logged_contact(world: NeedWorld) -> None:
    world.assess("prioritised")
    tick("2026-05-25")
    assert world.tasks("contact") == []
    tick("2026-05-26")
    assert world.tasks("contact") == [("open", "2026-05-26", "2026-06-23")]
    task = Task.objects.get(kind="contact")
    assert task.reason["code"] == "contact.prioritised"
    world.contact("2026-05-27", on="2026-05-28")
    assert world.tasks("contact") == [("done", "2026-05-26", "2026-06-23")]
    assert world.case.last_contact_on == day("2026-05-27")
    tick("2026-08-13")
    assert world.tasks("contact")[1] == ("open", "2026-08-13", "2026-09-10")


def test_a_contact_is_ordered_as_planned_and_is_overdue_when_its_window_has_closed(world: NeedWorld) -> None:
    world.assess("prioritised")
    tick("2026-06-23")
    Task.objects.filter(actor="nav", state="open").exclude(kind="contact").update(state="done", ended_on=day(ON))
    tick("2026-06-24")
    assert "reassess.contact_missed" in world.reassessed_for()
    assert Task.objects.get(kind="contact").due == day("2026-06-23")
    assert (world.case.order_step, world.case.order_reason) == (5, "order.contact_due")


def test_the_next_step_is_the_contact_when_nothing_comes_before_it(world: NeedWorld) -> None:
    world.assess("prioritised")
    tick("2027-02-01")
    Task.objects.filter(state="open").update(state="done", ended_on=day("2027-02-01"))
    world.contact("2027-02-01", on="2027-02-01")
    assert (world.case.next_step, world.case.next_date) == ("contact", day("2027-05-01"))


def test_a_missed_contact_is_no_contact_and_calls_for_a_new_assessment(world: NeedWorld) -> None:
    world.assess()
    missed = world.contact("2026-03-10", on="2026-03-11", outcome="", missed_why="Tok ikke telefonen")
    assert (missed.missed, missed.outcome) == (True, "")
    assert world.case.last_contact_on is None
    assert world.reassessed_for() == ["reassess.contact_missed"]


def test_the_words_of_a_contact_stand_in_the_log_alone(world: NeedWorld) -> None:
    world.contact(outcome="Venter på operasjon")
    entry = JournalEntry.objects.get(event="contact_held")
    assert "operasjon" not in str(entry.after)
    assert Contact.objects.get().outcome == "Venter på operasjon"


def test_the_same_contact_sent_twice_is_one(world: NeedWorld) -> None:
    assert world.contact() == world.contact()
    assert Contact.objects.count() == 1


def test_an_older_contact_does_not_hide_a_newer_one(world: NeedWorld) -> None:
    world.contact("2026-03-08")
    world.contact("2026-02-01")
    assert world.case.last_contact_on == day("2026-03-08")


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("need_error.not_yet", {"held_on": "2026-03-10"}),
        ("need_error.unknown_contact", {"channel": "letter"}),
        ("need_error.unknown_contact", {"started_by": "doctor"}),
        ("need_error.outcome_needed", {"outcome": " "}),
    ],
)
def test_what_is_no_contact_is_refused(world: NeedWorld, code: str, how: dict[str, Any]) -> None:
    assert refused(world.contact, **how) == code
    assert not Contact.objects.exists()


# --- for a time


def test_a_category_for_a_time_returns_by_itself_with_a_task(world: NeedWorld) -> None:
    world.assess("prioritised")
    world.for_a_time("on_request", kind="in_treatment", until="2026-04-30")
    tick("2026-04-30")
    assert world.reassessed_for() == []
    tick("2026-05-01")
    assert world.reassessed_for() == ["reassess.temporary_ended"]
    assert world.assessment.category == "prioritised"
    world.assess("ordinary", on="2026-05-02")
    assert world.reassessed_for() == []


def test_a_category_for_a_time_holds_the_contact_back_while_it_lasts(world: NeedWorld) -> None:
    world.assess("prioritised")
    world.for_a_time("on_request", kind="in_treatment", until="2026-09-30")
    tick("2026-06-01")
    assert world.tasks("contact") == []


def test_ended_early_it_says_why_and_the_old_one_is_back_today(world: NeedWorld) -> None:
    world.assess("prioritised")
    made = world.for_a_time("simplified")
    world.end(on="2026-04-01")
    made.refresh_from_db()
    assert (made.ended_on, made.ended_why) == (day("2026-04-01"), "Tiltaket ble avbrutt")
    assert world.reassessed_for() == ["reassess.temporary_ended"]


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("need_error.unknown_category", {"kind": "abroad"}),
        ("need_error.unknown_category", {"category": "clarified"}),
        ("need_error.ends_before", {"until": "2026-03-08"}),
        ("need_error.has_ended", {"from_day": day("2026-03-01"), "until": "2026-03-05"}),
    ],
)
def test_a_time_that_cannot_be_is_refused(world: NeedWorld, code: str, how: dict[str, Any]) -> None:
    world.assess()
    assert refused(world.for_a_time, **how) == code


def test_there_is_one_at_a_time_and_the_next_when_that_is_over(world: NeedWorld) -> None:
    assert refused(world.for_a_time) == "need_error.not_placed"
    world.assess()
    world.for_a_time(until="2026-04-30")
    assert refused(world.for_a_time) == "need_error.temporary_stands"
    assert world.for_a_time(on="2026-05-04", until="").until is None
    assert refused(world.end, "", on="2026-05-04") == "need_error.reason_needed"
    world.end(on="2026-05-05")
    assert refused(world.end, on="2026-05-05") == "need_error.no_temporary"


# --- why to look again


def test_another_grade_calls_for_a_new_assessment_from_its_day_on(world: NeedWorld) -> None:
    world.assess()
    bring([note("b", [("2026-04-01", "2026-12-31", 60)], signed="2026-04-01")], "2026-04-01")
    assert world.reassessed_for() == ["reassess.grade_changed"]
    tick("2026-04-20")
    assert world.tasks("reassess") == [("open", "2026-04-01", "2026-04-15")]


def test_a_job_that_ends_calls_for_a_new_assessment_on_the_day_after(world: NeedWorld) -> None:
    employer = Employer.objects.create(organisation_number=EMPLOYER_OF_JOB, name="Jobben AS")
    Employment.objects.create(
        person=world.case.person, employer=employer, first_day=day("2015-01-01"), last_day=day("2026-05-31")
    )
    world.assess()
    tick("2026-05-31")
    assert world.reassessed_for() == []
    tick("2026-06-01")
    assert world.reassessed_for() == ["reassess.employment_changed"]


def test_who_asks_for_help_or_answers_differently_is_assessed_anew(world: NeedWorld) -> None:
    answers: dict[str, Any] = {
        "return_likelihood": "unsure",
        "employer_relation": "good",
        "expected_duration": "under_26_weeks",
    }
    for on, said in (("2026-03-09", answers), ("2026-03-20", answers | {"return_likelihood": "unlikely"})):
        if on != ON:
            world.assess()
        given = GivenAnswer(Screening.objects.get().pk, **said, actor=as_person(world.case.person))
        give_answers([given], on=day(on), at=instant(on))
    assert world.reassessed_for() == ["reassess.answered_differently"]
    wanted = {"wanted": "Ring meg", "how_soon": "soon", "sender": "person"}
    ask_for_help(
        person=world.case.person,
        actor=as_person(world.case.person),
        on=day("2026-03-21"),
        at=instant("2026-03-21"),
        **wanted,
    )
    assert world.reassessed_for() == ["reassess.answered_differently", "reassess.person_asked"]


def test_a_year_without_a_new_assessment_calls_for_one(world: NeedWorld) -> None:
    world.assess("on_request", "Vil selv ta kontakt")
    tick("2027-03-08")
    assert "reassess.long_since" not in world.reassessed_for()
    tick("2027-03-09")
    assert "reassess.long_since" in world.reassessed_for()


# --- the person hears of need, not of rank


def test_the_person_is_told_what_nav_does_and_why(world: NeedWorld) -> None:
    world.assess("ordinary")
    told = Message.objects.get(code="need_told")
    assert [reason["code"] for reason in told.parameters["plan"]] == ["contact.ordinary"]
    assert told.parameters["unit"] == "Nav Fjord"
    assert "factor.employment.unsure" in [reason["code"] for reason in told.parameters["grounds"]]


# --- a contact that was written down by mistake


def withdraw(world: NeedWorld, contact: Contact, why: str = "Feil person", on: str = "2026-06-01") -> None:
    withdraw_contact(contact=contact, why=why, actor=world.adviser, on=day(on), at=instant(on))


def test_a_contact_written_down_by_mistake_counts_no_more_and_its_task_is_open_again(world: NeedWorld) -> None:
    world.assess("prioritised")
    first = world.contact("2026-03-12", on="2026-03-12")
    tick("2026-06-01")
    due = world.tasks("contact")
    wrong = world.contact("2026-06-01", on="2026-06-01")
    assert world.case.last_contact_on == day("2026-06-01")
    withdraw(world, wrong)
    assert world.case.last_contact_on == first.held_on
    assert world.tasks("contact") == due
    wrong.refresh_from_db()
    assert (wrong.withdrawal.why, wrong.outcome) == ("Feil person", "Prøver 40 prosent")
    assert JournalEntry.objects.filter(event="contact_withdrawn").count() == 1
    withdraw(world, first)
    assert world.case.last_contact_on is None


def test_of_two_contacts_on_a_day_the_other_one_has_done_the_task(world: NeedWorld) -> None:
    world.assess("prioritised")
    tick("2026-06-01")
    world.contact("2026-06-01", on="2026-06-01")
    wrong = world.contact("2026-06-01", on="2026-06-01", outcome="Om en annen")
    done = world.tasks("contact")
    assert done[0][0] == "done"
    withdraw(world, wrong)
    assert world.tasks("contact") == done


def test_a_missed_contact_written_down_by_mistake_calls_for_nothing(world: NeedWorld) -> None:
    world.assess("ordinary")
    missed = world.contact("2026-03-10", on="2026-03-11", outcome="", missed_why="Tok ikke telefonen")
    tick("2026-03-12")
    assert world.reassessed_for() == ["reassess.contact_missed"]
    withdraw(world, missed, on="2026-03-13")
    tick("2026-03-14")
    assert world.reassessed_for() == []


def test_what_was_said_on_the_telephone_is_the_contact_that_is_left(world: NeedWorld) -> None:
    wrong = world.contact("2026-06-01", on="2026-06-01")
    Reply.objects.create(
        case=world.case, person=world.case.person, kind="soon_end", wording={}, answer="unsure", help="no",
        given_on=day("2026-05-20"), given_at=instant("2026-05-20"), registered_by=world.region.adviser,
    )  # fmt: skip
    withdraw(world, wrong)
    assert world.case.last_contact_on == day("2026-05-20")


def test_a_contact_is_withdrawn_once_with_why_and_not_that_of_a_meeting(world: NeedWorld) -> None:
    contact = world.contact()
    with pytest.raises(NeedError, match=r"need_error\.why_withdrawn"):
        withdraw(world, contact, " ")
    withdraw(world, contact)
    withdraw(world, contact)  # a form sent twice
    assert ContactWithdrawal.objects.count() == 1
    for again in ({"why": "Noe annet"}, {"on": "2026-06-02"}):
        with pytest.raises(NeedError, match=r"need_error\.withdrawn"):
            withdraw(world, contact, **again)
    of_meeting = world.contact("2026-03-10", on="2026-03-11")
    Meeting.objects.create(
        case=world.case, holder=world.region.adviser, planned_by=world.region.adviser, purpose="status",
        form="telephone", day=day("2026-03-10"), begins="09:00", ends="10:00", planned_on=day(ON),
        changed_at=instant(ON), state="held", ended_on=day("2026-03-11"), ended_by=world.region.adviser,
        contact=of_meeting,
    )  # fmt: skip
    with pytest.raises(NeedError, match=r"need_error\.of_meeting"):
        withdraw(world, of_meeting)
