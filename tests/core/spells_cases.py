"""Facts for Hypothesis: few persons, employers and times, so that they meet, and gaps of about 16 days."""

from __future__ import annotations

from datetime import date

from hypothesis import settings
from hypothesis import strategies as st

from stafett.core.dates import day_number
from stafett.core.spells import Facts, Source, Spells, What, find_spells
from tests.core.amount import examples
from tests.core.spells_oracle import Fact

FIXED = settings(examples(150), derandomize=True)
START = day_number(date(2023, 12, 10))  # new year and a leap day within reach
SPAN = 120
GAP = 16  # well days that end a spell


def spells_in(facts: Facts) -> Spells:
    """As `find_spells`, with the gap of the law."""
    return find_spells(facts, gap_days=GAP)


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    first = START + draw(st.integers(0, SPAN))
    what = draw(st.sampled_from([What.SICK] * 6 + list(What)))
    return Fact(
        person=draw(st.sampled_from([11, 12, 10**12])),
        employer=draw(st.sampled_from([0, 501, 502, 10**12])),
        source=draw(st.sampled_from(Source)),
        what=what,
        grade=draw(st.sampled_from([100, 100, 99, 50, 20, 0])),
        first=first,
        last=first + draw(st.one_of(st.integers(0, 20), st.sampled_from([0, 13, 14, 15, 16, 17, 60]))),
        recorded=draw(st.sampled_from([0, 1, 2, 1_700_000_000_000_000])),
    )


@st.composite
def chains(draw: st.DrawFn) -> list[Fact]:
    """One person's notes one after another, with the gaps where a day decides, and a holiday now and then."""
    day, chain = START, []
    for number in range(draw(st.integers(1, 8))):
        day += draw(st.sampled_from([0, 0, 0, 1, 2, 14, 15, 16, 17]))
        length = draw(st.sampled_from([1, 1, 2, 6, 7, 8, 15, 16, 17, 30]))
        what = draw(st.sampled_from([What.SICK, What.SICK, What.SICK, What.HOLIDAY, What.LEAVE, What.WORK]))
        grade = draw(st.sampled_from([100, 100, 80, 50]))
        employer = draw(st.sampled_from([501, 501, 502, 0]))
        chain.append(Fact(11, employer, Source.NOTE_SENT, what, grade, day, day + length - 1, number))
        day += length
    return chain


cases = st.one_of(st.lists(facts(), max_size=14), chains())
days = st.integers(START - 5, START + SPAN + 80)
