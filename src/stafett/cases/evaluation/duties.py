"""What each actor must do now: tasks that follow from stop points, suggestions, segments and requests."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, NamedTuple

import polars as pl

from stafett.cases.evaluation.known import Known, Stored, task_of_employer
from stafett.cases.evaluation.rows import CaseRow, ScreeningRow
from stafett.cases.journal import Journal
from stafett.cases.models import Case, Task
from stafett.core.dates import date_of, day_number, previous_working_day
from stafett.core.duties import explain_duty
from stafett.core.parameters import Law
from stafett.core.rows import Rows, any_of, rows_where
from stafett.core.screening import mapping_due
from stafett.people import bulk
from stafett.screening.models import Screening

State = Task.State
Key = tuple[int, str, int, int | None]
"""Case, kind, ordinal and employer: what tells one task from another."""

Explain = Callable[[dict[str, Any]], dict[str, Any]]
"""Why a row of the stop points is there, as JSON."""

Reason = Callable[[], dict[str, Any]]
"""The same for one of them, made when it is asked for."""

# Not tasks: the program does these itself, or they are asked for by a way of their own.
_NO_TASK = ("screening", "after_return")


class Duty(NamedTuple):
    """Something that is to be done now, and how to say why. Days are day numbers."""

    key: Key
    nature: str
    actor: str
    window_opens: int
    due: int
    working_due: int
    why: Reason


class OpenTask(NamedTuple):
    """A task of Nav's own that is open now, as the order of work asks for it; days are day numbers."""

    id: int
    case: int
    kind: str
    nature: str
    window_opens: int
    due: int


def from_stop_points(points: pl.DataFrame, law: Law, why: Explain) -> Iterator[Duty]:
    """The stop points whose time has come and that somebody must act on. `why` explains a row of `points`."""
    rows = Rows(points, law)
    time_has_come = any_of([rows.text_is("state", state) for state in ("open", "due", "overdue")])
    others_do = any_of([rows.text_is("actor", "system"), *(rows.text_is("kind", kind) for kind in _NO_TASK)])
    now = rows_where(points, time_has_come & ~others_do)
    days = (now.get_column(name).cast(pl.Int32) for name in ("opens", "due", "working_due"))
    columns = [now.get_column(name) for name in ("nature", "actor")]
    values = zip(_explained(now, why), *(column.to_list() for column in (*columns, *days)), strict=True)
    for (key, reason), nature, actor, opens, due, working_due in values:
        yield Duty(key, nature, actor, opens, due, working_due, reason)


def settled_stop_points(points: pl.DataFrame, law: Law, why: Explain) -> dict[Key, Reason]:
    """The stop points that a rule has found to be done, by what tells their tasks from others."""
    return dict(_explained(rows_where(points, Rows(points, law).text_is("state", "done")), why))


def _explained(points: pl.DataFrame, why: Explain) -> Iterator[tuple[Key, Reason]]:
    def explain(number: int) -> dict[str, Any]:
        return why(points.row(number, named=True))

    columns = [points.get_column(name).to_list() for name in ("case", "kind", "occurrence", "employer")]
    for number, (case, kind, occurrence, employer) in enumerate(zip(*columns, strict=True)):
        yield (case, kind, *task_of_employer(occurrence, employer)), partial(explain, number)


def from_follow_up(
    cases: Iterable[CaseRow], sick: Collection[int], screenings: dict[int, ScreeningRow], known: Known, law: Law
) -> Iterator[Duty]:
    """Segments to confirm, mappings to begin, requests to answer. `sick`: the cases whose spell goes on."""
    open_requests: dict[int, list[Any]] = {}
    for request in known.requests.all():
        if request.answered_on is None:
            open_requests.setdefault(request.case_id, []).append(request)
    for case in cases:
        screening = screenings.get(case.id)
        if screening and screening.state == Screening.State.TO_CONFIRM and screening.suggested_on:
            due = screening.confirm_due or known.on
            yield _own(case, "confirm", screening.round, screening.suggested_on, due, law)
        to_map = case.segment == Case.Segment.NEEDS_MAPPING and case.id in sick
        if screening and to_map and screening.confirmed_on:
            waits = screening.state == Screening.State.TO_CONFIRM
            # The round that was confirmed, not that of the suggestion that waits.
            confirmed_round = screening.round - int(waits)
            due = mapping_due(screening.confirmed_on, law, known.persons[case.person_id].office)
            yield _own(case, "mapping", confirmed_round, screening.confirmed_on, due, law)
        for request in open_requests.get(case.id, ()):
            yield _own(case, "answer_request", request.id, request.received_on, request.answer_due, law)


def _own(case: CaseRow, kind: str, ordinal: int, opens: date, due: date, law: Law) -> Duty:
    return Duty(
        key=(case.id, kind, ordinal, None),
        nature="method",
        actor="nav",
        window_opens=day_number(opens),
        due=day_number(due),
        working_due=day_number(previous_working_day(due)),
        why=lambda: explain_duty(kind, opens, due, law).to_json(),
    )


_OPENED = ("id", "case_id", "kind", "ordinal", "employer_id", "nature", "actor", "window_opens", "due", "working_due",
           "reason", "state", "ended_by", "outcome")  # fmt: skip
_MOVED = ("id", "window_opens", "due", "working_due", "reason", "state", "ended_on", "ended_by", "outcome")
_LAPSED = ("id", "state", "ended_on", "ended_by", "outcome")
_SETTLED = (*_LAPSED, "reason")


class Duties:
    """Holds the tasks of the cases against the duties of today."""

    def __init__(self, known: Known, journal: Journal) -> None:
        self.known, self.journal = known, journal
        self._persons: dict[int, int] = {}
        self._new: list[Duty] = []
        self._moved: list[tuple[int, Duty]] = []
        self._lapsed: list[int] = []
        self._settled: list[tuple[int, Reason]] = []

    def settle(self, duties: Iterable[Duty], settled: Mapping[Key, Reason]) -> list[OpenTask]:
        """Opens what is new, moves what has another date, ends what is settled, lets lapse what has lost its cause.

        Gives Nav's own tasks that are open then. Most duties have their task already and change nothing.
        """
        self._persons = {case.id: case.person_id for case in self.known.cases.all()}
        stored, own = dict(self.known.tasks), []
        for duty in duties:
            task = stored.pop(duty.key, None)
            if task is None:
                self._new.append(duty)
                continue
            if task.state not in {State.OPEN, State.LAPSED} and not task.settled:
                continue
            if task.state != State.OPEN or (task.due, task.window_opens) != (duty.due, duty.window_opens):
                self._move(task, duty)
            if duty.actor == Task.Actor.NAV:
                own.append(_as_open(task.id, duty))
        for key, task in stored.items():
            if task.state == State.OPEN:
                self._end(key, task, settled.get(key))
        self._ids = bulk.new_ids(Task, len(self._new))
        for key_of_new, duty in zip(self._ids, self._new, strict=True):
            self._note("task_opened", duty.key, {"due": date_of(duty.due)})
            if duty.actor == Task.Actor.NAV:
                own.append(_as_open(key_of_new, duty))
        return own

    def newly_asked(self) -> list[tuple[int, str]]:
        """Case and kind of the tasks that are opened for the person: what they are asked for the first time."""
        return [duty.key[:2] for duty in self._new if duty.actor == Task.Actor.PERSON]

    def save(self) -> None:
        """Writes the differences."""
        today = self.known.on
        bulk.update(Task, _LAPSED, [(task, State.LAPSED, today, "system", "cause_gone") for task in self._lapsed])
        bulk.update(Task, _SETTLED, [
            (task, State.DONE, today, "system", Task.SETTLED, why()) for task, why in self._settled
        ])  # fmt: skip
        bulk.update(Task, _MOVED, [(task, *_days(duty), duty.why(), State.OPEN, None, "", "")
                                   for task, duty in self._moved])  # fmt: skip
        bulk.insert(Task, _OPENED, [
            (task, *duty.key, duty.nature, duty.actor, *_days(duty), duty.why(), State.OPEN, "", "")
            for task, duty in zip(self._ids, self._new, strict=True)
        ])  # fmt: skip

    def _move(self, task: Stored, duty: Duty) -> None:
        self._moved.append((task.id, duty))
        if task.state != State.OPEN:
            self._note("task_opened", duty.key, {"due": date_of(duty.due)})

    def _end(self, key: Key, task: Stored, settled: Reason | None) -> None:
        if settled is None:
            self._lapsed.append(task.id)
        else:
            self._settled.append((task.id, settled))
        self._note("task_settled" if settled else "task_lapsed", key, {})

    def _note(self, event: str, key: Key, after: dict[str, Any]) -> None:
        case, kind = key[:2]
        self.journal.note(event, person=self._persons[case], case=case, after={"kind": kind} | after)


def _days(duty: Duty) -> tuple[date, date, date]:
    return date_of(duty.window_opens), date_of(duty.due), date_of(duty.working_due)


def _as_open(task: int, duty: Duty) -> OpenTask:
    return OpenTask(task, duty.key[0], duty.key[1], duty.nature, duty.window_opens, duty.due)
