from django.db import migrations

from stafett.cases.triggers import append_only, not_append_only


class Migration(migrations.Migration):
    """What was judged, and what was logged, stays: a new assessment supersedes, and nothing is overwritten."""

    dependencies = [("mapping", "0003_need"), ("cases", "0002_append_only")]

    operations = [
        migrations.RunSQL(append_only(table), not_append_only(table))
        for table in ("mapping_needassessment", "mapping_contact")
    ]
