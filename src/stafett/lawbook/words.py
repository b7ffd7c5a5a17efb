"""Values, references, facts and errors of the law in the reader's language."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext

from stafett.core.law_files import Parameter, Value
from stafett.core.law_yaml import LawError
from stafett.core.parameters import Law
from stafett.frontend.words import grade, in_words, text

# Facts and parameters that are codes, with the prefix of their texts.
CODED: Final[Mapping[str, str]] = {
    "answer_return": "answer",
    "answer_cooperation": "answer",
    "answer_duration": "answer",
    "answers": "answer",
    "issuer_kind": "issuer",
    "issuer_limit_kinds": "issuer",
    "actor": "actor",
    "category": "category",
    "temporary_category": "category",
    "in_force": "category",
    "suggested": "category",
    "named": "category",
    "contact_state": "contact_state",
    "education": "education",
    "employment": "employment",
    "experience": "experience",
    "going_back": "going_back",
    "judged": "judgement",
    "judged_age": "judgement",
    "judged_education": "judgement",
    "judged_employment": "judgement",
    "judged_history": "judgement",
    "judged_social": "judgement",
    "judged_treatment": "judgement",
    "kind": "task",
    "nature": "nature",
    "outcome": "who_to_ask",
    "pace": "pace",
    "retention_spell_dates_follow": "parameter",
    "segment": "segment",
    "skills_usable": "usable",
    "state": "state",
    "temporary_kind": "temporary_kind",
    "treatment": "treatment",
}
# What a rule says of a case and is no day.
NUMBERS: Final = frozenset({"people"})
REPORT: Final = re.compile(r"S(?P<report>\d):L(?P<line>\d+(?:-\d+)?)")
_PARAMETER: Final = re.compile(r"%\((\w+)\)s")
SYSTEMS: Final = re.compile(r"NAV:(?P<section>[\d.]+)")


def amount(parameter: Parameter, value: Value) -> str:
    """A value with its unit: `4 uker`, `20 %`, `ja`, `kiropraktor, manuellterapeut`."""
    if isinstance(value, tuple):
        return coded(parameter.name, value)
    if not isinstance(value, int) or isinstance(value, bool) or parameter.unit == "count":
        return in_words(value)
    if parameter.unit == "percent":
        return grade(value)
    unit = parameter.unit if value != 1 else parameter.unit.removesuffix("s")
    return text(f"unit.{unit}", count=value)


def coded(name: str, value: Any) -> str:
    """A code, or several, of a fact or a parameter that has codes."""
    codes = value if isinstance(value, list | tuple) else [value]
    return ", ".join(text(f"{CODED[name]}.{code}") for code in codes)


def fact_value(name: str, value: Any) -> str:
    """What a fact is."""
    if value is None:
        return text("fact.not_known")
    return coded(name, value) if name in CODED else in_words(value)


def reference_in_words(reference: str) -> str:
    """A line of a report or a section about today's systems in words; a section of law as it stands."""
    if report := REPORT.fullmatch(reference):
        return text(f"source.report_{report['report']}", line=report["line"])
    if systems := SYSTEMS.fullmatch(reference):
        return text("source.systems", section=systems["section"])
    return reference


def rule_in_words(code: str, law: Law, on: date) -> str:
    """What the rule says of anybody: its reason with the values in force, and where a case has its own day, that."""
    used = _PARAMETER.findall(gettext(f"reason.{code}"))
    values = {name: law.parameter(name).value_near(on) for name in used if name in law.parameters}
    open_ = {name: text("law.some_number" if name in NUMBERS else "law.some_day") for name in used}
    return text(f"reason.{code}", **{**open_, **values})


def error_in_words(error: LawError) -> str:
    """File, name, what is wrong and what to do."""
    key = f"law_error.{error.facts.get('words', error.code)}"
    if gettext(key) == key:
        return str(error)
    facts = dict(error.facts)
    if "expected" in facts:
        facts["expected"] = text(f"law_error.expected.{facts['expected']}")
    return f"{error.file}: {error.name}: {text(key, **facts)}"
