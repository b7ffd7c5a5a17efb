from django.db import migrations, models

MARKED = """
update intake_sicknote set symptom_diagnosis = true
where exists (
    select from jsonb_array_elements(content -> 'diagnoses') as d
    where (d ->> 'main')::boolean and case d ->> 'system'
        when 'icd-10' then d ->> 'code' ~* '^\\s*R[0-9]{2}'
        else d ->> 'code' ~* '^\\s*[A-Z](0[1-9]|[12][0-9])(?![0-9])' end)
"""


class Migration(migrations.Migration):
    """Whether a note's main diagnosis is a symptom, for the notes that are there as well."""

    dependencies = [("intake", "0005_elaborating_notes")]

    operations = [
        migrations.AddField("sicknote", "symptom_diagnosis", models.BooleanField(default=False)),
        migrations.RunSQL(MARKED, migrations.RunSQL.noop),
    ]
