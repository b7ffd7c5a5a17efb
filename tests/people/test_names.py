"""Employers told apart by name."""

import pytest

from stafett.people.names import normalised, number_of_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fjord Bakeri AS", "FJORD BAKERI"),
        ("Fjord Bakeri A/S", "  fjord   bakeri as. "),
        ("Fjord-Bakeri", "Fjord Bakeri"),
        ("\uff26jord Bakeri", "Fjord Bakeri"),
    ],
)
def test_ways_of_writing_one_name_are_the_same(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)
    assert number_of_name(one) == number_of_name(other)


def test_other_names_are_others() -> None:
    names = ["Fjord Bakeri", "Fjord Bakeri Vest", "Bakeri Fjord", "AS", "Fjørd Bakeri"]
    assert len({number_of_name(name) for name in names}) == len(names)


def test_a_number_of_a_name_is_below_what_stands_for_no_name() -> None:
    number = number_of_name("Fjord Bakeri")
    assert number is not None
    assert -(2**63) <= number < -1


@pytest.mark.parametrize("name", ["", "  ", "-", "..."])
def test_no_name_has_no_number(name: str) -> None:
    assert number_of_name(name) is None
