"""What each actor must do now: tasks that follow from stop points, suggestions, segments, requests and hand-overs.

Duties are a frame with one row each: the columns of `KEY`; nature, actor, opens, due and working_due as in
`core.stoppoints`; and `point`, the row of the stop points that it follows from, null for those that follow from
screening, a mapping, a request, a hand-over or a category.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from stafett.cases.evaluation.known import KEY, Known, Mapped
from stafett.cases.evaluation.need import KINDS, Window, duties_of, explain_duty_of_need
from stafett.cases.evaluation.rows import CaseRow, HandOverRow, ScreeningRow
from stafett.cases.handover.models import HandOver
from stafett.cases.journal import Journal
from stafett.cases.models import Case, Task
from stafett.cases.own_work import FOLLOW_UP
from stafett.core.dates import day_number, previous_working_days
from stafett.core.duties import explain_duty
from stafett.core.handover import handover_returned_due
from stafett.core.meetings import outcome_due
from stafett.core.parameters import Law
from stafett.core.rows import Flags, Rows, any_of, rows_where
from stafett.core.screening import mapping_due
from stafett.dialogue.models import HelpRequest
from stafett.people import bulk
from stafett.screening.models import Screening

State = Task.State
Explain = Callable[[int], dict[str, Any]]
"""Why a row of the stop points is there, as JSON."""

# Not tasks: the program does these itself, or they are asked for by a way of their own.
_NO_TASK = ("screening", "after_return")

MOST_ROUNDS = 9_999
"""The task of a mapping is told apart by the round of confirming, or by the number of the day it comes back on."""

_DUTY: dict[str, Any] = {
    "case": pl.Int64, "kind": pl.String, "ordinal": pl.Int64, "employer": pl.Int64, "nature": pl.String,
    "actor": pl.String, "opens": pl.Date, "due": pl.Date, "working_due": pl.Date, "point": pl.Int64,
}  # fmt: skip


def from_stop_points(points: pl.DataFrame, law: Law) -> pl.DataFrame:
    """The stop points (of `course.points`) whose time has come and that somebody must act on."""
    rows = Rows(points, law)
    time_has_come = any_of([rows.text_is("state", state) for state in ("open", "due", "overdue")])
    others_do = any_of([rows.text_is("actor", "system"), *(rows.text_is("kind", kind) for kind in _NO_TASK)])
    return _as_duties(points, time_has_come & ~others_do)


def settled_stop_points(points: pl.DataFrame, law: Law) -> pl.DataFrame:
    """The stop points that a rule has found to be done."""
    return _as_duties(points, Rows(points, law).text_is("state", "done"))


def left_for_nav(points: pl.DataFrame, tasks: pl.DataFrame, law: Law) -> set[int]:
    """The cases in which Nav has a stop point that neither a rule nor anybody has found to be done."""
    rows = Rows(points, law)
    of_nav = _as_duties(points, rows.text_is("actor", Task.Actor.NAV) & ~rows.text_is("state", "done"))
    ended = tasks.filter(~pl.col("is_open") & ~pl.col("may_reopen"))
    return set(of_nav.join(ended, on=KEY, how="anti", nulls_equal=True).get_column("case"))


def _as_duties(points: pl.DataFrame, which: Flags) -> pl.DataFrame:
    rows = np.flatnonzero(which)
    of_task = {"employer": "task_employer"}
    columns = [points.get_column(of_task.get(name, name)).alias(name) for name in _DUTY if name != "point"]
    return pl.DataFrame(columns)[rows].hstack([pl.Series("point", rows)])


def from_follow_up(
    cases: Collection[CaseRow],
    sick: Collection[int],
    screenings: dict[int, ScreeningRow],
    known: Known,
    windows: Mapping[int, Window],
    law: Law,
) -> pl.DataFrame:
    """Segments to confirm, mappings, talks agreed on, requests and hand-overs to answer, contacts, new assessments.

    And what advisers have set themselves or planned. `sick`: the cases whose spell goes on. `windows`: as
    `need.windows_of` gives them.
    """
    rows = [
        *_follow_up(cases, sick, screenings, known, law),
        *_set_by_advisers(cases, known, law),
        *_of_meetings({case.id: case for case in cases}, sick, known, law),
    ]
    if windows:
        rows += duties_of(windows, known.events, {case.id for case in cases}, law, known.on)
    columns = ("case", "kind", "ordinal", "opens", "due")
    duties = pl.DataFrame(rows, schema={name: _DUTY[name] for name in columns}, orient="row")
    working_due = previous_working_days(duties.get_column("due").cast(pl.Int32).to_numpy())
    return duties.select(
        "case", "kind", "ordinal", pl.lit(None, pl.Int64).alias("employer"),
        pl.lit("method").alias("nature"), pl.lit(Task.Actor.NAV.value).alias("actor"), "opens", "due",
        pl.Series("working_due", working_due).cast(pl.Date), pl.lit(None, pl.Int64).alias("point"),
    )  # fmt: skip


def _follow_up(
    cases: Collection[CaseRow], sick: Collection[int], screenings: dict[int, ScreeningRow], known: Known, law: Law
) -> Iterator[tuple[int, str, int, date, date]]:
    """Case, kind, ordinal, the day it opens and the day it is due."""
    open_requests: dict[int, list[Any]] = {}
    for request in known.requests.all():
        if request.answered_on is None:
            open_requests.setdefault(request.case_id, []).append(request)
    handovers = {handover.case_id: handover for handover in known.handovers.rows}
    meeting_days: dict[int, list[date]] = {}
    for meeting in known.meetings.rows:
        meeting_days.setdefault(meeting.case_id, []).append(meeting.day)
    for case in cases:
        screening = screenings.get(case.id)
        if screening and screening.state == Screening.State.TO_CONFIRM and screening.suggested_on:
            yield case.id, "confirm", screening.round, screening.suggested_on, screening.confirm_due or known.on
        to_map = case.segment == Case.Segment.NEEDS_MAPPING and case.id in sick
        if screening and to_map and screening.confirmed_on:
            waits = screening.state == Screening.State.TO_CONFIRM
            # The round that was confirmed, not that of the suggestion that waits.
            confirmed_round = screening.round - int(waits)
            due = mapping_due(screening.confirmed_on, law, known.persons[case.person_id].office)
            yield case.id, "mapping", confirmed_round, screening.confirmed_on, due
        if case.id in known.mapped and case.id in sick:
            yield from _after_mapping(case, known.mapped[case.id], screening, meeting_days.get(case.id, ()), known, law)
        for request in open_requests.get(case.id, ()):
            yield case.id, "answer_request", request.id, request.received_on, request.answer_due
        if case.id in handovers:
            yield from _of_handover(handovers[case.id], known.persons[case.person_id].office, law)


def _set_by_advisers(cases: Collection[CaseRow], known: Known, law: Law) -> Iterator[tuple[int, str, int, date, date]]:
    window = timedelta(days=law.number("stop_point_window_days", known.on))
    working = {case.id for case in cases}
    for own in known.follow_ups.rows:
        if own.case_id in working:
            yield own.case_id, FOLLOW_UP, own.id, max(own.set_on, own.due - window), own.due


def _of_meetings(
    cases: Mapping[int, CaseRow], sick: Collection[int], known: Known, law: Law
) -> Iterator[tuple[int, str, int, date, date]]:
    """What a planned conversation asks of Nav: what came of it; and before that, whether it is to be held, and by whom.

    The last two are there when its adviser does not work where the case is any more, or the spell has ended.
    """
    for meeting in known.meetings.rows:
        case = cases.get(meeting.case_id)
        if case is None:
            continue
        key = meeting.id, meeting.planned_on, meeting.day
        if meeting.day < known.on:
            office = known.persons[case.person_id].office
            due = outcome_due(meeting.day, law, office)
            yield case.id, "meeting_outcome", meeting.id, meeting.day + timedelta(days=1), due
        elif known.works_at.get(meeting.holder_id) != case.holder_unit_id:
            yield case.id, "meeting_adviser", *key
        elif case.id not in sick:
            yield case.id, "meeting_after_end", *key


def _of_handover(handover: HandOverRow, office: str, law: Law) -> Iterator[tuple[int, str, int, date, date]]:
    """The receiver answers an offer; the giver looks at what came back, until it is offered anew."""
    key, offered_on = (handover.case_id, handover.id), handover.offered_on
    if handover.state == HandOver.State.OFFERED:
        yield key[0], "accept_handover", key[1], offered_on, handover.answer_due
    elif handover.state == HandOver.State.RETURNED and handover.answered_on:
        due = handover_returned_due(handover.answered_on, law, office)
        yield key[0], "handover_returned", key[1], handover.answered_on, due


def _after_mapping(
    case: CaseRow,
    mapped: Mapped,
    screening: ScreeningRow | None,
    meeting_days: Collection[date],
    known: Known,
    law: Law,
) -> Iterator[tuple[int, str, int, date, date]]:
    """The contact that was agreed on; or, after the quick exit, the mapping again from its day (the ordinal) on.

    A meeting that is planned near the day agreed on is that contact, and has its day.
    """
    returns_on = mapped.returns_on(screening.confirmed_on if screening else None)
    office = known.persons[case.person_id].office
    if mapped.cared_for_until is None:
        near = timedelta(days=law.number("contact_window_days", mapped.next_on, office=office))
        days = [day for day in meeting_days if day >= known.on and abs(day - mapped.next_on) <= near]
        due = min(days, default=mapped.next_on)
        yield case.id, "agreed_contact", mapped.id, due, due
    elif returns_on and returns_on <= known.on:
        due = mapping_due(returns_on, law, office)
        yield case.id, "mapping", day_number(returns_on), returns_on, due


def _explained_as(kind: str, ordinal: int, urgent: Collection[int]) -> str:
    """The name under which `core.duties` explains a duty."""
    if kind == "answer_request" and ordinal in urgent:
        return "answer_urgent_request"
    return "mapping_returned" if kind == "mapping" and ordinal > MOST_ROUNDS else kind


_OPENED = ("id", "case_id", "kind", "ordinal", "employer_id", "nature", "actor", "window_opens", "due", "working_due",
           "reason", "state", "ended_by", "outcome")  # fmt: skip
_MOVED = ("id", "window_opens", "due", "working_due", "reason", "state", "ended_on", "ended_by", "outcome")
_LAPSED = ("id", "state", "ended_on", "ended_by", "outcome")
_SETTLED = (*_LAPSED, "reason")
_OWN = ("task", "case", "kind", "actor", "nature", "opens", "due")


class Duties:
    """Holds the tasks of the cases against the duties of today."""

    def __init__(self, known: Known, windows: Mapping[int, Window], journal: Journal, law: Law) -> None:
        self.known, self.windows, self.journal, self.law = known, windows, journal, law
        self._new = self._moved = pl.DataFrame(schema=_DUTY)
        self._lapsed: list[int] = []
        self._settled: list[tuple[int, int]] = []  # with the row of the stop point
        self._explain: Explain
        self._persons: dict[int, int] = {}
        self._urgent: set[int] = set()  # requests

    def settle(self, duties: pl.DataFrame, settled: pl.DataFrame, explain: Explain) -> pl.DataFrame:
        """Opens what is new, moves what has another date, ends what is settled, lets lapse what has lost its cause.

        Gives the tasks that are open then and climb the list, Nav's own and those of others that somebody follows:
        task, case, kind, actor, nature, opens, due. Most duties have their task already and change nothing.
        """
        self._explain = explain
        self._persons = {case.id: case.person_id for case in self.known.cases.all()}
        requests = self.known.requests.all()
        self._urgent = {request.id for request in requests if request.how_soon == HelpRequest.HowSoon.URGENT}
        held = duties.join(
            self.known.tasks, on=KEY, how="full", coalesce=True, nulls_equal=True, maintain_order="left_right"
        )
        rows = Rows(held, self.law)
        is_duty, is_stored = rows.known("actor"), rows.known("task")
        is_open, may_reopen = rows.switch("is_open"), rows.switch("may_reopen")
        other_days = any_of([rows.day(name) != rows.day(f"stored_{name}") for name in ("due", "opens")])
        moved = is_duty & (may_reopen | (is_open & other_days))
        new = is_duty & ~is_stored
        self._new = self._with_keys(rows_where(held, new))
        self._moved = rows_where(held, moved)
        self._note_opened(self._new)
        self._note_opened(rows_where(held, moved & ~is_open))
        self._end(rows_where(held, is_open & ~is_duty), settled)
        climbs = rows.text_is("actor", Task.Actor.NAV) | rows.switch("followed")
        own = rows_where(held, is_duty & (is_open | may_reopen) & climbs)
        own_new = rows_where(self._new, Rows(self._new, self.law).text_is("actor", Task.Actor.NAV))
        return pl.concat([own[list(_OWN)], own_new[list(_OWN)]])

    def opened_for(self, actor: Task.Actor) -> list[tuple[int, str]]:
        """Case and kind of the tasks that are opened for one actor, for the first time."""
        of_actor = rows_where(self._new, Rows(self._new, self.law).text_is("actor", actor))
        return of_actor[["case", "kind"]].rows()

    def save(self) -> None:
        """Writes the differences."""
        today = self.known.on
        bulk.update(Task, _LAPSED, [(task, State.LAPSED, today, "system", "cause_gone") for task in self._lapsed])
        bulk.update(Task, _SETTLED, [
            (task, State.DONE, today, "system", Task.SETTLED, self._explain(point)) for task, point in self._settled
        ])  # fmt: skip
        bulk.update(Task, _MOVED, [
            (row["task"], row["opens"], row["due"], row["working_due"], self._why(row), State.OPEN, None, "", "")
            for row in self._moved.iter_rows(named=True)
        ])  # fmt: skip
        bulk.insert(Task, _OPENED, [
            (row["task"], *(row[name] for name in KEY), row["nature"], row["actor"], row["opens"], row["due"],
             row["working_due"], self._why(row), State.OPEN, "", "")
            for row in self._new.iter_rows(named=True)
        ])  # fmt: skip

    def _with_keys(self, new: pl.DataFrame) -> pl.DataFrame:
        return new.with_columns(pl.Series("task", bulk.new_ids(Task, new.height), dtype=pl.Int64))

    def _why(self, row: dict[str, Any]) -> dict[str, Any]:
        if row["point"] is not None:
            return self._explain(row["point"])
        if row["kind"] in KINDS:
            window = self.windows[row["case"]]
            return explain_duty_of_need(row["kind"], row["ordinal"], window, self.law, self.known.on)
        kind = _explained_as(row["kind"], row["ordinal"], self._urgent)
        office = self.known.persons[self._persons[row["case"]]].office
        return explain_duty(kind, row["opens"], row["due"], self.law, office).to_json()

    def _note_opened(self, rows: pl.DataFrame) -> None:
        for case, kind, due in rows[["case", "kind", "due"]].iter_rows():
            self._note("task_opened", case, {"kind": kind, "due": due})

    def _end(self, ended: pl.DataFrame, settled: pl.DataFrame) -> None:
        point_of = {tuple(key): point for *key, point in settled[[*KEY, "point"]].iter_rows()} if ended.height else {}
        for task, *key in sorted(ended[["task", *KEY]].iter_rows()):
            point = point_of.get(tuple(key))
            if point is None:
                self._lapsed.append(task)
            else:
                self._settled.append((task, point))
            case, kind, *_ = key
            self._note("task_lapsed" if point is None else "task_settled", case, {"kind": kind})

    def _note(self, event: str, case: int, after: dict[str, Any]) -> None:
        self.journal.note(event, person=self._persons[case], case=case, after=after)
