from django.db import migrations

# The week counted for every day there was a common one. Who chose it, and when, is told where the log has it.
KEEP = """
insert into people_officevalue (unit_id, name, first_day, value, withdrawn, by, at, why)
select u.id, 'screening_week', date '2011-07-01', to_jsonb(u.screening_week), false,
       coalesce(said.by, 'Stafett'), coalesce(said.at, now()), ''
from people_unit u
left join lateral (
    select c.by, c.at from people_organisationchange c
    where c.unit_id = u.id and c.after -> 'screening_week' is not null order by c.id desc limit 1
) said on true
where u.screening_week is not null;
update people_unit u set newest_value_id = v.id from people_officevalue v where v.unit_id = u.id;
set constraints all immediate;
"""
# The value that counts today; what is planned, and what was chosen for anything else, goes with the table.
BACK = """
update people_unit u set screening_week = counts.value
from (
    select distinct on (unit_id) unit_id, value::text::smallint as value
    from (
        select distinct on (unit_id, first_day) unit_id, first_day, value, withdrawn from people_officevalue
        where name = 'screening_week' and first_day <= current_date order by unit_id, first_day, id desc
    ) newest
    where not withdrawn order by unit_id, first_day desc
) counts
where counts.unit_id = u.id;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0008_office_values")]

    operations = [
        migrations.RunSQL(KEEP, BACK),
        migrations.RemoveConstraint("unit", "screening_week_from_4_to_8"),
        migrations.RemoveField("unit", "screening_week"),
    ]
