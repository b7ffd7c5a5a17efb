"""How long it takes to find absence spells, and how much memory, from one person to 400,000.

The facts come in no order, about several employers, from all sources and with overlaps, so that precedence is
really decided. Run with `python -m benchmarks.spells`.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from datetime import date
from time import perf_counter

import numpy as np

from stafett.core.parameters import default_law
from stafett.core.spells import Facts, What, employment_frame, find_spells, passes_week, spell_frame

FACTS_PER_PERSON = 2.5
SIZES = (10_000, 100_000, 1_000_000)
ON = date(2024, 6, 1)
GAP_DAYS = 16
BAR_SECONDS, BAR_MEGABYTES, BAR_ONE_PERSON_SECONDS = 1.5, 300, 0.001
KINDS = [What.SICK] * 7 + [What.WORK, What.HOLIDAY, What.SELF_CERTIFIED]


def random_facts(size: int, persons: int, seed: int = 1) -> Facts:
    rng = np.random.default_rng(seed)
    first = rng.integers(18_900, 20_000, size)  # three years up to autumn 2024
    return Facts(
        person=rng.integers(1, persons + 1, size),
        employer=rng.choice([0, 1, 1, 1, 1, 2], size) * (1 + rng.integers(0, 20_000, size) // 2_000),
        source=rng.integers(1, 6, size),
        what=rng.choice(KINDS, size),
        grade=rng.choice([100, 100, 80, 50], size),
        first=first,
        last=first + rng.integers(0, 42, size),
        recorded=(first * 86_400 + rng.integers(0, 86_400, size)) * 1_000_000,
        id=np.arange(size),
    )


def best_seconds(work: Callable[[], object], times: int) -> float:
    """The shortest of several runs: the others were disturbed."""

    def seconds() -> float:
        started = perf_counter()
        work()
        return perf_counter() - started

    return min(seconds() for _ in range(times))


def peak_megabytes(work: Callable[[], object]) -> float:
    """Memory beyond what is there already, NumPy's included."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def run() -> list[tuple[str, str]]:
    """What was measured and the result, for printing."""
    rows = [row for size in SIZES for row in _measure_many(size)]
    return rows + _measure_one()


def _measure_many(size: int) -> list[tuple[str, str]]:
    facts = random_facts(size, int(size / FACTS_PER_PERSON))
    law = default_law()
    spells = find_spells(facts, gap_days=GAP_DAYS)
    find = best_seconds(lambda: find_spells(facts, gap_days=GAP_DAYS), 5)
    memory = peak_megabytes(lambda: find_spells(facts, gap_days=GAP_DAYS))
    frame = best_seconds(lambda: spell_frame(spells, on=ON, law=law), 3)
    passes = best_seconds(lambda: passes_week(spells, 8), 3)
    employments = best_seconds(lambda: employment_frame(spells), 3)
    bar = f" (bar {BAR_SECONDS} s, {BAR_MEGABYTES} MB)" if size == max(SIZES) else ""
    return [
        (f"spells from {size:,} facts", f"{find:.3f} s, {memory:.0f} MB{bar}"),
        (f"  questions of {len(spells):,} spells", f"frame {frame:.3f} s, a week passed {passes:.3f} s"),
        (f"  {len(spells.job_employer):,} employments", f"{employments:.3f} s"),
    ]


def _measure_one() -> list[tuple[str, str]]:
    facts, law = random_facts(10, 1), default_law()
    spells = find_spells(facts, gap_days=GAP_DAYS)
    find = best_seconds(lambda: find_spells(facts, gap_days=GAP_DAYS), 200)
    frame = best_seconds(lambda: spell_frame(spells, on=ON, law=law), 200)
    bar = f" (bar {BAR_ONE_PERSON_SECONDS * 1000:.0f} ms)"
    return [
        ("spells of one person, 10 facts", f"{find * 1000:.2f} ms{bar}"),
        ("  questions of them", f"frame {frame * 1000:.2f} ms"),
    ]


def main() -> None:
    for what, result in run():
        print(f"{what:<42} {result}")


if __name__ == "__main__":
    main()
