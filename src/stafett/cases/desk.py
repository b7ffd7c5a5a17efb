"""What stands around a list: lists kept under a name, colleagues, and how far somebody has seen what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Count, F, FilteredRelation, Max, Q, Subquery
from django.db.models.functions import JSONArray

from stafett.access.actors import Actor
from stafett.cases.handover.selectors import offers_to
from stafett.cases.models import JournalEntry, ListVisit, SavedView
from stafett.cases.services import CaseError
from stafett.people.models import Staff, Unit

MOST_VIEWS = 30


@dataclass(frozen=True, slots=True)
class View:
    """A list kept under a name; `owner` has a name where it is a colleague's."""

    id: int
    name: str
    query: str
    owner: str
    is_shared: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """What stands around a list: whom a case can be given to, the lists that are kept, and how far the journal goes.

    `offices`: those that a unit for several offices has cases from; none for an office itself.
    `offered`: how many cases other units, or colleagues, have offered the actor's unit.
    `seen` and `seen_at`: how far the actor has said to have seen what changed; None for somebody who never has.
    """

    advisers: Sequence[tuple[int, str]]
    offices: Sequence[tuple[int, str]]
    views: Sequence[View]
    newest: int
    offered: int
    seen: int | None
    seen_at: datetime | None


def read_desk(actor: Actor) -> Desk:
    """All of it in one query. Their own views first, in their own order, then those that colleagues share, by name."""
    kept = FilteredRelation(
        "saved_views", condition=Q(saved_views__owner=actor.id) | Q(saved_views__shared_with=actor.unit)
    )
    offered = offers_to(actor).order_by().values("to_unit").annotate(number=Count("pk")).values("number")
    newest = JournalEntry.objects.order_by("-pk").values("pk")[:1]
    rows: list[Any] = [
        *Staff.objects.filter(unit=actor.unit)
        .annotate(kept=kept, newest=Subquery(newest), offered=Subquery(offered), offices=_offices_of(actor))
        .order_by("name", "pk", "kept__name")
        .values_list("pk", "name", "role", "active", "newest", "offered", "offices", "list_visit__seen",
                     "list_visit__at", "kept__pk", "kept__name", "kept__query", "kept__position", "kept__shared_with",
                     named=True)
    ]  # fmt: skip
    if not rows:
        return Desk([], [], [], 0, 0, None, None)
    kept_rows = [row for row in rows if row.kept__pk is not None]
    own = sorted((row for row in kept_rows if row.pk == actor.id), key=lambda row: (row.kept__position, row.kept__name))
    of_others = sorted((row for row in kept_rows if row.pk != actor.id), key=lambda row: row.kept__name)
    first, mine = rows[0], next((row for row in rows if row.pk == actor.id), None)
    return Desk(
        advisers=list({row.pk: row.name for row in rows if row.active and row.role == Staff.Role.ADVISER}.items()),
        offices=[(key, name) for key, name in first.offices],
        views=[*(_view(row, "") for row in own), *(_view(row, row.name) for row in of_others)],
        newest=first.newest or 0,
        offered=first.offered or 0,
        seen=mine.list_visit__seen if mine else None,
        seen_at=mine.list_visit__at if mine else None,
    )


def _view(row: Any, owner: str) -> View:
    return View(row.kept__pk, row.kept__name, row.kept__query, owner, row.kept__shared_with is not None)


def _offices_of(actor: Actor) -> ArraySubquery:
    """Key and name of the offices by name: a regional unit's own, all for the national one."""
    offices = Unit.objects.filter(kind=Unit.Kind.LOCAL)
    if actor.unit_kind != Unit.Kind.NOE:
        offices = offices.filter(roe=actor.unit)
    return ArraySubquery(offices.order_by("name").values(told=JSONArray("pk", "name")))


@transaction.atomic
def save_view(*, name: str, query: str, actor: Actor) -> SavedView:
    """Keeps a list under a name, last among the actor's own; one that has the name already gets the new filters.

    Raises CaseError("view.name_needed") and CaseError("view.too_many").
    """
    if not name.strip():
        raise CaseError("view.name_needed")
    own = SavedView.objects.select_for_update().filter(owner=actor.id)
    if kept := own.filter(name=name.strip()).first():
        kept.query = query
        kept.save(update_fields=["query"])
        return kept
    if own.count() >= MOST_VIEWS:
        raise CaseError("view.too_many", most=MOST_VIEWS)
    last = own.aggregate(last=Max("position"))["last"]
    return SavedView.objects.create(
        owner_id=actor.staff_id, name=name.strip(), query=query, position=0 if last is None else last + 1
    )


@transaction.atomic
def rename_view(*, view: int, name: str, actor: Actor) -> None:
    """Raises CaseError("view.name_needed"), CaseError("view.name_taken") and CaseError("view.not_yours")."""
    kept = _own(view, actor)
    if not name.strip():
        raise CaseError("view.name_needed")
    if SavedView.objects.filter(owner=actor.id, name=name.strip()).exclude(pk=view).exists():
        raise CaseError("view.name_taken")
    kept.name = name.strip()
    kept.save(update_fields=["name"])


@transaction.atomic
def move_view(*, view: int, earlier: bool, actor: Actor) -> None:
    """Lets the view change places with the one before or after it. Raises CaseError("view.not_yours")."""
    kept = _own(view, actor)
    own = SavedView.objects.filter(owner=actor.id)
    others = (
        own.filter(position__lt=kept.position).order_by("-position")
        if earlier
        else own.filter(position__gt=kept.position).order_by("position")
    )
    if (other := others.first()) is not None:
        kept.position, other.position = other.position, kept.position
        SavedView.objects.bulk_update([kept, other], ["position"])


@transaction.atomic
def share_view(*, view: int, shared: bool, actor: Actor) -> None:
    """Lets the unit see and use it, or no longer. Raises CaseError("view.not_yours")."""
    kept = _own(view, actor)
    kept.shared_with_id = actor.unit if shared else None
    kept.save(update_fields=["shared_with"])


@transaction.atomic
def delete_view(*, view: int, actor: Actor) -> str:
    """Gives the name it had. Raises CaseError("view.not_yours")."""
    kept = _own(view, actor)
    SavedView.objects.filter(owner=actor.id, position__gt=kept.position).update(position=F("position") - 1)
    kept.delete()
    return kept.name


def mark_seen(*, up_to: int, actor: Actor, at: datetime) -> None:
    """The actor has seen what changed up to a place in the journal; never less than before."""
    visit = ListVisit.objects.filter(staff=actor.id).first()
    seen = max(up_to, visit.seen if visit else 0)
    ListVisit.objects.update_or_create(staff_id=actor.staff_id, defaults={"seen": seen, "at": at})


def _own(view: int, actor: Actor) -> SavedView:
    kept = SavedView.objects.select_for_update().filter(pk=view, owner=actor.id).first()
    if kept is None:
        raise CaseError("view.not_yours")
    return kept
