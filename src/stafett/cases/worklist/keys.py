"""The place of a row in the order of work, and where a page begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

from stafett.cases.models import Case


@dataclass(frozen=True, slots=True)
class Key:
    """The place of one row in the order; a page starts after (or ends before) the key of a row."""

    step: int
    day: date | None
    risk: int
    contact: date | None
    case: int

    @classmethod
    def of(cls, case: Case) -> Key:
        return cls(case.order_step, case.order_date, case.order_risk, case.last_contact_on, case.pk)

    @classmethod
    def parse(cls, text: str) -> Key | None:
        """The key that `str` wrote; None when it is not one: an address may be cut or old."""
        parts = text.split("_")
        if len(parts) != 5:
            return None
        try:
            return cls(int(parts[0]), _parse_day(parts[1]), int(parts[2]), _parse_day(parts[3]), int(parts[4]))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.step}_{self.day or ''}_{self.risk}_{self.contact or ''}_{self.case}"


class OrderOfWork:
    """The order in which the list stands unless somebody asks for another one; keys are those of `Key`."""

    key = staticmethod(Key.of)

    def walk(self, cases: QuerySet[Case], start: object, *, forward: bool) -> QuerySet[Case]:
        """The cases from a key on (back from it when not `forward`); from the beginning without one."""
        if isinstance(start, Key):
            cases = cases.filter(beyond(start, forward=forward))
        return cases.order_by(*order_of(forward=forward))


def order_of(*, forward: bool) -> list[OrderBy]:
    """Step, nearest date, most risk signals, longest without contact (never comes first), id: no two rows are equal."""
    step, day, risk = F("order_step"), F("order_date"), F("order_risk")
    contact, case = F("last_contact_on"), F("id")
    if forward:
        return [step.asc(), day.asc(), risk.desc(), contact.asc(nulls_first=True), case.asc()]
    return [step.desc(), day.desc(), risk.asc(), contact.desc(nulls_last=True), case.desc()]


def beyond(key: Key, *, forward: bool) -> Q:
    """The rows after the key's place (before it when not `forward`), in the order of `order_of`."""
    columns: list[tuple[str, date | int | None, bool, bool]] = [
        ("order_step", key.step, forward, False),
        ("order_date", key.day, forward, False),
        ("order_risk", key.risk, not forward, False),  # most comes first
        ("last_contact_on", key.contact, forward, True),
        ("id", key.case, forward, False),
    ]
    later, same = Q(pk__in=[]), Q()
    for column, value, upwards, nulls_first in columns:
        later |= same & _past(column, value, forward=upwards, nulls_first=nulls_first)
        same &= Q(**{f"{column}__isnull": True}) if value is None else Q(**{column: value})
    # Says nothing new, but lets the database start at the right place of the index.
    near = {"order_step__gte" if forward else "order_step__lte": key.step}
    return Q(**near) & later


def _past(column: str, value: date | int | None, *, forward: bool, nulls_first: bool) -> Q:
    null_is_past = forward is not nulls_first
    if value is None:
        return Q(pk__in=[]) if null_is_past else Q(**{f"{column}__isnull": False})
    past = Q(**{f"{column}__gt" if forward else f"{column}__lt": value})
    return past | Q(**{f"{column}__isnull": True}) if null_is_past else past


def _parse_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
