"""LIX: what is counted in a text, and the figure and the word that come of it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stafett.core.parameters import LocalValue, default_law
from stafett.core.readability import READABILITY_BANDS, Readability, is_heavy, readability

ON = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "words", "sentences", "long_words"),
    [
        ("", 0, 0, 0),
        ("...!?", 0, 0, 0),
        ("Hei.", 1, 1, 0),
        ("Hei", 1, 1, 0),
        ("Kari kom. Ola gikk!", 4, 2, 0),
        ("Hva skjer?! Ingenting", 3, 2, 1),
        ("Møt opp kl. 14.05 i dag", 6, 2, 0),  # an abbreviation before a space ends a sentence; a time does not
        ("Hei, Kari\n\nVi ringer deg", 5, 2, 0),
        ("Dette:\n- ring legen\n- send planen", 5, 3, 0),
        ("Veilederen", 1, 1, 1),
        ("kontor kontora", 2, 1, 1),  # six letters are short, seven are long
        ("AAP-saken e-post", 2, 1, 1),  # a word with a hyphen is one; the hyphen is no letter
        ("12345678", 1, 1, 0),
    ],
)
def test_words_sentences_and_long_words(text: str, words: int, sentences: int, long_words: int) -> None:
    assert readability(text) == Readability(words, sentences, long_words)


@pytest.mark.parametrize(
    ("counted", "lix"),
    [
        (Readability(0, 0, 0), 0),
        (Readability(10, 1, 0), 10),
        (Readability(10, 2, 3), 35),
        (Readability(3, 2, 1), 35),  # 1.5 + 33.3
        (Readability(8, 1, 1), 21),  # 8 + 12.5: half up
    ],
)
def test_the_figure(counted: Readability, lix: int) -> None:
    assert counted.lix == lix


@pytest.mark.parametrize(
    ("words", "band"),
    [(0, "very_easy"), (29, "very_easy"), (30, "easy"), (39, "easy"), (40, "medium"), (49, "medium"),
     (50, "heavy"), (59, "heavy"), (60, "very_heavy"), (200, "very_heavy")],
)  # fmt: skip
def test_the_figure_has_a_word(words: int, band: str) -> None:
    assert Readability(words, 1, 0).band == band


def test_the_writer_is_warned_above_the_limit_and_an_office_may_have_its_own() -> None:
    law = default_law()
    assert [is_heavy(Readability(words, 1, 0), law, ON) for words in (40, 41)] == [False, True]
    own = law.with_local_values([LocalValue("0101", "readability_warning_above", ON, 35)])
    assert is_heavy(Readability(36, 1, 0), own, ON, "0101")
    assert not is_heavy(Readability(36, 1, 0), own, ON, "0102")


@given(st.text())
def test_any_text_can_be_measured(text: str) -> None:
    found = readability(text)
    assert found.long_words <= found.words
    assert bool(found.words) == bool(found.sentences)
    assert found.band in READABILITY_BANDS
