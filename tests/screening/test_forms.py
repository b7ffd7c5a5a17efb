"""The questions as versioned data."""

from datetime import date
from typing import Any

import pytest

from stafett.screening.forms import FormError, all_forms, current_form, read_form, snapshot
from stafett.screening.models import Answer

QUESTION = {"name": "return_likelihood", "choices": ["very_likely", "prefer_not"]}


def form_content(*questions: dict[str, Any]) -> dict[str, Any]:
    return {"version": 9, "in_force_from": date(2020, 1, 1), "questions": list(questions)}


def test_the_form_in_force_asks_the_three_questions_of_the_method() -> None:
    names = [question.name for question in current_form(date(2026, 3, 2)).questions]
    assert names == ["return_likelihood", "employer_relation", "expected_duration"]


def test_there_is_no_form_before_the_first() -> None:
    with pytest.raises(FormError):
        current_form(date(2010, 1, 1))


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_snapshot_keeps_every_text_that_was_shown(language: str) -> None:
    form = current_form(date(2026, 3, 2))
    kept = snapshot(form, language)
    assert (kept["version"], kept["language"]) == (form.version, language)
    shown = [(entry["name"], tuple(choice["name"] for choice in entry["choices"])) for entry in kept["questions"]]
    assert shown == [(question.name, question.choices) for question in form.questions]
    texts = [text for entry in kept["questions"] for text in [entry["text"], *(c["text"] for c in entry["choices"])]]
    assert all(texts)
    assert not any(text.startswith("form.") for text in texts)


def test_snapshots_in_two_languages_differ() -> None:
    form = current_form(date(2026, 3, 2))
    assert snapshot(form, "nb")["questions"] != snapshot(form, "en")["questions"]


def test_a_form_without_its_texts_is_not_kept_as_evidence() -> None:
    with pytest.raises(FormError, match=r"form\.9\.return_likelihood"):
        snapshot(read_form(form_content(QUESTION)), "nb")


def test_more_than_three_questions_are_refused() -> None:
    with pytest.raises(FormError, match="4 questions"):
        read_form(form_content(*[QUESTION] * 4))


def test_a_question_that_cannot_be_declined_is_refused() -> None:
    with pytest.raises(FormError, match="prefer_not"):
        read_form(form_content({"name": "return_likelihood", "choices": ["very_likely"]}))


def test_versions_are_told_apart() -> None:
    versions = [form.version for form in all_forms()]
    assert len(versions) == len(set(versions))


def test_every_choice_can_be_stored() -> None:
    constraints = " ".join(str(constraint) for constraint in Answer._meta.constraints)
    for question in current_form(date(2026, 3, 2)).questions:
        assert all(f"'{choice}'" in constraints for choice in question.choices)
