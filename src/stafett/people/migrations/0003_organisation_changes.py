import django.db.models.deletion
from django.db import migrations, models

from stafett.cases.triggers import append_only, not_append_only


class Migration(migrations.Migration):
    dependencies = [("people", "0002_longer_names"), ("cases", "0002_append_only")]

    operations = [
        migrations.CreateModel(
            name="OrganisationChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=100)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                (
                    "staff",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="people.staff",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="people.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("staff__isnull", False), ("unit", None)),
                            models.Q(("staff", None), ("unit__isnull", False)),
                            _connector="OR",
                        ),
                        name="change_is_of_a_unit_or_of_staff",
                    )
                ]
            },
        ),
        migrations.RunSQL(
            append_only("people_organisationchange"), not_append_only("people_organisationchange")
        ),
    ]
