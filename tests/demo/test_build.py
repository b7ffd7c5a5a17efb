"""The region in the database: the promises hold, what is hard is there, and the same numbers give the same rows."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count, Model, Q

from stafett.cases.distribution.models import StaffAbsence
from stafett.cases.handover.models import HandOver
from stafett.cases.models import Case, JournalEntry, Task, Tick
from stafett.cases.own_work import CaseNote, FollowUp
from stafett.demo.build import RegionNotEmptyError, build_region
from stafett.demo.models import DemoMove, DemoRegion
from stafett.demo.tasks import advance_region
from stafett.dialogue.models import HelpRequest, Message
from stafett.dialogue.statements import IssuerStatement, StatementUse
from stafett.dialogue.threads import Thread, ThreadQuestion
from stafett.intake.models import NotePeriod, Quarantined, SickNote
from stafett.mapping.models import Contact, ContactWish, Mapping, NeedAssessment, Preparation, Remark
from stafett.meetings.dialogue_1.models import DialogueMeeting, DialogueMinutes, DialogueRemark, NoMeeting
from stafett.meetings.models import Meeting
from stafett.notifications.models import Delivery, Notification
from stafett.people.models import Employment, OfficeValue, Person, Staff, Team, Unit
from stafett.plans.follow_up_plan.models import FollowUpPlan, PlanShare
from stafett.plans.models import DiscussedCase, Measure, SpecialistQuestion
from stafett.screening.models import Answer, Screening

ON = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 8, tzinfo=UTC)

NATURAL: dict[type[Model], tuple[str, ...]] = {
    Unit: ("number", "name", "kind", "roe__number", "screening_basis_recorded_on"),
    OfficeValue: ("unit__number", "name", "first_day", "value"),
    Staff: ("login", "name", "unit__number", "role", "may_open", "handles_quarantine"),
    Person: ("identity_number", "given_name", "family_name", "home_unit__number", "protection", "died_on", "phone"),
    Employment: ("person__identity_number", "employer__organisation_number", "first_day", "last_day", "occupation"),
    SickNote: ("message_key", "digest", "received_on", "replaced_on", "status"),
    NotePeriod: ("note__message_key", "first_day", "last_day", "kind", "grade"),
    Case: (
        "person__identity_number", "state", "closed_why", "opened_on", "closed_on", "first_day", "last_day",
        "sick_days", "well_days", "grade", "holder_unit__number", "holder__login", "next_step", "next_date", "segment",
        "order_step", "order_date", "order_reason",
    ),
    Task: ("case__person__identity_number", "kind", "employer__name", "state", "due", "ended_on", "outcome"),
    Screening: ("case__person__identity_number", "state", "asked_on", "suggestion", "segment", "confirmed_by__login"),
    HandOver: ("case__person__identity_number", "to_unit__number", "state", "offered_on", "answered_on"),
    Answer: ("screening__case__person__identity_number", "given_on", "return_likelihood", "comment"),
    Message: ("person__identity_number", "code", "sent_on", "read_on", "channel"),
    Mapping: ("case__person__identity_number", "guide", "state", "talk_on", "ended_on", "outcome", "next_on"),
    Preparation: ("mapping__case__person__identity_number", "theme", "text"),
    Meeting: ("case__person__identity_number", "holder__login", "state", "day", "begins", "ended_on"),
    Contact: ("case__person__identity_number", "held_on", "by__login", "outcome"),
    NeedAssessment: ("case__person__identity_number", "category", "placed_on", "by__login", "suggested"),
    CaseNote: ("case__person__identity_number", "on", "written_by__login", "text"),
    Measure: ("case__person__identity_number", "code", "state", "proposed_on", "why"),
    SpecialistQuestion: ("case__person__identity_number", "specialist", "asked_on", "answered_on"),
    DiscussedCase: ("case__person__identity_number", "discussion__day", "question", "decided_on"),
    HelpRequest: ("person__identity_number", "sender", "received_on", "answered_on", "wanted"),
    FollowUpPlan: ("case__person__identity_number", "employment__employer__name", "state", "version", "asked_on"),
    PlanShare: ("plan__case__person__identity_number", "shared_with", "shared_on"),
    DialogueMeeting: ("person__identity_number", "state", "day", "answer", "issuer__name", "issuer_answer", "agenda"),
    Thread: ("person__identity_number", "subject", "started_on", "about"),
    ThreadQuestion: ("message__thread__person__identity_number", "message__text", "asked__kind", "due", "settled_on"),
    IssuerStatement: ("person__identity_number", "issuer__name", "on", "can_do"),
    ContactWish: ("person__identity_number", "pace", "pace_from"),
    Delivery: ("person__identity_number", "channel", "state", "attempts", "begun_on", "ended_on"),
    Notification: ("person__identity_number", "kind", "read_on", "escalated_on"),
    JournalEntry: ("person__identity_number", "on", "event", "actor_name", "role"),
    Quarantined: ("code", "place", "digest"),
}  # fmt: skip


def digest_of_everything() -> str:
    """All rows by their natural names, without keys and instants."""
    found = hashlib.sha256()
    for model, columns in NATURAL.items():
        rows: Iterator[Any] = model._default_manager.values_list(*columns).iterator()
        for row in sorted(map(repr, rows)):
            found.update(row.encode())
    return found.hexdigest()


def build(persons: int, played_days: int, **more: Any) -> bool:
    return build_region(persons=persons, seed=4, on=ON, at=AT, played_days=played_days, **more)


@pytest.fixture(scope="module")
def region(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """One region for all tests of this file that only read, rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        build(300, 40)
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("region")
class TestRegion:
    """What stands in the database after a build."""

    @pytest.fixture(autouse=True)
    def _database(self, django_db_blocker: Any) -> Iterator[None]:
        with django_db_blocker.unblock():
            yield

    def test_every_open_case_has_a_holder_a_next_step_and_a_date(self) -> None:
        open_cases = Case.objects.filter(state=Case.State.OPEN)
        assert open_cases.count() > 80
        assert not open_cases.filter(Q(next_step="") | Q(next_date=None) | Q(holder_unit=None)).exists()

    def test_nobody_on_sick_leave_is_without_a_case(self) -> None:
        absent = NotePeriod.objects.filter(
            first_day__lte=ON, last_day__gte=ON, kind__in=["full", "graded"], note__replaced_on=None,
            note__received_on__lte=ON, note__person__died_on=None,
        ).exclude(note__kind="cancellation")  # fmt: skip
        people = set(absent.values_list("note__person", flat=True))
        held = set(Case.objects.filter(state=Case.State.OPEN).values_list("person", flat=True))
        assert people
        assert people <= held

    def test_holders_work_in_the_unit_that_holds_and_may_open_the_case(self) -> None:
        for case in Case.objects.exclude(holder=None).select_related("holder", "person"):
            assert case.holder is not None
            assert case.holder.unit_id == case.holder_unit_id
            assert case.person.protection in {"none", *case.holder.may_open}

    def test_every_unit_holds_cases_and_most_local_advisers_have_a_list(self) -> None:
        units = Unit.objects.annotate(open=Count("held_cases", filter=Q(held_cases__state="open")))
        assert all(unit.open for unit in units)
        local = Staff.objects.filter(role="adviser", unit__kind="local")
        assert local.filter(held_cases__state="open").distinct().count() > local.count() / 2

    def test_screenings_stand_in_every_state(self) -> None:
        assert set(Screening.objects.values_list("state", flat=True)) >= {"asked", "to_confirm", "confirmed"}
        assert set(Screening.objects.values_list("segment", flat=True)) >= {"care_in_place", "needs_mapping", "bypass"}
        assert Screening.objects.filter(state="asked").exclude(reminded_on=None).exists()
        assert Screening.objects.filter(state="to_confirm", confirm_due__lt=ON).exists()
        assert Screening.objects.filter(channel="letter").exists()

    def test_answers_of_all_kinds_are_there(self) -> None:
        assert set(Answer.objects.values_list("return_likelihood", flat=True)) == {
            "very_likely", "unsure", "unlikely", "prefer_not",
        }  # fmt: skip
        assert Answer.objects.exclude(registered_by=None).exists()
        assert Screening.objects.annotate(given=Count("answers")).filter(given__gt=1).exists()
        assert all(answer.form["questions"] for answer in Answer.objects.all())

    def test_requests_are_open_overdue_and_answered_and_one_is_an_issuers(self) -> None:
        requests = HelpRequest.objects.all()
        assert requests.filter(answered_on=None, answer_due__gte=ON).exists()
        assert requests.filter(answered_on=None, answer_due__lt=ON).exists()
        assert requests.exclude(answered_on=None).exists()
        assert requests.filter(sender="issuer").exists()

    def test_cases_end_in_every_way(self) -> None:
        assert set(Case.objects.values_list("closed_why", flat=True)) == {"", "spell_ended", "withdrawn", "died"}

    def test_what_stands_around_a_case_is_there_to_be_seen(self) -> None:
        assert set(Meeting.objects.values_list("state", flat=True)) >= {"planned", "held"}
        assert Contact.objects.filter(meeting=None, missed=False).exists()
        assert CaseNote.objects.exists()
        assert NeedAssessment.objects.exists()
        assert Message.objects.filter(code="written").exists()
        assert set(Measure.objects.values_list("state", flat=True)) == {"proposed", "applied"}
        assert SpecialistQuestion.objects.exclude(answered_on=None).exists()
        assert DiscussedCase.objects.exclude(decided_on=None).exists()
        assert DiscussedCase.objects.filter(decided_on=None, discussion__day__gt=ON).exists()
        assert Team.objects.filter(members__unit__number="9901").distinct().count() == 2

    def test_plans_stand_in_every_state_and_some_are_shared(self) -> None:
        states = {"draft", "with_employee", "approved", "unnecessary"}
        assert set(FollowUpPlan.objects.values_list("state", flat=True)) >= states
        assert set(PlanShare.objects.values_list("shared_with", flat=True)) == {"issuer", "nav"}
        assert FollowUpPlan.objects.exclude(asked_on=None).exists()

    def test_dialogue_meetings_are_called_answered_and_held(self) -> None:
        meetings = DialogueMeeting.objects.all()
        assert meetings.filter(state="planned", answer="", day__gt=ON).exists()
        assert meetings.filter(state="planned", answer="other_time").exists()
        assert meetings.filter(state="held", issuer_answer="coming").exists()
        assert DialogueMinutes.objects.filter(meeting__in=meetings.filter(state="held")).count() >= 2
        assert DialogueRemark.objects.exists()
        assert NoMeeting.objects.exists()

    def test_conversations_have_answered_and_open_questions_to_nav_and_to_leaders(self) -> None:
        asked = ThreadQuestion.objects.all()
        for kind in ("nav", "employer"):
            assert asked.filter(asked__kind=kind, settled_on=None).exists()
            assert asked.filter(asked__kind=kind, answer__isnull=False).exists()
        assert Thread.objects.filter(about="employer").exists()
        assert ContactWish.objects.filter(pace="from").exists()

    def test_leaders_and_issuers_have_asked_for_help_and_issuers_have_stated(self) -> None:
        requests = HelpRequest.objects.exclude(contact=None, issuer=None)
        for sender in ("employer", "issuer"):
            assert requests.filter(sender=sender).exists()
        assert requests.filter(answered_on=None).exists()
        assert requests.exclude(answered_on=None).exists()
        assert IssuerStatement.objects.filter(use=None).exists()
        assert StatementUse.objects.exists()

    def test_a_leader_with_several_who_are_away_has_something_to_show_of_each(self) -> None:
        led = FollowUpPlan.objects.values("employment__leaderships__leader").annotate(plans=Count("pk"))
        assert max(row["plans"] for row in led) >= 2

    def test_people_are_told_and_those_who_are_not_reached_are_to_be_called(self) -> None:
        states = Counter(Delivery.objects.values_list("channel", "state"))
        assert states["sms", "delivered"] > 20
        assert states["sms", "failed"]
        assert states["letter", "sent"]
        assert FollowUp.objects.filter(reason="not_reached").exists()
        assert not Notification.objects.filter(delivery__state="failed", read_on=None, escalated_on=None).exists()

    def test_hand_overs_are_accepted_and_some_wait_or_have_come_back(self) -> None:
        states = Counter(HandOver.objects.values_list("state", flat=True))
        assert states["accepted"] > 10
        assert states["offered"]
        assert states["returned"]
        assert states["accepted"] > states["offered"] + states["returned"]

    def test_somebody_with_cases_is_away(self) -> None:
        [absence] = StaffAbsence.objects.all()
        assert absence.last_day is None
        assert Case.objects.filter(holder=absence.staff, state="open").exists()

    def test_protected_persons_of_every_level_have_cases(self) -> None:
        levels = set(Case.objects.filter(state="open").values_list("person__protection", flat=True))
        assert levels == {"none", "confidential", "strictly_confidential", "shielded"}
        for level in levels - {"none"}:
            assert Staff.objects.filter(may_open__contains=[level]).exists()

    def test_the_stop_points_have_tasks_in_the_works(self) -> None:
        open_kinds = set(Task.objects.filter(state="open").values_list("kind", flat=True))
        assert open_kinds >= {
            "plan", "dialogue_1", "activity_requirement", "confirm", "mapping", "no_employer", "meeting_need",
            "dialogue_2_candidate", "dialogue_2", "plan_b", "late", "extended_note", "answer_request", "transition",
        }  # fmt: skip

    def test_mappings_are_planned_and_closed_with_what_was_said_before_and_after(self) -> None:
        assert set(Mapping.objects.values_list("state", flat=True)) >= {"planned", "closed"}
        assert Preparation.objects.exists()
        assert Remark.objects.exists()

    def test_the_quarantine_holds_records_refused_for_different_reasons(self) -> None:
        codes = list(Quarantined.objects.values_list("code", flat=True))
        assert len(codes) == len(set(codes)) >= 8

    def test_it_stands_at_its_day_and_a_second_build_does_nothing(self) -> None:
        assert Tick.objects.get().last_day == DemoRegion.objects.get().played_to == ON
        assert build(300, 40) is False
        with pytest.raises(RegionNotEmptyError):
            build(301, 40)


class StoppedError(Exception):
    pass


@pytest.mark.django_db
def test_the_same_numbers_give_the_same_rows_also_when_the_build_was_stopped() -> None:
    assert digest_of_a_build(stopped=False) == digest_of_a_build(stopped=True)


def digest_of_a_build(*, stopped: bool) -> str:
    """Leaves nothing in the database."""
    with transaction.atomic():
        if stopped:
            stop_after_two_steps()
        build(110, 10)
        digest = digest_of_everything()
        transaction.set_rollback(True)
    assert not Case.objects.exists()
    return digest


def stop_after_two_steps() -> None:
    calls = []

    def stop(done: int, _total: int) -> None:
        calls.append(done)
        if len(calls) == 2:
            raise StoppedError

    with pytest.raises(StoppedError):
        build(110, 10, progress=stop)
    assert DemoRegion.objects.get().played_to < ON


@pytest.mark.django_db
def test_moving_on_plays_the_days_and_tells_how_far_it_is() -> None:
    build(110, 5)
    notes = SickNote.objects.count()
    move = DemoMove.objects.create(target_day=ON + timedelta(days=7), current_day=ON, total=7, started_at=AT)
    advance_region(move, move.target_day, at=AT)
    move.refresh_from_db()
    assert (move.done, move.current_day) == (7, move.target_day)
    assert Tick.objects.get().last_day == move.target_day
    assert SickNote.objects.filter(received_on__gt=ON).count() == SickNote.objects.count() - notes > 0
    assert Case.objects.filter(opened_on__gt=ON).exists()


@pytest.mark.django_db
def test_a_region_is_not_built_among_other_people() -> None:
    Unit.objects.create(number="0001", name="Another", kind="local")
    with pytest.raises(RegionNotEmptyError):
        build(110, 5)
    assert not DemoRegion.objects.exists()
