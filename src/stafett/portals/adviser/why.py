"""A reason unfolded for the reader: in words, its rule and reference, the facts used, the values in force."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stafett.core.reasons import Reason
from stafett.frontend.words import in_words, say, text

# Facts that are codes, with the prefix of their texts.
CODED = {
    "answer_return": "answer",
    "answer_cooperation": "answer",
    "answer_duration": "answer",
    "issuer_kind": "issuer",
    "issuer_limit_kinds": "issuer",
}
# Keys of rows, and what stands beside the reason anyway.
NOT_SHOWN = {"employer"}
REPORT = re.compile(r"S(?P<report>\d):L(?P<line>\d+)")
SYSTEMS = re.compile(r"NAV:(?P<section>[\d.]+)")


@dataclass(frozen=True, slots=True)
class Why:
    """What stands behind one conclusion; `facts` and `parameters` are pairs of label and value."""

    words: str
    rule: str
    references: list[str]
    facts: list[tuple[str, str]]
    parameters: list[tuple[str, str]]


def why(reason: Reason | Mapping[str, Any]) -> Why | None:
    """The reason in words; None for a task that nobody's rule made (an empty code)."""
    known = reason if isinstance(reason, Reason) else Reason.from_json(reason)
    if not known.code:
        return None
    return Why(
        words=say(known),
        rule=text(f"rule.{known.rule}"),
        references=[_reference(part.strip()) for part in known.reference.split(";") if part.strip()],
        facts=list(_pairs(known.facts, "fact")),
        parameters=list(_pairs(known.parameters, "parameter")),
    )


def _pairs(values: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if name not in NOT_SHOWN:
            yield text(f"{prefix}.{name}"), _value(name, value)


def _value(name: str, value: Any) -> str:
    if value is None:
        return text("fact.not_known")
    if name in CODED:
        codes = value if isinstance(value, list | tuple) else [value]
        return ", ".join(text(f"{CODED[name]}.{code}") for code in codes)
    return in_words(value)


def _reference(reference: str) -> str:
    """A line of a report or a section about today's systems in words; a section of law as it stands."""
    if report := REPORT.fullmatch(reference):
        return text(f"source.report_{report['report']}", line=report["line"])
    if systems := SYSTEMS.fullmatch(reference):
        return text("source.systems", section=systems["section"])
    return reference
