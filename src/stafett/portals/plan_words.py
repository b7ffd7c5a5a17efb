"""A follow-up plan in lines that can be read, the same for all who may read it, and for comparing two versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from stafett.frontend.words import day, short_day, text
from stafett.plans.follow_up_plan.content import FIELDS, PlanContent, Tried, differences


class PlanPart(NamedTuple):
    """One part of a plan: its name (`plan_field.<name>`) and its lines."""

    name: str
    lines: Sequence[str]


class ChangedPart(NamedTuple):
    """A part of a plan as it was and as it is, each in lines."""

    name: str
    before: Sequence[str]
    after: Sequence[str]


def parts_of(content: PlanContent) -> list[PlanPart]:
    """The parts in which something has been written, in the order in which a plan is read."""
    parts = (PlanPart(name, _lines(getattr(content, name))) for name in FIELDS)
    return [part for part in parts if part.lines]


def changed_parts(before: PlanContent, after: PlanContent) -> list[ChangedPart]:
    """What differs between two versions."""
    return [ChangedPart(one.field, _lines(one.before), _lines(one.after)) for one in differences(before, after)]


def _lines(value: Any) -> list[str]:
    if isinstance(value, tuple):
        return [_tried(one) for one in value]
    if isinstance(value, date):
        return [day(value)]
    return str(value).splitlines() if value else []


def _tried(one: Tried) -> str:
    said = [text(f"plan_tried.{one.kind}")]
    if one.first_day or one.last_day:
        first, last = (short_day(each) if each else "" for each in (one.first_day, one.last_day))
        said[0] = f"{said[0]} ({text('plan_tried.days', first=first, last=last)})"
    if one.result:
        said.append(text("plan_tried.result_was", result=one.result))
    if one.not_possible:
        said.append(text("plan_tried.not_possible_because", why=one.not_possible))
    return ". ".join(part.rstrip(".") for part in said) + "."
