"""Every rule that gives a reason, as a list: what a reader of the law is shown beside the parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, Protocol

from stafett.core import contact_reasons, meetings, priority, screening_reasons, sharing
from stafett.core.duties import DUTIES
from stafett.core.factors.grounds import GROUNDS, NAMED, SCOPE, SUGGESTION
from stafett.core.parameters import Law
from stafett.core.stoppoints.finding import POINTS

GAP = "spell_gap_days"
FAMILIES: Mapping[str, str] = {
    "spell": "spells",
    "stop_point": "stop_points",
    "screening": "screening",
    "risk": "screening",
    "duty": "requests",
    "scope": "follow_up",
    "factor": "follow_up",
    "guide": "follow_up",
    "suggestion": "follow_up",
    "contact": "follow_up",
    "reassess": "follow_up",
    "meeting": "meetings",
    "order": "priority",
    "sharing": "sharing",
}
"""Rules that belong together, by the first part of their code, each with its subject: the name of a law file."""


class Rule(NamedTuple):
    """One rule. `code` is that of its reason; `unless`: codes of what takes it away."""

    code: str
    references: tuple[str, ...]
    parameters: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    @property
    def family(self) -> str:
        """One of FAMILIES."""
        return self.code.split(".", maxsplit=1)[0]


def rulebook(law: Law) -> tuple[Rule, ...]:
    """All rules, those of a family together and in the order in which they are decided.

    A person's own judgement of a factor is no rule, and is left out.
    """
    return (
        *_spells(law),
        *_stop_points(law),
        *_explained(screening_reasons.EXPLANATIONS),
        *(Rule(f"duty.{kind}", (duty.reference,), duty.parameters) for kind, duty in DUTIES.items()),
        *_explained(SCOPE),
        *_explained({code: ground for code, ground in GROUNDS.items() if ".judged_" not in code}),
        *(Rule(code, _split(named.reference)) for code, named in NAMED.items()),
        *_explained(SUGGESTION),
        *_explained(contact_reasons.EXPLANATIONS),
        *_explained(meetings.EXPLANATIONS),
        *(Rule(code, _split(where), priority.PARAMETERS.get(code, ())) for code, where in priority.REFERENCES.items()),
        *_sharing(law),
    )


def _spells(law: Law) -> Iterator[Rule]:
    for code in ("spell.open", "spell.closed"):
        yield Rule(code, law.parameter(GAP).reference, (GAP,))


def _sharing(law: Law) -> Iterator[Rule]:
    for name, condition in law.sharing.conditions.items():
        yield Rule(f"sharing.{name}", condition.reference, sharing.PARAMETERS.get(name, ()))


def _stop_points(law: Law) -> Iterator[Rule]:
    for point in POINTS:
        references, parameters = law.parameter(point.parameter).reference, (point.parameter, *point.parameters)
        for code in (point.reason, *point.other_reasons):
            yield Rule(code, references, parameters, unless=point.exceptions)
        if point.settled is not None:
            yield Rule(point.settled_reason, references)


class _Explained(Protocol):
    """What the explanations of several families have in common."""

    @property
    def reference(self) -> str: ...
    @property
    def parameters(self) -> tuple[str, ...]: ...


def _explained(explanations: Mapping[str, _Explained]) -> Iterator[Rule]:
    for code, explanation in explanations.items():
        yield Rule(code, _split(explanation.reference), explanation.parameters)


def _split(reference: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in reference.split(";"))
