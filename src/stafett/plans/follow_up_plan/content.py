"""What stands in a follow-up plan, and how much of it there may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

LONGEST_TEXT: Final = 4000
LONGEST_LINE: Final = 300
MOST_TRIED: Final = 10

TriedKind = Literal["adapted_tasks", "other_tasks", "shorter_hours", "equipment", "home_office", "training", "other"]
TRIED_KINDS: Final = (
    "adapted_tasks",
    "other_tasks",
    "shorter_hours",
    "equipment",
    "home_office",
    "training",
    "other",
)
"""The same, in the order in which they are offered."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_TEXT)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_LINE)]


class Part(BaseModel):
    """Closed and unchangeable: what is not named here is no part of a plan."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Tried(Part):
    """Something that has been tried at work: from when to when, how it went, and why it could not go on."""

    kind: TriedKind
    first_day: date | None = None
    last_day: date | None = None
    result: Line = ""
    not_possible: Line = ""


class PlanContent(Part):
    """A whole plan (aml. § 4-6 (3); S2:L199). `employee_words` are the employee's own; nobody else changes them."""

    can_do: Text = ""
    cannot_do: Text = ""
    capacity: Text = ""
    tried: Annotated[tuple[Tried, ...], Field(max_length=MOST_TRIED)] = ()
    own_measures: Text = ""
    measures_with_help: Text = ""
    how_followed_up: Text = ""
    next_on: date | None = None
    employee_words: Text = ""

    @property
    def is_empty(self) -> bool:
        """Whether the employer has written nothing."""
        return self.model_copy(update={"employee_words": ""}) == PlanContent()

    def with_words_of(self, other: PlanContent) -> PlanContent:
        """This plan with the employee's words of `other`."""
        return self.model_copy(update={"employee_words": other.employee_words})


# The order in which a plan is read; each has the text `plan_field.<name>`.
FIELDS: Final = (
    "can_do",
    "cannot_do",
    "capacity",
    "tried",
    "own_measures",
    "measures_with_help",
    "how_followed_up",
    "next_on",
    "employee_words",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A part that is not the same in two versions, as it was and as it is."""

    field: str
    before: Any
    after: Any


def read_content(stored: Mapping[str, Any]) -> PlanContent:
    """A plan as it was stored."""
    return PlanContent.model_validate(stored)


def store_content(content: PlanContent) -> dict[str, Any]:
    """The plan as JSON; what is empty is kept too, so that a version says all that stood in it."""
    return content.model_dump(mode="json")


def differences(before: PlanContent, after: PlanContent) -> Sequence[Difference]:
    """What has changed from one version to another, in the order in which a plan is read."""
    return [
        Difference(name, getattr(before, name), getattr(after, name))
        for name in FIELDS
        if getattr(before, name) != getattr(after, name)
    ]
