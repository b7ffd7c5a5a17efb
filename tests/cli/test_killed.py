"""`stafett` as a program that is killed in the middle and started again: the end is the same as of a straight run.

On databases of their own, since what a killed program has committed stays.
"""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection

from stafett.cases.models import Schedule, Tick
from stafett.cli.commands import cli
from stafett.intake.models import ImportRun, Quarantined, SickNote
from stafett.intake.services import _INTAKE_LOCK
from stafett.people.numbers import make_identity_number
from tests.cases.state import state_now
from tests.databases import finished, own_database, stafett
from tests.factories import day, make_region
from tests.intake.delivery import PERIOD, as_line, own

# More than fit in one batch of the import (4,000) and of the tick (5,000), so that there is a middle.
PEOPLE = 5_100
CAME, TICKED = "2026-01-05", "2026-01-20"
BAD = as_line(own("bad", issuer__hpr_number="000"))


def identity_number(person: int) -> str:
    return make_identity_number(date(1970, 1, 1) + timedelta(days=person // 100), person % 100)


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One note for each person; some corrected, some twice, some bad, on both sides of the place of the kill."""
    lines = []
    for person in range(PEOPLE):
        patient = {"identity_number": identity_number(person), "family_name": f"Prøve{person}"}
        last_day = str(day("2026-01-18") + timedelta(days=person % 90))
        lines.append(as_line(own(f"n{person}", patient=patient, periods=[PERIOD | {"last_day": last_day}])))
        if person % 500 == 250:
            changed = own(f"c{person}", patient=patient, kind="correction", replaces=f"n{person - 250}")
            replaced = {"identity_number": identity_number(person - 250), "family_name": f"Prøve{person - 250}"}
            lines += [as_line(changed | {"patient": replaced}), lines[-1], BAD.replace(b'"bad"', b'"b%d"' % person)]
    path = tmp_path_factory.mktemp("killed") / "notes.jsonl"
    path.write_bytes(b"\n".join(lines))
    return path


def importing(notes: Path) -> list[str]:
    return ["import", "sicknotes", str(notes), "--on", CAME]


TICKING = ["tick", "--on", TICKED]


def run(arguments: list[str]) -> str:
    """The command in this process, to its end; what it says."""
    result = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def kill(arguments: list[str], begun: Callable[[], bool]) -> None:
    """Starts the command as a program of its own, and kill -9 as soon as something has been committed."""
    program = stafett(*arguments)
    wait_until(begun, program)
    program.kill()
    program.communicate()


def wait_until(begun: Callable[[], bool], program: subprocess.Popen[str]) -> None:
    """Until something holds, while the program runs."""
    give_up = time.monotonic() + 60
    while not begun():
        assert program.poll() is None, program.communicate()
        assert time.monotonic() < give_up
        time.sleep(0.005)


@pytest.mark.django_db(transaction=True)
def test_killed_import_and_killed_tick_end_as_if_they_had_not_been(notes: Path) -> None:
    with own_database("straight"):
        make_region()
        said = run(importing(notes))
        run(TICKING)
        expected = state_now()
    assert len(expected["cases"]) == PEOPLE

    with own_database("killed"):
        make_region()
        kill(importing(notes), lambda: ImportRun.objects.filter(position__gt=0).exists())
        killed = ImportRun.objects.get()
        assert (killed.state, killed.position, killed.accepted) == ("running", 4_000, SickNote.objects.count())
        assert run(importing(notes)) == said
        assert ImportRun.objects.get().state == "finished"

        kill(TICKING, lambda: Schedule.objects.filter(evaluated_on=TICKED).exists())
        assert not Tick.objects.exists()
        assert Schedule.objects.filter(evaluate_on__lte=TICKED).exists()
        run(TICKING)
        assert state_now() == expected


@contextmanager
def nothing_taken_in() -> Iterator[None]:
    """Whoever takes in a batch waits meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [_INTAKE_LOCK])
        yield
        cursor.execute("select pg_advisory_unlock(%s)", [_INTAKE_LOCK])


@pytest.mark.django_db(transaction=True)
def test_of_two_imports_of_one_content_at_once_the_second_is_told_and_changes_nothing(tmp_path: Path) -> None:
    file, same, other = tmp_path / "n.jsonl", tmp_path / "same.jsonl", tmp_path / "other.jsonl"
    file.write_bytes(as_line(own("a")))
    same.write_bytes(file.read_bytes())
    other.write_bytes(as_line(own("b", 2)))
    with own_database("at_once"):
        make_region()
        with nothing_taken_in():
            first = stafett(*importing(file))
            wait_until(ImportRun.objects.exists, first)
            code, said, errors = finished(stafett(*importing(same)))
            assert (code, said) == (1, "")
            assert errors.endswith(
                f"Det som står i {same}, tas inn av noen andre akkurat nå. Vent til de er ferdige.\n"
            )
            another = stafett(*importing(other))
            wait_until(lambda: ImportRun.objects.count() == 2, another)
            first.kill()
            first.communicate()
        assert finished(another)[0] == 0
        # What the killed one held is free again, and the next goes on in its place.
        code, said, _ = finished(stafett(*importing(same)))
        assert (code, said.split()[:3]) == (0, ["Tatt", "inn", "1"])
        assert list(ImportRun.objects.order_by("pk").values_list("state", "accepted")) == [("finished", 1)] * 2


@pytest.mark.django_db(transaction=True)
def test_as_a_program_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "n.jsonl"
    file.write_bytes(as_line(own("a")) + b"\n" + BAD)
    with own_database("program"):
        make_region()
        code, said, errors = finished(stafett(*importing(file)))
        assert code == 0
        assert said.split()[:3] == ["Tatt", "inn", "1"]
        assert "Traceback" not in errors
        assert (SickNote.objects.count(), Quarantined.objects.count()) == (1, 1)
