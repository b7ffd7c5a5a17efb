"""Two versions of a plan side by side, as their numbers stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stafett.plans.follow_up_plan.content import PlanContent, read_content
from stafett.plans.follow_up_plan.selectors import WholePlan
from stafett.portals.asked import key_in
from stafett.portals.plan_words import changed_parts


def compared(found: WholePlan | None, asked: Mapping[str, Any]) -> dict[str, Any]:
    """What a page of versions shows: the two last, unless `older` and `newer` name others that are there."""
    if found is None or not found.versions:
        return {"older": None, "newer": None, "changed": []}
    last = found.versions[-1].number
    newer = found.version(key_in(str(asked.get("newer", ""))) or last) or found.versions[-1]
    older = found.version(key_in(str(asked.get("older", ""))) or newer.number - 1)
    before = read_content(older.content) if older else PlanContent()
    return {"older": older, "newer": newer, "changed": changed_parts(before, read_content(newer.content))}
