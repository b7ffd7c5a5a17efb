"""Where a recipient hears of things: as they have chosen, else as is known of them; and how addresses are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from stafett.notifications.models import EMAIL, LETTER, NONE, SMS, Choice
from stafett.people.models import EmployerContact, Issuer, Person

_BETWEEN = re.compile(r"[\s()./-]")
_MOBILE = re.compile(r"\+[1-9]\d{7,14}")
_NORWEGIAN = re.compile(r"[049]\d{7}")
"""A mobile number begins with 4 or 9; what begins with 0 is nobody's, and stands for one in synthetic data."""
NORWAY = "+47"


@dataclass(frozen=True, slots=True)
class Place:
    """A channel with the address in it and the language to speak there."""

    channel: str
    address: str
    language: str


def place_of(recipient: Person | EmployerContact | Issuer, choice: Choice | None) -> Place:
    """Where the recipient hears.

    Without a choice a person hears by SMS where they can be reached digitally and have a telephone, else by letter; of
    others no address is known, so they hear nothing before they have given one.
    """
    person = recipient if isinstance(recipient, Person) else None
    if choice is not None:
        return Place(choice.channel, choice.address, person.language if person else choice.language)
    if person is None:
        return Place(NONE, "", "nb")
    number = mobile_number(person.phone)
    if person.reachable_digitally and number:
        return Place(SMS, number, person.language)
    return Place(LETTER, "", person.language)


def mobile_number(written: str) -> str:
    """The number with its country in front, without what people write between the digits; empty when it is none."""
    digits = _BETWEEN.sub("", written)
    if _NORWEGIAN.fullmatch(digits):
        return NORWAY + digits
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if digits.startswith(NORWAY) and _NORWEGIAN.fullmatch(digits.removeprefix(NORWAY)):
        return digits
    return digits if _MOBILE.fullmatch(digits) and not digits.startswith(NORWAY) else ""


def email_address(written: str) -> str:
    """The address without spaces around it; empty when it is none."""
    try:
        validate_email(written.strip())
    except ValidationError:
        return ""
    return written.strip()


def kept_address(channel: str, written: str) -> str | None:
    """The address as a channel keeps it, empty where it needs none; None when what is written is no such address."""
    if channel not in {SMS, EMAIL}:
        return ""
    return (mobile_number if channel == SMS else email_address)(written) or None
