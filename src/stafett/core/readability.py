"""LIX, the readability figure: how heavy a text is to read, from the length of its sentences and its words.

LIX is the mean number of words in a sentence plus the percentage of long words, those of more than six letters. The
figure and its bands are Björnsson's (Läsbarhet, 1968), and are the same for bokmål, nynorsk and, less surely, English.
It says nothing of whether a text is true, kind or clear.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from math import floor

from stafett.core.parameters import Law

LONG_WORD_FROM = 7
READABILITY_BANDS = ("very_easy", "easy", "medium", "heavy", "very_heavy")
_BANDS_BEGIN = (30, 40, 50, 60)  # all but the first

_WORD = re.compile(r"\d+(?:[.,:/]\d+)+|[^\W_]+(?:[-'\u2019][^\W_]+)*")
# A full stop inside a number, a time or an abbreviation is followed by no space and ends nothing.
_SENTENCE_END = re.compile(r"[.!?:]+(?=\s|$)|\n\s*\n|\n(?=\s*[-•*])")


@dataclass(frozen=True, slots=True)
class Readability:
    """What was counted in a text, and the figure that comes of it."""

    words: int
    sentences: int
    long_words: int

    @property
    def lix(self) -> int:
        """The figure, rounded half up; 0 for a text without words."""
        if not self.words:
            return 0
        return floor(self.words / self.sentences + 100 * self.long_words / self.words + 0.5)

    @property
    def band(self) -> str:
        """One of READABILITY_BANDS."""
        return READABILITY_BANDS[bisect_right(_BANDS_BEGIN, self.lix)]


def readability(text: str) -> Readability:
    """Counts words, sentences and long words. A part between two ends is a sentence when it has a word in it."""
    words = _WORD.findall(text)
    sentences = sum(bool(_WORD.search(part)) for part in _SENTENCE_END.split(text))
    return Readability(len(words), sentences, sum(_letters(word) >= LONG_WORD_FROM for word in words))


def is_heavy(found: Readability, law: Law, on: date, office: str | None = None) -> bool:
    """Whether the writer is to be warned; nothing is refused for being heavy."""
    return found.lix > law.number("readability_warning_above", on, office)


def _letters(word: str) -> int:
    return sum(sign.isalpha() for sign in word)
