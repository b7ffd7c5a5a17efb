"""Many open cases of all ages, by way of intake and evaluation. Django has been set up by whoever imports this."""

import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

from benchmarks.notes import line
from stafett.cases.models import Tick
from stafett.cases.services import run_tick
from stafett.intake.checks import Options
from stafett.intake.imports import import_paths

_AGES = 350


def take_in_open_cases(number: int, *, on: date, at: datetime) -> None:
    """Persons who have been on sick leave for 1 to 350 days and are so for ten more; `on` is the last day done."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "open.jsonl"
        with file.open("w") as out:
            for person in range(number):
                first = on - timedelta(days=person % _AGES + 1)
                out.write(line(f"o{person}", person, first, on + timedelta(days=10)) + "\n")
        import_paths([file], on=on, at=at, options=Options(synthetic="only"))
    run_tick(on=on, at=at)
    Tick.objects.update_or_create(only=True, defaults={"last_day": on})
