"""The commands: what they say, in bokmål, and with which exit code; bad input gives a sentence, never a stack trace."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stafett.access.models import Reading
from stafett.cases.models import Case, Tick
from stafett.cli.commands import cli
from stafett.cli.common import operator
from stafett.intake.models import Quarantined, SickNote
from stafett.people.models import Person, Unit
from tests.databases import finished, stafett
from tests.factories import Region, day, make_person, make_region
from tests.intake.delivery import ON, as_line, own
from tests.portals.person_world import client_of

pytestmark = pytest.mark.django_db
BAD = as_line(own("bad", issuer__hpr_number="000"))


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes.jsonl"
    path.write_bytes(b"\n".join([as_line(own("a")), as_line(own("b", 2)), as_line(own("a")), BAD]))
    return path


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def take_in(path: Path) -> Result:
    return run("import", "sicknotes", path, "--on", ON)


def count_of(said: Result, label: str) -> int:
    line = next(line for line in said.stdout.splitlines() if line.startswith(label))
    return int(line.removeprefix(label))


# --- taking in


def test_an_import_ends_with_a_summary(region: Region, notes: Path) -> None:
    said = take_in(notes)
    assert said.exit_code == 0
    labels = ("Tatt inn", "Kjent fra før, ingen endring", "Avvist, ligger i karantene")
    assert [count_of(said, label) for label in labels] == [2, 1, 1]
    assert "stafett quarantine list" in said.stdout
    assert (SickNote.objects.count(), Case.objects.filter(state="open").count()) == (2, 2)


def test_the_bar_stays_out_of_the_output(region: Region, notes: Path) -> None:
    assert "Tar inn sykmeldinger" not in take_in(notes).stdout


def test_a_broken_archive_is_refused_and_no_reason_to_stop(region: Region, notes: Path) -> None:
    (notes.parent / "broken.zip").write_bytes(b"PK\x03\x04 and no more")
    said = take_in(notes.parent)
    assert said.exit_code == 0
    assert count_of(said, "Avvist, ligger i karantene") == 2


@pytest.mark.parametrize("command", [["import", "sicknotes"], ["quarantine", "replay", "1", "--with"]])
def test_a_path_that_is_not_there(region: Region, tmp_path: Path, command: list[str]) -> None:
    said = run(*command, tmp_path / "nothing.xml")
    assert said.exit_code == 1
    assert said.stderr.strip() == f"{tmp_path / 'nothing.xml'} finnes ikke, eller kan ikke leses."


def test_without_a_unit_that_takes_the_unknown_nothing_is_taken_in(region: Region, notes: Path) -> None:
    Unit.objects.update(receives_unknown=False)
    said = take_in(notes)
    assert said.exit_code == 1
    assert "Ingen enhet tar imot personer uten kjent adresse." in said.stderr
    assert not SickNote.objects.exists()
    Unit.objects.filter(pk=region.local.pk).update(receives_unknown=True)
    assert count_of(take_in(notes), "Tatt inn") == 2


def test_without_such_a_unit_known_people_are_taken_in(region: Region, notes: Path) -> None:
    Unit.objects.update(receives_unknown=False)
    for serial in (1, 2):
        make_person(region.other, serial)
    assert count_of(take_in(notes), "Tatt inn") == 2
    assert set(Case.objects.values_list("holder_unit", flat=True)) == {region.other.pk}


# --- the quarantine


def test_the_quarantine_says_why_in_words(region: Region, notes: Path) -> None:
    take_in(notes)
    number = Quarantined.objects.get().pk
    listed = run("quarantine", "list").stdout
    why = "HPR-nummeret til sykmelderen er ikke gyldig (det er andre tegn enn siffer)."
    assert listed == f"{number}\tnotes.jsonl:4\t{why}\n"
    shown = run("quarantine", "show", number).stdout
    assert shown.startswith(f"Sted: notes.jsonl:4\n- {why}\n")
    assert BAD.decode() in shown
    assert run("quarantine", "show", number, "--raw").stdout_bytes == BAD


def test_what_is_opened_at_the_command_line_is_seen_by_the_person_in_it(region: Region, notes: Path) -> None:
    take_in(notes)
    person = Person.objects.order_by("pk")[0]
    Quarantined.objects.update(original=f"not JSON, but {person.identity_number} stands in it".encode())
    number = Quarantined.objects.get().pk
    run("quarantine", "show", number)
    run("quarantine", "replay", number)
    rows = Reading.objects.filter(person=person, record=number, staff=None, operator=operator().name)
    assert list(rows.order_by("pk").values_list("page", flat=True)) == ["refused_note", "refused_note_again"]
    shown = client_of(person).get("/my/readings/").content.decode()
    assert shown.count("En av dem som drifter Stafett") == 2


def test_an_empty_quarantine_says_so(region: Region) -> None:
    assert run("quarantine", "list").stdout == "Karantenen er tom.\n"


def test_a_record_is_corrected_and_replayed(region: Region, notes: Path) -> None:
    take_in(notes)
    number = Quarantined.objects.get().pk
    again = run("quarantine", "replay")
    assert again.exit_code == 1
    assert "(det er andre tegn enn siffer)" in again.stdout
    (notes.parent / "better.json").write_bytes(as_line(own("bad")))
    done = run("quarantine", "replay", number, "--with", notes.parent / "better.json", "--on", ON)
    assert (done.exit_code, done.stdout) == (0, f"{number}\ttatt inn\n")
    assert run("quarantine", "list").stdout == "Karantenen er tom.\n"
    assert "better" not in run("quarantine", "list", "--all").stdout
    assert run("quarantine", "replay").stdout == ""


@pytest.mark.parametrize("command", [["show"], ["replay"]])
def test_an_unknown_number(region: Region, command: list[str]) -> None:
    said = run("quarantine", *command, 4711)
    assert (said.exit_code, said.stderr) == (1, "Det er ikke noe i karantene med nummer 4711.\n")


def test_one_correction_is_for_one_record(region: Region, notes: Path) -> None:
    said = run("quarantine", "replay", 1, 2, "--with", notes)
    assert (said.exit_code, said.stderr) == (1, "En rettet melding gjelder ett nummer. Gi akkurat ett.\n")


# --- the tick


def test_a_tick_says_how_far_it_came(region: Region, notes: Path) -> None:
    take_in(notes)
    said = run("tick", "--on", "2026-03-09")
    assert (said.exit_code, said.stdout) == (0, "Kommet til 9. mars 2026. 2 personer er vurdert på nytt.\n")
    assert "0 personer" in run("tick", "--on", "2026-03-09").stdout
    assert Tick.objects.get().last_day == day("2026-03-09")


def test_a_tick_does_not_go_back(region: Region) -> None:
    run("tick", "--on", "2026-03-09")
    said = run("tick", "--on", "2026-03-08")
    assert said.exit_code == 1
    assert said.stderr.endswith(
        "Alle er allerede vurdert til og med 9. mars 2026. Det går ikke an å gå tilbake til 8. mars 2026.\n"
    )


@pytest.mark.parametrize("command", [["tick", "--on", "yesterday"], ["quarantine", "show", "x"], ["dance"]])
def test_what_makes_no_sense_shows_how_to_use_it(command: list[str]) -> None:
    said = run(*command)
    assert said.exit_code == 2
    assert said.stderr.startswith("Usage:")


# --- as programs


def test_demo_data_is_refused_where_there_are_people(region: Region) -> None:
    make_person(region.local)
    said = run("demo-data", "--persons", 10, "--on", ON)
    assert said.exit_code == 1
    assert "Databasen er ikke tom." in said.stderr


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", "Databasen svarer ikke: "),
        ("mysql://x/y", "stafett: DATABASE_URL must look like"),
    ],
)
def test_a_database_that_is_not_there_is_said_in_a_sentence(url: str, told: str) -> None:
    code, said, errors = finished(stafett("quarantine", "list", environment={"DATABASE_URL": url}))
    assert (code, said) == (1, "")
    assert errors.startswith(told)
    assert "Traceback" not in errors
