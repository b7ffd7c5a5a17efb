from django.db import migrations, models

# The day on which it was switched on, where the log tells; an office that had it from the beginning always had it.
KEEP = """
update people_unit set screening_basis_recorded_on = coalesce(
    (select max(c."on") from people_organisationchange c
     where c.unit_id = people_unit.id and c.after ->> 'screening_basis_recorded' = 'true'),
    date '2011-07-01')
where screening_basis_recorded
"""
BACK = "update people_unit set screening_basis_recorded = screening_basis_recorded_on is not null"


class Migration(migrations.Migration):
    dependencies = [("people", "0005_who_handles_the_quarantine")]

    operations = [
        migrations.AddField("unit", "screening_basis_recorded_on", models.DateField(blank=True, null=True)),
        migrations.RunSQL(KEEP, BACK),
        migrations.RemoveField("unit", "screening_basis_recorded"),
    ]
