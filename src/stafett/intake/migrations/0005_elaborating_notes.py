from django.db import migrations, models

ANSWERED = """
update intake_sicknote set elaborates = true
where jsonb_path_exists(content, '$.answers[*].answer ? (@ like_regex "[^[:space:]]")')
"""


class Migration(migrations.Migration):
    """Whether a note answers the elaborating questions, for the notes that are there as well."""

    dependencies = [("intake", "0004_leaner_indexes")]

    operations = [
        migrations.AddField("sicknote", "elaborates", models.BooleanField(default=False)),
        migrations.RunSQL(ANSWERED, migrations.RunSQL.noop),
    ]
