"""Rows of a table held in memory while many people are evaluated, and written back in one go."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from typing import Any, Generic, TypeVar

from django.db import connection, models

from stafett.cases.handover.models import HandOver
from stafett.cases.models import Case, Schedule
from stafett.cases.own_work import FollowUp
from stafett.dialogue.models import HelpRequest, Message
from stafett.meetings.models import Meeting
from stafett.people import bulk
from stafett.screening.models import Screening


@dataclass(slots=True)
class CaseRow:
    """A case; the columns that evaluation reads and sets."""

    id: int
    person_id: int
    state: str
    closed_why: str
    opened_on: date
    closed_on: date | None
    first_day: date
    last_day: date
    sick_days: int
    well_days: int
    grade: int
    employed: bool
    holder_unit_id: int
    holder_id: int | None
    next_step: str
    next_date: date | None
    segment: str
    order_step: int
    order_date: date | None
    order_risk: int
    order_reason: str
    pinned: bool
    snoozed_until: date | None
    snooze_reason: str
    last_contact_on: date | None
    law_version: str

    @property
    def is_open(self) -> bool:
        return self.state == Case.State.OPEN


@dataclass(slots=True)
class ScreeningRow:
    """A screening of a case. Its JSON columns stay as they were stored until `parsed` looks into them."""

    id: int
    case_id: int
    state: str
    asked_on: date | None
    channel: str
    remind_on: date | None
    reminded_on: date | None
    window_ends_on: date | None
    round: int
    suggestion: str
    suggested_on: date | None
    reasons: Any
    signals: Any
    facts: Any
    law_version: str
    confirm_due: date | None
    conditions_uncertain: bool
    recurrence_explained: bool
    segment: str
    confirmed_on: date | None
    confirmed_by_id: int | None
    override_reason: str

    def parsed(self, column: str) -> Any:
        """The value of a JSON column."""
        value = getattr(self, column)
        return json.loads(value) if isinstance(value, str) else value


@dataclass(slots=True)
class RequestRow:
    """A request for help on a case."""

    id: int
    person_id: int
    case_id: int
    sender: str
    wanted: str
    how_soon: str
    received_on: date
    answer_due: date
    note_id: int | None
    assessed: str
    next_step: str
    answered_on: date | None
    answered_by_id: int | None


@dataclass(slots=True)
class FollowUpRow:
    """Something an adviser wants to come back to, that is not done."""

    id: int
    person_id: int
    case_id: int
    set_on: date
    due: date


@dataclass(slots=True)
class MeetingRow:
    """A conversation that is planned, also one whose day has passed."""

    id: int
    case_id: int
    holder_id: int
    day: date
    planned_on: date


@dataclass(slots=True)
class MessageRow:
    """A message to the person."""

    id: int
    person_id: int
    case_id: int
    code: str
    parameters: Any
    channel: str
    sent_on: date
    read_on: date | None


@dataclass(slots=True)
class HandOverRow:
    """The newest hand-over of a case."""

    id: int
    case_id: int
    from_unit_id: int
    to_unit_id: int
    to_staff_id: int | None
    state: str
    offered_on: date
    answer_due: date
    answered_on: date | None


Row = TypeVar("Row", CaseRow, ScreeningRow, RequestRow, MessageRow, FollowUpRow, HandOverRow, MeetingRow)


class Table(Generic[Row]):
    """The rows of one table that concern the people being evaluated."""

    def __init__(self, model: type[models.Model], row: Callable[..., Row]) -> None:
        self.model = model
        self.make: Callable[..., Row] = row
        self.columns = tuple(field.name for field in fields(row))  # type: ignore[arg-type] # a row class is a dataclass
        self._values = attrgetter(*self.columns)
        self.rows: list[Row] = []
        self._before: list[tuple[Any, ...]] = []
        self._added: list[Row] = []
        self._ids: list[int] = []

    def load(self, where: str, *parameters: Any) -> None:
        """Reads the rows that fulfil an SQL condition over the table, in the order of their keys."""
        table, key = self.model._meta.db_table, self.columns[0]
        with connection.cursor() as cursor:
            cursor.execute(f"select {', '.join(self.columns)} from {table} where {where} order by {key}", parameters)
            self._before = cursor.fetchall()
        self.rows = [self.make(*values) for values in self._before]

    def take(self, objects: Iterable[models.Model]) -> None:
        """Holds what has been read already as model objects, for looking only."""
        self.rows = [self.make(**{column: getattr(found, column) for column in self.columns}) for found in objects]

    def add(self, **values: Any) -> Row:
        """A new row; its key is taken from the table's sequence."""
        if not self._ids:  # few for one person, many for thousands
            self._ids = bulk.new_ids(self.model, max(4, len(self._added)))[::-1]
        row: Row = self.make(id=self._ids.pop(), **values)
        self._added.append(row)
        return row

    def all(self) -> Iterable[Row]:
        """Rows read and rows added."""
        yield from self.rows
        yield from self._added

    def added(self) -> Iterable[Row]:
        """Rows added."""
        return self._added

    def changed(self) -> Iterable[tuple[dict[str, Any], Row]]:
        """The rows that are no longer as they were read, with what they were."""
        for before, row in zip(self._before, self.rows, strict=True):
            if self._values(row) != before:
                yield dict(zip(self.columns, before, strict=True)), row

    def save(self, first: Callable[[Row], bool] | None = None) -> None:
        """Writes what has changed, those for which `first` holds before the others, and then what is new."""
        changed = list(self.changed())
        if first is not None:
            self._update([pair for pair in changed if first(pair[1])])
            changed = [pair for pair in changed if not first(pair[1])]
        self._update(changed)
        bulk.insert(self.model, self.columns, [self._values(row) for row in self._added])

    def _update(self, changed: Sequence[tuple[dict[str, Any], Row]]) -> None:
        """Only the columns in which some row differs: most days few do, and each one written costs."""
        key, *others = self.columns
        differ: list[str] = [
            name for name in others if any(before[name] != getattr(row, name) for before, row in changed)
        ]
        bulk.update(self.model, (key, *differ), [[getattr(row, name) for name in (key, *differ)] for _, row in changed])


def case_table() -> Table[CaseRow]:
    """All cases of the people, closed ones too."""
    return Table(Case, CaseRow)


def screening_table() -> Table[ScreeningRow]:
    """Screenings of their open cases."""
    return Table(Screening, ScreeningRow)


def request_table() -> Table[RequestRow]:
    """Requests for help that are open or stem from a note."""
    return Table(HelpRequest, RequestRow)


def handover_table() -> Table[HandOverRow]:
    """The newest hand-over of each of their cases."""
    return Table(HandOver, HandOverRow)


def follow_up_table() -> Table[FollowUpRow]:
    """What advisers have set themselves and not done yet."""
    return Table(FollowUp, FollowUpRow)


def meeting_table() -> Table[MeetingRow]:
    """Their conversations that nobody has said the end of."""
    return Table(Meeting, MeetingRow)


def message_table() -> Table[MessageRow]:
    """Messages; only written."""
    return Table(Message, MessageRow)


def save_schedules(schedules: Mapping[int, tuple[date, date | None]]) -> None:
    """Sets for each person as of which day they have been evaluated, and when they are to be next."""
    bulk.insert(
        Schedule,
        ("person_id", "evaluated_on", "evaluate_on"),
        [(person, *days) for person, days in schedules.items()],
        skip="on conflict (person_id) do update set evaluated_on = excluded.evaluated_on, "
        "evaluate_on = excluded.evaluate_on",
    )
