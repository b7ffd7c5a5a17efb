"""A reason unfolded for the reader: in words, its rule and reference, the facts used, the values in force."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.urls import reverse

from stafett.core.parameters import default_law
from stafett.core.reasons import Reason
from stafett.core.rulebook import rulebook
from stafett.frontend.words import in_words, say, text
from stafett.lawbook.words import amount, fact_value, reference_in_words
from stafett.rules.words import changes_in_words

# Keys of rows, and what stands beside the reason anyway.
NOT_SHOWN = {"employer"}


class Limit(NamedTuple):
    """A value of the law that counted, and its place in the law; no place for one that is gone from it."""

    label: str
    value: str
    address: str


@dataclass(frozen=True, slots=True)
class Why:
    """What stands behind one conclusion, and what would have changed it.

    `address`: the rule's place in the law; `facts`: pairs of label and value.
    """

    words: str
    rule: str
    references: list[str]
    address: str
    facts: list[tuple[str, str]]
    parameters: list[Limit]
    changes: list[str]


def why(reason: Reason | Mapping[str, Any]) -> Why | None:
    """The reason in words; None for a task that nobody's rule made (an empty code)."""
    known = reason if isinstance(reason, Reason) else Reason.from_json(reason)
    if not known.code:
        return None
    return Why(
        words=say(known),
        rule=text(f"rule.{known.rule}"),
        references=[reference_in_words(part.strip()) for part in known.reference.split(";") if part.strip()],
        address=_address(known.code, known.rule),
        facts=list(_facts(known.facts)),
        parameters=list(_limits(known.parameters)),
        changes=changes_in_words(known),
    )


def _facts(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in facts.items():
        if name not in NOT_SHOWN:
            yield text(f"fact.{name}"), fact_value(name, value)


def _limits(parameters: Mapping[str, Any]) -> Iterator[Limit]:
    """With the units of the law as it is now: a unit never changes under the same name."""
    law = default_law().parameters
    for name, value in parameters.items():
        known = name in law
        words = amount(law[name], tuple(value) if isinstance(value, list) else value) if known else in_words(value)
        yield Limit(text(f"parameter.{name}"), words, f"{reverse('law')}#{name}" if known else "")


def _address(*codes: str) -> str:
    """Where the first of the codes that the rulebook has stands."""
    found = next((code for code in codes if code in _in_the_rulebook()), "")
    return f"{reverse('law')}#{found}" if found else ""


@cache
def _in_the_rulebook() -> frozenset[str]:
    return frozenset(rule.code for rule in rulebook(default_law()))
