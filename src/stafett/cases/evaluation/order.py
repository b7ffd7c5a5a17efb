"""The order of work, and the next step and date of each case."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from stafett.cases.evaluation.known import Known
from stafett.cases.evaluation.rows import CaseRow, ScreeningRow
from stafett.cases.models import Task
from stafett.core.parameters import Law
from stafett.core.priority import LAST_STEP, REASONS, one_row_per_person, order_of_work
from stafett.screening.models import Screening

# Steps that are nobody's task: the note runs out, or has run out and nothing more has come.
NOTE_ENDS = "note_ends"
CASE_CLOSES = "case_closes"
AWAIT_ANSWER = "await_answer"


@dataclass(frozen=True, slots=True)
class Order:
    """Where a case stands on the list and why, and what comes next in it."""

    step: int
    step_date: date | None
    reason: str
    changes_on: date | None
    next_step: str
    next_date: date


def put_in_order(known: Known, working: list[CaseRow], points: pl.DataFrame, law: Law) -> dict[int, Order]:
    """The order of each open case: from the first of Nav's own tasks, else from what comes next by date."""
    screenings = {row.case_id: row for row in known.screenings.all()}
    coming = _coming(points, known.on)
    gap = law.number("spell_gap_days", known.on)
    orders = {case.id: _by_date(case, screenings.get(case.id), coming.get(case.id), known.on, gap) for case in working}
    tasks = _tasks(known, {case.id: case for case in working}, screenings)
    if tasks.height:
        first = one_row_per_person(order_of_work(tasks, law, known.on))
        for row in first.iter_rows(named=True):
            changes_on = [day for day in (row["changes_on"], orders[row["case"]].changes_on) if day]
            orders[row["case"]] = Order(
                row["step"],
                row["step_date"],
                row["reason"],
                min(changes_on, default=None),
                row["kind"],
                row["due"],
            )
    return orders


def _by_date(
    case: CaseRow, screening: ScreeningRow | None, coming: tuple[str, date] | None, on: date, gap: int
) -> Order:
    """Without a task of Nav's: what comes first of the answer awaited, the next stop point and the note's end."""
    closes = case.last_day + timedelta(days=gap + 1)
    steps = [(NOTE_ENDS, case.last_day) if case.last_day >= on else (CASE_CLOSES, max(closes, on))]
    if coming:
        steps.append(coming)
    if screening and screening.state == Screening.State.ASKED and screening.window_ends_on:
        steps.append((AWAIT_ANSWER, max(screening.window_ends_on, on)))
    kind, day = min(steps, key=lambda step: (step[1], step[0]))
    return Order(LAST_STEP, day, REASONS[LAST_STEP], None, kind, day)


def _coming(points: pl.DataFrame, on: date) -> dict[int, tuple[str, date]]:
    """The next stop point still to come of each case, whoever acts on it."""
    if not points.height:
        return {}
    rows = points.filter((pl.col("due") >= on) & pl.col("state").is_in(["future", "open", "due"])).sort("due", "kind")
    first = rows.group_by("case", maintain_order=True).agg(pl.col("kind").first(), pl.col("due").first())
    return {case: (kind, due) for case, kind, due in first.iter_rows()}


def _tasks(known: Known, cases: dict[int, CaseRow], screenings: dict[int, ScreeningRow]) -> pl.DataFrame:
    rows = []
    for task in known.tasks.all():
        if task.state == Task.State.OPEN and task.actor == Task.Actor.NAV and task.case_id in cases:
            case, screening = cases[task.case_id], screenings.get(task.case_id)
            asked = task.kind == "answer_request"
            rows.append((
                task.id, task.case_id, case.person_id, task.kind, task.actor, task.nature, task.due,
                task.window_opens, asked, asked, task.window_opens if task.kind == "mapping" else None,
                case.last_contact_on, len(screening.signals) if screening else 0,
            ))  # fmt: skip
    return pl.DataFrame(rows, schema=_TASKS, orient="row")


_TASKS = {
    "task": pl.Int64, "case": pl.Int64, "person": pl.Int64, "kind": pl.String, "actor": pl.String,
    "nature": pl.String, "due": pl.Date, "window_opens": pl.Date, "waiting_for_us": pl.Boolean,
    "promised_answer": pl.Boolean, "not_assessed_since": pl.Date, "last_contact": pl.Date, "risk_count": pl.Int32,
}  # fmt: skip
