from django.db import migrations, models
from django.db.models import Q

from stafett.people.names import number_of_name


def number(apps, schema_editor):
    """Notes that are there already: those whose employer is known by name alone."""
    notes = apps.get_model("intake", "SickNote").objects.filter(employer=None).exclude(employer_situation="none")
    for note in notes.filter(content__employer__name__isnull=False).iterator():
        note.named_employer = number_of_name(note.content["employer"]["name"])
        note.save(update_fields=["named_employer"])


class Migration(migrations.Migration):
    """Employers known by name alone are told apart."""

    dependencies = [("intake", "0006_symptom_diagnoses")]

    operations = [
        migrations.AddField("sicknote", "named_employer", models.BigIntegerField(blank=True, null=True)),
        migrations.RunPython(number, migrations.RunPython.noop),
        migrations.AddConstraint(
            "sicknote",
            models.CheckConstraint(
                condition=Q(named_employer=None) | Q(named_employer__lt=-1, employer=None),
                name="named_employer_is_not_identified",
            ),
        ),
    ]
