"""What was done from the list and what was redistributed become rows of one table; nothing that was kept is lost."""

import django.db.models.deletion
from django.db import migrations, models


def keep(apps, schema_editor):
    ManyAction = apps.get_model("cases", "ManyAction")
    for done in ManyAction.objects.select_related("staff"):
        done.unit_id, done.by = done.staff.unit_id, done.staff.name
        done.after = dict.fromkeys(done.before, done.after)
        if done.taken_back_at is not None:
            # It could be taken back the same day only, by whoever did it.
            done.taken_back_on, done.taken_back_by = done.on, done.by
        done.save()
    for done in apps.get_model("cases", "Redistribution").objects.order_by("id"):
        moves = list(done.moves.order_by("case"))
        named = apps.get_model("people", "Staff").objects.filter(unit=done.unit_id, name=done.done_by)
        ManyAction.objects.create(
            unit_id=done.unit_id,
            staff=named.get() if named.count() == 1 else None,
            by=done.done_by,
            event="case_redistributed",
            how={"kind": done.kind, "of_staff": done.of_staff_id, "of_nobody": done.of_nobody},
            on=done.done_on,
            at=done.done_at,
            before={str(move.case_id): {"holder_id": move.from_staff_id} for move in moves},
            after={str(move.case_id): {"holder_id": move.to_staff_id} for move in moves},
            taken_back_on=done.undone_on,
            taken_back_by=done.undone_by,
        )
    # The tables are altered next, which the database refuses while a foreign key is still to be checked.
    schema_editor.execute("set constraints all immediate")


_KEYS = ("birth_date", "alphabet", "employer", "industry", "benefit", "even_load")
_BY_A_KEY = models.Q(("event", "case_redistributed"), _negated=True)
for _key in _KEYS:
    _BY_A_KEY |= models.Q(("how__contains", {"kind": _key}))


class Migration(migrations.Migration):

    dependencies = [("cases", "0013_distribution"), ("people", "0005_who_handles_the_quarantine")]

    operations = [
        migrations.RenameModel("ListAction", "ManyAction"),
        migrations.AddField(
            "manyaction", "unit",
            models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"),
        ),
        migrations.AlterField(
            "manyaction", "staff",
            models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.staff"),
        ),
        migrations.AddField("manyaction", "by", models.CharField(default="", max_length=100), preserve_default=False),
        migrations.AddField("manyaction", "how", models.JSONField(default=dict)),
        migrations.AddField("manyaction", "taken_back_on", models.DateField(null=True)),
        migrations.AddField("manyaction", "taken_back_by", models.CharField(blank=True, default="", max_length=100), preserve_default=False),
        migrations.RunPython(keep, migrations.RunPython.noop),
        migrations.RemoveField("manyaction", "taken_back_at"),
        migrations.AlterField(
            "manyaction", "unit",
            models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"),
        ),
        migrations.DeleteModel("Redistributed"),
        migrations.DeleteModel("Redistribution"),
        migrations.AddConstraint(
            "manyaction",
            models.CheckConstraint(
                condition=models.Q(("event__in", ("case_assigned", "case_pinned", "case_unpinned", "case_snoozed", "case_woken", "case_redistributed", "handover_offered"))),
                name="many_action_event_is_known",
            ),
        ),
        migrations.AddConstraint(
            "manyaction", models.CheckConstraint(condition=_BY_A_KEY, name="redistribution_says_by_which_key")
        ),
        migrations.AddConstraint(
            "manyaction",
            models.CheckConstraint(
                condition=models.Q(models.Q(("taken_back_by", ""), ("taken_back_on", None)), models.Q(("taken_back_on__isnull", False), models.Q(("taken_back_by", ""), _negated=True)), _connector="OR"),
                name="many_taken_back_says_by_whom",
            ),
        ),
        migrations.AddIndex(
            "manyaction",
            models.Index(condition=models.Q(("event", "case_redistributed")), fields=["unit", "-id"], name="redistributions_of_unit"),
        ),
    ]
