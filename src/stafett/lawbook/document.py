"""The law seen from a day: its subjects, each with its parameters and its rules."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from stafett.core.law_files import Parameter
from stafett.core.parameters import Law, LocalValue
from stafett.core.reasons import as_json
from stafett.core.rulebook import FAMILIES, Rule, rulebook
from stafett.frontend.words import text
from stafett.lawbook.words import amount, reference_in_words, rule_in_words

SUBJECTS: Final = (
    "spells",
    "intake",
    "stop_points",
    "screening",
    "requests",
    "follow_up",
    "meetings",
    "decisions",
    "sharing",
    "priority",
    "insight",
)
"""The law files in the order in which a reader meets them; files with other names follow."""


@dataclass(frozen=True, slots=True)
class Dating:
    """A value in words and the day from which it is in force."""

    start: date
    words: str


@dataclass(frozen=True, slots=True)
class Own:
    """An office's own value, or that it goes back to the common one; `start` is None where it was so all the time."""

    office: str
    start: date | None
    words: str


@dataclass(frozen=True, slots=True)
class ShownParameter:
    """A parameter as of a day; `now` is None before its first value. `rules`: code and words of those that use it."""

    parameter: Parameter
    title: str
    now: Dating | None
    earlier: tuple[Dating, ...]
    coming: tuple[Dating, ...]
    bounds: str
    references: tuple[str, ...]
    own: tuple[Own, ...]
    rules: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        return self.parameter.name


@dataclass(frozen=True, slots=True)
class ShownRule:
    """A rule in words; `title` where it has a name of its own, `unless` what takes it away."""

    rule: Rule
    title: str
    words: str
    references: tuple[str, ...]
    parameters: tuple[ShownParameter, ...]
    unless: tuple[str, ...]

    @property
    def code(self) -> str:
        return self.rule.code


@dataclass(frozen=True, slots=True)
class Family:
    """Rules that belong together."""

    name: str
    title: str
    rules: tuple[ShownRule, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """One law file and the rules that it is about."""

    name: str
    title: str
    parameters: tuple[ShownParameter, ...]
    families: tuple[Family, ...]


def law_document(law: Law, on: date, *, names: Iterable[str] = ()) -> list[Subject]:
    """The whole law as of a day, or what `names` name: subjects, families of rules, parameters, codes of rules.

    Nothing is left of a subject without anything named. In the active language; notes are as their files have them.
    """
    wanted = frozenset(names)
    rules = rulebook(law)
    shown = {name: _parameter(parameter, law, on, rules) for name, parameter in law.parameters.items()}
    subjects = (_subject(name, shown, rules, law, on) for name in _subjects(law))
    return [subject for subject in (_only(subject, wanted) for subject in subjects) if subject]


def known_names(law: Law) -> set[str]:
    """Everything that `law_document` can be asked for by name."""
    return {*_subjects(law), *FAMILIES, *law.parameters, *(rule.code for rule in rulebook(law))}


def as_data(subjects: Iterable[Subject], law: Law, on: date) -> dict[str, Any]:
    """The document for programs: raw values and references beside the words."""
    return {
        "on": on.isoformat(),
        "version": law.version,
        "parameters": [
            _parameter_data(shown, subject, law, on) for subject in subjects for shown in subject.parameters
        ],
        "rules": [_rule_data(rule, subject) for subject in subjects for rule in _rules(subject)],
    }


def _subjects(law: Law) -> list[str]:
    named = {_subject_of(parameter) for parameter in law.parameters.values()} | set(FAMILIES.values())
    return [*(name for name in SUBJECTS if name in named), *sorted(named.difference(SUBJECTS))]


def _subject_of(parameter: Parameter) -> str:
    return Path(parameter.file).stem


def _subject(name: str, shown: Mapping[str, ShownParameter], rules: tuple[Rule, ...], law: Law, on: date) -> Subject:
    families = []
    for family in (family for family, subject in FAMILIES.items() if subject == name):
        own = tuple(_rule(rule, shown, law, on) for rule in rules if rule.family == family)
        families.append(Family(family, text(f"law.family.{family}"), own))
    parameters = tuple(each for each in shown.values() if _subject_of(each.parameter) == name)
    return Subject(name, text(f"law.subject.{name}"), parameters, tuple(families))


def _only(subject: Subject, wanted: frozenset[str]) -> Subject | None:
    if not wanted or subject.name in wanted:
        return subject
    parameters = tuple(shown for shown in subject.parameters if shown.name in wanted)
    families = []
    for family in subject.families:
        rules = tuple(rule for rule in family.rules if wanted & {rule.code, family.name})
        families += [Family(family.name, family.title, rules)] if rules else []
    return Subject(subject.name, subject.title, parameters, tuple(families)) if parameters or families else None


def _parameter(parameter: Parameter, law: Law, on: date, rules: tuple[Rule, ...]) -> ShownParameter:
    so_far = [dated for dated in parameter.dated if dated.start <= on]
    datings = {dated.start: Dating(dated.start, amount(parameter, dated.value)) for dated in parameter.dated}
    return ShownParameter(
        parameter,
        title=text(f"parameter.{parameter.name}"),
        now=datings[so_far[-1].start] if so_far else None,
        earlier=tuple(datings[dated.start] for dated in so_far[-2::-1]),
        coming=tuple(dating for start, dating in datings.items() if start > on),
        bounds=_bounds(parameter),
        references=tuple(map(reference_in_words, parameter.reference)),
        own=tuple(_own(own, parameter) for own in _counting(law, parameter, on)),
        rules=tuple((rule.code, _label(rule, law, on)) for rule in rules if parameter.name in rule.parameters),
    )


def _bounds(parameter: Parameter) -> str:
    lowest, highest = parameter.bounds
    if not parameter.local or lowest is None or highest is None:
        return ""
    return text("law.bounds", lowest=lowest, highest=amount(parameter, highest))


def _counting(law: Law, parameter: Parameter, on: date) -> Iterator[LocalValue]:
    """What offices have of their own on the day, and what is to come; `local_values` are in order of office and day."""
    chosen = [own for own in law.local_values if own.name == parameter.name]
    for own, after in zip_longest(chosen, chosen[1:]):
        replaced = after is not None and after.office == own.office and after.start <= on
        if own.start > on or not (replaced or own.value is None):
            yield own


def _own(own: LocalValue, parameter: Parameter) -> Own:
    start = own.start if own.start > parameter.first_day else None
    return Own(own.office, start, text("law.common_value") if own.value is None else amount(parameter, own.value))


def _title(rule: Rule) -> str:
    """Stop points have names of their own."""
    return text(rule.code) if rule.family == "stop_point" and rule.code.count(".") == 1 else ""


def _label(rule: Rule, law: Law, on: date) -> str:
    return _title(rule) or rule_in_words(rule.code, law, on)


def _rule(rule: Rule, shown: Mapping[str, ShownParameter], law: Law, on: date) -> ShownRule:
    return ShownRule(
        rule,
        title=_title(rule),
        words=rule_in_words(rule.code, law, on),
        references=tuple(map(reference_in_words, rule.references)),
        parameters=tuple(shown[name] for name in rule.parameters),
        unless=tuple(text(f"reason.{code}") for code in rule.unless),
    )


def _rules(subject: Subject) -> Iterator[ShownRule]:
    for family in subject.families:
        yield from family.rules


def _parameter_data(shown: ShownParameter, subject: Subject, law: Law, on: date) -> dict[str, Any]:
    parameter = shown.parameter
    return {
        "name": parameter.name,
        "title": shown.title,
        "subject": subject.name,
        "unit": parameter.unit,
        "value": as_json(parameter.value_on(on)) if shown.now else None,
        "since": shown.now.start.isoformat() if shown.now else None,
        "values": [{"from": dated.start.isoformat(), "value": as_json(dated.value)} for dated in parameter.dated],
        "offices": [
            {"office": own.office, "from": own.start.isoformat(), "value": as_json(own.value)}
            for own in law.local_values
            if own.name == parameter.name
        ],
        "nature": parameter.nature,
        "local": parameter.local,
        "min": parameter.bounds[0],
        "max": parameter.bounds[1],
        "assumed": parameter.assumed,
        "reference": list(parameter.reference),
        "note": parameter.note,
        "rules": [code for code, _ in shown.rules],
    }


def _rule_data(shown: ShownRule, subject: Subject) -> dict[str, Any]:
    return {
        "code": shown.code,
        "subject": subject.name,
        "words": shown.words,
        "reference": list(shown.rule.references),
        "parameters": list(shown.rule.parameters),
        "unless": list(shown.rule.unless),
    }
