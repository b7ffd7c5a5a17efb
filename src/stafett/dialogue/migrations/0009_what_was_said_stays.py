from django.db import migrations

from stafett.cases.triggers import append_only, not_append_only

TABLES = ("dialogue_threadmessage", "dialogue_issuerstatement")


class Migration(migrations.Migration):
    """What was written in a thread, and what an issuer has stated, is never changed."""

    dependencies = [("dialogue", "0008_threads_and_statements"), ("cases", "0002_append_only")]

    operations = [migrations.RunSQL(append_only(table), not_append_only(table)) for table in TABLES]
