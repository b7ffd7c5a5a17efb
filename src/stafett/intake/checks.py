"""What a well-formed sick-note message must also fulfil, whatever format it came in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from stafett.core.parameters import default_law
from stafett.core.spells import FULL
from stafett.intake.messages import Message, Period
from stafett.intake.refusals import Problem
from stafett.people.numbers import (
    InvalidNumberError,
    Synthetic,
    check_hpr_number,
    check_organisation_number,
    parse_identity_number,
)

MIB: Final = 1024 * 1024

_NUMBERS: Final = {
    "patient.identity_number": "invalid_identity_number",
    "issuer.hpr_number": "invalid_hpr_number",
    "employer.organisation_number": "invalid_organisation_number",
}


@dataclass(frozen=True, slots=True)
class Options:
    """What is accepted beside what the law says of sick notes (`law/intake.yaml`).

    `on` is the day of intake: a note signed later than the day after it is refused (None: not checked).
    """

    synthetic: Synthetic
    on: date | None = None
    max_message_bytes: int = 2 * MIB


def problems_of(message: Message, options: Options) -> list[Problem]:
    """Everything that is wrong with the message, in the order a clerk reads it; empty when it is good."""
    return [
        *_signing_problems(message, options),
        *_number_problems(message, options),
        *_kind_problems(message),
        *_period_problems(message),
        *_limit_problems(message),
    ]


def shape_problem_of_number(element: str, value: object) -> Problem | None:
    """The refusal when a number has not the shape that the schema asks for; None for other elements."""
    if element not in _NUMBERS:
        return None
    code = _NUMBERS[element]
    text = value if isinstance(value, str) else ""
    shown = {"number": text[:20]} if element == "employer.organisation_number" else {}
    return Problem(code, {**shown, "why": "length" if text.isdecimal() else "digits"})


def _signing_problems(message: Message, options: Options) -> Iterator[Problem]:
    signed = message.signed_at.date()
    if not 1990 <= signed.year <= 2100:
        yield Problem("bad_date", {"element": "signed_at", "value": signed.isoformat()})
    elif options.on is not None and (signed - options.on).days > 1:
        yield Problem("signed_in_future", {"signed": signed.isoformat(), "on": options.on.isoformat()})
    for element, moment in (
        ("received_at", message.received_at),
        ("contact.treated_at", message.contact and message.contact.treated_at),
    ):
        if moment and not 1990 <= moment.year <= 2100:
            yield Problem("bad_date", {"element": element, "value": moment.date().isoformat()})


def _number_problems(message: Message, options: Options) -> Iterator[Problem]:
    try:
        parse_identity_number(message.patient.identity_number, synthetic=options.synthetic)
    except InvalidNumberError as error:
        yield Problem("invalid_identity_number", {"why": error.code})
    try:
        check_hpr_number(message.issuer.hpr_number)
    except InvalidNumberError as error:
        yield Problem("invalid_hpr_number", {"why": error.code})
    employer = message.employer
    if employer is None or employer.organisation_number is None:
        return
    try:
        check_organisation_number(employer.organisation_number)
    except InvalidNumberError as error:
        yield Problem("invalid_organisation_number", {"number": employer.organisation_number, "why": error.code})


def _kind_problems(message: Message) -> Iterator[Problem]:
    if message.kind == "note":
        if message.replaces is not None:
            yield Problem("replaces_not_expected", {})
    elif message.replaces is None:
        yield Problem("replaces_missing", {"kind": message.kind})
    elif message.replaces == message.message_id:
        yield Problem("replaces_itself", {"kind": message.kind})
    if message.kind != "cancellation":
        if message.employer is None:
            yield Problem("missing_element", {"element": "employer"})
        if not message.periods:
            yield Problem("no_periods", {})


def _period_problems(message: Message) -> Iterator[Problem]:
    periods = message.periods
    turned = [period for period in periods if period.last_day < period.first_day]
    if turned:
        yield Problem("periods_end_before_start", {"periods": ", ".join(map(_dates, turned))})
    for period in periods:
        yield from _kind_of_period_problems(period, lowest_grade=_limit("lowest_grade_percent", message))
    if turned or len(periods) < 2:
        return
    in_order = sorted(periods, key=_first_day)
    overlaps = [
        f"{_dates(one)} & {_dates(next_)}" for one, next_ in pairwise(in_order) if next_.first_day <= one.last_day
    ]
    if overlaps:
        yield Problem("periods_overlap", {"periods": ", ".join(overlaps)})


def _kind_of_period_problems(period: Period, *, lowest_grade: int) -> Iterator[Problem]:
    """Grade and treatment days stand where the kind asks for them, within their bounds, and nowhere else."""
    grade, days = period.grade, period.treatment_days_a_week
    if period.kind == "graded":
        if grade is None:
            yield Problem("missing_element", {"element": "periods.grade"})
        elif grade < lowest_grade:
            yield Problem("grade_too_low", {"grade": grade, "period": _dates(period), "limit": lowest_grade})
        elif grade >= FULL:
            yield Problem("grade_out_of_range", {"grade": grade, "period": _dates(period)})
    elif grade is not None and not (period.kind == "full" and grade == FULL):
        yield Problem("grade_out_of_range", {"grade": grade, "period": _dates(period)})
    if period.kind == "treatment_days":
        if days is None:
            yield Problem("missing_element", {"element": "periods.treatment_days_a_week"})
        elif not 1 <= days <= 5:
            yield Problem("treatment_days_out_of_range", {"days": days, "period": _dates(period)})
    elif days is not None:
        yield Problem("treatment_days_out_of_range", {"days": days, "period": _dates(period)})


def _limit_problems(message: Message) -> Iterator[Problem]:
    """Early and late are counted from the day of signing, so that old notes can be taken in at any time."""
    if not message.periods:
        return
    longest, earliest, latest = (
        _limit(name, message) for name in ("note_longest_period_days", "note_earliest_days", "note_latest_days")
    )
    for period in message.periods:
        days = (period.last_day - period.first_day).days + 1
        if days > longest:
            yield Problem("period_too_long", {"period": _dates(period), "days": days, "limit": longest})
    first = min(map(_first_day, message.periods))
    after_signing = (first - message.signed_at.date()).days
    if after_signing > latest:
        yield Problem("note_too_late", {"first_day": first.isoformat(), "days": after_signing, "limit": latest})
    if -after_signing > earliest:
        yield Problem("note_too_early", {"first_day": first.isoformat(), "days": -after_signing, "limit": earliest})


def _limit(name: str, message: Message) -> int:
    """The value in force when the note was signed; the first one for a note older than the law's files."""
    return int(str(default_law().parameter(name).value_near(message.signed_at.date())))


def _first_day(period: Period) -> date:
    return period.first_day


def _dates(period: Period) -> str:
    return f"{period.first_day.isoformat()}/{period.last_day.isoformat()}"
