"""When somebody may be told that there is something to read, and when a telling that did not succeed is tried again.

The hours are those on the wall in Norway: on the days on which the clocks change they begin and end by the new time.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from stafett.core.dates import OSLO
from stafett.core.parameters import Law


def after_quiet_hours(at: datetime, law: Law, office: str | None = None) -> datetime:
    """The instant itself, or where it falls in the quiet hours of the office, the instant at which they end."""
    local = at.astimezone(OSLO)
    begins = law.number("notification_quiet_from_hour", local.date(), office)
    ends = law.number("notification_quiet_until_hour", local.date(), office)
    if not _within(local.hour, begins, ends):
        return at
    last_day = local.date() + timedelta(days=local.hour >= ends)
    return datetime.combine(last_day, time(ends), OSLO).astimezone(UTC)


def _within(hour: int, begins: int, ends: int) -> bool:
    if begins <= ends:
        return begins <= hour < ends
    return hour >= begins or hour < ends


def may_try_again(attempts: int, law: Law, on: date) -> bool:
    """Whether there is an attempt left after so many."""
    return attempts < law.number("notification_attempts", on)


def next_attempt(at: datetime, attempts: int, law: Law, on: date, office: str | None = None) -> datetime:
    """When to try again after `attempts` (1 or more) have not succeeded; each wait is longer than the one before."""
    first, factor = (law.number(f"notification_{name}", on) for name in ("first_retry_minutes", "retry_factor"))
    return after_quiet_hours(at + timedelta(minutes=first * factor ** (attempts - 1)), law, office)
