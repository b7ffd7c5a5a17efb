"""Three persons on sick leave, whose cases are chosen on a list."""

from stafett.access.actors import Actor
from stafett.cases.desk import read_desk
from stafett.cases.models import Case
from stafett.cases.services import run_tick
from tests.factories import Region, bring, day, instant, make_region, note

ON = day("2026-03-02")
AT = instant("2026-03-02")


def three_cases() -> Region:
    """Three persons on sick leave since 5 January, as of ON."""
    region = make_region()
    bring([note(f"n{n}", [("2026-01-05", "2026-08-31")], serial=n) for n in range(3)], "2026-01-05")
    run_tick(on=ON, at=AT)
    return region


def cases() -> list[Case]:
    """All cases, in the order in which they came."""
    return list(Case.objects.order_by("pk"))


def seen_by(actor: Actor) -> int:
    """How far the journal goes when the actor opens the list."""
    return read_desk(actor).newest
