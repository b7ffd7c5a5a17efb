"""From a file of sick notes to tasks on lists; one new note; the tick."""

import tempfile
from datetime import timedelta
from pathlib import Path

from benchmarks.notes import line, note_lines
from benchmarks.setting import NOW, TODAY, Row, empty_database, percentile, seconds

from django.db import connection  # isort: skip
from stafett.cases.models import Case, Schedule, Task  # isort: skip
from stafett.cases.services import run_tick  # isort: skip
from stafett.intake.checks import Options  # isort: skip
from stafett.intake.files import read_one  # isort: skip
from stafett.intake.imports import import_paths  # isort: skip
from stafett.intake.messages import Message  # isort: skip
from stafett.intake.services import Arrived, take_in  # isort: skip

NOTES = 100_000
OPEN_CASES = 100_000
OPTIONS = Options(synthetic="only")


def run(notes: int = NOTES, open_cases: int = OPEN_CASES) -> list[Row]:
    """The rows of the table."""
    with tempfile.TemporaryDirectory() as folder:
        return [*_import(Path(folder), notes), *_tick(Path(folder), open_cases)]


def _import(folder: Path, notes: int) -> list[Row]:
    file = folder / "notes.jsonl"
    file.write_text("\n".join(note_lines(notes, until=TODAY)) + "\n")
    with empty_database():
        taken = seconds(lambda: import_paths([file], on=TODAY, at=NOW, options=OPTIONS))
        tasks = Task.objects.count()
        one = [_one_note(serial) for serial in range(70)][10:]
    return [
        (f"import of {notes:,} notes, file to {tasks:,} tasks", f"{notes / taken:,.0f} notes/s", ">= 5,000 notes/s"),
        ("one new note to committed tasks, median", f"{1000 * percentile(one, 0.5):.1f} ms", "<= 25 ms"),
        ("one new note to committed tasks, p95", f"{1000 * percentile(one, 0.95):.1f} ms", ""),
    ]


def _one_note(serial: int) -> float:
    """One message as it comes from outside: read, taken in, the person evaluated, everything committed."""
    first = TODAY - timedelta(days=40)
    data = line(f"one{serial}", serial * 7, first, TODAY + timedelta(days=10)).encode()

    def take() -> None:
        message = read_one(data, "benchmark", OPTIONS)
        assert isinstance(message, Message)
        take_in([Arrived(message, data)], source="benchmark", on=TODAY, at=NOW)

    return seconds(take)


def _tick(folder: Path, cases: int) -> list[Row]:
    file = folder / "open.jsonl"
    with file.open("w") as out:
        for person in range(cases):
            first = TODAY - timedelta(days=person % 330 + 1)
            out.write(line(f"o{person}", person, first, TODAY + timedelta(days=90)) + "\n")
    with empty_database():
        import_paths([file], on=TODAY, at=NOW, options=OPTIONS)
        # On the day of import everybody is new. After some weeks of ticks a day is like other days.
        run_tick(on=TODAY + timedelta(days=29), at=NOW)
        _settle()
        on = TODAY + timedelta(days=30)
        due = Schedule.objects.filter(evaluate_on__lte=on).count()
        open_now = Case.objects.filter(state="open").count()
        taken = seconds(lambda: run_tick(on=on, at=NOW))
        return [(f"tick over {open_now:,} open cases, {due:,} changed", f"{taken:.2f} s", "<= 2 s with 10 % changed")]


def _settle() -> None:
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")


if __name__ == "__main__":
    for what, figure, bar in run():
        print(f"{what:<60}{figure:>18}   {bar}")
