"""What would have changed an outcome, for each reason: codes whose texts stand under `change.` in the catalogues."""

from __future__ import annotations

from stafett.core.reasons import Reason
from stafett.core.stoppoints import POINT_OF_REASON
from stafett.core.stoppoints.point import StopPoint

# Their reasons differ, and what would change them does not.
_ALIKE = ("reassess",)
# What would change each of them stands under its own code.
_ONE_BY_ONE = frozenset({"screening", "risk", "duty", "order", "spell", "contact", "sharing", "scope"})
# Said of nobody.
_UNSAID = "alive"
_SETTLED = ".settled"


def changes_of(reason: Reason) -> tuple[str, ...]:
    """What would have to be otherwise, each by itself, for the outcome to be another.

    Of a stop point that is there every condition, since each of them holds it, and what would settle it; of one that is
    settled, that what settled it had not happened; of one that is not there, that the reason itself did not hold.
    Suggestions of category carry their own (`core.factors.suggest_categories`): for them there is nothing here.
    """
    family, _, rest = reason.code.partition(".")
    if family == "stop_point":
        return _of_stop_point(reason)
    if family == "not_relevant":
        return ("not_relevant",)
    if family in _ALIKE:
        return (family,)
    return (reason.code,) if family in _ONE_BY_ONE and rest else ()


def _of_stop_point(reason: Reason) -> tuple[str, ...]:
    if reason.code.endswith(_SETTLED):
        return (f"settled.{POINT_OF_REASON[reason.code.removesuffix(_SETTLED)].settled_by}",)
    point = POINT_OF_REASON[reason.code]
    changes = [name for name in point.needs if name != _UNSAID]
    changes += ["sick_listed"] if point.while_sick_listed else []
    changes += [f"settling.{point.settled_by}"] if point.settled_by else []
    return (*changes, *_moved_by(point, reason), "parameter")


def _moved_by(point: StopPoint, reason: Reason) -> tuple[str, ...]:
    """What would give it another day."""
    of_ground = [ground.moved_by for ground in point.grounds if reason.code == f"{point.reason}.{ground.name}"]
    moved_by = next(filter(None, of_ground), point.moved_by)
    counted_from_another = bool(reason.facts.get(point.counted_from))
    return tuple(name for name in moved_by if not (name == "first_day" and counted_from_another))
