import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.db import migrations, models

from stafett.cases.triggers import append_only, not_append_only


_KEPT = ("meetings_dialoguemove", "meetings_dialogueminutes", "meetings_dialogueremark")


class Migration(migrations.Migration):
    """Dialogue meeting 1. What it was before it was moved, its minutes and the remarks to them are never changed."""

    dependencies = [
        ('cases', '0017_follow_ups_of_threads'),
        ('meetings', '0002_moves_stay'),
        ('people', '0010_employercontact_leadership_and_more'),
    ]

    operations = [
        migrations.CreateModel(
            name='DialogueMeeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(max_length=9)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('day', models.DateField()),
                ('begins', models.TimeField()),
                ('ends', models.TimeField()),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('agenda', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None)),
                ('own_points', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField()),
                ('called_on', models.DateField()),
                ('others', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=21), blank=True, default=list, size=None)),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('held', 'Held'), ('cancelled', 'Cancelled')], default='planned', max_length=9)),
                ('answer', models.CharField(blank=True, choices=[('coming', 'Coming'), ('other_time', 'Other Time'), ('not_needed', 'Not Needed')], max_length=10)),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('answer_line', models.CharField(blank=True, max_length=300)),
                ('suggested_day', models.DateField(blank=True, null=True)),
                ('suggested_begins', models.TimeField(blank=True, null=True)),
                ('wants_issuer', models.BooleanField(blank=True, null=True)),
                ('companions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=21), blank=True, default=list, size=None)),
                ('issuer_answer', models.CharField(blank=True, choices=[('coming', 'Coming'), ('other_time', 'Other Time'), ('not_coming', 'Not Coming')], max_length=10)),
                ('issuer_answered_on', models.DateField(blank=True, null=True)),
                ('issuer_line', models.CharField(blank=True, max_length=300)),
                ('issuer_day', models.DateField(blank=True, null=True)),
                ('issuer_begins', models.TimeField(blank=True, null=True)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('ended_why', models.CharField(blank=True, max_length=300)),
                ('called_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.employercontact')),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='dialogue_meetings', to='cases.case')),
                ('employment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dialogue_meetings', to='people.employment')),
                ('ended_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.employercontact')),
                ('issuer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dialogue_meetings', to='people.issuer')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='dialogue_meetings', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='DialogueMinutes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('about_work', models.TextField()),
                ('employer_does', models.TextField(blank=True)),
                ('employee_does', models.TextField(blank=True)),
                ('next_on', models.DateField(blank=True, null=True)),
                ('why', models.CharField(blank=True, max_length=300)),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('contact', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.employercontact')),
                ('meeting', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='minutes', to='meetings.dialoguemeeting')),
            ],
        ),
        migrations.CreateModel(
            name='DialogueMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(max_length=9)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('day', models.DateField()),
                ('begins', models.TimeField()),
                ('ends', models.TimeField()),
                ('sequence', models.PositiveIntegerField()),
                ('why', models.CharField(max_length=300)),
                ('moved_on', models.DateField()),
                ('moved_at', models.DateTimeField()),
                ('meeting', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='meetings.dialoguemeeting')),
                ('moved_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.employercontact')),
            ],
        ),
        migrations.CreateModel(
            name='DialogueRemark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='meetings.dialogueminutes')),
            ],
        ),
        migrations.CreateModel(
            name='NoMeeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(max_length=300)),
                ('said_on', models.DateField()),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('employment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.employment')),
                ('said_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.employercontact')),
            ],
        ),
        migrations.AddIndex(
            model_name='dialoguemeeting',
            index=models.Index(fields=['case'], name='dialogue_meetings_of_case'),
        ),
        migrations.AddConstraint(
            model_name='dialoguemeeting',
            constraint=models.CheckConstraint(condition=models.Q(('form__in', ('telephone', 'video', 'office', 'workplace', 'elsewhere'))), name='dialogue_form_is_known'),
        ),
        migrations.AddConstraint(
            model_name='dialoguemeeting',
            constraint=models.CheckConstraint(condition=models.Q(('ends__gt', models.F('begins'))), name='dialogue_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='dialoguemeeting',
            constraint=models.CheckConstraint(condition=models.Q(('companions__contained_by', ['safety_representative', 'union_representative', 'support_person', 'occupational_health']), ('others__contained_by', ['occupational_health'])), name='dialogue_others_are_known'),
        ),
        migrations.AddConstraint(
            model_name='dialoguemeeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answer_line', ''), ('answered_on', None), ('suggested_begins', None), ('suggested_day', None)), models.Q(('answer', 'coming'), ('answered_on__isnull', False), ('suggested_begins', None), ('suggested_day', None)), models.Q(('answer', 'other_time'), ('answered_on__isnull', False)), models.Q(('answer', 'not_needed'), ('answered_on__isnull', False), ('suggested_begins', None), ('suggested_day', None), models.Q(('answer_line', ''), _negated=True)), _connector='OR'), name='dialogue_answer_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='dialoguemeeting',
            constraint=models.CheckConstraint(condition=models.Q(('issuer', None), models.Q(('wants_issuer', True), ('wants_issuer__isnull', False)), _connector='OR'), name='issuer_comes_only_when_the_employee_wants'),
        ),
        migrations.AddConstraint(
            model_name='dialoguemeeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('issuer_answer', ''), ('issuer_answered_on', None), ('issuer_begins', None), ('issuer_day', None), ('issuer_line', '')), models.Q(('issuer__isnull', False), ('issuer_answered_on__isnull', False), ('issuer_answer__in', ['coming', 'other_time', 'not_coming'])), _connector='OR'), name='dialogue_issuer_answer_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='dialoguemeeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_by', None), ('ended_on', None), ('ended_why', ''), ('state', 'planned')), models.Q(('ended_by__isnull', False), ('ended_on__isnull', False), ('ended_why', ''), ('state', 'held')), models.Q(('ended_by__isnull', False), ('ended_on__isnull', False), ('state', 'cancelled'), models.Q(('ended_why', ''), _negated=True)), _connector='OR'), name='dialogue_says_how_it_ended'),
        ),
        migrations.AddConstraint(
            model_name='dialoguemeeting',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'planned')), fields=('case', 'employment'), name='one_dialogue_planned_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='dialogueminutes',
            constraint=models.UniqueConstraint(fields=('meeting', 'number'), name='one_dialogue_minutes_for_one_number'),
        ),
        migrations.AddConstraint(
            model_name='dialogueminutes',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('number', 1), ('why', '')), models.Q(('number__gt', 1), models.Q(('why', ''), _negated=True)), _connector='OR'), name='amended_minutes_say_why'),
        ),
        migrations.AddConstraint(
            model_name='dialogueminutes',
            constraint=models.CheckConstraint(condition=models.Q(('about_work', ''), _negated=True), name='dialogue_minutes_have_words'),
        ),
        migrations.AddConstraint(
            model_name='dialoguemove',
            constraint=models.UniqueConstraint(fields=('meeting', 'sequence'), name='one_dialogue_move_from_one_version'),
        ),
        migrations.AddConstraint(
            model_name='dialoguemove',
            constraint=models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='dialogue_move_says_why'),
        ),
        migrations.AddConstraint(
            model_name='dialogueremark',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='dialogue_remark_has_words'),
        ),
        migrations.AddConstraint(
            model_name='nomeeting',
            constraint=models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='no_meeting_says_why'),
        ),
        migrations.AddConstraint(
            model_name='nomeeting',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on', None), ('ended_on__gte', models.F('said_on')), _connector='OR'), name='no_meeting_ends_after_it_is_said'),
        ),
        migrations.AddConstraint(
            model_name='nomeeting',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('case', 'employment'), name='no_meeting_is_said_once'),
        ),
        *(migrations.RunSQL(append_only(table), not_append_only(table)) for table in _KEPT),
    ]
