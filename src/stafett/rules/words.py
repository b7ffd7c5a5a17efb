"""Reasons and errors as they are told to people, in the active language: for the command and for the API."""

from typing import Any

from stafett.core.changes import changes_of
from stafett.core.reasons import Reason
from stafett.frontend.words import say, text
from stafett.rules.problems import Problem


def reason_in_words(reason: Reason) -> dict[str, Any]:
    """The reason as JSON, with its words and what would have changed the outcome."""
    return {**reason.to_json(), "words": say(reason), "changes": changes_in_words(reason)}


def changes_in_words(reason: Reason) -> list[str]:
    """What would have to be otherwise, each by itself, for the outcome to be another (`core.changes`)."""
    known = {**reason.parameters, **reason.facts}
    return list(dict.fromkeys(text(f"change.{code}", **known) for code in changes_of(reason)))


def problem_in_words(problem: Problem) -> str:
    """Where it is, what is wrong, and what to do."""
    return text(f"rules.error.{problem.code}", field=_field(problem.where), **problem.values)


def _field(where: tuple[str | int, ...]) -> str:
    """The field by its name, and in which part of which list, counted from 1."""
    names = [part for part in where if isinstance(part, str)]
    numbers = [part + 1 for part in where if isinstance(part, int)]
    if not names:
        return text("rules.place.line")
    if not numbers:
        return text("rules.place.field", name=names[-1])
    if isinstance(where[-1], int):
        return text("rules.place.part", list=names[-1], number=numbers[-1])
    return text("rules.place.field_of_part", name=names[-1], list=names[-2], number=numbers[-1])
