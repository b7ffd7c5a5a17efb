"""A handful of records that cannot be taken in, so that the quarantine has something to show."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Final

from stafett.core.dates import date_of, day_number
from stafett.demo.messages import line_of
from stafett.demo.plan import Plan
from stafett.intake.checks import Options
from stafett.intake.jsonl import read_message
from stafett.intake.messages import Message
from stafett.intake.refusals import Place, Refusal

SOURCE: Final = "nattlevering.jsonl"
_WRONG_CHECK_DIGITS: Final = "01810000000"


def bad_lines(plan: Plan, on: date) -> list[bytes]:
    """Lines that arrived on the day, each wrong in its own way."""
    newest = [note for day in range(day_number(on) - 6, day_number(on) + 1) for note in plan.notes.get(day, ())]
    good = [
        line_of(note, plan.persons[note.person], plan.region, seed=plan.seed)
        for note in newest
        if note.kind == "note" and note.job >= 0
    ]
    if not good:
        return []
    lines = []
    for number, change in enumerate(_CHANGES):
        message = json.loads(good[number % len(good)])
        message["message_id"] = f"demo-{plan.seed}-refused-{number}"
        change(message)
        lines.append(json.dumps(message, ensure_ascii=False).encode())
    return [*lines, lines[0][: len(lines[0]) // 2], b"sm2013;1;99;tekst", good[0].decode().encode("utf-16")]


def refusals(lines: Sequence[bytes], options: Options) -> list[Refusal]:
    """The refusals that the intake makes of the lines."""
    found = []
    for number, line in enumerate(lines, start=1):
        problems = read_message(line, options)
        if isinstance(problems, Message):
            continue
        first, *also = problems
        found.append(Refusal(first.code, first.params, Place(SOURCE, line=number), line, "stafett", tuple(also)))
    return found


def _wrong_identity_number(message: dict[str, object]) -> None:
    message["patient"] = {"identity_number": _WRONG_CHECK_DIGITS, "family_name": "Ukjent"}


def _periods_overlap(message: dict[str, object]) -> None:
    message["periods"] = _as_list(message["periods"]) * 2


def _ends_before_start(message: dict[str, object]) -> None:
    period = dict(_as_list(message["periods"])[0])
    period["last_day"] = date_of(day_number(date.fromisoformat(period["first_day"])) - 3).isoformat()
    message["periods"] = [period]


def _unknown_field(message: dict[str, object]) -> None:
    message["sykemeldt_siden"] = "mandag"


def _no_periods(message: dict[str, object]) -> None:
    message["periods"] = []


def _grade_too_low(message: dict[str, object]) -> None:
    period = dict(_as_list(message["periods"])[0])
    message["periods"] = [period | {"kind": "graded", "grade": 10}]


def _no_hpr_number(message: dict[str, object]) -> None:
    message["issuer"] = {"hpr_number": "", "family_name": "Vikar"}


def _as_list(value: object) -> list[dict[str, str]]:
    return value if isinstance(value, list) else []


_CHANGES: Final = (
    _wrong_identity_number,
    _periods_overlap,
    _ends_before_start,
    _unknown_field,
    _no_periods,
    _grade_too_low,
    _no_hpr_number,
)
