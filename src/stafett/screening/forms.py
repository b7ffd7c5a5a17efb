"""The questions as data: versioned forms, each in force from a day, and the snapshot that an answer keeps.

More questions than the method allows, or a question without "prefer not to answer", is refused when a form is read:
not wanting to answer is an answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext, override

from stafett.core.parameters import default_law

DIRECTORY = Path(__file__).resolve().parent / "questions"
PREFER_NOT = "prefer_not"


class FormError(ValueError):
    """A form that the method does not allow, or a form without its texts. Says which."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question with the codes of its choices, in the order they are shown."""

    name: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One version of the questions."""

    version: int
    in_force_from: date
    questions: tuple[Question, ...]

    def question_key(self, question: Question) -> str:
        """The gettext key of the question's text."""
        return f"form.{self.version}.{question.name}"

    def choice_key(self, question: Question, choice: str) -> str:
        """The gettext key of a choice's text."""
        return f"{self.question_key(question)}.{choice}"


def current_form(on: date) -> Form:
    """The newest form in force on the day. Raises FormError for a day before the first form."""
    in_force = [form for form in all_forms() if form.in_force_from <= on]
    if not in_force:
        raise FormError(f"No form is in force on {on}.")
    return max(in_force, key=lambda form: form.in_force_from)


def snapshot(form: Form, language: str) -> dict[str, Any]:
    """The form as it is shown in a language, to be kept with the answer: version, language, texts of everything.

    {"version": 1, "language": "nb", "questions": [{"name", "text", "choices": [{"name", "text"}]}]}. Raises FormError
    when a text is missing, since the snapshot is the evidence of what was asked.
    """
    with override(language):
        questions = [
            {
                "name": question.name,
                "text": _text(form.question_key(question)),
                "choices": [
                    {"name": choice, "text": _text(form.choice_key(question, choice))} for choice in question.choices
                ],
            }
            for question in form.questions
        ]
    return {"version": form.version, "language": language, "questions": questions}


@cache
def all_forms() -> tuple[Form, ...]:
    """Every form in the questions folder. Raises FormError for one that the method does not allow."""
    return tuple(read_form(yaml.safe_load(path.read_text("utf-8"))) for path in sorted(DIRECTORY.glob("*.yaml")))


def read_form(content: Mapping[str, Any]) -> Form:
    """A form from the content of its file."""
    questions = tuple(Question(entry["name"], tuple(entry["choices"])) for entry in content["questions"])
    form = Form(content["version"], content["in_force_from"], questions)
    _refuse_what_the_method_does_not_allow(form)
    return form


def _refuse_what_the_method_does_not_allow(form: Form) -> None:
    most = default_law().number("screening_most_questions", form.in_force_from)
    if len(form.questions) > most:
        raise FormError(f"Form {form.version} has {len(form.questions)} questions; the method allows {most}.")
    for question in form.questions:
        if PREFER_NOT not in question.choices:
            raise FormError(f"Question {question.name!r} of form {form.version} lacks the choice {PREFER_NOT!r}.")


def _text(key: str) -> str:
    text = gettext(key)
    if text == key:
        raise FormError(f"{key!r} has no text in this language.")
    return text
