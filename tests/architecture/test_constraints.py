"""Each constraint of the database is broken once, by name: what the program forgets, the database refuses."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from stafett.access.models import Reading
from stafett.access.services import open_case as open_for
from stafett.cases.models import Case, EvaluationFailure, JournalEntry, Schedule, Task, Tick
from stafett.demo.models import DemoMove, DemoRegion
from stafett.dialogue.models import HelpRequest, Message, Reply
from stafett.intake.models import ImportRun, NotePeriod, Quarantined, SickNote
from stafett.people.models import Employer, Employment, Issuer, OrganisationChange, Person, Staff, Team, Unit
from stafett.screening.models import Answer, Screening
from tests.factories import Region, as_staff, bring, day, instant, make_person, make_region, note, open_case

pytestmark = pytest.mark.django_db
ON = day("2026-03-02")
AT = instant("2026-03-02")


@dataclass(slots=True)
class World:
    """One open case with a note, a screening, a request and a task, and rows beside it."""

    region: Region
    case: Case
    screening: Screening
    request: HelpRequest
    task: Task
    employment: Employment
    person: Person = field(init=False)

    def __post_init__(self) -> None:
        self.person = self.case.person


@pytest.fixture
def world() -> World:
    region = make_region()
    to_nav = {"help_at_once": True, "text": "Ring"}
    bring([note("a", [("2026-03-02", "2026-05-31")], message_to_nav=to_nav)], "2026-03-02")
    case = open_case()
    employment = Employment.objects.create(
        person=case.person, employer=Employer.objects.get(), first_day=ON, last_day=ON + timedelta(days=30)
    )
    return World(
        region, case, Screening.objects.get(), HelpRequest.objects.get(), Task.objects.earliest("pk"), employment
    )


Break = Callable[[World], Any]


def _set(row: Callable[[World], models.Model], **values: Any) -> Break:
    """Changes the row in the database, past everything that the program checks."""

    def change(world: World) -> None:
        found = row(world)
        type(found)._default_manager.filter(pk=found.pk).update(**values)

    return change


def _again(row: Callable[[World], models.Model], **values: Any) -> Break:
    """A second row like the first."""

    def add(world: World) -> None:
        copy = row(world)
        copy.pk, copy._state.adding = None, True
        for name, value in values.items():
            setattr(copy, name, value)
        copy.save(force_insert=True)

    return add


def _case(world: World) -> Case:
    return world.case


def _screening(world: World) -> Screening:
    return world.screening


def _request(world: World) -> HelpRequest:
    return world.request


def _task(world: World) -> Task:
    return world.task


def _employment(world: World) -> Employment:
    return world.employment


def _person(world: World) -> Person:
    return world.person


def _local(world: World) -> Unit:
    return world.region.local


def _adviser(world: World) -> Staff:
    return world.region.adviser


def _note(_: World) -> SickNote:
    return SickNote.objects.get()


def _period(_: World) -> NotePeriod:
    return NotePeriod.objects.get()


def _issuer(_: World) -> Issuer:
    return Issuer.objects.get()


def _message(_: World) -> Message:
    return Message.objects.earliest("pk")


def _answer(**values: str) -> Break:
    known = {"return_likelihood": "unsure", "employer_relation": "good", "expected_duration": "prefer_not"}
    return lambda world: Answer.objects.create(
        screening=world.screening, given_on=ON, given_at=AT, form={}, **(known | values)
    )


def _refused_twice(_: World) -> None:
    for _time in range(2):
        Quarantined.objects.create(code="not_xml", original=b"x", digest="1", received_at=AT)


def _replayed(**values: Any) -> Break:
    return lambda _: Quarantined.objects.create(code="not_xml", original=b"", received_at=AT, **values)


def _runs_twice(_: World) -> None:
    for _time in range(2):
        ImportRun.objects.create(digest="1", started_at=AT)


def _move(**values: Any) -> Break:
    return lambda _: DemoMove.objects.create(target_day=ON, current_day=ON, total=1, started_at=AT, **values)


def _moves_twice(world: World) -> None:
    for _time in range(2):
        _move()(world)


def _without_receiver(change: Break) -> Break:
    def do(world: World) -> None:
        Unit.objects.update(receives_unknown=False)
        change(world)

    return do


def _reply(**values: Any) -> Break:
    """An answer along the way."""
    row = {"kind": "meeting_need", "answer": "yes", "wording": [], "given_on": ON, "given_at": AT} | values
    return lambda world: Reply.objects.create(person=world.person, case=world.case, **row)


def _asked_twice(world: World) -> None:
    reply = {"reply": _reply()(world), "note": None}
    _set(_request, **reply)(world)
    _again(_request, **reply)(world)


BREAKS: list[tuple[str, Break]] = [
    # people
    ("Unit.number", _set(_local, number="0102")),
    ("unit_number_has_four_digits", _set(_local, number="01")),
    ("unit_kind_is_known", _set(lambda w: w.region.noe, kind="x")),
    ("only_local_offices_have_a_roe", _set(_local, kind="noe")),
    ("one_unit_receives_unknown", _set(lambda w: w.region.other, receives_unknown=True)),
    ("one_person_for_one_number", lambda w: make_person(w.region.local, 0)),
    ("identity_number_has_eleven_digits", _set(_person, identity_number="1234567890")),
    ("protection_is_known", _set(_person, protection="secret")),
    ("death_after_birth", _set(_person, died_on=day("1900-01-01"))),
    ("Employer.organisation_number", _again(lambda _: Employer.objects.get())),
    ("organisation_number_has_nine_digits", _set(lambda _: Employer.objects.get(), organisation_number="12345678")),
    ("employment_ends_after_start", _set(_employment, last_day=ON - timedelta(days=1))),
    ("position_percent_1_to_100", _set(_employment, position_percent=101)),
    ("one_employment_at_a_time", _again(_employment, first_day=ON + timedelta(days=30), last_day=None)),
    ("Issuer.hpr_number", _again(_issuer)),
    ("hpr_number_is_digits", _set(_issuer, hpr_number="12a")),
    ("issuer_kind_is_known", _set(_issuer, kind="x")),
    ("Staff.login", _again(_adviser)),
    ("staff_role_is_known", _set(_adviser, role="x")),
    ("team_has_a_name", lambda w: Team.objects.create(unit=w.region.local, name="")),
    ("one_team_of_a_name", lambda w: [Team.objects.create(unit=w.region.local, name="Nord") for _each in range(2)]),
    ("may_open_names_known_levels", _set(_adviser, may_open=["everything"])),
    ("change_is_of_a_unit_or_of_staff", lambda _: OrganisationChange.objects.create(on=ON, at=AT, by="x")),
    # access
    ("reading_is_of_somebody_or_something", lambda _: Reading.objects.create(operator="x", at=AT, on=ON, allowed=True)),
    ("reading_is_by_somebody", lambda w: Reading.objects.create(person=_person(w), at=AT, on=ON, allowed=True)),
    # cases
    ("open_case_has_next_step_and_date", _set(_case, next_step="")),
    ("open_case_has_next_step_and_date", _set(_case, next_date=None)),
    ("closed_case_says_when_and_why", _set(_case, state="closed", closed_on=ON)),
    ("closed_case_says_when_and_why", _set(_case, state="closed", closed_why="spell_ended")),
    ("closed_case_says_when_and_why", _set(_case, closed_why="spell_ended")),
    ("one_open_case_per_person", _again(_case)),
    ("spell_ends_after_start", _set(_case, last_day=ON - timedelta(days=1))),
    ("case_grade_up_to_100", _set(_case, grade=101)),
    ("case_order_step_is_known", _set(_case, order_step=10)),
    ("case_segment_is_known", _set(_case, segment="x")),
    ("case_closed_why_is_known", _set(_case, state="closed", closed_on=ON, closed_why="x")),
    ("one_task_for_one_cause", _again(_task)),
    ("ended_task_says_when", _set(_task, state="done")),
    ("ended_task_says_when", _set(_task, ended_on=ON)),
    ("task_nature_is_known", _set(_task, nature="x")),
    ("task_actor_is_known", _set(_task, actor="x")),
    ("task_state_is_known", _set(_task, state="x", ended_on=ON)),
    ("excepted_task_says_why", _set(_task, state="excepted", ended_on=ON)),
    ("journal_actor_is_known", _again(lambda _: JournalEntry.objects.earliest("pk"), actor_kind="x")),
    (
        "failed_last_after_first",
        lambda w: EvaluationFailure.objects.create(
            person=w.person, on=ON, first_failed_at=AT, last_failed_at=AT - timedelta(days=1)
        ),
    ),
    ("there_is_one_tick", lambda _: Tick.objects.create(only=False, last_day=ON)),
    # intake
    ("ImportRun.digest", _runs_twice),
    ("one_note_for_one_message_key", _again(_note)),
    ("named_employer_is_not_identified", _set(_note, named_employer=-7)),
    ("named_employer_is_not_identified", _set(_note, named_employer=-1, employer=None)),
    ("correction_names_what_it_replaces", _set(_note, kind="correction")),
    ("correction_names_what_it_replaces", _set(_note, replaces="b")),
    ("note_status_is_known", _set(_note, status="x")),
    ("note_kind_is_known", _set(_note, kind="x", replaces="b")),
    ("period_ends_after_start", _set(_period, last_day=ON - timedelta(days=1))),
    ("period_kind_fits_grade", _set(_period, grade=50)),
    ("period_kind_fits_grade", _set(_period, kind="graded", grade=100)),
    ("one_row_for_one_refusal", _refused_twice),
    ("replayed_says_when", _replayed(state="replayed")),
    ("replayed_says_when", _replayed(state="x", replayed_at=AT)),
    # screening
    ("Screening.case", _again(_screening)),
    (
        "confirmed_says_what_when_and_who",
        _set(_screening, state="confirmed", segment="needs_mapping", suggestion="needs_mapping", confirmed_on=ON),
    ),
    ("confirmed_says_what_when_and_who", lambda w: _confirmed(w, confirmed_on=None)),
    ("confirmed_says_what_when_and_who", lambda w: _confirmed(w, segment="", suggestion="")),
    ("another_choice_has_a_reason", lambda w: _confirmed(w, segment="bypass")),
    ("to_confirm_has_a_suggestion", _set(_screening, state="to_confirm", suggestion="")),
    ("screening_state_is_known", _set(_screening, state="x")),
    ("screening_suggestion_is_known", _set(_screening, suggestion="x")),
    ("screening_segment_is_known", _set(_screening, segment="x")),
    ("return_likelihood_is_known", _answer(return_likelihood="maybe")),
    ("employer_relation_is_known", _answer(employer_relation="maybe")),
    ("expected_duration_is_known", _answer(expected_duration="maybe")),
    # dialogue
    ("message_channel_is_known", _set(_message, channel="x")),
    ("request_sender_is_known", _set(_request, sender="x")),
    ("request_how_soon_is_known", _set(_request, how_soon="x")),
    ("read_after_sent", _set(_message, read_on=ON - timedelta(days=1))),
    ("an_answer_says_what_was_assessed_and_what_comes", _set(_request, answered_on=ON)),
    (
        "an_answer_says_what_was_assessed_and_what_comes",
        _set(_request, answered_on=ON, assessed="Det er vurdert", next_step="Vi ringer"),
    ),
    (
        "an_answer_says_what_was_assessed_and_what_comes",
        lambda w: _set(_request, answered_on=ON, assessed="Det er vurdert", answered_by=w.region.adviser)(w),
    ),
    ("one_request_for_one_note", _again(_request)),
    ("one_request_for_one_reply", _asked_twice),
    ("reply_is_one_of_the_choices", _reply(answer="maybe")),
    ("reply_is_one_of_the_choices", _reply(help="yes")),
    ("reply_is_one_of_the_choices", _reply(kind="soon_end", answer="back")),
    ("reply_is_one_of_the_choices", _reply(kind="x")),
    # the demo
    ("there_is_one_region", lambda _: DemoRegion.objects.create(only=False, persons=1, seed=1, on=ON, played_to=ON)),
    ("move_not_more_than_done", _move(done=2)),
    ("move_state_is_known", _move(state="x")),
    ("one_move_at_a_time", _moves_twice),
]

FOREIGN_KEYS: list[tuple[str, Break]] = [
    ("holder_unit_id", _set(_case, holder_unit=999_999)),
    ("holder_id", _set(_case, holder=999_999)),
    ("person_id", _set(_note, person=999_999)),
    ("confirmed_by_id", _set(_screening, confirmed_by=999_999)),
    ("answered_by_id", _set(_request, answered_by=999_999)),
    ("case_id", _set(_task, case=999_999)),
    ("home_unit_id", _set(_person, home_unit=999_999)),
]


def _confirmed(world: World, **values: Any) -> None:
    whole = {
        "state": "confirmed", "suggestion": "needs_mapping", "segment": "needs_mapping", "confirmed_on": ON,
        "confirmed_by": world.region.adviser,
    }  # fmt: skip
    Screening.objects.update(**(whole | values))


def refused_by(world: World, change: Break) -> Any:
    """What the database says of the change; constraints that wait for the commit are asked now."""
    with pytest.raises(IntegrityError) as refused:
        _changed_at_once(world, change)
    return getattr(refused.value.__cause__, "diag", None)


@transaction.atomic
def _changed_at_once(world: World, change: Break) -> None:
    change(world)
    connection.check_constraints()


@pytest.mark.parametrize(("name", "change"), BREAKS, ids=[f"{n}-{name}" for n, (name, _) in enumerate(BREAKS)])
def test_the_database_refuses(world: World, name: str, change: Break) -> None:
    said = refused_by(world, change)
    if "." in name:
        model, _, column = name.partition(".")
        assert said.table_name.endswith(f"_{model.lower()}")
        assert f"({column}" in said.message_detail
    else:
        assert said.constraint_name == name


@pytest.mark.parametrize(("column", "change"), FOREIGN_KEYS, ids=[column for column, _ in FOREIGN_KEYS])
def test_nothing_points_at_what_is_not_there(world: World, column: str, change: Break) -> None:
    assert f"({column})=(999999)" in refused_by(world, change).message_detail


@pytest.mark.parametrize("column", ["holder_unit", "law_version", "person", "first_day"])
def test_a_case_without_a_holder_or_its_beginning_cannot_be(world: World, column: str) -> None:
    said = refused_by(world, _set(_case, **{column: None}))
    assert said.sqlstate == "23502"
    assert said.column_name.startswith(column)


def test_a_unit_that_takes_the_unknown_can_be_another_but_not_two(world: World) -> None:
    _without_receiver(_set(lambda w: w.region.other, receives_unknown=True))(world)
    assert Unit.objects.get(receives_unknown=True) == world.region.other


@pytest.mark.parametrize("model", [JournalEntry, Reading, Answer, Reply, OrganisationChange])
@pytest.mark.parametrize("change", ["update {} set id = id", "delete from {}"])
def test_what_was_written_in_journal_answers_and_logs_stays(
    world: World, model: type[models.Model], change: str
) -> None:
    open_for(as_staff(world.region.adviser), world.case.pk, page="case", on=ON, at=AT)
    _answer()(world)
    _reply()(world)
    OrganisationChange.objects.create(unit=world.region.local, on=ON, at=AT, by="x")
    rows = model._default_manager.count()
    assert rows
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(model._meta.db_table))
    assert model._default_manager.count() == rows


@pytest.mark.parametrize("of", [lambda w: w.person, lambda w: w.case, lambda w: w.region.local])
def test_what_others_stand_on_is_not_deleted(world: World, of: Callable[[World], models.Model]) -> None:
    with pytest.raises(models.ProtectedError):
        of(world).delete()


def test_a_schedule_is_one_for_a_person(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Schedule.objects.create(person=world.person, evaluated_on=ON)


def test_every_constraint_is_broken_in_one_of_these_files() -> None:
    files = sorted(path.stem for path in Path(__file__).parent.glob("*constraints*.py"))
    broken = {name for file in files for name, _ in import_module(f"tests.architecture.{file}").BREAKS}
    assert _constraints() == broken


def _constraints() -> set[str]:
    """The names that models give, and `Model.field` for what a field alone makes unique."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("stafett.")]
    named = {constraint.name for model in ours for constraint in model._meta.constraints}
    unique = {
        f"{model.__name__}.{field.name}"
        for model in ours
        for field in model._meta.local_concrete_fields
        if field.unique and not field.primary_key
    }
    return named | unique
