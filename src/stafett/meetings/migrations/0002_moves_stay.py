from django.db import migrations

from stafett.cases.triggers import append_only, not_append_only


class Migration(migrations.Migration):
    """What a meeting was before it was moved stays as it was."""

    dependencies = [("meetings", "0001_initial"), ("cases", "0002_append_only")]

    operations = [migrations.RunSQL(append_only("meetings_move"), not_append_only("meetings_move"))]
