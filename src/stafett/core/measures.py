"""Measures: the states that one can be in, what can follow, and when it outlasts the income that the person has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

STATES = ("proposed", "applied", "waiting", "running", "ended", "broken_off")
NEXT: Mapping[str, tuple[str, ...]] = {
    "proposed": ("applied", "broken_off"),
    "applied": ("waiting", "running", "broken_off"),
    "waiting": ("running", "broken_off"),
    "running": ("ended", "broken_off"),
    "ended": (),
    "broken_off": (),
}
"""What can follow on each state."""
QUEUED = ("applied", "waiting")
"""Those who wait for a place."""
BREAK_REASONS = (
    "back_at_work",
    "health",
    "person_declined",
    "did_not_fit",
    "no_place",
    "other_help",
    "case_moved",
    "other",
)
"""Why one can be broken off. Breaking off is no failing of the person's: it raises the need of help (S4:L780)."""


def outlasts_sick_pay(planned_end: date | None, max_date: date | None) -> bool:
    """Whether a measure is planned to go on after the last day of sick pay.

    Then the person may have bound themselves to it without an income (S2:L579). False where one of the days is not
    known.
    """
    return planned_end is not None and max_date is not None and planned_end > max_date


def days_waited(applied_on: date, on: date) -> int:
    """How long somebody has waited for a place, from the day of applying. Waiting is never an argument for
    disability benefit (S1:L3042).
    """
    return (on - applied_on).days
