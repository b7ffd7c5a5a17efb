"""What would have changed an outcome, for each reason: codes whose texts stand under `change.` in the catalogues."""

from __future__ import annotations

from stafett.core.reasons import Reason
from stafett.core.stoppoints import POINT_OF_REASON

# Their reasons differ, and what would change them does not.
_ALIKE = ("contact", "reassess")
# Said of nobody.
_UNSAID = "alive"


def changes_of(reason: Reason) -> tuple[str, ...]:
    """What would have to be otherwise, each by itself, for the outcome to be another.

    Of a stop point that is there every condition, since each of them holds it; of one that is not there, or that a rule
    has found to be done, that the reason itself did not hold. Suggestions of category carry their own
    (`core.factors.suggest_categories`): for them there is nothing here.
    """
    family, _, rest = reason.code.partition(".")
    if family == "stop_point":
        return _of_stop_point(reason.code)
    if family == "not_relevant":
        return ("not_relevant",)
    if family in _ALIKE:
        return (family,)
    return (reason.code,) if family in {"screening", "risk", "duty", "order", "spell"} and rest else ()


def _of_stop_point(code: str) -> tuple[str, ...]:
    if code not in POINT_OF_REASON:
        return ("settled",)
    point = POINT_OF_REASON[code]
    conditions = [name for name in point.needs if name != _UNSAID]
    conditions += ["sick_listed"] if point.while_sick_listed else []
    if not point.cause:
        conditions.append("max_date" if point.from_max_date else "first_day")
    return (*conditions, "parameter")
