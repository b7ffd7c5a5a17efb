"""SQL that makes a table append-only; used by migrations."""

APPEND_ONLY_FUNCTION = """
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'integrity_constraint_violation';
end $$;
"""
DROP_FUNCTION = "drop function refuse_change();"


def append_only(table: str) -> str:
    """A trigger that refuses every UPDATE and DELETE on `table`."""
    return (
        f"create trigger {table}_append_only before update or delete on {table} "
        "for each statement execute function refuse_change();"
    )


def not_append_only(table: str) -> str:
    """Takes the trigger away."""
    return f"drop trigger {table}_append_only on {table};"
