"""Norwegian national identity numbers, organisation numbers and health personnel (HPR) numbers.

Identity number: DDMMYY + three-digit individual number + two check digits (modulus 11). D-numbers add 40 to
the day. Synthetic series, which never belong to anybody, add 80 (Tenor, the tax administration), 40 (Nav) or
65 (both) to the month. From 2032 the national registry hands out numbers whose first check digit is relaxed
(four remainders allowed) and whose individual number no longer tells the century; such numbers are refused
here until then.
"""

from datetime import date
from typing import Final, Literal, NamedTuple

Synthetic = Literal["only", "allowed", "refused"]

_MONTH_SERIES: Final = (80, 65, 40)
_D_NUMBER_DAYS: Final = 40


class InvalidNumberError(ValueError):
    """`code`: length, digits, check_digits, birth_date, not_synthetic, synthetic. Never holds the number."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class IdentityNumber(NamedTuple):
    """`series` is what the month is raised by: 0 for real numbers, otherwise 40, 65 or 80."""

    birth_date: date
    series: int
    d_number: bool


def parse_identity_number(number: str, *, synthetic: Synthetic) -> IdentityNumber:
    """What the number tells. Raises InvalidNumberError."""
    if len(number) != 11:
        raise InvalidNumberError("length")
    if not (number.isascii() and number.isdigit()):
        raise InvalidNumberError("digits")
    if not _check_digits_hold(number):
        raise InvalidNumberError("check_digits")
    day, month, year = int(number[:2]), int(number[2:4]), int(number[4:6])
    d_number = day > _D_NUMBER_DAYS
    series = 80 if month > 80 else 65 if month > 65 else 40 if month > 40 else 0
    if series == 0 and synthetic == "only":
        raise InvalidNumberError("not_synthetic")
    if series != 0 and synthetic == "refused":
        raise InvalidNumberError("synthetic")
    century = _century(int(number[6:9]), year)
    try:
        birth_date = date(century + year, month - series, day - _D_NUMBER_DAYS * d_number)
    except ValueError:
        raise InvalidNumberError("birth_date") from None
    return IdentityNumber(birth_date, series, d_number)


def make_identity_number(birth_date: date, serial: int, series: int = 80) -> str:
    """The `serial`-th (from 0) valid number of a birth date in a synthetic series; for demo data and tests.

    Raises ValueError when the birth date has no such number (about 400 serials exist for each date and
    century).
    """
    if series not in _MONTH_SERIES:
        raise ValueError("series must be 40, 65 or 80: real numbers are never made")
    start = f"{birth_date.day:02}{birth_date.month + series:02}{birth_date.year % 100:02}"
    for individual in _individual_numbers(birth_date.year):
        number = _with_check_digits(f"{start}{individual:03}")
        if number is None:
            continue
        if serial == 0:
            return number
        serial -= 1
    raise ValueError("no number left for this birth date")


def check_organisation_number(number: str) -> None:
    """Nine digits, modulus 11, first digit 8 or 9. Raises InvalidNumberError."""
    if len(number) != 9:
        raise InvalidNumberError("length")
    if not (number.isascii() and number.isdigit()):
        raise InvalidNumberError("digits")
    if number[0] not in "89" or _organisation_remainder(number) != 0:
        raise InvalidNumberError("check_digits")


def make_organisation_number(serial: int) -> str:
    """The `serial`-th (from 0) valid organisation number from 810000001 up; may exist in real life."""
    for start in range(81_000_000 + serial, 100_000_000):
        check_digit = -_organisation_remainder(f"{start}0") % 11
        if check_digit != 10:
            return f"{start}{check_digit}"
    raise ValueError("no number left")


def check_hpr_number(number: str) -> None:
    """One to nine digits, not only zeros; the register gives no check digit. Raises InvalidNumberError."""
    if not 1 <= len(number) <= 9:
        raise InvalidNumberError("length")
    if not (number.isascii() and number.isdigit()) or not number.strip("0"):
        raise InvalidNumberError("digits")


def _organisation_remainder(number: str) -> int:
    d1, d2, d3, d4, d5, d6, d7, d8, d9 = map(int, number)
    return (3 * d1 + 2 * d2 + 7 * d3 + 6 * d4 + 5 * d5 + 4 * d6 + 3 * d7 + 2 * d8 + d9) % 11


def _check_digits_hold(number: str) -> bool:
    # The character codes are used as they are: "0" is 48, and 48 times the sum of the weights is 8 and 3
    # modulo 11.
    d1, d2, m1, m2, y1, y2, i1, i2, i3, k1, k2 = number.encode("ascii")
    first = 3 * d1 + 7 * d2 + 6 * m1 + m2 + 8 * y1 + 9 * y2 + 4 * i1 + 5 * i2 + 2 * i3 + k1
    second = 5 * d1 + 4 * d2 + 3 * m1 + 2 * m2 + 7 * y1 + 6 * y2 + 5 * i1 + 4 * i2 + 3 * i3 + 2 * k1 + k2
    return first % 11 == 8 and second % 11 == 3


def _with_check_digits(first_nine: str) -> str | None:
    """None when a check digit would be ten: such numbers are not handed out."""
    d1, d2, m1, m2, y1, y2, i1, i2, i3 = map(int, first_nine)
    k1 = -(3 * d1 + 7 * d2 + 6 * m1 + m2 + 8 * y1 + 9 * y2 + 4 * i1 + 5 * i2 + 2 * i3) % 11
    k2 = -(5 * d1 + 4 * d2 + 3 * m1 + 2 * m2 + 7 * y1 + 6 * y2 + 5 * i1 + 4 * i2 + 3 * i3 + 2 * k1) % 11
    return None if k1 == 10 or k2 == 10 else f"{first_nine}{k1}{k2}"


def _century(individual: int, year: int) -> int:
    """The individual number tells the century; the same rule holds for D-numbers and the synthetic series."""
    if individual < 500:
        return 1900
    if individual < 750 and year >= 54:
        return 1800
    if year < 40:
        return 2000
    if individual >= 900:
        return 1900
    raise InvalidNumberError("birth_date")


def _individual_numbers(year: int) -> range:
    if 1900 <= year < 2000:
        return range(0, 500)
    if 2000 <= year < 2040:
        return range(500, 1000)
    if 1854 <= year < 1900:
        return range(500, 750)
    raise ValueError("birth dates from 1854 to 2039 have numbers")
