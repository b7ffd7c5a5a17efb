"""An office's week of screening moves from its column to the table of own values, and back."""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from stafett.people.models import OfficeValue, OrganisationChange, Unit
from stafett.people.office_values import in_force
from tests.factories import choose, day, instant
from tests.portals.adviser_world import make_unit

BEFORE = ("people", "0007_teams")
ON = "2026-03-02"


def migrate(*to: tuple[str, str]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(list(to))
    return executor.loader.project_state(list(to)).apps


@pytest.mark.django_db(transaction=True)
def test_the_week_of_an_office_goes_along_forward_and_back() -> None:
    chosen, common, planned, back = (make_unit() for _ in range(4))
    choose(chosen, "screening_week", 6)
    choose(chosen, "silence_months", 3)
    choose(planned, "screening_week", 5)
    choose(planned, "screening_week", 4, since="2999-01-01")
    choose(back, "screening_week", 5)
    choose(back, "screening_week", None, since="2020-01-01")
    told = {"by": "Kari Operatør", "on": day(ON), "at": instant(ON)}
    OrganisationChange.objects.create(unit=chosen, **told, after={"screening_week": 7})
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        before = dict(migrate(BEFORE).get_model("people", "Unit").objects.values_list("pk", "screening_week"))
        assert before == {chosen.pk: 6, common.pk: None, planned.pk: 5, back.pk: None}
    finally:
        migrate(*newest)
    assert {unit.pk: in_force(unit, "screening_week", day("2011-07-01")) for unit in Unit.objects.all()} == before
    said = {row.unit_id: row for row in OfficeValue.objects.all()}
    assert set(said) == {chosen.pk, planned.pk}
    assert (said[chosen.pk].by, said[chosen.pk].at, said[planned.pk].by) == (told["by"], told["at"], "Stafett")
    assert {unit.pk: unit.newest_value for unit in Unit.objects.exclude(newest_value=None)} == said
