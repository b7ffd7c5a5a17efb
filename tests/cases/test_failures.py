"""A person who cannot be evaluated is set aside; the tick goes on for all others, and tries again."""

import logging
from collections.abc import Callable
from datetime import date

import pytest
from click.testing import CliRunner
from django.db import OperationalError, connection
from django.test import Client

from stafett.cases import failures
from stafett.cases.models import Case, EvaluationFailure, Schedule, Tick
from stafett.cases.services import TickResult, run_tick
from stafett.cli.commands import cli
from stafett.intake.models import NotePeriod, SickNote
from stafett.people.models import Person
from tests.factories import Region, bring, day, instant, make_region, note
from tests.portals.adviser_world import enter
from tests.portals.person_world import client_of

pytestmark = pytest.mark.django_db
CAME, ON, LATER = "2026-01-05", "2026-03-02", "2026-03-04"
PEOPLE = 9

Fail = Callable[..., None]


@pytest.fixture
def region() -> Region:
    region = make_region()
    bring([note(f"n{serial}", [(CAME, "2026-08-31")], serial=serial) for serial in range(PEOPLE)], CAME)
    return region


@pytest.fixture
def fail(region: Region) -> Fail:
    """Makes the database refuse whatever is written about these people, with an error of this class (SQLSTATE)."""

    def make(*people: int, sqlstate: str = "P0001") -> None:
        listed = ", ".join(map(str, people))
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                create or replace function fails() returns trigger language plpgsql as $$ begin
                    if new.person_id in ({listed}) then
                        raise exception 'diagnosis L03 of 12868400054' using errcode = '{sqlstate}';
                    end if;
                    return new;
                end $$;
                create or replace trigger fails before insert or update on cases_schedule
                    for each row execute function fails();
                """
            )

    return make


def mend() -> None:
    with connection.cursor() as cursor:
        cursor.execute("drop trigger fails on cases_schedule")


def people() -> list[int]:
    return list(Person.objects.order_by("pk").values_list("pk", flat=True))


def tick(on: str, batch: int = 5_000) -> TickResult:
    return run_tick(on=day(on), at=instant(on), batch=batch)


@pytest.mark.parametrize("batch", [1, 4, 5_000])
@pytest.mark.parametrize("places", [[0], [8], [2, 3], [0, 4, 8]])
def test_all_others_are_evaluated(fail: Fail, batch: int, places: list[int]) -> None:
    failing = [people()[place] for place in places]
    fail(*failing)
    assert tick(ON, batch) == TickResult(day(ON), PEOPLE - len(failing), len(failing))
    assert list(EvaluationFailure.objects.order_by("person").values_list("person", flat=True)) == failing
    assert set(Schedule.objects.filter(evaluated_on=day(ON)).values_list("person", flat=True)) == (
        set(people()) - set(failing)
    )
    assert Tick.objects.get().last_day == day(ON)
    # Nothing is half done: what stands about them is what stood before.
    assert not Case.objects.filter(person__in=failing).exclude(screening=None).exists()


def test_it_is_tried_again_and_forgotten_when_it_succeeds(fail: Fail) -> None:
    failing = people()[3]
    fail(failing)
    tick(ON)
    tick(LATER)
    row = EvaluationFailure.objects.get()
    assert (row.on, row.first_failed_at, row.last_failed_at) == (day(LATER), instant(ON), instant(LATER))
    mend()
    assert tick(LATER) == TickResult(day(LATER), 1, 0)
    assert not EvaluationFailure.objects.exists()
    # As if it had been on time: asked on the day on which the question was due.
    assert set(Case.objects.values_list("screening__asked_on", flat=True)) == {day(ON)}


def test_another_cause_that_succeeds_counts_as_well(fail: Fail) -> None:
    fail(people()[3])
    tick(ON)
    mend()
    bring([note("again", [(CAME, "2026-09-30")], serial=3)], LATER)
    assert tick(LATER).failed == 0
    assert not EvaluationFailure.objects.exists()


def test_a_note_is_taken_in_also_when_its_person_cannot_be_evaluated(fail: Fail) -> None:
    failing, new = people()[3], max(people()) + 1
    fail(failing, new)
    bring([note("more", [(CAME, "2026-09-30")], serial=3), note("first", [(CAME, "2026-09-30")], serial=PEOPLE)], LATER)
    assert SickNote.objects.filter(message_id__in=["more", "first"]).count() == 2
    assert list(EvaluationFailure.objects.order_by("person").values_list("person", flat=True)) == [failing, new]
    mend()
    assert tick(LATER).failed == 0
    assert Case.objects.get(person=new).state == Case.State.OPEN
    assert not EvaluationFailure.objects.exists()


def test_no_word_of_what_was_evaluated_is_kept_or_logged(fail: Fail, caplog: pytest.LogCaptureFixture) -> None:
    fail(people()[3])
    with caplog.at_level(logging.ERROR):
        tick(ON)
    row = EvaluationFailure.objects.get()
    assert row.error == "ProgrammingError"
    assert row.place.startswith("people/bulk.py:")
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert f"person {row.person_id} cannot be evaluated" in logged
    assert "L03" not in caplog.text
    assert "12868400054" not in caplog.text


def test_an_error_of_the_database_itself_stops_the_tick(fail: Fail) -> None:
    fail(people()[3], sqlstate="53100")
    with pytest.raises(OperationalError):
        tick(ON)
    assert not EvaluationFailure.objects.exists()
    assert not Tick.objects.exists()


def test_when_many_fail_it_is_the_program_and_the_tick_stops(fail: Fail, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "MOST_FAILURES", 3)
    fail(*people())
    with pytest.raises(Exception, match="diagnosis"):
        tick(ON)
    assert EvaluationFailure.objects.count() == 3
    assert not Tick.objects.exists()


def test_the_command_says_how_many_and_lists_them(fail: Fail) -> None:
    failing = people()[3]
    fail(failing)
    said = CliRunner().invoke(cli, ["tick", "--on", ON])
    assert said.exit_code == 1
    assert said.stdout.startswith("Kommet til 2. mars 2026. 8 personer er vurdert på nytt.")
    assert "Satt til side fordi de ikke kunne vurderes: 1." in said.stderr
    listed = CliRunner().invoke(cli, ["tick", "--failed"])
    case = Case.objects.get(person=failing)
    assert listed.stdout.startswith(f"person {failing}, sak {case.pk}: ProgrammingError i people/bulk.py:")
    mend()
    assert CliRunner().invoke(cli, ["tick", "--on", ON]).exit_code == 0
    assert CliRunner().invoke(cli, ["tick", "--failed"]).stdout == "Alle kunne vurderes sist.\n"


def test_the_case_says_that_its_dates_may_be_old(fail: Fail, region: Region, client: Client) -> None:
    fail(people()[3])
    tick(ON)
    enter(client, region.adviser)
    for person, told in ((people()[3], True), (people()[4], False)):
        page = client.get(f"/adviser/case/{Case.objects.get(person=person).pk}/").content.decode()
        assert ("Saken er ikke oppdatert" in page) is told


def test_a_case_for_which_the_rules_fail_says_so_in_plain_words(
    region: Region, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    tick(ON)
    person = Person.objects.get(pk=people()[3])
    case = Case.objects.get(person=person)
    # The day after the last one that there is cannot be computed.
    NotePeriod.objects.filter(note__person=person).update(last_day=date.max)
    enter(client, region.adviser)
    with caplog.at_level(logging.ERROR):
        adviser = client.get(f"/adviser/case/{case.pk}/")
        own = client_of(person).get("/my/case/")
    assert (adviser.status_code, own.status_code) == (200, 200)
    shown = adviser.content.decode()
    assert "Saken kan ikke vises i sin helhet" in shown
    assert region.local.name in shown
    assert "Vi kan ikke vise hele saken din nå" in own.content.decode()
    assert f"case {case.pk} cannot be shown: ValueError at " in caplog.text
