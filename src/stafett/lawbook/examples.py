"""The tables of rule examples in words: the facts, what is expected, and where the example comes from.

A table is a YAML file in `examples` beside the law files: `about`, what holds where a row says nothing, and sections
that are lists of rows. Each row has `name` and `source`; what else it may have is FACTS and EXPECTED. A list of
`tasks` stands in the order that is expected of it.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext

from stafett.core.law_yaml import LawError, Place, read_yaml
from stafett.core.parameters import Law
from stafett.core.rulebook import FAMILIES
from stafett.frontend.words import text
from stafett.lawbook.words import fact_value, reference_in_words, rule_in_words

NEEDED: Final = ("name", "source")
EXPECTED: Final = frozenset(
    {
        "before",
        "changes_on",
        "contact_due",
        "contact_state",
        "expect",
        "fields",
        "furthest",
        "in_force",
        "in_scope",
        "judged",
        "named",
        "outcome",
        "reason",
        "reasons",
        "reassess",
        "refused",
        "returns_on",
        "segment",
        "shown",
        "step",
        "suggested",
        "window_closes",
        "window_opens",
        "withheld",
    }
)
"""Facts of these names are what the rules are expected to give; of a task those that its place follows from."""
EXPECTED_OF_TASK: Final = ("changes_on", "reason", "step")
# The first part of the codes of rules that a table's `reasons` leave out.
_FAMILY: Final[Mapping[str, str]] = {
    "ask": "screening",
    "segment": "screening",
    "scope": "scope",
    "windows": "contact",
    "temporary": "contact",
    "pace": "contact",
    "ahead": "meeting",
    "lists": "order",
    **dict.fromkeys(("restrictions", "own", "shared", "protection", "figures", "not_named"), "sharing"),
}

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One row in words; `facts` and `expected` are pairs of label and value."""

    name: str
    source: str
    facts: Pairs
    expected: Pairs


@dataclass(frozen=True, slots=True)
class Section:
    """One list of a table, as it stands in its file."""

    name: str
    rows: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One file of examples."""

    name: str
    about: str
    sections: tuple[Section, ...]


def read_tables(folder: Path) -> tuple[list[Table], list[LawError]]:
    """The tables beside the law files in `folder`, and what cannot be read."""
    tables, errors = [], []
    for path in sorted((folder / "examples").glob("*.yaml")):
        try:
            tables.append(_table(path))
        except LawError as error:
            errors.append(error)
        except (AttributeError, TypeError, ValueError) as error:
            problem = f"is no table of examples: {error}."
            errors.append(Place(path.name, "examples").error("not_yaml", problem, "Correct the layout.", line=1))
    return tables, errors


def unknown_keys(row: Mapping[str, Any]) -> list[str]:
    """What stands in a row and is no fact that has a name; often a name with a comma and no quotes around it."""
    return [str(key) for key in row if key not in NEEDED and not _has_label(str(key))]


def in_words(row: Mapping[str, Any], section: str, law: Law, on: date) -> Example:
    """One row of a section in the active language. Raises MissingTextError for what has no name."""
    words = _Words(_FAMILY.get(section, section), law, on)
    facts, expected = words.tasks(row["tasks"]) if "tasks" in row else words.split(row, expected_of(row, law))
    return Example(str(row["name"]), reference_in_words(str(row["source"])), facts, expected)


SEES = ("all", "none")
"""What a reader sees of an item, where it is not a list of its fields."""


def difference_in_words(key: str, expected: Any, found: Any) -> str:
    """One thing that an example expects, and what the rules give instead."""
    subject, _, fact = key.rpartition(".")
    if _is_reader(fact) and all(isinstance(sees, list) or sees in SEES for sees in (expected, found)):
        when = f"{text('fact.before')}, " if subject else ""
        label = f"{when}{text(f'sharing.reader.{fact}')}"
        return text("example.differs", label=label, expected=_sees(expected), found=_sees(found))
    if subject == "judged":
        label = text(f"factor.{fact}")
    elif expected == "absent":
        label = text(f"stop_point.{key}")
    else:
        number = f"{subject}. " if subject.isdecimal() else ""
        point = f"{text(f'stop_point.{subject}')}, " if subject and not number else ""
        label = f"{number}{point}{text(f'fact.{fact}')}"
    name = "judged" if subject == "judged" else fact
    return text("example.differs", label=label, expected=_plainly(name, expected), found=_plainly(name, found))


def _is_reader(name: str) -> bool:
    key = f"sharing.reader.{name}"
    return gettext(key) != key


def _sees(fields: str | list[str]) -> str:
    if isinstance(fields, str):
        return text(f"example.{fields}")
    return ", ".join(text(f"sharing.field.{field}") for field in fields) or text("example.none")


def _plainly(name: str, value: Any) -> str:
    if value == "absent":
        return text("example.absent")
    return fact_value(name, value) if value != [] else text("example.none")


def expected_of(row: Mapping[str, Any], law: Law) -> frozenset[str]:
    """The names of what a row expects. A row about who sees an item says it by reader."""
    return EXPECTED | law.sharing.readers.keys() if "item" in row else EXPECTED


def _table(path: Path) -> Table:
    content = dict(read_yaml(path, "examples"))
    about = str(content.pop("about", ""))
    sections = [Section(name, tuple(dict(row) for row in rows)) for name, rows in content.items()]
    return Table(path.stem, about, tuple(sections))


def _has_label(key: str) -> bool:
    texts = (f"fact.{key}", f"sharing.reader.{key}")
    return key in {"expect", "tasks"} or any(gettext(text) != text for text in texts)


@dataclass(frozen=True, slots=True)
class _Words:
    family: str
    law: Law
    on: date

    def split(self, row: Mapping[str, Any], expected: Container[str]) -> tuple[Pairs, Pairs]:
        """What is given, and what is expected."""
        given = [
            pair
            for key, value in row.items()
            if key not in NEEDED and key not in expected
            for pair in self.pairs(key, value)
        ]
        wanted = [pair for key, value in row.items() if key in expected for pair in self.pairs(key, value)]
        return tuple(given), tuple(wanted)

    def tasks(self, tasks: list[Mapping[str, Any]]) -> tuple[Pairs, Pairs]:
        """Several tasks of one example, by their numbers."""
        facts, expected = [], []
        for number, task in enumerate(tasks, start=1):
            label = f"{number}. {fact_value('kind', task['kind'])}"
            given, wanted = self.split({key: value for key, value in task.items() if key != "kind"}, EXPECTED_OF_TASK)
            facts.append((label, _joined(given)))
            expected.append((label, _joined(wanted)))
        return tuple(facts), tuple(expected)

    def pairs(self, key: str, value: Any) -> Iterator[tuple[str, str]]:
        if key == "expect":
            for point, found in value.items():
                yield text(f"stop_point.{point}"), self._stop_point(found)
        elif key == "before":
            told = (f"{text(f'sharing.reader.{reader}')}: {_sees(sees)}" for reader, sees in value.items())
            yield text("fact.before"), "; ".join(told)
        elif key in self.law.sharing.readers:
            yield text(f"sharing.reader.{key}"), _sees(value)
        else:
            yield text(f"fact.{key}"), self._value(key, value)

    def _of_sharing(self, key: str, value: str) -> str:
        """A reader, an item or an outcome; examples also ask for what the table does not have."""
        known = {"reader": self.law.sharing.readers, "item": self.law.sharing.items}
        return text(f"sharing.{key}.{value}") if value in known.get(key, (value,)) else text("sharing.not_in_table")

    def _stop_point(self, found: str | Mapping[str, Any]) -> str:
        if isinstance(found, str):
            return text(f"example.{found}")
        return _joined(tuple(pair for key, value in found.items() for pair in self.pairs(key, value)))

    def _value(self, key: str, value: Any) -> str:
        if value == []:
            return text("example.none")
        if key in {"reader", "item", "shown", "protection"}:
            return self._of_sharing(key, value)
        if key in {"fields", "withheld"}:
            return _sees(value)
        if key == "judged":
            return "; ".join(
                f"{text(f'factor.{name}')}: {fact_value('judged', found)}" for name, found in value.items()
            )
        if key == "events":
            return " ".join(f"{self._rule('reassess', kind)} ({fact_value('', day)})" for kind, day in value)
        if key in {"reason", "reasons", "reassess"}:
            family = "reassess" if key == "reassess" else self.family
            return " ".join(self._rule(family, code) for code in ([value] if isinstance(value, str) else value))
        return fact_value(key, value)

    def _rule(self, family: str, code: str) -> str:
        full = code if code.split(".", maxsplit=1)[0] in FAMILIES else f"{family}.{code}"
        return rule_in_words(full, self.law, self.on)


def _joined(pairs: Pairs) -> str:
    return ", ".join(f"{label}: {value}" for label, value in pairs)
