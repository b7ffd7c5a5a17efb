"""`contact`: category and events -> the next contact, and why to assess the need anew (2-domain: section 5)."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any, Literal, Self

import polars as pl
from pydantic import FailFast, Field, model_validator

from stafett.core.contact import contact_windows, explain_contact, reassessments
from stafett.rules.factors import CategoryName
from stafett.rules.frames import column_types, numbered_frame
from stafett.rules.problems import refuse
from stafett.rules.tool import Asked, Day, Key, Part, Tool


class EventLine(Part):
    """Something that calls for a new assessment."""

    kind: Literal[
        "measure_started", "measure_ended", "measure_broken_off", "treatment_started", "treatment_ended",
        "treatment_broken_off", "grade_changed", "employment_changed", "person_asked", "answered_differently",
        "contact_missed",
    ]  # fmt: skip
    happened_on: Day
    learned_on: Day | None = None
    """The day Nav came to know; the same day when it is not said."""


class ContactLine(Part):
    """What is known of contact in one case; what is not said is not known."""

    case: Key
    office: Key | None = None
    died_on: Day | None = None
    category: CategoryName | Literal["not_assessed", "clarified"] | None = None
    placed_on: Day | None = None
    """The day the category was set; needed with the first four."""
    last_contact: Day | None = None
    """The newest held two-way conversation, whoever began it."""
    temporary_kind: Literal["in_measure", "in_treatment", "waiting_for_measure", "waiting_for_treatment"] | None = None
    temporary_category: CategoryName | None = None
    temporary_from: Day | None = None
    temporary_until: Day | None = None
    """Its last day."""
    meeting_on: Day | None = None
    """The next conversation that has been planned."""
    pace: Literal["now", "from", "on_request"] | None = None
    """What the person wants; not said: they leave it to Nav."""
    pace_on: Day | None = None
    """The day they said so."""
    pace_from: Day | None = None
    events: Annotated[tuple[EventLine, ...], Field(max_length=1_000), FailFast()] = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.category not in (None, "not_assessed", "clarified") and self.placed_on is None:
            raise refuse("lacks_another", name="category", other="placed_on")
        if self.temporary_kind and self.temporary_category is None:
            raise refuse("lacks_another", name="temporary_kind", other="temporary_category")
        if self.temporary_kind and self.temporary_from is None:
            raise refuse("lacks_another", name="temporary_kind", other="temporary_from")
        if self.pace and self.pace_on is None:
            raise refuse("lacks_another", name="pace", other="pace_on")
        if self.pace == "from" and self.pace_from is None:
            raise refuse("lacks_another", name="pace", other="pace_from")
        return self


class ReassessmentAnswer(Part):
    """Why the category is to be looked at again."""

    reason: str
    since: date
    due: date


class ContactAnswer(Part):
    """The next contact that Nav takes the initiative to, and new assessments that are called for."""

    case: str
    in_force: CategoryName | Literal["not_assessed", "clarified"] | None
    returns_on: date | None
    takes_initiative: bool
    contact_due: date | None
    window_opens: date | None
    window_closes: date | None
    state: Literal["none", "future", "open", "overdue"]
    reasons: tuple[str, ...]
    changes_on: date | None
    """The next day on which time alone changes any of it."""
    reassess: tuple[ReassessmentAnswer, ...]
    why: tuple[dict[str, Any], ...] | None = None


_SCHEMA = column_types(ContactLine, without=("case", "events"))
_EVENTS = {"case": pl.Int64, **column_types(EventLine)}
_SHOWN = (
    "in_force", "returns_on", "takes_initiative", "contact_due", "window_opens", "window_closes", "changes_on",
)  # fmt: skip


def _answer(lines: Sequence[ContactLine], asked: Asked) -> list[dict[str, Any]]:
    frame = numbered_frame(lines, _SCHEMA, "case")
    happened = [
        (place, *(getattr(event, name) for name in EventLine.model_fields))
        for place, line in enumerate(lines)
        for event in line.events
    ]
    events = pl.DataFrame(happened, schema=_EVENTS, orient="row")
    called: dict[int, list[dict[str, Any]]] = {}
    for row in reassessments(frame, events, asked.law, asked.on).iter_rows(named=True):
        called.setdefault(row.pop("case"), []).append(row)
    answers = []
    for row in contact_windows(frame, asked.law, asked.on).iter_rows(named=True):
        again = called.get(row["case"], [])
        codes = [*row["contact_reasons"], *(one["reason"] for one in again)]
        answers.append(
            {
                "case": lines[row["case"]].case,
                **{name: row[name] for name in _SHOWN},
                "state": row["contact_state"],
                "reasons": row["contact_reasons"],
                "reassess": again,
                **asked.all_told(partial(explain_contact, code, row, asked.law, asked.on) for code in codes),
            }
        )
    return answers


CONTACT = Tool("contact", ContactLine, ContactAnswer, _answer)
