"""Why a record was refused, in words: for the clerk at the page and the clerk at the command line."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from stafett.frontend.words import short_day, text
from stafett.intake.models import Quarantined

# Parameters that are codes themselves, with the prefix of their texts.
_CODED: Final = {"why": "number_error", "kind": "note_kind"}
# The parts of a message that have a name in words, by their names in the two formats. The text is
# `refusal.element.<value>`; other parts are shown by the name that stands in the file.
ELEMENTS: Final = {
    "patient": "patient",
    "Pasient": "patient",
    "identity_number": "identity_number",
    "Fodselsnummer": "identity_number",
    "family_name": "family_name",
    "Etternavn": "family_name",
    "employer": "employer",
    "situation": "employer_situation",
    "HarArbeidsgiver": "employer_situation",
    "issuer": "issuer",
    "Behandler": "issuer",
    "signed_at": "signed_at",
    "BehandletDato": "signed_at",
    "message_id": "message_id",
    "MsgId": "message_id",
    "first_day": "first_day",
    "PeriodeFOMDato": "first_day",
    "last_day": "last_day",
    "PeriodeTOMDato": "last_day",
    "grade": "grade",
    "treatment_days_a_week": "treatment_days",
    "diagnoses": "diagnosis",
    "Diagnosekode": "diagnosis",
}
_PERIOD = re.compile(r"(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)")


def refusal_in_words(code: str, parameters: Mapping[str, Any]) -> str:
    """The text of a refusal in the active language: codes, days and known parts in words, then line and character."""
    worded = {name: _in_words(name, value) for name, value in parameters.items()}
    return " ".join([text(f"refusal.{code}", **worded), *_where(parameters)])


def record_in_words(record: Quarantined) -> str:
    """Why a record was refused, in one line: the first fault, and how many more there are."""
    first = refusal_in_words(record.code, record.parameters)
    match len(record.also):
        case 0:
            return first
        case 1:
            return f"{first} {text('refusal.one_more')}"
        case more:
            return f"{first} {text('refusal.more', count=more)}"


def _in_words(name: str, value: Any) -> Any:
    if name in _CODED:
        return text(f"{_CODED[name]}.{value}")
    if name == "element":
        return _element(str(value))
    if name in {"period", "periods"}:
        return _PERIOD.sub(_days, str(value)).replace(" & ", f" {text('refusal.and')} ")
    return value


def _element(path: str) -> str:
    """What the clerk calls the part, and where it stands: the innermost name that is known decides."""
    names = (name for name in reversed(re.split(r"[./]", path)) if name in ELEMENTS)
    known = next(names, None)
    return text("refusal.known_element", name=text(f"refusal.element.{ELEMENTS[known]}"), path=path) if known else path


def _days(found: re.Match[str]) -> str:
    first, last = (short_day(date.fromisoformat(written)) for written in found.groups())
    return text("refusal.days", first=first, last=last)


def _where(parameters: Mapping[str, Any]) -> Iterator[str]:
    line, column = parameters.get("line"), parameters.get("column")
    if line is not None and column is not None:
        yield text("refusal.at_line_and_character", line=line, character=column)
    elif line is not None:
        yield text("refusal.at_line", line=line)
    elif column is not None:
        yield text("refusal.at_character", character=column)
