"""What a person is asked along the way, beside the three questions of screening: data that pages and services share.

Choices of `soon_end` are those that NAV's own service offers (NAV 5.2). Every question can be left with "prefer not".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext

PREFER_NOT: Final = "prefer_not"


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the column of its answer, the codes of its choices, and those that ask Nav for something."""

    name: str
    choices: tuple[str, ...]
    asks_nav: frozenset[str] = frozenset()


QUESTIONS: Final[Mapping[str, tuple[Question, ...]]] = {
    "soon_end": (
        Question(
            "answer",
            ("back", "back_adapted", "back_graded", "other_job", "still_sick", "unsure", PREFER_NOT),
        ),
        Question("help", ("yes", "no", PREFER_NOT), frozenset({"yes"})),
    ),
    "meeting_need": (Question("answer", ("yes", "no", "unsure", PREFER_NOT), frozenset({"yes"})),),
}


def wants_something(kind: str, answers: Mapping[str, str]) -> bool:
    """Whether the answers ask Nav for something: then they are a request for help too."""
    return any(answers[question.name] in question.asks_nav for question in QUESTIONS[kind])


def wording(kind: str, answers: Mapping[str, str]) -> list[list[str]]:
    """Each question with the chosen answer in the active language: what the person saw, kept with the answer."""
    return [
        [
            gettext(f"reply.{kind}.{question.name}"),
            gettext(f"reply.{kind}.{question.name}.{answers[question.name]}"),
        ]
        for question in QUESTIONS[kind]
    ]
