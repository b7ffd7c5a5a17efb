"""The category in force of the cases in a list: the temporary one while it lasts, else the one that was assessed."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from stafett.core.contact import WITHOUT
from stafett.core.factors import CATEGORIES
from stafett.mapping.models import NeedAssessment, TemporaryCategory

NOT_ASSESSED = "not_assessed"
PLACES = (*CATEGORIES, *WITHOUT)
"""What a list can be narrowed to; `not_assessed` is also a case that nobody has assessed."""


def category_in_force(on: date) -> Subquery:
    """The category of a case on the day; null where the need has never been assessed."""
    return Subquery(_newest(on).values("in_force")[:1])


def has_category(category: str, on: date) -> Q:
    """The cases in which the category is in force on the day."""
    if category == NOT_ASSESSED:
        return ~Q(Exists(_newest(on).exclude(category=NOT_ASSESSED)))
    return Q(Exists(_newest(on).filter(in_force=category)))


def _newest(on: date) -> QuerySet[Any]:
    begun = TemporaryCategory.objects.filter(assessment=OuterRef("pk"), from_day__lte=on)
    lasting = begun.filter(Q(until=None) | Q(until__gte=on), Q(ended_on=None) | Q(ended_on__gt=on))
    for_a_time = Subquery(lasting.order_by("-id").values("category")[:1])
    newest = NeedAssessment.objects.filter(case=OuterRef("pk"), superseded_by=None)
    return newest.annotate(in_force=Coalesce(for_a_time, F("category")))
