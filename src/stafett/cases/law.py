"""The law file with the values that offices have chosen for themselves."""

from functools import lru_cache

from stafett.core.parameters import Law, LocalValue, default_law
from stafett.people.models import Unit


def law_in_force() -> Law:
    """The common law file, with each office's week of screening where it has its own."""
    chosen = Unit.objects.exclude(screening_week=None).order_by("number").values_list("number", "screening_week")
    return _with(tuple(chosen))


@lru_cache(maxsize=8)
def _with(chosen: tuple[tuple[str, int], ...]) -> Law:
    return default_law().with_local_values(_local("screening_week", office, week) for office, week in chosen)


def _local(name: str, office: str, week: int) -> LocalValue:
    return LocalValue(office, name, default_law().parameter(name).first_day, week)
