from django.db import migrations

from stafett.cases.triggers import append_only, not_append_only


class Migration(migrations.Migration):
    """A new answer stands beside the earlier ones; none is ever changed."""

    dependencies = [("dialogue", "0004_replies"), ("cases", "0002_append_only")]

    operations = [migrations.RunSQL(append_only("dialogue_reply"), not_append_only("dialogue_reply"))]
