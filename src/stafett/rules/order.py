"""`order`: a list of tasks -> the order of work, each place explained (2-domain: section 11)."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any, Literal, Self

import polars as pl
from pydantic import FailFast, Field, model_validator

from stafett.core.priority import explain_order, order_of_work
from stafett.rules.frames import column_types, numbered_frame
from stafett.rules.problems import refuse
from stafett.rules.tool import Asked, Day, Key, Part, Tool


class TaskLine(Part):
    """One open task; what is not said is not known, and a switch that is not said is off."""

    task: Key
    person: Key
    kind: Key
    actor: Literal["nav", "person", "employer", "issuer"] = "nav"
    nature: Literal["law", "practice", "method"]
    due: Day | None = None
    window_opens: Day | None = None
    waiting_for_us: bool = False
    promised_answer: bool = False
    planned_contact: bool = False
    category: Literal["prioritised", "ordinary", "simplified", "on_request"] | None = None
    not_assessed_since: Day | None = None
    last_contact: Day | None = None
    risk_count: Annotated[int, Field(ge=0, le=100)] = 0
    followed: bool = False
    pinned: bool = False
    snoozed_until: Day | None = None


class ListLine(Part):
    """The tasks of one list; two lists do not mix."""

    list: Key
    tasks: Annotated[tuple[TaskLine, ...], Field(max_length=100_000), FailFast()]

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        if len({task.task for task in self.tasks}) < len(self.tasks):
            raise refuse("named_twice", name="task")
        return self


class PlaceAnswer(Part):
    """Where a task stands, and why."""

    task: str
    person: str
    step: Annotated[int, Field(ge=1, le=7)]
    step_date: date | None
    changes_on: date | None
    snoozed: bool
    reason: str
    why: dict[str, Any] | None = None


class OrderAnswer(Part):
    """The tasks of one list in order of work."""

    list: str
    tasks: tuple[PlaceAnswer, ...]


_SCHEMA = column_types(TaskLine, without=("task", "person"))


def _answer(lines: Sequence[ListLine], asked: Asked) -> list[dict[str, Any]]:
    return [{"list": line.list, "tasks": _in_order(line.tasks, asked)} for line in lines]


def _in_order(tasks: Sequence[TaskLine], asked: Asked) -> list[dict[str, Any]]:
    person_of = {name: number for number, name in enumerate(dict.fromkeys(task.person for task in tasks))}
    # Among equals the task's own key decides, whatever the order in which they came.
    by_key = sorted(tasks, key=lambda task: task.task)
    frame = numbered_frame(by_key, _SCHEMA, "task").with_columns(
        pl.Series("person", [person_of[task.person] for task in by_key], dtype=pl.Int64)
    )
    return [
        {
            "task": by_key[row["task"]].task,
            "person": by_key[row["task"]].person,
            **{name: row[name] for name in ("step", "step_date", "changes_on", "snoozed", "reason")},
            **asked.told(partial(explain_order, row, asked.law, asked.on)),
        }
        for row in order_of_work(frame, asked.law, asked.on).iter_rows(named=True)
    ]


ORDER = Tool("order", ListLine, OrderAnswer, _answer)
