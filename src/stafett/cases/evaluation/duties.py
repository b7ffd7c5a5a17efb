"""What each actor must do now: tasks that follow from stop points, suggestions, segments and requests."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from stafett.cases.evaluation.known import UNIDENTIFIED_EMPLOYER, Known
from stafett.cases.evaluation.rows import CaseRow, ScreeningRow, TaskRow
from stafett.cases.journal import Journal
from stafett.cases.models import Case, Task
from stafett.core.dates import previous_working_day
from stafett.core.duties import explain_duty
from stafett.core.parameters import Law
from stafett.core.reasons import Reason
from stafett.core.screening import mapping_due
from stafett.core.stoppoints import explain_stop_point
from stafett.screening.models import Screening

State = Task.State
Key = tuple[int, str, int, int | None]
"""Case, kind, ordinal and employer: what tells one task from another."""

# Not tasks: the program does these itself, or they are asked for by a way of their own.
_NO_TASK = ("screening", "after_return")


@dataclass(slots=True)
class Duty:
    """Something that is to be done now, and how to say why."""

    key: Key
    nature: str
    actor: str
    window_opens: date
    due: date
    working_due: date
    why: Any  # a row of the stop points, or a Reason


def from_stop_points(points: pl.DataFrame) -> Iterator[Duty]:
    """The stop points whose time has come and that somebody must act on."""
    now = points.filter(
        pl.col("state").is_in(["open", "due", "overdue"])
        & (pl.col("actor") != "system")
        & ~pl.col("kind").is_in(list(_NO_TASK))
    )
    for row in now.iter_rows(named=True):
        employer = row["employer"]
        key = (
            row["case"],
            row["kind"],
            row["occurrence"],
            None if employer == UNIDENTIFIED_EMPLOYER else employer,
        )
        yield Duty(key, row["nature"], row["actor"], row["opens"], row["due"], row["working_due"], row)


def from_follow_up(
    cases: Iterable[CaseRow], screenings: dict[int, ScreeningRow], known: Known, law: Law
) -> Iterator[Duty]:
    """Segments to confirm, mappings to begin, requests to answer."""
    open_requests: dict[int, list[Any]] = {}
    for request in known.requests.all():
        if request.answered_on is None:
            open_requests.setdefault(request.case_id, []).append(request)
    for case in cases:
        screening = screenings.get(case.id)
        if screening and screening.state == Screening.State.TO_CONFIRM and screening.suggested_on:
            yield _own(
                case,
                "confirm",
                screening.round,
                screening.suggested_on,
                screening.confirm_due or known.on,
                law,
            )
        if screening and case.segment == Case.Segment.NEEDS_MAPPING and screening.confirmed_on:
            office = known.persons[case.person_id].office
            waits = screening.state == Screening.State.TO_CONFIRM
            yield _own(
                case,
                "mapping",
                screening.round - int(waits),  # the confirmed one, not the suggestion that waits
                screening.confirmed_on,
                mapping_due(screening.confirmed_on, law, office),
                law,
            )
        for request in open_requests.get(case.id, ()):
            yield _own(case, "answer_request", request.id, request.received_on, request.answer_due, law)


def _own(case: CaseRow, kind: str, ordinal: int, opens: date, due: date, law: Law) -> Duty:
    reason = explain_duty(kind, opens, due, law)
    return Duty((case.id, kind, ordinal, None), "method", "nav", opens, due, previous_working_day(due), reason)


class Duties:
    """Holds the tasks of the cases against the duties of today."""

    def __init__(self, known: Known, journal: Journal, law: Law) -> None:
        self.known, self.journal, self.law = known, journal, law
        self.persons = {case.id: case.person_id for case in known.cases.all()}

    def settle(self, duties: Iterable[Duty], spells: dict[int, dict[str, Any]]) -> None:
        """Opens what is new, moves what has another date, and lets lapse what has lost its cause.

        `spells`: the spell row of each case, for the reasons.
        """
        wanted = {duty.key: duty for duty in duties}
        for task in self.known.tasks.rows:
            duty = wanted.pop((task.case_id, task.kind, task.ordinal, task.employer_id), None)
            if duty is None:
                self._lapse(task)
            elif task.state in {State.OPEN, State.LAPSED}:
                self._refresh(task, duty, spells)
        for duty in wanted.values():
            self._open(duty, spells)

    def _open(self, duty: Duty, spells: dict[int, dict[str, Any]]) -> None:
        case, kind, ordinal, employer = duty.key
        self.known.tasks.add(
            case_id=case, kind=kind, ordinal=ordinal, employer_id=employer, nature=duty.nature, actor=duty.actor,
            window_opens=duty.window_opens, due=duty.due, working_due=duty.working_due,
            reason=self._reason(duty, spells), state=State.OPEN, ended_on=None, ended_by="", outcome="",
        )  # fmt: skip
        self._note("task_opened", case, kind, {"due": duty.due})

    def _refresh(self, task: TaskRow, duty: Duty, spells: dict[int, dict[str, Any]]) -> None:
        if task.state == State.LAPSED:
            task.state, task.ended_on, task.ended_by, task.outcome = State.OPEN, None, "", ""
            self._note("task_opened", task.case_id, task.kind, {"due": duty.due})
        if (task.due, task.window_opens) != (duty.due, duty.window_opens):
            task.due, task.working_due, task.window_opens = duty.due, duty.working_due, duty.window_opens
            task.reason = self._reason(duty, spells)

    def _lapse(self, task: TaskRow) -> None:
        if task.state == State.OPEN:
            task.state, task.ended_on, task.ended_by, task.outcome = (
                State.LAPSED,
                self.known.on,
                "system",
                "cause_gone",
            )
            self._note("task_lapsed", task.case_id, task.kind, {})

    def _reason(self, duty: Duty, spells: dict[int, dict[str, Any]]) -> dict[str, Any]:
        if isinstance(duty.why, Reason):
            return dict(duty.why.to_json())
        spell = spells.get(duty.key[0], {})
        return dict(explain_stop_point(duty.key[1], spell | duty.why, self.law).to_json())

    def _note(self, event: str, case: int, kind: str, after: dict[str, Any]) -> None:
        self.journal.note(event, person=self.persons[case], case=case, after={"kind": kind} | after)
