"""The catalogues hold what the source asks for, in three languages, and nothing else."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from stafett.frontend.build import LOCALE
from stafett.frontend.extract import find_texts, vocabulary
from stafett.frontend.messages import LANGUAGES, PACKAGE, Entries, po_file, problems, update, write_catalogue
from stafett.frontend.vocabularies import VOCABULARIES

PAGE = """
    {% translate "Neste steg" %}
  it's (indented {anyhow
{% blocktranslate %}Hei {{ name }}{% endblocktranslate %}
{% blocktranslate count n=n %}{{ n }} sak{% plural %}{{ n }} saker{% endblocktranslate %}
{% text "nav.list" %} {% say "screening.late" %} {% say "mapping" prefix="task" %} {% say reason %}
"""
RULES = """
from enum import StrEnum

class Kind(StrEnum):
    \"\"\"Not a value.\"\"\"
    SCREENING = "screening"
    MAPPING = "mapping"

class Case:
    class State(StrEnum):
        OPEN = "open", "not this"

REASONS = ("screening.no_answer",)
STEPS: dict[int, str] = {1: "order.first"}
EXPLANATIONS = {"risk.age": Explanation("S2:L1", facts=("age",)), "risk.grade": RISK}
MENU = {"staff": ("list", "quarantine"), "person": ("home",)}
CODES = frozenset({"too_large"})
POINTS = (Point("plan", "employer"), *MORE)

def outcome(answer: str) -> object:
    text("title.page")
    return Reason(code="screening.unlikely") if answer else Reason(f"answer.{answer}")
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A small package with one template and one module."""
    package = tmp_path / "stafett"
    (package / "templates").mkdir(parents=True)
    (package / "templates" / "page.html").write_text(PAGE, encoding="utf-8")
    (package / "rules.py").write_text(RULES, encoding="utf-8")
    return package


def fill(locale: Path, language: str, texts: Mapping[str, str | tuple[str, str]]) -> None:
    entries: Entries = {key: (text,) if isinstance(text, str) else text for key, text in texts.items()}
    write_catalogue(po_file(locale, language), language, entries, {"%(n)s sak": "%(n)s saker"})


def test_sentences_and_keys_are_found_in_templates_and_code(package: Path) -> None:
    found = find_texts(package, (("task", "stafett.rules:Kind"), ("reason", "stafett.rules:REASONS")))
    assert found.sentences == {"Neste steg", "Hei %(name)s"}
    assert found.plurals == {"%(n)s sak": "%(n)s saker"}
    assert found.keys == {
        "nav.list",
        "reason.screening.late",
        "reason.screening.no_answer",
        "reason.screening.unlikely",
        "task.mapping",
        "task.screening",
        "title.page",
    }


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("Kind", ["screening", "mapping"]),
        ("Case.State", ["open"]),
        ("REASONS", ["screening.no_answer"]),
        ("STEPS", ["order.first"]),
        ("EXPLANATIONS", ["risk.age", "risk.grade"]),
        ("MENU", ["list", "quarantine", "home"]),
        ("CODES", ["too_large"]),
        ("POINTS", ["plan"]),
    ],
)
def test_a_vocabulary_is_read_from_its_definition(package: Path, name: str, values: list[str]) -> None:
    assert vocabulary(package, f"stafett.rules:{name}") == values


def test_a_vocabulary_that_is_not_defined_is_an_error(package: Path) -> None:
    with pytest.raises(LookupError, match="Colour"):
        vocabulary(package, "stafett.rules:Colour")


def test_update_brings_in_new_texts_and_keeps_the_translated_ones(package: Path, tmp_path: Path) -> None:
    locale = tmp_path / "locale"
    fill(locale, "nn", {"Neste steg": "Neste steg her", "Borte": "Vekk"})
    update(find_texts(package, ()), locale)
    with po_file(locale, "nn").open("rb") as source:
        catalogue = read_po(source)
    message = catalogue.get("Neste steg")
    assert message is not None
    assert message.string == "Neste steg her"
    assert catalogue.get("Hei %(name)s") is not None
    assert catalogue.get("Borte") is None
    with po_file(locale, "nb").open("rb") as source:
        assert all("." in str(message.id) for message in read_po(source) if message.id)


def test_update_twice_changes_nothing_the_second_time(package: Path, tmp_path: Path) -> None:
    texts = find_texts(package, ())
    assert update(texts, tmp_path / "locale")
    assert update(texts, tmp_path / "locale") == []


COMPLETE: dict[str, str | tuple[str, str]] = {
    "nav.list": "Liste",
    "reason.screening.late": "Sent: %(weeks)s uker",
    "reason.screening.unlikely": "Svarte at det er lite trolig",
    "task.mapping": "Kartlegging",
    "title.page": "Side",
}
SENTENCES: dict[str, str | tuple[str, str]] = {
    "Neste steg": "Next step",
    "Hei %(name)s": "Hello %(name)s",
    "%(n)s sak": ("one case", "%(n)s cases"),
}


@pytest.mark.parametrize(
    ("language", "change", "problem"),
    [
        ("en", {}, None),
        ("nn", {"Neste steg": ""}, "nn: missing text for 'Neste steg'"),
        ("nb", {"title.page": ""}, "nb: missing text for 'title.page'"),
        ("en", {"Borte": "Gone"}, "en: no longer used: 'Borte'"),
        ("nb", {"reason.never.used": "Aldri"}, "nb: no longer used: 'reason.never.used'"),
        ("en", {"Hei %(name)s": "Hello %(nmae)s"}, "en: other parameters than ['name'] in 'Hei %(name)s'"),
        ("en", {"%(n)s sak": ("one case", "cases")}, "en: other parameters than ['n'] in '%(n)s sak'"),
        (
            "nn",
            {"reason.screening.late": "Seint"},
            "nn: other parameters than ['weeks'] in 'reason.screening.late'",
        ),
        ("nb", {"title.page": "100 %"}, "nb: a percent sign in 'title.page' must be written %%"),
    ],
)
def test_check_names_what_is_wrong(
    package: Path,
    tmp_path: Path,
    language: str,
    change: dict[str, str | tuple[str, str]],
    problem: str | None,
) -> None:
    locale = tmp_path / "locale"
    for each in LANGUAGES:
        own = COMPLETE if each == "nb" else {**COMPLETE, **SENTENCES}
        fill(locale, each, {**own, **(change if each == language else {})})
    assert list(problems(find_texts(package, ()), locale)) == ([problem] if problem else [])


def test_a_fuzzy_text_is_not_accepted(package: Path, tmp_path: Path) -> None:
    locale = tmp_path / "locale"
    fill(locale, "nn", {"Neste steg": "Neste steg"})
    file = po_file(locale, "nn")
    file.write_text(file.read_text().replace('msgid "Neste steg"', '#, fuzzy\nmsgid "Neste steg"'))
    assert "nn: fuzzy: 'Neste steg'" in list(problems(find_texts(package, ()), locale))


def test_a_key_put_together_in_code_counts_as_used(package: Path, tmp_path: Path) -> None:
    locale = tmp_path / "locale"
    fill(locale, "nb", {"reason.answer.likely": "Trolig"})
    lines = list(problems(find_texts(package, ()), locale))
    assert "nb: no longer used: 'reason.answer.likely'" not in lines
    assert "en: missing text for 'reason.answer.likely'" in lines


def test_the_catalogues_of_stafett_are_in_order() -> None:
    assert list(problems(find_texts(PACKAGE, VOCABULARIES), LOCALE)) == []
