"""The law file with the values that offices have chosen for themselves."""

from functools import lru_cache

from django.db import connection

from stafett.core.parameters import Law, LocalValue, default_law
from stafett.people.models import Unit


def law_in_force() -> Law:
    """The common law file, with each office's week of screening where it has its own."""
    return with_office_values(default_law())


def law_of(unit: Unit) -> Law:
    """As `law_in_force`, for somebody who belongs to `unit`: no other office's choice counts, so nothing is read."""
    return _with(default_law(), ((unit.number, unit.screening_week),) if unit.screening_week else ())


def with_office_values(law: Law) -> Law:
    """A law with each office's week of screening where it has its own. Raises LawError where the law forbids that."""
    with connection.cursor() as cursor:  # asked for with every message: as a query set it takes six times as long
        cursor.execute(_CHOSEN)
        return _with(law, tuple(cursor.fetchall()))


_CHOSEN = "select number, screening_week from people_unit where screening_week is not null order by number"


@lru_cache(maxsize=64)
def _with(law: Law, chosen: tuple[tuple[str, int], ...]) -> Law:
    first_day = law.parameter("screening_week").first_day
    return law.with_local_values(LocalValue(office, "screening_week", first_day, week) for office, week in chosen)
