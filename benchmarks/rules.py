"""How fast the rules are, for one row and for very many: stop points, screening, order of work.

Figures are medians, so that what disturbs the machine now and then does not count. Run with
`python -m benchmarks.rules`.
"""

import os
from collections.abc import Callable
from datetime import date
from statistics import median
from time import perf_counter

import numpy as np
import polars as pl

from benchmarks.choices import with_choices
from benchmarks.spells import random_facts
from stafett.core.course import begun, employments_in, newest, with_days_to_come
from stafett.core.dates import date_of
from stafett.core.parameters import default_law
from stafett.core.priority import order_of_work
from stafett.core.reasons import Reason
from stafett.core.screening import explain_screening, risk_signals, segment, who_to_ask
from stafett.core.spells import Facts, employment_frame, find_spells, spell_frame
from stafett.core.stoppoints import explain_stop_point, stop_point_days, stop_points
from stafett.memory import keep_freed_memory

SPELLS = 1_000_000
LISTED = 100_000
TASKS = 500_000
ON = date(2026, 3, 2)
TODAY = (ON - date(1970, 1, 1)).days
SEED = 1

Row = tuple[str, str, str]
"""What was measured, the figure, and the bar it is held against."""


def run(spells: int = SPELLS, listed: int = LISTED, tasks: int = TASKS) -> list[Row]:
    """The rows of the table."""
    before = os.getloadavg()[0]
    rows = [*_many_spells(spells), *_listed(listed), *_one_row(), *_order(tasks)]
    return [*rows, ("load of the machine, before and after", f"{before:.1f}, {os.getloadavg()[0]:.1f}", "")]


def ready_spells(size: int, seed: int = SEED) -> pl.DataFrame:
    """Spells of all ages with what the rules ask for: asked or not, answered or not, a few long or ended."""
    rng = np.random.default_rng(seed)

    def share(part: float) -> pl.Series:
        return pl.Series(rng.random(size) < part)

    first_day = TODAY - rng.integers(0, 400, size)
    last_day = np.maximum(first_day, TODAY + rng.integers(-30, 60, size))
    facts = pl.DataFrame(
        {
            "spell": np.arange(size),
            "person": np.arange(size),
            "first_day": _dates(first_day),
            "last_day": _dates(last_day),
            "well_days": rng.integers(0, 10, size).astype(np.int32),
            "closed": TODAY - last_day > 16,
            "grade": rng.choice(np.array([100, 100, 80, 50], dtype=np.int16), size),
            "grade_weeks_unchanged": rng.integers(0, 12, size).astype(np.int32),
            "birth_date": _dates(TODAY - rng.integers(18 * 365, 69 * 365, size)),
            "passes_screening": _dates(first_day + 56),
            "asked": _dates(first_day + 56),
            "answer_return": rng.choice(["very_likely", "very_likely", "unsure", "unlikely"], size),
            "answer_cooperation": rng.choice(["good", "good", "not_good", "prefer_not"], size),
            "answer_duration": rng.choice(["under_26_weeks", "over_26_weeks"], size),
            "employed": share(0.9),
            "recurrent": share(0.1),
            "earlier_long": share(0.1),
            "open_request_person": share(0.05),
            "pregnancy_related": share(0.03),
            "issuer_kind": rng.choice(["doctor", "doctor", "doctor", "chiropractor"], size),
            "answers": share(0.6),
        }
    )
    asked = pl.col("asked") <= ON
    given = [pl.when(asked & pl.col("answers")).then(name).alias(name) for name in facts.columns if "answer_" in name]
    return facts.with_columns(*given, screening_asked_on=pl.when(asked).then("asked")).drop("asked", "answers")


def employments_of(spells: pl.DataFrame) -> pl.DataFrame:
    """One employment for each spell."""
    return spells.select(
        "spell", "person", "first_day", "last_day", employer=pl.col("spell") % 1000, first_full_day="first_day"
    )


def open_tasks(size: int, seed: int = SEED) -> pl.DataFrame:
    """Nav's tasks and some of others', with dates about today."""
    rng = np.random.default_rng(seed)
    return pl.DataFrame(
        {
            "task": np.arange(size),
            "person": rng.integers(0, size, size),
            "kind": rng.choice(["confirm", "mapping", "late", "dialogue_2", "plan"], size),
            "actor": rng.choice(["nav", "nav", "nav", "employer"], size),
            "nature": rng.choice(["law", "practice", "method"], size),
            "due": _dates(TODAY + rng.integers(-30, 90, size)),
            "promised_answer": rng.random(size) < 0.05,
            "planned_contact": rng.random(size) < 0.2,
            "category": rng.choice(["prioritised", "ordinary", "simplified", "on_request"], size),
            "last_contact": _dates(TODAY - rng.integers(0, 200, size)),
            "risk_count": rng.integers(0, 4, size).astype(np.int32),
            "pinned": rng.random(size) < 0.02,
        }
    )


def _dates(days: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pl.Series:
    return pl.Series(days.astype(np.int32)).cast(pl.Date)


def _seconds(work: Callable[[], object], times: int) -> float:
    """The median of several runs, after one that warms up."""

    def once() -> float:
        started = perf_counter()
        work()
        return perf_counter() - started

    once()
    return median(once() for _ in range(times))


def _many_spells(size: int) -> list[Row]:
    # Ready: what is one of a few choices is held as such, which compares many times as fast as text.
    law, spells = default_law(), with_choices(ready_spells(size))
    days = _seconds(lambda: stop_point_days(spells, law=law, on=ON), 7)
    segments = _seconds(lambda: segment(spells, law, ON), 7)
    both = days + segments
    return [
        (f"stop points and segments of {size:,} spells", f"{size / both / 1e6:.1f} M spells/s", ">= 5 M spells/s"),
        ("  the days of their stop points", f"{days:.3f} s", ""),
        ("  their segments, with reasons", f"{segments:.3f} s", ""),
    ]


def _listed(size: int) -> list[Row]:
    law, spells = default_law(), ready_spells(size)
    employments = employments_of(spells)
    found = stop_points(spells, employments, law=law, on=ON).height
    taken = _seconds(lambda: stop_points(spells, employments, law=law, on=ON), 7)
    return [(f"stop points of {size:,} spells as {found:,} rows", f"{taken:.3f} s", "<= 0.25 s")]


def _one_row() -> list[Row]:
    law, task = default_law(), open_tasks(1)
    spell = ready_spells(100).filter(~pl.col("closed"), pl.col("screening_asked_on").is_not_null()).head(1)
    employment = employments_of(spell)
    rules: dict[str, Callable[[], object]] = {
        "stop_points": lambda: stop_points(spell, employment, law=law, on=ON),
        "who_to_ask": lambda: who_to_ask(spell, law, ON),
        "segment": lambda: segment(spell, law, ON),
        "risk_signals": lambda: risk_signals(spell, law, ON),
        "order_of_work": lambda: order_of_work(task, law, ON),
    }
    taken = {name: _seconds(rule, 101) for name, rule in rules.items()}
    point = stop_points(spell, employment, law=law, on=ON).row(0, named=True)
    row = spell.row(0, named=True) | point
    facts, seen_on = _one_person()
    in_full = _seconds(lambda: _explained(facts, seen_on), 101)
    why = _seconds(lambda: explain_stop_point(point["kind"], row, law), 1001)
    return [
        ("all rules for one row", f"{1e3 * sum(taken.values()):.1f} ms", "<= 8 ms"),
        *((f"  {name}", f"{1e3 * seconds:.2f} ms", "") for name, seconds in taken.items()),
        ("why one stop point is there", f"{1e6 * why:.1f} us", ""),
        ("one person from notes to every reason in full", f"{1e3 * in_full:.1f} ms", "<= 5 ms"),
    ]


def _one_person() -> tuple[Facts, date]:
    """Ten facts of a person, the last of them about a long absence, and a day in the midst of it."""
    facts = random_facts(10, 1)
    newest_fact = int(facts.first.argmax())
    facts.last[newest_fact] = facts.first[newest_fact] + 200
    return facts, date_of(int(facts.first[newest_fact]) + 100)


def _explained(facts: Facts, seen_on: date) -> list[Reason]:
    """Every reason there is: of the person's spells, stop points, segment and risk signals."""
    law = default_law()
    spells = find_spells(facts, gap_days=law.number("spell_gap_days", seen_on))
    frame = newest(begun(spell_frame(spells, on=seen_on, law=law)))
    frame = with_days_to_come(frame.with_columns(screening_asked_on=pl.col("first_day") + pl.duration(days=56)),
                              spells, law)  # fmt: skip
    screened = risk_signals(segment(frame, law, seen_on), law, seen_on)
    points = stop_points(screened, employments_in(employment_frame(spells), frame, {}), law=law, on=seen_on)
    (row,) = screened.iter_rows(named=True)
    codes = [*row["reasons"], *row["risk_signals"]]
    return [
        *(explain_stop_point(point["kind"], row | point, law) for point in points.iter_rows(named=True)),
        *(explain_screening(code, row, law, seen_on) for code in codes),
    ]


def _order(size: int) -> list[Row]:
    law, tasks = default_law(), open_tasks(size)
    taken = _seconds(lambda: order_of_work(tasks, law, ON), 5)
    return [(f"order of {size:,} tasks", f"{taken:.3f} s", "")]


def main() -> None:
    keep_freed_memory()  # as the program does
    for what, figure, bar in run():
        print(f"{what:<52} {figure:>20}   {bar}")


if __name__ == "__main__":
    main()
