"""The only module that reads the clock. Everything else is given its day or its instant."""

from datetime import UTC, date, datetime

from stafett.core.dates import OSLO


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def calendar_day() -> date:
    """The real day in Norway."""
    return datetime.now(OSLO).date()
