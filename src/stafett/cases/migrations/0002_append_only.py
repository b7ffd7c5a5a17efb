from django.db import migrations

from stafett.cases.triggers import APPEND_ONLY_FUNCTION, DROP_FUNCTION, append_only, not_append_only


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.RunSQL(APPEND_ONLY_FUNCTION, DROP_FUNCTION),
        migrations.RunSQL(append_only("cases_journalentry"), not_append_only("cases_journalentry")),
    ]
