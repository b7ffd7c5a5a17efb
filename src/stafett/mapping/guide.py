"""The conversation guides as data: versioned files, each in force from a day, and the copy that a mapping keeps.

A guide that could not be closed, or that asks nothing, is refused when it is read, which is when the program starts.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, TypedDict

import yaml
from django.conf import settings
from django.utils.translation import gettext, override

from stafett.core.mapping import OUTCOMES, Suggested, suggested_guide

DIRECTORY: Final = Path(__file__).resolve().parent / "guides"
_CODE: Final = re.compile(r"[a-z][a-z_]{0,29}")

Words = dict[str, str]
"""A text by language. What an office has written itself is in one language only."""


class GuideError(ValueError):
    """A guide that cannot be used, or one without its texts. Says which."""


class KeptTheme(TypedDict):
    """A theme as a mapping keeps it: the words of every language, so that each reader has their own."""

    code: str
    required: bool
    mobility: bool
    local: bool
    title: Words
    why: Words
    questions: list[Words]


class Kept(TypedDict):
    """What a mapping keeps of its guide: the evidence of what was asked, whatever becomes of the file."""

    guide: str
    version: int
    outcomes: list[str]
    themes: list[KeptTheme]


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme. `key` is where its texts begin: title, `.why`, and one for each question."""

    code: str
    key: str
    questions: tuple[str, ...]
    required: bool
    mobility: bool


@dataclass(frozen=True, slots=True)
class Guide:
    """One version of a guide, with the outcomes that a mapping by it can have."""

    name: str
    version: int
    in_force_from: date
    reference: str
    outcomes: tuple[str, ...]
    themes: tuple[Theme, ...]


def current_guides(on: date) -> dict[str, Guide]:
    """The newest version in force on the day of each guide, by name."""
    in_force = sorted(
        (guide for guide in all_guides() if guide.in_force_from <= on), key=lambda guide: guide.in_force_from
    )
    return {guide.name: guide for guide in in_force}


def guide_for(*, employed: bool, sick_listed: bool, decision_until: date | None, on: date) -> Suggested:
    """The guide that fits, among those in force, and why."""
    suggested = suggested_guide(employed=employed, sick_listed=sick_listed, decision_until=decision_until, on=on)
    if suggested.guide not in current_guides(on):
        raise GuideError(f"The guide {suggested.guide!r} is not in force on {on}.")
    return suggested


def kept(guide: Guide, local: Sequence[KeptTheme] = ()) -> Kept:
    """The guide with its words, and the themes that an office has added after its own (but before the last one).

    The last theme of a guide is the open question, and stays last. Raises GuideError when a text is missing.
    """
    themes = [_kept_theme(theme) for theme in guide.themes]
    return {
        "guide": guide.name,
        "version": guide.version,
        "outcomes": list(guide.outcomes),
        "themes": [*themes[:-1], *local, themes[-1]],
    }


def words_in(words: Words, language: str) -> str:
    """The text in the reader's language, else in the one in which it was written."""
    return words.get(language) or next(iter(words.values()))


@cache
def all_guides() -> tuple[Guide, ...]:
    """Every guide in the folder. Raises GuideError for one that cannot be used."""
    return tuple(read_guide(yaml.safe_load(path.read_text("utf-8"))) for path in sorted(DIRECTORY.glob("*.yaml")))


def read_guide(content: Mapping[str, Any]) -> Guide:
    """A guide from the content of its file."""
    name, version = content["guide"], content["version"]
    guide = Guide(
        name,
        version,
        content["in_force_from"],
        content["reference"],
        tuple(content["outcomes"]),
        tuple(_theme(entry, f"{name}.{version}") for entry in content["themes"]),
    )
    for problem in _problems(guide):
        raise GuideError(f"Guide {name} {version}: {problem}.")
    return guide


def _theme(entry: Mapping[str, Any], guide: str) -> Theme:
    """`like` names the guide whose words a theme shares."""
    return Theme(
        entry["code"],
        f"guide.{entry.get('like', guide)}.{entry['code']}",
        tuple(entry["questions"]),
        entry.get("required", False),
        entry.get("mobility", False),
    )


def _problems(guide: Guide) -> list[str]:
    codes = [theme.code for theme in guide.themes]
    checks = [
        (all(_CODE.fullmatch(name) for name in (guide.name, *codes)), "a name is not in small letters"),
        (len(set(codes)) == len(codes), "a theme stands twice"),
        (all(theme.questions for theme in guide.themes), "a theme has no help questions"),
        (any(theme.required for theme in guide.themes), "no theme belongs to the minimum"),
        (sum(theme.mobility for theme in guide.themes) == 1, "exactly one theme must be about job mobility"),
        (bool(guide.outcomes) and set(guide.outcomes) <= set(OUTCOMES), "it has none of the known outcomes"),
    ]
    return [problem for holds, problem in checks if not holds]


def _kept_theme(theme: Theme) -> KeptTheme:
    return {
        "code": theme.code,
        "required": theme.required,
        "mobility": theme.mobility,
        "local": False,
        "title": _words(f"{theme.key}.title"),
        "why": _words(f"{theme.key}.why"),
        "questions": [_words(f"{theme.key}.ask.{question}") for question in theme.questions],
    }


@cache
def _in_every_language(key: str) -> tuple[tuple[str, str], ...]:
    found = []
    for language, _ in settings.LANGUAGES:
        with override(language):
            text = gettext(key)
        if text == key:
            raise GuideError(f"{key!r} has no text in {language!r}.")
        found.append((language, text))
    return tuple(found)


def _words(key: str) -> Words:
    return dict(_in_every_language(key))
