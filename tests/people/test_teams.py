"""Teams of a unit: made, changed and dissolved, each change in the log."""

import pytest

from stafett.people.models import OrganisationChange, Staff, Team
from stafett.people.teams import TeamError, dissolve_team, keep_team, teams_of
from tests.factories import Region, day, instant, make_region, make_staff

pytestmark = pytest.mark.django_db
ON = "2026-03-02"


@pytest.fixture
def region() -> Region:
    return make_region()


def keep(region: Region, *members: Staff, name: str = "Nord", team: Team | None = None) -> Team:
    keys = [one.pk for one in members]
    return keep_team(unit=region.local, name=name, members=keys, by="Liv", on=day(ON), at=instant(ON), team=team)


def members(team: Team) -> set[str]:
    return set(team.members.values_list("name", flat=True))


def test_a_team_is_made_changed_and_dissolved(region: Region) -> None:
    anne, kai = region.adviser, make_staff("Kai Colleague", region.local)
    team = keep(region, anne, kai, name=" Nord ")
    assert (team.name, members(team)) == ("Nord", {anne.name, kai.name})
    assert keep(region, kai, name="Sør", team=team) == team
    assert ([one.name for one in teams_of(region.local.pk)], members(team)) == (["Sør"], {kai.name})
    dissolve_team(team=team, by="Liv", on=day(ON), at=instant(ON))
    assert not teams_of(region.local.pk)
    assert not Staff.objects.exclude(team=None).exists()
    logged = OrganisationChange.objects.filter(staff=kai).order_by("pk").values_list("before__team", "after__team")
    assert list(logged) == [(None, "Nord"), ("Sør", None)]


def test_whoever_is_chosen_for_another_team_leaves_the_first(region: Region) -> None:
    anne, kai = region.adviser, make_staff("Kai Colleague", region.local)
    first = keep(region, anne, kai)
    second = keep(region, kai, name="Sør")
    assert (members(first), members(second)) == ({anne.name}, {kai.name})
    assert OrganisationChange.objects.latest("pk").before == {"team": "Nord"}


def test_what_is_no_team_is_refused(region: Region) -> None:
    keep(region, region.adviser)
    for chosen, name, code in (
        ([region.adviser], " ", "name"), ([region.adviser], "Nord", "taken"), ([], "Sør", "members"),
        ([region.other_adviser], "Sør", "members"), ([region.leader], "Sør", "members"),
    ):  # fmt: skip
        with pytest.raises(TeamError) as refused:
            keep(region, *chosen, name=name)
        assert refused.value.code == f"team_error.{code}"
