"""Answers as they were given: the words of the form that the person saw, kept with the answer."""

from dataclasses import dataclass
from datetime import date

from stafett.screening.models import Answer, Screening


@dataclass(frozen=True, slots=True)
class GivenSet:
    """One set of answers: question and chosen answer in words, newest set first in a series."""

    given_on: date
    lines: list[tuple[str, str]]
    comment: str
    registered_by: str


def series_of(screening: Screening) -> list[GivenSet]:
    """Every set of answers of a screening, the newest first."""
    return [_given_set(answer) for answer in screening.answers.select_related("registered_by").order_by("-id")]


def _given_set(answer: Answer) -> GivenSet:
    lines = [
        (question["text"], _text_of(question["choices"], getattr(answer, question["name"])))
        for question in answer.form["questions"]
    ]
    written_by = answer.registered_by.name if answer.registered_by else ""
    return GivenSet(answer.given_on, lines, answer.comment, written_by)


def _text_of(choices: list[dict[str, str]], chosen: str) -> str:
    return next(choice["text"] for choice in choices if choice["name"] == chosen)
