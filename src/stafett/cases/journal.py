"""Journal entries, gathered while people are evaluated or acted upon, and written together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from stafett.access.actors import Actor
from stafett.cases.models import JournalEntry
from stafett.people import bulk

_COLUMNS = (
    "person_id", "case_id", "on", "at", "event", "actor_kind", "actor_id", "actor_name", "role", "unit_id",
    "before", "after", "law_version",
)  # fmt: skip
_ENCODER = DjangoJSONEncoder(ensure_ascii=False)

UNSHARED = (
    "plan_saved",
    "plan_words_added",
    "plan_sent",
    "plan_approved",
    "plan_returned",
    "plan_without_employee",
)
"""What goes on between employer and employee before a plan is shared; the person sees it, Nav does not (sharing)."""


@dataclass(slots=True)
class Journal:
    """What one actor did on one day. Entries keep the order in which they were made."""

    actor: Actor
    on: date
    at: datetime
    law_version: str = ""
    rows: list[Sequence[Any]] = field(default_factory=list)

    def note(
        self,
        event: str,
        *,
        person: int,
        case: int | None,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> None:
        """Adds an entry; `before` and `after` hold codes, dates and numbers, no free text about health."""
        actor = self.actor
        self.rows.append((
            person, case, self.on, self.at, event, actor.kind, actor.id, actor.name, actor.role, actor.unit,
            _encoded(before), _encoded(after), self.law_version,
        ))  # fmt: skip

    def save(self) -> None:
        """Writes the entries."""
        bulk.insert(JournalEntry, _COLUMNS, self.rows)


def _encoded(values: dict[str, Any] | None) -> str:
    return _ENCODER.encode(values) if values else "{}"
