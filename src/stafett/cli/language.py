"""In which language the commands speak: ours from the catalogues, click's own words from `click.po` beside them."""

import gettext
from collections.abc import MutableMapping
from typing import Any, Final

import click
from django.conf import settings
from django.utils import translation

from stafett.frontend.words import text

LANGUAGES: Final = ("nb", "nn", "en")
_LANGUAGES: Final = {"no": "nb", **{language: language for language in LANGUAGES}}


def choose_language(environment: MutableMapping[str, str]) -> None:
    """Takes the language of the locale in the process's environment; bokmål where that is none of ours.

    Before the commands are imported, since their help is made then.
    """
    locale = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    language = _LANGUAGES.get(locale[:2], "nb")
    translation.activate(language)
    # Click asks the standard library's gettext, which looks here first.
    environment["LANGUAGE"] = language
    gettext.bindtextdomain("click", settings.LOCALE_PATHS[0])
    gettext.textdomain("click")


class Command(click.Command):
    """A command whose line of usage is in words of ours."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **{"options_metavar": text("cli.metavar.options"), **named})


class Group(click.Group):
    """A group of such commands."""

    command_class = Command
    group_class = type

    def __init__(self, *arguments: Any, **named: Any) -> None:
        words = {
            "options_metavar": text("cli.metavar.options"),
            "subcommand_metavar": text("cli.metavar.command"),
        }
        super().__init__(*arguments, **{**words, **named})
