"""Codes become sentences in the reader's language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils.translation import override
from pytest_django import Settings

from stafett.frontend.build import LOCALE, compile_catalogues
from stafett.frontend.words import (
    MissingTextError,
    day,
    days,
    grade,
    moment,
    say,
    short_day,
    text,
    text_lazy,
    weeks,
)
from tests.frontend.catalogues import make_catalogues

THIRD_OF_MARCH = date(2026, 3, 3)
NO_ANSWER = "reason.screening.no_answer"


@dataclass(frozen=True)
class SomeReason:
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    parameters: Mapping[str, object] = field(default_factory=dict)


@pytest.fixture(autouse=True)
def _texts(tmp_path: Path, settings: Settings) -> Iterator[None]:
    compile_catalogues(LOCALE)
    reason = {
        "nb": "Har ikke svart siden %(asked_on)s, %(weeks)s uker.",
        "nn": "Har ikkje svart sidan %(asked_on)s, %(weeks)s veker.",
        "en": "Has not answered since %(asked_on)s, %(weeks)s weeks.",
    }
    make_catalogues(tmp_path, {language: {NO_ANSWER: words} for language, words in reason.items()})
    settings.LOCALE_PATHS = [tmp_path, LOCALE]
    settings.TEXTS_MUST_EXIST = True
    with override("nb"):
        yield


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("nb", "3. mars 2026", "03.03.2026"),
        ("nn", "3. mars 2026", "03.03.2026"),
        ("en", "3 March 2026", "3 Mar 2026"),
    ],
)
def test_a_day_is_written_as_people_write_it(language: str, long: str, short: str) -> None:
    with override(language):
        assert (day(THIRD_OF_MARCH), short_day(THIRD_OF_MARCH)) == (long, short)


def test_a_moment_is_shown_in_local_time() -> None:
    late_in_london = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)
    assert moment(late_in_london) == "4. mars 2026 kl. 00.30"
    assert day(late_in_london) == "4. mars 2026"


def test_one_is_singular() -> None:
    assert (weeks(1), weeks(12), days(1), days(0)) == ("1 uke", "12 uker", "1 dag", "0 dager")


def test_a_grade_does_not_break_from_its_percent_sign() -> None:
    assert grade(50) == "50\u00a0%"
    with override("en"):
        assert grade(50) == "50%"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nb", "Har ikke svart siden 3. mars 2026, 9 uker."),
        ("nn", "Har ikkje svart sidan 3. mars 2026, 9 veker."),
        ("en", "Has not answered since 3 March 2026, 9 weeks."),
    ],
)
def test_a_reason_is_said_in_the_readers_language(language: str, sentence: str) -> None:
    reason = SomeReason("screening.no_answer", {"asked_on": THIRD_OF_MARCH}, {"weeks": 9})
    stored = {
        "code": "screening.no_answer",
        "facts": {"asked_on": "2026-03-03"},
        "parameters": {"weeks": 9},
    }
    with override(language):
        assert say(reason) == say(stored) == sentence


def test_facts_win_over_parameters_of_the_same_name() -> None:
    reason = SomeReason("screening.no_answer", {"weeks": 10}, {"weeks": 9, "asked_on": THIRD_OF_MARCH})
    assert say(reason).endswith("10 uker.")


def test_a_code_without_text_is_an_error_while_developing() -> None:
    with pytest.raises(MissingTextError, match=r"reason\.never\.heard_of"):
        say("never.heard_of")


def test_a_text_that_lacks_a_parameter_is_an_error_while_developing() -> None:
    with pytest.raises(MissingTextError, match="asked_on"):
        say("screening.no_answer", weeks=9)


def test_a_code_without_text_is_shown_as_it_is_in_production(settings: Settings) -> None:
    settings.TEXTS_MUST_EXIST = False
    assert say("never.heard_of") == "reason.never.heard_of"
    assert say("screening.no_answer") == NO_ANSWER


def test_a_lazy_text_follows_the_language_of_the_moment_it_is_shown() -> None:
    label = text_lazy(NO_ANSWER, asked_on=THIRD_OF_MARCH, weeks=9)
    with override("en"):
        assert str(label).startswith("Has not answered")
    assert str(label).startswith("Har ikke svart")


def test_facts_that_are_lists_or_truths_are_words_too(tmp_path: Path, settings: Settings) -> None:
    make_catalogues(tmp_path / "more", {"nb": {"fact.all": "%(days)s; %(employed)s; %(share)s"}})
    settings.LOCALE_PATHS = [tmp_path / "more", *settings.LOCALE_PATHS]
    with override("nb"):
        said = text("fact.all", days=["2026-03-03", "2026-03-04"], employed=True, share=12.5)
    assert said == "3. mars 2026, 4. mars 2026; ja; 12,5"


def test_the_tag_escapes_facts() -> None:
    page = Template("{% load stafett %}{% say 'screening.no_answer' asked_on=name weeks=9 %}")
    assert "&lt;b&gt;" in page.render(Context({"name": "<b>"}))


def test_filters_say_nothing_about_nothing() -> None:
    page = Template("{% load stafett %}[{{ none|day }}{{ none|short_day }}{{ none|moment }}]")
    assert page.render(Context({"none": None})) == "[]"
