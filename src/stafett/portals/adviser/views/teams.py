"""The leader's page of teams: advisers who follow up their people together."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from stafett import clock
from stafett.access.middleware import StafettRequest
from stafett.access.permissions import Permission, requires
from stafett.cases.handover.selectors import advisers_of
from stafett.frontend.words import text
from stafett.people.models import Team, Unit
from stafett.people.teams import TeamError, dissolve_team, keep_team, teams_of
from stafett.portals.adviser.team_forms import TeamForm
from stafett.portals.adviser.views.common import actor_of, page
from stafett.portals.adviser.views.outcome import REFUSED


@requires(Permission.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def teams(request: StafettRequest) -> HttpResponse:
    """The unit's teams, with a form to make one."""
    advisers = advisers_of(actor_of(request).unit)
    if request.method != "POST":
        return _page(request, TeamForm(advisers))
    return _keep(request, TeamForm(advisers, request.POST), None)


@requires(Permission.LEAD)
@require_POST
def change(request: StafettRequest, team_id: int) -> HttpResponse:
    """Changes the name or the members of a team, or takes it away (`do`=dissolve)."""
    actor = actor_of(request)
    team = get_object_or_404(Team, pk=team_id, unit=actor.unit or 0)
    if request.POST.get("do") != "dissolve":
        return _keep(request, TeamForm(advisers_of(actor.unit), request.POST, team=team), team)
    dissolve_team(team=team, by=actor.name, on=request.day, at=clock.now())
    messages.success(request, text("done.team_dissolved"))
    return redirect("adviser_teams")


def _keep(request: StafettRequest, form: TeamForm, team: Team | None) -> HttpResponse:
    actor = actor_of(request)
    if form.is_valid():
        try:
            keep_team(
                unit=Unit.objects.get(pk=actor.unit or 0), team=team, **form.cleaned_data, by=actor.name,
                on=request.day, at=clock.now(),
            )  # fmt: skip
        except TeamError as error:
            form.add_error("members" if error.code == "team_error.members" else "name", text(error.code))
        else:
            messages.success(request, text("done.team_kept"))
            return redirect("adviser_teams")
    return _page(request, form, team, status=REFUSED)


def _page(request: StafettRequest, form: TeamForm, of: Team | None = None, *, status: int = 200) -> HttpResponse:
    """`form` is the one that was sent; `of` the team that it is about, None for a new one."""
    advisers = advisers_of(actor_of(request).unit)
    known = teams_of(actor_of(request).unit)
    context = {
        "teams": [(team, form if team == of else TeamForm(advisers, team=team)) for team in known],
        "form": form if of is None else TeamForm(advisers),
        "refused_form": form if form.errors else None,
        "has_advisers": bool(advisers),
    }
    return page(request, "adviser/teams.html", context, here="adviser_distribution", status=status)
