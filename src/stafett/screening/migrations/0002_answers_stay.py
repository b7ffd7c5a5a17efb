from django.db import migrations

from stafett.cases.triggers import append_only, not_append_only


class Migration(migrations.Migration):
    """A new answer stands beside the earlier ones; none is ever changed."""

    dependencies = [("screening", "0001_initial"), ("cases", "0002_append_only")]

    operations = [migrations.RunSQL(append_only("screening_answer"), not_append_only("screening_answer"))]
