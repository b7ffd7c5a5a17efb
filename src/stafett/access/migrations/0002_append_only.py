from django.db import migrations

from stafett.cases.triggers import append_only, not_append_only


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial"), ("cases", "0002_append_only")]

    operations = [migrations.RunSQL(append_only("access_reading"), not_append_only("access_reading"))]
