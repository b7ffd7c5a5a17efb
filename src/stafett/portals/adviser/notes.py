"""A sick note as those at Nav who hold the case may read it.

What the issuer has marked "not to Nav" is not shown; that something is withheld is always said.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stafett.frontend.words import text
from stafett.intake.models import NotePeriod, SickNote

NOT_NAV = "not_nav"


@dataclass(frozen=True, slots=True)
class ReadableNote:
    """`facts` are pairs of label and text; `withheld` says that the issuer has kept something from Nav."""

    note: SickNote
    periods: list[NotePeriod]
    facts: list[tuple[str, str]]
    withheld: bool


def readable_note(note: SickNote) -> ReadableNote:
    """The note with what Nav may read; its periods are read in order.

    A restriction that no single answer carries covers all that is medical in the note.
    """
    content: Mapping[str, Any] = note.content
    periods = sorted(note.periods.all(), key=lambda period: (period.first_day, period.pk))
    answers = content.get("answers") or []
    hidden = [answer for answer in answers if NOT_NAV in (answer.get("restrictions") or [])]
    if NOT_NAV in note.restrictions and not hidden:
        return ReadableNote(note, periods, [], withheld=True)
    facts = [
        *_medical(content),
        *_from_periods(content),
        *_prognosis(content),
        *_wishes(content),
        *_answers(answers),
    ]
    return ReadableNote(note, periods, facts, withheld=bool(hidden))


def _medical(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for diagnosis in content.get("diagnoses") or []:
        label = text("note.main_diagnosis" if diagnosis.get("main") else "note.other_diagnosis")
        yield label, f"{diagnosis['code']} {diagnosis.get('text') or ''}".strip()
    for name in ("pregnancy", "occupational_injury"):
        if content.get(name):
            yield text(f"note.{name}"), text("unit.yes")
    if (content.get("other_absence") or {}).get("text"):
        yield text("note.other_absence"), content["other_absence"]["text"]


def _from_periods(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for period in content.get("periods") or []:
        for name in ("medical_reason", "workplace_reason"):
            words = (period.get(name) or {}).get("text")
            if words:
                yield text(f"note.{name}"), words
        if period.get("message_to_employer"):
            yield text("note.period_message_to_employer"), period["message_to_employer"]


def _prognosis(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    prognosis = content.get("prognosis") or {}
    if prognosis.get("fit_after_period") is not None:
        yield text("note.fit_after_period"), text("unit.yes" if prognosis["fit_after_period"] else "unit.no")
    if prognosis.get("workplace_considerations"):
        yield text("note.workplace_considerations"), prognosis["workplace_considerations"]


def _wishes(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    measures = content.get("measures") or {}
    for name in ("workplace", "nav", "other"):
        if measures.get(name):
            yield text(f"note.measures_{name}"), measures[name]
    to_nav = content.get("message_to_nav") or {}
    if to_nav.get("help_at_once"):
        yield text("note.help_at_once"), text("unit.yes")
    if to_nav.get("text"):
        yield text("note.message_to_nav"), to_nav["text"]


def _answers(answers: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for answer in answers:
        if NOT_NAV not in (answer.get("restrictions") or []):
            question = answer.get("question_text") or text("note.question", number=answer["question"])
            yield question, answer["answer"]
