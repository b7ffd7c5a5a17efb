from django.db import migrations

from stafett.cases.triggers import append_only, not_append_only


class Migration(migrations.Migration):
    """What has been written in a plan, and what has been done with it, is never changed."""

    dependencies = [("plans", "0004_follow_up_plans"), ("cases", "0002_append_only")]

    operations = [
        migrations.RunSQL(append_only("plans_planversion"), not_append_only("plans_planversion")),
        migrations.RunSQL(append_only("plans_planstep"), not_append_only("plans_planstep")),
    ]
