"""All that evaluation brings about, without the keys and instants that differ from run to run."""

from typing import Any

from stafett.cases.models import Case, JournalEntry, Schedule, Task
from stafett.dialogue.models import HelpRequest, Message
from stafett.intake.models import Quarantined, SickNote
from stafett.screening.models import Screening

State = dict[str, list[tuple[Any, ...]]]

_PERSON = "case__person__identity_number"


def state_now() -> State:
    """The rows of each table, in an order of their own content."""
    return {
        "notes": _rows(SickNote, "message_key", "received_on", "replaced_on"),
        "quarantine": _rows(Quarantined, "code", "place"),
        "cases": _rows(
            Case, "person__identity_number", "first_day", "last_day", "state", "closed_why", "closed_on", "opened_on",
            "well_days", "grade", "next_step", "next_date", "segment", "order_step", "order_date", "order_risk",
            "order_reason",
        ),
        "tasks": _rows(Task, _PERSON, "case__first_day", "kind", "ordinal", "due", "state", "ended_on", "outcome"),
        "screenings": _rows(
            Screening, _PERSON, "case__first_day", "state", "asked_on", "reminded_on", "suggestion", "suggested_on",
            "confirm_due", "round",
        ),
        "messages": _rows(Message, _PERSON, "code", "sent_on", "channel"),
        "requests": _rows(HelpRequest, _PERSON, "sender", "received_on", "answer_due"),
        "schedule": _rows(Schedule, "person__identity_number", "evaluate_on"),
        "journal": [
            (*row, _without_keys(before), _without_keys(after))
            for *row, before, after in _rows(
                JournalEntry, "person__identity_number", "on", "event", "before", "after"
            )
        ],
    }  # fmt: skip


def _without_keys(said: dict[str, Any]) -> dict[str, Any]:
    """What an entry says, without the keys of rows: they are others in another run."""
    return {name: value for name, value in said.items() if name not in {"holder_unit_id", "holder", "request"}}


def _rows(model: type[Any], *columns: str) -> list[tuple[Any, ...]]:
    return sorted(model.objects.values_list(*columns), key=repr)
