"""What came about under two laws, held against each other by unit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from stafett.core.law_files import Dated
from stafett.core.parameters import Law

ASKED = "asked"
"""The kind of a day on which somebody is asked; all others are stop points and duties."""

UNKNOWN = "unknown"
"""Stands for the segment of somebody asked of whom nobody knows what they would have answered."""

DAYS: dict[str, Any] = {"case": pl.Int64, "kind": pl.String, "of": pl.Int64, "day": pl.Date}
"""`of` tells several of a kind apart: the employer or the request, 0 where there is neither."""

SEGMENTS: dict[str, Any] = {"case": pl.Int64, "segment": pl.String, "reasons": pl.List(pl.String)}

_UNIT = ("unit", "unit_name")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came about under one law: the unit of each case, days (DAYS) and suggestions (SEGMENTS)."""

    units: pl.DataFrame
    days: pl.DataFrame
    segments: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Days:
    """How the days of one kind differ. `median` is that of the days moved by, earlier being negative."""

    kind: str
    in_force: int
    other: int
    earlier: int
    later: int
    median: float | None
    only_in_force: int
    only_other: int

    @property
    def differ(self) -> bool:
        return bool(self.earlier or self.later or self.only_in_force or self.only_other)


@dataclass(frozen=True, slots=True)
class Moved:
    """Cases that get another suggestion, or other reasons; "" stands for none, UNKNOWN for one that nobody knows.

    `gained` and `lost` are the reasons that come and go under the other law, with how many cases each.
    """

    in_force: str
    other: str
    cases: int
    gained: Mapping[str, int]
    lost: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class UnitComparison:
    """One local office: whom its rules would ask, suggest for, and when."""

    number: str
    name: str
    asked: Days
    segments: Mapping[str, tuple[int, int]]
    moved: Sequence[Moved]
    days: Sequence[Days]

    @property
    def differ(self) -> bool:
        return self.asked.differ or bool(self.moved) or any(kind.differ for kind in self.days)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came about under the law in force and under another.

    `parameters` are those that differ, with their values under both. `days` and `segments` have one row for each case
    of which something differs: unit, case, kind, of, in_force, other; and unit, case, in_force, other,
    in_force_reasons, other_reasons. `fewest`: figures about fewer people than this are not shown.
    """

    start: date
    end: date
    versions: tuple[str, str]
    parameters: Mapping[str, tuple[Sequence[Dated], Sequence[Dated]]]
    units: Sequence[UnitComparison]
    days: pl.DataFrame
    segments: pl.DataFrame
    fewest: int

    def may_show(self, number: int) -> bool:
        """Whether a figure says nothing about single people."""
        return number == 0 or number >= self.fewest


def compare(
    in_force: Sequence[Outcome], other: Sequence[Outcome], *, laws: tuple[Law, Law], start: date, end: date
) -> Comparison:
    """Holds the outcomes under two laws against each other; both are of the same people in the same order."""
    units = pl.concat([outcome.units for outcome in in_force])
    of_case = units.drop("person")
    days = _days(in_force, other, start, end).join(of_case, on="case").sort("unit", "case", "kind", "of")
    segments = _segments(in_force, other).join(of_case, on="case").sort("unit", "case")
    return Comparison(
        start,
        end,
        (laws[0].version, laws[1].version),
        _parameters(*laws),
        list(_by_unit(units, days, segments)),
        days.filter(pl.col("in_force").ne_missing(pl.col("other"))),
        segments.filter(_other_segment()),
        laws[0].number("figure_fewest_people", end),
    )


def _days(in_force: Sequence[Outcome], other: Sequence[Outcome], start: date, end: date) -> pl.DataFrame:
    """Each day under both laws, where one of them lies in the period."""
    was, becomes = (pl.concat([part.days for part in parts]) for parts in (in_force, other))
    key = ["case", "kind", "of"]
    both = was.rename({"day": "in_force"}).join(becomes.rename({"day": "other"}), on=key, how="full", coalesce=True)
    was_in, is_in = (pl.col(name).is_between(start, end).fill_null(value=False) for name in ("in_force", "other"))
    return both.with_columns(was_in.alias("was_in"), is_in.alias("is_in")).filter(was_in | is_in)


def _segments(in_force: Sequence[Outcome], other: Sequence[Outcome]) -> pl.DataFrame:
    was, becomes = (pl.concat([part.segments for part in parts]) for parts in (in_force, other))
    names = [{"segment": name, "reasons": f"{name}_reasons"} for name in ("in_force", "other")]
    return was.rename(names[0]).join(becomes.rename(names[1]), on="case", how="full", coalesce=True)


def _other_segment() -> pl.Expr:
    reasons = [pl.col(f"{name}_reasons").list.sort() for name in ("in_force", "other")]
    return pl.col("in_force").ne_missing(pl.col("other")) | reasons[0].ne_missing(reasons[1])


def _parameters(in_force: Law, other: Law) -> dict[str, tuple[Sequence[Dated], Sequence[Dated]]]:
    names = sorted(set(in_force.parameters) & set(other.parameters))
    both = {name: (in_force.parameter(name).dated, other.parameter(name).dated) for name in names}
    return {name: (was, becomes) for name, (was, becomes) in both.items() if was != becomes}


def _by_unit(units: pl.DataFrame, days: pl.DataFrame, segments: pl.DataFrame) -> Iterable[UnitComparison]:
    kinds = _by_key(_summed(days), "unit")
    placed = _by_key(segments, "unit")
    for number, name in units.select(_UNIT).unique().sort("unit").iter_rows():
        found = [Days(**{column: row[column] for column in Days.__slots__}) for row in kinds.get(number, ())]
        asked = next((kind for kind in found if kind.kind == ASKED), Days(ASKED, 0, 0, 0, 0, None, 0, 0))
        rows = placed.get(number, [])
        yield UnitComparison(
            number, name, asked, _counts(rows), _moved(rows), [kind for kind in found if kind.kind != ASKED]
        )


def _summed(days: pl.DataFrame) -> pl.DataFrame:
    shift = (pl.col("other") - pl.col("in_force")).dt.total_days()
    return days.group_by("unit", "kind").agg(
        pl.col("was_in").sum().alias("in_force"),
        pl.col("is_in").sum().alias("other"),
        (shift < 0).sum().alias("earlier"),
        (shift > 0).sum().alias("later"),
        shift.filter(shift != 0).median().alias("median"),
        pl.col("other").is_null().sum().alias("only_in_force"),
        pl.col("in_force").is_null().sum().alias("only_other"),
    ).sort("unit", "kind")  # fmt: skip


def _by_key(frame: pl.DataFrame, key: str) -> dict[str, list[dict[str, Any]]]:
    return frame.rows_by_key(key, named=True, include_key=True)


def _counts(rows: Sequence[Mapping[str, Any]]) -> dict[str, tuple[int, int]]:
    found = sorted({row[name] for row in rows for name in ("in_force", "other")} - {None})
    return {
        segment: (sum(row["in_force"] == segment for row in rows), sum(row["other"] == segment for row in rows))
        for segment in found
    }


def _moved(rows: Sequence[Mapping[str, Any]]) -> list[Moved]:
    groups: dict[tuple[str, str], list[tuple[set[str], set[str]]]] = {}
    for row in rows:
        reasons = set(row["in_force_reasons"] or ()), set(row["other_reasons"] or ())
        if (row["in_force"], reasons[0]) != (row["other"], reasons[1]):
            groups.setdefault((row["in_force"] or "", row["other"] or ""), []).append(reasons)
    return [
        Moved(*pair, len(found), _tally(new - old for old, new in found), _tally(old - new for old, new in found))
        for pair, found in sorted(groups.items())
    ]


def _tally(codes: Iterable[set[str]]) -> dict[str, int]:
    count: dict[str, int] = {}
    for code in sorted(code for some in codes for code in some):
        count[code] = count.get(code, 0) + 1
    return count
