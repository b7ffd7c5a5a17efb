"""The stop points of spells as of a day, as rows and as columns, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from stafett.core.dates import Days, next_working_days, previous_working_days
from stafett.core.known import known_on
from stafett.core.parameters import Law
from stafett.core.reasons import Reason, as_json, pick_facts
from stafett.core.rows import (
    Numbers,
    dates,
    dates_where,
    either,
    frame_of,
    in_blocks,
    in_order,
    is_known,
    look_up,
    where,
)
from stafett.core.stoppoints.point import SETTLED, THERE, StopPoint
from stafett.core.stoppoints.table import EMPLOYMENT_POINTS, SPELL_POINTS
from stafett.core.stoppoints.terms import Terms, employment_terms

DUTIES = ("employer", "issuer", "nav", "system")

POINTS = (*SPELL_POINTS, *EMPLOYMENT_POINTS)
_BY_NAME = {(point.kind, point.occurrence): point for point in POINTS}
POINT_OF_REASON = {reason: point for point in POINTS for reason in (point.reason, *point.other_reasons)}
"""The stop points by the code of why they are there."""
RECURRING = tuple(point.kind for point in POINTS if point.recurs)
"""The kinds that come again, told apart by their day."""
_NOBODY = np.iinfo(np.int64).max  # the employer of a stop point of the spell itself; sorts last

# What each of POINTS is, by its position.
_RANK = np.array([sorted(_BY_NAME).index(name) for name in _BY_NAME])
_RANK_BITS, _DAY_BITS = len(POINTS).bit_length(), 31
_IS_ANSWER = np.array([point.actor not in DUTIES for point in POINTS])
_FROM_MAX_DATE = np.array([point.from_max_date for point in POINTS])
_STATES = pl.Series(["future", "open", "due", "overdue", "done", "not_relevant"])
_DONE, _NOT_RELEVANT = 4, 5
_REASONS = pl.Series([reason for point in POINTS for reason in point.reasons])
_FIRST_OTHER = np.array([point.first_other for point in POINTS])
_FIRST_REASON = np.cumsum([0, *(len(point.reasons) for point in POINTS[:-1])])


class _Found(NamedTuple):
    """Stop points found: which of POINTS, whose, and where among the point's `reasons` its reason stands.

    `row` is a row of the spells, or, counted on from there, of the employments; `spell_row` that of its spell.
    """

    point: Days
    row: Days
    spell_row: Days
    due: Days
    opens: Days
    reason: Days


_NOTHING = _Found(*np.zeros((6, 0), dtype=np.int32))
_NO_ROW = np.zeros(0, dtype=np.int32)


def stop_points(
    spells: pl.DataFrame,
    employments: pl.DataFrame,
    *,
    law: Law,
    on: date,
    include_not_relevant: bool = False,
) -> pl.DataFrame:
    """The stop points of each spell as of `on`, one row each, in order of spell, due day and kind.

    (spell, kind, occurrence, employer) is unique; occurrence tells several of one kind apart. `due` is the
    legal day, `working_due` the working day shown beside it: the one before for a duty, the one after for a
    person's answer. state: future | open | due | overdue, or done where the rule itself settles it, or
    not_relevant when those are included. reason: the code of why it is there, or why not. estimated: it
    follows from an estimated max date. What happened after `on` is not known yet (`core.known`).
    """
    of_spells = Terms(_sorted(known_on(spells, on), "spell"), law, on)
    jobs = _sorted(known_on(employments, on), "spell", "employer")
    of_employments, spell_of = employment_terms(jobs, of_spells)
    spell_rows = np.concatenate([np.arange(spells.height, dtype=np.int32), spell_of])
    parts = [_NOTHING]
    for number, point in enumerate(POINTS):
        terms, first_row = (of_spells, 0) if number < len(SPELL_POINTS) else (of_employments, spells.height)
        rows, due, opens, reason = _find(terms, point, include_not_relevant)
        if rows.size:
            kind = np.full(rows.size, number, dtype=np.int32)
            row = rows + np.int32(first_row)
            parts.append(_Found(kind, row, spell_rows[row], due, opens, reason))
    found = _by_due_day(_Found(*(np.concatenate(columns) for columns in zip(*parts, strict=True))))
    employers = np.concatenate([np.full(spells.height, _NOBODY), _keys(of_employments.frame, "employer")])
    estimated = ~is_known(of_spells.day("max_date"))
    return frame_of(
        {
            "spell": pl.Series(_keys(of_spells.frame, "spell")[found.spell_row]),
            "person": pl.Series(_keys(of_spells.frame, "person")[found.spell_row]),
            "employer": _employer(employers[found.row]),
            **{name: look_up(column, found.point) for name, column in _described(law).items()},
            **_days_and_state(found, of_spells.today),
            "reason": look_up(_REASONS, _FIRST_REASON[found.point] + found.reason),
            "estimated": pl.Series(_FROM_MAX_DATE[found.point] & estimated[found.spell_row]),
        }
    )


def stop_point_days(spells: pl.DataFrame, *, law: Law, on: date) -> pl.DataFrame:
    """The due day of each stop point of the spell itself, one row per spell and one column per point.

    Null where the point is not relevant. The column is the kind, and for the later ones of a kind `kind_2`
    and so on. For a million spells at once; `stop_points` gives the rest.
    """

    def columns(block: pl.DataFrame) -> pl.DataFrame:
        terms = Terms(known_on(block, on), law, on)
        return block.select("spell", "person").hstack([_due_days(terms, point) for point in SPELL_POINTS])

    return pl.concat(in_blocks(columns, spells))


def _due_days(terms: Terms, point: StopPoint) -> pl.Series:
    if not terms.may_have(point.cause):
        return pl.Series(point.column, [None], dtype=pl.Date).new_from_index(0, terms.height)
    due = point.due(terms)
    return dates_where(point.relevant(terms, due), due).alias(point.column)


def explain_stop_point(kind: str, row: Mapping[str, Any], law: Law) -> Reason:
    """Why the stop point is there, or why not, for one row.

    `row` is the row of `stop_points` together with the spell's (for plan and dialogue_1 the employment's) own
    columns. Raises ValueError for an unknown kind.
    """
    occurrence = row.get("occurrence", 1)
    point = _BY_NAME.get((kind, occurrence))
    if point is None:
        raise ValueError(f"There is no stop point {kind!r} number {occurrence}.")
    return Reason(
        code=row.get("reason") or point.reason,
        rule=f"stop_point.{kind}",
        reference="; ".join(law.parameter(point.parameter).reference),
        facts={**pick_facts(row, ("first_day", *point.facts)), "due": as_json(row.get("due"))},
        parameters=law.in_force((point.parameter, *point.parameters), row["first_day"], row.get("office")),
    )


def _keys(frame: pl.DataFrame, name: str) -> Numbers:
    keys = frame.get_column(name).cast(pl.Int64)
    return (keys.fill_null(_NOBODY) if keys.null_count() else keys).to_numpy()


def _sorted(frame: pl.DataFrame, *names: str) -> pl.DataFrame:
    return in_order(frame, np.lexsort([_keys(frame, name) for name in reversed(names)]))


def _find(terms: Terms, point: StopPoint, include_not_relevant: bool) -> tuple[Days, Days, Days, Days]:
    """The rows that have the point, its due and opening days, and its reason by position."""
    if not (terms.may_have(point.cause) or include_not_relevant):
        return _NO_ROW, _NO_ROW, _NO_ROW, _NO_ROW
    due = point.due(terms)
    if include_not_relevant:
        rows = np.arange(terms.height, dtype=np.int32)
        reason = point.why_not(terms, due)
    else:
        rows = np.flatnonzero(point.relevant(terms, due)).astype(np.int32)
        if not rows.size:
            return _NO_ROW, _NO_ROW, _NO_ROW, _NO_ROW
        reason = np.full(rows.size, THERE, dtype=np.int32)
    opens = point.opens(terms, due)
    if point.settled is not None:
        reason[(reason == THERE) & point.settled(terms, opens)[rows]] = SETTLED
    for place, ground in enumerate(point.grounds, start=point.first_other):
        reason[(reason == THERE) & ground.holds(terms, due)[rows]] = place
    return rows, due[rows], opens[rows], reason


def _by_due_day(found: _Found) -> _Found:
    """By spell, due day and kind in one whole number; each kind is in order of employer already."""
    key = (((found.spell_row.astype(np.int64) << _DAY_BITS) + found.due) << _RANK_BITS) + _RANK[found.point]
    order = np.argsort(key, kind="stable")
    return _Found(*(column[order] for column in found))


def _days_and_state(found: _Found, today: int) -> dict[str, pl.Series]:
    known = is_known(found.due)
    due = either(known, found.due, today)
    is_answer = _IS_ANSWER[found.point]
    working_due = either(is_answer, next_working_days(due), previous_working_days(due))
    # A person's answer counts until the next working day; a duty is late the day after the legal day.
    last_day = either(is_answer, working_due, due)
    state = (found.opens <= today) * (np.int8(1) + (due <= today) * (np.int8(1) + (last_day < today)))
    state[found.reason == SETTLED] = _DONE
    state[(found.reason > SETTLED) & (found.reason < _FIRST_OTHER[found.point])] = _NOT_RELEVANT
    return {
        "due": dates(found.due),
        "working_due": dates_where(known, working_due),
        "opens": dates(found.opens),
        "state": look_up(_STATES, state),
    }


def _employer(employers: Numbers) -> pl.Series:
    return where(employers != _NOBODY, pl.Series(employers))


@lru_cache(maxsize=8)
def _described(law: Law) -> dict[str, pl.Series]:
    return {
        "kind": pl.Series([point.kind for point in POINTS]),
        "occurrence": pl.Series([point.occurrence for point in POINTS], dtype=pl.Int8),
        "actor": pl.Series([point.actor for point in POINTS]),
        "nature": pl.Series([law.parameter(point.parameter).nature for point in POINTS]),
    }
