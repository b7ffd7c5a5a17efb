import django.db.models.deletion
from django.db import migrations, models
from django.db.models.lookups import In

from stafett.cases.triggers import append_only, not_append_only


class Migration(migrations.Migration):
    dependencies = [("people", "0007_teams"), ("cases", "0002_append_only")]

    operations = [
        migrations.CreateModel(
            name="OfficeValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("first_day", models.DateField()),
                ("value", models.JSONField(null=True)),
                ("withdrawn", models.BooleanField(default=False)),
                ("by", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
                ("why", models.CharField(blank=True, max_length=300)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="own_values", to="people.unit"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            "unit",
            "newest_value",
            models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="people.officevalue",
            ),
        ),
        migrations.AddIndex(
            "officevalue",
            models.Index(fields=["unit", "name", "first_day", "-id"], name="office_values_in_order"),
        ),
        migrations.AddConstraint(
            "officevalue",
            models.CheckConstraint(
                condition=~models.Q(name="") & ~models.Q(by=""), name="office_value_says_of_what_and_by_whom"
            ),
        ),
        migrations.AddConstraint(
            "officevalue",
            models.CheckConstraint(
                condition=models.Q(
                    ("value__isnull", True),
                    In(
                        models.Func("value", function="jsonb_typeof", output_field=models.TextField()),
                        ["number", "boolean"],
                    ),
                    _connector="OR",
                ),
                name="office_value_is_a_number_or_a_switch",
            ),
        ),
        migrations.AddConstraint(
            "officevalue",
            models.CheckConstraint(
                condition=models.Q(("withdrawn", False), ("value__isnull", True), _connector="OR"),
                name="withdrawn_office_value_has_no_value",
            ),
        ),
        migrations.RunSQL(append_only("people_officevalue"), not_append_only("people_officevalue")),
    ]
