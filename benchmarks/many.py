"""What is done to a thousand chosen cases at once, in a region with many open ones."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from benchmarks.setting import NOW, TODAY, Row, empty_database

from benchmarks.open_cases import take_in_open_cases  # isort: skip
from stafett.access.actors import staff_actor  # isort: skip
from stafett.cases.desk import read_desk  # isort: skip
from stafett.cases.handover.many import offer_cases  # isort: skip
from stafett.cases.handover.services import Record  # isort: skip
from stafett.cases.many.choosing import MOST, Outcome  # isort: skip
from stafett.cases.many.services import assign_cases, snooze_cases  # isort: skip
from stafett.cases.many.undo import take_back  # isort: skip
from stafett.cases.models import Case, Task  # isort: skip
from stafett.dialogue.many import Draft, send_messages  # isort: skip
from stafett.people.models import Staff, Unit  # isort: skip

OPEN_CASES = 20_000
BAR = "<= 3 s"


def run(open_cases: int = OPEN_CASES) -> list[Row]:
    """Seconds for each thing that an adviser can do to MOST cases, and for taking it back."""
    with empty_database():
        take_in_open_cases(open_cases, on=TODAY, at=NOW)
        unit = Unit.objects.get(number="0101")
        staff = Staff.objects.create(name="Prøve", login="p", unit=unit, role="adviser")
        return _measure(staff)


def _measure(staff: Staff) -> list[Row]:
    actor = staff_actor(staff)
    late = Task.objects.filter(state="open", actor="nav", nature="law", due__lte=TODAY).values("case")
    cases = list(Case.objects.filter(state="open").exclude(pk__in=late).values_list("pk", flat=True)[:MOST])
    common: dict[str, Any] = {"actor": actor, "on": TODAY, "at": NOW, "seen": read_desk(actor).newest}
    record = Record("new_job", "Ny jobb", "Samtale", "Kurs", "Telefon", "Fastlegen")
    roe = Unit.objects.get(number="0900")
    until = TODAY + timedelta(days=5)
    rows = []
    for what, act in (
        ("given to an adviser", lambda: assign_cases(cases=cases, holder=staff, **common)),
        ("put off", lambda: snooze_cases(cases=cases, until=until, reason="Ferie", **common)),
        ("offered to a unit", lambda: offer_cases(records=dict.fromkeys(cases, record), to_unit=roe, **common)),
        (
            "written to",
            lambda: send_messages(cases=cases, draft=Draft(template="how_are_you"), unit="Nav", **common),
        ),
    ):
        taken, outcome = _timed(act)
        assert outcome.done == MOST, (what, outcome.done)
        rows.append((f"{MOST:,} cases {what}", f"{taken:.2f} s", BAR))
        if outcome.action:
            undone, _ = _timed(partial(take_back, action=outcome.action, actor=actor, on=TODAY, at=NOW))
            rows.append((f"{MOST:,} cases {what}, taken back", f"{undone:.2f} s", BAR))
    return rows


def _timed(act: Callable[[], Outcome]) -> tuple[float, Outcome]:
    start = time.perf_counter()
    outcome = act()
    return time.perf_counter() - start, outcome


if __name__ == "__main__":
    for what, figure, bar in run():
        print(f"{what:<60}{figure:>18}   {bar}")
