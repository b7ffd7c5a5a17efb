"""Identity, organisation and HPR numbers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stafett.people.numbers import (
    InvalidNumberError,
    Synthetic,
    check_hpr_number,
    check_organisation_number,
    make_identity_number,
    make_organisation_number,
    parse_identity_number,
)

birth_dates = st.dates(date(1854, 1, 1), date(2039, 12, 31))
serials = st.integers(0, 150)
series = st.sampled_from([40, 65, 80])


def refusal_of(number: str, synthetic: Synthetic = "only") -> str | None:
    try:
        parse_identity_number(number, synthetic=synthetic)
    except InvalidNumberError as error:
        return error.code
    return None


@given(birth_dates, serials, series)
def test_a_made_number_gives_its_birth_date_back(born: date, serial: int, series: int) -> None:
    parsed = parse_identity_number(make_identity_number(born, serial, series), synthetic="only")
    assert (parsed.birth_date, parsed.series, parsed.d_number) == (born, series, False)


@given(birth_dates, serials, st.integers(0, 10), st.integers(1, 9))
def test_every_error_in_one_digit_is_found(born: date, serial: int, place: int, change: int) -> None:
    number = make_identity_number(born, serial)
    wrong = number[:place] + str((int(number[place]) + change) % 10) + number[place + 1 :]
    assert refusal_of(wrong) == "check_digits"


@given(birth_dates, serials, st.integers(0, 9))
def test_two_neighbouring_digits_that_changed_places_are_found(born: date, serial: int, place: int) -> None:
    number = make_identity_number(born, serial)
    wrong = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert wrong == number or refusal_of(wrong) == "check_digits"


def test_serials_give_different_numbers() -> None:
    assert len({make_identity_number(date(1984, 2, 29), serial) for serial in range(300)}) == 300


def test_a_birth_date_runs_out_of_numbers() -> None:
    with pytest.raises(ValueError, match="no number left"):
        make_identity_number(date(1984, 2, 29), 500)


@pytest.mark.parametrize("year", [1853, 2040])
def test_years_without_numbers_are_refused(year: int) -> None:
    with pytest.raises(ValueError, match="1854"):
        make_identity_number(date(year, 1, 1), 0)


def test_real_numbers_are_never_made() -> None:
    with pytest.raises(ValueError, match="real numbers"):
        make_identity_number(date(1984, 2, 29), 0, series=0)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("", "length"),
        ("1234567890", "length"),
        ("1234567890a", "digits"),
        ("²2345678901", "digits"),
        ("\u0661" * 11, "digits"),
        ("12345678901", "check_digits"),
        ("00000000000", "not_synthetic"),
    ],
)
def test_what_is_not_a_number_is_refused(number: str, code: str) -> None:
    assert refusal_of(number) == code


def test_all_zeros_pass_the_check_digits_but_are_no_birth_date() -> None:
    assert refusal_of("00000000000", "allowed") == "birth_date"


def test_synthetic_numbers_are_refused_where_persons_are_real() -> None:
    number = make_identity_number(date(1990, 5, 17), 3)
    assert refusal_of(number, "refused") == "synthetic"
    assert refusal_of(number, "allowed") is None


def d_number_of(born: date) -> str:
    """A synthetic D-number, found by trying the 10,000 endings of a birth date raised by 40 days."""
    start = f"{born.day + 40}{born.month + 80}{born.year % 100:02}"
    return next(number for ending in range(100_000) if refusal_of(number := f"{start}{ending:05}") != "check_digits")


def test_d_numbers_are_recognised() -> None:
    parsed = parse_identity_number(d_number_of(date(1971, 3, 9)), synthetic="only")
    assert (parsed.birth_date, parsed.d_number, parsed.series) == (date(1971, 3, 9), True, 80)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("987654325", None),
        ("810000007", None),
        ("98765432", "length"),
        ("98765432x", "digits"),
        ("987654324", "check_digits"),
        ("123456785", "check_digits"),
    ],
)
def test_organisation_numbers(number: str, code: str | None) -> None:
    found = None
    try:
        check_organisation_number(number)
    except InvalidNumberError as error:
        found = error.code
    assert found == code


@given(st.integers(0, 1_000_000))
def test_made_organisation_numbers_hold(serial: int) -> None:
    check_organisation_number(make_organisation_number(serial))


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("1", None),
        ("999999999", None),
        ("", "length"),
        ("1234567890", "length"),
        ("12a", "digits"),
        ("000", "digits"),
    ],
)
def test_hpr_numbers(number: str, code: str | None) -> None:
    found = None
    try:
        check_hpr_number(number)
    except InvalidNumberError as error:
        found = error.code
    assert found == code
