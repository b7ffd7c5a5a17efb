"""Teams of a unit: advisers who follow up their people together."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from stafett.people.models import OrganisationChange, Staff, Team, Unit


class TeamError(Exception):
    """What hinders a change of a team; `code` is the key of a text."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def keep_team(
    *, unit: Unit, name: str, members: Collection[int], by: str, on: date, at: datetime, team: Team | None = None
) -> Team:
    """Makes a team of the unit's advisers with these keys, or changes one; whoever was in another team leaves that.

    Raises TeamError: team_error.name, team_error.taken, team_error.members.
    """
    words = name.strip()
    if not words:
        raise TeamError("team_error.name")
    if (same := Team.objects.filter(unit=unit, name=words).first()) and same != team:
        raise TeamError("team_error.taken")
    chosen = list(_advisers(unit).filter(pk__in=members))
    if not chosen or len(chosen) != len(set(members)):
        raise TeamError("team_error.members")
    kept = team or Team(unit=unit)
    kept.name = words
    kept.save()
    leaving = Staff.objects.filter(team=kept).exclude(pk__in=members)
    _move([*leaving, *chosen], {one.pk: kept for one in chosen}, by, on, at)
    return kept


@transaction.atomic
def dissolve_team(*, team: Team, by: str, on: date, at: datetime) -> None:
    """Takes a team away; its members keep their cases."""
    _move(list(Staff.objects.filter(team=team)), {}, by, on, at)
    team.delete()


def teams_of(unit: int | None) -> list[Team]:
    """The teams of a unit with their members, by name."""
    return list(Team.objects.filter(unit=unit or 0).prefetch_related("members").order_by("name"))


def _advisers(unit: Unit) -> QuerySet[Staff]:
    return Staff.objects.select_for_update(of=["self"]).filter(unit=unit, active=True, role=Staff.Role.ADVISER)


def _move(staff: list[Staff], to: dict[int, Team], by: str, on: date, at: datetime) -> None:
    """Gives each their team, and writes down what has changed."""
    names = {team.pk: team.name for team in Team.objects.filter(members__in=staff)}
    for one in staff:
        team = to.get(one.pk)
        if one.team_id == (team.pk if team else None):
            continue
        before, after = names.get(one.team_id or 0), team.name if team else None
        one.team = team
        one.save(update_fields=["team"])
        OrganisationChange.objects.create(
            staff=one, on=on, at=at, by=by, before={"team": before}, after={"team": after}
        )
