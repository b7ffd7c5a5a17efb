"""The order of work, and the next step and date of each case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter

import numpy as np
import polars as pl

from stafett.cases.evaluation.known import Known
from stafett.cases.evaluation.need import CONTACT, Window, in_category, planned_for, steps_to_come
from stafett.cases.evaluation.rows import CaseRow, ScreeningRow
from stafett.cases.models import Task
from stafett.core.dates import day_number
from stafett.core.factors import CATEGORIES
from stafett.core.parameters import Law
from stafett.core.priority import LAST_STEP, REASONS, one_row_per_person, order_of_work
from stafett.core.rows import Rows, is_known, rows_where, where
from stafett.screening.models import Screening

# Where a case stands that somebody has put first, or put off; between them are the steps of core.priority.
PINNED, SNOOZED = 0, 8

# Steps that are nobody's task: the note runs out, or has run out and nothing more has come.
NOTE_ENDS = "note_ends"
CASE_CLOSES = "case_closes"
AWAIT_ANSWER = "await_answer"


@dataclass(frozen=True, slots=True)
class Order:
    """Where a case stands on the list and why, and what comes next in it."""

    step: int
    step_date: date | None
    risk: int
    reason: str
    changes_on: date | None
    next_step: str
    next_date: date


def put_in_order(
    known: Known,
    working: list[CaseRow],
    own: pl.DataFrame,
    points: pl.DataFrame,
    silent: Mapping[int, int],
    windows: Mapping[int, Window],
    law: Law,
) -> dict[int, Order]:
    """The order of each open case: from the first of Nav's open tasks, else from what comes next by date.

    `own`: as `Duties.settle` gives them. `silent`: how many risk signals there are on cases whose person is silent.
    `windows`: as `need.windows_of` gives them.
    """
    screenings = {row.case_id: row for row in known.screenings.all()}
    coming = _coming(points, law, known.on)
    for case_id, step in steps_to_come(windows, known.on).items():
        coming[case_id] = min(coming.get(case_id, step), step, key=itemgetter(1))
    gap, placed = law.number("spell_gap_days", known.on), in_category(windows)
    due, later = _now_and_later(_after_meetings(own, windows, known.on), known.on)
    orders = {
        case.id: _by_date(
            case,
            screenings.get(case.id),
            coming.get(case.id),
            later.get(case.id),
            silent.get(case.id, 0),
            known.on,
            gap,
            has_category=case.id in placed,
        )
        for case in working
    }
    tasks = _tasks(due, {case.id: case for case in working}, silent, windows)
    if tasks.height:
        ordered = order_of_work(tasks, law, known.on)
        # Any of a case's tasks may climb past the one that is first now, such as an answer that was promised.
        soonest = dict(ordered.group_by("case").agg(pl.col("changes_on").min()).iter_rows())
        for row in one_row_per_person(ordered).iter_rows(named=True):
            changes_on = [day for day in (soonest[row["case"]], orders[row["case"]].changes_on) if day]
            orders[row["case"]] = Order(
                _place(row["step"], pinned=row["pinned"], snoozed=row["snoozed"]),
                row["step_date"],
                row["risk_count"],
                row["reason_of_step"],  # that it is pinned is said by its place
                min(changes_on, default=None),
                row["kind"],
                row["due"],
            )
    return orders


def _category(window: Window | None) -> str | None:
    """The category in force, where that is one of those that order the contacts."""
    return window["in_force"] if window and window["in_force"] in CATEGORIES else None


def _after_meetings(own: pl.DataFrame, windows: Mapping[int, Window], on: date) -> pl.DataFrame:
    """The tasks, of which a contact that has its meeting is set for that day: until then there is nothing to do."""
    planned = [case for case, row in windows.items() if (day := planned_for(row)) and day > on]
    waits = (pl.col("kind") == CONTACT) & pl.col("case").is_in(planned)
    return own.with_columns(pl.when(waits).then("due").otherwise("opens").alias("opens")) if planned else own


def _now_and_later(own: pl.DataFrame, on: date) -> tuple[pl.DataFrame, dict[int, tuple[str, date, date]]]:
    """The tasks whose time has come, and kind, due day and opening of each case's first one that is set for later."""
    is_later = pl.col("opens") > on
    later = own.filter(is_later).sort("due", "task", descending=True).select("case", "kind", "due", "opens")
    return own.filter(~is_later), {case: (kind, due, opens) for case, kind, due, opens in later.iter_rows()}


def _by_date(
    case: CaseRow,
    screening: ScreeningRow | None,
    coming: tuple[str, date] | None,
    later: tuple[str, date, date] | None,
    risk: int,
    on: date,
    gap: int,
    *,
    has_category: bool,
) -> Order:
    """Without a task of Nav's: what comes first of the answer awaited, the next stop point and the note's end.

    `later`: a task that has been set for a later day; the case does not close before it. Nor does one with a category.
    """
    closes = case.last_day + timedelta(days=gap + 1)
    stays = later or ((has_category or closes <= on) and coming)
    steps = [(NOTE_ENDS, case.last_day)] if case.last_day >= on else []
    if later:
        steps.append(later[:2])
    if not steps and not stays:
        steps.append((CASE_CLOSES, max(closes, on)))
    if coming:
        steps.append(coming)
    if screening and screening.state == Screening.State.ASKED and screening.window_ends_on:
        steps.append((AWAIT_ANSWER, max(screening.window_ends_on, on)))
    kind, day = min(steps, key=lambda step: (step[1], step[0]))
    wakes = case.snoozed_until if case.snoozed_until and case.snoozed_until > on else None
    step = _place(LAST_STEP, pinned=case.pinned, snoozed=wakes is not None)
    changes_on = min((each for each in (wakes, later[2] if later else None) if each), default=None)
    return Order(step, day, risk, REASONS[LAST_STEP], changes_on, kind, day)


def _place(step: int, *, pinned: bool, snoozed: bool) -> int:
    if snoozed:
        return SNOOZED
    return PINNED if pinned else step


def _coming(points: pl.DataFrame, law: Law, on: date) -> dict[int, tuple[str, date]]:
    """The next stop point still to come of each case, whoever acts on it."""
    # They stand by spell, and within it by due day and kind.
    due, done = Rows(points, law).day("due"), (points.get_column("state") == "done").to_numpy()
    to_come = np.flatnonzero(is_known(due) & (due >= day_number(on)) & ~done)
    cases, first = np.unique(points.get_column("case").to_numpy()[to_come], return_index=True)
    rows = points[["kind", "due"]][to_come[first]].iter_rows()
    return dict(zip(cases.tolist(), rows, strict=True))


def _tasks(
    own: pl.DataFrame, cases: dict[int, CaseRow], silent: Mapping[int, int], windows: Mapping[int, Window]
) -> pl.DataFrame:
    """The tasks with what the rules ask about their cases, column by column."""
    tasks = rows_where(own, np.isin(own.get_column("case").to_numpy(), list(cases)))
    keys = tasks.get_column("case").to_list()
    of_case = [cases[key] for key in keys]
    kind, opens = tasks.get_column("kind"), tasks.get_column("opens")
    is_request = (kind == "answer_request").to_numpy()
    is_handover = kind.is_in(["accept_handover", "handover_returned"]).to_numpy()
    return tasks.hstack(
        [
            pl.Series("person", [case.person_id for case in of_case], pl.Int64),
            opens.alias("window_opens"),
            pl.Series("last_contact", [case.last_contact_on for case in of_case], pl.Date),
            pl.Series("risk_count", [silent.get(key, 0) for key in keys], pl.Int32),
            (tasks.get_column("actor") != Task.Actor.NAV).alias("followed"),
            pl.Series("pinned", [case.pinned for case in of_case], pl.Boolean),
            pl.Series("snoozed_until", [case.snoozed_until for case in of_case], pl.Date),
            pl.Series("waiting_for_us", is_request | is_handover),
            pl.Series("promised_answer", is_request),
            kind.is_in(["agreed_contact", CONTACT]).alias("planned_contact"),
            pl.Series("category", [_category(windows.get(key)) for key in keys], pl.String),
            where((kind == "mapping").to_numpy(), opens).alias("not_assessed_since"),
        ]
    )
