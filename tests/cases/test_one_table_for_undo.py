"""What was kept for undo before there was one table for it is in that table afterwards."""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from stafett.cases.many.models import ManyAction
from stafett.cases.many.undo import take_back
from stafett.cases.models import Case
from tests.portals.adviser_world import NOW, TODAY, actor_of, make_case, make_staff, make_unit

BEFORE, AFTER = ("cases", "0013_distribution"), ("cases", "0014_one_table_for_undo")


def migrate(*to: tuple[str, str]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(list(to))
    return executor.loader.project_state(list(to)).apps


@pytest.mark.django_db(transaction=True)
def test_what_was_kept_in_two_tables_can_still_be_taken_back() -> None:
    unit = make_unit()
    leader, anne, bo = make_staff(unit, "Liv Leader", role="leader"), make_staff(unit, "Anne"), make_staff(unit, "Bo")
    pinned, given = make_case(unit, holder=anne, pinned=True), make_case(unit, holder=bo)
    # Going back takes those of other apps along that came after.
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        old = migrate(BEFORE)
        actions = old.get_model("cases", "ListAction").objects
        known = {"staff_id": anne.pk, "event": "case_pinned", "on": TODAY, "at": NOW, "after": {"pinned": True}}
        mine = actions.create(**known, before={str(pinned.pk): {"pinned": False}})
        undone = actions.create(**known, before={str(pinned.pk): {"pinned": False}}, taken_back_at=NOW)
        redistribution = old.get_model("cases", "Redistribution").objects.create(
            unit_id=unit.pk, kind="alphabet", of_staff_id=anne.pk, done_on=TODAY, done_at=NOW, done_by="Liv Leader"
        )
        redistribution.moves.create(case_id=given.pk, from_staff_id=anne.pk, to_staff_id=bo.pk)
        migrate(AFTER)
    finally:
        migrate(*newest)
    kept = ManyAction.objects.get(event="case_redistributed")
    assert (kept.unit, kept.staff, kept.by, kept.on) == (unit, leader, "Liv Leader", TODAY)
    assert kept.how == {"kind": "alphabet", "of_staff": anne.pk, "of_nobody": False}
    assert (ManyAction.objects.get(pk=undone.pk).taken_back_by, kept.taken_back_by) == ("Anne", "")
    for action, by in ((mine, anne), (kept, leader)):
        assert take_back(action=action.pk, actor=actor_of(by), on=TODAY, at=NOW).done == 1
    assert Case.objects.get(pk=given.pk).holder == anne
    assert not Case.objects.get(pk=pinned.pk).pinned
