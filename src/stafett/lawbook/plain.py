"""The law as plain text for a terminal of 80 columns."""

import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

from stafett.frontend.words import say, text
from stafett.lawbook.document import Dating, Family, ShownParameter, ShownRule, Subject

WIDTH: Final = 80
_INDENT: Final = "  "


def lines(subjects: Iterable[Subject]) -> Iterator[str]:
    """Line by line, none longer than WIDTH unless it is one word."""
    for subject in subjects:
        yield from ("", subject.title, "=" * len(subject.title))
        for shown in subject.parameters:
            yield from ("", *_wrapped(shown.title), *_indented(_about_parameter(shown)))
        for family in subject.families:
            yield from _family(family)


def _family(family: Family) -> Iterator[str]:
    title = _wrapped(family.title)
    yield from ("", *title, "-" * max(map(len, title)))
    for rule in family.rules:
        yield from ("", *_wrapped(rule.title or rule.words), *_indented(_about_rule(rule)))


def _about_parameter(shown: ShownParameter) -> Iterator[str]:
    yield f"{shown.now.words}, {text('law.since', day=shown.now.start)}" if shown.now else text("law.not_yet")
    yield from _labelled("law.coming", map(_dated, shown.coming))
    yield from _labelled("law.earlier", map(_dated, shown.earlier))
    yield from _labelled("law.offices", (f"{own.office} {own.words}" for own in shown.own))
    bounds = f" ({shown.bounds})" if shown.bounds else ""
    marks = [
        say(shown.parameter.nature, prefix="nature"),
        text("law.local") + bounds if shown.parameter.local else text("law.national"),
        *([text("law.assumed")] if shown.parameter.assumed else []),
    ]
    yield "; ".join(marks)
    yield from _labelled("law.grounds", shown.references)
    yield from _labelled("law.note", [shown.parameter.note] if shown.parameter.note else [])
    yield from _labelled("law.used_by", (words for _, words in shown.rules))
    yield from _labelled("law.name", [shown.name])


def _about_rule(rule: ShownRule) -> Iterator[str]:
    if rule.title:
        yield rule.words
    yield from _labelled("law.unless", rule.unless)
    yield from _labelled("law.uses", (_used(shown) for shown in rule.parameters))
    yield from _labelled("law.grounds", rule.references)
    yield from _labelled("law.name", [rule.code])


def _dated(dating: Dating) -> str:
    return text("law.from", words=dating.words, day=dating.start)


def _used(shown: ShownParameter) -> str:
    return f"{shown.title} {shown.now.words}" if shown.now else shown.title


def _labelled(label: str, values: Iterable[str]) -> Iterator[str]:
    found = "; ".join(value.rstrip(".") for value in values)
    if found:
        yield f"{text(label)}: {found}"


def _indented(paragraphs: Iterable[str]) -> Iterator[str]:
    for paragraph in paragraphs:
        yield from textwrap.wrap(
            paragraph, WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT * 2, break_long_words=False
        )


def _wrapped(paragraph: str) -> list[str]:
    return textwrap.wrap(paragraph, WIDTH, break_long_words=False)
