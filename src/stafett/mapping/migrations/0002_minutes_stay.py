from django.db import migrations

from stafett.cases.triggers import append_only, not_append_only

FUNCTION = """
create function refuse_change_of_mapping() returns trigger language plpgsql as $$
begin
    if exists (select 1 from mapping_mapping
               where id = coalesce(new.mapping_id, old.mapping_id) and state = any (tg_argv)) then
        raise exception '% is kept as it was', tg_table_name using errcode = 'integrity_constraint_violation';
    end if;
    return coalesce(new, old);
end $$;
create function refuse_change_of_ended_mapping() returns trigger language plpgsql as $$
begin
    raise exception 'an ended mapping is kept as it was' using errcode = 'integrity_constraint_violation';
end $$;
"""
NO_FUNCTION = "drop function refuse_change_of_mapping(); drop function refuse_change_of_ended_mapping();"

ENTRIES = """
create trigger entries_stay before insert or update or delete on mapping_themeentry
for each row execute function refuse_change_of_mapping('closed', 'discarded');
"""
PREPARATIONS = """
create trigger preparations_stay before insert or update or delete on mapping_preparation
for each row execute function refuse_change_of_mapping('in_progress', 'closed', 'discarded');
"""
MAPPINGS = """
create trigger ended_mappings_stay before update or delete on mapping_mapping
for each row when (old.state in ('closed', 'discarded')) execute function refuse_change_of_ended_mapping();
"""


class Migration(migrations.Migration):
    """The minutes are made from a closed mapping and its entries, so neither is changed any more."""

    dependencies = [("mapping", "0001_initial"), ("cases", "0002_append_only")]

    operations = [
        migrations.RunSQL(append_only("mapping_remark"), not_append_only("mapping_remark")),
        migrations.RunSQL(FUNCTION, NO_FUNCTION),
        migrations.RunSQL(ENTRIES, "drop trigger entries_stay on mapping_themeentry;"),
        migrations.RunSQL(PREPARATIONS, "drop trigger preparations_stay on mapping_preparation;"),
        migrations.RunSQL(MAPPINGS, "drop trigger ended_mappings_stay on mapping_mapping;"),
    ]
