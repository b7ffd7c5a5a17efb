"""The stop points that concern the person, told as what happens: coming ones and those behind."""

from collections.abc import Iterable

from stafett.cases.course import StopPoint

# For measuring the method, or without meaning for the person until somebody acts on it.
NOT_FOR_PERSON = frozenset({"hit_check"})
BEHIND = frozenset({"done", "excepted"})
SHOWN = frozenset({"future", "open", "due", "overdue"})


def points_for_person(points: Iterable[StopPoint]) -> tuple[list[StopPoint], list[StopPoint]]:
    """(coming, behind), each in order of day; texts `person.step.<kind>` and `person.point.<state>`.

    Points that are not relevant are left out, and those the person has nothing to do with.
    """
    concerning = sorted((point for point in points if point.kind not in NOT_FOR_PERSON), key=lambda point: point.due)
    coming = [point for point in concerning if point.state in SHOWN]
    behind = [point for point in concerning if point.state in BEHIND]
    return coming, behind
