"""Who gets whom: by key, explained, evenly where the key says nothing, and nobody left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stafett.core.distribution import KINDS, OPEN_TO_ALL, REASONS, Adviser, Item, Part, distribute, is_within, norwegian
from tests.core.amount import examples

ANNE, BO, CAI = 1, 2, 3
THERE = [Adviser(ANNE), Adviser(BO), Adviser(CAI)]
LETTERS = [Part(ANNE, "A", "F"), Part(BO, "G", "N"), Part(CAI, "O", "Å")]


def who(kind: str, parts: list[Part], there: list[Adviser], *items: Item) -> list[tuple[int | None, str]]:
    return [(each.adviser, each.reason) for each in distribute(kind, parts, there, items)]


@pytest.mark.parametrize(
    ("first", "last", "value", "within"),
    [
        ("A", "F", "Aas", False),  # written for the last letter
        ("A", "F", "Fjell", True),
        ("A", "F", "Gran", False),
        ("O", "Å", "Aas", True),
        ("Æ", "Ø", "Åsen", False),
        ("Æ", "Ø", "Ødegård", True),
        ("Æ", "Ø", "Östlund", True),
        ("A", "A", "Ärlig", False),
        ("Ha", "Hm", "Hansen", True),
        ("Ha", "Hm", "Hove", False),
        ("E", "E", "éide", True),
        ("01", "10", "01", True),
        ("01", "10", "10", True),
        ("01", "10", "11", False),
        ("41", "43", "42", True),
        ("A", "Å", "", False),
    ],
)
def test_ranges_are_in_norwegian_order(first: str, last: str, value: str, within: bool) -> None:
    assert is_within(value, first, last) is within


def test_the_alphabet_ends_as_it_does_in_norway() -> None:
    names = ["Åse", "Øst", "Zoe", "Ærø", "aas", "Ask"]
    assert sorted(names, key=norwegian) == ["Ask", "Zoe", "Ærø", "Øst", "aas", "Åse"]


@pytest.mark.parametrize(
    ("name", "sorts_as"), [("Éide", "eide"), (" Berg ", "berg"), ("Aas", "}s"), ("Öst", "|st"), ("ÆRLIG", "{rlig")]
)
def test_neither_accents_nor_case_count(name: str, sorts_as: str) -> None:
    assert norwegian(name) == sorts_as


def test_the_key_names_the_adviser() -> None:
    names = ["Berg", "Haug", "Ås"]
    items = [Item(case, value=name) for case, name in enumerate(names)]
    assert who("alphabet", LETTERS, THERE, *items) == [(ANNE, "key"), (BO, "key"), (CAI, "key")]


def test_whose_part_it_is_when_they_are_away_goes_to_whoever_has_fewest() -> None:
    there = [Adviser(BO, load=5), Adviser(CAI, load=2)]
    assert who("alphabet", LETTERS, there, Item(1, holder=ANNE, value="Berg")) == [(CAI, "away")]


def test_what_the_key_has_no_part_for_is_told_so() -> None:
    days = [Part(ANNE, "01", "10")]
    assert who("birth_date", days, [Adviser(BO)], Item(1, value="20"), Item(2)) == [(BO, "no_part")] * 2


def test_two_who_share_a_part_share_it_evenly() -> None:
    parts = [Part(ANNE, "A", "Å"), Part(BO, "A", "Å")]
    items = [Item(case, value="Berg") for case in range(6)]
    assert Counter(who("alphabet", parts, THERE, *items)) == {(ANNE, "several"): 3, (BO, "several"): 3}


ALL = [Part(ANNE, "A", "Å"), Part(BO, "A", "Å")]
TRUSTED = frozenset({OPEN_TO_ALL, "shielded"})


@pytest.mark.parametrize(("holder", "chosen"), [(ANNE, ANNE), (BO, BO), (CAI, ANNE), (None, ANNE)])
def test_of_two_with_as_many_whoever_has_the_case_keeps_it(holder: int | None, chosen: int) -> None:
    item = Item(1, holder=holder, value="Berg")
    assert who("alphabet", ALL, THERE, item) == [(chosen, "several")]
    there = [Adviser(ANNE, may_open=TRUSTED), Adviser(BO, may_open=TRUSTED), Adviser(CAI)]
    assert who("even_load", [], there, replace(item, protection="shielded")) == [(chosen, "even")]


def test_cases_are_counted_one_by_one() -> None:
    items = [Item(case, value="Berg") for case in range(3)]
    assert who("alphabet", ALL, [Adviser(ANNE), Adviser(BO, load=3)], *items) == [(ANNE, "several")] * 3


def test_protected_persons_are_placed_first() -> None:
    # So that the one who alone may open a case has not been given others before it.
    there = [Adviser(ANNE, may_open=TRUSTED), Adviser(BO)]
    ordinary, protected = Item(1, value="Berg"), Item(2, value="Haug", protection="shielded")
    assert who("alphabet", ALL, there, ordinary, protected) == [(BO, "several"), (ANNE, "key")]


def test_an_even_load_asks_no_key() -> None:
    assert who("even_load", LETTERS, THERE, Item(1, holder=CAI, value="Berg")) == [(CAI, "even")]


def test_two_who_have_one_each_keep_their_own() -> None:
    items = [Item(1, holder=BO), Item(2, holder=ANNE)]
    assert who("even_load", [], [Adviser(ANNE), Adviser(BO)], *items) == [(BO, "even"), (ANNE, "even")]


def test_a_protected_person_goes_to_somebody_who_may_open_the_case() -> None:
    trusted = Adviser(CAI, load=90, may_open=TRUSTED)
    there = [Adviser(ANNE), Adviser(BO), trusted]
    assert who("even_load", [], there, Item(1, protection="shielded")) == [(CAI, "even")]
    assert who("alphabet", LETTERS, there, Item(1, value="Berg", protection="shielded")) == [(CAI, "away")]
    assert who("even_load", [], [Adviser(ANNE)], Item(1, protection="shielded")) == [(None, "nobody")]


def test_nobody_there_is_told_of_each() -> None:
    assert who("alphabet", LETTERS, [], Item(1, value="Berg"), Item(2)) == [(None, "nobody")] * 2


@pytest.mark.parametrize(
    ("held", "loads", "moved"),
    [
        ({ANNE: 3, BO: 3, CAI: 1}, (0, 0, 0), 1),  # 7: 3, 2 and 2
        ({ANNE: 4}, (0, 0, 0), 2),
        ({ANNE: 2, BO: 2, CAI: 2}, (0, 0, 0), 0),
        ({ANNE: 6}, (0, 6, 6), 0),
        ({ANNE: 6}, (0, 0, 6), 3),
    ],
)
def test_even_load_moves_no_more_than_it_must(held: dict[int, int], loads: tuple[int, int, int], moved: int) -> None:
    holders = [holder for holder, count in held.items() for _ in range(count)]
    items = [Item(case, holder=holder) for case, holder in enumerate(holders)]
    there = [replace(adviser, load=load) for adviser, load in zip(THERE, loads, strict=True)]
    assigned = distribute("even_load", [], there, items)
    assert sum(each.adviser != item.holder for each, item in zip(assigned, items, strict=True)) == moved


# --- properties

VALUES = st.sampled_from(["", "Berg", "Haug", "Aas", "Øye", "Å", "Zo", "G"])
ITEMS = st.lists(
    st.builds(
        Item,
        case=st.integers(1, 10_000),
        holder=st.none() | st.integers(1, 6),
        value=VALUES,
        protection=st.sampled_from([OPEN_TO_ALL, OPEN_TO_ALL, OPEN_TO_ALL, "shielded"]),
    ),
    max_size=40,
    unique_by=lambda item: item.case,
)
ADVISERS = st.lists(
    st.builds(
        Adviser,
        id=st.integers(1, 6),
        load=st.integers(0, 30),
        may_open=st.sampled_from([frozenset({OPEN_TO_ALL}), frozenset({OPEN_TO_ALL, "shielded"})]),
    ),
    max_size=5,
    unique_by=lambda adviser: adviser.id,
)
PARTS = st.lists(
    st.builds(Part, adviser=st.integers(1, 6), first=st.sampled_from("AGO"), last=st.sampled_from("FNÅ")), max_size=5
)
KIND = st.sampled_from(KINDS)


@examples(50)
@given(KIND, PARTS, ADVISERS, ITEMS)
def test_everybody_gets_an_adviser_who_is_there_and_may_open(
    kind: str, parts: list[Part], there: list[Adviser], items: list[Item]
) -> None:
    may = {adviser.id: adviser.may_open for adviser in there}
    assigned = {each.case: each for each in distribute(kind, parts, there, items)}
    assert set(assigned) == {item.case for item in items}
    for item in items:
        each = assigned[item.case]
        assert each.reason in REASONS
        if each.adviser is None:
            assert not any(item.protection in levels for levels in may.values())
        else:
            assert item.protection in may[each.adviser]


@examples(50)
@given(KIND, PARTS, ADVISERS, ITEMS, st.randoms(use_true_random=False))
def test_the_order_in_which_they_come_does_not_matter(
    kind: str, parts: list[Part], there: list[Adviser], items: list[Item], chance: Random
) -> None:
    mixed, others = chance.sample(items, len(items)), chance.sample(there, len(there))
    assert distribute(kind, parts, there, items) == distribute(kind, parts, others, mixed)


@examples(50)
@given(ADVISERS.filter(bool), ITEMS)
def test_even_load_is_even(there: list[Adviser], items: list[Item]) -> None:
    """Whoever was given somebody has at most one more than anybody else."""
    there = [replace(adviser, may_open=TRUSTED) for adviser in there]
    given_to = Counter(each.adviser for each in distribute("even_load", [], there, items))
    after = {adviser.id: adviser.load + given_to[adviser.id] for adviser in there}
    assert all(after[each] <= min(after.values()) + 1 for each in given_to if each is not None)


@examples(50)
@given(ADVISERS, ITEMS)
def test_even_load_takes_a_case_only_from_whoever_has_too_many(there: list[Adviser], items: list[Item]) -> None:
    ordinary = {item.case: item.holder for item in items if item.protection == OPEN_TO_ALL}
    assigned = {each.case: each.adviser for each in distribute("even_load", [], there, items) if each.case in ordinary}
    held, given_to = Counter(ordinary.values()), Counter(assigned.values())
    kept = sum(assigned[case] == holder for case, holder in ordinary.items() if holder is not None)
    assert kept == sum(min(held[adviser.id], given_to[adviser.id]) for adviser in there)


@examples(50)
@given(ADVISERS, ITEMS)
def test_doing_it_again_moves_nobody_who_was_placed_by_even_load(there: list[Adviser], items: list[Item]) -> None:
    first = {each.case: each.adviser for each in distribute("even_load", [], there, items)}
    again = [replace(item, holder=first[item.case]) for item in items]
    ordinary = {item.case for item in items if item.protection == OPEN_TO_ALL}
    second = {each.case: each.adviser for each in distribute("even_load", [], there, again)}
    assert {case: second[case] for case in ordinary} == {case: first[case] for case in ordinary}
