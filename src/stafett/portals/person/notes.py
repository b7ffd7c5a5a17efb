"""A sick note as its patient may read it.

The patient sees what the issuer wrote, except what the issuer has restricted: an answer marked "not to the patient",
or everything medical in a note that is shielded from the patient. That something is withheld is always said
(fvl. § 19). Days, grades and employer are never withheld: without them the person could not follow their own case.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stafett.frontend.words import text
from stafett.intake.models import NotePeriod, SickNote

NOT_PATIENT = "not_patient"


@dataclass(frozen=True, slots=True)
class ReadableNote:
    """`facts` are pairs of label and text; `withheld` says that there is more which may not be shown."""

    note: SickNote
    periods: list[NotePeriod]
    facts: list[tuple[str, str]]
    withheld: bool


def readable_note(note: SickNote) -> ReadableNote:
    """The note with what its patient may read; its periods are read in order."""
    content: Mapping[str, Any] = note.content
    periods = sorted(note.periods.all(), key=lambda period: period.first_day)
    answers = content.get("answers") or []
    hidden_answers = [answer for answer in answers if NOT_PATIENT in (answer.get("restrictions") or [])]
    # A restriction that stands on no answer that we can point at covers the whole note.
    shielded = bool(content.get("shielded_from_patient")) or (NOT_PATIENT in note.restrictions and not hidden_answers)
    if shielded:
        return ReadableNote(note, periods, [], withheld=True)
    facts = [*_medical_facts(content), *_answers(answers)]
    return ReadableNote(note, periods, facts, withheld=bool(hidden_answers))


def _medical_facts(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for diagnosis in content.get("diagnoses") or []:
        words = f"{diagnosis['code']} {diagnosis.get('text') or ''}".strip()
        yield text("person.note.diagnosis" if diagnosis.get("main") else "person.note.other_diagnosis"), words
    if content.get("pregnancy"):
        yield text("person.note.pregnancy"), text("unit.yes")
    for period in content.get("periods") or []:
        yield from _texts(period, ("medical_reason", "workplace_reason"), within="text")
        yield from _texts({"period": period}, ("period",), within="message_to_employer")
    yield from _texts(content, ("other_absence", "message_to_nav"), within="text")
    yield from _texts(content, ("prognosis",), within="workplace_considerations")
    measures = content.get("measures") or {}
    for name in ("workplace", "nav", "other"):
        if measures.get(name):
            yield text(f"person.note.measures_{name}"), measures[name]
    if content.get("message_to_employer"):
        yield text("person.note.message_to_employer"), content["message_to_employer"]


def _texts(part: Mapping[str, Any], names: tuple[str, ...], *, within: str) -> Iterator[tuple[str, str]]:
    for name in names:
        words = (part.get(name) or {}).get(within)
        if words:
            yield text(f"person.note.{name}"), words


def _answers(answers: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for answer in answers:
        if NOT_PATIENT not in (answer.get("restrictions") or []):
            question = answer.get("question_text") or text("person.note.question", number=answer["question"])
            yield question, answer["answer"]
