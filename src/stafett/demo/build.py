"""Builds the region in the database, and moves it on.

The history before the first played day is taken in at once; from then on every day is played with what people do.
A build that is stopped goes on with the day it was at.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from stafett.cases.services import run_tick
from stafett.core.dates import day_number
from stafett.demo.bad_records import SOURCE, bad_lines, refusals
from stafett.demo.binding import Region, Step
from stafett.demo.models import DemoRegion
from stafett.demo.people_rows import RegionNotEmptyError, write_people
from stafett.demo.plan import Plan, make_plan
from stafett.demo.play import play, steps_between, take_in_notes
from stafett.intake.checks import Options
from stafett.intake.services import take_in

__all__ = ["PLAYED_DAYS", "RegionNotEmptyError", "build_region", "plan_of", "play_until"]

# On its first played day the region begins to work with the method: who is long on sick leave then is asked late.
PLAYED_DAYS = 70

Progress = Callable[[int, int], None]
"""Called with how many days are done and how many there are."""


def build_region(
    *,
    persons: int,
    seed: int,
    on: date,
    at: datetime,
    progress: Progress | None = None,
    played_days: int = PLAYED_DAYS,
) -> bool:
    """Builds the region as of the day `on`, or finishes a build that was stopped; False when it stands already.

    `at` gives the time of day of everything that happens; `played_days` how many days up to `on` are played.

    Raises RegionNotEmptyError when the database holds other people, or another region.
    """
    region = DemoRegion.objects.first()
    if region and (region.persons, region.seed, region.on) != (persons, seed, on):
        raise RegionNotEmptyError
    if region and region.played_to >= on:
        return False
    plan = make_plan(persons=persons, seed=seed, on=on)
    if region is None:
        region = _begin(plan, on - timedelta(days=played_days), at)
    play_until(region, on, at=at, progress=progress)
    return True


def plan_of(region: DemoRegion) -> Plan:
    """The plan of the region in the database."""
    return make_plan(persons=region.persons, seed=region.seed, on=region.on)


def play_until(region: DemoRegion, target: date, *, at: datetime, progress: Progress | None = None) -> None:
    """Plays every day after the last one played up to `target`, each step in a transaction of its own."""
    bound = Region(plan_of(region))
    since = region.played_to
    total = (target - since).days
    for day in steps_between(since, target, region.on):
        with transaction.atomic():
            play(Step(bound, since, day, _instant(day, at)))
            region.played_to = since = day
            region.save(update_fields=["played_to"])
        if progress:
            progress(total - (target - day).days, total)


@transaction.atomic
def _begin(plan: Plan, day: date, at: datetime) -> DemoRegion:
    """The people, and everything that arrived up to and including `day`; playing begins on the next."""
    write_people(plan, first_day=day)
    last = day_number(day)
    take_in_notes(plan, [arrived for arrived in plan.notes if arrived <= last], on=day, at=_instant(day, at))
    run_tick(on=day, at=_instant(day, at))
    # What the newest delivery could not be read from; it touches nobody, so that its day may lie ahead.
    refused = refusals(bad_lines(plan, plan.on), Options(synthetic="only", on=plan.on))
    take_in(refused, source=SOURCE, on=plan.on, at=_instant(plan.on, at))
    region = DemoRegion.objects.create(persons=len(plan.persons), seed=plan.seed, on=plan.on, played_to=day)
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    return region


def _instant(day: date, at: datetime) -> datetime:
    return datetime.combine(day, at.timetz())
