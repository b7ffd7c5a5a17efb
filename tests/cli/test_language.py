"""The commands speak the language of the locale, bokmål where that is none of ours; click's own words too."""

import ast
import gettext
import os
import string
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner
from django.conf import settings

from stafett.cli.commands import cli
from stafett.cli.language import choose_language
from tests.databases import finished, stafett

# Begins of what click says in English about a command, its options and what is wrong with them.
ENGLISH = ("Usage", "Options", "Commands", "default:", "Error", "Try ", "No such", "Missing", "[OPTIONS]")
Words = dict[str, tuple[str, ...]]


@pytest.mark.parametrize(
    ("locale", "begins", "tells"),
    [
        ("C.UTF-8", "Bruk: ", "er ikke en dag som finnes"),
        ("nb_NO.UTF-8", "Bruk: ", "er ikke en dag som finnes"),
        ("nn_NO.UTF-8", "Bruk: ", "er ikkje ein dag som finst"),
        ("de_DE.UTF-8", "Bruk: ", "er ikke en dag som finnes"),
        ("en_GB.UTF-8", "Usage: ", "does not match the format"),
    ],
)
@pytest.mark.django_db
def test_a_command_speaks_the_language_of_the_locale(locale: str, begins: str, tells: str) -> None:
    environment = {"LANG": locale, "LC_ALL": "", "LC_MESSAGES": ""}
    code, _, errors = finished(stafett("tick", "--on", "yesterday", environment=environment))
    assert (code, errors.startswith(begins), tells in errors) == (2, True, True), errors


@pytest.mark.django_db
def test_the_help_is_in_bokmaal_to_its_last_line() -> None:
    _, said, _ = finished(stafett("tick", "--help", environment={"LC_ALL": "C.UTF-8"}))
    assert said.splitlines()[0] == "Bruk: -c tick [VALG]"
    assert said.splitlines()[-1] == "  --help           Viser denne teksten."


@pytest.fixture
def in_bokmaal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    domain = gettext.textdomain()
    monkeypatch.setenv("LC_ALL", "nb_NO.UTF-8")
    monkeypatch.setenv("LANGUAGE", "")
    choose_language(os.environ)
    yield
    gettext.textdomain(domain)


def test_no_command_has_help_in_english(in_bokmaal: None) -> None:
    asked = list(paths_of(cli, []))
    assert len(asked) > 15
    for path in asked:
        for arguments in ([*path, "--help"], [*path, "--wrong"]):
            said = CliRunner().invoke(cli, arguments).output
            assert not [word for word in ENGLISH if word in said], (path, said)


def paths_of(command: click.Command, path: list[str]) -> Iterator[list[str]]:
    yield path
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from paths_of(inner, [*path, name])


# --- click.po


def catalogue(language: str) -> Words:
    """Each of click's sentences (singular, or singular and plural) with its translations."""
    path = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "click.po"
    with path.open("rb") as file:
        messages = [message for message in read_po(file, locale=language) if message.id]
    return {
        message.id if isinstance(message.id, str) else "\n".join(message.id): tuple(
            [message.string] if isinstance(message.string, str) else message.string or ("",)
        )
        for message in messages
    }


@pytest.fixture(scope="module")
def said_by_click() -> set[str]:
    """What click gives to gettext, read from its source."""
    found = set()
    for path in Path(click.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"_", "ngettext"}:
                words = [each.value for each in node.args if isinstance(each, ast.Constant)]
                found.add("\n".join(str(word) for word in words))
    return found


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_what_is_translated_is_what_click_says_with_the_same_parameters(language: str, said_by_click: set[str]) -> None:
    words = catalogue(language)
    assert words.keys() == catalogue("nb").keys()
    assert words.keys() <= said_by_click
    for english, translated in words.items():
        assert all(translated), english
        for form in translated:
            assert parameters(form) <= parameters(english), form


def parameters(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
