"""The next contact of one case in plain Python, written apart from the rules themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import holidays

from tests.core.factors_oracle import months_later

ONE = timedelta(days=1)
HOLIDAYS = holidays.country_holidays("NO", years=range(2010, 2045))
MONTHS = {"prioritised": 3, "ordinary": 6, "simplified": 12}
ASSESSED = ("prioritised", "ordinary", "simplified", "on_request")
Row = Mapping[str, Any]


def window(row: Row, on: date) -> tuple[str | None, date | None, date | None, date | None, str]:
    """Category in force, aim, first and last day, state."""
    if row["died_on"] is not None and row["died_on"] <= on:
        return None, None, None, None, "none"
    days = _own_pace(row, on)
    state = "none"
    if days is not None:
        state = "future" if on < days[1] else "open" if on <= days[2] else "overdue"
    return _in_force(row, on), *(days or (None, None, None)), state


def returns_on(row: Row, on: date) -> date | None:
    """The day after the last one of a temporary category, for whoever has another to return to."""
    dead = row["died_on"] is not None and row["died_on"] <= on
    ends = None if row["temporary_kind"] is None else row["temporary_until"]
    return None if dead or ends is None or _original(row, on) not in ASSESSED else ends + ONE


def _own_pace(row: Row, on: date) -> tuple[date, date, date] | None:
    due = _by_category(row, on)
    usual = None if due is None else (due, due - 14 * ONE, due + 14 * ONE)
    if row["pace"] is None or row["pace_on"] > on:
        return usual
    last = _last(row, on)
    if row["pace"] == "on_request":
        return None
    if row["pace"] == "from":
        start = row["pace_from"]
        return usual if last is not None and last >= start else (start, start, start + 14 * ONE)
    if last is not None and last >= row["pace_on"]:
        return usual
    promised = _fifth_working_day(row["pace_on"])
    if usual is None:
        return promised, row["pace_on"], promised
    return min(usual[0], promised), min(usual[1], row["pace_on"]), min(usual[2], promised)


def _fifth_working_day(day: date) -> date:
    left = 5
    while left:
        day += ONE
        left -= day.weekday() < 5 and day not in HOLIDAYS
    return day


def _last(row: Row, on: date) -> date | None:
    last: date | None = row["last_contact"]
    return last if last is not None and last <= on else None


def _original(row: Row, on: date) -> str | None:
    if row["category"] in ASSESSED and row["placed_on"] > on:
        return None
    category: str | None = row["category"]
    return category


def _is_temporary(row: Row, on: date) -> bool:
    return (
        row["temporary_kind"] is not None
        and _original(row, on) in ASSESSED
        and row["temporary_from"] <= on
        and (row["temporary_until"] is None or row["temporary_until"] >= on)
    )


def _in_force(row: Row, on: date) -> str | None:
    return row["temporary_category"] if _is_temporary(row, on) else _original(row, on)


def _interval(category: str | None, row: Row, on: date, earliest: date) -> date | None:
    if category not in MONTHS:
        return None
    return max(months_later(_last(row, on) or row["placed_on"], MONTHS[category]), earliest)


def _by_category(row: Row, on: date) -> date | None:
    original = _original(row, on)
    if original not in ASSESSED:
        return None
    ends: date | None = None if row["temporary_kind"] is None else row["temporary_until"]
    if _is_temporary(row, on):
        days = [_interval(row["temporary_category"], row, on, row["temporary_from"]), *_in_measure(row, on)]
        if ends is not None:
            days.append(_interval(original, row, on, ends + ONE))
        return min((day for day in days if day is not None), default=None)
    if ends is not None and row["placed_on"] <= ends < on:
        return _interval(original, row, on, ends + ONE)
    return _interval(original, row, on, row["placed_on"])


def _in_measure(row: Row, on: date) -> list[date]:
    start, until = row["temporary_from"], row["temporary_until"]
    if row["temporary_kind"] != "in_measure" or until is None or until < months_later(start, 6):
        return []
    days = [start + timedelta(days=(until - start).days // 2), until + ONE - timedelta(weeks=6)]
    last = _last(row, on)
    return [day for day in days if last is None or last < day - 14 * ONE]


def reasons(row: Row, happened: list[Row], on: date) -> dict[str, date]:
    """Why the need is to be assessed anew, and since when."""
    found: dict[str, date] = {}
    if (row["died_on"] is not None and row["died_on"] <= on) or _original(row, on) not in ASSESSED:
        return found

    def add(code: str, day: date) -> None:
        found[code] = min(found.get(code, day), day)

    settled = row["placed_on"]
    if row["temporary_kind"] is not None and row["temporary_from"] <= on:
        settled = max(settled, row["temporary_from"])
    for event in happened:
        day = event["learned_on"] or event["happened_on"]
        if settled < day <= on:
            add(event["kind"], day)
    ends = None if row["temporary_kind"] is None else row["temporary_until"]
    if ends is not None and ends < on and row["placed_on"] <= ends:
        add("temporary_ended", ends + ONE)
    *_, closes, state = window(row, on)
    if state == "overdue" and closes is not None:
        add("contact_missed", closes + ONE)
    if months_later(row["placed_on"], 12) <= on:
        add("long_since", months_later(row["placed_on"], 12))
    return found
