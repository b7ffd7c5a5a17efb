"""What leaders fill in about teams."""

from collections.abc import Iterable
from typing import Any

from django import forms

from stafett.frontend.words import text, text_lazy
from stafett.people.models import Staff, Team
from stafett.portals.adviser.forms import errors
from stafett.portals.offering import offer

_LONGEST_NAME = 60


class TeamForm(forms.Form):
    """The name of a team, and who is in it."""

    name = forms.CharField(
        max_length=_LONGEST_NAME, label=text_lazy("team.name"), error_messages=errors("team_error.name", most=60)
    )
    members = forms.TypedMultipleChoiceField(
        label=text_lazy("team.members"),
        help_text=text_lazy("team.members_help"),
        widget=forms.CheckboxSelectMultiple,
        coerce=int,
        error_messages=errors("team_error.members"),
    )

    def __init__(self, advisers: Iterable[Staff], *args: Any, team: Team | None = None, **values: Any) -> None:
        """`team`: the one that is changed, whose name and members stand in the form."""
        if team is not None:
            values |= {"prefix": f"team{team.pk}"}
            values |= {"initial": {"name": team.name, "members": [one.pk for one in team.members.all()]}}
        super().__init__(*args, **values)
        offer(self, "members", [(one.pk, _name(one, team)) for one in advisers])


def _name(one: Staff, team: Team | None) -> str:
    """The adviser's name, with the other team that they are in."""
    return (
        one.name if one.team is None or one.team == team else text("team.member_of", name=one.name, team=one.team.name)
    )
